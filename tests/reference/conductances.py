"""The leaky membrane with conductances, which is linear in V_m, by a formula of sixth order.

With A(s) the conductance over C_m integrated from the part s of a step to its end, and f(s) the slope at the potential
that the step begins with, V_m changes by the integral of exp(-A(s)) f(s). A(s) is a straight line and a small bend; the
bend goes into f, which is replaced by the parabola through its values at Gauss's nodes (``docs/membranes.md``).
"""

from __future__ import annotations

from typing import Any

import numpy as np

import lapicque as lq
from reference.elementary import array_expm1, larger, magnitude
from reference.membranes import Array, Membrane, State
from reference.propagators import integral, rise_integral
from reference.receptors import NODES, Receptor, time_constants

GAUSS = 0.38729833462074168852  # distance of the nodes
SQRT2 = 1.41421356237309504880
# The integral of exp(-A (1 - s)) s^2 up to A = 1/2, by powers of A.
SECOND_MOMENT = [float.fromhex(c) for c in (
    "0x1.55555555535bep-2", "0x1.5555554f489dcp-4", "0x1.11110e08d7ce5p-6", "0x1.6c159cf0bf15cp-9",
    "0x1.9fe555c2e5e5bp-12", "0x1.9b32f8479a26bp-15", "0x1.36fad77658e95p-18")]  # fmt: skip


def undone(product: Array, factor: Array) -> Array:
    """A number from its product with a factor; 0 where the factor is so small that nothing can be told."""
    least = product.dtype.type(1e-280 if product.dtype == np.float64 else 1e-30)
    return np.where(factor >= least, product / larger(factor, least), product.dtype.type(0.0))


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

    def weighted_integral(self, state: State, A: Array, current: list[Array], bend: list[Array]) -> Array:
        real = self.real
        # exp(-bend) to second order
        f = [x * (real(1.0) + b * (b - real(SQRT2))) for x, b in zip(current, bend, strict=True)]
        half_slope = (f[2] - f[0]) * real(0.25 / GAUSS)
        curve = ((f[0] + f[2]) - (f[1] + f[1])) * real(0.5 / (GAUSS * GAUSS))
        start = (f[1] - half_slope) + real(0.25) * curve
        parabola = start, (half_slope + half_slope) - curve, curve
        is_large = np.greater_equal(A, real(0.5))
        following = self.following(state, A, current, bend)
        rapid = np.where(self.strong(A, bend), following, self.large(A, *parabola))
        return np.where(is_large, rapid, self.small(A, *parabola))

    def strong(self, A: Array, bend: list[Array]) -> Array:
        """Where A is large and its bend not small, or the bend is large."""
        real = self.real
        most = magnitude(bend[0])
        for b in bend[1:]:
            most = larger(most, magnitude(b))
        weighted = np.where(np.greater_equal(A, real(5.0)), most * real(0.3 / 0.02), most)
        return np.greater_equal(weighted, real(0.3 / SQRT2))

    def following(self, state: State, A: Array, current: list[Array], bend: list[Array]) -> Array:
        """The potential follows the one that it is held at, which is a straight line over A between nodes and ends."""
        real, u = self.real, self.held_at(state, current)
        at = [A, *(A * real(1.0 - s) + x * real(SQRT2) for s, x in zip(self.nodes, bend, strict=True)), real(0.0) * A]
        v = real(0.0) * A
        for j in range(NODES + 1):
            D = larger(at[j] - at[j + 1], real(1e-30))
            gone = real(0.0) - array_expm1(real(0.0) - D)
            v = (u[j + 1] + (v - u[j]) * (real(1.0) - gone)) - (u[j + 1] - u[j]) * (gone / D)
        return v / self.dt_over_C

    def held_at(self, state: State, current: list[Array]) -> list[Array]:
        """How far from V_m the input would hold the potential, at the beginning, the nodes and the end of the step."""
        V_m, zero = state["V_m"], self.real(0.0)
        G, others, first, last = [self.g_L] * (NODES + 2), list(current), zero * V_m, zero * V_m
        for r in self.receptors:
            if r.jump:
                continue
            x = self.along(r, state)
            drive = r.E_rev - V_m if r.conductance else self.real(1.0)
            first, last = first + x[0] * drive, last + x[-1] * drive
            others = [other - at * drive for other, at in zip(others, x[1:-1], strict=True)]
            if r.conductance:
                G = [g + larger(at, zero) for g, at in zip(G, x, strict=True)]
        return [
            (first + others[0]) / G[0],
            *(at / g for at, g in zip(current, G[1:-1], strict=True)),
            (last + others[-1]) / G[-1],
        ]

    def along(self, r: Receptor, state: State) -> list[Array]:
        """A receptor at the beginning, the nodes and the end of the step, computed back from the end."""
        end = r.by(state, r.decay, r.rise_to_x if r.rises else None)
        if not r.rises:
            x = undone(end, r.decay)
            return [x, *(at * x for at in r.at), end]
        rise = undone(r.rise_decay * state["d" + r.x_name], r.rise_decay)
        x = undone(end - r.rise_to_x * rise, r.decay)
        return [x, *(at * x + by_rise * rise for at, by_rise in zip(r.at, r.rise_at, strict=True)), end]

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
        change = self.weighted_integral(state, *self.add_receptors(state, current, self.decay))
        return self.reset(state, V_m + (change * self.dt_over_C + self.jump(arriving)), held, self.V_th, self.V_reset)
