"""What a network holds, and that what is too large is refused before anything is allocated."""

from __future__ import annotations

import numpy as np
import pytest

import lapicque as lq


def test_memory_by_kind() -> None:
    net = lq.Network(seed=2, threads=1)
    cells = net.population(1000, lq.LIF())
    before = net.memory()
    assert before["synapses"] == before["rows"] == 0
    # V_m, two currents, the external current and refractoriness.
    assert before["state"] >= 1000 * (4 * 8 + 4)

    net.connect(cells, cells, lq.FixedTotal(50_000), weight=1.0, delay=1.5)
    assert net.memory()["synapses"] == 0  # not drawn yet
    net.build()
    constant = net.memory()
    assert constant["synapses"] == 50_000 * 2
    assert constant["rows"] == 1001 * 16 + 1000 * 4
    # Fewer than 65536 arrivals a step: 16 bits a neuron.
    assert constant["accumulators"] == 1000 * 2

    net.connect(cells, cells, lq.FixedTotal(50_000), weight=lq.Normal(10.0, 1.0), delay=1.5)
    net.build()
    assert net.memory()["synapses"] == 50_000 * (2 + 4)
    net.connect(cells, cells, lq.OneToOne(), weight=np.arange(1000.0), delay=1.5)
    net.build()
    assert net.memory()["synapses"] == 50_000 * (2 + 4) + 1000 * 4  # whole numbers: 16 bits

    net.record(cells, "V_m")
    net.run(10.0)
    after = net.memory()
    assert after["recordings"] >= 101 * 1000 * 8
    assert after["total"] == sum(after[kind] for kind in after if kind != "total")


def test_single_precision_halves_the_state() -> None:
    state = {}
    for precision in ("double", "single"):
        net = lq.Network(precision=precision)
        net.population(10_000, lq.LIF())
        state[precision] = net.memory()["state"]
    # Of 36 bytes a neuron, 4 are a step number. Coefficients that are the same for all take some hundred bytes.
    assert state["double"] - state["single"] == pytest.approx(10_000 * 16, rel=5e-3)


def test_too_many_synapses_are_refused_with_the_numbers() -> None:
    net = lq.Network(seed=1)
    cells = net.population(1000, lq.LIF())
    kept = net.connect(cells, cells, lq.FixedProbability(0.1), weight=1.0, delay=1.0)
    net.run(5.0)
    before = net.memory()
    message = r"the 1e\+12 synapses .* need at least 4e\+03 GB .* but only [0-9.e+]+ GB are available; make the network"
    with pytest.raises(MemoryError, match=message):
        net.connect(cells, cells, lq.FixedTotal(10**12), weight=lq.Normal(1.0, 0.1), delay=1.0)
    assert net.projections == (kept,)
    net.run(5.0)
    assert net.time == 10.0
    assert net.memory()["synapses"] == before["synapses"] == 2 * len(kept.synapses().pre)
