"""The random numbers of Lapicque in NumPy, as ``docs/random_numbers.md`` defines them; see ``reference.py``."""

from __future__ import annotations

import itertools
import math
from functools import lru_cache
from statistics import NormalDist
from typing import Any

import mpmath
import numpy as np

import lapicque as lq

Array = Any  # of NumPy
INITIAL_STATE, POISSON_INPUT, POISSON_SOURCE = 1, (2, 8), (3, 9)  # purposes; of counts also that of the lower bits


def philox(seed: int, n: Array, a: Array, b: Array, tag: int) -> Array:
    """Philox4x32-10: the four words of the counters {n, a, b, tag}, each of the arrays' shape."""
    c = [word.astype(np.uint64) for word in np.broadcast_arrays(n, a, b, tag)]
    key = [seed % 2**32, seed >> 32]
    for _ in range(10):
        p, q = c[0] * 0xD2511F53, c[2] * 0xCD9E8D57
        c = [(q >> 32) ^ c[1] ^ key[0], q % 2**32, (p >> 32) ^ c[3] ^ key[1], p % 2**32]
        key = [(key[0] + 0x9E3779B9) % 2**32, (key[1] + 0xBB67AE85) % 2**32]
    return np.array(c)


def quantile(d: Any, u: float) -> float:
    """The value below which lies the share u of a distribution without its bounds."""
    if isinstance(d, lq.Uniform):
        return d.low + (d.high - d.low) * u
    if isinstance(d, lq.Exponential):
        return -d.mean * math.log1p(-u)
    z = NormalDist().inv_cdf(u)
    return d.mean + d.std * z if isinstance(d, lq.Normal) else math.exp(d.mu + d.sigma * z)


def share_below(d: Any, value: float) -> float:
    """The inverse of `quantile`, for distributions with bounds."""
    if isinstance(d, lq.Exponential):
        return -math.expm1(-max(value, 0.0) / d.mean)
    if isinstance(d, lq.LogNormal):
        return NormalDist(d.mu, d.sigma).cdf(math.log(value)) if value > 0.0 else 0.0
    return NormalDist(d.mean, d.std).cdf(value)


def bounds(d: Any) -> tuple[float, float]:
    return (d.low, d.high) if isinstance(d, lq.Uniform) else (d.min, d.max)


def draw(d: Any, seed: int, population: int, variable: int, n: int) -> Array:
    """Initial values: neuron i takes 64 bits after 64 bits of its own stream until a value is inside the bounds."""
    values, outside = np.empty(n), np.arange(n)
    for k in itertools.count():
        words = philox(seed, k // 2, outside, variable, INITIAL_STATE << 24 | population)[2 * (k % 2) :]
        uniform = (((words[0] | words[1] << 32) >> 12) + 0.5) * 2.0**-52
        if isinstance(d, lq.Exponential):
            uniform = 1.0 - uniform
        values[outside] = [quantile(d, u) for u in uniform.tolist()]
        low, high = bounds(d)
        outside = outside[(values[outside] < low) | (values[outside] > high)]
        if len(outside) == 0:
            break
    return values


@lru_cache(None)
def thresholds(mean: float) -> Array:
    """2^48 times the probability of Poisson counts up to 0, 1, ..., rounded, up to the one that is 2^48."""
    result: list[int] = []
    with mpmath.workdps(50):
        p = below = mpmath.exp(-mpmath.mpf(mean))
        while not result or result[-1] < 2**48:
            result.append(int(mpmath.floor(below * 2**48 + 0.5)))
            p *= mpmath.mpf(mean) / len(result)
            below += p
    return np.array(result)


def poisson(means: Array, seed: int, purpose: tuple[int, int], entity: int, step: int) -> Array:
    """Counts of the trains 0, 1, ... in a step, by inversion of 48 bits each."""
    n, groups = len(means), -(-len(means) // 128)
    when = step % 2**32, step >> 32
    words = philox(seed, np.arange(16 * groups), *when, purpose[0] << 24 | entity).reshape(4, groups, 16)
    words = words.swapaxes(0, 1).reshape(64 * groups)  # word w of block 16 g + l is number 16 w + l of group g
    upper = np.stack([words % 2**16, words >> 16], axis=1).reshape(-1)[:n]
    lower = philox(seed, np.arange(-(-n // 4)), *when, purpose[1] << 24 | entity).T.reshape(-1)[:n]
    numbers = (upper << 32 | lower).astype(np.int64)
    counts = np.zeros(n, dtype=np.int64)
    for mean in np.unique(means):
        counts[means == mean] = np.searchsorted(thresholds(float(mean)), numbers[means == mean], side="right")
    return counts


def weight_unit(d: Any) -> float:
    """The power of two, with the sign of the weights, that drawn weights are multiples of."""
    (least, most), shares = bounds(d), (0.0, 1.0)
    if not isinstance(d, lq.Uniform):
        shares = share_below(d, least), share_below(d, most)
    ends = (shares[0] + (shares[1] - shares[0]) * u for u in (2.0**-33, 1.0 - 2.0**-33))
    low, high = (min(max(quantile(d, u), least), most) for u in ends)
    largest = max(abs(low), abs(high))
    if low * high >= 0.0 and high - low >= largest / 8.0:
        return math.copysign(2.0 ** math.ceil(math.log2(largest / 65535.0)), low + high)
    return 2.0 ** max(math.ceil(math.log2((high - low) / 65534.0)), math.floor(math.log2(largest)) - 52)
