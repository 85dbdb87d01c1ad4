"""The input of a membrane as cubics of the part of a step that has passed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from reference.elementary import array_exp, larger, smaller
from reference.receptors import Receptor

Array = Any  # of NumPy
POWERS = 4


def at(polynomial: list[Array], part: Array) -> Array:
    total = polynomial[-1]
    for c in polynomial[-2::-1]:
        total = total * part + c
    return total


@dataclass
class Blocked:
    """Conductances behind a magnesium block (Jahr & Stevens 1990)."""

    g: list[Array]
    E_rev: Array
    Mg: Array

    def opened(self, V_m: Array) -> Array:
        one = V_m.dtype.type(1.0)
        return one / (one + self.Mg * array_exp(V_m.dtype.type(-0.062) * V_m))


@dataclass
class Input:
    """All currents of a step: J - G V_m, and NMDA."""

    G: list[Array]
    J: list[Array]
    nmda: list[Blocked]
    lowest: Array  # reversal potential
    highest: Array

    @classmethod
    def of(cls, receptors: list[Receptor], state: dict[str, Array], current: Array, real: Any) -> Input:
        zero = np.zeros_like(current)
        G, J, nmda = [zero] * POWERS, [current] + [zero] * (POWERS - 1), []
        lowest, highest = zero + real(np.inf), zero - real(np.inf)
        for receptor in receptors:
            if receptor.jump:
                continue
            x = receptor.cubic(state)
            if receptor.conductance:
                lowest, highest = smaller(receptor.E_rev, lowest), larger(receptor.E_rev, highest)
            if receptor.magnesium:
                nmda.append(Blocked(x, zero + receptor.E_rev, zero + receptor.Mg))
            elif receptor.conductance:
                G = [G + g for G, g in zip(G, x, strict=True)]
                J = [J + g * receptor.E_rev for J, g in zip(J, x, strict=True)]
            else:
                J = [J + I for J, I in zip(J, x, strict=True)]  # noqa: E741
        return cls(G, J, nmda, lowest, highest)

    def __getitem__(self, lanes: Array) -> Input:
        """The same of some neurons."""

        def some(polynomial: list[Array]) -> list[Array]:
            return [c[lanes] for c in polynomial]

        nmda = [Blocked(some(m.g), m.E_rev[lanes], m.Mg[lanes]) for m in self.nmda]
        return Input(some(self.G), some(self.J), nmda, self.lowest[lanes], self.highest[lanes])

    def current(self, part: Array, V_m: Array) -> Array:
        total = at(self.J, part) - at(self.G, part) * V_m
        for m in self.nmda:
            total = total + m.opened(V_m) * (m.E_rev - V_m) * at(m.g, part)
        return total

    def conductance(self, part: Array, V_m: Array) -> Array:
        total = at(self.G, part)
        for m in self.nmda:
            total = total + m.opened(V_m) * at(m.g, part)
        return total


class InputAtNodes:
    """At the beginning, the middle and the end, by the parabola of the same mean and the same first two moments."""

    def __init__(self, given: Input, real: Any) -> None:
        def nodes(of: list[Array]) -> list[Array]:
            twist = real(0.05) * of[3]
            return [of[0] + twist, at(of, real(0.5)), at(of, real(1.0)) - twist]

        self.G, self.J, self.nmda = nodes(given.G), nodes(given.J), [(m, nodes(m.g)) for m in given.nmda]

    def most_conductance(self) -> Array:
        most = larger(self.G[0], larger(self.G[1], self.G[2]))
        for _, g in self.nmda:
            most = most + larger(g[0], larger(g[1], g[2]))
        return most

    def current(self, k: int, V_m: Array) -> Array:
        total = self.J[k] - self.G[k] * V_m
        for m, g in self.nmda:
            total = total + m.opened(V_m) * (m.E_rev - V_m) * g[k]
        return total
