"""The leaky membrane with conductances, which is linear in V_m, by a formula of sixth order.

With A(s) the conductance over C_m integrated from the part s of a step to its end, and f(s) the slope at the potential
that the step begins with, V_m changes by the integral of exp(-A(s)) f(s). A(s) is a straight line and a small bend; the
bend goes into f, which is replaced by the parabola through its values at Gauss's nodes (``docs/membranes.md``).
"""

from __future__ import annotations

from typing import Any

import numpy as np

import lapicque as lq
from reference.elementary import array_expm1
from reference.membranes import Array, Membrane, State
from reference.propagators import integral, rise_integral
from reference.receptors import NODES, Receptor, time_constants

GAUSS = 0.38729833462074168852  # distance of the nodes
SQRT2 = 1.41421356237309504880
# The integral of exp(-A (1 - s)) s^2 up to A = 1/2, by powers of A.
SECOND_MOMENT = [float.fromhex(c) for c in (
    "0x1.55555555535bep-2", "0x1.5555554f489dcp-4", "0x1.11110e08d7ce5p-6", "0x1.6c159cf0bf15cp-9",
    "0x1.9fe555c2e5e5bp-12", "0x1.9b32f8479a26bp-15", "0x1.36fad77658e95p-18")]  # fmt: skip


class LinearMembrane(Membrane):
    """What is linear in V_m: receptors of currents and of conductances that are not NMDA."""

    nodes = (0.5 - GAUSS, 0.5, 0.5 + GAUSS)

    def __init__(self, model: Any, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        self.dt, self.dt_over_C = dt, real(np.divide(dt, model.C_m))
        self.bends = {r.name: self.bends_of(r) for r in self.receptors if r.conductance}

    def bends_of(self, r: Receptor) -> list[tuple[Any, Any]]:
        """By x and by the rise: A(0), and what A(s) at the nodes is above a straight line, over the root of 2."""
        rise, decay = time_constants(r.kind)
        of_x = [np.vectorize(integral)(s * self.dt, self.dt, decay) for s in (0.0, *self.nodes)]
        of_rise = [np.vectorize(rise_integral)(s * self.dt, self.dt, rise, decay) for s in (0.0, *self.nodes)]
        per_C = np.divide(1.0, self.model.C_m)

        def bends(A: list[Array]) -> list[Array]:
            above = [A[1 + k] - (1.0 - s) * A[0] for k, s in enumerate(self.nodes)]
            return [self.real(A[0] * per_C)] + [self.real(x * per_C / SQRT2) for x in above]

        return list(zip(bends(of_x), bends(of_rise) if r.rises else [None] * (NODES + 1), strict=True))

    def add_receptors(self, state: State, current: list[Array], A: Array) -> tuple[Array, list[Array], list[Array]]:
        """A(0), currents at the nodes, and the bend there."""
        V_m, bend = state["V_m"], [self.real(0.0)] * NODES
        for r in self.receptors:
            if r.jump:
                continue
            if not r.conductance:
                current = [total + r.at_node(state, k) for k, total in enumerate(current)]
                continue
            if r.rises:
                driven = [r.at_node(state, k) * (r.E_rev - V_m) for k in range(NODES)]
            else:
                driven = [at * (state[r.x_name] * (r.E_rev - V_m)) for at in r.at]
            current = [total + more for total, more in zip(current, driven, strict=True)]
            A = A + r.by(state, *self.bends[r.name][0])
            bend = [total + r.by(state, *of) for total, of in zip(bend, self.bends[r.name][1:], strict=True)]
        return A, current, bend

    def weighted_integral(self, A: Array, current: list[Array], bend: list[Array]) -> Array:
        real = self.real
        # exp(-bend) to second order
        f = [x * (real(1.0) + b * (b - real(SQRT2))) for x, b in zip(current, bend, strict=True)]
        half_slope = (f[2] - f[0]) * real(0.25 / GAUSS)
        curve = ((f[0] + f[2]) - (f[1] + f[1])) * real(0.5 / (GAUSS * GAUSS))
        start = (f[1] - half_slope) + real(0.25) * curve
        parabola = start, (half_slope + half_slope) - curve, curve
        is_large = np.greater_equal(A, real(0.5))
        return np.where(is_large, self.large(A, *parabola), self.small(A, *parabola))

    def small(self, A: Array, start: Array, slope: Array, curve: Array) -> Array:
        """By moments of s^0, s, s^2 that follow from the last one, a polynomial in A."""
        c = [self.real(coefficient) for coefficient in SECOND_MOMENT]
        square = A * A
        even = (c[0] + square * c[2]) + (square * square) * (c[4] + square * c[6])
        odd = c[1] + square * (c[3] + square * c[5])
        linear = self.real(0.5) * (slope - A * start)
        return (start + linear) + (even - A * odd) * (curve - A * linear)

    def large(self, A: Array, start: Array, slope: Array, curve: Array) -> Array:
        """By moments that follow from the first one."""
        one = self.real(1.0)
        zeroth = (self.real(0.0) - array_expm1(self.real(0.0) - A)) / A
        first = (one - zeroth) / A
        second = (one - (first + first)) / A
        return start * zeroth + (slope * first + curve * second)


class LeakyWithConductances(LinearMembrane):
    """LIF with conductances."""

    def __init__(self, model: lq.LIF, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        tau_m = model.membrane_time_constant
        self.g_L, self.decay = real(np.divide(model.C_m, tau_m)), real(np.divide(dt, tau_m))

    def step(self, state: State, I_ext: Array, arriving: State, held: Array, uniform: Any) -> Array:
        V_m = state["V_m"]
        current = [self.g_L * (self.E_L - V_m) + (self.I_e + I_ext)] * NODES
        change = self.weighted_integral(*self.add_receptors(state, current, self.decay))
        return self.reset(state, V_m + (change * self.dt_over_C + self.jump(arriving)), held, self.V_th, self.V_reset)
