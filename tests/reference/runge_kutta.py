"""The Runge-Kutta method of fourth order, and the leaky membrane with NMDA, whose block is not linear in V_m."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from reference.membranes import Array, Membrane, State

Slope = Callable[[Any, list[Array]], list[Array]]  # dy/dt by the node, or by the input, and y


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
