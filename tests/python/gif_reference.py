"""The generalised integrate-and-fire neuron with current receptors, from event to event in 80 digits."""

from __future__ import annotations

import functools
import math
from decimal import Decimal, localcontext
from typing import Any

import numpy as np

import lapicque as lq

Array = np.ndarray[Any, np.dtype[np.float64]]
DIGITS = 80


@functools.lru_cache(maxsize=20_000)
def chain(h: Decimal, *taus: Decimal) -> Decimal:
    """What is left after h of 1 that goes through integrators with time constants `taus`, by partial fractions.

    Equal ones are set apart by 1e-20, which is an error of that size.
    """
    rates = [(1 + k * Decimal("1e-20")) / tau for k, tau in enumerate(taus)]
    total = Decimal(0)
    for i, rate in enumerate(rates):
        total += (-h * rate).exp() / math.prod(other - rate for j, other in enumerate(rates) if j != i)
    return total


class Current:
    """A current receptor: what decays, and the rise that feeds it."""

    def __init__(self, receptor: Any) -> None:
        rise = getattr(receptor, "tau_rise", receptor.tau if isinstance(receptor, lq.AlphaCurrent) else None)
        decay = receptor.tau_decay if hasattr(receptor, "tau_decay") else receptor.tau
        self.taus = [Decimal(tau) for tau in ([decay] if rise is None else [rise, decay])]
        self.values = [Decimal(0)] * len(self.taus)
        self.per_weight = Decimal(1)
        if rise is not None:
            a, b = self.taus
            peak = a if a == b else (b / a).ln() * a * b / (b - a)
            self.per_weight = 1 / chain(peak, a, b)

    def arrive(self, weight: float) -> None:
        """A weight goes into what comes first."""
        self.values[0] += self.per_weight * Decimal(weight)

    def step(self, h: Decimal, tau_m: Decimal) -> Decimal:
        """Goes on by h; what it did to V_m times C_m."""
        first, *fed = self.values
        effect = first * chain(h, *self.taus, tau_m)
        self.values[0] = first * chain(h, self.taus[0])
        if fed:
            effect += fed[0] * chain(h, self.taus[1], tau_m)
            self.values[1] = fed[0] * chain(h, self.taus[1]) + first * chain(h, *self.taus)
        return effect


def potential(
    model: lq.GIF, dt: float, arrivals: dict[str, dict[int, float]], external: Array, fired: Array, samples: Array
) -> Array:
    """V_m at `samples`, of a neuron whose spikes `fired` are known. All times are numbers of steps.

    `arrivals` are weights by receptor and time; `external[k]` is the current in step k.
    """
    with localcontext() as context:
        context.prec = DIGITS
        return _potential(model, dt, arrivals, external, fired, samples)


def _potential(
    model: lq.GIF, dt: float, arrivals: dict[str, dict[int, float]], external: Array, fired: Array, samples: Array
) -> Array:
    receptors = {name: Current(r) for name, r in model.receptors.items() if not isinstance(r, lq.Delta)}
    elements = [Current(lq.ExpCurrent(tau=float(tau))) for tau in np.atleast_1d(model.tau_stc)]
    C_m, g_L, V_reset, I_e = (Decimal(float(x)) for x in (model.C_m, model.g_L, model.V_reset, model.I_e))
    E_L = Decimal(float(model.E_L))
    held = round(model.t_ref / dt)
    switches = np.flatnonzero(np.diff(external)) + 1
    times = {int(k) for k in (*samples, *fired, *(fired + held), *switches)}
    times |= {k for by_time in arrivals.values() for k in by_time}
    V_m, now, last, found = E_L, 0, -held - 1, {}
    for k in sorted(k for k in times if k <= samples[-1]):
        h = Decimal(dt) * (k - now)
        V_inf = E_L + (I_e + Decimal(float(external[now]))) / g_L
        effect = sum(r.step(h, C_m / g_L) for r in receptors.values()) - sum(e.step(h, C_m / g_L) for e in elements)
        free = V_inf + (V_m - V_inf) * (-h * g_L / C_m).exp() + effect / C_m
        V_m = V_reset if k <= last + held else free
        for name, by_time in arrivals.items():
            weight = by_time.get(k, 0.0)
            if name in receptors:
                receptors[name].arrive(weight)
            elif k > last + held:
                V_m += Decimal(weight)
        if k in fired:
            V_m, last = V_reset, k
            for element, jump in zip(elements, np.atleast_1d(model.q_stc), strict=True):
                element.arrive(float(jump))
        found[k], now = float(V_m), k
    return np.array([found[int(k)] for k in samples])
