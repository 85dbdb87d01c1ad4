"""The cortical microcircuit (Potjans & Diesmann 2014) in NEST, from the numbers in bench/microcircuit.py."""

from __future__ import annotations

import importlib
import math
from typing import Any

import microcircuit as published
from networks import DT

from simulators import Setup

nest: Any = importlib.import_module("nest")


def connect(setup: Setup) -> dict[str, Any]:
    """Create the populations and their synapses."""
    scale = setup.benchmark.scale
    cells = {}
    for name in published.NAMES:
        V_m = nest.random.normal(mean=published.V_M_MEAN[name], std=published.V_M_STD[name])
        neuron = {**published.NEURON, "tau_syn_ex": published.TAU_SYN, "tau_syn_in": published.TAU_SYN, "V_m": V_m}
        neuron["I_e"] = published.lost_current(name, scale)
        cells[name] = nest.Create("iaf_psc_exp", round(published.SIZE[name] * scale), params=neuron)
    # A thread holds at most 134 million synapses of one model.
    models = {post: f"static_synapse_{post}" for post in cells}
    for model in models.values():
        nest.CopyModel("static_synapse", model)
    for pre, sources in cells.items():
        mean, std = published.DELAY[pre[-1]]
        delay = nest.math.redraw(nest.random.normal(mean=mean, std=std), min=DT, max=math.inf)
        for post, targets in cells.items():
            total = published.synapses(pre, post, scale)
            if total:
                rule = {"rule": "fixed_total_number", "N": total, "allow_autapses": True, "allow_multapses": True}
                synapse = {"synapse_model": models[post], "weight": _weights(pre, post, scale), "delay": delay}
                nest.Connect(sources, targets, rule, synapse)
    return cells


def _weights(pre: str, post: str, scale: float) -> Any:
    mean = published.weight(pre, post) / math.sqrt(scale)
    low, high = (0.0, math.inf) if mean > 0.0 else (-math.inf, 0.0)
    return nest.math.redraw(nest.random.normal(mean=mean, std=published.SPREAD * abs(mean)), min=low, max=high)


def drive(cells: dict[str, Any], setup: Setup) -> None:
    """Connect the external Poisson input."""
    scale = setup.benchmark.scale
    for name, targets in cells.items():
        rate = published.EXTERNAL_RATE * published.EXTERNAL[name] * scale
        generator = nest.Create("poisson_generator", params={"rate": rate})
        nest.Connect(generator, targets, syn_spec={"weight": published.WEIGHT / math.sqrt(scale), "delay": 1.5})
