"""Receptors: linear equations of their own, so that they are known at every time within a step.

    dx/dt = rise - x/tau_decay,  d rise/dt = -rise/tau_rise        x: current [pA] or conductance [nS]

A receptor that jumps has no rise. What arrives enters at the end of the step: x, or the rise, increases by it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import lapicque as lq
from reference.elementary import array_exp
from reference.propagators import chain, rise_per_weight

Array = Any  # of NumPy
NODES = 3  # times in a step at which a membrane wants its input


def time_constants(receptor: Any) -> tuple[Any, Any]:
    """Those of rise and decay."""
    if hasattr(receptor, "tau"):
        return receptor.tau, receptor.tau
    return receptor.tau_rise, receptor.tau_decay


class Receptor:
    """The coefficients of one receptor, each of shape () or (n,); ``nodes`` are parts of a step."""

    def __init__(self, name: str, kind: Any, dt: float, nodes: tuple[float, ...], real: Any) -> None:
        self.name, self.kind, self.real = name, kind, real
        self.jump = isinstance(kind, lq.Delta)  # of the potential: it has no state, and no coefficients
        self.conductance, self.magnesium = hasattr(kind, "E_rev"), hasattr(kind, "Mg")
        self.rises = not isinstance(kind, (lq.Delta, lq.ExpCurrent, lq.ExpConductance))
        self.x_name = ("g_" if self.conductance else "I_") + name
        self.variables = [] if self.jump else [self.x_name, "d" + self.x_name] if self.rises else [self.x_name]
        if self.jump:
            return
        rise, decay = time_constants(kind)
        # Of x at the end of the step and at the nodes, by x and by the rise.
        self.decay, self.at = real(chain(dt, decay)), [real(chain(node * dt, decay)) for node in nodes]
        if self.rises:
            self.rise_decay, self.peak = real(chain(dt, rise)), real(rise_per_weight(rise, decay))
            self.rise_to_x = real(chain(dt, rise, decay))
            self.rise_at = [real(chain(node * dt, rise, decay)) for node in nodes]
        if self.conductance:
            self.E_rev = real(kind.E_rev)
        if self.magnesium:
            self.Mg = real(np.divide(kind.Mg, 3.57))

    def at_node(self, state: dict[str, Array], k: int) -> Array:
        """x at a node."""
        return self.by(state, self.at[k], self.rise_at[k] if self.rises else None)

    def by(self, state: dict[str, Array], of_x: Array, of_rise: Array) -> Array:
        """What follows from the present state with two coefficients."""
        x = of_x * state[self.x_name]
        return x + of_rise * state["d" + self.x_name] if self.rises else x

    def advance(self, state: dict[str, Array], arriving: Array) -> None:
        """Take the state to the end of the step, where weights arrive."""
        if self.jump:
            return
        x = self.by(state, self.decay, self.rise_to_x if self.rises else None)
        if self.rises:
            rise = "d" + self.x_name
            state[rise] = self.rise_decay * state[rise] + self.peak * arriving
        state[self.x_name] = x if self.rises else x + arriving

    def opened(self, V_m: Array) -> Array:
        """The part of NMDA receptors that magnesium leaves open (Jahr & Stevens 1990)."""
        one = self.real(1.0)
        return one / (one + self.Mg * array_exp(self.real(-0.062) * V_m))


class Input:
    """All currents of a step as a membrane sees them that is integrated numerically: J - G V_m, and NMDA."""

    def __init__(self, receptors: list[Receptor], state: dict[str, Array], current: Array, real: Any) -> None:
        self.real = real
        self.J, self.G = [current] * NODES, [np.zeros_like(current)] * NODES  # at the nodes
        self.nmda: list[tuple[Receptor, list[Array]]] = []  # and conductances there
        for receptor in receptors:
            if receptor.jump:
                continue
            x = [receptor.at_node(state, k) for k in range(NODES)]
            if receptor.magnesium:
                self.nmda.append((receptor, x))
            elif receptor.conductance:
                self.G = [G + g for G, g in zip(self.G, x, strict=True)]
                self.J = [J + g * receptor.E_rev for J, g in zip(self.J, x, strict=True)]
            else:
                self.J = [J + I for J, I in zip(self.J, x, strict=True)]  # noqa: E741

    def current(self, k: int, V_m: Array) -> Array:
        """At a node [pA]."""
        total = self.J[k] - self.G[k] * V_m
        for receptor, g in self.nmda:
            total = total + receptor.opened(V_m) * (receptor.E_rev - V_m) * g[k]
        return total

    def current_at(self, time: Any, V_m: Array) -> Array:
        """At a part of the step, by the parabola through nodes at 0, 1/2 and 1."""
        one, two, four = self.real(1.0), self.real(2.0), self.real(4.0)
        a, b, c = (one - time) * (one - two * time), four * time * (one - time), time * (two * time - one)

        def between(x: list[Array]) -> Array:
            return (a * x[0] + b * x[1]) + c * x[2]

        total = between(self.J) - between(self.G) * V_m
        for receptor, g in self.nmda:
            total = total + receptor.opened(V_m) * (receptor.E_rev - V_m) * between(g)
        return total
