"""Stimuli that end, and stimuli that are taken away."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import lapicque as lq

CURRENTS: list[Any] = [
    lq.Step(start=5.0, stop=15.0, amplitude=300.0),
    lq.Steps([5.0, 8.0, 15.0], [300.0, -50.0, 0.0]),
    lq.Sine(300.0, 40.0, start=5.0, stop=15.0),
    lq.Ramp(start=5.0, stop=15.0, start_amplitude=0.0, stop_amplitude=400.0),
    lq.ArrayCurrent(np.linspace(100.0, 500.0, 100), every=0.1, start=5.0),
    lq.WhiteNoise(std=400.0, start=5.0, stop=15.0),
    lq.OrnsteinUhlenbeck(100.0, 300.0, 5.0, start=5.0, stop=15.0),
]


def network(threads: int = 1) -> tuple[lq.Network, lq.Population, lq.Trace]:
    net = lq.Network(threads=threads)
    cells = net.population(600, lq.LIF(), V_m=lq.Uniform(-70.0, -55.0))
    return net, cells, net.record(cells, ["V_m", "I_ext"])


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("stimulus", CURRENTS, ids=lambda stimulus: type(stimulus).__name__)
def test_a_stimulus_acts_in_its_time_however_the_run_is_cut(stimulus: Any, threads: int) -> None:
    def found(cuts: list[float]) -> Any:
        net, cells, trace = network(threads)
        for start in (0, 300):  # two that begin and end at the same time, one on some neurons
            net.stimulate(cells[start:], stimulus)
        for cut in cuts:
            net.run(cut)
        again = np.array(trace.V_m)
        net.reset()
        net.run(sum(cuts))
        np.testing.assert_array_equal(trace.V_m, again)
        return trace

    whole = found([30.0])
    acting = np.abs(whole.I_ext).max(axis=1) > 0.0
    times = whole.t[acting]
    assert 5.0 < times[0] < 5.6  # a sample at t has the current of the step before
    assert 14.9 < times[-1] < 15.1
    for cuts in ([5.0, 10.0, 15.0], [4.9, 0.2, 9.8, 0.2, 14.9], [10.0, 20.0]):
        np.testing.assert_array_equal(found(cuts).V_m, whole.V_m)


@pytest.mark.parametrize("stimulus", CURRENTS, ids=lambda stimulus: type(stimulus).__name__)
def test_a_stimulus_that_is_over_is_refused(stimulus: Any) -> None:
    net, cells, _ = network()
    net.run(14.9)
    net.stimulate(cells, stimulus)
    net.run(0.1)
    over = r"stimulus must be one that is not over at the present time \(15 ms\), got one that ends at 15 ms"
    with pytest.raises(ValueError, match=over):
        net.stimulate(cells, stimulus)


@pytest.mark.parametrize(
    "stimulus", [*CURRENTS, lq.PoissonInput(5000.0, 50.0)], ids=lambda stimulus: type(stimulus).__name__
)
def test_a_stimulus_that_is_removed_has_never_been(stimulus: Any) -> None:
    """Not for the neurons, not for the numbers of others, not for the memory."""
    other = lq.WhiteNoise(std=200.0), lq.PoissonInput(3000.0, 40.0)

    def found(cut: float) -> np.ndarray:
        net, cells, trace = network()
        before = net.memory()["stimuli"]
        applied = net.stimulate(cells[::2], stimulus)
        assert net.memory()["stimuli"] > before
        for one in other:
            net.stimulate(cells, one)
        held = net.memory()["stimuli"]
        net.run(cut)
        applied.remove()
        assert not applied.applied
        assert net.memory()["stimuli"] < held
        with pytest.raises(ValueError, match="stimulus must be one that is applied, got one that has been removed"):
            applied.remove()
        net.run(30.0 - cut)
        return np.array(trace.V_m)

    never, short, always = found(0.0), found(10.0), found(30.0)
    assert np.array_equal(short[:101], always[:101])
    assert not np.array_equal(short[:101], never[:101])
    if not isinstance(stimulus, lq.PoissonInput):
        np.testing.assert_array_equal(found(29.9)[:300], always[:300])

    # The same as of a network that has a silent stimulus in its place, which keeps the numbers of the others.
    net, cells, trace = network()
    silent = lq.PoissonInput(0.0, 0.0) if isinstance(stimulus, lq.PoissonInput) else None
    silent = lq.WhiteNoise(std=0.0) if isinstance(stimulus, (lq.WhiteNoise, lq.OrnsteinUhlenbeck)) else silent
    if silent is not None:
        net.stimulate(cells, silent)
    for one in other:
        net.stimulate(cells, one)
    net.run(30.0)
    np.testing.assert_array_equal(never, trace.V_m)


def test_removed_stimuli_stay_away_and_are_refused_of_other_networks() -> None:
    net, cells, trace = network(2)
    applied = net.stimulate(cells, lq.Step(start=0.0, amplitude=400.0))
    net.run(5.0)
    applied.remove()
    net.reset()
    net.run(5.0)
    assert not trace.I_ext.any()
    assert repr(applied).endswith(", removed>")
    assert applied.stimulus == lq.Step(start=0.0, amplitude=400.0)
    assert applied.target is cells
