"""Synapses that change: what a spike transmits, and what it does to the weights.

All of the delay is dendritic: a spike of the source meets the synapse at once, one of the target a delay later. Since
no delay is shorter than a step, what a spike of the source transmits is known when it is fired. Traces are carried on
from spike to spike, and their exponentials are read off by `Decay`; ``plasticity_reference.py`` does without either, by
sums over all pairs of spikes, and has not the same bits.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import lapicque as lq
from reference.elementary import exp, log

Array = Any  # of NumPy


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


class Plasticity:
    """Of the synapses of one projection, whose rows hold those of one source."""

    weights: Array

    def spike(self, source: int, step: int) -> Array:
        """What the spike of a source transmits to its row."""
        raise NotImplementedError

    def target_spikes(self, step: int, targets: Array) -> None:
        """Take in what the targets fire."""

    def arrive(self, step: int) -> None:
        """Leave the weights as the spikes do that arrive."""

    def catch_up(self, step: int) -> None:
        """Look after sources that are silent."""


class ShortTerm(Plasticity):
    """TsodyksMarkram: u and x of each source at its last spike. Weights stay as they are."""

    def __init__(self, synapse: lq.TsodyksMarkram, weights: Array, rows: list[slice], dt: float) -> None:
        self.synapse, self.weights, self.rows, self.dt = synapse, weights, rows, dt
        self.last: dict[int, tuple[int, float, float]] = {}  # step, u, x

    def spike(self, source: int, step: int) -> Array:
        s, u, x = self.synapse, self.synapse.U, 1.0
        if source in self.last:
            before, u, x = self.last[source]
            elapsed = (step - before) * self.dt
            x = 1.0 + ((x - x * u) - 1.0) * exp(-elapsed / s.tau_rec)
            u = s.U + u * (1.0 - s.U) * (exp(-elapsed / s.tau_fac) if s.tau_fac else 0.0)
        self.last[source] = step, u, x
        return self.weights[self.rows[source]] * (u * x)


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


class SpikeTiming(Plasticity):
    """Weights that follow the spikes of both sides from the creation of their projection on.

    ``weights`` are as the last spikes of the sources left them that have arrived, ``latest`` those that were fired.
    """

    def __init__(
        self, synapse: Any, weights: Array, rows: list[slice], targets: Array, delays: Array, dt: float
    ) -> None:
        self.rule = RULES[type(synapse)](synapse)
        self.rows, self.targets, self.delays = rows, targets.tolist(), delays.tolist()
        self.sign = math.copysign(1.0, synapse.Wmax)
        self.weights, self.latest = weights.copy(), weights.tolist()
        self.due: dict[int, list[tuple[int, float]]] = {}  # weights that will be left, by step of arrival
        self.second = int(1000.0 / dt)  # [steps]
        n = max(self.targets, default=-1) + 1
        self.sources, self.of_target = (Side(self.rule, side, size, dt) for side, size in ((0, len(rows)), (1, n)))
        # Of each target its spikes: step, trace just after it, slow trace just before it.
        self.seen: list[list[tuple[int, float, float]]] = [[] for _ in range(n)]

    def target_spikes(self, step: int, targets: Array) -> None:
        for i in targets[targets < len(self.seen)].tolist():
            slow = self.of_target.spike(i, step)
            self.seen[i].append((step, self.of_target.trace[i], slow))

    def spike(self, source: int, step: int) -> Array:
        """A spike of a source changes its weights; what it transmits."""
        previous, trace = self.sources.step[source], self.sources.trace[source]
        slow = self.sources.spike(source, step)
        row = self.rows[source]
        for j in range(row.start, row.stop):
            w = self.caught_up(j, step, previous, trace)
            self.leave(j, step, self.rule.source_spike(w, self.trace_of_target(j, step), slow))
        return np.array(self.latest[row])

    def catch_up(self, step: int) -> None:
        """At whole seconds, sources that were silent for one look at what their targets did."""
        if step % self.second:
            return
        of = self.sources
        for source, row in enumerate(self.rows):
            previous, trace = of.step[source], of.trace[source]
            if trace == 0.0 or previous > step - self.second:
                continue
            of.trace[source], of.slow[source] = of.decayed(source, step)
            of.step[source] = step
            for j in range(row.start, row.stop):
                self.leave(j, step, self.caught_up(j, step, previous, trace))

    def caught_up(self, j: int, step: int, previous: int, trace: float) -> float:
        """The magnitude of a weight after the spikes of its target that met it since the source's last one."""
        w, delay = self.sign * self.latest[j], self.delays[j]
        for at, _, slow in self.seen[self.targets[j]]:
            if trace > 0.0 and previous - delay < at <= step - delay:
                w = self.rule.target_spike(w, trace * self.sources.decay(at - (previous - delay)), slow)
        return w

    def trace_of_target(self, j: int, step: int) -> float:
        """At the synapse; a spike that meets it together with one of the source leaves its trace later."""
        now = step - self.delays[j]
        before = [(at, trace) for at, trace, _ in self.seen[self.targets[j]] if at < now]
        return before[-1][1] * self.of_target.decay(now - before[-1][0]) if before else 0.0

    def leave(self, j: int, step: int, w: float) -> None:
        self.latest[j] = self.sign * w
        self.due.setdefault(step + self.delays[j], []).append((j, self.latest[j]))

    def arrive(self, step: int) -> None:
        for j, weight in self.due.pop(step, []):
            self.weights[j] = weight


def plasticity_of(synapse: Any, weights: Array, rows: list[slice], targets: Array, delays: Array, dt: float) -> Any:
    if synapse is None or isinstance(synapse, lq.Static):
        return None
    if isinstance(synapse, lq.TsodyksMarkram):
        return ShortTerm(synapse, weights, rows, dt)
    return SpikeTiming(synapse, weights, rows, targets, delays, dt)
