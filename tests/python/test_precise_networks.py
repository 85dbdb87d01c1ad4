"""Spike times off the grid in networks: dt does not matter, threads do not matter; what the grid sees of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import event_driven
import lapicque as lq

RECEPTORS = {
    "exc": lq.ExpCurrent(tau=2.0),
    "inh": lq.AlphaCurrent(tau=3.0),
    "slow": lq.BiExpCurrent(tau_rise=1.0, tau_decay=20.0),
    "jump": lq.Delta(),
}
MODEL = lq.LIF(tau_m=15.0, t_ref=1.7, V_reset=-65.0, receptors=RECEPTORS, spike_timing="precise")
DT = [1.0, 0.5, 0.1, 0.01]


class Recurrent:
    """Two populations with all receptors, a current that changes, and sources off the grid."""

    def __init__(self, dt: float, threads: int | None = None, *, drawn: bool = False, noise: float = 0.0) -> None:
        rng = np.random.default_rng(3)
        net = self.net = lq.Network(dt=dt, threads=threads, seed=4)
        delays = rng.integers(1, 9, 200).astype(float)
        self.exc = net.population(160, MODEL, name="exc", V_m=lq.Uniform(-70, -56))
        net.stimulate(self.exc, lq.ArrayCurrent(rng.uniform(200, 360, (1, 160)), every=1000.0))
        model = MODEL.replace(
            tau_m=rng.uniform(8, 12, 40), t_ref=rng.uniform(0.5, 3.0, 40), I_e=rng.uniform(350, 500, 40)
        )
        self.inh = net.population(40, model, name="inh", V_m=lq.Uniform(-70, -56))
        self.clock = net.spike_source(np.sort(rng.uniform(1, 300, (5, 40))), name="clock", spike_timing="precise")
        pairs = lq.Pairs(rng.integers(0, 160, 200), rng.integers(0, 160, 200))
        net.connect(self.exc, self.exc, pairs, weight=rng.uniform(20, 90, 200), delay=delays, receptor="exc")
        net.connect(self.exc, self.inh, lq.FixedIndegree(10), weight=20.0, delay=1.0, receptor="slow")
        net.connect(self.inh, self.exc, lq.FixedProbability(0.2), weight=lq.Normal(-60, 9), delay=3.0, receptor="inh")
        net.connect(self.inh, self.inh, lq.FixedTotal(90), weight=-0.4, delay=2.0, receptor="jump")
        net.connect(self.clock, self.exc, lq.FixedProbability(0.2), weight=1.1, delay=1.0, receptor="jump")
        if drawn:
            wide = lq.Uniform(0.1, 4.0)
            net.connect(self.exc, self.exc, lq.FixedProbability(0.05), weight=8.0, delay=wide, receptor="exc")
        if noise:
            net.stimulate(self.exc, lq.PoissonInput(rate=noise, weight=20.0, receptor="exc"))
            net.stimulate(self.inh[::2], lq.PoissonInput(rate=noise, weight=0.2, receptor="jump"))
        net.stimulate(self.exc[:50], lq.Step(start=50, stop=200, amplitude=90.0))
        self.spikes = {p.name: net.record(p, "spikes") for p in (self.exc, self.inh, self.clock)}
        self.trace = net.record(self.exc, ["V_m", "I_exc", "I_inh"], every=5.0)

    def run(self, durations: Sequence[float]) -> dict[str, np.ndarray]:
        for duration in durations:
            self.net.run(duration)
        found = {f"{name} t": np.array(spikes.t) for name, spikes in self.spikes.items()}
        found |= {f"{name} i": np.array(spikes.i) for name, spikes in self.spikes.items()}
        found |= {f"trace {name}": np.array(getattr(self.trace, name)) for name in ("V_m", "I_exc", "I_inh")}
        return found | {f"{p.name} V_m": np.array(p.V_m) for p in (self.exc, self.inh)}


@pytest.fixture(scope="module")
def coarse() -> dict[str, np.ndarray]:
    return Recurrent(dt=1.0).run([300.0])


@pytest.mark.parametrize("dt", DT[1:])
def test_results_do_not_depend_on_dt(coarse: dict[str, np.ndarray], dt: float) -> None:
    fine = Recurrent(dt=dt).run([300.0])
    for name in ("exc", "inh", "clock"):
        assert len(coarse[f"{name} t"]) > 150, name
        # spikes of two neurons may be closer than rounding, so that their order differs
        theirs, ours = ([r[f"{name} t"][r[f"{name} i"] == i] for i in range(160)] for r in (coarse, fine))
        for a, b in zip(theirs, ours, strict=True):
            np.testing.assert_allclose(a, b, rtol=0, atol=1e-9)
    for variable in ("V_m", "I_exc", "I_inh"):
        np.testing.assert_allclose(fine[f"trace {variable}"], coarse[f"trace {variable}"], rtol=1e-8, atol=1e-8)


def test_times_are_off_the_grid_and_in_order(coarse: dict[str, np.ndarray]) -> None:
    for name in ("exc", "inh", "clock"):
        t = coarse[f"{name} t"]
        assert np.all(np.diff(t) >= 0)
        assert np.mean(np.abs(t - np.rint(t)) > 1e-3) > 0.9


def same_bits(a: dict[str, np.ndarray], b: dict[str, np.ndarray]) -> None:
    assert a.keys() == b.keys()
    for name in a:
        assert a[name].tobytes() == b[name].tobytes(), name


NOISY: dict[str, Any] = {"dt": 0.1, "drawn": True, "noise": 3000.0}


@pytest.fixture(scope="module")
def noisy() -> dict[str, np.ndarray]:
    found = Recurrent(threads=1, **NOISY).run([100.0])
    assert min(len(found["exc t"]), len(found["inh t"])) > 100
    return found


@pytest.mark.parametrize("threads", [2, 3, 7])
def test_any_number_of_threads(noisy: dict[str, np.ndarray], threads: int) -> None:
    same_bits(Recurrent(threads=threads, **NOISY).run([100.0]), noisy)


@pytest.mark.parametrize("durations", [[1.0] * 100, [0.1] * 7 + [33.3, 0.0, 12.4, 53.6]], ids=["ms by ms", "odd"])
@pytest.mark.parametrize("threads", [1, 2])
def test_any_split_of_a_run(noisy: dict[str, np.ndarray], durations: list[float], threads: int) -> None:
    same_bits(Recurrent(threads=threads, **NOISY).run(durations), noisy)


@pytest.mark.parametrize("isa", lq.info()["available_isas"])
def test_any_instruction_set(noisy: dict[str, np.ndarray], isa: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPICQUE_ISA", isa)
    same_bits(Recurrent(threads=2, **NOISY).run([100.0]), noisy)


def test_reset_repeats_the_run(noisy: dict[str, np.ndarray]) -> None:
    network = Recurrent(threads=2, **NOISY)
    network.run([37.3])
    network.net.reset()
    assert len(network.spikes["exc"]) == 0
    same_bits(network.run([100.0]), noisy)


def test_projections_of_precise_populations_show_their_synapses() -> None:
    grid = lq.Network(seed=4)
    precise = lq.Network(seed=4)
    found = []
    for net, model in ((grid, MODEL.replace(t_ref=2.0, spike_timing="grid")), (precise, MODEL)):
        cells = net.population(70, model)
        projection = net.connect(
            cells, cells, lq.FixedProbability(0.3), weight=lq.Normal(3, 1), delay=lq.Uniform(1, 9), receptor="exc"
        )
        found.append(projection)
        net.build()
        assert net.memory()["synapses"] > 2 * len(projection) > 2000
    for one, other in zip(*(projection.synapses() for projection in found), strict=True):
        np.testing.assert_array_equal(one, other)


def under_trains(n: int, threads: int, **parameters: Any) -> tuple[lq.Network, lq.Population]:
    """Neurons that all get the same input at all receptors."""
    rng = np.random.default_rng(8)
    net = lq.Network(dt=0.5, threads=threads)
    cells = net.population(n, MODEL.replace(I_e=300.0, **parameters))
    for receptor, weight in (("exc", 150.0), ("inh", -200.0), ("slow", 60.0), ("jump", 1.5)):
        source = net.spike_source(np.sort(rng.uniform(0.1, 90.0, (2, 30))), spike_timing="precise")
        net.connect(source, cells, lq.AllToAll(), weight=weight, delay=1.0, receptor=receptor)
    return net, cells


@pytest.mark.parametrize("same", [True, False], ids=["one tau_m", "tau_m by neuron"])
@pytest.mark.parametrize("threads", [1, 3])
def test_neurons_of_all_blocks_get_the_same(threads: int, same: bool) -> None:
    """More neurons than are integrated at once: the spikes of each are those of the first, and of one alone."""
    n = 1300
    net, cells = under_trains(n, threads, **({} if same else {"tau_m": np.full(n, 15.0)}))
    spikes, trace = net.record(cells, "spikes"), net.record(cells, ["V_m", "I_inh"], every=5.0)
    net.run(100.0)
    trains = np.array(spikes.trains())
    assert trains.shape[1] > 5
    assert np.all(trains == trains[0])
    for values in (trace.V_m, trace.I_inh):
        assert np.all(values == values[:, :1])
    # one neuron that goes from event to event in every step
    alone, cell = under_trains(1, 1, tau_m=[15.0])
    spikes = alone.record(cell, "spikes")
    alone.run(100.0)
    np.testing.assert_allclose(trains[0], spikes.t, rtol=0, atol=1e-11)


def test_more_targets_than_a_table_counts() -> None:
    net = lq.Network(dt=1.0, threads=1)
    source = net.spike_source([0.25, 1.5], spike_timing="precise")
    cells = net.population(70_000, lq.LIF(receptors={"jump": lq.Delta()}, spike_timing="precise"))
    net.connect(source, cells, lq.AllToAll(), weight=4.0, delay=1.0)
    net.run(4.0)
    expected = 4.0 * (math.exp(-0.275) + math.exp(-0.15))
    np.testing.assert_allclose(cells.V_m + 70.0, expected, rtol=1e-12)


def test_a_model_without_receptors() -> None:
    r = lq.simulate(lq.LIF(I_e=1000.0, receptors={}, spike_timing="precise"), duration=6.0, dt=1.5)
    assert r.spikes.t.tolist() == pytest.approx([10 * math.log(40 / 25)], abs=1e-13)


# --- beside populations on the grid ---

DRIVEN = lq.LIF(I_e=1000.0)
LISTENER = lq.LIF(receptors={"jump": lq.Delta()})


@pytest.mark.parametrize("dt", [0.1, 0.5, 1.0])
def test_a_precise_spike_counts_as_one_of_its_step_on_the_grid(dt: float) -> None:
    """It is recorded where it is, and reaches grid neurons as if it had been fired at the end of its step."""
    net = lq.Network(dt=dt)
    precise = net.population(1, DRIVEN.replace(spike_timing="precise"))
    listener = net.population(1, LISTENER)
    net.connect(precise, listener, lq.AllToAll(), weight=3.0, delay=2.0)
    spikes, trace = net.record(precise, "spikes"), net.record(listener, "V_m")
    net.run(9.0)
    [t] = spikes.t
    assert t == pytest.approx(10 * math.log(40 / 25), abs=1e-12)
    arrival = math.ceil(t / dt) + round(2.0 / dt)
    V = trace.V_m[:, 0]
    assert np.all(V[:arrival] == -70.0)
    assert V[arrival] == pytest.approx(-67.0, abs=1e-12)


@pytest.mark.parametrize("dt", [0.1, 0.5, 1.0])
def test_a_spike_on_the_grid_reaches_precise_neurons_on_the_grid(dt: float) -> None:
    net = lq.Network(dt=dt)
    driven = net.population(1, DRIVEN)
    listener = net.population(1, LISTENER.replace(spike_timing="precise", t_ref=0.3333))
    source = net.spike_source([3.0])
    net.connect(driven, listener, lq.AllToAll(), weight=20.0, delay=2.0)
    net.connect(source, listener, lq.AllToAll(), weight=3.0, delay=1.0)
    spikes, trace = net.record(listener, "spikes"), net.record(listener, "V_m")
    net.run(9.0)
    fired = math.ceil(10 * math.log(40 / 25) / dt) * dt
    assert spikes.t.tolist() == pytest.approx([fired + 2.0], abs=1e-12)
    V = trace.V_m[:, 0]
    assert V[round(4.0 / dt)] == pytest.approx(-67.0, abs=1e-12)
    assert V[round(5.0 / dt)] == pytest.approx(-70.0 + 3.0 * math.exp(-0.1), abs=1e-12)


def test_a_precise_source_beside_both() -> None:
    """2.34 ms and a delay of 1: precise neurons get it at 3.34, those on the grid at 3.5."""
    net = lq.Network(dt=0.5)
    source = net.spike_source([[2.34], [2.5]], spike_timing="precise")
    traces = []
    for timing in ("precise", "grid"):
        listeners = net.population(2, LISTENER.replace(spike_timing=timing))
        net.connect(source, listeners, lq.OneToOne(), weight=4.0, delay=1.0)
        traces.append(net.record(listeners, "V_m"))
    spikes = net.record(source, "spikes")
    net.run(5.0)
    assert spikes.t.tolist() == [2.34, 2.5]
    precise, grid = (trace.V_m[7] + 70.0 for trace in traces)
    np.testing.assert_allclose(precise, [4.0 * math.exp(-0.016), 4.0], rtol=1e-12)
    np.testing.assert_allclose(grid, [4.0, 4.0], rtol=1e-12)
    assert np.all(traces[0].V_m[6] == -70.0)


def test_below_threshold_precise_is_grid() -> None:
    """With all input on the grid, and Poisson input by the step, nothing but rounding is between the two."""
    net = lq.Network(dt=0.1, seed=9)
    populations = []
    source = net.poisson_source(100, 50.0)
    for timing in ("grid", "precise"):
        cells = net.population(30, lq.LIF(V_th=0.0, receptors=RECEPTORS, spike_timing=timing))
        for receptor, weight in (("exc", 20.0), ("inh", -20.0), ("slow", 5.0), ("jump", 0.3)):
            pairs = lq.Pairs(np.arange(300) % 100, np.arange(300) % 30)
            net.connect(source, cells, pairs, weight=weight, delay=1.0, receptor=receptor)
        net.stimulate(cells, lq.Sine(amplitude=100.0, frequency=20.0))
        populations.append(cells)
    net.run(200.0)
    grid, precise = populations
    assert np.ptp(grid.V_m) > 1.0
    np.testing.assert_allclose(precise.V_m, grid.V_m, rtol=0, atol=1e-11)
    for current in ("I_exc", "I_inh", "I_slow"):
        np.testing.assert_allclose(getattr(precise, current), getattr(grid, current), rtol=1e-12, atol=1e-13)


def test_poisson_input_of_neurons_that_nothing_else_enters() -> None:
    """Such populations run ahead through many steps at once; a recorder of their state keeps them from it."""
    results = []
    for watched in (False, True):
        net = lq.Network(dt=0.5, seed=2)
        cells = net.population(700, lq.LIF(spike_timing="precise", t_ref=0.77))
        net.stimulate(cells, lq.PoissonInput(rate=8000.0, weight=45.0, receptor="exc"))
        spikes = net.record(cells, "spikes")
        if watched:
            net.record(cells, "V_m")
        net.run(100.0)
        results.append((spikes.t.tobytes(), spikes.i.tobytes(), cells.V_m.tobytes(), len(spikes)))
    assert results[0][3] > 500
    assert results[0] == results[1]


def test_firing_at_once() -> None:
    """A neuron that is put above threshold fires when the run begins, and its spike arrives a delay later."""
    net = lq.Network(dt=1.0)
    cells = net.population(2, LISTENER.replace(spike_timing="precise", V_th=-60.0), V_m=[-60.0, -70.0])
    net.connect(cells[:1], cells[1:], lq.AllToAll(), weight=4.0, delay=1.0)
    spikes, trace = net.record(cells, "spikes"), net.record(cells, "V_m")
    net.run(3.0)
    assert spikes.t.tolist() == [0.0]
    np.testing.assert_allclose(trace.V_m[2, 1], -70.0 + 4.0 * math.exp(-0.1), rtol=1e-13)


def test_jumps_at_one_time_are_taken_together() -> None:
    """Excitation and inhibition that come together: only their sum is compared with the threshold."""
    net = lq.Network(dt=1.0)
    source = net.spike_source([[1.3], [1.3], [5.0], [5.0]], spike_timing="precise")
    cells = net.population(1, LISTENER.replace(spike_timing="precise"))
    net.connect(source, cells, lq.AllToAll(), weight=[20.0, -10.0, 20.0, -10.0], delay=1.0)
    spikes = net.record(cells, "spikes")
    net.run(10.0)
    exact = event_driven.Neuron(lq.LIF(receptors={"jump": lq.Delta()}))
    exact.run([(2.3, "jump", 10.0), (6.0, "jump", 10.0)], 10.0)
    assert spikes.t.tolist() == pytest.approx([float(t) for t in exact.spikes], abs=1e-12) == [6.0]


# --- bad input ---


def test_bad_timing_is_refused() -> None:
    for value in ("precis", "Grid", "exact"):
        with pytest.raises(ValueError, match=f"spike_timing '{value}'"):
            lq.LIF(spike_timing=value)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match=f"spike_timing '{value}'"):
            lq.Network().spike_source([1.0], spike_timing=value)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="did you mean 'precise'"):
        lq.LIF(spike_timing="precis")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="spike_timing must be a string, got 1"):
        lq.LIF(spike_timing=1)  # type: ignore[arg-type]


def test_single_precision_is_refused() -> None:
    net = lq.Network(precision="single")
    with pytest.raises(ValueError, match="spike_timing must be 'grid' in a network of single precision, got 'precise'"):
        net.population(1, lq.LIF(spike_timing="precise"))
    assert len(net.populations) == 0


def test_times_and_parameters_out_of_range() -> None:
    net = lq.Network(dt=0.1)
    net.run(1.0)
    for bad in (1.0, 0.99, -1.0, 1e300, math.nan, math.inf):
        with pytest.raises(ValueError, match=r"times\[0\]\[1\]"):
            net.spike_source([2.01, bad], spike_timing="precise")
    with pytest.raises(ValueError, match="t_ref"):
        net.population(1, lq.LIF(spike_timing="precise", t_ref=1e30))
    with pytest.raises(ValueError, match=r"V_th must be .* got 3 values"):
        net.population(2, lq.LIF(spike_timing="precise", V_th=[-50, -51, -52]))
    cells = net.population(2, lq.LIF(spike_timing="precise"))
    with pytest.raises(ValueError, match="delay must be a multiple of dt"):
        net.connect(cells, cells, lq.AllToAll(), delay=0.25, receptor="exc")


@pytest.mark.parametrize(("dt", "most"), [(10.0, 10000), (1.0, 10000), (0.1, 1000), (1e-4, 10)])
def test_endless_firing_is_an_error(dt: float, most: int) -> None:
    net = lq.Network(dt=dt)
    net.population(1, lq.LIF(spike_timing="precise", t_ref=0.0, I_e=1e12))
    when = f"between 0 and {dt:g} ms"
    fired = rf"^population0\[0\] fired more than {most} times {when}; the input to this neuron is too large$"
    with pytest.raises(RuntimeError, match=fired):
        net.run(10 * dt)
    with pytest.raises(RuntimeError, match="reset"):
        net.run(dt)


def test_input_that_is_not_finite_is_an_error() -> None:
    net = lq.Network(dt=1.0)
    cells = net.population(1, lq.LIF(spike_timing="precise"))
    source = net.spike_source([[1.5], [1.5]], spike_timing="precise")
    net.connect(source, cells, lq.AllToAll(), weight=1.7e308, delay=1.0, receptor="exc")
    with pytest.raises(RuntimeError, match=r"population0\.(V_m|I_exc)\[0\] became"):
        net.run(10.0)


def test_description() -> None:
    assert lq.LIF().spike_timing == "grid"
    assert lq.LIF(spike_timing="precise").replace(t_ref=1.0).spike_timing == "precise"
    assert lq.LIF(spike_timing="precise") != lq.LIF()
    assert "spike_timing='precise'" in repr(lq.LIF(spike_timing="precise"))


def test_what_precise_timing_cannot_have_is_refused() -> None:
    for make in (lq.LIF, lq.QIF, lq.EIF, lq.AdEx, lq.Izhikevich, lq.HodgkinHuxley, lq.TraubMiles, lq.GIF):
        with pytest.raises(ValueError, match=r"spike_timing must be 'grid' in a network of single precision"):
            lq.Network(precision="single").population(2, make(spike_timing="precise"))
    net = lq.Network()
    cells = net.population(2, lq.LIF(spike_timing="precise"))
    with pytest.raises(ValueError, match=r"synapse must be Static between populations of precise spike timing"):
        net.connect(cells, cells, lq.AllToAll(), weight=1.0, delay=1.0, receptor="exc", synapse=lq.STDP(Wmax=10.0))
    assert net.projections == ()


def test_gap_junctions_and_noise_act_on_precise_neurons() -> None:
    net = lq.Network(seed=3)
    precise = net.population(2, lq.LIF(I_e=380.0, spike_timing="precise"), V_m=[-70.0, -62.0])
    net.gap_junction(precise[:1], precise[1:], 5.0)
    net.stimulate(precise, lq.WhiteNoise(std=50.0))
    trace = net.record(precise, "I_ext")
    spikes = net.record(precise, "spikes")
    net.run(200.0)
    assert np.abs(trace.I_ext).max() > 50.0
    assert len(spikes.t) > 2
    assert np.any(np.abs(spikes.t / 0.1 - np.rint(spikes.t / 0.1)) > 1e-6)
