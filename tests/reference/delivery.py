"""How spikes reach their targets: projections, and the channels in which weights add up.

Floating-point addition depends on its order, so that the order is part of what a result means, see
``docs/conventions.md``: weights that are whole multiples of one unit are summed as whole numbers; all others as real
numbers by the step in which a spike was fired, by source population, source, projection and target.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from lapicque.distributions import Distribution
from reference.distributions import weight_unit
from reference.plasticity import plasticity_of

Array = Any  # of NumPy
LONGEST_DELAY = 64  # [steps]; longer ones are outside of what is tested


class Channel:
    """Weights onto one receptor that are whole multiples of one unit, or real numbers (unit 1), add up here."""

    def __init__(self, receptor: str, whole: bool, drawn: bool, unit: float, n: int) -> None:
        self.receptor, self.whole, self.drawn, self.unit = receptor, whole, drawn, unit
        self.sums = np.zeros((LONGEST_DELAY + 1, n), dtype=np.int64 if whole else np.float64)  # by step, a ring

    def multiplier(self, receptor: str, whole: bool, drawn: bool, unit: float) -> int:
        """How many units of the channel a unit of these weights is; 0 if they do not add up here."""
        if (receptor, whole) != (self.receptor, self.whole):
            return 0
        if unit.hex() == self.unit.hex():  # -0.0 and 0.0 are two units
            return 1
        shifts = (k for k in range(9) if drawn and self.drawn and unit == -self.unit * 2**k and unit < 0)
        return next((-(2**k) for k in shifts), 0)

    def add(self, step: Array, targets: Array, numbers: Array) -> None:
        """One after the other."""
        np.add.at(self.sums, (step % (LONGEST_DELAY + 1), targets), numbers)

    def take(self, step: int) -> Array:
        row = self.sums[step % (LONGEST_DELAY + 1)]
        taken = row.copy()
        row[:] = 0
        return taken


def as_numbers(weight: Any, drawn: Array) -> tuple[bool, float, Array]:
    """Whether weights are whole multiples of one unit, that unit, and the numbers of the synapses."""
    if isinstance(weight, Distribution):
        unit = weight_unit(weight)
        if unit is None:
            return False, 1.0, drawn
        numbers = np.rint(drawn / unit).astype(np.int64)
        assert np.array_equal(numbers * unit, drawn)
        return True, unit, numbers
    if len(np.unique(weight)) > 1:
        return False, 1.0, drawn
    return True, float(np.append(weight, 0.0)[0]), np.ones(len(drawn), dtype=np.int64)


class Projection:
    """Synapses in the order of source, delay and target; `weight` as it was given, a distribution or numbers."""

    def __init__(self, pre: Any, post: Any, weight: Any, synapses: Any, receptor: str, synapse: Any, dt: float) -> None:
        self.post, self.targets = post, synapses.post
        self.delays = np.rint(synapses.delay / dt).astype(int)
        assert self.delays.max(initial=1) <= LONGEST_DELAY
        ends = np.searchsorted(synapses.pre, np.arange(pre.n + 1)).tolist()
        self.rows = [slice(a, b) for a, b in itertools.pairwise(ends)]
        self.plasticity = plasticity_of(synapse, synapses.weight, self.rows, self.targets, self.delays, dt)
        static = self.plasticity is None
        whole, unit, numbers = as_numbers(weight, synapses.weight) if static else (False, 1.0, synapses.weight)
        kind = receptor, whole, isinstance(weight, Distribution) and static, unit
        if not any(channel.multiplier(*kind) for channel in post.channels):
            post.channels.append(Channel(*kind, post.n))
        self.channel = next(channel for channel in post.channels if channel.multiplier(*kind))
        self.numbers = self.channel.multiplier(*kind) * numbers
        self.history: dict[int, Array] = {}  # of plastic weights, by step

    def spike(self, source: int, step: int) -> None:
        row = self.rows[source]
        numbers = self.numbers[row] if self.plasticity is None else self.plasticity.spike(source, step)
        self.channel.add(step + self.delays[row], self.targets[row], numbers)
