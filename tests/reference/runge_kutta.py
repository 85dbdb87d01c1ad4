"""Membranes that the Runge-Kutta method of fourth order integrates: LIF with NMDA, QIF, EIF, AdEx, Izhikevich, GIF."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from reference.elementary import array_exp, array_expm1, log, smaller
from reference.membranes import Array, Membrane, State
from reference.propagators import chain
from reference.receptors import NODES, Input

STEEP = 0.25  # growth of a small difference of potential in a step from which on it is cut into pieces
PIECES = 16

Slope = Callable[[Any, list[Array]], list[Array]]  # dy/dt by y, and by the node or the input


def runge_kutta(y: list[Array], h: Array, slope: Slope, real: Any) -> list[Array]:
    """A step of the classical method; its nodes are 0, 1 and 2."""

    def moved(by: Array, k: list[Array]) -> list[Array]:
        return [v + by * d for v, d in zip(y, k, strict=True)]

    half = real(0.5) * h
    k1 = slope(0, y)
    k2 = slope(1, moved(half, k1))
    k3 = slope(1, moved(half, k2))
    k4 = slope(2, moved(h, k3))
    sums = [(a + d) + ((b + c) + (b + c)) for a, b, c, d in zip(k1, k2, k3, k4, strict=True)]
    return moved(h / real(6.0), sums)


class Upstroke(Membrane):
    """A membrane whose potential runs away to ``peak``, where it stays; where it is steep, steps go in pieces."""

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


class LeakyWithNMDA(Membrane):
    """LIF with receptors of which at least one is NMDA."""

    def __init__(self, model: Any, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        self.g_L, self.inverse_C = real(np.divide(model.C_m, model.membrane_time_constant)), real(1.0 / model.C_m)

    def step(self, state: State, I_ext: Array, arriving: State, held: Array, uniform: Any) -> Array:
        given = self.input(state, I_ext)

        def slope(k: int, y: list[Array]) -> list[Array]:
            return [(self.g_L * (self.E_L - y[0]) + given.current(k, y[0])) * self.inverse_C]

        (V_m,) = runge_kutta([state["V_m"]], self.h, slope, self.real)
        return self.reset(state, V_m + self.jump(arriving), held, self.V_th, self.V_reset)


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


class Generalised(Membrane):
    """GIF with a conductance: elements of a current and of the threshold, which spikes increase; spikes are drawn."""

    def __init__(self, model: Any, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        self.inverse_C, self.inverse_Delta_V = real(1.0 / model.C_m), real(1.0 / model.Delta_V)
        self.hazard = real(np.asarray(model.lambda_0) * 1e-3 * dt)
        self.dt = dt

    def variables(self) -> dict[str, Any]:
        return {"V_m": self.model.E_L, "I_stc": 0.0, "E_sfa": self.model.V_T_star}

    def elements(self, name: str) -> list[tuple[str, float, Any]]:
        """Name, time constant and increase by a spike."""
        taus, jumps = (getattr(self.model, f"{letter}_{name[2:]}").tolist() for letter in ("tau", "q"))
        return [(f"{name}_{e}", tau, self.real(jump)) for e, (tau, jump) in enumerate(zip(taus, jumps, strict=True))]

    def spike_triggered(self) -> dict[str, Any]:
        return {name: 0.0 for of in ("I_stc", "E_sfa") for name, _, _ in self.elements(of)}

    def step(self, state: State, I_ext: Array, arriving: State, held: Array, uniform: Any) -> Array:
        real, given = self.real, self.input(state, I_ext)
        I_stc = [real(0.0)] * NODES
        for name, tau, _ in self.elements("I_stc"):
            left = [real(chain(node * self.dt, tau)) * state[name] for node in self.nodes]
            I_stc = [total + x for total, x in zip(I_stc, left, strict=True)]

        def slope(k: int, y: list[Array]) -> list[Array]:
            leak = self.g_L * (self.E_L - y[0])
            return [(leak + (given.current(k, y[0]) - I_stc[k])) * self.inverse_C]

        (V_m,) = runge_kutta([state["V_m"]], self.h, slope, real)
        V_m = np.where(held, self.V_reset, V_m + self.jump(arriving))
        I_end, raised = self.decayed(state, "I_stc"), self.decayed(state, "E_sfa")
        E_sfa = self.V_T_star + raised
        hazard = self.hazard * array_exp((V_m - E_sfa) * self.inverse_Delta_V)
        probability = real(0.0) - array_expm1(real(0.0) - hazard)
        fired = ~held & (probability >= real(uniform()))
        state["V_m"] = np.where(fired, self.V_reset, V_m)
        state["I_stc"] = I_end + self.increased(state, "I_stc", fired)
        state["E_sfa"] = E_sfa + self.increased(state, "E_sfa", fired)
        return fired

    def decayed(self, state: State, of: str) -> Array:
        """Take elements to the end of the step; their sum."""
        total = np.zeros_like(state["V_m"])
        for name, tau, _ in self.elements(of):
            state[name] = self.real(chain(self.dt, tau)) * state[name]
            total = total + state[name]
        return total

    def increased(self, state: State, of: str, fired: Array) -> Array:
        """Add what spikes add; its sum."""
        total = np.zeros_like(state["V_m"])
        for name, _, jump in self.elements(of):
            added = np.where(fired, jump, self.real(0.0))
            state[name] = state[name] + added
            total = total + added
        return total
