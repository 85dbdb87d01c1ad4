"""Networks, names, projections, records, and single neurons as Python sees them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import lapicque as lq
from small_network import noisy

# Networks, names and projections


def test_names() -> None:
    net = lq.Network()
    a, b = net.population(1, lq.LIF(), name="a"), net.population(2, lq.LIF())
    noise, clock = net.poisson_source(3, 10.0), net.spike_source([1.0], name="clock")
    assert [p.name for p in (a, b, noise, clock)] == list(net.populations)
    assert net["a"] is a
    assert net.populations["clock"] is clock
    assert (a.model, noise.model) == (lq.LIF(), None)
    with pytest.raises(KeyError, match="no population 'clok'; did you mean 'clock'"):
        net["clok"]
    with pytest.raises(TypeError):
        net.populations["new"] = a  # type: ignore[index]
    assert "clock" in net.populations
    assert len(net.populations) == 4


def test_attributes() -> None:
    net = lq.Network(dt=0.25, seed=2**64 - 1, threads=2)
    assert (net.dt, net.seed, net.threads, net.time) == (0.25, 2**64 - 1, 2, 0.0)
    cells = net.population(3, lq.LIF())
    assert {"V_m", "I_exc", "I_inh", "name", "model"} <= set(dir(cells))
    with pytest.raises(AttributeError, match="has no attribute 'V'; did you mean 'V_m'"):
        cells.V  # noqa: B018
    with pytest.raises(AttributeError, match="has no attribute 'I_ex'; did you mean 'I_exc'"):
        cells[[0]].I_ex = 1.0
    with pytest.raises(AttributeError):
        cells.name = "other"
    source = net.poisson_source(2, 5.0)
    with pytest.raises(AttributeError, match="has no attribute 'V_m'"):
        source.V_m  # noqa: B018
    with pytest.raises(AttributeError, match="lapicque has no attribute 'Netwrk'; did you mean 'Network'"):
        lq.Netwrk  # type: ignore[attr-defined]  # noqa: B018


def test_reprs() -> None:
    net = lq.Network(seed=7)
    exc = net.population(12, lq.LIF(), name="exc")
    projection = net.connect(exc[:3], exc, lq.AllToAll(), receptor="inh", weight=-1.0)
    spikes, trace = net.record(exc, "spikes"), net.record(exc[[1, 2]], ["V_m"])
    assert repr(exc) == "<Population 'exc': 12 LIF neurons>"
    assert repr(exc[2:4]) == "<2 of <Population 'exc': 12 LIF neurons>: (2, 4)>"
    for thing, *words in (
        (net, "12 neurons", "1 populations", "1 projections", "seed=7", "t=0.0 ms"),
        (projection, "exc", "'inh'"),
        (spikes, "0 spikes", "exc"),
        (trace, "V_m", "0 samples", "exc"),
        (net.populations, "exc"),
    ):
        assert all(word in repr(thing) for word in words), repr(thing)


def test_projection() -> None:
    net = lq.Network()
    pre, post = net.population(6, lq.LIF(), "pre"), net.population(5, lq.LIF(), "post")
    weights, delays = np.array([1.5, -2.5, 3.5]), np.array([0.3, 0.2, 0.1])
    chosen = net.connect(pre[[5, 0, 2]], post[1:], lq.Pairs([0, 1, 2], [3, 0, 2]), weights, delays, "inh")
    assert net.projections == (chosen,)
    assert (chosen.pre.population, chosen.post.population, chosen.receptor) == (pre, post, "inh")
    assert len(chosen) == 3
    assert chosen.sources.tolist() == [0, 2, 5]
    assert chosen.targets.tolist() == [1, 3, 4]
    assert chosen.weights.tolist() == [-2.5, 3.5, 1.5]
    np.testing.assert_allclose(chosen.delays, [0.2, 0.1, 0.3], rtol=1e-15)
    matrix = np.array([[0.0, 1.0], [2.0, 0.0], [0.0, 3.0]])
    dense = net.connect(pre[:3], post[:2], lq.Matrix(matrix), receptor="exc")
    assert list(zip(*dense.synapses()[:3], strict=True)) == [(0, 1, 1.0), (1, 0, 2.0), (2, 1, 3.0)]
    with pytest.raises(ValueError, match="read-only"):  # a copy: what is written there would be lost
        chosen.weights[:] = 0.0
    assert chosen.weights.tolist() == [-2.5, 3.5, 1.5]


def test_receptor_by_the_sign_of_the_weight() -> None:
    net = lq.Network()
    cells = net.population(2, lq.LIF())
    assert net.connect(cells, cells, lq.AllToAll(), weight=1.0).receptor == "exc"
    assert net.connect(cells, cells, lq.AllToAll(), weight=-1.0).receptor == "inh"
    single = net.population(2, lq.LIF(receptors={"syn": lq.Delta()}))
    assert net.connect(cells, single, lq.AllToAll(), weight=-1.0).receptor == "syn"
    assert net.connect(cells, cells, lq.OneToOne()).weights.tolist() == [1.0, 1.0]
    assert net.connect(cells, cells, lq.OneToOne()).delays.tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("times", "spikes"),
    [
        ([1.0, 2.0], [(1.0, 0), (2.0, 0)]),
        (np.array([1, 2]), [(1.0, 0), (2.0, 0)]),
        ([[1.0, 2.0], [1.5]], [(1.0, 0), (1.5, 1), (2.0, 0)]),
        ([np.array([2.0]), []], [(2.0, 0)]),
        (np.array([[1.0, 2.0], [1.5, 3.0]]), [(1.0, 0), (1.5, 1), (2.0, 0), (3.0, 1)]),
        ([], []),
        ((3.0,), [(3.0, 0)]),
    ],
    ids=str,
)
def test_spike_source(times: Any, spikes: list[tuple[float, int]]) -> None:
    net = lq.Network()
    record = net.record(net.spike_source(times), "spikes")
    net.run(5.0)
    assert [(round(t, 9), i) for t, i in zip(record.t.tolist(), record.i.tolist(), strict=True)] == spikes


# Records


def given_trains() -> lq.SpikeData:
    """Spikes of neurons 5, 3 and 1 of a source of known times."""
    net = lq.Network()
    trains: list[list[float]] = [[] for _ in range(6)]
    trains[5], trains[3] = [1.0, 2.0, 4.0, 8.0], [2.0, 5.0]
    record = net.record(net.spike_source(trains)[::-2], "spikes")
    net.run(10.0)
    return record


def test_spike_data() -> None:
    record = given_trains()
    assert record.columns.tolist() == [5, 3, 1]
    assert (record.n, record.name, len(record)) == (3, "population0", 6)
    assert [round(t, 9) for t in record.t] == [1.0, 2.0, 2.0, 4.0, 5.0, 8.0]
    assert record.i[record.t < 1.5].tolist() == [5]
    assert sorted(record.i.tolist()) == [3, 3, 5, 5, 5, 5]
    np.testing.assert_allclose(record.rates(), [400.0, 200.0, 0.0])
    np.testing.assert_allclose(record.rates(t_start=1.0), np.array([3, 2, 0]) / 9e-3)
    np.testing.assert_allclose(record.rates(t_stop=2.0), [1000.0, 500.0, 0.0])
    np.testing.assert_allclose(record.rates(2.0, 5.0), np.array([1, 1, 0]) / 3e-3)
    assert [np.round(train, 9).tolist() for train in record.trains()] == [[1, 2, 4, 8], [2, 5], []]
    assert [np.round(train, 9).tolist() for train in record.trains(1.0, 4.0)] == [[2, 4], [2], []]
    np.testing.assert_allclose(record.isi(), [1.0, 2.0, 4.0, 3.0])
    np.testing.assert_allclose(record.isi(t_start=1.0), [2.0, 4.0, 3.0])
    intervals = np.array([1.0, 2.0, 4.0])
    np.testing.assert_allclose(record.cv(), [intervals.std() / intervals.mean(), np.nan, np.nan])
    with pytest.raises(ValueError, match="read-only"):
        record.t[0] = 3.0


def test_records_grow_and_old_arrays_stay() -> None:
    net, cells, spikes = noisy(200)
    trace = net.record(cells[[7, 3]], ["I_exc", "V_m"], every=0.2)
    snapshots = []
    for _ in range(12):
        net.run(5.0)
        snapshots.append((spikes.t, spikes.t.copy(), trace.V_m, trace.V_m.copy()))
    for t, t_then, V, V_then in snapshots:
        np.testing.assert_array_equal(t, t_then)
        np.testing.assert_array_equal(V, V_then)
        np.testing.assert_array_equal(spikes.t[: len(t)], t)
    assert len(spikes.t) == len(spikes.i) == len(spikes) > 200
    assert trace.V_m.shape == trace.I_exc.shape == (301, 2) == (len(trace), 2)
    assert trace.t.shape == (301,)
    assert trace.variables == ("I_exc", "V_m")
    np.testing.assert_array_equal(trace.V_m[-1], cells.V_m[[7, 3]])
    with pytest.raises(AttributeError, match="Trace has no attribute 'V'; did you mean 'V_m'"):
        trace.V  # noqa: B018


def test_rates_of_a_record_that_came_late() -> None:
    net, cells, spikes = noisy()
    net.run(100.0)
    late = net.record(cells, "spikes")
    assert np.isnan(late.rates()).all()
    net.run(50.0)
    assert (late.t_start, late.t_stop) == (pytest.approx(100.0), pytest.approx(150.0))
    np.testing.assert_allclose(late.rates(), spikes.rates(100.0, 150.0))
    net.reset()
    net.run(50.0)
    np.testing.assert_array_equal(late.rates(), spikes.rates())


# One neuron


def test_simulate() -> None:
    model = lq.LIF()
    result = lq.simulate(model, duration=50, current=lq.Step(start=10, stop=40, amplitude=450), dt=0.1)
    assert result.t.shape == result.V_m.shape == result.I.shape == (501,)
    np.testing.assert_allclose(result.t, 0.1 * np.arange(501), rtol=0, atol=1e-9)
    assert result.model is model
    assert set(result.I) == {0.0, 450.0}
    assert len(result.spikes.t) > 0
    assert (result.spikes.t > 10).all()
    # From rest the threshold is crossed where 18 mV (1 - exp(-t/tau_m)) reaches 15 mV.
    crossing = 10 + 10 * np.log(18 / 3)
    assert result.spikes.t[0] == pytest.approx(np.ceil(crossing / 0.1) * 0.1)
    charged = result.t[(result.t > 10.05) & (result.t < crossing)]
    np.testing.assert_allclose(
        result.V_m[np.isin(result.t, charged)], -70 + 18 * (1 - np.exp(-(charged - 10) / 10)), rtol=1e-12
    )


def test_simulate_takes_several_stimuli_and_an_initial_value() -> None:
    stimuli = [lq.Step(0, 5, 100.0), lq.Sine(50.0, 100.0), lq.PoissonInput(1000.0, 20.0)]
    a = lq.simulate(lq.LIF(), 20, stimuli, seed=4, V_m=-60)
    assert a.V_m[0] == -60.0
    b = lq.simulate(lq.LIF(), 20, stimuli, seed=4, V_m=-60)
    np.testing.assert_array_equal(a.V_m, b.V_m)
    c = lq.simulate(lq.LIF(), 20, stimuli, seed=5, V_m=-60)
    assert (a.V_m != c.V_m).any()
    np.testing.assert_array_equal(a.I, c.I)
    assert lq.simulate(lq.LIF(), 1).V_m.tolist() == [-70.0] * 11


def test_info() -> None:
    info = lq.info()
    assert info["version"] == lq.__version__
    assert isinstance(info["available_isas"], list)
    assert info["isa"] in info["available_isas"]
    assert info["threads"] >= 1  # type: ignore[operator]
