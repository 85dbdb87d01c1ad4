"""Membranes that are integrated numerically, and the leaky one with NMDA, whose block is not linear in V_m.

All go through a step by a series, or by Runge-Kutta of fourth order. Those that this does not hold, or that come to a
threshold, go again, in pieces.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from reference.elementary import magnitude
from reference.input_along import Input, InputAtNodes
from reference.membranes import Array, Membrane, State
from reference.refinement import Refinement, Tolerance
from reference.series import series_step

DOUBT_OF_UPSTROKE = 1e4  # over what is tolerated


class Numerical(Membrane):
    """``V_peak`` is where it spikes, at most once a step."""

    names: tuple[str, ...] = ("V_m",)  # of the variables
    units: tuple[float, ...] = (1.0,)
    tolerance: Tolerance
    order = 0  # of a series; 0: Runge-Kutta
    holds = False  # V_m, for the refractory time
    resets = True  # by a spike
    upstroke: Any = None

    def __init__(self, model: Any, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        self.inverse_C = real(1.0 / model.C_m) if hasattr(model, "C_m") else real(1.0)
        self.refractory_steps = np.rint(np.asarray(getattr(model, "t_ref", 0.0)) / dt)

    def of(self, lanes: Array) -> Numerical:
        """The same of some neurons."""
        some = copy.copy(self)
        for name, value in vars(self).items():
            if isinstance(value, np.ndarray) and value.ndim:
                setattr(some, name, value[lanes])
        return some

    # Of the equations, beside `slope` and `after_spike`; of leaky membranes whose only variable is V_m:

    def conductance(self, y: list[Array]) -> Array:
        return self.g_L

    def fastest_rate(self, y: list[Array]) -> Array:
        return self.g_L * self.inverse_C

    def others_after(self, y: list[Array], V_m: Array, h: Array) -> list[Array]:
        return []

    def potential(self, y: list[Array]) -> Array:
        return y[0]

    def stretch(self, y: list[Array]) -> Array:
        return self.real(1.0)

    @property
    def threshold(self) -> Array:
        return self.V_peak

    def at_once(self, y: list[Array], given: Input, free: Array) -> tuple[list[Array], Array]:
        """The end of a step, and how much it may be off."""
        if self.order:
            return series_step(self, y, given, free)
        nodes = InputAtNodes(given, self.real)
        end, doubt = runge_kutta(
            y, self.h, self.units, lambda k, at: self.slope(at, at[0], nodes.current(k, at[0]), free)
        )
        strong = nodes.most_conductance() * (self.inverse_C * self.h) >= self.real(2.0)
        return end, np.where(strong, self.real(np.inf), doubt)

    def step(self, state: State, I_ext: Array, arriving: State, held: Array, uniform: Any) -> Array:
        with np.errstate(all="ignore"):
            given = Input.of(self.receptors, state, self.I_e + I_ext, self.real)
            y = [state[name] for name in self.names]
            if self.holds:
                y[0] = np.where(held, self.V_reset, y[0])
            silent, held = (np.zeros_like(held), held) if self.holds else (held, np.zeros_like(held))
            free = np.where(held, self.real(0.0), self.real(1.0))
            jump = np.broadcast_to(self.jump(arriving), held.shape)
            end, doubt = self.at_once(y, given, free)
            was_above, above = y[0] >= self.threshold, end[0] >= self.threshold
            crosses = above | was_above if self.resets else above & ~was_above
            most = self.tolerance.within(self.real).doubt
            whole = (self.real(most) >= doubt) & ~crosses | held
            rises = (crosses | (doubt >= self.real(DOUBT_OF_UPSTROKE * most))) & ~held
            fired = self.take_jump(end, jump, held, silent)
            for lanes, climbing in ((~whole & ~rises, False), (~whole & rises, True)):
                if lanes.any():
                    some = [v[lanes] for v in y]
                    fired[lanes] = self.of(lanes).in_pieces(some, given[lanes], jump[lanes], silent[lanes], climbing)
                    for v, z in zip(end, some, strict=True):
                        v[lanes] = z
            for name, v in zip(self.names, end, strict=True):
                state[name] = v
            return fired

    def in_pieces(self, y: list[Array], given: Input, jump: Array, silent: Array, climbing: bool) -> Array:
        held_for = np.where(self.refractory_steps >= 1, self.real(2.0), self.real(0.0))
        pieces = Refinement(self, given, held_for if self.holds else self.real(0.0), silent, None)
        begin = np.zeros_like(y[0])
        if climbing and self.upstroke is not None:
            begin = self.climb(y, given, ~pieces.find_stiff(y))
        pieces.advance(y, begin)
        return pieces.fired | self.take_jump(y, jump, pieces.held(), pieces.fired | silent)

    def climb(self, y: list[Array], given: Input, lanes: Array) -> Array:
        """Take lanes to the peak, or to the end of the step, in the coordinate of the upstroke."""
        peak, lowest = self.V_peak, self.upstroke.lowest(self)
        lanes = lanes & (y[0] >= lowest) & (peak >= lowest) & ~(y[0] >= peak)
        if not lanes.any():
            return np.zeros_like(y[0])
        u = [self.upstroke.coordinate(self, np.where(lanes, y[0], peak)), *y[1:]]
        climbing = Climbing(self)
        nowhere = np.zeros_like(lanes)
        pieces = Refinement(climbing, given, self.real(0.0), nowhere, ~lanes)
        part = pieces.advance(u, np.zeros_like(y[0]))
        arrived = pieces.stopped & lanes
        # Those that fall out of where the coordinate serves begin again without it.
        lanes = lanes & np.isfinite(u[0])
        for v in range(1, len(y)):
            y[v] = np.where(lanes, u[v], y[v])
        y[0] = np.where(lanes, np.where(arrived, peak, climbing.potential(u)), y[0])
        return np.where(lanes, part, self.real(0.0))

    def take_jump(self, y: list[Array], jump: Array, held: Array, fired: Array) -> Array:
        before = y[0]
        y[0] = np.where(held, before, before + jump)
        above = (y[0] >= self.threshold) & ~held
        if not self.resets:
            return above & ~(before >= self.threshold) & ~fired
        fires = above & ~fired
        for v, after in enumerate(self.after_spike(y)):
            y[v] = np.where(fires, after, y[v])
        y[0] = np.where(above & fired, self.threshold, y[0])
        return fires


class Climbing:
    """Equations with the coordinate of the upstroke in place of V_m."""

    resets = True

    def __init__(self, equations: Numerical) -> None:
        self.equations, self.real, self.h = equations, equations.real, equations.h
        self.tolerance, self.units = equations.tolerance, equations.units
        self.threshold = equations.upstroke.coordinate(equations, equations.V_peak)

    def potential(self, y: list[Array]) -> Array:
        V_m = self.equations.upstroke.potential(self.equations, self.limited(y[0]))
        return np.where(np.isfinite(y[0]), V_m, y[0])

    def stretch(self, y: list[Array]) -> Array:
        return self.equations.upstroke.stretch(self.equations, self.limited(y[0]))

    def limited(self, u: Array) -> Array:
        return np.where(u >= self.threshold, self.threshold, u)

    def slope(self, y: list[Array], V_m: Array, current: Array, free: Array) -> list[Array]:
        slopes = self.equations.slope([V_m, *y[1:]], V_m, current, self.real(1.0))
        return [slopes[0] * self.stretch(y), *slopes[1:]]


def runge_kutta(
    y: list[Array], h: Array, units: tuple[float, ...], slope: Callable[[int, list[Array]], list[Array]]
) -> tuple[list[Array], Array]:
    """A step of the classical method; how much the slopes in its middle differ over the step."""
    real = h.dtype.type

    def moved(by: Array, k: list[Array]) -> list[Array]:
        return [v + by * d for v, d in zip(y, k, strict=True)]

    half = real(0.5) * h
    k1 = slope(0, y)
    k2 = slope(1, moved(half, k1))
    k3 = slope(1, moved(half, k2))
    k4 = slope(2, moved(h, k3))
    sums = [(a + d) + ((b + c) + (b + c)) for a, b, c, d in zip(k1, k2, k3, k4, strict=True)]
    doubt = np.zeros_like(y[0])
    for b, c, unit in zip(k2, k3, units, strict=True):
        doubt = doubt + magnitude(c - b) * real(1.0 / unit)
    return moved(h / real(6.0), sums), doubt * h


class LeakyEquations(Numerical):
    """Without spikes."""

    tolerance = Tolerance(1e-8, 1e-6, 1e-7, 1.0)
    order = 6
    resets = False

    @property
    def threshold(self) -> Array:
        return self.real(np.inf)

    def slope(self, y: list[Array], V_m: Array, current: Array, free: Array) -> list[Array]:
        return [(self.g_L * (self.E_L - y[0]) + current) * self.inverse_C]

    def series(self, y: list[Array]) -> Any:
        def slope(k: int, terms: list[list[Array]], drive: Array, free: Array) -> list[Array]:
            leak = (self.E_L if k == 0 else self.real(0.0)) - terms[0][k]
            return [(self.g_L * leak + drive) * self.inverse_C]

        return slope

    def after_step(self, given: Input, held: Array, V_m: Array) -> Array:
        with np.errstate(all="ignore"):
            (end,), doubt = self.at_once([V_m], given, np.ones_like(V_m))
            lanes = ~(self.real(self.tolerance.within(self.real).doubt) >= doubt) & ~held
            if lanes.any():
                some, nowhere = [V_m[lanes]], np.zeros(np.count_nonzero(lanes), dtype=bool)
                pieces = Refinement(self.of(lanes), given[lanes], self.real(0.0), nowhere, None)
                pieces.advance(some, np.zeros_like(some[0]))
                end[lanes] = some[0]
            return end


class LeakyWithNMDA(LeakyEquations):
    """LIF with receptors of which at least one is NMDA."""

    def __init__(self, model: Any, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        self.g_L = real(np.divide(model.C_m, model.membrane_time_constant))

    def step(self, state: State, I_ext: Array, arriving: State, held: Array, uniform: Any) -> Array:
        given = Input.of(self.receptors, state, self.I_e + I_ext, self.real)
        V_m = self.after_step(given, held, state["V_m"])
        return self.reset(state, V_m + self.jump(arriving), held, self.V_th, self.V_reset)
