"""The equations of the models by SciPy's DOP853: what the tests of membranes judge by."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

import lapicque as lq

Array = np.ndarray[Any, np.dtype[np.float64]]

END = 100.0
EXP = {"exc": lq.ExpConductance(0.0, tau=5.0), "inh": lq.ExpConductance(-80.0, tau=10.0)}
MIXED = {
    "exc": lq.AlphaConductance(0.0, tau=1.0),
    "inh": lq.BiExpConductance(-80.0, tau_rise=0.5, tau_decay=4.0),
    "I": lq.ExpCurrent(tau=3.0),
}
NMDA = {"exc": lq.ExpConductance(0.0, tau=2.0), "nmda": lq.NMDA(0.0, tau_rise=2.0, tau_decay=50.0)}
CURRENTS = {"exc": lq.ExpCurrent(tau=3.0), "inh": lq.AlphaCurrent(tau=2.0)}


def kernel(receptor: lq.models.Receptor, t: Array) -> Array:
    """Response to a weight of 1 at t = 0; zero before."""
    after = np.maximum(t, 0.0)
    if isinstance(receptor, (lq.ExpCurrent, lq.ExpConductance)):
        response = np.exp(-after / receptor.tau)
    elif isinstance(receptor, (lq.AlphaCurrent, lq.AlphaConductance)):
        response = after / receptor.tau * np.exp(1.0 - after / receptor.tau)
    else:
        rise, decay = receptor.tau_rise, receptor.tau_decay
        peak = np.log(decay / rise) * rise * decay / (decay - rise)
        response = (np.exp(-after / decay) - np.exp(-after / rise)) / (np.exp(-peak / decay) - np.exp(-peak / rise))
    return np.where(t >= 0.0, response, 0.0)


@dataclass
class Input:
    """Spikes with weights onto receptors, and a constant current."""

    receptors: dict[str, Any]
    spikes: dict[str, tuple[Array, Array]]  # receptor -> arrival times, weights
    I_e: float = 0.0
    step: tuple[float, float, float] = (0.0, 0.0, 0.0)  # begin, end, and a current in between [pA]

    def current(self, t: float, V: float) -> float:
        """Synaptic and constant current [pA]; spikes at the present time count."""
        total = self.I_e + (self.step[2] if self.step[0] <= t < self.step[1] else 0.0)
        for name, receptor in self.receptors.items():
            times, weights = self.spikes.get(name, (np.zeros(0), np.zeros(0)))
            x = float(weights @ kernel(receptor, t - times)) if len(times) else 0.0
            if hasattr(receptor, "E_rev"):
                x *= receptor.E_rev - V
            if hasattr(receptor, "Mg"):
                x /= 1.0 + receptor.Mg / 3.57 * np.exp(-0.062 * V)
            total += x
        return total

    def breaks(self, end: float) -> Array:
        """Times between which everything is smooth."""
        times = [times for times, _ in self.spikes.values()]
        borders = np.concatenate([np.zeros(1), *times, self.step[:2], np.full(1, end)])
        return np.unique(borders[borders <= end])


def solve(
    slope: Callable[[float, Array], Sequence[float]],
    start: Sequence[float],
    given: Input,
    times: Array,
    begin: float = 0.0,
) -> Array:
    """States at `times`, shape (variables, times), integrated piece by piece from `start` at `begin`."""
    y = np.array(start, dtype=float)
    states = np.full((len(y), len(times)), np.nan)
    states[:, times == begin] = y[:, None]
    breaks = given.breaks(times[-1])
    breaks = np.append(begin, breaks[breaks > begin])
    for left, end in itertools.pairwise(breaks):
        inside = (times > left + 1e-9) & (times <= end + 1e-9)
        wanted = np.unique(np.append(np.minimum(times[inside], end), end))
        # Just before the end, where the next spike is not there yet.
        solution = solve_ivp(
            functools.partial(_before, slope, end - 1e-12),
            (left, end),
            y,
            method="DOP853",
            rtol=1e-12,
            atol=1e-12,
            t_eval=wanted,
        )
        assert solution.success
        states[:, inside] = solution.y[:, : inside.sum()]
        y = solution.y[:, -1]
    return states


def _before(slope: Callable[[float, Array], Sequence[float]], end: float, t: float, y: Array) -> Sequence[float]:
    return slope(min(t, end), y)


def equations(model: Any, given: Input) -> Callable[[float, Array], Sequence[float]]:
    """Right-hand side of a model that does not fire: V_m first, then its other variables."""
    if isinstance(model, (lq.LIF, lq.GIF)):
        g_L = model.g_L if isinstance(model, lq.GIF) else model.C_m / model.membrane_time_constant
        return lambda t, y: [(g_L * (model.E_L - y[0]) + given.current(t, y[0])) / model.C_m]
    if isinstance(model, lq.QIF):
        curvature = model.g_L / (model.V_c - model.E_L)
        return lambda t, y: [(curvature * (y[0] - model.E_L) * (y[0] - model.V_c) + given.current(t, y[0])) / model.C_m]
    if isinstance(model, (lq.EIF, lq.AdEx)):
        return lambda t, y: _upstroke(model, given, t, y)
    if isinstance(model, lq.Izhikevich):
        return lambda t, y: [
            0.04 * y[0] ** 2 + 5.0 * y[0] + 140.0 - y[1] + given.current(t, y[0]),
            model.a * (model.b * y[0] - y[1]),
        ]
    return lambda t, y: _channels(model, given, t, y)


def _upstroke(model: Any, given: Input, t: float, y: Array) -> list[float]:
    upstroke = model.g_L * model.Delta_T * np.exp((y[0] - model.V_th) / model.Delta_T) if model.Delta_T else 0.0
    own = model.g_L * (model.E_L - y[0]) + upstroke - (y[1] if len(y) > 1 else 0.0)
    slope = [(own + given.current(t, y[0])) / model.C_m]
    if len(y) > 1:
        slope.append((model.a * (y[0] - model.E_L) - y[1]) / model.tau_w)
    return slope


def rates(model: Any, V: float) -> tuple[list[float], list[float]]:
    """Opening and closing rates of m, h, n [1/ms]."""

    def linoid(x: float) -> float:
        return 1.0 if x == 0.0 else x / np.expm1(x)

    if isinstance(model, lq.HodgkinHuxley):
        alpha = [linoid(-(V + 40) / 10), 0.07 * np.exp(-(V + 65) / 20), 0.1 * linoid(-(V + 55) / 10)]
        beta = [4 * np.exp(-(V + 65) / 18), 1 / (1 + np.exp(-(V + 35) / 10)), 0.125 * np.exp(-(V + 65) / 80)]
        return alpha, beta
    v = V - model.V_T
    alpha = [0.32 * 4 * linoid((13 - v) / 4), 0.128 * np.exp((17 - v) / 18), 0.032 * 5 * linoid((15 - v) / 5)]
    beta = [0.28 * 5 * linoid((v - 40) / 5), 4 / (1 + np.exp((40 - v) / 5)), 0.5 * np.exp((10 - v) / 40)]
    return alpha, beta


def _channels(model: Any, given: Input, t: float, y: Array) -> list[float]:
    V, m, h, n = y
    alpha, beta = rates(model, V)
    current = (
        model.g_Na * m**3 * h * (model.E_Na - V)
        + model.g_K * n**4 * (model.E_K - V)
        + model.g_L * (model.E_L - V)
        + given.current(t, V)
    )
    return [current / model.C_m, *(a * (1 - x) - b * x for a, b, x in zip(alpha, beta, (m, h, n), strict=True))]


def start_of(model: Any) -> list[float]:
    """State at t = 0 as the package has it by default."""
    if isinstance(model, lq.Izhikevich):
        return [-65.0, model.b * -65.0]
    if isinstance(model, (lq.HodgkinHuxley, lq.TraubMiles)):
        V = -65.0 if isinstance(model, lq.HodgkinHuxley) else model.E_L
        alpha, beta = rates(model, V)
        return [V, *(a / (a + b) for a, b in zip(alpha, beta, strict=True))]
    return [model.E_L, 0.0] if isinstance(model, lq.AdEx) else [model.E_L]


def simulated(model: Any, given: Input, dt: float, duration: float, variables: Sequence[str]) -> dict[str, Array]:
    """The same by the package; spikes arrive at their times, as those of sources with a delay of a step."""
    net = lq.Network(dt=dt)
    cell = net.population(1, model)
    for name, (times, weights) in given.spikes.items():
        source = net.spike_source([[t - dt] for t in times])
        net.connect(source, cell, lq.AllToAll(), weight=weights[:, None].ravel(), delay=dt, receptor=name)
    if given.step[2]:
        net.stimulate(cell, lq.Step(amplitude=given.step[2], start=given.step[0], stop=given.step[1]))
    trace = net.record(cell, list(variables))
    spikes = net.record(cell, "spikes")
    net.run(duration)
    return {"t": trace.t, **{name: getattr(trace, name)[:, 0] for name in variables}, "spikes": spikes.t}


def spikes_into(receptors: dict[str, Any], sizes: dict[str, float], number: int, seed: int = 1) -> dict[str, Any]:
    """Random spikes on the grid of a millisecond, with weights of about the sizes given."""
    rng = np.random.default_rng(seed)
    chosen = {}
    for name in receptors:
        times = np.sort(rng.choice(np.arange(1.0, END), number, replace=False))
        chosen[name] = (times, sizes[name] * rng.uniform(0.5, 1.5, number))
    return chosen


def exact_potential(model: Any, given: Input) -> Array:
    """V_m at whole milliseconds."""
    times = np.arange(0.0, END + 0.5)
    return np.asarray(solve(equations(model, given), start_of(model), given, times)[0])


def errors(model: Any, given: Input, steps: Sequence[float], exact: Array | None = None) -> list[float]:
    """Largest error of V_m at whole milliseconds [mV], for each dt."""
    exact = exact_potential(model, given) if exact is None else exact
    found = []
    for dt in steps:
        V_m = simulated(model, given, dt, END, ["V_m"])["V_m"][:: round(1.0 / dt)]
        found.append(float(np.abs(V_m - exact).max()))
    return found


# ---- Firing


def resets(model: Any) -> bool:
    """Whether a spike changes the state."""
    return not isinstance(model, (lq.HodgkinHuxley, lq.TraubMiles))


def threshold(model: Any) -> float:
    """Potential whose crossing is a spike."""
    if isinstance(model, lq.HodgkinHuxley):
        return 0.0
    if isinstance(model, lq.TraubMiles):
        return float(model.V_T + 30.0)
    if isinstance(model, (lq.Izhikevich, lq.LIF)):
        return float(model.V_th)
    return float(model.V_peak) if getattr(model, "Delta_T", 1.0) else float(model.V_th)


def after_spike(model: Any, y: Array) -> Array:
    """State of a model that is reset, after a spike."""
    after = y.copy()
    after[0] = model.c if isinstance(model, lq.Izhikevich) else model.V_reset
    if len(y) > 1:
        after[1] += model.d if isinstance(model, lq.Izhikevich) else model.b
    return after


def firing(model: Any, given: Input, times: Array, grid: float | None) -> tuple[Array, Array]:
    """States at `times`, shape (variables, times), and the times of the spikes, by DOP853 with located crossings.

    A refractory time lasts from the end of the step of `grid` ms that the spike is in, or from the spike.
    """
    slope = equations(model, given)
    peak, t_ref = threshold(model), float(getattr(model, "t_ref", 0.0))

    def reach(t: float, y: Array) -> float:
        return float(y[0] - peak)

    reach.direction = 1.0  # type: ignore[attr-defined]
    reach.terminal = resets(model)  # type: ignore[attr-defined]

    def held(t: float, y: Array) -> Sequence[float]:
        return [0.0, *slope(t, y)[1:]]

    y = np.array(start_of(model), dtype=float)
    states = np.full((len(y), len(times)), np.nan)
    states[:, times == 0.0] = y[:, None]
    spikes: list[float] = []
    breaks = given.breaks(times[-1])
    t, free = 0.0, -np.inf
    while t < times[-1] - 1e-12:
        end = float(breaks[breaks > t + 1e-12][0])
        is_held = resets(model) and free > t + 1e-12
        if is_held:
            end = min(end, free)
        wanted = np.append(times[(times > t + 1e-10) & (times < end - 1e-10)], end)
        solution = solve_ivp(
            functools.partial(_before, held if is_held else slope, end - 1e-12),
            (t, end),
            y,
            method="DOP853",
            rtol=1e-12,
            atol=1e-12,
            t_eval=wanted,
            events=None if is_held else reach,
        )
        crossings = [] if is_held else list(solution.t_events[0])
        for time, state in zip(solution.t, np.transpose(solution.y), strict=True):
            states[:, np.abs(times - time) < 1e-9] = state[:, None]
        if solution.status == 1:
            t, y = float(crossings[-1]), after_spike(model, solution.y_events[0][-1])
        else:
            t, y = end, solution.y[:, -1]
        for crossing in crossings:
            if not spikes or crossing >= free:
                spikes.append(float(crossing))
                begins = crossing if grid is None else np.ceil(crossing / grid - 1e-9) * grid
                free = begins + t_ref if t_ref else -np.inf
    return states, np.array(spikes)
