"""Membranes that are integrated numerically, while they fire: what they are given, and what DOP853 makes of it."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

import lapicque as lq
import membranes
from membranes import CURRENTS, EXP, MIXED, NMDA, Array, Input

DURATION = 120.0
PSC = {"exc": lq.AlphaCurrent(tau=0.2), "inh": lq.AlphaCurrent(tau=2.0)}
# model, sizes of weights, and a current from 20 to 110 ms
CASES: dict[str, tuple[Any, dict[str, float], float]] = {
    "HodgkinHuxley": (lq.HodgkinHuxley(receptors=PSC), {"exc": 50.0, "inh": 20.0}, 1000.0),
    "TraubMiles": (lq.TraubMiles(receptors=EXP), {"exc": 3.0, "inh": 5.0}, 300.0),
    "AdEx": (lq.AdEx(b=20.0, receptors=MIXED), {"exc": 2.0, "inh": 5.0, "I": 50.0}, 900.0),
    "AdEx with t_ref": (lq.AdEx(b=20.0, t_ref=2.0, receptors=MIXED), {"exc": 2.0, "inh": 5.0, "I": 50.0}, 900.0),
    "EIF": (lq.EIF(receptors=MIXED), {"exc": 2.0, "inh": 5.0, "I": 50.0}, 800.0),
    "QIF": (lq.QIF(t_ref=0.0, receptors=MIXED), {"exc": 2.0, "inh": 5.0, "I": 20.0}, 400.0),
    "Izhikevich": (lq.Izhikevich(receptors=CURRENTS), {"exc": 1.0, "inh": 1.0}, 12.0),
}
# These spike off the grid, too, but have another scheme or another convention on it.
LEAKY: dict[str, tuple[Any, dict[str, float], float]] = {
    "LIF with conductances": (lq.LIF(receptors=MIXED), {"exc": 3.0, "inh": 5.0, "I": 50.0}, 500.0),
    "LIF with NMDA": (lq.LIF(t_ref=0.0, receptors=NMDA), {"exc": 2.0, "nmda": 1.0}, 300.0),
}


@cache
def given_to(name: str) -> tuple[Any, Input]:
    model, sizes, current = CASES.get(name) or LEAKY[name]
    rng = np.random.default_rng(5)
    spikes = {}
    for port in model.receptors:
        times = np.sort(rng.choice(np.arange(2.0, DURATION), 60, replace=False))
        sign = -1.0 if port == "inh" and not hasattr(model.receptors[port], "E_rev") else 1.0
        spikes[port] = (times, sign * sizes[port] * rng.uniform(0.5, 1.5, 60))
    return model, Input(dict(model.receptors), spikes, step=(20.0, 110.0, current))


@cache
def truth(name: str, grid: float | None) -> tuple[Array, Array]:
    """V_m every 0.1 ms, and the spikes."""
    model, given = given_to(name)
    times = np.arange(round(10 * DURATION) + 1) * 0.1
    states, spikes = membranes.firing(model, given, times, grid)
    return states[0], spikes


def simulated(name: str, dt: float, **changes: Any) -> tuple[Array, Array]:
    model, given = given_to(name)
    found = membranes.simulated(model.replace(**changes), given, dt, DURATION, ["V_m"])
    return found["V_m"], found["spikes"]


def errors(name: str, dt: float) -> Array:
    """Of V_m, at the times that both have."""
    model, _ = given_to(name)
    V_m, _ = simulated(name, dt)
    exact, _ = truth(name, dt if getattr(model, "t_ref", 0.0) and membranes.resets(model) else 0.1)
    ours, theirs = max(1, round(0.1 / dt)), max(1, round(dt / 0.1))
    return np.abs(V_m[::ours] - exact[::theirs])
