"""The generalised integrate-and-fire neuron: potential, spike-triggered variables, and the statistics of escape."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

import lapicque as lq
from gif_reference import potential
from membranes import Input, simulated, solve
from test_golden import read


def test_agrees_with_nest_below_threshold() -> None:
    """In NEST's model of this neuron, unlike its others, what arrives at the end of a step acts in that step."""
    case = read("gif_psc_exp_det")
    p = case.parameters
    model = lq.GIF(lambda_0=0.0, receptors={"exc": lq.ExpCurrent(tau=2.0), "inh": lq.ExpCurrent(tau=2.0)})
    net = lq.Network(dt=p["resolution_ms"])
    cell = net.population(1, model)
    for name in ("exc", "inh"):
        source = net.spike_source([p[f"spikes_{name}_ms"]])
        delay = p[f"delay_{name}_ms"] - p["resolution_ms"]
        net.connect(source, cell, lq.AllToAll(), weight=p[f"weight_{name}"], delay=delay, receptor=name)
    current = p["step_current"]
    lag = current["connection_delay_ms"]
    start, stop = current["generator_on_ms"] + lag, current["generator_off_ms"] + lag
    net.stimulate(cell, lq.Step(start=start, stop=stop, amplitude=current["amplitude"]))
    trace = net.record(cell, ["V_m", "I_stc", "E_sfa"])
    net.run(p["duration_ms"])
    samples = len(case.arrays["times"])
    np.testing.assert_allclose(trace.V_m[1 : samples + 1, 0], case.arrays["V_m"], rtol=1e-12)
    assert np.all(trace.I_stc == 0.0)
    assert np.all(trace.E_sfa == model.V_T_star)


def steady(n: int, V: float, seed: int = 1, **parameters: Any) -> tuple[lq.Network, Any]:
    """Neurons whose potential stays at V, after a spike too."""
    model = lq.GIF(E_L=V, V_reset=V, t_ref=parameters.pop("t_ref", 0.0), **parameters)
    net = lq.Network(dt=0.1, seed=seed)
    return net, net.population(n, model)


def test_escape_rate() -> None:
    """At a constant potential spikes are Bernoulli trials: rate, and geometric intervals."""
    net, cells = steady(2000, V=-34.0, Delta_V=2.0, lambda_0=20.0)
    spikes = net.record(cells, "spikes")
    net.run(1000.0)
    p = -np.expm1(-20.0 * np.exp(0.5) * 1e-4)
    trials = 2000 * 10_000
    assert abs(len(spikes.t) - trials * p) < 4.0 * np.sqrt(trials * p * (1.0 - p))
    order = np.lexsort((spikes.t, spikes.i))
    same = np.diff(spikes.i[order]) == 0
    intervals = np.rint(np.diff(spikes.t[order])[same] / 0.1).astype(int)
    short = intervals[intervals <= 200]
    expected = stats.geom(p).pmf(np.arange(1, 201))
    observed = np.bincount(short, minlength=201)[1:]
    assert stats.chisquare(observed, expected / expected.sum() * observed.sum()).pvalue > 1e-3


def test_no_spike_in_the_refractory_time() -> None:
    net, cells = steady(50, V=0.0, t_ref=2.0, lambda_0=1e6)
    spikes = net.record(cells, "spikes")
    net.run(100.0)
    # Held for t_ref, then a spike for sure in the next step.
    assert np.all(np.rint(np.diff(spikes.t[spikes.i == 0]) / 0.1) == 21)


# tau_m = 20 ms, which time constants of every kind are equal to.
RECEPTORS = {
    "exp": lq.ExpCurrent(tau=2.0),
    "same": lq.ExpCurrent(tau=20.0),
    "alpha": lq.AlphaCurrent(tau=20.0),
    "biexp": lq.BiExpCurrent(tau_rise=1.5, tau_decay=20.0),
    "slow": lq.BiExpCurrent(tau_rise=20.0, tau_decay=70.0),
    "jump": lq.Delta(),
}
ELEMENTS = {"tau_stc": [20.0, 5.0, 150.0], "q_stc": [30.0, -15.0, 3.0], "tau_sfa": [50.0], "q_sfa": [2.0]}


def driven(model: lq.GIF, dt: float) -> dict[str, Any]:
    """V_m every millilongest, by the package and by the reference, and spikes; the input changes at millilongests."""
    rng = np.random.default_rng(8)
    net = lq.Network(dt=dt, seed=12)
    cell = net.population(1, model)
    a_ms = round(1.0 / dt)
    arrivals: dict[str, dict[int, float]] = {}
    for name, receptor in model.receptors.items():
        times = np.sort(rng.choice(np.arange(2, 100), 25, replace=False))
        weights = (2.0 if isinstance(receptor, lq.Delta) else 25.0) * rng.uniform(-0.4, 1.0, 25)
        source = net.spike_source([[float(t - 1)] for t in times])
        net.connect(source, cell, lq.AllToAll(), weight=weights, delay=1.0, receptor=name)
        arrivals[name] = dict(zip((times * a_ms).tolist(), weights.tolist(), strict=True))
    net.stimulate(cell, lq.Step(start=20.0, stop=60.0, amplitude=80.0))
    external = np.zeros(100 * a_ms)
    external[20 * a_ms : 60 * a_ms] = 80.0
    trace, spikes = net.record(cell, "V_m", every=1.0), net.record(cell, "spikes")
    net.run(100.0)
    fired = np.rint(spikes.t / dt).astype(int)
    exact = potential(model, dt, arrivals, external, fired, np.arange(101) * a_ms)
    return {"V_m": trace.V_m[:, 0], "exact": exact, "fired": fired}


def assert_exact(found: dict[str, Any], dt: float) -> None:
    """To 1e-14 of the range; at 2^-7 ms the rounded decays of slow currents have been multiplied 10,000 times."""
    exactness = (1e-14 if dt > 0.01 else 2e-13) * np.ptp(found["exact"])
    np.testing.assert_allclose(found["V_m"], found["exact"], rtol=0, atol=exactness)


@pytest.mark.parametrize("dt", [1.0, 0.1, 2.0**-7])
def test_exact_without_spikes(dt: float) -> None:
    found = driven(lq.GIF(lambda_0=0.0, I_e=20.0, receptors=RECEPTORS), dt)
    assert np.ptp(found["V_m"]) > 20.0
    assert_exact(found, dt)


@pytest.mark.parametrize("dt", [1.0, 0.1, 2.0**-7])
def test_exact_between_spikes(dt: float) -> None:
    """Spike-triggered currents included, one of them with the time constant of the membrane."""
    model = lq.GIF(lambda_0=20.0, Delta_V=2.0, I_e=120.0, t_ref=3.0, receptors=RECEPTORS, **ELEMENTS)
    found = driven(model, dt)
    assert len(found["fired"]) > 5
    assert_exact(found, dt)


def test_parameters_of_each_neuron() -> None:
    """As of populations of one, to the bit; so that the closed form of one holds for all."""
    g_L, tau = [4.0, 8.0, 5.5], [2.0, 10.0, 20.0]

    def traces(models: list[lq.GIF], sizes: int) -> np.ndarray[Any, Any]:
        net = lq.Network(dt=0.1)
        found = []
        for model in models:
            cells = net.population(sizes, model)
            for name, receptor in model.receptors.items():
                weight = 3.0 if isinstance(receptor, lq.Delta) else 50.0
                net.connect(
                    net.spike_source([[1.0, 5.0]]), cells, lq.AllToAll(), weight=weight, receptor=name, delay=1.0
                )
            found.append(net.record(cells, "V_m"))
        net.run(20.0)
        return np.concatenate([trace.V_m for trace in found], axis=1)

    def model(conductance: Any, tau: Any) -> lq.GIF:
        return lq.GIF(lambda_0=0.0, g_L=conductance, receptors={**RECEPTORS, "alpha": lq.AlphaCurrent(tau=tau)})

    together = traces([model(g_L, tau)], 3)
    assert np.ptp(together[-1]) > 0.1
    np.testing.assert_array_equal(together, traces([model(*pair) for pair in zip(g_L, tau, strict=True)], 1))


CONDUCTANCES = {
    "exc": lq.ExpConductance(0.0, tau=5.0),
    "inh": lq.BiExpConductance(-80.0, tau_rise=0.5, tau_decay=4.0),
    "alpha": lq.AlphaConductance(0.0, tau=1.0),
    "I": lq.AlphaCurrent(tau=3.0),
}
NMDA = {"exc": lq.ExpConductance(0.0, tau=2.0), "nmda": lq.NMDA(0.0, tau_rise=2.0, tau_decay=50.0)}


@pytest.mark.parametrize(
    ("receptors", "I_e", "error"), [(CONDUCTANCES, 140.0, 1e-9), (NMDA, 140.0, 1e-7)], ids=["conductances", "nmda"]
)
def test_conductances_against_dop853(receptors: dict[str, Any], I_e: float, error: float) -> None:
    """In the longest interval between spikes but the first; of sixth order, with NMDA of fourth."""
    rng = np.random.default_rng(3)
    given = Input(receptors, {}, I_e)
    for name in receptors:
        times = np.sort(rng.choice(np.arange(1.0, 200.0), 60, replace=False))
        given.spikes[name] = (times, (20.0 if name == "I" else 0.4) * rng.uniform(0.5, 1.5, 60))
    model = lq.GIF(lambda_0=20.0, Delta_V=2.0, t_ref=2.0, I_e=I_e, receptors=receptors, **ELEMENTS)
    elements = [f"I_stc_{e}" for e in range(3)]
    found = simulated(model, given, 0.1, 200.0, ["V_m", *elements])
    fired = np.rint(found["spikes"] / 0.1).astype(int)
    longest = int(np.argmax(np.diff(fired)[1:])) + 1
    begin, end = fired[longest] + 20, fired[longest + 1]
    assert end - begin > 100
    t = found["t"][begin:end]
    I_stc = np.array([found[name][begin] for name in elements])

    def slope(now: float, y: Any) -> list[float]:
        triggered = float(I_stc @ np.exp(-(now - t[0]) / np.array(ELEMENTS["tau_stc"])))
        return [(model.g_L * (model.E_L - y[0]) - triggered + given.current(now, y[0])) / model.C_m]

    expected = solve(slope, [model.V_reset], given, t, begin=t[0])[0]
    np.testing.assert_allclose(found["V_m"][begin:end], expected, rtol=0, atol=error)


def test_spike_triggered_variables() -> None:
    """After each spike the elements jump, and decay exactly; the current acts on the membrane."""
    elements = {"tau_stc": [25.0, 150.0], "q_stc": [30.0, -5.0], "tau_sfa": [50.0], "q_sfa": [8.0]}
    net = lq.Network(dt=0.1, seed=3)
    model = lq.GIF(I_e=250.0, lambda_0=50.0, Delta_V=1.0, t_ref=2.0, **elements)
    cell = net.population(1, model)
    trace = net.record(cell, ["V_m", "I_stc", "E_sfa", "I_stc_1"])
    spikes = net.record(cell, "spikes")
    net.run(500.0)
    assert 5 < len(spikes.t) < 200
    since = trace.t[:, None] - spikes.t
    on = since >= -1e-9

    def summed(tau: list[float], q: list[float]) -> Any:
        return sum((b * np.exp(-np.where(on, since, 0.0) / a) * on).sum(axis=1) for a, b in zip(tau, q, strict=True))

    np.testing.assert_allclose(trace.I_stc[:, 0], summed(elements["tau_stc"], elements["q_stc"]), atol=1e-9)
    np.testing.assert_allclose(trace.I_stc_1[:, 0], summed([150.0], [-5.0]), atol=1e-9)
    np.testing.assert_allclose(trace.E_sfa[:, 0], model.V_T_star + summed([50.0], [8.0]), atol=1e-9)
    # Between two spikes the membrane follows the known currents: against the closed form.
    k0 = round((spikes.t[2] + model.t_ref) / 0.1)
    k1 = round(spikes.t[3] / 0.1)
    tau_m = model.C_m / model.g_L
    t = (np.arange(k0, k1) - k0) * 0.1
    rest = model.E_L + model.I_e / model.g_L
    exact = rest + (model.V_reset - rest) * np.exp(-t / tau_m)
    for tau, q in zip(elements["tau_stc"], elements["q_stc"], strict=True):
        begin = (q * np.exp(-(k0 * 0.1 - spikes.t[:3]) / tau)).sum()
        factor = begin / model.C_m / (1.0 / tau_m - 1.0 / tau)
        exact -= factor * (np.exp(-t / tau) - np.exp(-t / tau_m))
    np.testing.assert_allclose(trace.V_m[k0:k1, 0], exact, rtol=1e-13)


def test_adaptation_lowers_the_rate() -> None:
    rates = {}
    for q in (0.0, 5.0):
        net = lq.Network(seed=2)
        cells = net.population(200, lq.GIF(I_e=200.0, tau_sfa=100.0, q_sfa=q, lambda_0=10.0))
        spikes = net.record(cells, "spikes")
        net.run(1000.0)
        rates[q] = spikes.rates().mean()
    assert 0.0 < rates[5.0] < 0.6 * rates[0.0]


def test_populations_and_seeds_differ() -> None:
    def train(seed: int, number: int) -> bytes:
        net, first = steady(100, V=-35.0, seed=seed, lambda_0=100.0)
        cells = [first, net.population(100, first.model)][number]
        spikes = net.record(cells, "spikes")
        net.run(100.0)
        return bytes(spikes.t.tobytes() + spikes.i.tobytes())

    assert len({train(1, 0), train(2, 0), train(1, 1)}) == 3


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"Delta_V": 0.0}, r"Delta_V must be .*got 0"),
        ({"lambda_0": -1.0}, r"lambda_0 must be .*got -1"),
        ({"tau_stc": [10.0], "q_stc": [1.0, 2.0]}, r"q_stc must be as many as tau_stc \(1\), got 2 values"),
        ({"tau_sfa": [10.0]}, r"q_sfa must be as many as tau_sfa \(1\), got 0 values"),
        ({"tau_sfa": [0.0], "q_sfa": [1.0]}, r"tau_sfa\[0\] must be .*got 0"),
        ({"tau_stc": [1.0], "q_stc": [float("inf")]}, r"q_stc\[0\] must be finite, got inf"),
    ],
)
def test_bad_parameters_are_refused(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        lq.GIF(**parameters)
