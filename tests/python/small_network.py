"""A small irregular network that several test files use."""

from __future__ import annotations

from typing import Any

import lapicque as lq


def noisy(n: int = 40, **options: Any) -> tuple[lq.Network, lq.Population, lq.SpikeData]:
    """Neurons that fire irregularly, and excite each other."""
    net = lq.Network(**{"seed": 3, **options})
    cells = net.population(n, lq.LIF(), name="cells", V_m=lq.Uniform(-70, -56))
    net.stimulate(cells, lq.PoissonInput(rate=9000.0, weight=45.0, receptor="exc"))
    net.connect(cells, cells, lq.FixedProbability(0.2), weight=30.0, delay=1.5, receptor="exc")
    return net, cells, net.record(cells, "spikes")


def spikes_of(record: lq.SpikeData) -> tuple[list[float], list[int]]:
    assert len(record) > 20
    return record.t.tolist(), record.i.tolist()
