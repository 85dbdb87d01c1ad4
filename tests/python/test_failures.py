"""What fails leaves nothing behind: no crash, no hang, no silent difference."""

from __future__ import annotations

import copy
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lapicque as lq
from lapicque._description import core_fields

HERE = Path(__file__).parent
MODELS = [lq.LIF, lq.QIF, lq.EIF, lq.AdEx, lq.Izhikevich, lq.HodgkinHuxley, lq.TraubMiles, lq.GIF]
RECEPTORS = [lq.ExpCurrent, lq.AlphaCurrent, lq.BiExpCurrent, lq.ExpConductance, lq.AlphaConductance, lq.NMDA]


def alone(script: str, *arguments: object) -> None:
    """Run a script that could take this process down."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stdout) == (0, "as before\n"), done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to a limit of its address space")
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("margin", [60, 75, 90])
def test_a_run_that_ends_for_want_of_memory(margin: int, threads: int) -> None:
    alone("after_a_failure.py", margin, threads)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork processes")
def test_a_forked_process_has_its_networks() -> None:
    alone("in_a_fork.py")


@pytest.mark.parametrize("threads", [1, 2])
def test_a_daemon_thread_in_a_run_does_not_end_the_process(threads: int) -> None:
    alone("in_a_thread.py", threads)


class Interruption:
    """Sends Ctrl-C to this process a while after the work began."""

    def __init__(self, after: float) -> None:
        self._after = after
        self._thread = threading.Thread(target=self._send)

    def _send(self) -> None:
        time.sleep(self._after)
        signal.raise_signal(signal.SIGINT)

    def interrupt(self, work: Callable[[], object]) -> None:
        # A process that was started in the background may ignore Ctrl-C.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        self._thread.start()
        with pytest.raises(KeyboardInterrupt):
            work()
        self._thread.join()
        signal.signal(signal.SIGINT, before)


def too_many_synapses(net: lq.Network, rule: Any) -> lq.Projection:
    cells = net.population(20_000, lq.LIF())
    return net.connect(cells, cells, rule, weight=1.0, delay=lq.Uniform(1.0, 3.0))


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("rule", [lq.FixedProbability(0.5), lq.FixedIndegree(10_000), lq.FixedTotal(200_000_000)])
def test_drawing_is_interrupted(rule: Any, threads: int) -> None:
    net = lq.Network(threads=threads)
    projection = too_many_synapses(net, rule)
    for work in (net.build, lambda: len(projection), lambda: net.run(1.0)):
        Interruption(0.1).interrupt(work)
    assert net.time == 0.0
    assert net.memory()["synapses"] == 0


def firing_wildly(threads: int) -> lq.Network:
    """A network whose first steps take minutes, with synapses whose weights a reset draws anew."""
    net = lq.Network(dt=1.0, threads=threads)
    drawn = net.population(1000, lq.LIF())
    net.connect(drawn, drawn, lq.FixedIndegree(500), weight=lq.Uniform(1.0, 2.0), delay=1.0, synapse=lq.STDP(Wmax=9.0))
    model = lq.LIF(spike_timing="precise", t_ref=0.0011, I_e=1e9, receptors={"jump": lq.Delta()})
    cells = net.population(20_000, model)
    net.connect(cells, cells, lq.FixedIndegree(1000), weight=0.001, delay=1.0, receptor="jump")
    net.build()
    return net


@pytest.mark.parametrize("threads", [1, 2])
def test_a_step_is_interrupted(threads: int) -> None:
    net = firing_wildly(threads)
    Interruption(0.2).interrupt(lambda: net.run(5.0))
    assert net.time == 0.0
    with pytest.raises(RuntimeError, match=r"failed within a step; call reset\(\) first"):
        net.run(1.0)
    net.reset()
    Interruption(0.1).interrupt(lambda: net.run(1.0))


def test_a_run_is_interrupted_between_steps() -> None:
    net = lq.Network(threads=1)
    cells = net.population(10, lq.LIF(I_e=500.0))
    spikes = net.record(cells)
    Interruption(0.1).interrupt(lambda: net.run(1e9))
    reference = lq.Network(threads=1)
    expected = reference.record(reference.population(10, lq.LIF(I_e=500.0)))
    reference.run(round(net.time, 1))
    assert len(spikes.t) > 0
    assert np.array_equal(spikes.t, expected.t)


def test_a_progress_function_reads_time_and_recorders() -> None:
    net = lq.Network(threads=1)
    cells = net.population(100, lq.LIF(I_e=500.0))
    spikes, trace = net.record(cells), net.record(cells[:1], "V_m")
    seen = []

    def look(done: float, total: float) -> None:
        assert net.time == pytest.approx(done)
        assert len(spikes.t) == len(spikes)
        seen.append((len(trace.t), trace.V_m.shape, len(spikes)))
        with pytest.raises(RuntimeError, match="is running"):
            net.population(1, lq.LIF())
        with pytest.raises(RuntimeError, match="is running"):
            net.run(1.0)

    net.run(50.0, progress=look)
    assert seen[-1] == (501, (501, 1), len(spikes))
    assert len(spikes) > 0


@pytest.mark.parametrize("before", [0.0, 0.1, 110.0])
@pytest.mark.parametrize("threads", [1, 2])
def test_a_run_that_goes_wrong_ends_at_a_step_of_the_network(threads: int, before: float) -> None:
    net = lq.Network(threads=threads)
    good = net.population(3000, lq.LIF())
    bad = net.population(2000, lq.LIF(t_ref=0.0))
    source = net.spike_source([[120.0, 120.0]])
    net.connect(source, bad[1500:1502], lq.AllToAll(), weight=1.7e308, delay=1.0, receptor="exc")
    net.connect(good, bad, lq.FixedIndegree(5), weight=1.0, delay=1.0)
    expected = r"population1\.I_exc\[1500\] became inf between 102\.4 and 204\.8 ms; the input to this"
    net.run(before)
    with pytest.raises(RuntimeError, match=expected):
        net.run(300.0)
    assert net.time == pytest.approx(204.8)


def parameters_of(kinds: list[Any]) -> list[Any]:
    return [
        pytest.param(kind, field.own_name, id=f"{kind.__name__}-{field.own_name}")
        for kind in kinds
        for field in core_fields(kind._core_class)
        if field.type in ("parameter", "optional parameter")
    ]


@pytest.mark.parametrize(("kind", "name"), parameters_of([*MODELS, *RECEPTORS, lq.WhiteNoise, lq.OrnsteinUhlenbeck]))
def test_a_parameter_without_values_is_refused(kind: Any, name: str) -> None:
    needed = {"mean": 0.0, "std": 1.0, "tau": 5.0} if kind is lq.OrnsteinUhlenbeck else {}
    with pytest.raises(ValueError, match=f"{name} must be one value or one a neuron, got no values"):
        kind(**{**needed, name: []})


@pytest.mark.parametrize("every", [1e-8, 1e-12])
def test_an_interval_of_no_step_is_refused(every: float) -> None:
    net = lq.Network(dt=0.1)
    cells = net.population(3, lq.LIF())
    allowed = "every must be (a multiple of dt = 0.1|at least one step of 0.1 ms)"
    with pytest.raises(ValueError, match=allowed):
        net.stimulate(cells, lq.ArrayCurrent([1.0, 2.0], every=every))
    with pytest.raises(ValueError, match=allowed):
        net.poisson_source(3, lq.ArrayRate([1.0, 2.0], every=every))
    with pytest.raises(ValueError, match=allowed):
        net.record(cells, "V_m", every=every)


def test_a_time_that_is_no_step_is_refused() -> None:
    net = lq.Network(dt=0.1)
    with pytest.raises(ValueError, match=r"duration must be a multiple of dt = 0.1, got 1e-08"):
        net.run(1e-8)
    net.run(0.1 + 0.2 - 0.3)  # what is left of a difference is 0
    assert net.time == 0.0


def test_rates_and_conductances_without_values_are_refused() -> None:
    net = lq.Network()
    cells = net.population(4, lq.LIF())
    with pytest.raises(ValueError, match="rate"):
        net.stimulate(cells, lq.PoissonInput(rate=np.array([]), weight=1.0))
    with pytest.raises(ValueError, match="rate"):
        net.gamma_source(3, rate=[], shape=2.0)
    with pytest.raises(ValueError, match="shape"):
        net.gamma_source(3, rate=5.0, shape=[])
    with pytest.raises(ValueError, match="conductance"):
        net.gap_junction(cells[:2], cells[2:], conductance=[])


def test_samples_that_do_not_fit_are_refused_before_the_run() -> None:
    net = lq.Network(threads=1)
    cells = net.population(100_000, lq.LIF())
    few = net.record(cells[:2], "V_m")
    trace = net.record(cells, "V_m")
    with pytest.raises(MemoryError, match=r"the samples of recorders in 10000000 ms need at least 8e\+04 GB of memory"):
        net.run(1e7)
    assert (net.time, len(trace)) == (0.0, 0)
    net.run(1.0)
    assert len(few) == len(trace) == 11


def test_a_negative_conductance_is_refused() -> None:
    net = lq.Network()
    model = lq.LIF(receptors={"exc": lq.AlphaConductance()})
    for value in (-1.0, [0.0, -1.0, 0.0], lq.Uniform(-1.0, 1.0)):
        for variable in ("g_exc", "dg_exc"):
            with pytest.raises(ValueError, match=rf"{variable}.* must be at least 0"):
                net.population(3, model, **{variable: value})
    net.population(3, model, g_exc=lq.Uniform(0.0, 2.0))


def test_variables_of_one_name_are_refused() -> None:
    net = lq.Network()
    model = lq.GIF(tau_stc=[5.0], q_stc=[1.0], receptors={"stc_0": lq.ExpCurrent()})
    with pytest.raises(ValueError, match="another state variable I_stc_0"):
        net.population(3, model)


def test_a_network_is_neither_copied_nor_pickled() -> None:
    net = lq.Network()
    for function in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="neither copied nor pickled"):
            function(net)


def test_a_network_tells_its_populations() -> None:
    net = lq.Network()
    net.population(2, lq.LIF(), name="e")
    net.poisson_source(2, 5.0, name="drive")
    assert "e" in net
    assert "i" not in net
    assert list(net) == list(net.keys()) == ["e", "drive"]


@pytest.mark.parametrize("index", [np.uint64(2**64 - 1), np.array([0, 2**63], dtype=np.uint64)])
def test_an_index_beyond_64_bits_is_not_the_last_neuron(index: Any) -> None:
    cells = lq.Network().population(10, lq.LIF())
    with pytest.raises(ValueError, match=r"index must be integers below 2\^63"):
        cells[index]
    assert list(cells[np.uint64(9)].indices) == [9]


@pytest.mark.parametrize("precision", ["double", "single"])
@pytest.mark.parametrize(
    ("model", "names"),
    [
        (lq.LIF(receptors={"exc": lq.ExpCurrent(tau=5.0)}), ["I_exc"]),
        (lq.LIF(receptors={"exc": lq.AlphaCurrent(tau=5.0)}), ["I_exc", "dI_exc"]),
        (lq.LIF(receptors={"exc": lq.ExpConductance(tau=5.0)}), ["g_exc"]),
        (lq.AdEx(a=0.0, b=50.0, receptors={"exc": lq.ExpCurrent()}), ["I_exc", "w"]),
    ],
    ids=["exponential", "alpha", "conductance", "adaptation"],
)
def test_what_decays_becomes_zero_and_is_never_subnormal(model: Any, names: list[str], precision: Any) -> None:
    net = lq.Network(precision=precision)
    cells = net.population(20, model)
    net.connect(net.spike_source([1.0, 2.0]), cells, lq.AllToAll(), weight=5000.0, delay=1.0, receptor="exc")
    trace = net.record(cells[::19], names, every=3.0)
    for part in (7.3, 200.0, 10_000.0 - 207.3, 100_000.0 if "w" in names else 3_000.0):
        net.run(round(part, 1))
    tiny = np.finfo(np.float32 if precision == "single" else np.float64).tiny
    for name in names:
        values = np.abs(getattr(trace, name))
        assert values.max() > 1.0
        assert not values[-1].any()
        assert values[values > 0.0].min(initial=1.0) > tiny


def test_what_decays_becomes_zero_in_the_same_step_however_a_run_is_cut() -> None:
    def found(cuts: list[float], threads: int) -> Any:
        net = lq.Network(threads=threads, precision="single")
        cells = net.population(600, lq.LIF())
        net.connect(net.spike_source([1.0]), cells, lq.AllToAll(), weight=200.0, delay=1.0, receptor="exc")
        trace = net.record(cells[::599], "I_exc")
        for cut in cuts:
            net.run(cut)
        return np.array(trace.I_exc)

    whole = found([1000.0], 1)
    assert not whole[-1].any()
    for cuts, threads in (([1000.0], 2), ([3.3, 0.1, 6.3, 990.3], 1), ([500.0, 500.0], 2)):
        np.testing.assert_array_equal(found(cuts, threads), whole)
