"""Traces of spikes, and what the rules of plasticity make of them.

Traces are carried on from spike to spike, and their exponentials are read off two tables.
"""

from __future__ import annotations

import math
from typing import Any

import lapicque as lq
from reference.elementary import exp, log


class Decay:
    """exp(-k dt/tau) of whole k as the product of two tables, by the lower and the upper bits of k; 0 after 40 tau."""

    def __init__(self, tau: float, dt: float) -> None:
        steps = math.ceil(40.0 * tau / dt)
        self.size = 2 ** ((steps.bit_length() + 1) // 2)
        self.lower = [exp(-float(k) * dt / tau) for k in range(self.size)]
        self.upper = [exp(-float(k) * dt / tau) for k in range(0, steps, self.size)]

    def __call__(self, k: int) -> float:
        upper, lower = divmod(k, self.size)
        return self.lower[lower] * self.upper[upper] if upper < len(self.upper) else 0.0


def power(x: float, mu: float) -> float:
    if mu in (0.0, 1.0):
        return x if mu else 1.0
    return exp(mu * log(x)) if x > 0.0 else 0.0


class Rule:
    """What spikes do to the magnitude of a weight: `trace` is of the other side, `slow` of the neuron that fires."""

    tau_slow: tuple[float, float] | None = None  # of source and target

    def __init__(self, synapse: Any) -> None:
        self.s, self.bound = synapse, abs(synapse.Wmax)
        self.pairing = getattr(synapse, "pairing", "all_to_all")
        self.tau = getattr(synapse, "tau_plus", None), getattr(synapse, "tau_minus", None)

    def raised(self, trace: float) -> float:
        """A trace by a spike."""
        return 1.0 if self.pairing == "nearest" else trace + 1.0


class Pairs(Rule):
    """STDP."""

    def target_spike(self, w: float, trace: float, slow: float) -> float:
        up = self.s.lambda_ * self.bound
        return min(w + up * power(1.0 - w / self.bound, self.s.mu_plus) * trace, self.bound)

    def source_spike(self, w: float, trace: float, slow: float) -> float:
        down = self.s.alpha * self.s.lambda_ * self.bound
        return max(w - down * power(w / self.bound, self.s.mu_minus) * trace, 0.0)


class Triplets(Rule):
    def __init__(self, synapse: lq.TripletSTDP) -> None:
        super().__init__(synapse)
        self.tau_slow = synapse.tau_plus_triplet, synapse.tau_minus_triplet

    def target_spike(self, w: float, trace: float, slow: float) -> float:
        return min(w + trace * (self.s.Aplus + self.s.Aplus_triplet * slow), self.bound)

    def source_spike(self, w: float, trace: float, slow: float) -> float:
        return max(w - trace * (self.s.Aminus + self.s.Aminus_triplet * slow), 0.0)


class Inhibitory(Rule):
    """VogelsSprekeler."""

    def __init__(self, synapse: lq.VogelsSprekeler) -> None:
        super().__init__(synapse)
        self.tau = synapse.tau, synapse.tau

    def target_spike(self, w: float, trace: float, slow: float) -> float:
        return min(w + self.s.eta * trace, self.bound)

    def source_spike(self, w: float, trace: float, slow: float) -> float:
        return max(min(w + self.s.eta * trace, self.bound) - self.s.eta * self.s.alpha, 0.0)


RULES = {lq.STDP: Pairs, lq.TripletSTDP: Triplets, lq.VogelsSprekeler: Inhibitory}


class Side:
    """Traces of the neurons of one side: just after the last spike, and of each spike the slow one just before it."""

    def __init__(self, rule: Rule, side: int, n: int, dt: float) -> None:
        self.rule, self.decay = rule, Decay(rule.tau[side], dt)
        self.slow_decay = Decay(rule.tau_slow[side], dt) if rule.tau_slow else lambda k: 0.0
        self.step, self.trace, self.slow = [0] * n, [0.0] * n, [0.0] * n

    def decayed(self, i: int, step: int) -> tuple[float, float]:
        """Both traces of a neuron at a step from its last spike on."""
        gap = step - self.step[i]
        return self.trace[i] * self.decay(gap), self.slow[i] * self.slow_decay(gap)

    def spike(self, i: int, step: int) -> float:
        """Take in a spike; the slow trace just before it."""
        trace, slow = self.decayed(i, step)
        self.step[i], self.trace[i], self.slow[i] = step, self.rule.raised(trace), self.rule.raised(slow)
        return slow
