"""One leaky integrate-and-fire neuron in continuous time, from event to event, in many digits.

Independent of the package: potentials are sums of exponentials in mpmath, time constants that are equal held a hair
apart; where V_m may cross is searched on a fine grid by a matrix exponential, and the crossing is found in mpmath.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from mpmath import mp, mpf
from scipy.linalg import expm

import lapicque as lq

DIGITS = 130
SEPARATION = "1e-40"
GRID = 0.004
CLOSE = 1e-7  # mV that a maximum must keep from threshold, so that the search on the grid can be trusted

Event = tuple[float, str, float]  # time [ms], receptor, weight


def cascade(t: mpf, *taus: mpf) -> mpf:
    """Impulse response of leaky integrators with different time constants, one after the other."""
    rates = [1 / tau for tau in taus]
    return sum(mp.exp(-a * t) / mp.fprod(b - a for b in rates if b != a) for a in rates)


class Receptor:
    """Time constants, what a weight does to (I, rise), and the present values of these."""

    def __init__(self, kind: Any, number: int) -> None:
        apart = [1 + (3 * number + k) * mpf(SEPARATION) for k in (1, 2)]
        self.I, self.rise = mpf(0), mpf(0)
        self.jumps = isinstance(kind, lq.Delta)
        self.two = isinstance(kind, (lq.AlphaCurrent, lq.BiExpCurrent))
        if self.jumps:
            return
        rise, decay = (kind.tau_rise, kind.tau_decay) if isinstance(kind, lq.BiExpCurrent) else (kind.tau, kind.tau)
        self.tau_rise, self.tau_decay = mpf(rise) * apart[0], mpf(decay) * apart[1]
        if self.two:
            a, b = self.tau_rise, self.tau_decay
            self.per_weight = 1 / cascade(mp.log(b / a) / (1 / a - 1 / b), a, b)

    def take(self, weight: float) -> None:
        if self.two:
            self.rise += self.per_weight * mpf(weight)
        else:
            self.I += mpf(weight)

    def charge(self, t: mpf, tau_m: mpf) -> mpf:
        """What the current does to C_m V_m within t."""
        if self.jumps:
            return mpf(0)
        charge = self.I * cascade(t, self.tau_decay, tau_m)
        return charge + (self.rise * cascade(t, self.tau_rise, self.tau_decay, tau_m) if self.two else 0)

    def current(self, t: mpf) -> mpf:
        if self.jumps:
            return mpf(0)
        current = self.I * mp.exp(-t / self.tau_decay)
        return current + (self.rise * cascade(t, self.tau_rise, self.tau_decay) if self.two else 0)

    def advance(self, t: mpf) -> None:
        if self.jumps:
            return
        self.I = self.current(t)
        if self.two:
            self.rise *= mp.exp(-t / self.tau_rise)


class Neuron:
    """Spikes of a model with scalar parameters and t_ref > 0."""

    def __init__(self, model: lq.LIF, V_m: float | None = None) -> None:
        with mp.workdps(DIGITS):
            self.model = model
            self.tau_m, self.C_m = mpf(float(model.membrane_time_constant)), mpf(float(model.C_m))  # type: ignore[arg-type]
            self.receptors = {name: Receptor(kind, k) for k, (name, kind) in enumerate(model.receptors.items())}
            self.V_m = mpf(model.E_L if V_m is None else V_m)
            self.V_inf = mpf(0)
            self.set_current(0.0)
            self.time = mpf(0)
            self.free_from = mpf(0)
            self.spikes: list[mpf] = []

    def set_current(self, current: float) -> None:
        self.V_inf = mpf(self.model.E_L) + self.tau_m / self.C_m * (mpf(self.model.I_e) + mpf(current))

    def potential(self, t: mpf) -> mpf:
        """V_m a time t from now on if nothing happens."""
        charge = sum((r.charge(t, self.tau_m) for r in self.receptors.values()), mpf(0))
        return self.V_inf + (self.V_m - self.V_inf) * mp.exp(-t / self.tau_m) + charge / self.C_m

    def slope(self, t: mpf) -> mpf:
        """dV_m/dt a time t from now on if nothing happens."""
        current = sum((r.current(t) for r in self.receptors.values()), mpf(0))
        return (self.V_inf - self.potential(t)) / self.tau_m + current / self.C_m

    def run(self, events: Iterable[Event], duration: float, currents: Iterable[tuple[float, float]] = ()) -> None:
        """Take in weights and changes of the current at their times; equal times of jumps together."""
        with mp.workdps(DIGITS):
            changes: list[tuple[Any, ...]] = [*events, *((t, None, current) for t, current in currents)]
            changes.sort(key=lambda change: change[0])
            for t, receptor, value in changes:
                self.go_to(mpf(t))
                if receptor is None:
                    self.set_current(value)
                elif not self.receptors[receptor].jumps:
                    self.receptors[receptor].take(value)
                elif self.time > self.free_from:
                    self.V_m += mpf(value)
                    if self.V_m >= self.model.V_th:
                        self.fire()
            self.go_to(mpf(duration))

    def go_to(self, end: mpf) -> None:
        while self.time < end:
            if self.free_from > self.time:
                stop = min(end, self.free_from)
                self.advance_currents(stop - self.time)
                self.time = stop
                continue
            crossing = self.crossing(end - self.time)
            t = end - self.time if crossing is None else crossing
            self.V_m = self.potential(t)
            self.advance_currents(t)
            self.time += t
            if crossing is not None:
                self.fire()

    def advance_currents(self, t: mpf) -> None:
        for receptor in self.receptors.values():
            receptor.advance(t)

    def fire(self) -> None:
        self.spikes.append(self.time)
        self.V_m = mpf(self.model.V_reset)
        self.free_from = self.time + mpf(self.model.t_ref)

    def crossing(self, duration: mpf) -> mpf | None:
        """Time to the first crossing within the duration."""
        n = max(math.ceil(float(duration) / GRID), 4)
        h = float(duration) / n
        V = self.on_grid(n, h) - self.model.V_th
        for k in range(n + 1):
            if V[k] >= 0:
                return self.root(h * (k - 1), h * k)
            if 0 < k < n and V[k] > V[k - 1] and V[k] >= V[k + 1]:
                curvature = 2 * V[k] - V[k - 1] - V[k + 1]
                top = V[k] + (V[k + 1] - V[k - 1]) ** 2 / (8 * curvature) if curvature > 0 else V[k]
                assert abs(top) > CLOSE, "a maximum too near threshold to be judged on the grid"
                if top > 0:
                    at = h * (k + 0.5 * (V[k + 1] - V[k - 1]) / curvature)
                    return self.root(h * (k - 1), at)
        return None

    def root(self, a: float, b: float) -> mpf:
        V_th = mpf(self.model.V_th)
        low, high = mpf(max(a, 0.0)), mpf(b)
        return mp.findroot(lambda t: self.potential(t) - V_th, (low, high), solver="anderson", tol=mpf("1e-60"))

    def on_grid(self, n: int, h: float) -> np.ndarray:
        """V_m at 0, h, ..., n h in double precision."""
        state, rows = [float(self.V_m - self.V_inf)], [[-1 / float(self.tau_m)]]
        for receptor in self.receptors.values():
            if receptor.jumps:
                continue
            for value, tau in ((receptor.I, receptor.tau_decay), (receptor.rise, receptor.tau_rise)):
                state.append(float(value))
                rows.append([-1 / float(tau)])
        A = np.diag(np.concatenate(rows))
        A[0, 1::2] = 1 / float(self.C_m)
        A[np.arange(1, len(state), 2), np.arange(2, len(state), 2)] = 1.0
        step = expm(A * h)
        V = np.empty(n + 1)
        x = np.array(state)
        for k in range(n + 1):
            V[k] = x[0]
            x = step @ x
        return V + float(self.V_inf)
