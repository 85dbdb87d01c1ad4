"""Plastic synapses, written to be read: one synapse, its spikes as lists, every trace a sum over all spikes.

Nothing is kept from one spike to the next but the weight, so that this shares no method with the package. All of the
delay is dendritic: the target's spikes meet the synapse a delay later, the source's at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import lapicque as lq

Times = Sequence[float]
Change = Callable[[float, int], float]  # of a weight, by spike number k of one side


def trace(spikes: Times, t: float, tau: float, pairing: str = "all_to_all") -> float:
    """What the spikes before t leave at t."""
    gaps = [t - s for s in spikes if s < t]
    if pairing == "nearest":
        gaps = gaps[-1:]
    return sum(math.exp(-gap / tau) for gap in gaps)


def own_trace(spikes: Times, k: int, tau: float, pairing: str) -> float:
    """What the spikes before number k leave at it; several at one time come one after the other."""
    gaps = [spikes[k] - s for s in spikes[:k]]
    if pairing == "nearest":
        gaps = gaps[-1:]
    return sum(math.exp(-gap / tau) for gap in gaps)


def changes(
    synapse: Any, pre: Times, post: Times
) -> tuple[Callable[[float, int], float], Callable[[float, int], float]]:
    """What spike number k of the target, and of the source, makes of a weight; `post` are times at the synapse."""
    s = synapse
    bound = abs(s.Wmax)

    def stdp_post(w: float, k: int) -> float:
        return w + s.lambda_ * bound * (1 - w / bound) ** s.mu_plus * trace(pre, post[k], s.tau_plus, s.pairing)

    def stdp_pre(w: float, k: int) -> float:
        trace_minus = trace(post, pre[k], s.tau_minus, s.pairing)
        return w - s.alpha * s.lambda_ * bound * (w / bound) ** s.mu_minus * trace_minus

    def triplet_post(w: float, k: int) -> float:
        slow = own_trace(post, k, s.tau_minus_triplet, s.pairing)
        return w + trace(pre, post[k], s.tau_plus, s.pairing) * (s.Aplus + s.Aplus_triplet * slow)

    def triplet_pre(w: float, k: int) -> float:
        slow = own_trace(pre, k, s.tau_plus_triplet, s.pairing)
        return w - trace(post, pre[k], s.tau_minus, s.pairing) * (s.Aminus + s.Aminus_triplet * slow)

    def inhibitory_post(w: float, k: int) -> float:
        return w + s.eta * trace(pre, post[k], s.tau)

    def inhibitory_pre(w: float, k: int) -> float:
        return min(w + s.eta * trace(post, pre[k], s.tau), bound) - s.eta * s.alpha

    rules: dict[type, tuple[Any, Any]] = {
        lq.STDP: (stdp_post, stdp_pre),
        lq.TripletSTDP: (triplet_post, triplet_pre),
        lq.VogelsSprekeler: (inhibitory_post, inhibitory_pre),
    }
    return rules[type(synapse)]


def weights_at_arrivals(synapse: Any, weight: float, pre: Times, post: Times, delay: float) -> list[float]:
    """The weight that each spike of the source transmits, in whole steps of 1 for all times.

    `pre` and `post` are the times at which the two neurons fire; time constants are in the same unit.
    """
    sign, bound = math.copysign(1.0, synapse.Wmax), abs(synapse.Wmax)
    meeting = [t + delay for t in post]
    on_post, on_pre = changes(synapse, pre, meeting)
    events = [(t, 0, k) for k, t in enumerate(meeting)] + [(t, 1, k) for k, t in enumerate(pre)]
    w = abs(weight)
    transmitted = []
    for _, of_source, k in sorted(events):  # at one time the target's spike first; neither sees the other's
        w = on_pre(w, k) if of_source else on_post(w, k)
        w = min(max(w, 0.0), bound)
        if of_source:
            transmitted.append(sign * w)
    return transmitted


def short_term(synapse: lq.TsodyksMarkram, weight: float, pre: Times) -> list[float]:
    """What each spike transmits: x recovers from what the spike before used up, u decays and is raised at a spike."""
    u, x = 0.0, 1.0
    transmitted = []
    for k, t in enumerate(pre):
        if k:
            gap = t - pre[k - 1]
            x = 1 - (1 - x) * math.exp(-gap / synapse.tau_rec)
            u = u * math.exp(-gap / synapse.tau_fac) if synapse.tau_fac else 0.0
        u += synapse.U * (1 - u)
        transmitted.append(weight * u * x)
        x -= u * x
    return transmitted
