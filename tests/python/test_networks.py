"""The published networks are built as published; what they do is in test_networks_statistics.py."""

import numpy as np
import pytest

import lapicque as lq
from lapicque.networks import BY_NAME


def projection(net: lq.Network, pre: str, post: str) -> lq.Projection:
    [found] = [p for p in net.projections if (p.pre.population.name, p.post.population.name) == (pre, post)]
    return found


def indegrees(p: lq.Projection) -> np.ndarray:
    return np.bincount(p.targets, minlength=len(p.post))


def test_registry_holds_what_the_package_offers() -> None:
    assert set(BY_NAME) == set(lq.networks.__all__) - {"BY_NAME"}
    assert all(getattr(lq.networks, name) is build for name, build in BY_NAME.items())


def test_cuba_populations() -> None:
    net = lq.networks.cuba()
    assert {name: len(population) for name, population in net.populations.items()} == {"exc": 3200, "inh": 800}
    model = net["exc"].model
    assert model == net["inh"].model
    assert (model.C_m, model.tau_m, model.E_L, model.V_th, model.V_reset, model.t_ref) == (250, 20, -49, -50, -60, 5)
    assert dict(model.receptors) == {"exc": lq.ExpCurrent(tau=5), "inh": lq.ExpCurrent(tau=10)}
    V_m = np.concatenate([net["exc"].V_m, net["inh"].V_m])
    assert -60 <= V_m.min() < -59.9
    assert -50.1 < V_m.max() <= -50
    assert abs(V_m.mean() + 55) < 4 * 10 / np.sqrt(12 * V_m.size)


@pytest.mark.parametrize(("pre", "weight"), [("exc", 1.62), ("inh", -9.0)])
@pytest.mark.parametrize("post", ["exc", "inh"])
def test_cuba_synapses(pre: str, post: str, weight: float) -> None:
    p = projection(lq.networks.cuba(seed=3), pre, post)
    assert p.receptor == pre
    assert set(p.delays.tolist()) == {0.1}
    # the paper gives weights on the membrane's own scale, as potentials; g_L is C_m/tau_m = 12.5 nS
    assert np.unique(p.weights) == pytest.approx(weight * 12.5)
    mean, count = 0.02 * len(p.pre), indegrees(p)
    assert abs(count.mean() - mean) < 5 * np.sqrt(mean * 0.98 / count.size)
    # a binomial's variance, within five standard errors of a sample variance
    assert abs(count.var() / (0.98 * mean) - 1) < 5 * np.sqrt((2 + 1 / mean) / count.size)


def test_order_of_making() -> None:
    for net in (lq.networks.cuba(scale=0.1), lq.networks.brunel(scale=0.1)):
        pairs = [(p.pre.population.name, p.post.population.name) for p in net.projections]
        assert list(net.populations) == ["exc", "inh"]
        assert pairs == [("exc", "exc"), ("exc", "inh"), ("inh", "exc"), ("inh", "inh")]


def test_cuba_scale_keeps_the_inputs_of_a_neuron() -> None:
    for scale, n in ((0.5, 2000), (2.0, 8000)):
        net = lq.networks.cuba(scale)
        assert len(net["exc"]) + len(net["inh"]) == n
        counts = indegrees(projection(net, "exc", "exc"))
        assert abs(counts.mean() - 64) < 5 * 8 / np.sqrt(counts.size)


def test_cuba_n_keeps_the_probability() -> None:
    net = lq.networks.cuba(n=1000)
    assert (len(net["exc"]), len(net["inh"])) == (800, 200)
    p = projection(net, "exc", "exc")
    assert abs(len(p) / 800**2 - 0.02) < 5 * np.sqrt(0.02 * 0.98 / 800**2)


def test_coba_populations() -> None:
    net = lq.networks.coba()
    assert {name: len(population) for name, population in net.populations.items()} == {"exc": 3200, "inh": 800}
    model = net["exc"].model
    assert model == net["inh"].model
    assert (model.C_m, model.g_L, model.E_L, model.V_th, model.V_reset, model.t_ref) == (200, 10, -60, -50, -60, 5)
    assert dict(model.receptors) == {"exc": lq.ExpConductance(0, tau=5), "inh": lq.ExpConductance(-80, tau=10)}
    exc = net["exc"]
    assert abs(exc.V_m.mean() + 65) < 5 * 5 / np.sqrt(3200)
    # normal distributions that are drawn again below 0 have the mean mu + sigma phi(a)/Phi(a), a = mu/sigma
    for values, mean, std in ((exc.g_exc, 20 + 2.705, 15), (exc.g_inh, 100 + 28.76, 100)):
        assert values.min() >= 0
        assert abs(values.mean() - mean) < 5 * std / np.sqrt(3200)


@pytest.mark.parametrize(("pre", "weight"), [("exc", 6.0), ("inh", 67.0)])
@pytest.mark.parametrize("post", ["exc", "inh"])
def test_coba_synapses(pre: str, post: str, weight: float) -> None:
    p = projection(lq.networks.coba(seed=3), pre, post)
    assert p.receptor == pre
    assert set(p.delays.tolist()) == {0.1}
    assert set(p.weights.tolist()) == {weight}
    mean, count = 0.02 * len(p.pre), indegrees(p)
    assert abs(count.mean() - mean) < 5 * np.sqrt(mean * 0.98 / count.size)


@pytest.mark.parametrize("seed", range(1, 21))
def test_coba_keeps_itself_active(seed: int) -> None:
    net = lq.networks.coba(seed=seed)
    spikes = net.record(net["exc"], "spikes")
    net.run(200)
    assert 5.0 < np.count_nonzero(spikes.t > 100) / 3200 / 0.1 < 40.0


def test_coba_scale_and_n() -> None:
    net = lq.networks.coba(0.5, seed=2)
    assert (len(net["exc"]), len(net["inh"])) == (1600, 400)
    counts = indegrees(projection(net, "exc", "exc"))
    assert abs(counts.mean() - 64) < 5 * 8 / np.sqrt(counts.size)
    p = projection(lq.networks.coba(n=1000), "exc", "exc")
    assert abs(len(p) / 800**2 - 0.02) < 5 * np.sqrt(0.02 * 0.98 / 800**2)


def test_brunel_populations() -> None:
    net = lq.networks.brunel(scale=0.1)
    assert {name: len(population) for name, population in net.populations.items()} == {"exc": 1000, "inh": 250}
    model = net["exc"].model
    assert (model.tau_m, model.E_L, model.V_th, model.V_reset, model.t_ref) == (20, 0, 20, 10, 2)
    assert [type(receptor) for receptor in model.receptors.values()] == [lq.Delta]
    assert 0 <= net["exc"].V_m.min() < 0.5
    assert 19.5 < net["exc"].V_m.max() <= 20


@pytest.mark.parametrize(("pre", "indegree", "weight"), [("exc", 1000, 0.1), ("inh", 250, -0.6)])
def test_brunel_synapses(pre: str, indegree: int, weight: float) -> None:
    net = lq.networks.brunel(g=6, eta=4, scale=0.2)
    for post in ("exc", "inh"):
        p = projection(net, pre, post)
        assert np.all(indegrees(p) == indegree)
        assert np.unique(p.weights) == pytest.approx(weight)
        assert np.unique(p.delays) == pytest.approx(1.5)


def test_brunel_full_size() -> None:
    net = lq.networks.brunel()
    assert {name: len(population) for name, population in net.populations.items()} == {"exc": 10_000, "inh": 2_500}


def test_brunel_external_input() -> None:
    """Below threshold nobody fires, and V_m is the shot noise of eta C_E nu_thr = 10 eta jumps of 0.1 mV a ms."""
    net = lq.networks.brunel(g=5, eta=0.4, scale=0.4, seed=5)
    trace = net.record(net["exc"], "V_m", every=100.0)
    spikes = net.record(net["exc"], "spikes")
    net.run(200)
    assert not np.any(spikes.t > 50)
    V_m, jumps, decay = trace.V_m[-1], 10 * 0.4 * 0.1, np.exp(-0.1 / 20)
    mean, variance = 0.1 * jumps / (1 - decay), 0.1**2 * jumps / (1 - decay**2)
    assert abs(V_m.mean() - mean) < 5 * np.sqrt(variance / V_m.size)
    assert abs(V_m.var() / variance - 1) < 5 * np.sqrt(2 / V_m.size)


def test_seed_chooses_the_network() -> None:
    a, b, c = (projection(lq.networks.cuba(0.25, seed=seed), "exc", "inh") for seed in (1, 1, 2))
    np.testing.assert_array_equal(a.targets, b.targets)
    assert not np.array_equal(a.targets, c.targets)
    assert lq.networks.cuba(0.25, seed=7).seed == 7


def test_threads_and_dt_are_handed_on() -> None:
    net = lq.networks.cuba(0.25, threads=2, dt=0.2)
    assert (net.threads, net.dt) == (2, 0.2)
    assert set(projection(net, "inh", "inh").delays.tolist()) == {0.2}
    assert lq.networks.brunel(scale=0.1, threads=1, dt=0.5).dt == 0.5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: lq.networks.cuba(0.0), "scale must be finite and positive, got 0.0"),
        (lambda: lq.networks.cuba(float("nan")), "scale must be finite and positive, got nan"),
        (lambda: lq.networks.cuba(0.01), "scale must leave at least 64 neurons of exc, got 0.01, which leaves 32"),
        (lambda: lq.networks.cuba(n=49), "n must be at least 50, got 49"),
        (lambda: lq.networks.coba(0.01), "scale must leave at least 64 neurons of exc, got 0.01, which leaves 32"),
        (lambda: lq.networks.coba(n=49), "n must be at least 50, got 49"),
        (lambda: lq.networks.hh_coba(n=49), "n must be at least 50, got 49"),
        (lambda: lq.networks.synfire(a=0), "a must be at least 1, got 0"),
        (lambda: lq.networks.synfire(pools=0), "pools must be at least 1, got 0"),
        (lambda: lq.networks.synfire(sigma=-1.0), "sigma must be finite and at least 0, got -1.0"),
        (lambda: lq.networks.synfire(sigma=30.0), "start must leave the first spike of the packet after 0, got 50.0"),
        (lambda: lq.networks.brunel(scale=0.05), "scale must leave at least 1000 neurons of exc, got 0.05"),
        (lambda: lq.networks.brunel(g=-1), "g must be finite and at least 0, got -1"),
        (lambda: lq.networks.brunel(eta=float("inf")), "eta must be finite and at least 0, got inf"),
        (lambda: lq.networks.brunel(dt=0.4), "multiple of dt"),
    ],
)
def test_bad_arguments(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]


def test_hh_coba_populations() -> None:
    net = lq.networks.hh_coba(scale=0.5)
    assert {name: len(population) for name, population in net.populations.items()} == {"exc": 1600, "inh": 400}
    model = net["exc"].model
    assert isinstance(model, lq.TraubMiles)
    assert model == net["inh"].model
    assert (model.C_m, model.g_Na, model.g_K, model.g_L) == (200, 20_000, 6_000, 10)
    assert (model.E_Na, model.E_K, model.E_L, model.V_T) == (50, -90, -60, -63)
    assert dict(model.receptors) == {"exc": lq.ExpConductance(0, tau=5), "inh": lq.ExpConductance(-80, tau=10)}
    for pre, weight in (("exc", 6.0), ("inh", 67.0)):
        p = projection(net, pre, "exc")
        assert set(p.weights.tolist()) == {weight}
        assert abs(indegrees(p).mean() - 0.02 * 2 * len(p.pre)) < 5 * np.sqrt(0.04 * len(p.pre) / 1600)


def test_synfire_structure() -> None:
    net = lq.networks.synfire(a=50, sigma=2.0, pools=3)
    assert list(net.populations) == ["packet", "pool1", "pool2", "pool3"]
    sizes = [len(population) for population in net.populations.values()]
    assert sizes == [50, 100, 100, 100]
    chain = [(p.pre.population.name, p.post.population.name, len(p)) for p in net.projections]
    assert chain == [("packet", "pool1", 5_000), ("pool1", "pool2", 10_000), ("pool2", "pool3", 10_000)]
    spikes = net.record(net["packet"], "spikes")
    net.run(100)
    assert np.all(np.bincount(spikes.i, minlength=50) == 1)
    assert spikes.t.mean() == pytest.approx(50.0, abs=0.05)
    # quantiles leave out the ends of the distribution
    assert spikes.t.std() == pytest.approx(2.0, rel=0.05)


def test_synfire_response_and_background() -> None:
    """A spike makes 0.14 mV after 1.7 ms; the background 8.4 mV with a standard deviation of 2.9 mV (Campbell)."""
    model = lq.networks.synfire(pools=1)["pool1"].model
    net = lq.Network()
    cell = net.population(1, model)
    source = net.spike_source([1.0])
    net.connect(source, cell, lq.AllToAll(), weight=45.65, delay=1.0)
    trace = net.record(cell, "V_m")
    net.run(20.0)
    assert trace.V_m.max() + 70 == pytest.approx(0.14, rel=1e-3)
    assert trace.t[trace.V_m.argmax()] - 2.0 == pytest.approx(1.7, abs=0.11)
    area = 45.65 * np.e * 0.3255 / 250 * 10  # of the response [mV ms]
    assert area * (35.2 - 30.0) == pytest.approx(8.4, rel=0.01)
    net = lq.networks.synfire(a=1, sigma=0, pools=1, start=1.0)
    spikes = net.record(net["pool1"], "spikes")
    net.run(3000)
    assert 2.0 < len(spikes.t) / 100 / 3.0 < 4.0


def volley(net: lq.Network, pool: int, after: float) -> tuple[int, float]:
    """Number of spikes of a pool and their standard deviation, within 5 ms of the median of those after a time."""
    spikes = net.record(net[f"pool{pool}"], "spikes")
    net.run(after + 50)
    near = spikes.t[(spikes.t > after) & (spikes.t < after + 40)]
    within = near[np.abs(near - np.median(near)) < 5.0]
    return len(within), float(within.std())


@pytest.mark.parametrize(("a", "sigma"), [(100, 0.0), (100, 2.0), (80, 1.0), (100, 3.0)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_strong_packets_become_synchronous_volleys(a: int, sigma: float, seed: int) -> None:
    """All 100 neurons, give or take the background, within a millisecond; both numbers are those of the paper."""
    spikes, spread = volley(lq.networks.synfire(a=a, sigma=sigma, seed=seed), 10, after=60.0)
    assert 95 <= spikes <= 110
    assert spread < 1.0


@pytest.mark.parametrize(("a", "sigma"), [(40, 1.0), (30, 0.0), (40, 3.0)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_weak_packets_die_out(a: int, sigma: float, seed: int) -> None:
    spikes, _ = volley(lq.networks.synfire(a=a, sigma=sigma, seed=seed), 10, after=60.0)
    assert spikes < 25
