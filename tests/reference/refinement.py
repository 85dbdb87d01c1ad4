"""Steps in pieces whose length follows their error, which end where a spike is.

``docs/membranes.md`` says what for. Lanes are neurons; each goes its own way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from reference.elementary import array_exp, array_expm1, larger, magnitude, smaller
from reference.input_along import Input, at

Array = Any  # of NumPy
# Dormand & Prince (1980)
STAGES = [
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    [35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
]
DIFFERENCE = [71 / 57600, 0.0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40]


@dataclass(frozen=True)
class Tolerance:
    doubt: float
    V_m: float
    time: float
    first: float
    landing: float = 1e-8
    shortest: float = 2.0**-36
    stiff_rate: float = 32.0

    def within(self, real: Any) -> Tolerance:
        if real is np.float64:
            return self
        limits = {"doubt": max(1e-3, self.doubt), "V_m": max(1e-4, self.V_m), "time": max(1e-5, self.time)}
        return replace(self, **limits, landing=1e-5, shortest=2.0**-18)


def crossing_of_cubic(begin: Array, end: Array, begin_slope: Array, end_slope: Array, real: Any) -> Array:
    """Where the cubic through both ends is zero."""
    two, three, zero = real(2.0), real(3.0), real(0.0)
    b = three * (end - begin) - (two * begin_slope + end_slope)
    c = two * (begin - end) + (begin_slope + end_slope)
    low, high = np.zeros_like(begin), np.ones_like(begin)
    x = (zero - begin) / (end - begin)
    for _ in range(6):
        value = begin + x * (begin_slope + x * (b + x * c))
        slope = begin_slope + x * (two * b + x * (three * c))
        beyond = value >= zero
        high, low = np.where(beyond, x, high), np.where(beyond, low, x)
        newton = x - value / slope
        x = np.where((newton >= low) & (high >= newton), newton, real(0.5) * (low + high))
    return x


class Refinement:
    """``equations`` of the lanes, in V_m or in the coordinate of an upstroke, where lanes stop at the spike."""

    def __init__(self, equations: Any, given: Input, held_for: Array, silent: Array, stopped: Array | None) -> None:
        self.equations, self.given, self.real = equations, given, equations.real
        self.tolerance, self.length = equations.tolerance.within(self.real), equations.h
        self.held_for, self.silent, self.stopped = held_for, silent, stopped
        self.climbs = stopped is not None
        self.threshold = equations.threshold
        self.free_from = np.zeros_like(given.J[0])
        self.fired = np.zeros(self.free_from.shape, dtype=bool)

    def advance(self, y: list[Array], begin: Array) -> Array:
        """Change y; where lanes end."""
        real = self.real
        self.y, self.part, self.piece = y, begin, np.full_like(begin, self.tolerance.first)
        self.stiff = np.zeros(begin.shape, dtype=bool) if self.climbs else self.find_stiff(y)
        self.piece = np.where(self.stiff, real(1.0 / 16.0), self.piece)
        if self.equations.resets and not self.climbs:
            self.fire((self.part >= self.free_from) & (y[0] >= self.threshold) & ~(self.part >= real(1.0)))
        self.begin_piece()
        if self.climbs:
            rest = (self.threshold - y[0]) / (self.slopes[0] * self.length)
            shortest = real(self.tolerance.shortest)
            self.piece = np.where(rest >= shortest, smaller(rest, self.piece), self.piece)
        for _ in range(20000):
            done = self.part >= real(1.0)
            done = done | self.stopped if self.climbs else done
            if done.all():
                return self.part
            self.go_on(done)
        y[0] = np.where(self.part >= real(1.0), y[0], real(np.nan))
        return np.ones_like(begin)

    def held(self) -> Array:
        return ~(self.real(1.0) >= self.free_from)

    def slope(self, part: Array, y: list[Array]) -> list[Array]:
        V_m = self.equations.potential(y)
        return self.equations.slope(y, V_m, self.given.current(part, V_m), self.free)

    def begin_piece(self) -> None:
        self.free = np.where(self.part >= self.free_from, self.real(1.0), self.real(0.0))
        self.slopes = self.slope(self.part, self.y)

    def find_stiff(self, y: list[Array]) -> Array:
        real, equations = self.real, self.equations

        def most(g: list[Array]) -> Array:
            first, middle, last = at(g, real(0.0)), at(g, real(0.5)), at(g, real(1.0))
            return larger(first, larger(middle, last))

        G = most(self.given.G)
        for m in self.given.nmda:
            G = G + most(m.g)
        rate = G * equations.inverse_C + equations.fastest_rate(y)
        return rate * self.length >= real(self.tolerance.stiff_rate)

    def accept(self, crossed: Array) -> Array:
        """One spike a step counts."""
        counts = crossed & ~self.fired & ~self.silent
        self.fired = self.fired | counts
        return counts

    def fire(self, crossed: Array) -> None:
        real, y = self.real, self.y
        counts = self.accept(crossed)
        wait = crossed & ~counts
        after = self.equations.after_spike(y)
        for v in range(len(y)):
            y[v] = np.where(counts, after[v], y[v])
        y[0] = np.where(wait, self.threshold, y[0])
        released = np.where(counts, self.part + self.held_for, self.free_from)
        self.free_from = np.where(wait, real(np.finfo(np.float32).max), released)
        self.piece = np.where(crossed & ~self.stiff, real(0.5), self.piece)

    def dormand_prince(self, end: Array, h: Array) -> tuple[list[Array], list[Array], list[Array]]:
        real, k = self.real, [self.slopes]
        width = end - self.part

        def total(v: int, weights: list[float]) -> Array:
            whole = real(weights[0]) * k[0][v]
            for j, weight in enumerate(weights[1:], 1):
                whole = whole + real(weight) * k[j][v] if weight else whole
            return whole

        parts = [self.part + real(c) * width for c in (0.2, 0.3, 0.8, 8.0 / 9.0)] + [end, end]
        z = self.y
        for part, weights in zip(parts, [[0.2], *STAGES], strict=True):
            z = [y + h * total(v, weights) for v, y in enumerate(self.y)]
            k.append(self.slope(part, z))
        return z, k[-1], [h * total(v, DIFFERENCE) for v in range(len(self.y))]

    def relative_error(self, slopes: list[Array], errors: list[Array], y: list[Array]) -> Array:
        real, tolerance = self.real, self.tolerance
        per_mV = self.equations.stretch(y)
        most = real(tolerance.V_m) * per_mV + real(tolerance.time) * magnitude(slopes[0])
        error = magnitude(errors[0]) / most
        for e, unit in zip(errors[1:], self.equations.units[1:], strict=True):
            error = error + magnitude(e) * real(1.0 / (tolerance.V_m * unit))
        return error

    def go_on(self, done: Array) -> None:
        real, y, equations = self.real, self.y, self.equations
        one, zero, shortest_piece = real(1.0), real(0.0), real(self.tolerance.shortest)
        free = self.part >= self.free_from
        stop = np.where(free, one, smaller(self.free_from, one))
        end = np.where(self.piece >= stop - self.part, stop, self.part + self.piece)
        width = end - self.part
        h = width * self.length
        to, slopes, errors = self.dormand_prince(end, h)
        error = self.relative_error(slopes, errors, to)
        if self.stiff.any():
            followed = self.follow(end, h)
            to = [np.where(self.stiff, a, b) for a, b in zip(followed, to, strict=True)]
            again = self.slope(end, to)
            slopes = [np.where(self.stiff, a, b) for a, b in zip(again, slopes, strict=True)]
            error = np.where(self.stiff, real(0.5), error)
        shortest = shortest_piece >= width
        exact = (one >= error) | (shortest & np.isfinite(error))
        lost, good = shortest & ~exact & ~done, exact & ~done
        crossed = good & free & (to[0] >= self.threshold) & ~(y[0] >= self.threshold)
        stays = np.zeros_like(exact)
        longer = np.where(real(1.0 / 64.0) >= error, real(2.0), one)
        next_piece = width * np.where(exact, longer, np.where(real(1024.0) >= error, real(0.5), real(0.125)))
        next_piece = np.where(self.stiff, real(1.0 / 16.0), next_piece)
        missing = np.zeros_like(width)
        if equations.resets and crossed.any():
            missing = (self.threshold - to[0]) / slopes[0]
            bend = magnitude(slopes[0] - self.slopes[0]) / (h * magnitude(slopes[0]))
            off = real(0.5) * missing * missing * bend
            near = (real(self.tolerance.landing) >= off) & (zero >= missing)
            at_once = near | shortest | self.stiff
            stays, crossed = crossed & ~at_once, crossed & at_once
            x = crossing_of_cubic(
                y[0] - self.threshold, to[0] - self.threshold, self.slopes[0] * h, slopes[0] * h, real
            )
            aim = larger((x + real(2.0**-13) * (one - x)) * width, shortest_piece)
            next_piece = np.where(stays, aim, next_piece)
            straight = (self.threshold - y[0]) / (to[0] - y[0])
            missing = np.where(near, missing, np.where(self.stiff, (straight - one) * h, zero))
        moved = (good | lost) & ~stays
        released = moved & (end >= self.free_from) & ~free
        landed = moved & crossed
        self.slopes = [np.where(moved, a, b) for a, b in zip(slopes, self.slopes, strict=True)]
        for v in range(len(y)):
            y[v] = np.where(moved, to[v], y[v])
        y[0] = np.where(lost, real(np.nan), y[0])
        self.part = np.where(lost, one, np.where(moved, end, self.part))
        self.piece = np.where(done, self.piece, next_piece)
        if landed.any():
            self.land(landed, missing)
        if (landed | released).any():
            self.begin_piece()

    def land(self, landed: Array, missing: Array) -> None:
        y, zero = self.y, self.real(0.0)
        if not (self.equations.resets or self.climbs):
            self.accept(landed)
            return
        for v in range(1, len(y)):
            y[v] = np.where(landed, y[v] + missing * self.slopes[v], y[v])
        y[0] = np.where(landed, self.threshold, y[0])
        self.part = np.where(landed, larger(self.part + missing / self.length, zero), self.part)
        if self.climbs:
            self.stopped = self.stopped | landed
        else:
            self.fire(landed)

    def follow(self, end: Array, h: Array) -> list[Array]:
        """V_m goes exponentially to where the input would hold it."""
        real, y, equations, given = self.real, self.y, self.equations, self.given
        zero, one, half = real(0.0), real(1.0), real(0.5)
        least = np.zeros_like(h)

        def rate(part: Array, state: list[Array]) -> Array:
            nonlocal least
            synaptic = given.conductance(part, state[0])
            least = smaller(least, synaptic)
            return larger((synaptic + equations.conductance(state)) * equations.inverse_C, one / self.length)

        def held_at(part: Array, state: list[Array], by: Array) -> Array:
            return state[0] + self.slope(part, state)[0] / by

        first_rate = rate(self.part, y)
        first = held_at(self.part, y, first_rate)
        V_ahead = first + (y[0] - first) * array_exp(zero - first_rate * h)
        ahead = [V_ahead, *equations.others_after(y, half * (y[0] + V_ahead), h)]
        last_rate = rate(end, ahead)
        last = held_at(end, ahead, last_rate)
        decay = half * (first_rate + last_rate) * h
        gone = zero - array_expm1(zero - decay)
        mean = (last + (y[0] - first) * (one - gone)) - (last - first) * (gone / decay)
        above = larger(mean, smaller(y[0], given.lowest))
        V_m = np.where(least >= zero, mean, smaller(above, larger(y[0], given.highest)))
        return [V_m, *equations.others_after(y, half * (y[0] + V_m), h)]
