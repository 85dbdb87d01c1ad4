"""Recorders: conventions of time, intervals, parts of populations, recorders that come late or run long."""

from __future__ import annotations

import numpy as np
import pytest

import lapicque as lq


def noisy(n: int = 20) -> tuple[lq.Network, lq.Population]:
    net = lq.Network(dt=0.1, seed=2)
    neurons = net.population(n, lq.LIF(), V_m=lq.Uniform(-70.0, -56.0))
    net.stimulate(neurons, lq.PoissonInput(rate=10_000.0, weight=40.0, receptor="exc"))
    return net, neurons


def test_a_spike_of_step_k_has_the_time_of_the_end_of_the_step() -> None:
    net = lq.Network(dt=0.1)
    # over the threshold from the start: the first step fires
    neuron = net.population(1, lq.LIF(I_e=1e6))
    trace, spikes = net.record(neuron, "V_m"), net.record(neuron, "spikes")
    net.run(4.0)
    np.testing.assert_allclose(spikes.t, [0.1, 2.2], rtol=0, atol=1e-12)
    assert trace.V_m[1, 0] == -70.0


@pytest.mark.parametrize("delay", [0.1, 0.2, 1.5, 25.0])
def test_a_spike_takes_effect_at_its_time_plus_delay(delay: float) -> None:
    net = lq.Network(dt=0.1)
    source = net.population(1, lq.LIF(I_e=1e6, t_ref=1000.0))
    target = net.population(1, lq.LIF(V_th=1000.0, receptors={"jump": lq.Delta(), "exc": lq.ExpCurrent(tau=2.0)}))
    net.connect(source, target, lq.AllToAll(), weight=3.0, delay=delay, receptor="jump")
    net.connect(source, target, lq.AllToAll(), weight=7.0, delay=delay, receptor="exc")
    trace, spikes = net.record(target, ["V_m", "I_exc"]), net.record(source, "spikes")
    net.run(30.0)
    arrival = round((spikes.t[0] + delay) / 0.1)
    assert set(trace.V_m[:arrival, 0]) == {-70.0}
    assert trace.V_m[arrival, 0] == -67.0
    assert set(trace.I_exc[:arrival, 0]) == {0.0}
    assert trace.I_exc[arrival, 0] == 7.0
    assert trace.I_exc[arrival + 1, 0] == pytest.approx(7.0 * np.exp(-0.05), rel=1e-14)


def test_samples_from_zero_to_the_end() -> None:
    net, neurons = noisy()
    by_default, coarse = net.record(neurons, "V_m"), net.record(neurons, "V_m", every=0.7)
    initial = neurons.V_m.copy()
    net.run(14.0)
    np.testing.assert_allclose(by_default.t, 0.1 * np.arange(141), rtol=0, atol=1e-9)
    np.testing.assert_allclose(coarse.t, 0.7 * np.arange(21), rtol=0, atol=1e-9)
    assert by_default.V_m.shape == (141, 20)
    np.testing.assert_array_equal(coarse.V_m, by_default.V_m[::7])
    np.testing.assert_array_equal(by_default.V_m[0], initial)
    np.testing.assert_array_equal(by_default.V_m[-1], neurons.V_m)


def test_no_sample_twice_where_runs_meet() -> None:
    net, neurons = noisy()
    trace = net.record(neurons, ["V_m", "I_exc"], every=0.5)
    for duration in (1.0, 0.3, 0.1, 0.1, 0.0, 2.5):
        net.run(duration)
    np.testing.assert_allclose(trace.t, 0.5 * np.arange(9), rtol=0, atol=1e-9)
    assert trace.V_m.shape == trace.I_exc.shape == (9, 20)


@pytest.mark.parametrize(
    ("part", "indices"),
    [
        (slice(None), np.arange(20)),
        (slice(5, 9), [5, 6, 7, 8]),
        (slice(1, 20, 6), [1, 7, 13, 19]),
        (slice(None, None, -7), [19, 12, 5]),
        ([17, 2, 4], [17, 2, 4]),
        (np.array([3, 1]), [3, 1]),
        (np.arange(20) % 4 == 1, [1, 5, 9, 13, 17]),
        (-1, [19]),
    ],
    ids=["all", "run", "stride", "backwards", "list", "array", "mask", "one"],
)
def test_parts_of_a_population(part: object, indices: np.ndarray) -> None:
    """What a part records is what the whole records of those neurons: traces in the part's order, spikes by index."""
    net, neurons = noisy()
    whole_trace, whole_spikes = net.record(neurons, ["V_m", "I_exc"]), net.record(neurons, "spikes")
    chosen = neurons[part]  # type: ignore[index]
    trace, spikes = net.record(chosen, ["I_exc", "V_m"]), net.record(chosen, "spikes")
    net.run(200.0)
    np.testing.assert_array_equal(trace.V_m, whole_trace.V_m[:, indices])
    np.testing.assert_array_equal(trace.I_exc, whole_trace.I_exc[:, indices])
    assert len(spikes.t) > 0
    among = np.isin(whole_spikes.i, indices)
    np.testing.assert_array_equal(spikes.t, whole_spikes.t[among])
    for neuron in indices:
        np.testing.assert_array_equal(spikes.t[spikes.i == neuron], whole_spikes.t[whole_spikes.i == neuron])
    np.testing.assert_array_equal(trace.columns, indices)
    np.testing.assert_allclose(spikes.rates(), [np.count_nonzero(whole_spikes.i == j) / 0.2 for j in indices])


def test_a_recorder_that_comes_late() -> None:
    net, neurons = noisy()
    spikes, trace = net.record(neurons, "spikes"), net.record(neurons, "V_m", every=0.1)
    net.run(50.3)
    late_spikes, late_trace = net.record(neurons, "spikes"), net.record(neurons, "V_m", every=0.5)
    assert len(late_spikes.t) == 0
    net.run(49.7)
    np.testing.assert_array_equal(late_spikes.t, spikes.t[spikes.t > 50.35])
    np.testing.assert_array_equal(late_spikes.i, spikes.i[spikes.t > 50.35])
    # samples lie on multiples of the interval, whenever the recorder was made
    np.testing.assert_allclose(late_trace.t, 50.5 + 0.5 * np.arange(100), rtol=0, atol=1e-9)
    np.testing.assert_array_equal(late_trace.V_m, trace.V_m[505::5])


def test_a_recorder_made_between_runs_starts_with_the_present_state() -> None:
    net, neurons = noisy()
    net.run(10.0)
    trace = net.record(neurons, "V_m", every=1.0)
    present = neurons.V_m.copy()
    net.run(1.0)
    np.testing.assert_allclose(trace.t, [10.0, 11.0], rtol=0, atol=1e-9)
    np.testing.assert_array_equal(trace.V_m[0], present)


def test_long_records_keep_what_they_had() -> None:
    """Records grow over many runs, larger than any buffer, and what was read before stays as it was."""
    net = lq.Network(dt=0.1, seed=4)
    neurons = net.population(400, lq.LIF(I_e=np.linspace(400.0, 3000.0, 400)))
    spikes, trace = net.record(neurons, "spikes"), net.record(neurons, ["V_m", "I_exc"])
    net.run(100.0)
    first_t, first_V = spikes.t.copy(), trace.V_m.copy()
    for _ in range(4):
        net.run(100.0)
    assert len(spikes.t) > 20_000
    assert trace.V_m.shape == (5001, 400)
    np.testing.assert_array_equal(spikes.t[: len(first_t)], first_t)
    np.testing.assert_array_equal(trace.V_m[: len(first_V)], first_V)
    counts = np.bincount(spikes.i, minlength=400)
    period = np.round(np.diff(spikes.t[spikes.i == 399])[0], 1)
    assert counts[399] == pytest.approx(500.0 / period, abs=1)


def test_rates() -> None:
    net, neurons = noisy()
    spikes = net.record(neurons, "spikes")
    net.run(500.0)
    np.testing.assert_allclose(spikes.rates(), np.bincount(spikes.i, minlength=20) / 0.5)


def test_reading_during_a_simulation_does_not_disturb_it() -> None:
    net, neurons = noisy()
    spikes, trace = net.record(neurons, "spikes"), net.record(neurons, "V_m")
    net.run(100.0)
    undisturbed = spikes.t.copy(), trace.V_m.copy()
    net.reset()
    for _ in range(50):
        net.run(2.0)
        with pytest.raises(ValueError, match="read-only"):
            spikes.t[:] = -1.0
        with pytest.raises(ValueError, match="read-only"):
            trace.V_m[:] = -1.0
    net.reset()
    net.run(100.0)
    np.testing.assert_array_equal(spikes.t, undisturbed[0])
    np.testing.assert_array_equal(trace.V_m, undisturbed[1])


def test_sources_are_recorded_too() -> None:
    net = lq.Network(dt=0.1, seed=3)
    poisson, given = net.poisson_source(50, 200.0), net.spike_source([[1.0, 2.0], [1.5]])
    poisson_spikes, given_spikes = net.record(poisson, "spikes"), net.record(given, "spikes")
    net.run(100.0)
    np.testing.assert_allclose(given_spikes.t, [1.0, 1.5, 2.0], rtol=0, atol=1e-12)
    np.testing.assert_array_equal(given_spikes.i, [0, 1, 0])
    assert len(poisson_spikes.t) == pytest.approx(1000, abs=4 * np.sqrt(1000))
