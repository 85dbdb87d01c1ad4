"""Records that are pickled, or copied, hold what was recorded and no network."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot

import lapicque as lq


def through_pickle(record: Any) -> Any:
    return pickle.loads(pickle.dumps(record))


@pytest.fixture(params=[through_pickle, copy.copy, copy.deepcopy], ids=["pickle", "copy", "deepcopy"])
def kept(request: pytest.FixtureRequest) -> Any:
    return request.param


def network() -> tuple[lq.Network, lq.Population, lq.Projection]:
    net = lq.Network(seed=3)
    cells = net.population(50, lq.LIF(I_e=500.0), name="exc", V_m=lq.Uniform(-70.0, -50.0))
    source = net.poisson_source(20, 100.0)
    synapse = lq.STDP(Wmax=100.0)
    return net, cells, net.connect(source, cells, lq.FixedIndegree(4), weight=50.0, delay=1.0, synapse=synapse)


def test_spikes(kept: Any) -> None:
    net, cells, _ = network()
    net.run(20.0)
    spikes = net.record(cells[5:40:2])
    net.run(100.0)
    copied = kept(spikes)
    net.run(50.0)
    assert len(copied) == np.count_nonzero(spikes.t <= 120.0) > 10
    np.testing.assert_array_equal(copied.t, spikes.t[: len(copied)])
    np.testing.assert_array_equal(copied.i, spikes.i[: len(copied)])
    np.testing.assert_array_equal(copied.rates(), spikes.rates(t_stop=120.0))
    np.testing.assert_array_equal(copied.cv(), spikes.cv(t_stop=120.0))
    assert (copied.t_start, copied.t_stop) == (20.0, 120.0)
    assert (copied.name, copied.n) == ("exc", 18)
    assert (len(copied.selection), len(copied.selection.population)) == (18, 50)
    assert copied.selection.population.model == cells.model
    assert "spikes of" in repr(copied)
    np.testing.assert_array_equal(copied.selection.indices, cells[5:40:2].indices)
    assert len(kept(copied)) == len(copied)


def test_samples_and_weights(kept: Any) -> None:
    net, cells, projection = network()
    trace = net.record(cells[[3, 1]], ["V_m", "I_exc"], every=0.5)
    weights = net.record(projection[:7], "weights", every=5.0)
    net.run(40.0)
    copied, changed = kept(trace), kept(weights)
    net.run(10.0)
    assert copied.variables == ("V_m", "I_exc")
    np.testing.assert_array_equal(copied.V_m, trace.V_m[:81])
    np.testing.assert_array_equal(copied.I_exc, trace.I_exc[:81])
    np.testing.assert_array_equal(copied.t, trace.t[:81])
    np.testing.assert_array_equal(changed.weights, weights.weights[:9])
    np.testing.assert_array_equal(changed.synapses, np.arange(7))
    np.testing.assert_array_equal(changed.t, weights.t[:9])
    assert changed.projection.receptor == "exc"
    lq.plot.weights(changed)
    lq.plot.trace(copied)
    pyplot.close("all")


def simulate(amplitude: float) -> lq.Simulation:
    return lq.simulate(lq.LIF(), 100.0, lq.Step(amplitude=amplitude))


def test_simulations_come_back_from_other_processes() -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        found = pool.map(simulate, [300.0, 500.0, 700.0])
    for amplitude, simulation in zip((300.0, 500.0, 700.0), found, strict=True):
        expected = simulate(amplitude)
        np.testing.assert_array_equal(simulation.V_m, expected.V_m)
        np.testing.assert_array_equal(simulation.spikes.t, expected.spikes.t)
        assert simulation.model == expected.model
        simulation.plot()
    pyplot.close("all")
