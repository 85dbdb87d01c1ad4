"""Postsynaptic potentials of every receptor against 50-digit solutions, Lambert's W and a general ODE solver."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from mpmath import mp, mpf
from scipy.integrate import solve_ivp
from scipy.special import lambertw

import lapicque as lq

TAU_M, C_M = 10.0, 250.0
# at rest at zero, so that V_m is the PSP itself and a relative error means something
PASSIVE = lq.LIF(tau_m=TAU_M, C_m=C_M, E_L=0.0, V_th=1000.0, V_reset=-10.0)
DEVIATIONS = np.array([0.0] + [sign * e for e in (1e-15, 1e-12, 1e-9, 1e-6, 1e-4, 1e-2, 0.1) for sign in (1, -1)])
# below any deviation that doubles can express, far above the resolution of the working precision
SEPARATION = "1e-40"
ARRIVAL = 1.0


def psps(receptor: Any, weight: float, duration: float, dt: float = 0.1, n: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Times since arrival and V_m, shapes (samples,) and (samples, n), of one spike that arrives at ARRIVAL."""
    net = lq.Network(dt=dt)
    neurons = net.population(n, PASSIVE.replace(receptors={"syn": receptor}))
    net.connect(net.spike_source([[ARRIVAL / 2]]), neurons, lq.AllToAll(), weight=weight, delay=ARRIVAL / 2)
    trace = net.record(neurons, "V_m")
    net.run(ARRIVAL + duration)
    onset = round(ARRIVAL / dt)
    return trace.t[onset:] - ARRIVAL, trace.V_m[onset:]


def cascade(t: mpf, *taus: mpf) -> mpf:
    """Impulse response of leaky integrators with different time constants, one after the other."""
    rates = [1 / tau for tau in taus]
    return sum(mp.exp(-a * t) / mp.fprod(b - a for b in rates if b != a) for a in rates)


def exact_psp(kind: str, t: mpf, *taus: float) -> mpf:
    """PSP of unit weight, to 50 digits and more; time constants that are equal are held a hair apart."""
    with mp.workdps(200):
        return separated_psp(kind, t, *taus)


def separated_psp(kind: str, t: mpf, *taus: float) -> mpf:
    shift = [1 + k * mpf(SEPARATION) for k in range(3)]
    tau_m = mpf(TAU_M) * shift[0]
    if kind == "exp":
        return cascade(t, mpf(taus[0]) * shift[1], tau_m) / C_M
    if kind == "alpha":
        tau = mpf(taus[0])
        return mp.e / tau / C_M * cascade(t, tau * shift[1], tau * shift[2], tau_m)
    rise, decay = mpf(taus[0]) * shift[1], mpf(taus[1]) * shift[2]
    peak_time = mp.log(decay / rise) / (1 / rise - 1 / decay)
    return cascade(t, rise, decay, tau_m) / cascade(peak_time, rise, decay) / C_M


def worst_error(kind: str, receptor: Any, taus: list[np.ndarray]) -> float:
    """Largest relative error of V_m over the neurons and some times between one step and 100 ms."""
    _, V = psps(receptor, 1.0, 100.0, n=len(DEVIATIONS))
    worst = 0.0
    for k in (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000):
        for j in range(len(DEVIATIONS)):
            exact = exact_psp(kind, mpf(0.1) * k, *(float(tau[j]) for tau in taus))
            worst = max(worst, float(abs(mpf(float(V[k, j])) / exact - 1)))
    return worst


NEAR_TAU_M = TAU_M * (1 + DEVIATIONS)


def test_exp_current_near_the_membrane_time_constant() -> None:
    assert worst_error("exp", lq.ExpCurrent(tau=NEAR_TAU_M), [NEAR_TAU_M]) <= 1e-12


def test_alpha_current_near_the_membrane_time_constant() -> None:
    assert worst_error("alpha", lq.AlphaCurrent(tau=NEAR_TAU_M), [NEAR_TAU_M]) <= 1e-12


@pytest.mark.parametrize(
    ("rise", "decay"),
    [
        (np.full_like(NEAR_TAU_M, 0.5), NEAR_TAU_M),
        (NEAR_TAU_M, np.full_like(NEAR_TAU_M, 30.0)),
        (np.minimum(TAU_M, NEAR_TAU_M), np.maximum(TAU_M, NEAR_TAU_M)),
        (NEAR_TAU_M, NEAR_TAU_M),
        (np.full_like(NEAR_TAU_M, 2.0), 2.0 * (1 + np.abs(DEVIATIONS))),
    ],
    ids=["decay near", "rise near", "all three near", "rise is decay", "rise near decay"],
)
def test_biexp_current_near_confluence(rise: np.ndarray, decay: np.ndarray) -> None:
    assert worst_error("biexp", lq.BiExpCurrent(tau_rise=rise, tau_decay=decay), [rise, decay]) <= 1e-12


@pytest.mark.parametrize(
    "receptor",
    [
        lq.ExpCurrent(tau=NEAR_TAU_M),
        lq.AlphaCurrent(tau=NEAR_TAU_M),
        lq.BiExpCurrent(tau_rise=0.5, tau_decay=NEAR_TAU_M),
    ],
    ids=["exp", "alpha", "biexp"],
)
def test_no_jump_at_the_membrane_time_constant(receptor: Any) -> None:
    """A PSP moves no more than a few times as much, relatively, as the time constant does."""
    _, V = psps(receptor, 100.0, 50.0, n=len(DEVIATIONS))
    assert np.all(np.isfinite(V))
    change = np.abs(V[1:] / V[1:, :1] - 1)
    assert np.all(change <= 10 * np.abs(DEVIATIONS) + 1e-12)


RECEPTORS = {
    "delta": lq.Delta(),
    "exp": lq.ExpCurrent(tau=2.0),
    "alpha": lq.AlphaCurrent(tau=2.0),
    "biexp": lq.BiExpCurrent(tau_rise=0.5, tau_decay=3.0),
}


@pytest.mark.parametrize("kind", RECEPTORS)
def test_psp_is_the_same_at_common_times_for_every_step(kind: str) -> None:
    _, coarse = psps(RECEPTORS[kind], 50.0, 40.0, dt=0.5)
    for dt in (0.25, 0.1, 0.05, 0.025, 0.0125, 0.00625):
        _, fine = psps(RECEPTORS[kind], 50.0, 40.0, dt=dt)
        common = fine[:: round(0.5 / dt)]
        np.testing.assert_allclose(common[1:], coarse[1:], rtol=1e-12)


def peak_time_exp(tau: float) -> float:
    return math.log(TAU_M / tau) / (1 / tau - 1 / TAU_M)


def peak_time_alpha(tau: float) -> float:
    """Root of exp(a t) = 1 + a t tau_m/tau with a = 1/tau - 1/tau_m, by the branch of W that is not at t = 0."""
    branch = -1 if tau < TAU_M else 0
    x = -lambertw(-tau / TAU_M * math.exp(-tau / TAU_M), branch).real - tau / TAU_M
    return float(x) / (1 / tau - 1 / TAU_M)


@pytest.mark.parametrize("tau", [0.5, 2.0, 9.0, 11.0, 20.0])
@pytest.mark.parametrize(
    ("kind", "make", "peak_time"),
    [("exp", lq.ExpCurrent, peak_time_exp), ("alpha", lq.AlphaCurrent, peak_time_alpha)],
    ids=["exp", "alpha"],
)
def test_peak_of_a_psp(kind: str, make: Any, peak_time: Any, tau: float) -> None:
    dt = 0.0125
    t, V = psps(make(tau=tau), 100.0, 60.0, dt=dt)
    peak = peak_time(tau)
    assert abs(t[V[:, 0].argmax()] - peak) < dt
    top = 100.0 * float(exact_psp(kind, mpf(peak), tau))
    # the curvature of the top is under top/tau^2 for these, and the nearest sample is within dt
    assert top * (1 - (dt / min(tau, 2.0)) ** 2) < V.max() <= top * (1 + 1e-12)


@pytest.mark.parametrize("tau", [0.3, 2.0, 7.0])
def test_weight_of_a_current_is_its_peak(tau: float) -> None:
    dt = 0.00625
    for receptor, peak in (
        (lq.ExpCurrent(tau=tau), 0.0),
        (lq.AlphaCurrent(tau=tau), tau),
        (lq.BiExpCurrent(tau_rise=tau, tau_decay=3 * tau), 1.5 * tau * math.log(3.0)),
    ):
        net = lq.Network(dt=dt)
        neuron = net.population(1, PASSIVE.replace(receptors={"syn": receptor}))
        net.connect(net.spike_source([[0.5]]), neuron, lq.AllToAll(), weight=-80.0, delay=0.5)
        trace = net.record(neuron, "I_syn")
        net.run(1.0 + 5 * tau)
        strongest = int(np.abs(trace.I_syn[:, 0]).argmax())
        assert trace.t[strongest] - 1.0 == pytest.approx(peak, abs=dt)
        assert trace.I_syn[strongest, 0] == pytest.approx(-80.0, rel=(dt / tau) ** 2)


def test_every_kind_at_once_against_an_ode_solver() -> None:
    """All receptors, a ramp and a sine on one neuron: DOP853 at 1e-12, step by step with each step's mean current."""
    dt, duration = 0.1, 40.0
    n_steps = round(duration / dt)
    rng = np.random.default_rng(3)
    taus = {"exp": 2.0, "alpha": 3.0, "rise": 0.5, "decay": 4.0}
    kinds = {
        "delta": lq.Delta(),
        "exp": lq.ExpCurrent(tau=taus["exp"]),
        "alpha": lq.AlphaCurrent(tau=taus["alpha"]),
        "biexp": lq.BiExpCurrent(tau_rise=taus["rise"], tau_decay=taus["decay"]),
    }
    weights = {"delta": 0.7, "exp": 90.0, "alpha": -60.0, "biexp": 40.0}
    arrivals = {name: np.sort(rng.choice(np.arange(5, n_steps), size=12, replace=False)) for name in kinds}
    net = lq.Network(dt=dt)
    neuron = net.population(1, PASSIVE.replace(receptors=kinds, E_L=-70.0, I_e=30.0), V_m=-68.0)
    sources = net.spike_source([(arrivals[name] - 3) * dt for name in kinds])
    for j, name in enumerate(kinds):
        net.connect(sources[j : j + 1], neuron, lq.AllToAll(), weight=weights[name], delay=3 * dt, receptor=name)
    net.stimulate(neuron, lq.Ramp(start=4.0, stop=20.0, start_amplitude=-50.0, stop_amplitude=150.0))
    net.stimulate(neuron, lq.Sine(amplitude=80.0, frequency=120.0, phase=30.0, offset=10.0, start=10.0, stop=35.0))
    trace = net.record(neuron, "V_m")
    net.run(duration)

    a, b = 1 / taus["rise"], 1 / taus["decay"]
    t_peak = math.log(a / b) / (a - b)
    biexp_peak = (math.exp(-b * t_peak) - math.exp(-a * t_peak)) / (a - b)

    def mean_current(t0: float) -> float:
        total, t1 = 30.0, t0 + dt
        if 4.0 - 1e-9 < t0 < 20.0 - 1e-9:
            total += -50.0 + 200.0 * (t0 + dt / 2 - 4.0) / 16.0
        if 10.0 - 1e-9 < t0 < 35.0 - 1e-9:
            omega, phase = 2 * math.pi * 0.12, math.radians(30.0)
            primitive = [-math.cos(omega * (t - 10.0) + phase) / omega for t in (t0, t1)]
            total += 10.0 + 80.0 * (primitive[1] - primitive[0]) / dt
        return total

    def slope(_: float, y: np.ndarray, current: float) -> list[float]:
        V, exp, alpha, alpha_rise, biexp, biexp_rise = y
        return [
            (-(V + 70.0) / TAU_M) + (exp + alpha + biexp + current) / C_M,
            -exp / taus["exp"],
            alpha_rise - alpha / taus["alpha"],
            -alpha_rise / taus["alpha"],
            biexp_rise - biexp * b,
            -biexp_rise * a,
        ]

    unit = {
        "delta": (0, 1.0),
        "exp": (1, 1.0),
        "alpha": (3, math.e / taus["alpha"]),
        "biexp": (5, 1 / biexp_peak),
    }
    y = np.array([-68.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    expected = [y[0]]
    for k in range(n_steps):
        solution = solve_ivp(
            slope, (0.0, dt), y, method="DOP853", args=(mean_current(k * dt),), rtol=1e-12, atol=1e-13, first_step=dt
        )
        y = solution.y[:, -1]
        for name, (index, size) in unit.items():
            y[index] += weights[name] * size * np.count_nonzero(arrivals[name] == k + 1)
        expected.append(y[0])
    np.testing.assert_allclose(trace.V_m[:, 0], expected, rtol=1e-11)
