"""Membranes whose potential runs away to infinity at a spike: QIF, EIF, AdEx, Izhikevich."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.elementary import array_exp, array_log, larger, smaller
from reference.membranes import Array, State
from reference.numerical import Numerical
from reference.refinement import Tolerance
from reference.series import ExponentialSeries, product


class QuadraticUpstroke:
    """The coordinate -1/(V_m - vertex)."""

    @staticmethod
    def coordinate(m: Any, V_m: Array) -> Array:
        return m.real(-1.0) / (V_m - m.vertex)

    @staticmethod
    def potential(m: Any, u: Array) -> Array:
        return m.vertex - m.real(1.0) / u

    @staticmethod
    def stretch(m: Any, u: Array) -> Array:
        return u * u

    @staticmethod
    def lowest(m: Any) -> Array:
        return m.vertex + m.real(1.0)


class ExponentialUpstroke:
    """The coordinate -exp((V_th - V_m)/Delta_T)."""

    @staticmethod
    def coordinate(m: Any, V_m: Array) -> Array:
        return m.real(0.0) - array_exp((m.V_th - V_m) * m.inverse_Delta_T)

    @staticmethod
    def potential(m: Any, u: Array) -> Array:
        return m.V_th - m.Delta_T * array_log(m.real(0.0) - u)

    @staticmethod
    def stretch(m: Any, u: Array) -> Array:
        return (m.real(0.0) - u) * m.inverse_Delta_T

    @staticmethod
    def lowest(m: Any) -> Array:
        some = m.V_th - m.real(20.0) * m.Delta_T
        return np.where(m.real(0.0) >= m.Delta_T, m.real(np.inf), some)


class Quadratic(Numerical):
    """QIF."""

    tolerance = Tolerance(1e-7, 1e-6, 1e-7, 1.0)
    order = 5
    holds = True
    upstroke = QuadraticUpstroke

    def __init__(self, model: Any, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        self.curvature = real(model.g_L / (np.asarray(model.V_c) - model.E_L))

    @property
    def vertex(self) -> Array:
        return self.real(0.5) * (self.E_L + self.V_c)

    def slope(self, y: list[Array], V_m: Array, current: Array, free: Array) -> list[Array]:
        own = self.curvature * ((V_m - self.E_L) * (V_m - self.V_c))
        return [free * ((own + current) * self.inverse_C)]

    def series(self, y: list[Array]) -> Any:
        from_E_L, from_V_c = [y[0] - self.E_L], [y[0] - self.V_c]

        def slope(k: int, terms: list[list[Array]], drive: Array, free: Array) -> list[Array]:
            if k:
                from_E_L.append(terms[0][k])
                from_V_c.append(terms[0][k])
            return [free * ((self.curvature * product(from_E_L, from_V_c, k) + drive) * self.inverse_C)]

        return slope

    def after_spike(self, y: list[Array]) -> list[Array]:
        return [self.V_reset]

    def conductance(self, y: list[Array]) -> Array:
        return larger(self.curvature * ((self.E_L + self.V_c) - (y[0] + y[0])), self.real(0.0))

    def fastest_rate(self, y: list[Array]) -> Array:
        return self.real(0.0)


class Exponential(Numerical):
    """EIF."""

    tolerance = Tolerance(1e-9, 1e-7, 1e-9, 1.0)
    order = 6
    holds = True
    upstroke = ExponentialUpstroke

    def __init__(self, model: Any, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        smooth = np.asarray(model.Delta_T) != 0.0
        width = np.where(smooth, model.Delta_T, 1.0)
        self.slope_current = real(model.g_L * np.asarray(model.Delta_T))
        self.inverse_Delta_T = real(np.where(smooth, 1.0 / width, 0.0))
        self.V_peak = real(np.where(smooth, model.V_peak, model.V_th))

    def upstroke_current(self, V_m: Array) -> Array:
        height = (smaller(V_m, self.V_peak) - self.V_th) * self.inverse_Delta_T
        return self.slope_current * array_exp(height)

    def own_current(self, V_m: Array) -> Array:
        """Of leak and upstroke."""
        return self.g_L * (self.E_L - V_m) + self.upstroke_current(V_m)

    def slope(self, y: list[Array], V_m: Array, current: Array, free: Array) -> list[Array]:
        return [free * ((self.own_current(V_m) + current) * self.inverse_C)]

    def own_series(self, y: list[Array]) -> Any:
        upstroke = ExponentialSeries(self.upstroke_current(y[0]))

        def current(k: int, V_m: list[Array]) -> Array:
            leak = (self.E_L if k == 0 else self.real(0.0)) - V_m[k]
            return self.g_L * leak + upstroke.next(k, V_m, self.inverse_Delta_T)

        return current

    def series(self, y: list[Array]) -> Any:
        own = self.own_series(y)
        return lambda k, terms, drive, free: [free * ((own(k, terms[0]) + drive) * self.inverse_C)]

    def after_spike(self, y: list[Array]) -> list[Array]:
        return [self.V_reset]


class Adaptive(Exponential):
    """AdEx, whose w goes on while V_m is held."""

    names = ("V_m", "w")
    units = (1.0, 0.1)

    def __init__(self, model: Any, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        self.inverse_tau_w = real(1.0 / model.tau_w)

    def variables(self) -> dict[str, Any]:
        return {"V_m": self.model.E_L, "w": 0.0}

    def goal(self, V_m: Array) -> Array:
        """Where w is drawn to."""
        return self.a * (smaller(V_m, self.V_peak) - self.E_L)

    def slope(self, y: list[Array], V_m: Array, current: Array, free: Array) -> list[Array]:
        total = self.own_current(V_m) + (current - y[1])
        return [free * (total * self.inverse_C), (self.goal(V_m) - y[1]) * self.inverse_tau_w]

    def series(self, y: list[Array]) -> Any:
        own = self.own_series(y)

        def slope(k: int, terms: list[list[Array]], drive: Array, free: Array) -> list[Array]:
            V_m, w = terms
            total = own(k, V_m) + (drive - w[k])
            height = V_m[0] - self.E_L if k == 0 else V_m[k]
            return [free * (total * self.inverse_C), (self.a * height - w[k]) * self.inverse_tau_w]

        return slope

    def after_spike(self, y: list[Array]) -> list[Array]:
        return [self.V_reset, y[1] + self.b]

    def fastest_rate(self, y: list[Array]) -> Array:
        return self.g_L * self.inverse_C + self.inverse_tau_w

    def others_after(self, y: list[Array], V_m: Array, h: Array) -> list[Array]:
        w = self.goal(V_m)
        return [w + (y[1] - w) * array_exp(self.real(0.0) - h * self.inverse_tau_w)]


class Izhikevich(Numerical):
    names = ("V_m", "U_m")
    units = (1.0, 1.0)
    tolerance = Tolerance(1e-7, 1e-6, 1e-7, 1.0)
    order = 5
    upstroke = QuadraticUpstroke

    @property
    def vertex(self) -> Array:
        return self.real(-62.5)

    @property
    def V_peak(self) -> Array:
        return self.V_th

    def variables(self) -> dict[str, Any]:
        return {"V_m": -65.0, "U_m": 0.0}

    def equilibrium(self, V_m: Array) -> State:
        return {"U_m": self.model.b * V_m}

    def slope(self, y: list[Array], V_m: Array, current: Array, free: Array) -> list[Array]:
        real = self.real
        own = (real(0.04) * V_m + real(5.0)) * V_m + real(140.0)
        return [free * ((own - y[1]) + current), self.a * (self.b * V_m - y[1])]

    def series(self, y: list[Array]) -> Any:
        real = self.real

        def slope(k: int, terms: list[list[Array]], drive: Array, free: Array) -> list[Array]:
            V_m, U_m = terms
            own = real(0.04) * product(V_m, V_m, k) + real(5.0) * V_m[k]
            own = own + real(140.0) if k == 0 else own
            return [(own - U_m[k]) + drive, self.a * (self.b * V_m[k] - U_m[k])]

        return slope

    def after_spike(self, y: list[Array]) -> list[Array]:
        return [self.c, y[1] + self.d]

    def conductance(self, y: list[Array]) -> Array:
        return larger(self.real(-5.0) - self.real(0.08) * y[0], self.real(0.0))

    def fastest_rate(self, y: list[Array]) -> Array:
        return larger(self.a, self.real(0.0))

    def others_after(self, y: list[Array], V_m: Array, h: Array) -> list[Array]:
        U_m = self.b * V_m
        return [U_m + (y[1] - U_m) * array_exp(self.real(0.0) - h * self.a)]
