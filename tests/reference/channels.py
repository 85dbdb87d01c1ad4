"""Membranes with sodium and potassium channels, HodgkinHuxley and TraubMiles.

    C_m dV_m/dt = g_Na m^3 h (E_Na - V_m) + g_K n^4 (E_K - V_m) + g_L (E_L - V_m) + I
    dx/dt = alpha_x(V_m) (1 - x) - beta_x(V_m) x        for x = m, h, n

A spike is where V_m comes up through a threshold; it changes nothing.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import numpy as np

from reference import elementary
from reference.elementary import array_exp, array_expm1, larger
from reference.membranes import Array, State
from reference.numerical import Numerical
from reference.refinement import Tolerance

GATES = ["Act_m", "Inact_h", "Act_n"]
Rates = tuple[list[Array], list[Array]]  # alpha and beta of m, h, n [1/ms]
LOWEST = -2000.0  # potential down to which exponentials of rates stay in range


def over_expm1(x: Array, exponential: Array) -> Array:
    """x/(exp(x) - 1), 1 at x = 0, from x and its exponential."""
    real = x.dtype.type
    square = x * x
    even = real(1.0 / 74724249600.0)
    for c in (-691.0 / 1307674368000.0, 1 / 47900160.0, -1 / 1209600.0, 1 / 30240.0, -1 / 720.0, 1 / 12.0):
        even = real(c) + square * even
    series = (real(1.0) - real(0.5) * x) + square * even
    close = real(0.25) >= square
    return np.where(close, series, x / np.where(close, real(1.0), exponential - real(1.0)))


def fourth_power(x: Array) -> Array:
    return (x * x) * (x * x)


class Channels(Numerical):
    names = ("V_m", *GATES)
    units = (1.0, 0.01, 0.01, 0.01)
    tolerance = Tolerance(5e-3, 5e-5, 1e-6, 0.5)
    resets = False
    V_T: Any = 0.0

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

    @property
    def threshold(self) -> Array:
        return self.real(self.V_th)

    def open(self, y: list[Array]) -> tuple[Array, Array]:
        """Conductances of the channels."""
        _, m, h, n = y
        return self.g_Na * (m * m * m * h), self.g_K * ((n * n) * (n * n))

    def slope(self, y: list[Array], V_m: Array, current: Array, free: Array) -> list[Array]:
        g_Na, g_K = self.open(y)
        channels = g_Na * (self.E_Na - V_m) + g_K * (self.E_K - V_m)
        slopes = [((self.g_L * (self.E_L - V_m) + channels) + current) * self.inverse_C]
        for x, alpha, beta in zip(y[1:], *self.rates(V_m), strict=True):
            slopes.append(alpha - (alpha + beta) * x)
        return slopes

    def after_spike(self, y: list[Array]) -> list[Array]:
        return y

    def conductance(self, y: list[Array]) -> Array:
        g_Na, g_K = self.open(y)
        return (self.g_L + g_Na) + g_K

    def fastest_rate(self, y: list[Array]) -> Array:
        alpha, beta = self.rates(y[0])
        return alpha[0] + beta[0]

    def others_after(self, y: list[Array], V_m: Array, h: Array) -> list[Array]:
        after = []
        for x, alpha, beta in zip(y[1:], *self.rates(V_m), strict=True):
            rate = alpha + beta
            after.append(x - array_expm1(self.real(0.0) - rate * h) * (alpha / rate - x))
        return after


class HodgkinHuxley(Channels):
    V_th = 0.0

    def variables(self) -> dict[str, Any]:
        return {"V_m": -65.0, **dict.fromkeys(GATES, 0.0)}

    def rates(self, V_m: Array) -> Rates:
        real, one = self.real, self.real(1.0)
        V_m = larger(V_m, real(LOWEST))
        over_80 = array_exp((V_m + real(65.0)) * real(-1.0 / 80.0))
        over_20 = fourth_power(over_80)
        over_10 = over_20 * over_20
        x_m, x_n = (V_m + real(40.0)) * real(-0.1), (V_m + real(55.0)) * real(-0.1)
        alpha = [over_expm1(x_m, over_10 * real(12.18249396070347343807)), real(0.07) * over_20,
                 real(0.1) * over_expm1(x_n, over_10 * real(2.71828182845904523536))]  # fmt: skip
        return alpha, [real(4.0) * array_exp((V_m + real(65.0)) * real(-1.0 / 18.0)),
                       one / (one + over_10 * real(20.08553692318766774093)), real(0.125) * over_80]  # fmt: skip

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
        real = self.real
        v = larger(V_m - self.V_T, real(LOWEST))
        over_40 = array_exp((real(40.0) - v) * real(1.0 / 40.0))
        over_20 = over_40 * over_40
        over_5 = fourth_power(over_20)
        over_4 = over_5 * over_20
        x_m, y_m, x_n = (real(13.0) - v) * real(0.25), (real(40.0) - v) * real(0.2), (real(15.0) - v) * real(0.2)
        alpha = [real(1.28) * over_expm1(x_m, over_4 * real(1.17087962079117440095e-3)),
                 real(0.128) * array_exp((real(17.0) - v) * real(1.0 / 18.0)),
                 real(0.16) * over_expm1(x_n, over_5 * real(6.73794699908546709664e-3))]  # fmt: skip
        return alpha, [real(1.4) * (over_expm1(y_m, over_5) * over_5), real(4.0) / (real(1.0) + over_5),
                       real(0.5) * (real(0.47236655274101470714) * over_40)]  # fmt: skip

    def initial_rates(self, V_m: float, V_T: float) -> Rates:
        exp, v = elementary.exp, V_m - V_T
        alpha = [1.28 * linoid((13.0 - v) / 4.0), 0.128 * exp((17.0 - v) / 18.0), 0.16 * linoid((15.0 - v) / 5.0)]
        return alpha, [1.4 * linoid((v - 40.0) / 5.0), 4.0 / (1.0 + exp((40.0 - v) / 5.0)),
                       0.5 * exp((10.0 - v) / 40.0)]  # fmt: skip


def linoid(x: float) -> float:
    """x/(exp(x) - 1), 1 at x = 0."""
    return x / elementary.expm1(x) if x else 1.0
