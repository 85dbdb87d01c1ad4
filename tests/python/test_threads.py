"""The same bits for any number of threads, any split of a run, any instruction set, and again after reset()."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from scipy import sparse

import lapicque as lq

DURATION = 100.0
RECEPTORS = {
    "exc": lq.ExpCurrent(tau=2.0),
    "inh": lq.AlphaCurrent(tau=5.0),
    "slow": lq.BiExpCurrent(tau_rise=1.0, tau_decay=20.0),
    "jump": lq.Delta(),
}
Results = dict[str, np.ndarray]


class Everything:
    """A network with every rule, kind of value, source, stimulus and recorder in it."""

    def __init__(self, threads: int | None, seed: int = 17) -> None:
        net = self.net = lq.Network(dt=0.1, seed=seed, threads=threads)
        rng = np.random.default_rng(1)
        thresholds = rng.normal(-52.0, 1.0, 700)
        model = lq.LIF(tau_m=20.0, V_th=thresholds, V_reset=-65.0, E_L=-60.0, I_e=100.0, receptors=RECEPTORS)
        self.exc = net.population(700, model, name="exc", V_m=lq.Normal(-60.0, 4.0), I_exc=lq.Exponential(10.0))
        model = lq.LIF(g_L=20.0, V_reset=-68.0, t_ref=1.0, receptors=RECEPTORS)
        self.inh = net.population(251, model, name="inh", V_m=lq.Uniform(-70.0, -55.0))
        self.few = net.population(5, lq.LIF(I_e=400.0), name="few")
        self.noise = net.poisson_source(130, rng.uniform(5.0, 100.0, 130), name="noise")
        self.waves = net.poisson_source(40, lq.ArrayRate([0.0, 200.0, 50.0, 400.0], every=20.0), name="waves")
        self.swell = net.poisson_source(60, lq.SineRate(300.0, 250.0, 40.0), name="swell")
        self.regular = net.gamma_source(150, rng.uniform(0.0, 200.0, 150), 3.0, name="regular")
        self.clock = net.spike_source([0.1 * rng.integers(1, 900, 30) for _ in range(7)], name="clock")
        self._connect(rng)
        net.stimulate(self.exc, lq.PoissonInput(rate=4000.0, weight=15.0, receptor="exc"))
        net.stimulate(self.exc[::3], lq.PoissonInput(rate=rng.uniform(0, 500, 234), weight=-0.3, receptor="jump"))
        net.stimulate(self.inh, lq.PoissonInput(rate=6000.0, weight=20.0, receptor="exc"))
        net.stimulate(self.inh[:100], lq.Sine(amplitude=50.0, frequency=40.0, offset=10.0))
        net.stimulate(self.few, lq.ArrayCurrent(rng.normal(0.0, 100.0, (100, 5)), every=1.0))
        net.stimulate(self.exc[[650, 3, 64]], lq.Steps([10.0, 50.0], [200.0, -100.0]))
        net.stimulate(self.exc[20:], lq.WhiteNoise(mean=5.0, std=rng.uniform(0.0, 200.0, 680)))
        net.stimulate(self.inh[::2], lq.OrnsteinUhlenbeck(mean=10.0, std=80.0, tau=5.0, start=20.0))
        net.stimulate(self.few, lq.OrnsteinUhlenbeck(mean=0.0, std=rng.uniform(10.0, 90.0, 5), tau=2.0, stop=80.0))
        net.stimulate(self.inh, lq.PoissonInput(rate=lq.SineRate(900.0, 900.0, 25.0), weight=9.0, receptor="exc"))
        populations = (self.exc, self.inh, self.few, self.noise, self.waves, self.swell, self.regular, self.clock)
        self.spikes = {p.name: net.record(p, "spikes") for p in populations}
        self.part = net.record(self.exc[[699, 5, 128]], "spikes")
        self.trace = net.record(self.exc[::-50], ["V_m", "I_exc", "I_inh", "I_slow", "I_ext"], every=0.5)

    def _connect(self, rng: np.random.Generator) -> None:
        exc, inh, few = self.exc, self.inh, self.few
        connect = self.net.connect
        connect(
            exc,
            exc,
            lq.FixedProbability(0.05),
            weight=lq.Normal(12.0, 3.0, min=0.0),
            delay=lq.Normal(1.5, 0.7, min=0.1, max=5.0),
            receptor="exc",
        )
        connect(
            exc, inh, lq.FixedIndegree(40, multapses=False), weight=20.0, delay=lq.Uniform(0.1, 3.0), receptor="exc"
        )
        connect(inh, exc, lq.FixedOutdegree(80), weight=lq.LogNormal(-3.0, 0.5), delay=0.8, receptor="slow")
        connect(inh, inh, lq.FixedTotal(5000, autapses=False), weight=-10.0, delay=0.3, receptor="inh")
        connect(exc[:251], inh, lq.OneToOne(), weight=0.5, delay=rng.integers(1, 50, 251) * 0.1, receptor="jump")
        connect(few, exc[100:300], lq.AllToAll(), weight=rng.normal(0, 10, 1000), delay=2.0, receptor="exc")
        connect(self.noise, exc[::2], lq.FixedProbability(0.1), weight=30.0, delay=0.1, receptor="exc")
        connect(self.waves, inh, lq.FixedIndegree(3), weight=25.0, delay=0.2, receptor="exc")
        connect(self.swell, exc, lq.FixedProbability(0.05), weight=20.0, delay=0.4, receptor="exc")
        connect(self.regular, inh, lq.FixedOutdegree(5), weight=10.0, delay=0.6, receptor="exc")
        connect(self.clock, few, lq.Pairs([0, 1, 2, 6, 6], [0, 1, 2, 3, 4]), weight=900.0, delay=1.0, receptor="exc")
        dense = np.where(rng.random((7, 700)) < 0.2, rng.normal(0.0, 1.0, (7, 700)), 0.0)
        connect(self.clock, exc, lq.Matrix(sparse.csr_array(dense)), delay=0.7, receptor="jump")

    def run(self, durations: Sequence[float]) -> Results:
        for duration in durations:
            self.net.run(duration)
        return self.results()

    def results(self) -> Results:
        found: Results = {}
        for name, recorder in [*self.spikes.items(), ("part", self.part)]:
            found[f"{name} t"], found[f"{name} i"] = np.array(recorder.t), np.array(recorder.i)
        for variable in ("V_m", "I_exc", "I_inh", "I_slow"):
            found[f"trace {variable}"] = np.array(getattr(self.trace, variable))
            found[f"exc {variable}"] = np.array(getattr(self.exc, variable))
            found[f"inh {variable}"] = np.array(getattr(self.inh, variable))
        found["few V_m"] = np.array(self.few.V_m)
        found["trace I_ext"] = np.array(self.trace.I_ext)
        return found


@pytest.fixture(scope="module")
def single() -> Results:
    return Everything(threads=1).run([DURATION])


def assert_same_bits(a: Results, b: Results) -> None:
    assert a.keys() == b.keys()
    for name in a:
        assert a[name].shape == b[name].shape, name
        assert a[name].tobytes() == b[name].tobytes(), name


def test_the_network_is_alive(single: Results) -> None:
    """Every population fires, so that the comparisons below compare something."""
    for name in ("exc", "inh", "few", "noise", "waves", "swell", "regular", "clock"):
        assert len(single[f"{name} t"]) > 20, name
    assert all(np.all(np.isfinite(values)) for values in single.values())
    assert np.ptp(single["exc I_slow"]) > 0
    order = np.lexsort((single["exc i"], single["exc t"]))
    np.testing.assert_array_equal(order, np.arange(len(order)))


def test_dear_membranes_get_more_threads() -> None:
    """As many as leave leaky neurons to one thread are worth another where they have channels, if there is one."""

    def threads(model: lq.LIF | lq.HodgkinHuxley, n: int) -> int:
        net = lq.Network()
        net.population(n, model)
        return net.threads

    assert threads(lq.LIF(), 2000) == 1
    assert (threads(lq.HodgkinHuxley(), 2000) > 1) == (lq.info()["threads"] > 1)
    assert threads(lq.HodgkinHuxley(), 1) == 1


@pytest.mark.parametrize("threads", [2, 3, 5, 7, 8])
def test_any_number_of_threads(single: Results, threads: int) -> None:
    assert_same_bits(Everything(threads=threads).run([DURATION]), single)


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize(
    "durations",
    [[1.0] * 100, [0.1] * 7 + [33.3, 0.0, 12.4, 53.6], [99.9, 0.1]],
    ids=["ms by ms", "odd", "last step alone"],
)
def test_any_split_of_a_run(single: Results, threads: int, durations: list[float]) -> None:
    assert sum(durations) == pytest.approx(DURATION)
    assert_same_bits(Everything(threads=threads).run(durations), single)


@pytest.mark.parametrize("isa", lq.info()["available_isas"])
def test_any_instruction_set(single: Results, isa: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPICQUE_ISA", isa)
    assert lq.info()["isa"] == isa
    assert_same_bits(Everything(threads=2).run([DURATION]), single)


def test_unknown_instruction_set_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPICQUE_ISA", "avx1024")
    with pytest.raises(ValueError, match=r"LAPICQUE_ISA.*avx1024"):
        lq.Network().population(1, lq.LIF())


@pytest.mark.parametrize("threads", [1, 2])
def test_reset_repeats_the_run(single: Results, threads: int) -> None:
    network = Everything(threads=threads)
    network.run([37.3])
    network.net.reset()
    assert network.net.time == 0.0
    assert len(network.spikes["exc"].t) == 0
    np.testing.assert_array_equal(network.few.V_m, -70.0)
    assert_same_bits(network.run([DURATION]), single)
    network.net.reset()
    assert_same_bits(network.run([50.0, 50.0]), single)


def test_another_seed_is_another_run(single: Results) -> None:
    other = Everything(threads=1, seed=18).run([DURATION])
    assert other["exc t"].tobytes() != single["exc t"].tobytes()
    assert other["noise t"].tobytes() != single["noise t"].tobytes()
    np.testing.assert_array_equal(other["clock t"], single["clock t"])


def test_recorders_change_nothing(single: Results) -> None:
    network = Everything(threads=2)
    network.net.record(network.inh, "spikes")
    network.net.record(network.exc, "V_m", every=0.1)
    assert_same_bits(network.run([DURATION]), single)
