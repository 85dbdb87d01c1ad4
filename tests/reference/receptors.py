"""Receptors: linear equations of their own, so that they are known at every time within a step.

    dx/dt = rise - x/tau_decay,  d rise/dt = -rise/tau_rise        x: current [pA] or conductance [nS]

A receptor that jumps has no rise. What arrives enters at the end of the step: x, or the rise, increases by it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

import lapicque as lq
from reference.propagators import chain, chain_of_numbers, rise_per_weight

Array = Any  # of NumPy
NODES = 3  # times in a step at which a membrane wants its input


def time_constants(receptor: Any) -> tuple[Any, Any]:
    """Those of rise and decay."""
    if hasattr(receptor, "tau"):
        return receptor.tau, receptor.tau
    return receptor.tau_rise, receptor.tau_decay


# Gauss's formula with eight nodes.
GAUSS_NODES = (0.18343464249564980494, 0.52553240991632898582, 0.79666647741362673959, 0.96028985649753623168)
GAUSS_WEIGHTS = (0.36268378337836198297, 0.31370664587788728734, 0.22238103445337447054, 0.10122853629037625915)


def cubic_of(f: Callable[[float], float], fastest: float, slowest: float) -> list[float]:
    """The cubic, by powers, that has the same mean and the same first three moments as f over [0, 1]."""
    end = min(1.0, 45.0 / slowest)
    pieces = min(max(math.ceil(end * fastest), 1), 1024)
    half = 0.5 * end / pieces
    moments = [0.0, 0.0, 0.0, 0.0]
    for piece in range(pieces):
        middle = (2.0 * piece + 1.0) * half
        for node, weight in zip(GAUSS_NODES, GAUSS_WEIGHTS, strict=True):
            for sign in (half, -half):
                s = middle + sign * node
                mass = half * weight * f(s)
                for k, power in enumerate((1.0, s, s * s, s * s * s)):
                    moments[k] += mass * power
    mean, first, second, third = moments
    slope = 3.0 * (2.0 * first - mean)
    curve = 5.0 * ((6.0 * second - 6.0 * first) + mean)
    twist = 7.0 * (((20.0 * third - 30.0 * second) + 12.0 * first) - mean)
    return [((mean - slope) + curve) - twist, 2.0 * slope + (12.0 * twist - 6.0 * curve), 6.0 * curve - 30.0 * twist,
            20.0 * twist]  # fmt: skip


@lru_cache(10_000)
def cubic_of_chain(dt: float, *taus: float) -> list[float]:
    return cubic_of(lambda part: chain_of_numbers(part * dt, *taus), dt / taus[0], dt / taus[-1])


def decay_by_powers(dt: float, tau: Any) -> Array:
    """The cubic for a decay from 1: shape (4,) or (4, n)."""
    return np.moveaxis(np.array([cubic_of_chain(dt, t) for t in np.ravel(tau)]).reshape(*np.shape(tau), 4), -1, 0)


def response_by_powers(dt: float, rise: Any, decay: Any) -> Array:
    """The cubic for what a rise of 1 makes."""
    rise, decay = np.broadcast_arrays(rise, decay)
    cubics = [cubic_of_chain(dt, *pair) for pair in zip(rise.ravel().tolist(), decay.ravel().tolist(), strict=True)]
    return np.moveaxis(np.array(cubics).reshape(*rise.shape, 4), -1, 0)


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
        # Of x at the end of the step and at the nodes, by x and by the rise; without nodes the cubics.
        self.decay, self.at = real(chain(dt, decay)), [real(chain(node * dt, decay)) for node in nodes]
        self.powers = [real(c) for c in decay_by_powers(dt, decay)] if not nodes else []
        if self.rises:
            self.rise_decay, self.peak = real(chain(dt, rise)), real(rise_per_weight(rise, decay))
            self.rise_to_x = real(chain(dt, rise, decay))
            self.rise_at = [real(chain(node * dt, rise, decay)) for node in nodes]
            self.rise_powers = [real(c) for c in response_by_powers(dt, rise, decay)] if not nodes else []
        if self.conductance:
            self.E_rev = real(kind.E_rev)
        if self.magnesium:
            self.Mg = real(np.divide(kind.Mg, 3.57))

    def cubic(self, state: dict[str, Array]) -> list[Array]:
        """x along the step, by powers of the part that has passed."""
        return [self.by(state, of_x, self.rise_powers[k] if self.rises else None) for k, of_x in enumerate(self.powers)]

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
