"""Stimuli against their definitions: waveforms as charge, Poisson input as counts, sources as trains."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import chi2, kstest, poisson

import lapicque as lq

DT = 0.1
STEPS = 400
PASSIVE = lq.LIF(V_th=1e6, E_L=0.0, V_reset=-10.0)
DECAY, R = math.exp(-DT / 10.0), 10.0 / 250.0


def current_in(stimuli: list[lq.Stimulus], n: int = 1, dt: float = DT) -> np.ndarray:
    """The current that a neuron's potential tells it got in each step, shape (STEPS, n)."""
    net = lq.Network(dt=dt)
    neurons = net.population(n, PASSIVE)
    for stimulus in stimuli:
        net.stimulate(neurons, stimulus)
    trace = net.record(neurons, "V_m")
    net.run(STEPS * dt)
    decay = math.exp(-dt / 10.0)
    current: np.ndarray = (trace.V_m[1:] - trace.V_m[:-1] * decay) / (R * (1 - decay))
    return current


def mean_over_steps(waveform: Any, dt: float = DT) -> np.ndarray:
    """Mean of a function of time over each step by quadrature."""
    return np.array([quad(waveform, k * dt, (k + 1) * dt, epsabs=1e-11)[0] / dt for k in range(STEPS)])


def test_step() -> None:
    t = np.arange(STEPS)
    expected = np.where((t >= 50) & (t < 120), 130.0, 0.0)
    np.testing.assert_allclose(current_in([lq.Step(5.0, 12.0, 130.0)])[:, 0], expected, atol=1e-9)


def test_step_without_an_end() -> None:
    expected = np.where(np.arange(STEPS) >= 101, -70.0, 0.0)
    np.testing.assert_allclose(current_in([lq.Step(start=10.1, amplitude=-70.0)])[:, 0], expected, atol=1e-9)


def test_steps() -> None:
    times, amplitudes = [2.0, 5.5, 5.6, 20.0], [10.0, -40.0, 300.0, 7.0]
    index = np.searchsorted(np.rint(np.array(times) / DT), np.arange(STEPS), side="right")
    expected = np.array([0.0, *amplitudes])[index]
    np.testing.assert_allclose(current_in([lq.Steps(times, amplitudes)])[:, 0], expected, atol=1e-9)


@pytest.mark.parametrize("dt", [0.1, 0.05])
def test_ramp(dt: float) -> None:
    start, stop, first, last = 30 * dt, 330 * dt, -20.0, 220.0

    def waveform(t: float) -> float:
        return first + (last - first) * (t - start) / (stop - start) if start <= t < stop else 0.0

    found = current_in([lq.Ramp(start, stop, first, last)], dt=dt)[:, 0]
    np.testing.assert_allclose(found, mean_over_steps(waveform, dt), atol=1e-8)
    assert found.sum() * dt == pytest.approx(0.5 * (first + last) * (stop - start), rel=1e-10)


@pytest.mark.parametrize(
    ("frequency", "phase"), [(10.0, 0.0), (40.0, 90.0), (1234.5, -77.0), (9000.0, 10.0), (0.0, 30.0)]
)
def test_sine_is_its_mean_over_each_step(frequency: float, phase: float) -> None:
    start, stop, offset = 3.0, 31.0, 12.5

    def waveform(t: float) -> float:
        angle = 2 * math.pi * frequency * 1e-3 * (t - start) + math.radians(phase)
        return offset + 90.0 * math.sin(angle)

    stimulus = lq.Sine(amplitude=90.0, frequency=frequency, phase=phase, offset=offset, start=start, stop=stop)
    expected = mean_over_steps(waveform)
    expected[: round(start / DT)] = 0.0
    expected[round(stop / DT) :] = 0.0
    np.testing.assert_allclose(current_in([stimulus])[:, 0], expected, atol=1e-8)


@pytest.mark.parametrize("every", [0.1, 0.5])
@pytest.mark.parametrize("start", [0.0, 4.2])
def test_array_current_for_all(every: float, start: float) -> None:
    values = np.random.default_rng(1).normal(0.0, 50.0, 40)
    samples = np.repeat(values, round(every / DT))
    expected = np.zeros(STEPS)
    onset = round(start / DT)
    expected[onset : onset + len(samples)] = samples
    found = current_in([lq.ArrayCurrent(values, every=every, start=start)], n=3)
    np.testing.assert_allclose(found, np.repeat(expected[:, None], 3, axis=1), atol=1e-8)


def test_array_current_with_a_column_a_target() -> None:
    values = np.random.default_rng(2).normal(0.0, 50.0, (STEPS // 4, 5))
    found = current_in([lq.ArrayCurrent(values, every=4 * DT)], n=5)
    np.testing.assert_allclose(found, np.repeat(values, 4, axis=0), atol=1e-8)


def test_columns_follow_the_order_of_the_targets() -> None:
    net = lq.Network(dt=DT)
    neurons = net.population(10, PASSIVE)
    targets = [7, 2, 9]
    net.stimulate(neurons[targets], lq.ArrayCurrent([[100.0, 200.0, 300.0]], every=1.0))
    net.run(1.0)
    gain = -R * math.expm1(-0.1)
    np.testing.assert_allclose(neurons.V_m[targets], np.array([100.0, 200.0, 300.0]) * gain, rtol=1e-12)
    assert set(np.delete(neurons.V_m, targets)) == {0.0}


def test_currents_add_up() -> None:
    parts: list[lq.Stimulus] = [
        lq.Step(1.0, 30.0, 50.0),
        lq.Sine(amplitude=20.0, frequency=100.0),
        lq.Ramp(5.0, 20.0, 0.0, -80.0),
        lq.ArrayCurrent(np.arange(10.0), every=2.0),
    ]
    alone = sum(current_in([part]) for part in parts)
    np.testing.assert_allclose(current_in(parts), alone, atol=1e-8)


def test_recorded_input_is_the_current_of_the_step_that_ends_there() -> None:
    stimulus = lq.Sine(amplitude=90.0, frequency=50.0, offset=5.0)
    r = lq.simulate(PASSIVE, duration=STEPS * DT, current=stimulus, dt=DT)
    found = current_in([stimulus])[:, 0]
    assert r.I[0] == 0.0
    np.testing.assert_allclose(r.I[1:], found, atol=1e-8)


def chi_square_fits(counts: np.ndarray, mean: float) -> None:
    """Counts are Poisson with the given mean: chi-square at 1e-4, bins of at least 10 expected."""
    n = len(counts)
    k = np.arange(int(counts.max()) + 2)
    expected = n * poisson.pmf(k, mean)
    expected[-1] += n * poisson.sf(k[-1], mean)
    observed = np.bincount(counts, minlength=len(k)).astype(float)
    low = int(np.argmax(np.cumsum(expected) >= 10))
    high = len(k) - 1 - int(np.argmax(np.cumsum(expected[::-1]) >= 10))

    def pooled(x: np.ndarray) -> np.ndarray:
        return np.array([x[: low + 1].sum(), *x[low + 1 : high], x[high:].sum()])

    statistic = float(((pooled(observed) - pooled(expected)) ** 2 / pooled(expected)).sum())
    degrees = len(pooled(expected)) - 1
    assert degrees >= 1
    assert statistic < chi2.isf(1e-4, degrees)
    # a fit better than chance allows would be as suspicious
    if degrees >= 4:
        assert statistic > chi2.isf(1 - 1e-4, degrees)


def poisson_counts(
    rate: Any, n: int, duration: float, seed: int = 1, dt: float = DT, key: slice = slice(None), threads: int = 1
) -> np.ndarray:
    """Events of a PoissonInput that each neuron got in each step, shape (steps, n), read off jumps of 1 mV."""
    net = lq.Network(dt=dt, seed=seed, threads=threads)
    neurons = net.population(n, PASSIVE.replace(receptors={"jump": lq.Delta()}))
    net.stimulate(neurons[key], lq.PoissonInput(rate=rate, weight=1.0))
    trace = net.record(neurons, "V_m")
    net.run(duration)
    jumps = trace.V_m[1:] - trace.V_m[:-1] * math.exp(-dt / 10.0)
    counts = np.rint(jumps).astype(int)
    np.testing.assert_allclose(jumps, counts, atol=1e-9)
    return counts


@pytest.mark.parametrize("rate", [50.0, 1000.0, 12_345.0, 150_000.0, 3_000_000.0])
def test_poisson_input_counts(rate: float) -> None:
    counts = poisson_counts(rate, n=100, duration=100.0)
    mean = rate * DT * 1e-3
    assert counts.mean() == pytest.approx(mean, abs=4 * math.sqrt(mean / counts.size))
    chi_square_fits(counts.ravel(), mean)
    # over time and over neurons too, not only all together
    chi_square_fits(counts[:, :1].ravel(), mean)
    chi_square_fits(counts.sum(axis=1)[::2], 100 * mean)


def test_poisson_inputs_are_independent() -> None:
    """Neighbouring neurons, neighbouring steps, two inputs of one neuron, two seeds: no correlation."""
    counts = poisson_counts(5000.0, n=64, duration=200.0).astype(float)
    z = (counts - counts.mean()) / counts.std()
    bound = 4 / math.sqrt(z.size)
    assert abs((z[:, 1:] * z[:, :-1]).mean()) < bound
    assert abs((z[:, 4:] * z[:, :-4]).mean()) < bound
    assert abs((z[1:] * z[:-1]).mean()) < bound
    other = poisson_counts(5000.0, n=64, duration=200.0, seed=2).astype(float)
    assert abs((z * (other - other.mean()) / other.std()).mean()) < bound

    net = lq.Network(dt=DT)
    neurons = net.population(64, PASSIVE.replace(receptors={"a": lq.Delta(), "b": lq.ExpCurrent()}))
    net.stimulate(neurons, lq.PoissonInput(rate=5000.0, weight=1.0, receptor="a"))
    net.stimulate(neurons, lq.PoissonInput(rate=5000.0, weight=1.0, receptor="b"))
    trace = net.record(neurons, ["V_m", "I_b"])
    net.run(200.0)
    exp_decay = math.exp(-DT / 2.0)
    psc = (exp_decay - DECAY) / (250.0 * (1 / 10.0 - 1 / 2.0))
    a = trace.V_m[1:] - DECAY * trace.V_m[:-1] - psc * trace.I_b[:-1]
    b = trace.I_b[1:] - exp_decay * trace.I_b[:-1]
    assert abs(((a - a.mean()) / a.std() * (b - b.mean()) / b.std()).mean()) < bound


def test_poisson_input_with_a_rate_a_neuron() -> None:
    rates = np.linspace(0.0, 20_000.0, 50)
    counts = poisson_counts(rates, n=50, duration=500.0)
    expected = rates * 0.5
    total = counts.sum(axis=0)
    assert total[0] == 0
    assert np.all(np.abs(total - expected) <= 4.5 * np.sqrt(expected))
    assert ((total[1:] - expected[1:]) ** 2 / expected[1:]).sum() < chi2.isf(1e-4, 49)


@pytest.mark.parametrize("key", [slice(0, 300), slice(600, 700), slice(1099, None), slice(300, 1100), slice(5, 5)])
@pytest.mark.parametrize("threads", [1, 3])
def test_poisson_input_of_some_neurons(key: slice, threads: int) -> None:
    """A selection of which blocks of neurons have all, a part or nothing: each neuron has its own train as ever."""
    expected = poisson_counts(5000.0, n=1100, duration=2.0)
    expected[:, np.delete(np.arange(1100), key)] = 0
    np.testing.assert_array_equal(poisson_counts(5000.0, 1100, 2.0, key=key, threads=threads), expected)
    rates = np.full(1100, 5000.0)[key]
    np.testing.assert_array_equal(poisson_counts(rates, 1100, 2.0, key=key, threads=threads), expected)


def source_counts(net: lq.Network, source: lq.Population, duration: float) -> tuple[np.ndarray, np.ndarray]:
    """Steps at whose end a spike was, and its source."""
    spikes = net.record(source, "spikes")
    net.run(duration)
    steps = np.rint(np.asarray(spikes.t) / DT).astype(int)
    np.testing.assert_allclose(spikes.t, steps * DT, rtol=1e-12)
    assert np.all(np.diff(steps) >= 0)
    return steps, np.asarray(spikes.i)


@pytest.mark.parametrize("rate", [5.0, 300.0, 8000.0])
def test_poisson_source(rate: float) -> None:
    net = lq.Network(dt=DT, seed=9)
    n, duration = 500, 400.0
    steps, index = source_counts(net, net.poisson_source(n, rate), duration)
    chi_square_fits(np.bincount(index, minlength=n), rate * duration * 1e-3)
    table = np.zeros((round(duration / DT), n), dtype=int)
    np.add.at(table, (steps - 1, index), 1)
    chi_square_fits(table.sum(axis=1), n * rate * DT * 1e-3)
    if rate * DT * 1e-3 * table.size > 1e3:
        chi_square_fits(table.ravel(), rate * DT * 1e-3)


def test_poisson_source_intervals_are_exponential() -> None:
    net = lq.Network(dt=DT, seed=10)
    steps, index = source_counts(net, net.poisson_source(200, 50.0), 2000.0)
    order = np.lexsort((steps, index))
    same = np.diff(index[order]) == 0
    intervals = np.diff(steps[order])[same] * DT
    # a grid of 0.1 ms against a mean of 20 ms, and the end that cuts long intervals off
    short = intervals[intervals < 200.0]
    jitter = np.random.default_rng(0).uniform(-0.5, 0.5, len(short)) * DT
    assert len(short) > 15_000
    assert kstest(np.abs(short + jitter), "expon", args=(0, 20.0)).statistic < 0.015


def test_poisson_source_with_a_rate_a_train() -> None:
    net = lq.Network(dt=DT, seed=11)
    rates = np.linspace(0.0, 400.0, 80)
    _, index = source_counts(net, net.poisson_source(80, rates), 1000.0)
    counts = np.bincount(index, minlength=80)
    assert counts[0] == 0
    assert np.all(np.abs(counts - rates) <= 4.5 * np.sqrt(rates))


def test_poisson_source_with_a_rate_in_time() -> None:
    """The spikes of a step follow the rate that holds in it; after the last sample there are none."""
    net = lq.Network(dt=DT, seed=12)
    values = np.array([0.0, 500.0, 100.0, 0.0, 1000.0])
    steps, _ = source_counts(net, net.poisson_source(400, lq.ArrayRate(values, every=20.0)), 150.0)
    counts = np.bincount((steps - 1) // 200, minlength=8)
    expected = np.concatenate([400 * values * 0.02, np.zeros(3)])
    assert np.all(np.abs(counts - expected) <= 4 * np.sqrt(expected))


def test_poisson_source_reaches_targets_with_every_spike() -> None:
    """Several spikes of a train in one step count as several."""
    net = lq.Network(dt=DT, seed=13)
    source = net.poisson_source(20, 20_000.0)
    neurons = net.population(20, PASSIVE.replace(receptors={"jump": lq.Delta()}))
    net.connect(source, neurons, lq.OneToOne(), weight=1.0, delay=0.3)
    trace = net.record(neurons, "V_m")
    steps, index = source_counts(net, source, 20.0)
    sent = np.zeros((201, 20))
    np.add.at(sent, (steps, index), 1.0)
    assert sent.max() > 3
    jumps = trace.V_m[1:] - DECAY * trace.V_m[:-1]
    np.testing.assert_allclose(jumps[2:], sent[:198], atol=1e-9)


def test_spike_source() -> None:
    times = [np.array([0.1, 3.0, 3.1, 9.9]), np.array([]), np.array([5.0]), np.array([0.1, 10.0])]
    net = lq.Network(dt=DT)
    source = net.spike_source(times)
    steps, index = source_counts(net, source, 12.0)
    expected = sorted((round(t / DT), j) for j, train in enumerate(times) for t in train)
    assert list(zip(steps.tolist(), index.tolist(), strict=True)) == expected


def test_spike_source_made_later() -> None:
    net = lq.Network(dt=DT)
    net.run(5.0)
    steps, _ = source_counts(net, net.spike_source([[5.1, 6.0]]), 5.0)
    np.testing.assert_array_equal(steps, [51, 60])


def test_stimulus_from_the_present_on() -> None:
    """A stimulus keeps the network's time, also when it comes after a run."""
    net = lq.Network(dt=DT)
    neuron = net.population(1, PASSIVE)
    net.run(10.0)
    net.stimulate(neuron, lq.Steps([5.0, 15.0], [100.0, 200.0]))
    trace = net.record(neuron, "V_m")
    net.run(10.0)
    V = trace.V_m[:, 0]
    found = (V[1:] - V[:-1] * DECAY) / (R * (1 - DECAY))
    np.testing.assert_allclose(found, np.repeat([100.0, 200.0], 50), rtol=1e-9)
