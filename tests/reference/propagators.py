"""Exact propagators of linear receptors and membranes (Rotter & Diesmann 1999), see ``docs/exactness.md``.

``chain(h, a, b, ...)`` is what an impulse leaves at time h behind leaky integrators with these time constants, one
after the other: a divided difference of exp, in a form that loses no digits where time constants agree.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from reference.elementary import exp, expm1, log1p

Array = Any  # of NumPy


def split(x: float) -> tuple[float, float]:
    """x in two parts of at most 26 bits (Dekker 1971)."""
    scaled = x * (2.0**27 + 1.0)
    high = scaled - (scaled - x)
    return high, x - high


def residue(x: float, y: float, z: float) -> float:
    """x - y z without rounding y z."""
    (y_high, y_low), (z_high, z_low) = split(y), split(z)
    product = y * z
    return (x - product) - (((y_high * z_high - product) + y_high * z_low + y_low * z_high) + y_low * z_low)


def difference(h: float, a: float, b: float) -> float:
    """h/a - h/b."""
    return h * ((b - a) / b) / a


def phi1(x: float) -> float:
    if x > 700.0:
        root = exp(0.5 * x)
        return root / x * root
    return expm1(x) / x if x else 1.0


def one(h: float, a: float) -> float:
    quotient = h / a
    whole = exp(-quotient)
    return whole * (1.0 - residue(h, quotient, a) / a) if 1.0 < quotient < 750.0 else whole


def two(h: float, a: float, b: float) -> float:
    fast, slow = min(a, b), max(a, b)
    return h * one(h, slow) * phi1(-difference(h, fast, slow))


def three(h: float, a: float, b: float, c: float) -> float:
    fast, middle, slow = sorted((a, b, c))
    x, y = -difference(h, fast, slow), -difference(h, middle, slow)
    if x < -1.0:
        divided = (exp(y) * phi1(-difference(h, fast, middle)) - phi1(y)) / x
    else:  # the series of complete homogeneous polynomials
        divided, complete, power, inverse_factorial = 0.5, 1.0, 1.0, 0.5
        for n in range(1, 20):
            power *= y
            complete = x * complete + power
            inverse_factorial /= n + 2
            divided += complete * inverse_factorial
    return (h * one(h, slow)) * (h * divided)


@lru_cache(100_000)
def chain_of_numbers(h: float, *taus: float) -> float:
    return (one, two, three)[len(taus) - 1](h, *taus)


def chain(h: float, *taus: Array) -> Array:
    return np.vectorize(chain_of_numbers, otypes=[float])(h, *taus)


@np.vectorize
def rise_per_weight(rise: float, decay: float) -> float:
    """What a weight adds to the rise of a bi-exponential response, of which it is to be the peak."""
    excess = (decay - rise) / rise
    peak_time = decay * (log1p(excess) / excess) if excess else decay
    return 1.0 / two(peak_time, rise, decay)


def integral(begin: float, end: float, tau: float) -> float:
    """Of exp(-s/tau) over s."""
    return -tau * one(begin, tau) * expm1((begin - end) / tau)


def rise_integral(begin: float, end: float, rise: float, decay: float) -> float:
    """Of what a rise of 1 makes of a bi-exponential response."""
    gained = two(end, rise, decay) - two(begin, rise, decay)
    return decay * (integral(begin, end, rise) - gained)
