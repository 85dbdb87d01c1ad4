"""Membranes whose potential runs away to infinity at a spike: QIF, EIF, AdEx, Izhikevich.

Where it is steep at the beginning of a step, the step is cut into pieces; receptors between the nodes are then known by
the parabola through them. Where the potential reaches its peak it stays, with all other variables.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from reference.elementary import array_exp, log, smaller
from reference.membranes import Array, Membrane, State
from reference.receptors import Input
from reference.runge_kutta import Slope, runge_kutta

STEEP = 0.25  # growth of a small difference of potential in a step from which on it is cut into pieces
PIECES = 16


class Upstroke(Membrane):
    def advance(self, y: list[Array], given: Input, peak: Array, steep: Array, slope: Slope) -> list[Array]:
        real = self.real
        whole = runge_kutta(y, self.h, lambda k, at: slope(partial(given.current, k), at), real)
        if np.any(steep):
            fine = y
            for p in range(PIECES):

                def at_node(k: int, at: list[Array], p: int = p) -> list[Array]:
                    time = (real(p) + real(0.5) * real(k)) / real(PIECES)
                    return slope(partial(given.current_at, time), at)

                after = runge_kutta(fine, self.h * real(1.0 / PIECES), at_node, real)
                arrived = fine[0] >= peak
                fine = [np.where(arrived, before, now) for before, now in zip(fine, after, strict=True)]
            whole = [np.where(steep, a, b) for a, b in zip(fine, whole, strict=True)]
        return [smaller(whole[0], peak), *whole[1:]]


class Quadratic(Upstroke):
    """QIF."""

    def __init__(self, model: Any, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        curvature = model.g_L / (np.asarray(model.V_c) - model.E_L)
        self.curvature, self.inverse_C = real(curvature), real(1.0 / model.C_m)
        above, below = (sign * STEEP * model.C_m / (curvature * dt) for sign in (1.0, -1.0))
        self.steep_above = real(0.5 * (model.E_L + model.V_c + above))
        self.steep_below = real(0.5 * (model.E_L + model.V_c + below))

    def step(self, state: State, I_ext: Array, arriving: State, held: Array, uniform: Any) -> Array:
        def slope(current: Any, y: list[Array]) -> list[Array]:
            V_m = smaller(y[0], self.V_peak)
            own = self.curvature * ((V_m - self.E_L) * (V_m - self.V_c))
            return [(own + current(V_m)) * self.inverse_C]

        V_m = state["V_m"]
        steep = (V_m >= self.steep_above) | (self.steep_below >= V_m)
        (V_m,) = self.advance([V_m], self.input(state, I_ext), self.V_peak, steep, slope)
        return self.reset(state, V_m + self.jump(arriving), held, self.V_peak, self.V_reset)


class Exponential(Upstroke):
    """EIF."""

    def __init__(self, model: Any, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        smooth = np.asarray(model.Delta_T) != 0.0
        width = np.where(smooth, model.Delta_T, 1.0)
        self.inverse_C, self.slope_current = real(1.0 / model.C_m), real(model.g_L * np.asarray(model.Delta_T))
        self.inverse_Delta_T = real(np.where(smooth, 1.0 / width, 0.0))
        self.V_peak = real(np.where(smooth, model.V_peak, model.V_th))
        logs = np.vectorize(log)(1.0 + STEEP * model.C_m / (np.asarray(model.g_L) * dt))
        never = np.finfo(np.float64).max
        self.steep_above = real(np.where(smooth, model.V_th + np.asarray(model.Delta_T) * logs, never))

    def own_current(self, V_m: Array) -> Array:
        """Of leak and upstroke."""
        height = (smaller(V_m, self.V_peak) - self.V_th) * self.inverse_Delta_T
        return self.g_L * (self.E_L - V_m) + self.slope_current * array_exp(height)

    def step(self, state: State, I_ext: Array, arriving: State, held: Array, uniform: Any) -> Array:
        def slope(current: Any, y: list[Array]) -> list[Array]:
            return [(self.own_current(y[0]) + current(y[0])) * self.inverse_C]

        V_m = state["V_m"]
        (V_m,) = self.advance([V_m], self.input(state, I_ext), self.V_peak, V_m >= self.steep_above, slope)
        return self.reset(state, V_m + self.jump(arriving), held, self.V_peak, self.V_reset)


class Adaptive(Exponential):
    """AdEx, whose w goes on while V_m is held."""

    def __init__(self, model: Any, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        self.inverse_tau_w = real(1.0 / model.tau_w)

    def variables(self) -> dict[str, Any]:
        return {"V_m": self.model.E_L, "w": 0.0}

    def step(self, state: State, I_ext: Array, arriving: State, held: Array, uniform: Any) -> Array:
        free = np.where(held, self.real(0.0), self.real(1.0))

        def slope(current: Any, y: list[Array]) -> list[Array]:
            V_m, w = y
            I_total = self.own_current(V_m) + (current(V_m) - w)
            adaptation = self.a * (smaller(V_m, self.V_peak) - self.E_L) - w
            return [free * (I_total * self.inverse_C), adaptation * self.inverse_tau_w]

        V_m = np.where(held, self.V_reset, state["V_m"])
        steep = V_m >= self.steep_above
        V_m, w = self.advance([V_m, state["w"]], self.input(state, I_ext), self.V_peak, steep, slope)
        fired = self.reset(state, V_m + self.jump(arriving), held, self.V_peak, self.V_reset)
        state["w"] = np.where(fired, w + self.b, w)
        return fired


class Izhikevich(Upstroke):
    def __init__(self, model: Any, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        self.steep_above, self.steep_below = (real((sign * STEEP / dt - 5.0) / 0.08) for sign in (1.0, -1.0))

    def variables(self) -> dict[str, Any]:
        return {"V_m": -65.0, "U_m": 0.0}

    def equilibrium(self, V_m: Array) -> State:
        return {"U_m": self.model.b * V_m}

    def step(self, state: State, I_ext: Array, arriving: State, held: Array, uniform: Any) -> Array:
        real = self.real

        def slope(current: Any, y: list[Array]) -> list[Array]:
            V_m, U_m = smaller(y[0], self.V_th), y[1]
            own = (real(0.04) * V_m + real(5.0)) * V_m + real(140.0)
            return [(own - U_m) + current(V_m), self.a * (self.b * V_m - U_m)]

        V_m = state["V_m"]
        steep = (V_m >= self.steep_above) | (self.steep_below >= V_m)
        V_m, U_m = self.advance([V_m, state["U_m"]], self.input(state, I_ext), self.V_th, steep, slope)
        fired = self.reset(state, V_m + self.jump(arriving), np.False_, self.V_th, self.c)
        state["U_m"] = np.where(fired, U_m + self.d, U_m)
        return fired
