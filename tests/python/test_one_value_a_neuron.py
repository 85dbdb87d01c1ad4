"""Parameters of one value a neuron: whichever of them differ, each neuron runs as it would in a population of its own.

The kernels keep what all neurons have in common in registers, and have variants for what differs.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

import lapicque as lq

N = 603  # two blocks, the second with an end that fills no vector
DIFFERING = {
    "V_th": (-55.0, -54.2),
    "I_e": (440.0, 470.0),
    "t_ref": (2.0, 3.5),
    "V_reset": (-70.0, -66.0),
    "tau_m": (10.0, 12.0),
    "C_m": (250.0, 230.0),
}
CASES = [(), *itertools.combinations(DIFFERING, 1), ("V_th", "I_e"), ("V_th", "I_e", "t_ref"), tuple(DIFFERING)]


def receptors(kind: str) -> dict[str, Any]:
    match kind:
        case "exponential":
            return {"exc": lq.ExpCurrent(tau=2.0), "inh": lq.ExpCurrent(tau=5.0)}
        case "alpha":
            return {"exc": lq.AlphaCurrent(tau=2.0), "inh": lq.AlphaCurrent(tau=5.0)}
        case _:
            return {"exc": lq.Delta(), "inh": lq.ExpCurrent(tau=3.0)}


def run(
    neurons: np.ndarray, values: dict[str, np.ndarray | float], kind: str, current: bool, precision: str
) -> tuple[dict[int, list[float]], np.ndarray]:
    """Spike times of each neuron, and V_m at the end."""
    net = lq.Network(dt=0.1, seed=3, threads=1, precision=precision)
    V_m = np.linspace(-70.0, -56.0, N)[neurons]
    model = lq.LIF(receptors=receptors(kind), **{"I_e": 450.0, **values})
    population = net.population(len(neurons), model, V_m=V_m)
    trains = [[float(t)] for t in range(3, 90, 7)]
    for weight in (60.0, -40.0) if kind != "jump" else (1.5, -40.0):
        source = net.spike_source(trains)
        net.connect(source, population, lq.AllToAll(), weight=weight, delay=0.4)
    if current:
        net.stimulate(population, lq.Step(start=10.0, stop=60.0, amplitude=35.0))
        net.stimulate(population, lq.Sine(amplitude=12.0, frequency=30.0))
    spikes = net.record(population)
    trace = net.record(population[: len(neurons) // 2], "V_m", every=0.5)
    net.run(100.0)
    times: dict[int, list[float]] = {int(i): [] for i in neurons}
    for t, i in zip(spikes.t, spikes.i, strict=True):
        times[int(neurons[i])].append(float(t))
    assert np.array_equal(trace.V_m[-1], population.V_m[: len(neurons) // 2])
    return times, np.array(population.V_m)


@pytest.mark.parametrize("precision", ["double", "single"])
@pytest.mark.parametrize("current", [False, True])
@pytest.mark.parametrize("kind", ["exponential", "alpha", "jump"])
@pytest.mark.parametrize("names", CASES, ids="-".join)
def test_whatever_differs(names: tuple[str, ...], kind: str, current: bool, precision: str) -> None:
    odd = np.arange(N) % 2 == 1
    together, V_m = run(
        np.arange(N), {name: np.where(odd, *DIFFERING[name][::-1]) for name in names}, kind, current, precision
    )
    assert sum(map(len, together.values())) > N
    for which in (0, 1):
        neurons = np.flatnonzero(odd == bool(which))
        alone, V_alone = run(neurons, {name: DIFFERING[name][which] for name in names}, kind, current, precision)
        assert alone == {i: together[i] for i in alone}
        assert V_alone.tobytes() == V_m[neurons].tobytes()
