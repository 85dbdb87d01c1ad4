"""Weights of plastic synapses: reading, writing, recording, reset, memory, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import lapicque as lq

STDP = lq.STDP(lambda_=0.05, Wmax=120.0, tau_minus=30.0)


class Busy:
    """A network whose plastic synapses of all kinds change its course."""

    def __init__(self, **options: Any) -> None:
        net = self.net = lq.Network(**{"seed": 6, "threads": 1, **options})
        self.cells = net.population(150, lq.LIF(I_e=300.0), name="cells", V_m=lq.Uniform(-70.0, -55.0))
        inhibition = net.population(40, lq.LIF(I_e=400.0), name="inhibition", V_m=lq.Uniform(-70.0, -55.0))
        source = net.poisson_source(60, 300.0)
        net.stimulate(self.cells, lq.PoissonInput(rate=5000.0, weight=30.0, receptor="exc"))
        delay = lq.Uniform(0.3, 4.0)
        connect = net.connect
        self.projections = [
            connect(self.cells, self.cells, lq.FixedIndegree(30), lq.Uniform(10, 90), delay, "exc", STDP),
            connect(source, self.cells, lq.FixedProbability(0.3), 50.0, 0.6, "exc", lq.TripletSTDP(Aplus_triplet=0.5)),
            connect(inhibition, self.cells, lq.FixedOutdegree(50), -40.0, delay, "inh", lq.VogelsSprekeler(eta=2.0)),
            connect(source, inhibition, lq.FixedTotal(300), 30.0, 1.0, "exc", lq.TsodyksMarkram(tau_fac=100.0)),
            connect(self.cells, inhibition, lq.Pairs([1, 2, 3], [3, 4, 5]), [1.5, 2.5, 3.5], 0.3, "exc"),
        ]
        self.spikes = net.record(self.cells, "spikes")
        self.trace = net.record(self.projections[0][::7], "weights", every=5.0)

    def results(self) -> dict[str, bytes]:
        found = {f"weights {k}": projection.weights for k, projection in enumerate(self.projections)}
        found |= {"V_m": self.cells.V_m, "t": self.spikes.t, "i": self.spikes.i, "trace": self.trace.weights}
        return {name: np.array(values).tobytes() for name, values in found.items()}


@pytest.fixture(scope="module")
def single() -> dict[str, bytes]:
    busy = Busy()
    before = [projection.weights for projection in busy.projections]
    busy.net.run(1500.0)
    for k in range(3):
        change = np.abs(busy.projections[k].weights - before[k])
        assert np.mean(change > 0) > 0.9
    assert len(busy.spikes) > 500
    return busy.results()


@pytest.mark.parametrize("threads", [2, 3, 5])
def test_any_number_of_threads(single: dict[str, bytes], threads: int) -> None:
    busy = Busy(threads=threads)
    busy.net.run(1500.0)
    assert busy.results() == single


@pytest.mark.parametrize("threads", [1, 2])
def test_any_split_of_a_run(single: dict[str, bytes], threads: int) -> None:
    busy = Busy(threads=threads)
    for duration in (0.1, 0.2, 99.7, 0.0, 899.9, 0.1, 0.1, 499.9):
        busy.net.run(duration)
    assert busy.net.time == 1500.0
    assert busy.results() == single


@pytest.mark.parametrize("isa", lq.info()["available_isas"])
def test_any_instruction_set(single: dict[str, bytes], isa: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPICQUE_ISA", isa)
    busy = Busy(threads=2)
    busy.net.run(1500.0)
    assert busy.results() == single


def test_reset_restores_the_weights(single: dict[str, bytes]) -> None:
    busy = Busy(threads=2)
    before = [projection.weights.tobytes() for projection in busy.projections]
    busy.net.run(300.0)
    busy.projections[0].weights = np.full(len(busy.projections[0]), 60.0)
    busy.net.run(50.0)
    busy.net.reset()
    assert [projection.weights.tobytes() for projection in busy.projections] == before
    assert busy.trace.weights.shape == (0, len(busy.trace.synapses))
    busy.net.run(1500.0)
    assert busy.results() == single


def test_initial_weights_are_those_of_static_synapses() -> None:
    for weight in (12.5, lq.LogNormal(2.0, 0.5, max=100.0), lq.Uniform(99.0, 99.1)):
        weights = []
        for synapse in (lq.Static(), STDP, lq.TsodyksMarkram()):
            net = lq.Network(seed=3)
            cells = net.population(70, lq.LIF())
            delay = lq.Uniform(0.1, 2.0)
            weights.append(
                net.connect(cells, cells, lq.FixedProbability(0.3), weight, delay, "exc", synapse).synapses()
            )
        for other in weights[1:]:
            for ours, theirs in zip(other, weights[0], strict=True):
                np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("threads", [1, 3])
def test_weights_are_written_in_the_order_of_the_synapses(threads: int) -> None:
    net = lq.Network(threads=threads)
    source = net.spike_source([[1.0]] * 5)
    cells = net.population(200, lq.LIF(receptors={"flash": lq.ExpCurrent(tau=0.002)}, C_m=1e9))
    projection = net.connect(source, cells, lq.FixedProbability(0.5), delay=lq.Uniform(0.1, 1.0), synapse=STDP)
    written = np.random.default_rng(3).uniform(0.0, 120.0, len(projection))
    projection.weights = written
    np.testing.assert_array_equal(projection.weights, written)
    trace = net.record(cells, "I_flash")
    net.run(3.0)
    synapses = projection.synapses()
    expected = np.zeros(trace.I_flash.shape)
    np.add.at(expected, (10 + np.rint(synapses.delay / 0.1).astype(int), synapses.post), written)
    np.testing.assert_allclose(trace.I_flash, expected, rtol=1e-13, atol=1e-18)
    assert not projection.weights.flags.writeable


def test_recording_of_some_weights() -> None:
    busy = Busy(threads=2)
    projection = busy.projections[2]
    some = [5, 1999, 0, 17]
    record, everything = busy.net.record(projection[some], "weights"), busy.net.record(projection, "weights", every=2.0)
    busy.net.run(4.0)
    middle = projection.weights
    busy.net.run(6.0)
    assert record.synapses.tolist() == some
    assert (len(record), len(everything)) == (101, 6)
    np.testing.assert_array_equal(record.t, np.arange(101) * 0.1)
    np.testing.assert_array_equal(record.weights[40], middle[some])
    np.testing.assert_array_equal(record.weights[-1], projection.weights[some])
    np.testing.assert_array_equal(everything.weights[2], middle)
    np.testing.assert_array_equal(everything.weights[:, some], record.weights[::20])
    assert np.any(everything.weights[-1] != everything.weights[0])
    assert "4 synapses" in repr(record)
    assert "<Synapses" in repr(projection[some])


def test_recording_of_no_weights() -> None:
    """Of a projection that happens to have no synapses there are samples, of shape (0,)."""
    net = lq.Network()
    cells = net.population(3, lq.LIF())
    projection = net.connect(cells, cells, lq.FixedProbability(0.0), 1.0, 1.0, "exc", lq.STDP())
    record, trace = net.record(projection, "weights"), net.record(cells[:0], "V_m", every=0.2)
    net.run(0.4)
    assert record.weights.shape == (len(record.t), 0) == (5, 0)
    assert trace.V_m.shape == (len(trace.t), 0) == (3, 0)


def test_memory_of_plastic_synapses() -> None:
    net = lq.Network(threads=2)
    cells = net.population(1000, lq.LIF(I_e=500.0))
    projection = net.connect(cells, cells, lq.FixedIndegree(50), 1.0, 1.0, "exc", STDP)
    net.build()
    built = net.memory()
    assert built["synapses"] == 10 * len(projection)
    # Step and two traces of every source, in both shards; the last spike of every target.
    assert built["traces"] >= 2 * 1000 * 24 + 1000 * 4
    net.run(100.0)
    later = net.memory()
    assert later["traces"] > built["traces"]
    assert later["total"] == sum(later[kind] for kind in later if kind != "total")


def test_history_of_targets_does_not_grow_for_ever() -> None:
    net = lq.Network(threads=1)
    cells = net.population(20, lq.LIF(I_e=2000.0))
    source = net.spike_source([[5.0]] * 3)
    net.connect(source, cells, lq.AllToAll(), 1.0, 1.0, "exc", STDP)
    net.run(10_000.0)
    before = net.memory()["traces"]
    net.run(20_000.0)
    assert net.memory()["traces"] == before


def test_memory_is_estimated_before_synapses_are_drawn() -> None:
    net = lq.Network()
    cells = net.population(1000, lq.LIF())
    with pytest.raises(MemoryError, match=r"at least 1e\+04 GB"):
        net.connect(cells, cells, lq.FixedTotal(10**12), 1.0, 1.0, "exc", STDP)


def test_receptor_and_sign() -> None:
    net = lq.Network()
    cells = net.population(3, lq.LIF())
    connect = lambda weight, synapse: net.connect(cells, cells, lq.AllToAll(), weight, synapse=synapse)  # noqa: E731
    assert connect(0.0, lq.VogelsSprekeler()).receptor == "inh"
    assert connect(0.0, lq.STDP()).receptor == "exc"
    assert connect(-1.0, lq.STDP(Wmax=-5.0)).receptor == "inh"
    assert connect(-1.0, lq.Static()).synapse == lq.Static()


def connected(weight: Any, synapse: Any, **options: Any) -> lq.Projection:
    net = lq.Network()
    cells = net.population(4, lq.LIF())
    return net.connect(cells, cells, lq.AllToAll(), weight, receptor="exc", synapse=synapse, **options)


@pytest.mark.parametrize(
    ("weight", "synapse", "message"),
    [
        (-1.0, STDP, r"weight must be between 0 and Wmax \(120\), got -1"),
        (121.0, STDP, r"weight must be between 0 and Wmax \(120\), got 121"),
        (np.arange(16) * 10.0, STDP, "weight must be between 0 and Wmax .*, got 150"),
        (lq.Normal(50.0, 20.0), STDP, "weight must be between 0 and Wmax .*, got -"),
        (5.0, lq.VogelsSprekeler(), r"weight must be between 0 and Wmax \(-1000\), got 5"),
        (1.0, lq.TripletSTDP(Wmax=0.5), r"weight must be between 0 and Wmax \(0.5\), got 1"),
        (1.0, lq.STDP(tau_plus=1e7), "tau_plus must be at most 1000000 ms, ten million steps, got 10000000|1e.07"),
        (1.0, lq.STDP(tau_minus=2e6), "tau_minus must be at most"),
    ],
)
def test_weights_that_plasticity_could_not_keep(weight: Any, synapse: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        connected(weight, synapse)


def test_synapse_must_be_one() -> None:
    with pytest.raises(TypeError, match="synapse must be a synapse such as STDP"):
        connected(1.0, "stdp")


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        *((lq.STDP, name, value) for name in ("tau_plus", "tau_minus") for value in (0.0, -1.0, np.inf, np.nan)),
        *((lq.STDP, name, -0.1) for name in ("lambda_", "alpha", "mu_plus", "mu_minus")),
        *((kind, "Wmax", value) for kind in (lq.STDP, lq.TripletSTDP, lq.VogelsSprekeler) for value in (0.0, np.nan)),
        (lq.STDP, "pairing", "nearest_neighbour"),
        *((lq.TripletSTDP, name, -1.0) for name in ("tau_plus_triplet", "tau_minus_triplet", "Aplus", "Aminus")),
        *((lq.TripletSTDP, name, np.inf) for name in ("Aplus_triplet", "Aminus_triplet", "tau_plus", "tau_minus")),
        *((lq.VogelsSprekeler, name, -1.0) for name in ("tau", "eta", "alpha")),
        *((lq.TsodyksMarkram, "U", value) for value in (0.0, -0.1, 1.1, np.nan)),
        (lq.TsodyksMarkram, "tau_rec", 0.0),
        (lq.TsodyksMarkram, "tau_fac", -1.0),
    ],
)
def test_parameters_out_of_range(kind: Any, name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"^{name.rstrip('_')}.* must be "):
        kind(**{name: value})


def test_misspelt_parameters() -> None:
    with pytest.raises(TypeError, match="did you mean 'tau_plus'"):
        lq.STDP(tau_pluss=1.0)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="tau_plus must be a real number"):
        lq.STDP(tau_plus="long")


def test_weights_that_cannot_be_written() -> None:
    projection = connected(1.0, STDP)
    with pytest.raises(ValueError, match=r"weights must be one value a synapse \(16\), got 3 values"):
        projection.weights = np.ones(3)
    for bad in (-1.0, 121.0, np.nan):
        values = np.ones(16)
        values[5] = bad
        with pytest.raises(ValueError, match=r"weights\[5\] must be between 0 and Wmax"):
            projection.weights = values
        assert np.all(projection.weights == 1.0)
    with pytest.raises(ValueError, match="weights must have the shape"):
        projection.weights = 3.0
    with pytest.raises(TypeError, match="weights must be"):
        projection.weights = ["a"] * 16
    with pytest.raises(ValueError, match="weights must be left alone"):
        connected(1.0, lq.Static()).weights = np.ones(16)


def test_recordings_that_are_refused() -> None:
    net = lq.Network()
    cells = net.population(4, lq.LIF())
    plastic = net.connect(cells, cells, lq.AllToAll(), 1.0, receptor="exc", synapse=STDP)
    static = net.connect(cells, cells, lq.AllToAll(), 1.0, receptor="exc")
    with pytest.raises(ValueError, match=r"projection must be .* of this network"):
        net.record(connected(1.0, STDP), "weights")
    with pytest.raises(ValueError, match="projection must be of plastic synapses"):
        net.record(static, "weights")
    with pytest.raises(ValueError, match='what must be "weights" for synapses'):
        net.record(plastic)  # type: ignore[call-overload]
    with pytest.raises(IndexError, match=r"synapses\[1\] must be from 0 to 15, got 16"):
        net.record(plastic[[3, 16]], "weights")
    for every in (0.0, -1.0, 0.25):
        with pytest.raises(ValueError, match="every must be"):
            net.record(plastic, "weights", every=every)


def test_parameters_with_units() -> None:
    unit = pytest.importorskip("pint").UnitRegistry()
    synapse = lq.STDP(tau_plus=0.02 * unit.s, Wmax=0.5 * unit.nA)
    assert synapse.unit == "pA"
    np.testing.assert_allclose([synapse.tau_plus, synapse.Wmax], [20.0, 500.0], rtol=1e-14)
    projection = connected(50.0, synapse)
    projection.weights = np.full(16, 0.02) * unit.nA
    np.testing.assert_allclose(projection.weights, 20.0)
    with pytest.raises(ValueError, match="weights must be a value in pA"):
        projection.weights = np.full(16, 0.02) * unit.mV
    net = lq.Network()
    cells = net.population(2, lq.LIF(receptors={"jump": lq.Delta()}))
    with pytest.raises(ValueError, match="Wmax must be a value in mV"):
        net.connect(cells, cells, lq.AllToAll(), 1.0, synapse=synapse)
    with pytest.raises(ValueError, match="Wmax must be a value in mV"):
        lq.TripletSTDP(Aplus=1.0 * unit.mV, Wmax=1.0 * unit.pA)
    with pytest.raises(ValueError, match="tau must be a value in ms"):
        lq.VogelsSprekeler(tau=3.0 * unit.mV)
