"""What a network holds, and that what is too large is refused before anything is allocated."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import growth
import lapicque as lq


def grow(kind: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(Path(growth.__file__)), kind]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells in this way what a process holds")
@pytest.mark.parametrize("kind", growth.KINDS)
def test_memory_is_what_the_process_grows_by(kind: str) -> None:
    done = grow(kind)
    grown, said = map(int, done.stdout.split())
    assert grown > 20e6
    assert said == pytest.approx(grown, rel=0.1)


@pytest.mark.parametrize("kind", [kind for kind in growth.KINDS if kind not in growth.UNFORESEEN])
def test_what_memory_cannot_hold_is_refused_for_every_kind(kind: str) -> None:
    done = grow(kind, LAPICQUE_MEMORY="17e6")
    assert done.returncode == 1
    assert "MemoryError: " in done.stderr
    assert "of memory, but only 0.017 GB are available; " in done.stderr


def test_memory_and_threads_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPICQUE_THREADS", "3")
    big = lq.Network()
    big.population(3_000_000, lq.LIF())
    assert big.threads == 3
    for variable, value in (("LAPICQUE_THREADS", "0"), ("LAPICQUE_THREADS", "many"), ("LAPICQUE_MEMORY", "-1")):
        monkeypatch.setenv("LAPICQUE_THREADS", "2")
        monkeypatch.setenv("LAPICQUE_MEMORY", "1e9")
        monkeypatch.setenv(variable, value)
        with pytest.raises(ValueError, match=rf"environment variable {variable} must be a number from .*got '{value}'"):
            _ = lq.Network().population(3_000_000, lq.LIF()).V_m, lq.Network().run(1.0)


def test_a_connection_that_memory_cannot_hold_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def network(also: bool) -> tuple[lq.Network, lq.SpikeData]:
        net = lq.Network(threads=1)
        cells = net.population(20_000, lq.LIF(I_e=400.0), V_m=lq.Uniform(-70.0, -50.0))
        net.connect(cells[:100], cells, lq.FixedProbability(0.1), weight=5.0, delay=1.5)
        if also:
            too_many = net.connect(cells, cells, lq.FixedIndegree(2000), weight=1.0, delay=0.5)
            monkeypatch.setenv("LAPICQUE_MEMORY", "50e6")
            with pytest.raises(MemoryError, match=r"or remove\(\) a connection"):
                net.run(10.0)
            too_many.remove()
            assert too_many not in net.projections
            assert len(too_many) == 0
            with pytest.raises(ValueError, match="not drawn yet"):
                net.projections[0].remove()
        net.connect(cells[:100], cells, lq.FixedProbability(0.1), weight=-5.0, delay=2.0)
        spikes = net.record(cells)
        net.run(50.0)
        return net, spikes

    net, spikes = network(also=True)
    assert len(spikes) > 10_000
    assert len(net.projections) == 2
    # The connection after it keeps its number, so that it is drawn as it would have been.
    assert len(network(also=False)[1]) > 10_000


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
