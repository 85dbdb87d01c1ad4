"""Gap junctions: a current g (V_other - V_own), constant in a step, by the potentials that are foreseen in its middle.

A line through the ends of the last two steps foresees them; of a neuron that has just fired, and of one that has no
past, the present potential is taken.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = Any  # of NumPy


class GapJunctions:
    def __init__(self) -> None:
        # Own population and neuron, the other's, conductance: both sides of each junction, in the order of creation.
        self.sides: list[tuple[Any, int, Any, int, float]] = []
        self.last: dict[Any, Array] = {}  # potentials at the end of the last step, by population
        self.middle: dict[Any, Array] = {}

    def add(self, pre: Any, sources: Array, post: Any, targets: Array, conductances: Array) -> None:
        for i, j, g in zip(sources.tolist(), targets.tolist(), conductances.tolist(), strict=True):
            self.sides += [(post, j, pre, i, g), (pre, i, post, j, g)]
        for population in (pre, post):
            population.gap_junctions = self

    def populations(self) -> list[Any]:
        return list(dict.fromkeys(side[0] for side in self.sides))

    def begin_run(self) -> None:
        """Potentials that were written have no past."""
        for population in self.populations():
            V_m = population.state["V_m"].astype(np.float64)
            if population not in self.last:
                self.last[population], self.middle[population] = V_m, V_m.copy()
            written = self.last[population] != V_m
            self.last[population][written] = self.middle[population][written] = V_m[written]

    def foresee(self, fired: dict[Any, Array]) -> None:
        """At the end of a step."""
        for population in self.populations():
            V_m = population.state["V_m"].astype(np.float64)
            self.middle[population] = V_m + 0.5 * (V_m - self.last[population])
            self.middle[population][fired[population]] = V_m[fired[population]]
            self.last[population] = V_m

    def add_currents(self, population: Any, I_ext: Array) -> None:
        """To each neuron in the order of its junctions."""
        for own, i, other, j, g in self.sides:
            if own is population:
                I_ext[i] += I_ext.dtype.type(g * (self.middle[other][j] - self.middle[own][i]))
