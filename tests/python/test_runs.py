"""Runs: reset, splits, Ctrl-C, other threads, progress."""

from __future__ import annotations

import _thread
import builtins
import signal
import subprocess
import sys
import threading
from typing import Any

import numpy as np
import pytest

import lapicque as lq
from small_network import noisy, spikes_of

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

# A shell's background job starts with Ctrl-C ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
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
