"""Synapses that change: what a spike transmits, and what it does to the weights.

All of the delay is dendritic: a spike of the source meets the synapse at once, one of the target a delay later. Since
no delay is shorter than a step, what a spike of the source transmits is known when it is fired. An independent check of
the rules, by sums over all pairs of spikes, is ``plasticity_reference.py``; it has other bits.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import Any

import numpy as np

import lapicque as lq
from reference.elementary import exp
from reference.timing_rules import RULES, Side

Array = Any  # of NumPy


class Plasticity(ABC):
    """Of the synapses of one projection, whose rows hold those of one source."""

    weights: Array

    @abstractmethod
    def spike(self, source: int, step: int) -> Array:
        """What the spike of a source transmits to its row."""

    def target_spikes(self, step: int, targets: Array) -> None:  # noqa: B027  (nothing is what short-term rules do)
        """Take in what the targets fire."""

    def arrive(self, step: int) -> None:  # noqa: B027
        """Leave the weights as the spikes do that arrive."""

    def catch_up(self, step: int) -> None:  # noqa: B027
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
