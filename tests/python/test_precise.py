"""Spike times off the grid, single neurons: closed forms, an event-driven reference in many digits, NEST."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np
import pytest
from mpmath import mp, mpf

import event_driven
import lapicque as lq
from test_golden import V_START, neuron_of, read

TAU_M, C_M, E_L, V_TH, V_RESET, T_REF = 10.0, 250.0, -70.0, -55.0, -70.0, 2.0
R = TAU_M / C_M
PRECISE = lq.LIF(spike_timing="precise")
RECEPTORS = {
    "exc": lq.ExpCurrent(tau=2.0),
    "alpha": lq.AlphaCurrent(tau=1.5),
    "slow": lq.BiExpCurrent(tau_rise=0.7, tau_decay=10.0),
    "jump": lq.Delta(),
}


def climb(current: float, start: float = V_RESET) -> float:
    """Time from `start` to threshold under a constant current, to the last digit."""
    with mp.workdps(40):
        V_inf = mpf(E_L) + mpf(TAU_M) / mpf(C_M) * mpf(current)
        return float(mpf(TAU_M) * mp.log((V_inf - mpf(start)) / (V_inf - mpf(V_TH))))


def spike_times(model: lq.LIF, duration: float, dt: float, **initial: Any) -> np.ndarray:
    net = lq.Network(dt=dt, threads=1)
    spikes = net.record(net.population(1, model, **initial), "spikes")
    net.run(duration)
    return np.array(spikes.t)


# --- constant input ---


@pytest.mark.parametrize("power", range(14))
def test_constant_current_at_any_step(power: int) -> None:
    """Time constant, C_m and current as in Hanuschkin et al. (2010); V_th is 15 mV above rest."""
    net = lq.Network(dt=2.0**-power, threads=1)
    neurons = net.population(2, PRECISE.replace(I_e=[370.0, 1000.0]))
    spikes = net.record(neurons[1], "spikes")
    net.run(5.0)
    assert float(neurons.V_m[0]) == pytest.approx(E_L - R * 370.0 * math.expm1(-0.5), rel=0, abs=1e-13)
    [first] = spikes.t
    assert first == pytest.approx(-TAU_M * math.log1p(-C_M * 15.0 / (TAU_M * 1000.0)), rel=0, abs=1e-13)
    assert first == pytest.approx(4.70004, abs=5e-6)
    net.run(95.0)
    expected = climb(1000.0) + np.arange(len(spikes)) * (climb(1000.0) + T_REF)
    assert len(spikes) == 15
    np.testing.assert_allclose(spikes.t, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("power", [0, 6, 10, 13])
def test_no_number_of_steps_adds_up_to_an_error(power: int) -> None:
    net = lq.Network(dt=2.0**-power, threads=1)
    neuron = net.population(1, PRECISE.replace(I_e=370.0))
    net.run(500.0)
    assert float(neuron.V_m[0]) == pytest.approx(E_L - R * 370.0 * math.expm1(-50.0), rel=0, abs=1e-13)


@pytest.mark.parametrize("dt", [0.1, 1.0, 3.0])
def test_rate_is_that_of_continuous_time(dt: float) -> None:
    currents = np.array([376.0, 400.0, 500.0, 600.0, 1000.0])
    net = lq.Network(dt=dt)
    neurons = net.population(len(currents), PRECISE.replace(I_e=currents))
    spikes = net.record(neurons, "spikes")
    net.run(600.0)
    theory = lq.theory.lif_rate(PRECISE, currents)
    for train, current, rate in zip(spikes.trains(), currents, theory, strict=True):
        np.testing.assert_allclose(np.diff(train), climb(current) + T_REF, rtol=0, atol=1e-12)
        np.testing.assert_allclose(1e3 / np.diff(train), rate, rtol=1e-13)
        assert len(train) >= 9


def test_threshold_current_never_fires() -> None:
    """V_m comes as near to threshold as rounding allows."""
    model = PRECISE.replace(I_e=[375.0, 375.0 * (1 + 1e-12)])
    net = lq.Network(dt=1.0)
    neurons = net.population(2, model)
    spikes = net.record(neurons, "spikes")
    net.run(2000.0)
    assert spikes.trains()[0].size == 0
    assert float(neurons.V_m[0]) == pytest.approx(V_TH, abs=1e-13)
    exact = event_driven.Neuron(PRECISE.replace(I_e=375.0 * (1 + 1e-12)))
    with mp.workdps(40):
        [first] = spikes.trains()[1][:1]
        distance = exact.V_inf - mpf(V_TH)
        assert first == pytest.approx(float(TAU_M * mp.log(mpf(15) / distance)), rel=1e-3)


def test_simulate() -> None:
    r = lq.simulate(PRECISE, duration=500, current=lq.Step(start=100, stop=400, amplitude=450), dt=0.5)
    expected = 100.0 + climb(450.0) + np.arange(len(r.spikes)) * (climb(450.0) + T_REF)
    assert len(r.spikes) > 10
    np.testing.assert_allclose(r.spikes.t, expected, rtol=0, atol=1e-12)


# --- refractoriness ---


@pytest.mark.parametrize("dt", [0.1, 0.25, 1.0, 4.0])
@pytest.mark.parametrize("t_ref", [0.0, 0.7123, 2.0, 2.0000000003, 9.87654321])
def test_refractoriness_lasts_exactly_t_ref(t_ref: float, dt: float) -> None:
    t = spike_times(PRECISE.replace(I_e=2000.0, V_reset=-65.0, t_ref=t_ref), 100.0, dt)
    np.testing.assert_allclose(np.diff(t), t_ref + climb(2000.0, -65.0), rtol=0, atol=1e-12)
    assert len(t) > 7


def one_input(model: lq.LIF, t: float, receptor: str, weight: float, dt: float) -> tuple[lq.Network, Any, Any]:
    """A neuron that gets a single spike at t."""
    net = lq.Network(dt=dt, threads=1)
    neuron = net.population(1, model)
    source = net.spike_source([t - dt], spike_timing="precise")
    net.connect(source, neuron, lq.AllToAll(), weight=weight, delay=dt, receptor=receptor)
    return net, neuron, net.record(neuron, "spikes")


@pytest.mark.parametrize("dt", [0.1, 1.0, 8.0])
@pytest.mark.parametrize("late", [-1e-6, -1e-11, 1e-11, 1e-6])
def test_jumps_are_lost_until_the_membrane_is_free(late: float, dt: float) -> None:
    """A jump that fires the neuron, just before or just after the end of its second refractory time."""
    first, t_ref = climb(1000.0), 2.34
    free = 2 * (first + t_ref)
    model = PRECISE.replace(I_e=1000.0, t_ref=t_ref, receptors=RECEPTORS)
    net, _, spikes = one_input(model, free + late, "jump", 20.0, dt)
    net.run(24.0)
    expected = [first, 2 * first + t_ref]
    rest = [free + late] if late > 0 else []
    free = rest[0] + t_ref if rest else free
    following = free + first + np.arange(10) * (first + t_ref)
    expected += [*rest, *following[following < 24.0]]
    np.testing.assert_allclose(spikes.t, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("receptor", ["exc", "alpha", "slow"])
@pytest.mark.parametrize("dt", [0.1, 1.0, 5.0])
def test_currents_go_on_while_the_membrane_is_held(receptor: str, dt: float) -> None:
    model = PRECISE.replace(I_e=1000.0, t_ref=3.21, receptors=RECEPTORS)
    net, neuron, spikes = one_input(model, 5.4321, receptor, -800.0, dt)
    net.run(20.0)
    exact = event_driven.Neuron(model)
    exact.run([(5.4321, receptor, -800.0)], 20.0)
    assert exact.spikes[0] < 5.4321 < exact.spikes[0] + 3.21
    np.testing.assert_allclose(spikes.t, [float(t) for t in exact.spikes], rtol=0, atol=1e-12)
    assert float(neuron.V_m[0]) == pytest.approx(float(exact.V_m), rel=0, abs=1e-11)
    current = float(getattr(neuron, f"I_{receptor}")[0])
    assert current == pytest.approx(float(exact.receptors[receptor].I), rel=1e-11)


# --- crossings within a step ---


def peak(model: lq.LIF, receptor: str, weight: float) -> tuple[mpf, mpf]:
    """Time after the spike and height of the maximum of V_m - V_th, from rest."""
    exact = event_driven.Neuron(model)
    exact.receptors[receptor].take(weight)
    at = mp.findroot(exact.slope, (mpf("0.02"), mpf(2)), solver="anderson", tol=mpf("1e-50"))
    return at, exact.potential(at) - mpf(model.V_th)


def way_up(model: lq.LIF, receptor: str, weight: float, top: mpf) -> tuple[float, float]:
    """Time after the spike, from rest, and slope of the crossing before a maximum."""
    exact = event_driven.Neuron(model)
    exact.receptors[receptor].take(weight)
    crossing = mp.findroot(
        lambda t: exact.potential(t) - mpf(V_TH), (top / 4, top), solver="anderson", tol=mpf("1e-50")
    )
    return float(crossing), float(exact.slope(crossing))


@pytest.mark.parametrize("receptor", ["exc", "alpha", "slow"])
@pytest.mark.parametrize("dt", [1.0, 8.0, 16.0])
def test_a_visit_above_threshold_within_a_step_is_seen(receptor: str, dt: float) -> None:
    """V_m is below threshold at both ends of the step, and above by a billionth in between: or not at all."""
    receptors = {
        "exc": lq.ExpCurrent(tau=0.1),
        "alpha": lq.AlphaCurrent(tau=0.1),
        "slow": lq.BiExpCurrent(tau_rise=0.05, tau_decay=0.2),
    }
    model = PRECISE.replace(tau_m=0.5, receptors=receptors)
    with mp.workdps(event_driven.DIGITS):
        _, unit = peak(model, receptor, 1.0)
        just = mpf(15) / (unit + 15)
        for excess, fires in ((-1e-9, False), (1e-9, True), (1e-3, True)):
            weight = float(just * (1 + mpf(excess)))
            at, height = peak(model, receptor, weight)
            assert (height > 0) == fires
            net, neuron, spikes = one_input(model, dt + 0.03125, receptor, weight, dt)
            trace = net.record(neuron, "V_m")
            net.run(2 * dt)
            assert np.all(trace.V_m < V_TH - 5.0)
            assert len(spikes) == fires
            if fires:
                crossing, slope = way_up(model, receptor, weight, at)
                # near its maximum V_m is flat: rounding by some 1e-14 mV moves the crossing by much more
                allowed = 1e-12 + 1e-13 / slope
                assert spikes.t[0] - dt - 0.03125 == pytest.approx(crossing, rel=0, abs=allowed)


def test_two_spikes_in_a_step() -> None:
    model = PRECISE.replace(t_ref=0.3, receptors={"exc": lq.ExpCurrent(tau=0.5)})
    net, _, spikes = one_input(model, 9.0, "exc", 60e3, dt=8.0)
    net.run(16.0)
    exact = event_driven.Neuron(model)
    exact.run([(9.0, "exc", 60e3)], 16.0)
    assert len(exact.spikes) > 2
    np.testing.assert_allclose(spikes.t, [float(t) for t in exact.spikes], rtol=0, atol=1e-12)


# --- random input ---


BUSY = lq.LIF(I_e=300.0, t_ref=1.3, receptors=RECEPTORS, spike_timing="precise")
DURATION = 200.0


def trains(seed: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Times and weights of input off the grid, by receptor."""
    rng = np.random.default_rng(seed)
    scale = {"exc": 250.0, "alpha": 250.0, "slow": 80.0, "jump": 2.0}
    times = {name: np.sort(rng.uniform(20.0, DURATION, 40)) for name in scale}
    return {name: (t, scale[name] * rng.normal(0.7, 1.0, len(t))) for name, t in times.items()}


@functools.cache
def under_trains() -> event_driven.Neuron:
    events = [
        (t, receptor, weight)
        for receptor, columns in trains(5).items()
        for t, weight in zip(*(column.tolist() for column in columns), strict=True)
    ]
    exact = event_driven.Neuron(BUSY)
    exact.run(events, DURATION)
    return exact


@pytest.mark.parametrize("same", [True, False], ids=["one neuron", "parameters by neuron"])
@pytest.mark.parametrize("dt", [0.1, 1.0, 5.0])
def test_random_trains(dt: float, same: bool) -> None:
    duration, delay = DURATION, 5.0
    model = BUSY
    net = lq.Network(dt=dt)
    wide = (
        model
        if same
        else model.replace(tau_m=[11.0, 10.0], receptors={**RECEPTORS, "alpha": lq.AlphaCurrent([2.0, 1.5])})
    )
    neuron = net.population(1 if same else 2, wide)[-1:]
    for receptor, (t, weight) in trains(5).items():
        source = net.spike_source([[x - delay] for x in t], spike_timing="precise")
        net.connect(source, neuron, lq.AllToAll(), weight=weight, delay=delay, receptor=receptor)
    spikes = net.record(neuron, "spikes")
    trace = net.record(neuron, "V_m", every=5.0)
    net.run(duration)
    exact = under_trains()
    assert len(exact.spikes) > 10
    np.testing.assert_allclose(spikes.t, [float(t) for t in exact.spikes], rtol=0, atol=1e-11)
    assert trace.V_m[-1, 0] == pytest.approx(float(exact.V_m), rel=0, abs=1e-10)


@pytest.mark.parametrize("tau", [10.0, 10.0 * (1 + 1e-13), 10.0 * (1 + 1e-6), 0.01, 1e4])
@pytest.mark.parametrize("kind", [lq.ExpCurrent, lq.AlphaCurrent])
def test_any_ratio_of_time_constants(kind: Any, tau: float) -> None:
    """tau_syn == tau_m, nearly, and far from it."""
    model = PRECISE.replace(I_e=370.0, receptors={"syn": kind(tau=tau)})
    events = [(20.2, "syn", 100.0 if 9 < tau < 11 else 1e5), (22.9, "syn", 50.0), (31.4, "syn", -20.0)]
    net = lq.Network(dt=1.0)
    neuron = net.population(1, model)
    source = net.spike_source([[t - 1.0] for t, _, _ in events], spike_timing="precise")
    net.connect(source, neuron, lq.AllToAll(), weight=[w for _, _, w in events], delay=1.0)
    spikes = net.record(neuron, "spikes")
    net.run(60.0)
    exact = event_driven.Neuron(model)
    exact.run(events, 60.0)
    assert len(spikes) > 0
    np.testing.assert_allclose(spikes.t, [float(t) for t in exact.spikes], rtol=0, atol=1e-11)
    assert float(neuron.V_m[0]) == pytest.approx(float(exact.V_m), rel=0, abs=1e-11)


# --- NEST ---


@pytest.mark.parametrize("name", ["iaf_psc_exp_ps", "iaf_psc_alpha_ps"])
def test_agrees_with_nest(name: str) -> None:
    """NEST's own search goes to the last digits, too."""
    case = read(name)
    p = case.parameters
    model = neuron_of(case).replace(spike_timing="precise")
    net = lq.Network(dt=p["resolution_ms"], threads=1)
    neuron = net.population(1, model, V_m=V_START)
    inputs = net.spike_source([p["spikes_exc_ms"], p["spikes_inh_ms"]])
    exact, events = event_driven.Neuron(model, V_m=V_START), []
    for source, receptor in ((inputs[:1], "exc"), (inputs[1:], "inh")):
        weight, delay = p[f"weight_{receptor}"], p[f"delay_{receptor}_ms"]
        net.connect(source, neuron, lq.AllToAll(), receptor=receptor, weight=weight, delay=delay)
        events += [(round(10 * (t + delay)) / 10, receptor, weight) for t in p[f"spikes_{receptor}_ms"]]
    current = p["step_current"]
    start, stop = (current[f"generator_{edge}_ms"] + current["connection_delay_ms"] for edge in ("on", "off"))
    net.stimulate(neuron, lq.Step(start=start, stop=stop, amplitude=current["amplitude"]))
    trace, spikes = net.record(neuron, "V_m"), net.record(neuron, "spikes")
    net.run(p["duration_ms"])
    theirs = np.array(p["spikes_ms"], dtype=float)
    assert len(theirs) > 0
    np.testing.assert_allclose(spikes.t, theirs, rtol=0, atol=1e-12)
    samples = len(case.arrays["times"])
    np.testing.assert_allclose(trace.V_m[1 : samples + 1, 0], case.arrays["V_m"], rtol=0, atol=1e-12)
    exact.run(events, p["duration_ms"], [(start, current["amplitude"]), (stop, 0.0)])
    np.testing.assert_allclose(spikes.t, [float(t) for t in exact.spikes], rtol=0, atol=1e-12)


# --- any parameters ---


def drawn_neurons(seed: int, dt: float) -> tuple[list[np.ndarray], np.ndarray]:
    """Spike trains and V_m of neurons with drawn parameters and input; time constants by neuron for even seeds."""
    rng = np.random.default_rng(seed)
    n = 60

    def spread(low: float, high: float) -> np.ndarray:
        return np.exp(rng.uniform(np.log(low), np.log(high), n))

    def constant(low: float, high: float) -> Any:
        values = spread(low, high)
        return values if seed % 2 == 0 else float(values[0])

    rise = constant(1e-2, 1e2)
    receptors = {
        "alpha": lq.AlphaCurrent(constant(1e-2, 1e2)),
        "slow": lq.BiExpCurrent(rise, rise * (1 + constant(1e-16, 1e2))),
        "exc": lq.ExpCurrent(constant(1e-2, 1e2)),
        "jump": lq.Delta(),
    }
    model = PRECISE.replace(
        C_m=constant(10, 1e3),
        tau_m=constant(0.1, 1e2),
        t_ref=spread(0.1, 5),
        V_th=rng.uniform(-65, -40, n),
        I_e=rng.normal(0, 300, n),
        receptors=receptors,
    )
    net = lq.Network(dt=dt)
    cells = net.population(n, model)
    for receptor in receptors:
        source = net.spike_source(np.sort(rng.uniform(1.01, 50, (3, 30))), spike_timing="precise")
        size = 3.0 if receptor == "jump" else np.repeat(spread(1, 1e3), 3)
        net.connect(source, cells, lq.AllToAll(), weight=rng.normal(0, 1, 3 * n) * size, delay=1.0, receptor=receptor)
    spikes = net.record(cells, "spikes")
    net.run(60.0)
    return spikes.trains(), np.array(cells.V_m)


@pytest.mark.parametrize("seed", [0, 6, 7, 13, 15])
def test_no_step_decides_whatever_the_parameters(seed: int) -> None:
    """The same spikes for steps of 1 and of 1/16 ms, of which none may be missed."""
    (coarse, V_coarse), (fine, V_fine) = (drawn_neurons(seed, dt) for dt in (1.0, 0.0625))
    assert sum(len(train) for train in coarse) > 100
    for a, b in zip(coarse, fine, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-11)
    np.testing.assert_allclose(V_coarse, V_fine, rtol=0, atol=1e-8)
