"""Bytes that the process grows by while a network gets something of one kind, beside what `memory` says of it.

Run as a script with the name of a kind, in a process of its own: what the allocator has kept from before would hide the
growth.
"""

from __future__ import annotations

import ctypes
import mmap
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import lapicque as lq

Grow = Callable[[], object]
Kind = Callable[[lq.Network], Grow]
N = 2_000_000
RNG = np.random.default_rng(1)


def neurons(model: Any) -> Kind:
    return lambda net: lambda: net.population(2_000_000, model)


def one_value_a_neuron(net: lq.Network) -> Grow:
    model = lq.LIF(tau_m=RNG.uniform(10.0, 20.0, 2_000_000), V_th=RNG.uniform(-55.0, -50.0, 2_000_000))
    V_m = RNG.uniform(-70.0, -60.0, 2_000_000)
    return lambda: net.population(2_000_000, model, V_m=V_m)


def synapses(weight: Any, synapse: Any = None, **options: Any) -> Kind:
    def kind(net: lq.Network) -> Grow:
        cells = net.population(20_000, lq.LIF())
        net.run(1.0)

        def grow() -> None:
            rule = lq.FixedTotal(30_000_000)
            net.connect(cells, cells, rule, weight=weight, delay=2.0, receptor="exc", synapse=synapse, **options)
            net.build()

        return grow

    return kind


def pairs(net: lq.Network) -> Grow:
    cells = net.population(20_000, lq.LIF())
    net.run(1.0)
    pre, post = RNG.integers(0, 20_000, (2, 10_000_000))
    weight, delay = RNG.uniform(1.0, 2.0, 10_000_000), np.full(10_000_000, 2.0)

    def grow() -> None:
        net.connect(cells, cells, lq.Pairs(pre, post), weight=weight, delay=delay)
        net.build()

    return grow


def poisson_source(net: lq.Network) -> Grow:
    rates = RNG.uniform(10.0, 1e5, 20_000)
    return lambda: net.poisson_source(20_000, rates)


def gamma_source(net: lq.Network) -> Grow:
    return lambda: net.gamma_source(3_000_000, 10.0, 2.0)


def spike_source(net: lq.Network) -> Grow:
    times = list(RNG.integers(1, 10_000, (100, 40_000)).astype(float))
    return lambda: net.spike_source(times)


def stimulus(make: Callable[[int], Any]) -> Kind:
    def kind(net: lq.Network) -> Grow:
        cells = net.population(N, lq.LIF())
        given = make(N)
        net.run(1.0)
        return lambda: net.stimulate(cells, given)

    return kind


def gap_junctions(net: lq.Network) -> Grow:
    cells = net.population(20_000, lq.LIF())
    pre = RNG.integers(0, 10_000, 3_000_000)
    post = RNG.integers(10_000, 20_000, 3_000_000)
    rule = lq.Pairs(pre, post)

    def grow() -> None:
        net.gap_junction(cells, cells, 0.1, rule)
        net.run(0.1)

    return grow


def state_records(net: lq.Network) -> Grow:
    trace = net.record(net.population(20_000, lq.LIF()), "V_m")
    net.run(1.0)
    assert len(trace) == 11
    return lambda: net.run(50.0)


def spike_records(net: lq.Network) -> Grow:
    spikes = net.record(net.poisson_source(20_000, 500.0))
    net.run(1.0)

    def grow() -> None:
        net.run(1000.0)
        assert len(spikes) > 5_000_000

    return grow


STDP = lq.STDP(Wmax=100.0)
KINDS: dict[str, Kind] = {
    "neurons": neurons(lq.LIF()),
    "neurons of many variables": neurons(lq.TraubMiles()),
    "one value a neuron": one_value_a_neuron,
    "precise neurons": neurons(lq.LIF(spike_timing="precise")),
    "synapses of one weight": synapses(1.0),
    "synapses on a grid": synapses(lq.Normal(50.0, 5.0)),
    "synapses as real numbers": synapses(lq.Exponential(2.0)),
    "plastic synapses": synapses(1.0, STDP),
    "pairs": pairs,
    "Poisson sources": poisson_source,
    "gamma sources": gamma_source,
    "spike sources": spike_source,
    "samples of a current": stimulus(lambda n: lq.ArrayCurrent(RNG.normal(0.0, 1.0, (10, n)), every=1.0)),
    "steps of a current": stimulus(lambda n: lq.Steps(np.arange(1.0, 5e6), np.arange(1.0, 5e6))),
    "noise": stimulus(lambda n: lq.WhiteNoise(std=RNG.uniform(1.0, 2.0, n))),
    "noise with memory": stimulus(lambda n: lq.OrnsteinUhlenbeck(RNG.uniform(0, 1, n), RNG.uniform(1, 2, n), 5.0)),
    "Poisson input": stimulus(
        lambda n: lq.PoissonInput(rate=np.repeat(RNG.uniform(1e3, 1e5, n // 20), 20), weight=1.0)
    ),
    "gap junctions": gap_junctions,
    "state records": state_records,
    "spike records": spike_records,
}


def resident() -> int:
    """Bytes that the process holds; 0 where the system does not tell in this way."""
    if sys.platform != "linux":
        return 0
    # What the process has given back to the allocator is not the network's.
    ctypes.CDLL(None).malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * mmap.PAGESIZE


UNFORESEEN = ("spike records",)  # nobody knows how many spikes there will be

if __name__ == "__main__":
    network = lq.Network(dt=1.0 if "Poisson sources" in sys.argv else 0.1, threads=1)
    grow = KINDS[sys.argv[1]](network)
    before, said = resident(), network.memory()["total"]
    grow()
    print(resident() - before, network.memory()["total"] - said)
