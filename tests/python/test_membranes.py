"""Membranes that are integrated numerically, against DOP853: errors as the docs state them, order, refractoriness."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import lapicque as lq
import membranes
from membranes import CURRENTS, EXP, MIXED, NMDA, Input, errors, spikes_into


@pytest.mark.parametrize(
    ("receptors", "sizes"),
    [
        (EXP, {"exc": 6.0, "inh": 67.0}),
        (MIXED, {"exc": 10.0, "inh": 10.0, "I": 100.0}),
        ({"exc": lq.ExpConductance(0.0, tau=0.5), **CURRENTS}, {"exc": 20.0, "inh": -50.0}),
    ],
    ids=["exp", "mixed", "fast"],
)
def test_leaky_membrane_with_conductances(receptors: dict[str, Any], sizes: dict[str, float]) -> None:
    """A hundred random spikes at dt 0.1 ms: less than 1e-8 of the potential, and of sixth order."""
    sizes = {"I": 50.0, **sizes}
    receptors = {name: receptor for name, receptor in receptors.items() if name in sizes}
    model = lq.LIF(V_th=1000.0, receptors=receptors)
    given = Input(receptors, spikes_into(receptors, sizes, 50))
    coarse, fine, finest = errors(model, given, (0.5, 0.25, 0.1))
    assert finest < 1e-8 * 70.0
    assert coarse / fine > 2.0**5 or coarse < 1e-9


@pytest.mark.parametrize(
    ("model", "sizes", "current", "largest"),
    [
        (lq.LIF(V_th=1000.0, receptors=NMDA), {"exc": 5.0, "nmda": 2.0}, 0.0, 1e-9),
        (lq.QIF(receptors=MIXED), {"exc": 2.0, "inh": 5.0, "I": 20.0}, 0.0, 1e-7),
        (lq.EIF(receptors=MIXED), {"exc": 2.0, "inh": 5.0, "I": 50.0}, 0.0, 1e-8),
        (lq.AdEx(receptors=MIXED), {"exc": 2.0, "inh": 5.0, "I": 50.0}, 0.0, 1e-8),
        (lq.AdEx(receptors=NMDA), {"exc": 1.0, "nmda": 0.5}, 0.0, 1e-8),
        (lq.Izhikevich(receptors=CURRENTS), {"exc": 1.0, "inh": -1.0}, 0.0, 1e-7),
        (lq.HodgkinHuxley(receptors=MIXED), {"exc": 1.0, "inh": 3.0, "I": 30.0}, 0.0, 1e-5),
        (lq.TraubMiles(receptors=EXP), {"exc": 0.3, "inh": 5.0}, 0.0, 1e-6),
    ],
    ids=["LIF-NMDA", "QIF", "EIF", "AdEx", "AdEx-NMDA", "Izhikevich", "HodgkinHuxley", "TraubMiles"],
)
def test_fourth_order_below_threshold(model: Any, sizes: dict[str, float], current: float, largest: float) -> None:
    model = model.replace(I_e=current)
    given = Input(dict(model.receptors), spikes_into(model.receptors, sizes, 30), current)
    at_tenth, at_twentieth, at_fortieth = errors(model, given, (0.1, 0.05, 0.025))
    assert at_tenth < largest
    rounding = 2e-9  # of the reference, and what single steps are allowed
    assert at_tenth / at_twentieth > 2.0**3.5 or at_twentieth < 6.0 * rounding
    assert at_twentieth / at_fortieth > 2.0**3.5 or at_fortieth < rounding


def first_spike(model: Any, amplitude: float, dt: float) -> float:
    net = lq.Network(dt=dt)
    cell = net.population(1, model.replace(I_e=amplitude))
    spikes = net.record(cell, "spikes")
    net.run(100.0)
    return float(spikes.t[0])


def crossing(model: Any, amplitude: float, level: float) -> float:
    """Time at which a model without threshold, from its start, rises through `level`, by DOP853."""
    from scipy.integrate import solve_ivp

    given = Input({}, {}, amplitude)
    slope = membranes.equations(model, given)

    def reached(t: float, y: Any) -> float:
        return float(y[0] - level)

    reached.terminal = True  # type: ignore[attr-defined]
    solution = solve_ivp(
        slope, (0.0, 100.0), membranes.start_of(model), method="DOP853", rtol=1e-12, atol=1e-12, events=reached
    )
    return float(solution.t_events[0][0])


@pytest.mark.parametrize(
    ("model", "amplitude"),
    [
        (lq.QIF(), 600.0),
        (lq.EIF(), 800.0),
        (lq.AdEx(), 800.0),
        (lq.AdEx(Delta_T=1.0, V_peak=-20.0), 900.0),
        (lq.Izhikevich(), 15.0),
    ],
    ids=["QIF", "EIF", "AdEx", "AdEx-steep", "Izhikevich"],
)
def test_spike_times(model: Any, amplitude: float) -> None:
    """A spike is noted at the end of the step in which the exact potential reaches the peak, or one beside it."""
    level = model.V_th if isinstance(model, lq.Izhikevich) else model.V_peak
    exact = crossing(model, amplitude, level)
    for dt in (0.1, 0.05, 0.01):
        found = first_spike(model, amplitude, dt)
        assert -1e-9 <= found - exact <= 1.2 * dt


@pytest.mark.parametrize(
    "model",
    [lq.LIF(receptors=EXP), lq.LIF(receptors=NMDA), lq.QIF(t_ref=3.0), lq.EIF(t_ref=3.0), lq.AdEx(t_ref=3.0, b=0.0)],
    ids=["LIF", "LIF-NMDA", "QIF", "EIF", "AdEx"],
)
def test_refractoriness_lasts_t_ref(model: Any) -> None:
    net = lq.Network(dt=0.1)
    cell = net.population(1, model.replace(I_e=1500.0))
    trace = net.record(cell, "V_m")
    spikes = net.record(cell, "spikes")
    net.run(100.0)
    assert len(spikes.t) > 3
    held = round(model.t_ref / 0.1)
    for step in np.rint(spikes.t[:-1] / 0.1).astype(int):
        assert np.all(trace.V_m[step : step + held + 1, 0] == model.V_reset)
        assert trace.V_m[step + held + 1, 0] > model.V_reset


def test_adaptation_goes_on_while_the_potential_is_held() -> None:
    model = lq.AdEx(t_ref=5.0, I_e=1500.0)
    net = lq.Network(dt=0.1)
    cell = net.population(1, model)
    trace = net.record(cell, ["V_m", "w"])
    spikes = net.record(cell, "spikes")
    net.run(30.0)
    k = round(spikes.t[0] / 0.1)
    held = model.a * (model.V_reset - model.E_L)
    after = np.arange(51) * 0.1
    exact = held + (trace.w[k, 0] - held) * np.exp(-after / model.tau_w)
    np.testing.assert_allclose(trace.w[k : k + 51, 0], exact, rtol=1e-10)


def test_without_upstroke_it_is_the_leaky_neuron() -> None:
    leaky = lq.LIF(
        C_m=281.0, g_L=30.0, E_L=-70.6, V_th=-50.4, V_reset=-60.0, t_ref=0.0, I_e=700.0, spike_timing="precise"
    )
    for other in (lq.EIF(Delta_T=0.0, I_e=700.0), lq.AdEx(Delta_T=0.0, a=0.0, b=0.0, I_e=700.0)):
        ours, exact = (lq.simulate(model, duration=200.0, dt=0.1) for model in (other, leaky))
        np.testing.assert_allclose(ours.V_m, exact.V_m, rtol=1e-9)
        np.testing.assert_allclose(ours.spikes.t, np.ceil(exact.spikes.t / 0.1) * 0.1)
        assert len(exact.spikes.t) > 5


@pytest.mark.parametrize("dt", [0.001, 0.01, 0.1, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("make", [lq.QIF, lq.EIF, lq.AdEx, lq.Izhikevich, lq.HodgkinHuxley, lq.TraubMiles])
def test_no_step_and_no_input_blows_it_up(make: Callable[..., Any], dt: float) -> None:
    """Very strong input of both signs leaves numbers; the run itself refuses anything else."""
    scale = 0.01 if make is lq.Izhikevich else 1.0
    net = lq.Network(dt=dt)
    model = make(receptors={"exc": lq.ExpConductance(0.0, tau=2.0), "I": lq.ExpCurrent(tau=2.0)})
    if hasattr(model, "t_ref"):
        model = model.replace(t_ref=2.0 * dt)
    cell = net.population(3, model)
    net.stimulate(cell, lq.ArrayCurrent(scale * 2000.0 * np.sin(np.arange(40) / 3.0), every=dt))
    net.stimulate(cell, lq.PoissonInput(rate=500.0, weight=100.0 * scale, receptor="exc"))
    net.run(40 * dt)
    assert np.isfinite(cell.V_m).all()


def test_parameters_of_each_neuron() -> None:
    """A population of different neurons does what each does alone."""
    tau, Delta_T, current = np.array([2.0, 5.0, 9.0]), np.array([0.0, 1.0, 2.5]), np.array([500.0, 700.0, 900.0])

    def trace(**parameters: Any) -> Any:
        model = lq.AdEx(receptors={"exc": lq.ExpConductance(0.0, tau=parameters.pop("tau"))}, **parameters)
        net = lq.Network(dt=0.1)
        cells = net.population(len(np.atleast_1d(model.I_e)), model)
        source = net.spike_source([[5.0, 6.0, 20.0]])
        net.connect(source, cells, lq.AllToAll(), weight=4.0, delay=1.0, receptor="exc")
        recorded = net.record(cells, "V_m")
        net.run(60.0)
        return recorded.V_m

    together = trace(tau=tau, Delta_T=Delta_T, I_e=current)
    for k in range(3):
        alone = trace(tau=float(tau[k]), Delta_T=float(Delta_T[k]), I_e=float(current[k]))
        np.testing.assert_array_equal(together[:, k], alone[:, 0])


def test_channels_begin_in_equilibrium() -> None:
    for model in (lq.HodgkinHuxley(), lq.TraubMiles()):
        net = lq.Network()
        cells = net.population(3, model, V_m=[-80.0, -60.0, -40.0])
        given = net.population(1, model, Act_m=0.5)
        assert given.Act_m[0] == 0.5
        for k, V in enumerate(cells.V_m):
            alpha, beta = membranes.rates(model, float(V))
            for name, a, b in zip(("Act_m", "Inact_h", "Act_n"), alpha, beta, strict=True):
                assert getattr(cells, name)[k] == pytest.approx(a / (a + b), rel=1e-12)


BAD = [
    (lambda: lq.QIF(V_c=-80.0), r"E_L must be below V_c \(-80\), got -70"),
    (lambda: lq.QIF(V_peak=-60.0), r"V_c must be below V_peak \(-60\), got -55"),
    (lambda: lq.EIF(V_peak=-60.0, V_reset=-70.0), r"V_th must be at most V_peak \(-60\), got -50.4"),
    (lambda: lq.AdEx(V_reset=0.0), r"V_reset must be below V_peak \(0\), got 0"),
    (lambda: lq.AdEx(Delta_T=-1.0), r"Delta_T must be .*got -1"),
    (lambda: lq.AdEx(Delta_T=0.01), r"Delta_T must be 0, or at least .* = 0.1008, got 0.01"),
    (lambda: lq.EIF(Delta_T=0.0, V_reset=-40.0), r"V_reset must be below V_th \(-50.4\) where Delta_T is 0, got -40"),
    (lambda: lq.AdEx(tau_w=0.0), r"tau_w must be .*got 0"),
    (lambda: lq.Izhikevich(c=40.0), r"c must be below V_th \(30\), got 40"),
    (lambda: lq.HodgkinHuxley(g_Na=-1.0), r"g_Na must be .*got -1"),
    (lambda: lq.TraubMiles(g_L=0.0), r"g_L must be .*got 0"),
    (lambda: lq.ExpConductance(0.0, tau=0.0), r"tau must be .*got 0"),
    (lambda: lq.BiExpConductance(tau_rise=3.0, tau_decay=1.0), r"tau_rise must be at most tau_decay \(1\), got 3"),
    (lambda: lq.NMDA(Mg=-1.0), r"Mg must be .*got -1"),
    (lambda: lq.ExpConductance(E_rev=float("nan")), r"E_rev must be finite, got nan"),
    (
        lambda: lq.LIF(receptors={f"n{k}": lq.NMDA() for k in range(9)}),
        r"number of NMDA receptors must be at most 8, got 9",
    ),
]


@pytest.mark.parametrize(("make", "message"), BAD, ids=[str(k) for k in range(len(BAD))])
def test_bad_parameters_are_refused(make: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_weights_of_conductances_are_positive_and_named() -> None:
    net = lq.Network()
    cells = net.population(2, lq.LIF(receptors=EXP))
    with pytest.raises(ValueError, match=r"weight must be at least 0 for receptor 'inh', got -1"):
        net.connect(cells, cells, lq.AllToAll(), weight=-1.0, delay=1.0, receptor="inh")
    with pytest.raises(ValueError, match=r"receptor must be one of 'exc', 'inh', got none"):
        net.connect(cells, cells, lq.AllToAll(), weight=1.0, delay=1.0)


def test_unknown_parameters_get_a_suggestion() -> None:
    with pytest.raises(TypeError, match=r"AdEx has no parameter 'delta_t'; did you mean 'Delta_T'\?"):
        lq.AdEx(delta_t=2.0)
