"""A step by the Taylor series of V_m and the other variables, which follow from one another."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.elementary import array_exp, magnitude
from reference.input_along import POWERS, Blocked, Input

Array = Any  # of NumPy


def crossed_sum(a: list[Array], b: list[Array], first: int, last: int, n: int) -> Array:
    """Sum of a[j] b[n - j]."""
    total = a[first] * b[n - first]
    for j in range(first + 1, last + 1):
        total = total + a[j] * b[n - j]
    return total


def product(a: list[Array], b: list[Array], k: int) -> Array:
    """The k-th term."""
    return crossed_sum(a, b, 0, min(k, len(a) - 1), k)


class ExponentialSeries:
    def __init__(self, first: Array) -> None:
        self.of, self.times_index = [first], [first]

    def next(self, k: int, exponent: list[Array], scale: Array) -> Array:
        """The k-th term, from the exponent over `scale`."""
        real = self.of[0].dtype.type
        if k:
            self.times_index.append(real(k) * (scale * exponent[k]))
            self.of.append(crossed_sum(self.times_index, self.of, 1, k, k) * real(1.0 / k))
        return self.of[k]


class BlockedSeries:
    """A conductance behind a magnesium block."""

    def __init__(self, receptor: Blocked, V_m: Array) -> None:
        self.receptor, self.real = receptor, V_m.dtype.type
        self.rise = ExponentialSeries(receptor.Mg * array_exp(self.real(-0.062) * V_m))
        self.first = self.real(1.0) / (self.real(1.0) + self.rise.of[0])
        self.opened, self.drive, self.through = [self.first], [receptor.E_rev - V_m], [V_m]

    def next(self, k: int, V_m: list[Array]) -> Array:
        """The k-th term of the current."""
        zero = self.real(0.0)
        self.rise.next(k, V_m, self.real(-0.062))
        if k:
            self.opened.append(zero - self.first * crossed_sum(self.rise.of, self.opened, 1, k, k))
            self.drive.append(zero - V_m[k])
            self.through.append(V_m[k])
        self.through[k] = product(self.opened, self.drive, k)
        return product(self.receptor.g, self.through, k)


def series_step(equations: Any, y: list[Array], given: Input, free: Array) -> tuple[list[Array], Array]:
    """The end of a step, and its last terms, the sum over the variables in their units."""
    real = equations.real
    terms = [[v] for v in y]
    series = equations.series(y)
    blocked = [BlockedSeries(m, y[0]) for m in given.nmda]
    for k in range(equations.order):
        drive = real(0.0) - product(given.G, terms[0], k)
        drive = given.J[k] + drive if k < POWERS else drive
        for b in blocked:
            drive = drive + b.next(k, terms[0])
        part = equations.h * real(1.0 / (k + 1))
        for of, slope in zip(terms, series(k, terms, drive, free), strict=True):
            of.append(part * slope)
    ends, left_out = [], np.zeros_like(y[0])
    for of, unit in zip(terms, equations.units, strict=True):
        total = of[-1]
        for term in of[-2::-1]:
            total = total + term
        ends.append(total)
        left_out = left_out + magnitude(of[-1]) * real(1.0 / unit)
    return ends, left_out
