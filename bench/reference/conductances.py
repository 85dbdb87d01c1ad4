"""What the networks of conductances share: their synapses, and initial values drawn from normal distributions."""

from __future__ import annotations

import functools
import math
from typing import Any

import balanced
import nest

SYNAPSES = {"E_ex": 0.0, "E_in": -80.0, "tau_syn_ex": 5.0, "tau_syn_in": 10.0}
WEIGHTS = {"exc": 6.0, "inh": -67.0}  # NEST: the sign tells the receptor
Moments = dict[str, tuple[float, float]]


def drawn(distributions: Moments) -> dict[str, Any]:
    """Parameters from means and standard deviations; all but V_m are drawn again below 0."""
    parameters = {}
    for name, (mean, std) in distributions.items():
        normal = nest.random.normal(mean=mean, std=std)
        parameters[name] = normal if name == "V_m" else nest.math.redraw(normal, min=0.0, max=math.inf)
    return parameters


def network(
    model: str, neuron: dict[str, float], window: float, seeds: int, start: Moments, kick: Moments
) -> balanced.Network:
    """A network whose initial values have the means and standard deviations of `start` and `kick`."""
    return balanced.Network(
        model=model,
        neuron={**neuron, **SYNAPSES},
        unit="nS",
        weights=WEIGHTS,
        window=window,
        seeds=seeds,
        initial={"initial_normal": {**start, **kick}},
        start=functools.partial(drawn, start),
        kick=functools.partial(drawn, kick),
    )
