"""The network as Python sees it: parts of populations, live views and who keeps them alive, runs, records, progress."""

from __future__ import annotations

import _thread
import builtins
import gc
import signal
import subprocess
import sys
import threading
import weakref
from typing import Any

import numpy as np
import pytest

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


# Parts of populations


PARTS = [
    slice(None),
    slice(2, 7),
    slice(-4, None),
    slice(None, None, 3),
    slice(None, None, -2),
    slice(8, 2, -3),
    slice(4, 4),
    slice(5, 1000),
    3,
    -1,
    np.int32(4),
    [3, 1, 4],
    [-1, 0],
    (np.array([7, 2], dtype=np.uint8)),
    np.arange(10) % 3 == 0,
    [True] * 5 + [False] * 5,
    [],
]


@pytest.mark.parametrize("key", PARTS, ids=str)
def test_parts_are_those_of_an_array(key: Any) -> None:
    cells = lq.Network().population(10, lq.LIF(), V_m=np.arange(10.0) - 80)
    part = cells[key]
    expected = np.atleast_1d(np.arange(10)[np.array(key, dtype=int) if isinstance(key, list) and not key else key])
    np.testing.assert_array_equal(part.indices, expected)
    np.testing.assert_array_equal(part.V_m, expected - 80.0)
    assert len(part) == part.size == len(expected)
    assert part.population is cells


def test_parts_of_parts() -> None:
    cells = lq.Network().population(20, lq.LIF())
    np.testing.assert_array_equal(cells[2:15][::-2][1:3].indices, np.arange(20)[2:15][::-2][1:3])
    np.testing.assert_array_equal(cells[5:10][[4, 0]].indices, [9, 5])
    np.testing.assert_array_equal(cells[[4, 0, 7]][-1].indices, [7])
    np.testing.assert_array_equal(cells[[4, 0, 7]][1:].indices, [0, 7])
    np.testing.assert_array_equal(cells[::4][np.array([True, False, False, False, True])].indices, [0, 16])
    with pytest.raises(IndexError, match=r"index must be from -5 to 4 for .*, got 5"):
        cells[5:10][5]
    assert [part.indices.tolist() for part in cells[:3]] == [[0], [1], [2]]


def test_views_of_slices_are_live_and_index_arrays_are_copies() -> None:
    net = lq.Network()
    cells = net.population(10, lq.LIF(I_e=300.0))
    whole, part, backwards = cells.V_m, cells[2:8:2].V_m, cells[::-1].V_m
    copy = cells[[1, 2]].V_m
    for view in (part, backwards):
        assert np.shares_memory(view, whole)
        assert view.flags.writeable
    assert not np.shares_memory(copy, whole)
    with pytest.raises(ValueError, match="read-only"):
        copy[0] = 0.0
    net.run(5.0)
    assert whole[0] > -70.0
    np.testing.assert_array_equal(whole, cells.V_m)
    np.testing.assert_array_equal(part, whole[2:8:2])
    np.testing.assert_array_equal(backwards, whole[::-1])
    np.testing.assert_array_equal(copy, [-70.0, -70.0])


def test_setting_state_writes_in_place() -> None:
    cells = lq.Network().population(6, lq.LIF())
    view = cells.V_m
    cells.V_m = -61
    cells[:2].V_m = [-62, -63]
    cells[[5, 3]].V_m = np.array([-64.0, -65.0])
    cells[-2].V_m = -66.0
    cells[2:3].V_m += 1.0
    np.testing.assert_array_equal(view, [-62.0, -63.0, -60.0, -65.0, -66.0, -64.0])


def test_writes_change_the_run_as_initial_values_would() -> None:
    V = np.linspace(-70, -56, 40)
    net, cells, spikes = noisy()
    cells.V_m[:] = V
    cells[3:5].I_exc = 100.0
    net.run(50.0)
    net2 = lq.Network(seed=3)
    current = np.zeros(40)
    current[3:5] = 100.0
    other = net2.population(40, lq.LIF(), V_m=V, I_exc=current)
    net2.stimulate(other, lq.PoissonInput(rate=9000.0, weight=45.0, receptor="exc"))
    net2.connect(other, other, lq.FixedProbability(0.2), weight=30.0, delay=1.5, receptor="exc")
    spikes2 = net2.record(other, "spikes")
    net2.run(50.0)
    assert spikes_of(spikes) == spikes_of(spikes2)
    untouched, _, spikes3 = noisy()
    untouched.run(50.0)
    assert spikes_of(spikes3) != spikes_of(spikes)


# Lifetimes


def test_views_outlive_the_network() -> None:
    net, cells, _ = noisy(5000)
    net.run(1.0)
    view, part, expected = cells.V_m, cells[10:20].V_m, cells.V_m.copy()
    gone = weakref.ref(net)
    del net, cells, _
    gc.collect()
    assert gone() is None
    rubbish = [np.full(5000, np.nan) for _ in range(50)]
    np.testing.assert_array_equal(view, expected)
    np.testing.assert_array_equal(part, expected[10:20])
    view[:] = 1.0
    assert part[0] == 1.0
    del rubbish


def test_handles_outlive_the_network() -> None:
    net = lq.Network()
    cells = net.population(3, lq.LIF(I_e=1000.0))
    projection = net.connect(cells, cells, lq.AllToAll(), weight=1.0, receptor="exc")
    spikes, trace, part = net.record(cells, "spikes"), net.record(cells, "V_m"), cells[1:]
    net.run(20.0)
    del net, cells
    gc.collect()
    assert len(projection) == 9
    assert projection.weights.tolist() == [1.0] * 9
    assert len(spikes.t) >= 3
    assert trace.V_m.shape == (201, 3)
    assert part.V_m.shape == (2,)


def test_a_dropped_network_gives_its_memory_back() -> None:
    """No cycle holds it until the garbage collector comes."""
    gc.collect()
    gc.disable()
    try:
        net, cells, spikes = noisy()
        net.run(1.0)
        gone = weakref.ref(net), weakref.ref(cells), weakref.ref(spikes)
        del net, cells, spikes
        assert [ref() for ref in gone] == [None] * 3
    finally:
        gc.enable()


# Runs


def test_reset_is_exact() -> None:
    net, cells, spikes = noisy()
    trace = net.record(cells, ["V_m", "I_exc"], every=0.5)
    net.run(60.0)
    first = spikes_of(spikes), trace.t.copy(), trace.V_m.copy(), trace.I_exc.copy(), cells.V_m.copy()
    cells.V_m[:] = -60.0
    net.reset()
    assert net.time == 0.0
    assert len(spikes) == len(spikes.t) == 0
    net.run(60.0)
    second = spikes_of(spikes), trace.t, trace.V_m, trace.I_exc, cells.V_m
    assert first[0] == second[0]
    for a, b in zip(first[1:], second[1:], strict=True):
        np.testing.assert_array_equal(a, b)


def test_records_forget_what_reset_took_back() -> None:
    """Even if afterwards there are as many spikes as before, but others."""
    net = lq.Network()
    cell = net.population(1, lq.LIF(), V_m=-54.0)
    spikes, trace = net.record(cell, "spikes"), net.record(cell, "V_m")
    net.run(1.0)
    assert spikes.t.tolist() == [pytest.approx(0.1)]
    old = trace.V_m
    net.reset()
    cell.V_m = -70.0
    net.run(0.5)
    cell.V_m = -54.0
    net.run(0.5)
    assert spikes.t.tolist() == [pytest.approx(0.6)]
    np.testing.assert_array_equal(trace.V_m[:5, 0], -70.0)
    assert old[0, 0] == -54.0


@pytest.mark.parametrize("pieces", [[60.0], [0.1] * 600, [7.3, 0.0, 52.7], [59.9, 0.1]])
def test_any_split_of_a_run_is_the_same_run(pieces: list[float]) -> None:
    net, cells, spikes = noisy()
    for piece in pieces:
        net.run(piece)
        assert len(spikes.t) == len(spikes)  # reading in between changes nothing
    whole, cells2, spikes2 = noisy()
    whole.run(60.0)
    assert spikes_of(spikes) == spikes_of(spikes2)
    np.testing.assert_array_equal(cells.V_m, cells2.V_m)
    assert net.time == whole.time == pytest.approx(60.0)


def test_building_early_changes_nothing() -> None:
    net, _, spikes = noisy()
    net.build()
    net.run(30.0)
    net2, _, spikes2 = noisy()
    net2.run(30.0)
    assert spikes_of(spikes) == spikes_of(spikes2)


CTRL_C = """
import _thread, os, signal, threading
import numpy as np
import lapicque as lq

net = lq.Network(seed=5, threads={threads})
cells = net.population(2000, lq.LIF(), V_m=lq.Uniform(-70, -56))
net.stimulate(cells, lq.PoissonInput(rate=9000.0, weight=45.0, receptor="exc"))
net.connect(cells, cells, lq.FixedProbability(0.05), weight=3.0, receptor="exc")
spikes = net.record(cells, "spikes")
# Windows has no signal that a process can send itself as Ctrl-C does.
interrupt = (lambda: os.kill(os.getpid(), signal.SIGINT)) if os.name == "posix" else _thread.interrupt_main
timer = threading.Timer(0.3, interrupt)
timer.start()
try:
    net.run(10_000_000.0)
    raise SystemExit("the run was not stopped")
except KeyboardInterrupt:
    stopped = net.time
timer.join()
step = stopped / net.dt
assert 0 < stopped < 10_000_000.0, stopped
assert abs(step - round(step)) < 1e-6, stopped
assert len(spikes) == len(spikes.t)
assert np.isfinite(cells.V_m).all()
# The end lies where an undisturbed run gets to as well, in steps of a whole number.
net.run(round(20.0 / net.dt) * net.dt)
t, i, V = spikes.t.copy(), spikes.i.copy(), cells.V_m.copy()
end = net.time
net.reset()
net.run(end)
assert net.time == end, (net.time, end)
assert len(t) > 100
np.testing.assert_array_equal(t, spikes.t)
np.testing.assert_array_equal(i, spikes.i)
np.testing.assert_array_equal(V, cells.V_m)
print("went on")
"""


@pytest.mark.parametrize("threads", [1, 2])
def test_ctrl_c_stops_at_a_step_and_the_network_goes_on(threads: int) -> None:
    program = CTRL_C.format(threads=threads)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "went on\n"


def test_other_threads_run_meanwhile_but_cannot_touch_the_network() -> None:
    net, cells, spikes = noisy(400)
    errors: list[str] = []
    passed = threading.Event()

    def intrude() -> None:
        for act in (lambda: net.run(1.0), lambda: cells.V_m, lambda: spikes.t, lambda: net.population(1, lq.LIF())):
            while not stop.is_set():
                try:
                    act()
                except RuntimeError as error:
                    errors.append(str(error))
                    break
        passed.set()

    stop = threading.Event()
    thread = threading.Thread(target=intrude)

    def progress(done: float, total: float) -> bool:
        if not thread.is_alive() and not passed.is_set():
            thread.start()
        return not passed.is_set()

    net.run(1e7, progress=progress)
    stop.set()
    thread.join()
    assert len(errors) == 4
    assert set(errors) == {"the network is running; wait until run() has returned"}
    assert list(net.populations) == ["cells"]
    net.run(1.0)


# Progress


def test_progress_function() -> None:
    net, _, spikes = noisy()
    calls: list[tuple[float, float]] = []
    net.run(30.0, progress=lambda done, total: calls.append((done, total)))
    assert calls[-1] == (pytest.approx(30.0), pytest.approx(30.0))
    assert [done for done, _ in calls] == sorted(done for done, _ in calls)
    net2, _, spikes2 = noisy()
    net2.run(30.0)
    assert spikes_of(spikes) == spikes_of(spikes2)


def test_progress_function_can_stop_or_fail() -> None:
    net, _, spikes = noisy(400)
    seen: list[float] = []
    net.run(1e6, progress=lambda done, total: bool(seen.append(done)))
    assert 0 < net.time < 1e6
    assert net.time == pytest.approx(seen[-1])
    assert len(seen) == 1

    def fail(done: float, total: float) -> None:
        raise LookupError("no more")

    before = net.time
    with pytest.raises(LookupError, match="no more"):
        net.run(1e6, progress=fail)
    assert before < net.time < 1e6
    end, found = net.time, spikes_of(spikes)
    net.reset()
    net.run(end)
    assert spikes_of(spikes) == found


def test_progress_bar(capfd: pytest.CaptureFixture[str]) -> None:
    net, _, _ = noisy()
    net.run(30.0, progress=True)
    output = capfd.readouterr()
    assert output.out == ""
    assert "30/30 ms" in output.err


def test_progress_line_without_tqdm(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_tqdm(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("tqdm"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_tqdm)
    net, _, _ = noisy()
    net.run(30.0, progress=True)
    output = capfd.readouterr()
    assert output.out == ""
    assert output.err.endswith("30 of 30 ms (100 %)\n")


def test_no_output_by_default(capfd: pytest.CaptureFixture[str]) -> None:
    noisy()[0].run(30.0)
    assert capfd.readouterr() == ("", "")


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
    before = chosen.weights
    before[:] = 0.0
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


def test_signals_of_the_user_let_the_run_go_on() -> None:
    net, _, _ = noisy(400)
    seen: list[int] = []
    old = signal.signal(signal.SIGINT, lambda number, frame: seen.append(number))
    timer = threading.Timer(0.05, _thread.interrupt_main)
    try:
        timer.start()
        net.run(1e7, progress=lambda done, total: not seen)
    finally:
        timer.join()
        signal.signal(signal.SIGINT, old)
    assert seen == [signal.SIGINT]
    assert 0 < net.time < 1e7
