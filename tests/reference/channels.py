"""Membranes with sodium and potassium channels, HodgkinHuxley and TraubMiles.

    C_m dV_m/dt = g_Na m^3 h (E_Na - V_m) + g_K n^4 (E_K - V_m) + g_L (E_L - V_m) + I
    dx/dt = alpha_x(V_m) (1 - x) - beta_x(V_m) x        for x = m, h, n

The potential and the channels are each linear with the other held. A symmetric step is half a step of the channels, a
step of the potential, half a step of the channels; one such step and two of half the length extrapolate to fourth
order.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import numpy as np

from reference import elementary
from reference.elementary import array_exp, array_expm1, over_expm1
from reference.membranes import Array, Membrane, State
from reference.receptors import Input

GATES = ["Act_m", "Inact_h", "Act_n"]
Rates = tuple[list[Array], list[Array]]  # alpha and beta of m, h, n [1/ms]


class Channels(Membrane):
    nodes = (0.25, 0.5, 0.75)
    V_T: Any = 0.0

    def __init__(self, model: Any, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        self.inverse_C = real(1.0 / model.C_m)

    @abstractmethod
    def rates(self, V_m: Array) -> Rates:
        """Of arrays, as steps take them."""

    @abstractmethod
    def initial_rates(self, V_m: float, V_T: float) -> Rates:
        """Of numbers, in double precision."""

    def equilibrium(self, V_m: Array) -> State:
        def opened(V_m: float, V_T: float) -> list[float]:
            return [alpha / (alpha + beta) for alpha, beta in zip(*self.initial_rates(V_m, V_T), strict=True)]

        V_T = np.broadcast_to(getattr(self.model, "V_T", 0.0), V_m.shape)
        values = [opened(*pair) for pair in zip(V_m.tolist(), V_T.tolist(), strict=True)]
        return dict(zip(GATES, np.array(values).reshape(-1, 3).T, strict=True))

    def step(self, state: State, I_ext: Array, arriving: State, held: Array, uniform: Any) -> Array:
        given, real = self.input(state, I_ext), self.real
        half, quarter = real(0.5) * self.h, real(0.25) * self.h
        V, gates = state["V_m"], [state[name] for name in GATES]
        present = self.rates(V)

        coarse = self.after_channels(gates, present, half)
        coarse_V = self.after_membrane(V, coarse, given, 1, self.h)
        coarse = self.after_channels(coarse, self.rates(coarse_V), half)

        fine = self.after_channels(gates, present, quarter)
        fine_V = self.after_membrane(V, fine, given, 0, half)
        fine = self.after_channels(fine, self.rates(fine_V), half)
        fine_V = self.after_membrane(fine_V, fine, given, 2, half)
        fine = self.after_channels(fine, self.rates(fine_V), quarter)

        third = real(1.0 / 3.0)
        for name, a, b in zip(GATES, fine, coarse, strict=True):
            state[name] = a + (a - b) * third
        state["V_m"] = (fine_V + (fine_V - coarse_V) * third) + self.jump(arriving)
        # A spike is the first step above threshold in which the potential falls.
        return ~(state["V_m"] >= V) & (state["V_m"] >= self.V_th) & ~held

    def after_channels(self, gates: list[Array], rates: Rates, h: Array) -> list[Array]:
        after = []
        for x, alpha, beta in zip(gates, *rates, strict=True):
            rate = alpha + beta
            after.append(x - array_expm1(self.real(0.0) - rate * h) * (alpha / rate - x))
        return after

    def after_membrane(self, V_m: Array, gates: list[Array], given: Input, node: int, h: Array) -> Array:
        m, gate_h, n = gates
        g_Na, g_K = self.g_Na * (m * m * m * gate_h), self.g_K * ((n * n) * (n * n))

        def moved(time: Array, V_block: Array) -> Array:
            g = (self.g_L + given.G[node]) + (g_Na + g_K)
            I_in = ((self.g_L * self.E_L + given.J[node]) + g_Na * self.E_Na) + g_K * self.E_K
            for receptor, conductances in given.nmda:
                opened = receptor.opened(V_block) * conductances[node]
                g, I_in = g + opened, I_in + opened * receptor.E_rev
            return V_m - array_expm1(self.real(0.0) - g * time * self.inverse_C) * (I_in / g - V_m)

        # The magnesium block is taken in the middle of the step.
        return moved(h, moved(self.real(0.5) * h, V_m) if given.nmda else V_m)


class HodgkinHuxley(Channels):
    V_th = 0.0

    def variables(self) -> dict[str, Any]:
        return {"V_m": -65.0, **dict.fromkeys(GATES, 0.0)}

    def rates(self, V_m: Array) -> Rates:
        real = self.real
        one = real(1.0)

        def decaying(by: float, width: float) -> Array:
            return array_exp((V_m + real(by)) * real(-1.0 / width))

        alpha = [over_expm1((V_m + real(40.0)) * real(-0.1)), real(0.07) * decaying(65.0, 20.0),
                 real(0.1) * over_expm1((V_m + real(55.0)) * real(-0.1))]  # fmt: skip
        return alpha, [real(4.0) * decaying(65.0, 18.0), one / (one + decaying(35.0, 10.0)),
                       real(0.125) * decaying(65.0, 80.0)]  # fmt: skip

    def initial_rates(self, V_m: float, V_T: float) -> Rates:
        exp = elementary.exp
        alpha = [linoid(-(V_m + 40.0) / 10.0), 0.07 * exp(-(V_m + 65.0) / 20.0), 0.1 * linoid(-(V_m + 55.0) / 10.0)]
        return alpha, [4.0 * exp(-(V_m + 65.0) / 18.0), 1.0 / (1.0 + exp(-(V_m + 35.0) / 10.0)),
                       0.125 * exp(-(V_m + 65.0) / 80.0)]  # fmt: skip


class TraubMiles(Channels):
    """With rates by the potential from V_T on."""

    def __init__(self, model: Any, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        self.V_th = real(np.asarray(model.V_T) + 30.0)

    def variables(self) -> dict[str, Any]:
        return {"V_m": self.model.E_L, **dict.fromkeys(GATES, 0.0)}

    def rates(self, V_m: Array) -> Rates:
        real, v = self.real, V_m - self.V_T

        def falling(start: float, width: float) -> Array:
            return array_exp((real(start) - v) * real(1.0 / width))

        alpha = [real(1.28) * over_expm1((real(13.0) - v) * real(0.25)), real(0.128) * falling(17.0, 18.0),
                 real(0.16) * over_expm1((real(15.0) - v) * real(0.2))]  # fmt: skip
        return alpha, [real(1.4) * over_expm1((v - real(40.0)) * real(0.2)),
                       real(4.0) / (real(1.0) + falling(40.0, 5.0)), real(0.5) * falling(10.0, 40.0)]  # fmt: skip

    def initial_rates(self, V_m: float, V_T: float) -> Rates:
        exp, v = elementary.exp, V_m - V_T
        alpha = [1.28 * linoid((13.0 - v) / 4.0), 0.128 * exp((17.0 - v) / 18.0), 0.16 * linoid((15.0 - v) / 5.0)]
        return alpha, [1.4 * linoid((v - 40.0) / 5.0), 4.0 / (1.0 + exp((40.0 - v) / 5.0)),
                       0.5 * exp((10.0 - v) / 40.0)]  # fmt: skip


def linoid(x: float) -> float:
    """x/(exp(x) - 1), 1 at x = 0."""
    return x / elementary.expm1(x) if x else 1.0
