"""Distributions of initial values and weights, and the quantile of the normal distribution to the last bit."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import lapicque as lq
from reference.elementary import exp, horner, log, log1p

# Wichura (1988), AS 241: numerators and denominators in the centre, the middle and the tails.
CENTRE = [
    [3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
     4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3],
    [1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
     2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3],
]  # fmt: skip
MIDDLE = [
    [1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
     1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4],
    [1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9],
]  # fmt: skip
TAIL = [
    [6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
     2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7],
    [1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15],
]  # fmt: skip


def normal_quantile(p: float) -> float:
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * horner(CENTRE[0], r) / horner(CENTRE[1], r)
    r = math.sqrt(-log(min(p, 1.0 - p)))
    z = horner(MIDDLE[0], r - 1.6) / horner(MIDDLE[1], r - 1.6)
    if r > 5.0:
        z = horner(TAIL[0], r - 5.0) / horner(TAIL[1], r - 5.0)
    return -z if q < 0.0 else z


def quantile(d: Any, u: float) -> float:
    """The value below which lies the share u of a distribution without its bounds."""
    if isinstance(d, lq.Uniform):
        return d.low + (d.high - d.low) * u
    if isinstance(d, lq.Exponential):
        return -d.mean * log1p(-u)
    z = normal_quantile(u)
    return d.mean + d.std * z if isinstance(d, lq.Normal) else exp(d.mu + d.sigma * z)


def share_below(d: Any, value: float) -> float:
    """The inverse of `quantile`, for distributions with bounds."""
    if isinstance(d, lq.Exponential):
        return -math.expm1(-max(value, 0.0) / d.mean)
    if isinstance(d, lq.LogNormal):
        return NormalDist(d.mu, d.sigma).cdf(math.log(value)) if value > 0.0 else 0.0
    return NormalDist(d.mean, d.std).cdf(value)


def bounds(d: Any) -> tuple[float, float]:
    return (d.low, d.high) if isinstance(d, lq.Uniform) else (d.min, d.max)


WORDS = 2.0**32
TAIL_WORDS, BODY_STEP = 2.0**25, 2.0**22  # words: of each tail, between two points of the table between them


def weight_unit(d: Any) -> float | None:
    """The power of two, with the sign of the weights, that drawn weights are multiples of; none for real numbers."""
    (least, most), shares = bounds(d), (0.0, 1.0)
    if not isinstance(d, lq.Uniform):
        shares = share_below(d, least), share_below(d, most)

    def at(word: float) -> float:
        share = shares[0] + (shares[1] - shares[0]) * (word + 0.5) / WORDS
        return min(max(quantile(d, share), least), most)

    low, high = at(0.0), at(WORDS - 1.0)
    if low <= 0.0 <= high:
        return None
    largest = max(abs(low), abs(high))
    if high - low >= largest / 8.0:
        unit = math.copysign(2.0 ** math.ceil(math.log2(largest / 65535.0)), low + high)
    else:
        unit = 2.0 ** max(math.ceil(math.log2((high - low) / 65534.0)), math.floor(math.log2(largest)) - 52)

    def holds(word: float, error: float) -> bool:
        return error <= 2.0**-12 * abs(at(word))

    def half_way_off(word: float) -> float:
        return abs(0.5 * (at(word) + at(word + BODY_STEP)) - at(word + 0.5 * BODY_STEP))

    ends = holds(0.0, abs(unit)) and holds(WORDS - 1.0, abs(unit))
    body = (TAIL_WORDS, WORDS - TAIL_WORDS - BODY_STEP)
    return unit if ends and all(holds(w, 0.5 * abs(unit) + half_way_off(w)) for w in body) else None
