"""What the networks of Vogels & Abbott (2005) and Brette et al. (2007) share: four fifths of the neurons excite, one
fifth inhibits, and every pair is connected with probability 0.02."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import lapicque as lq
from lapicque._values import integer
from lapicque.networks._sizes import scaled

_SHARE = {"exc": 0.8, "inh": 0.2}
_P = 0.02


def vogels_abbott(
    model: Any,
    start: Mapping[str, Any],
    weight: Mapping[str, float],
    *,
    n: int,
    scale: float,
    dt: float,
    **options: Any,
) -> lq.Network:
    """Network of neurons of one model with receptors ``exc`` and ``inh``, and the initial values `start`.

    `scale` changes the number of neurons and leaves the mean number of synapses that a neuron has; `options` are those
    of `lapicque.Network`. ValueError where too few neurons are left for that, or `n` is below 50.
    """
    if integer(n, "n") < 50:
        raise ValueError(f"n must be at least 50, got {n}")
    base = {name: round(share * n) for name, share in _SHARE.items()}
    sizes = {name: scaled(name, size, scale, round(_P * size)) for name, size in base.items()}
    net = lq.Network(dt=dt, **options)
    populations = {name: net.population(size, model, name=name, **start) for name, size in sizes.items()}
    for name, pre in populations.items():
        rule = lq.FixedProbability(min(_P * base[name] / sizes[name], 1.0))
        for post in populations.values():
            net.connect(pre, post, rule, weight=weight[name], delay=max(0.1, dt), receptor=name)
    return net
