"""Elementary functions to the last bit.

Those of the system's libm differ between systems, so that Lapicque has its own: made of operations that IEEE 754 rounds
correctly, in an order that is part of their definition. Here the same operations stand once more. Coefficients are made
by functions of one number; membranes have exponentials of arrays, which are a little less exact and work in single
precision, too. ``test_reference_functions.py`` holds all of them against 50 digits.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

Array = Any  # of NumPy

LOG2_E = float.fromhex("0x1.71547652b82fep+0")
LN2 = float.fromhex("0x1.62e42fef00000p-1"), float.fromhex("0x1.473de6af278edp-34")  # in two parts
TWO_PI = float.fromhex("0x1.921fb50000000p+2"), float.fromhex("0x1.110b4611a6263p-24")
SQRT2 = float.fromhex("0x1.6a09e667f3bcdp+0")


def horner(coefficients: list[float], x: float) -> float:
    total = coefficients[-1]
    for coefficient in coefficients[-2::-1]:
        total = total * x + coefficient
    return total


EXP_SERIES = [1.0 / math.factorial(n) for n in range(2, 14)]
SIN_SERIES = [(-1.0) ** j / math.factorial(3 + 2 * j) for j in range(8)]
COS_SERIES = [(-1.0) ** j / math.factorial(4 + 2 * j) for j in range(8)]
ATANH_SERIES = [0.0] + [2.0 / n for n in range(3, 23, 2)]


# ---- Of one number


def reduced_exp(x: float, start: float | None) -> float:
    """exp(x) = 2^k (1 + r + tail), |r| <= ln(2)/2; with another start in place of the 1."""
    k = math.floor(x * LOG2_E + 0.5)
    high, low = x - k * LN2[0], k * LN2[1]
    r = high - low
    lost = (high - r) - low
    tail = r * r * horner(EXP_SERIES, r) + (lost + lost * r)
    start = 1.0 - math.ldexp(1.0, -k) if start is None else start
    total = start + r
    return scaled(total + ((r - (total - start)) + tail), k)


def scaled(y: float, k: int) -> float:
    """y 2^k, rounded once."""
    if k > 1023:
        return y * 2.0 * math.ldexp(1.0, k - 1)
    return y * math.ldexp(1.0, k + 64) * 2.0**-64 if k < -1021 else y * math.ldexp(1.0, k)


def exp(x: float) -> float:
    if x > 709.782712893384:
        return math.inf
    return 0.0 if x < -745.1332191019412 else reduced_exp(x, 1.0)


def expm1(x: float) -> float:
    if abs(x) < 2.0**-54:
        return x
    if x < -37.5:
        return -1.0
    return exp(x) if x > 40.0 else reduced_exp(x, None)


def log_of_parts(k: int, f: float) -> float:
    """k ln(2) + log(1 + f), with s = f/(2 + f) log(1 + f) = 2 atanh(s)."""
    s = f / (2.0 + f)
    half_square = 0.5 * f * f
    series = horner(ATANH_SERIES, s * s)
    return k * LN2[0] + (f - (half_square - (s * (half_square + series) + k * LN2[1])))


def log(x: float) -> float:
    """Of a positive number that is not subnormal."""
    m, k = math.frexp(x)
    m, k = 2.0 * m, k - 1
    if m > SQRT2:
        m, k = 0.5 * m, k + 1
    return log_of_parts(k, m - 1.0)


def log1p(x: float) -> float:
    if abs(x) < 2.0**-54:
        return x
    if -0.25 < x < 0.4:
        return log_of_parts(0, x)
    total = 1.0 + x
    return log(total) + (1.0 - (total - x) if x >= 1.0 else x - (total - 1.0)) / total


def sin_turns(x: float) -> float:
    """sin(2 pi x)."""
    turn, sign = abs(x) - math.floor(abs(x)), math.copysign(1.0, x)
    if turn >= 0.5:
        turn, sign = turn - 0.5, -sign
    turn = 0.5 - turn if turn > 0.25 else turn
    of_sine = turn <= 0.125
    turn = turn if of_sine else 0.25 - turn
    upper = math.ldexp(math.floor(math.ldexp(math.frexp(turn)[0], 26)), math.frexp(turn)[1] - 26)  # first 26 bits
    high, low = upper * TWO_PI[0], turn * TWO_PI[1] + (turn - upper) * TWO_PI[0]
    whole = high + low
    square = whole * whole
    if of_sine:
        return sign * (high + (low - whole * square * horner(SIN_SERIES, square)))
    total = 1.0 - 0.5 * square
    lost = low - (whole - high)
    rest = square * square * horner(COS_SERIES, square) - whole * lost
    return sign * (total + (((1.0 - total) - 0.5 * square) + rest))


def mean_of_sine(x: float) -> float:
    """sin(pi x)/(pi x)."""
    return sin_turns(0.5 * x) / (math.pi * x) if x else 1.0


# ---- Of arrays


@lru_cache(None)
def exp_constants(dtype: Any) -> tuple[Any, ...]:
    """log2(e), what rounds to a whole number when it is added, ln(2) in two parts, least and most x, the series."""
    if dtype == np.float64:
        numbers, terms = (LOG2_E, 1.5 * 2.0**52, *LN2, -708.0, 709.0), 12
    else:
        ln2 = float.fromhex("0x1.63p-1"), float.fromhex("-0x1.bd0106p-13")
        numbers, terms = (float.fromhex("0x1.715476p+0"), 1.5 * 2.0**23, *ln2, -87.0, 88.0), 6
    factorials = [1.0]
    for n in range(2, terms + 2):
        factorials.append(factorials[-1] / n)
    return *(dtype.type(number) for number in numbers), [dtype.type(f) for f in factorials[1:]]


def larger(a: Array, b: Array) -> Array:
    return np.where(a >= b, a, b)


def smaller(a: Array, b: Array) -> Array:
    return np.where(a >= b, b, a)


def exp_in_parts(x: Array) -> tuple[Array, Array]:
    """exp(x) = scale + scale p, with x brought to where that is a normal number."""
    log2_e, shift, ln2_high, ln2_low, least, most, series = exp_constants(x.dtype)
    x = smaller(larger(x, least), most)
    k = (x * log2_e + shift) - shift
    r = (x - k * ln2_high) - k * ln2_low
    square = r * r
    even, odd = series[-2], series[-1]
    for a, b in zip(series[-4::-2], series[-3::-2], strict=False):
        even, odd = even * square + a, odd * square + b
    return np.ldexp(x.dtype.type(1.0), k.astype(np.int32)), r + square * (even + r * odd)


def array_exp(x: Array) -> Array:
    scale, p = exp_in_parts(x)
    return scale + scale * p


def array_expm1(x: Array) -> Array:
    scale, p = exp_in_parts(x)
    return scale * p + (scale - x.dtype.type(1.0))


def magnitude(x: Array) -> Array:
    return larger(x, x.dtype.type(0.0) - x)


def array_log(x: Array) -> Array:
    """Of normal positive numbers."""
    real = x.dtype.type
    _, _, ln2_high, ln2_low, _, _, _ = exp_constants(x.dtype)
    m, k = np.frexp(x)
    m, k = real(2.0) * m, real(k - 1)
    upper = m >= real(1.41421356237309504880)
    k = k + np.where(upper, real(1.0), real(0.0))
    f = np.where(upper, real(0.5) * m, m) - real(1.0)
    s = f / (f + real(2.0))
    square = s * s
    series = real(2.0 / 21.0)
    for n in range(19, 2, -2):
        series = series * square + real(2.0 / n)
    return k * ln2_high + ((s + s) + (s * (square * series) + k * ln2_low))
