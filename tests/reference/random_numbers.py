"""The random numbers of Lapicque in NumPy, as ``docs/random_numbers.md`` defines them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import mpmath
import numpy as np

import lapicque as lq
from reference.distributions import bounds, normal_quantile, quantile
from reference.elementary import exp, log

Array = Any  # of NumPy
# Purposes; of counts also that of the lower bits, of noise that of the tails.
INITIAL_STATE, POISSON_INPUT, POISSON_SOURCE, NOISE, GAMMA_SOURCE, ESCAPE_NOISE = 1, (2, 8), (3, 9), (16, 17), 18, 20


def philox(seed: int, n: Array, a: Array, b: Array, tag: int) -> Array:
    """Philox4x32-10: the four words of the counters {n, a, b, tag}, each of the arrays' shape."""
    c = [word.astype(np.uint64) for word in np.broadcast_arrays(n, a, b, tag)]
    key = [seed % 2**32, seed >> 32]
    for _ in range(10):
        p, q = c[0] * 0xD2511F53, c[2] * 0xCD9E8D57
        c = [(q >> 32) ^ c[1] ^ key[0], q % 2**32, (p >> 32) ^ c[3] ^ key[1], p % 2**32]
        key = [(key[0] + 0x9E3779B9) % 2**32, (key[1] + 0xBB67AE85) % 2**32]
    return np.array(c)


def uniform(low: Array, high: Array) -> Array:
    """Numbers on (0, 1) of the upper 52 of 64 bits, centred in their cells."""
    return (((low | high << 32) >> 12) + 0.5) * 2.0**-52


def draw(d: Any, seed: int, population: int, variable: int, n: int) -> Array:
    """Initial values: neuron i takes 64 bits after 64 bits of its own stream until a value is inside the bounds."""
    values, outside = np.empty(n), np.arange(n)
    for k in itertools.count():
        words = philox(seed, k // 2, outside, variable, INITIAL_STATE << 24 | population)[2 * (k % 2) :]
        exponential = isinstance(d, lq.Exponential)
        values[outside] = [-d.mean * log(u) if exponential else quantile(d, u) for u in uniform(*words[:2]).tolist()]
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


def words_of(n: int, seed: int, tag: int, step: int) -> Array:
    """Words 0, ..., n - 1 of a step: word w of block 16 g + l is number 16 w + l of group g."""
    groups = -(-n // 64)
    words = philox(seed, np.arange(16 * groups), step % 2**32, step >> 32 & 2**32 - 1, tag).reshape(4, groups, 16)
    return words.swapaxes(0, 1).reshape(64 * groups)[:n]


def further_words_of(n: int, seed: int, tag: int, step: int) -> Array:
    """Word i % 4 of block i / 4, for i = 0, ..., n - 1."""
    return philox(seed, np.arange(-(-n // 4)), step % 2**32, step >> 32 & 2**32 - 1, tag).T.reshape(-1)[:n]


def poisson(means: Array, seed: int, purpose: tuple[int, int], entity: int, step: int) -> Array:
    """Counts of the trains 0, 1, ... in a step, by inversion of 48 bits each."""
    n = len(means)
    words = words_of(-(-n // 128) * 64, seed, purpose[0] << 24 | entity, step)
    upper = np.stack([words % 2**16, words >> 16], axis=1).reshape(-1)[:n]
    lower = further_words_of(n, seed, purpose[1] << 24 | entity, step)
    numbers = (upper << 32 | lower).astype(np.int64)
    counts = np.zeros(n, dtype=np.int64)
    for mean in np.unique(means):
        counts[means == mean] = np.searchsorted(thresholds(float(mean)), numbers[means == mean], side="right")
    return counts


LOG_SERIES = [1.0, -0.49999988, 0.33334187, -0.25002074, 0.19956833, -0.16562402, 0.14952283, -0.14366788, 0.087222435]
QUANTILE_SERIES = [
    1.2533141,
    -0.32811713,
    0.016333058,
    0.0033053302,
    -1.7282272e-04,
    -5.622667e-05,
    9.166597e-06,
    3.888836e-06,
    5.120452e-07,
    3.2219504e-08,
    8.236653e-10,
]


def polynomial(coefficients: list[float], x: Array) -> Array:
    """The sum of its even powers plus that of its odd ones."""

    def horner(c: list[float]) -> Array:
        total = np.full_like(x, c[-1])
        for coefficient in c[-2::-1]:
            total = total * square + np.float32(coefficient)
        return total

    square = x * x
    return horner(coefficients[::2]) + x * horner(coefficients[1::2])


def normal(n: int, seed: int, entity: int, step: int) -> Array:
    """Normal numbers of the neurons 0, ..., n - 1, float32."""
    one, half, scale = np.float32(1.0), np.float32(0.5), np.float32(2.0**-31)
    word = words_of(n, seed, NOISE[0] << 24 | entity, step).astype(np.uint32).view(np.int32)
    middle = np.where(word < 0, ~word, word)
    x = (middle.astype(np.float32) + half) * scale
    rest = ((2**31 - 1 - middle).astype(np.float32) + half) * scale
    square = rest * (one + x)
    exponent = (square.view(np.int32) - 0x3F3504F3) >> 23
    f = (square.view(np.int32) - (exponent << 23)).view(np.float32) - one
    log = exponent.astype(np.float32) * np.float32(0.693147181) + f * polynomial(LOG_SERIES, f)
    z = x * polynomial(QUANTILE_SERIES, log)
    tail = np.flatnonzero(2**31 - 1 - middle < 2**20)
    more = further_words_of(n, seed, NOISE[1] << 24 | entity, step)
    for i in tail:
        distance = (2**31 - 1 - int(middle[i])) << 32 | int(more[i])
        z[i] = -normal_quantile((distance + 0.5) * 2.0**-64)
    return np.where(word < 0, -z, z)


def escape_uniform(n: int, seed: int, population: int, step: int) -> Array:
    """One number on (0, 1) for each of the neurons 0, ..., n - 1."""
    tag = ESCAPE_NOISE << 24 | population
    words = philox(seed, np.arange((n + 1) // 2), step % 2**32, step >> 32 & 2**32 - 1, tag)
    return uniform(words[::2], words[1::2]).T.reshape(-1)[:n]


def gamma(shape: float, numbers: Iterator[float]) -> float:
    """A gamma variable of uniform numbers (Marsaglia & Tsang 2000)."""
    if shape < 1.0:
        factor = exp(log(next(numbers)) / shape)
        return gamma(shape + 1.0, numbers) * factor
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x, u = normal_quantile(next(numbers)), next(numbers)
        root = 1.0 + c * x
        if root > 0.0 and log(u) < 0.5 * x * x + d * (1.0 - root * root * root + 3.0 * log(root)):
            return d * (root * root * root)


def gamma_numbers(seed: int, population: int, train: Array, interval: Array) -> list[Iterator[float]]:
    """The first sixteen uniform numbers of intervals of trains, two or three of which are needed nearly always."""
    first = (interval >> 32 << 8)[:, None] + np.arange(8)
    words = philox(seed, first, train[:, None], (interval % 2**32)[:, None], GAMMA_SOURCE << 24 | population)
    return [iter(row) for row in np.moveaxis(uniform(words[::2], words[1::2]), 0, 2).reshape(-1, 16).tolist()]
