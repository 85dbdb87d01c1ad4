"""Membranes that are integrated numerically, while they fire: V_m, and when spikes are, against DOP853.

Each gets random spikes on its receptors and a step of current. The truth has its crossings located at a tolerance of
1e-12.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import lapicque as lq
import membranes
from firing_membranes import CASES, LEAKY, errors, given_to, simulated, truth
from membranes import NMDA, Input

# mean and largest error of V_m at dt 0.1 [mV]
LARGEST = {
    "HodgkinHuxley": (1e-4, 5e-3),
    "TraubMiles": (1e-4, 2e-2),
    "AdEx": (1e-6, 1e-3),
    "AdEx with t_ref": (1e-6, 1e-3),
    "EIF": (1e-7, 1e-4),
    "QIF": (1e-6, 1e-4),
    "Izhikevich": (1e-6, 1e-4),
}


@pytest.mark.parametrize("name", CASES)
def test_potential_while_firing(name: str) -> None:
    mean, largest = LARGEST[name]
    found = errors(name, 0.1)
    assert found.mean() < mean
    assert found.max() < largest
    exact = truth(name, 0.1)[1]
    assert len(exact) >= 3
    np.testing.assert_allclose(simulated(name, 0.1)[1], np.ceil(exact / 0.1 - 1e-9) * 0.1, atol=1e-9)


@pytest.mark.parametrize("name", CASES)
def test_order_of_convergence(name: str) -> None:
    """From a step of 1 ms to one of 0.1 ms by the second order at least, or to where single steps are let off."""
    coarse, fine = (errors(name, dt).mean() for dt in (1.0, 0.1))
    allowed = {"HodgkinHuxley": 1e-4, "TraubMiles": 1e-4}.get(name, 1e-6)
    assert fine < max(coarse / 10.0**2, allowed)
    assert errors(name, 0.02).mean() < max(fine / 5.0**2, 0.3 * allowed)


@pytest.mark.parametrize("name", [*CASES, *LEAKY])
@pytest.mark.parametrize("dt", [0.1, 1.0])
def test_spikes_off_the_grid(name: str, dt: float) -> None:
    """To a millionth of a millisecond, whatever the step; refractoriness counts from the spike."""
    exact = truth(name, None)[1]
    _, spikes = simulated(name, dt, spike_timing="precise")
    assert len(spikes) == len(exact) >= 3
    assert np.abs(spikes - exact).max() < 1e-6


@pytest.mark.parametrize("name", ["HodgkinHuxley", "TraubMiles"])
@pytest.mark.parametrize("t_ref", [0.0, 2.0])
@pytest.mark.parametrize("dt", [0.1, 0.25, 0.5, 1.0])
def test_channels_spike_where_they_come_up(name: str, t_ref: float, dt: float) -> None:
    """As often as the truth at any step, once for each time that V_m comes up."""
    exact = truth(name, 0.1)[1]
    V_m, spikes = simulated(name, dt, t_ref=t_ref)
    assert len(spikes) == len(exact)
    assert np.all((spikes - exact > -1e-9) & (spikes - exact < dt + 1e-3))
    if dt == 0.1:
        above = V_m >= membranes.threshold(given_to(name)[0])
        np.testing.assert_array_equal(np.rint(spikes / dt), np.flatnonzero(above[1:] & ~above[:-1]) + 1)


def test_intervals_by_currents() -> None:
    """The inter-spike intervals of constant currents, which a reset at the end of a step made longer."""
    cases: list[tuple[Any, float, float]] = [(lq.QIF(), 300.0, 28.804), (lq.EIF(), 700.0, 18.49997)]
    for model, current, interval in cases:
        trains = []
        for timing in ("grid", "precise"):
            net = lq.Network(dt=0.1)
            recorder = net.record(net.population(1, model.replace(I_e=current, spike_timing=timing)), "spikes")
            net.run(2000.0)
            trains.append(recorder.t)
        grid, precise = trains
        np.testing.assert_allclose(np.diff(precise), interval, atol=1e-3)
        if model.t_ref == 0.0:
            np.testing.assert_allclose(grid, np.ceil(precise / 0.1 - 1e-6) * 0.1, atol=1e-9)


def test_spikes_arrive_off_the_grid() -> None:
    """From one membrane to another, at the time of the spike and the delay; on the grid in a step as well."""
    first = lq.HodgkinHuxley(I_e=1000.0, spike_timing="precise")
    second = lq.AdEx(receptors={"g": lq.AlphaConductance(0.0, tau=1.0)}, spike_timing="precise")
    found = []
    for dt in (0.1, 0.5):
        net = lq.Network(dt=dt)
        a, b = net.population(1, first), net.population(1, second)
        net.connect(a, b, lq.AllToAll(), weight=60.0, delay=1.0, receptor="g")
        spikes, others = net.record(a, "spikes"), net.record(b, "spikes")
        net.run(60.0)
        found.append((spikes.t, others.t))
    (sent, fired), coarse = found
    assert len(sent) >= 3
    assert len(fired) >= 3
    np.testing.assert_allclose(coarse[0], sent, atol=1e-6)
    np.testing.assert_allclose(coarse[1], fired, atol=1e-6)
    given = Input(dict(second.receptors), {"g": (sent + 1.0, np.full(len(sent), 60.0))})
    exact = membranes.firing(second, given, np.array([0.0, 60.0]), None)[1]
    np.testing.assert_allclose(fired, exact, atol=1e-6)


def test_escape_noise_off_the_grid() -> None:
    """With a constant hazard, intervals less t_ref are exponential: mean and survival to 4 standard errors."""
    rate = 0.25  # spikes/ms
    model = lq.GIF(
        V_T_star=-70.0, V_reset=-70.0, lambda_0=1000.0 * rate, q_sfa=0.0, q_stc=0.0, tau_sfa=5.0, tau_stc=5.0,
        t_ref=0.7, spike_timing="precise",
    )  # fmt: skip
    net = lq.Network(dt=0.5, seed=3)
    recorder = net.record(net.population(500, model), "spikes")
    net.run(400.0)
    intervals = np.concatenate([np.diff(recorder.t[recorder.i == i]) for i in range(500)]) - 0.7
    n = len(intervals)
    assert n > 10000
    assert intervals.min() >= -1e-9
    assert intervals.mean() == pytest.approx(1.0 / rate, abs=4.0 / rate / np.sqrt(n))
    for t in (0.1, 1.0, 3.0):
        survival = np.exp(-rate * t)
        assert np.mean(intervals > t) == pytest.approx(survival, abs=4.0 * np.sqrt(survival * (1.0 - survival) / n))
    # Anywhere in steps.
    phases = np.histogram(recorder.t % 0.5, 5, (0.0, 0.5))[0]
    assert np.abs(phases / phases.sum() - 0.2).max() < 0.02


@pytest.mark.parametrize(
    "make", [lq.LIF, lq.QIF, lq.EIF, lq.AdEx, lq.Izhikevich, lq.HodgkinHuxley, lq.TraubMiles, lq.GIF]
)
def test_threads_and_steps_do_not_change_a_precise_network(make: Any) -> None:
    """The same bits for any number of threads and after a reset, with recurrent spikes, Poisson input and NMDA."""
    receptors = {"exc": lq.ExpConductance(0.0, tau=5.0), "slow": lq.NMDA(0.0, tau_rise=2.0, tau_decay=50.0)}
    weight = 0.01 if make is lq.Izhikevich else 0.5
    current = {lq.Izhikevich: 10.0, lq.GIF: 300.0, lq.TraubMiles: 200.0}.get(make, 800.0)
    model = make(receptors=receptors, spike_timing="precise", I_e=current * np.linspace(0.9, 1.3, 530))
    found = []
    for threads in (1, 2):
        net = lq.Network(threads=threads, seed=3)
        cells = net.population(530, model)
        spikes = net.record(cells, "spikes")
        net.connect(cells, cells, lq.FixedIndegree(10), weight=weight, delay=1.5, receptor="exc")
        net.stimulate(cells, lq.PoissonInput(rate=2000.0, weight=weight, receptor="slow"))
        for _ in range(2):
            net.reset()
            net.run(15.0)
            found.append((spikes.t.copy(), spikes.i.copy(), np.array(cells.V_m)))
    assert len(found[0][0]) > 100
    for other in found[1:]:
        for ours, theirs in zip(found[0], other, strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_endless_firing_is_an_error() -> None:
    for model in (lq.EIF, lq.LIF):
        net = lq.Network()
        net.population(2, lq.LIF())
        net.population(3, model(t_ref=0.0, I_e=[0.0, 0.0, 1e9], spike_timing="precise"), name="loud")
        fired = r"loud\[2\] fired more than 1000 times between 0 and 0\.1 ms; the input to this neuron is too large"
        with pytest.raises(RuntimeError, match=fired):
            net.run(1.0)
        with pytest.raises(RuntimeError, match=r"failed within a step; call reset\(\) first"):
            net.run(1.0)
        net.reset()


def test_one_spike_a_step_on_the_grid() -> None:
    """A second crossing within a step waits for the next; off the grid all are there."""
    model = lq.EIF(I_e=50000.0)
    times = {}
    for timing in ("grid", "precise"):
        net = lq.Network(dt=1.0)
        recorder = net.record(net.population(1, model.replace(spike_timing=timing)), "spikes")
        net.run(20.0)
        times[timing] = recorder.t
    assert np.all(np.diff(times["grid"]) == 1.0)
    assert len(times["grid"]) == 20
    assert len(times["precise"]) > 100


STRONG = {
    "exponential": {"exc": lq.ExpConductance(0.0, tau=2.0), "inh": lq.ExpConductance(-85.0, tau=5.0)},
    "rising": {
        "exc": lq.AlphaConductance(0.0, tau=0.2),
        "inh": lq.BiExpConductance(-85.0, tau_rise=0.5, tau_decay=4.0),
    },
    "NMDA": {"exc": lq.NMDA(0.0, tau_rise=2.0, tau_decay=50.0), "inh": lq.ExpConductance(-85.0, tau=0.5)},
}


@pytest.mark.parametrize("kind", STRONG)
@pytest.mark.parametrize("make", [lq.LIF, lq.QIF, lq.EIF, lq.AdEx, lq.GIF, lq.HodgkinHuxley, lq.TraubMiles])
def test_strong_conductances_keep_their_reversal_potentials(make: Any, kind: str) -> None:
    """However strong; inhibition makes nobody fire but by the rebound of channels."""
    lowest = -92.0 if make is lq.TraubMiles else -85.01
    for weight in (1e3, 1e4, 1e5, 1e7):
        for dt in (0.1, 1.0):
            net = lq.Network(dt=dt)
            cell = net.population(1, make(receptors=STRONG[kind]))
            trace, spikes = net.record(cell, "V_m"), net.record(cell, "spikes")
            source = net.spike_source([[2.0]])
            net.connect(source, cell, lq.AllToAll(), weight=weight, delay=dt, receptor="inh")
            net.run(12.0)
            assert trace.V_m.min() >= lowest
            # It is held there for a while.
            assert trace.V_m.min() < -75.0
            assert trace.V_m.max() <= (60.0 if make in (lq.HodgkinHuxley, lq.TraubMiles) else -59.0)
            assert len(spikes.t) == 0 or make is lq.HodgkinHuxley


def test_strong_excitation_by_nmda() -> None:
    """1,000 nS behind the magnesium block at a step of 1 ms: V_m stays between rest and the reversal potential."""
    for weight in (1e3, 1e6):
        net = lq.Network(dt=1.0)
        cell = net.population(1, lq.LIF(V_th=1000.0, receptors=NMDA))
        trace, source = net.record(cell, "V_m"), net.spike_source([[1.0], [1.0]])
        for k, port in enumerate(("exc", "nmda")):
            net.connect(source[k : k + 1], cell, lq.AllToAll(), weight=weight, delay=1.0, receptor=port)
        net.run(40.0)
        assert trace.V_m.min() >= -70.0
        assert -5.0 < trace.V_m.max() <= 0.0


def test_strong_conductances_are_followed_closely() -> None:
    """Where V_m follows 1e5 nS: within 0.05 mV of the implicit method Radau at a tolerance of 1e-10."""
    from scipy.integrate import solve_ivp

    model = lq.EIF(receptors=STRONG["exponential"])
    given = Input(dict(model.receptors), {"inh": (np.array([2.0]), np.array([1e5]))})
    slope = membranes.equations(model, given)
    times = np.arange(2.0, 12.05, 0.1)
    start = [model.E_L]
    exact = solve_ivp(slope, (2.0, 12.05), start, method="Radau", rtol=1e-10, atol=1e-10, t_eval=times).y[0]
    V_m = membranes.simulated(model, given, 0.1, 12.0, ["V_m"])["V_m"][20:]
    assert np.abs(V_m - exact[: len(V_m)]).max() < 0.05
