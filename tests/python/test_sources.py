"""Sources and inputs whose rate oscillates, and gamma renewal sources."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import chi2, gamma, kstest, poisson

import lapicque as lq

Array = Any
DT = 0.1


def counts_of(net: lq.Network, source: lq.Population, steps: int) -> Array:
    """Spikes of each step and train, shape (steps, n)."""
    spikes = net.record(source, "spikes")
    net.run(steps * net.dt)
    table = np.zeros((steps, len(source)), dtype=int)
    np.add.at(table, (np.rint(spikes.t / net.dt).astype(int) - 1, spikes.i), 1)
    return table


# ---- Rates that oscillate


@pytest.mark.parametrize(
    ("frequency", "phase"), [(10.0, 0.0), (80.0, 90.0), (40.0, -120.0), (0.0, 45.0), (2500.0, 30.0), (9900.0, 10.0)]
)
def test_sine_rate(frequency: float, phase: float) -> None:
    """Phase and amplitude by the Fourier coefficient of all spikes; counts of a step by its exact mean."""
    offset, amplitude, n, steps = 300.0, 200.0, 2000, 1000
    net = lq.Network(dt=DT, seed=4)
    table = counts_of(net, net.poisson_source(n, lq.SineRate(offset, amplitude, frequency, phase)), steps)

    def rate(t: float) -> float:
        return offset + amplitude * math.sin(2e-3 * math.pi * frequency * t + math.radians(phase))

    mean = np.array([quad(rate, k * DT, (k + 1) * DT, epsabs=1e-10)[0] * 1e-3 for k in range(steps)])
    of_step = table.sum(axis=1)
    statistic = ((of_step - n * mean) ** 2 / (n * mean)).sum()
    assert chi2.ppf(1e-4, steps) < statistic < chi2.isf(1e-4, steps)
    if frequency in (10.0, 80.0, 40.0):  # whole periods
        turn = np.exp(-2e-3j * math.pi * frequency * DT * (np.arange(steps) + 0.5))
        found = 2.0 * (of_step * turn).sum() / (n * steps * DT * 1e-3)
        expected = amplitude * np.exp(1j * (math.radians(phase) - math.pi / 2))
        error = 2.0 * math.sqrt(offset / (2.0 * n * steps * DT * 1e-3))
        assert abs(found - expected) < 4.0 * error + 1e-4 * amplitude


def test_counts_under_a_sine_are_poisson_and_independent() -> None:
    offset, n, period = 5000.0, 500, 100
    net = lq.Network(dt=DT, seed=5)
    table = counts_of(net, net.poisson_source(n, lq.SineRate(offset, offset, 100.0)), 20 * period)
    for k in (0, 24, 60, 75):
        counts = table[k::period].ravel()
        step = (k + 0.5) / period
        mean = offset * 1e-3 * DT * (1.0 + math.sin(2 * math.pi * step) * np.sinc(1 / period))
        values = np.arange(6)
        expected = counts.size * np.append(poisson.pmf(values[:-1], mean), poisson.sf(values[-2], mean))
        observed = np.append(np.bincount(counts, minlength=6)[:5], (counts >= 5).sum())
        kept = expected > 8
        statistic = ((observed - expected)[kept] ** 2 / expected[kept]).sum()
        assert statistic < chi2.isf(1e-4, max(kept.sum() - 1, 1))
    z = (table - table.mean(axis=1, keepdims=True)) / math.sqrt(offset * 1e-3 * DT)
    assert abs((z[:, 1:] * z[:, :-1]).mean()) < 4.0 / math.sqrt(z.size)
    assert abs((z[1:] * z[:-1]).mean()) < 4.0 / math.sqrt(z.size)


@pytest.mark.parametrize(
    "rate", [lq.SineRate(800.0, 800.0, 50.0, 20.0), lq.ArrayRate([0.0, 500.0, 2000.0, 100.0], every=2.5)]
)
@pytest.mark.parametrize("key", [slice(None), slice(3, None, 2)])
def test_input_of_a_rate_in_time(rate: Any, key: slice) -> None:
    """An input is as good as a source of the same rate, and each neuron has a train of its own."""
    n, steps = 1100, 200
    model = lq.LIF(V_th=1e9, E_L=0.0, V_reset=-1.0, receptors={"jump": lq.Delta()})
    net = lq.Network(dt=DT, seed=6)
    neurons = net.population(n, model)
    net.stimulate(neurons[key], lq.PoissonInput(rate=rate, weight=1.0))
    trace = net.record(neurons, "V_m")
    net.run(steps * DT)
    jumps = trace.V_m[1:] - trace.V_m[:-1] * math.exp(-DT / 10.0)
    counts = np.rint(jumps)
    np.testing.assert_allclose(jumps, counts, atol=1e-9)
    chosen = np.arange(n)[key]
    assert np.all(counts[:, np.setdiff1d(np.arange(n), chosen)] == 0)
    if isinstance(rate, lq.SineRate):
        middle = 2e-3 * math.pi * 50.0 * DT * (np.arange(steps) + 0.5) + math.radians(20.0)
        mean = 0.08 * (1.0 + np.sinc(50e-3 * DT) * np.sin(middle))
    else:
        mean = np.append(np.repeat(rate.values, 25), np.zeros(steps - 100)) * 1e-3 * DT
    of_step, expected = counts.sum(axis=1), len(chosen) * mean
    assert np.all(of_step[expected == 0] == 0)
    possible = expected > 0.5
    statistic = ((of_step - expected)[possible] ** 2 / expected[possible]).sum()
    assert chi2.ppf(1e-4, possible.sum()) < statistic < chi2.isf(1e-4, possible.sum())
    assert counts[:, chosen].sum(axis=0).std() == pytest.approx(math.sqrt(mean.sum()), rel=0.15)


def test_neurons_that_run_ahead_get_the_same_input() -> None:
    """Blocks that pass through many steps at once draw from the same tables as one that goes step by step."""

    def run(watched: bool) -> Array:
        net = lq.Network(dt=DT, seed=7, threads=1)
        neurons = net.population(1500, lq.LIF(V_th=1e9, receptors={"exc": lq.ExpCurrent(tau=3.0)}))
        net.stimulate(neurons, lq.PoissonInput(rate=lq.SineRate(4000.0, 3000.0, 33.3), weight=7.0))
        if watched:
            net.record(neurons, "V_m")
        net.run(25.0)
        return neurons.V_m.copy()

    np.testing.assert_array_equal(run(False), run(True))


# ---- Gamma renewal trains


def intervals_of(table: Array, dt: float) -> list[Array]:
    steps = [np.repeat(np.arange(len(table)), train) for train in table.T]
    return [np.diff(train) * dt for train in steps]


@pytest.mark.parametrize("shape", [0.3, 1.0, 2.0, 7.5, 100.0])
def test_gamma_intervals(shape: float) -> None:
    rate, n, steps = 50.0, 100, 60_000
    net = lq.Network(dt=DT, seed=8)
    table = counts_of(net, net.gamma_source(n, rate, shape), steps)
    intervals = intervals_of(table, DT)
    long = np.concatenate(intervals)
    assert len(long) > 25_000
    mean, error = 20.0, 20.0 / math.sqrt(shape * len(long))
    assert long.mean() == pytest.approx(mean, abs=4.5 * error + 0.3 * (shape < 1))
    # of a gamma variable the fourth moment makes the error of the CV
    cv = long.std() / long.mean()
    assert cv == pytest.approx(1.0 / math.sqrt(shape), rel=4.0 * math.sqrt((0.5 + 1.5 / shape) / len(long)) + 0.005)
    # off by up to a step, as the grid rounds both ends: the sum of two uniform numbers blurs the distribution
    blur = np.random.default_rng(0).uniform(-0.5, 0.5, (2, len(long))).sum(axis=0) * DT
    exact = gamma(shape, scale=mean / shape).rvs(200_000, random_state=np.random.default_rng(1))
    grid = np.floor(np.random.default_rng(2).uniform(0.0, 1.0, len(exact)) + exact / DT) * DT
    blurred = grid + np.random.default_rng(3).uniform(-0.5, 0.5, (2, len(exact))).sum(axis=0) * DT
    assert kstest(long + blur, blurred).statistic < 2.2 * math.sqrt(1.0 / len(long) + 1.0 / len(exact))
    # no memory from one interval to the next
    pairs = np.concatenate([np.column_stack([x[1:], x[:-1]]) for x in intervals if len(x) > 1])
    assert abs(np.corrcoef(pairs.T)[0, 1]) < 4.0 / math.sqrt(len(pairs))


@pytest.mark.parametrize("shape", [0.2, 1.0, 4.0, 25.0])
def test_gamma_trains_start_in_equilibrium(shape: float) -> None:
    """The rate is the same in every step, and the first spike follows the distribution of forward recurrence times."""
    rate, n, steps = 100.0, 20_000, 300
    net = lq.Network(dt=DT, seed=9)
    table = counts_of(net, net.gamma_source(n, rate, shape), steps)
    expected = n * rate * DT * 1e-3 * 20
    bins = table.reshape(-1, 20, n).sum(axis=1)
    error = bins.std(axis=1) * math.sqrt(n)
    assert np.all(np.abs(bins.sum(axis=1) - expected) < 4.0 * error)
    waited = table.cumsum(axis=0) > 0
    interval = gamma(shape, scale=10.0 / shape)
    for k in (0, 4, 19, 99, 299):
        t = (k + 1) * DT
        share = quad(interval.sf, 0.0, t, limit=200)[0] / 10.0
        assert abs(waited[k].mean() - share) < 4.0 * math.sqrt(share * (1.0 - share) / n) + 1e-12


def test_gamma_of_shape_one_is_poisson() -> None:
    net = lq.Network(dt=DT, seed=10)
    table = counts_of(net, net.gamma_source(400, 5000.0, 1.0), 1000)
    counts = np.bincount(table.ravel(), minlength=7)[:7]
    expected = table.size * poisson.pmf(np.arange(7), 0.5)
    kept = expected > 8
    assert ((counts - expected)[kept] ** 2 / expected[kept]).sum() < chi2.isf(1e-4, kept.sum() - 1)
    z = table - 0.5
    assert abs((z[1:] * z[:-1]).mean()) < 4.0 * 0.5 / math.sqrt(z.size)


@pytest.mark.parametrize(("rate", "shape"), [(50_000.0, 3.0), (1e6, 0.5), (2e6, 1000.0), (30.0, 1e9)])
def test_gamma_rates_of_any_size(rate: float, shape: float) -> None:
    """Several spikes a step, or none in a long time."""
    n, steps = 50, 200
    net = lq.Network(dt=DT, seed=11)
    table = counts_of(net, net.gamma_source(n, rate, shape), steps)
    duration = steps * DT * 1e-3
    # variance of a count in equilibrium over a long time: CV^2 mean, and 1/6 at least from the ends
    error = math.sqrt((rate * duration / shape + 1.0) / n)
    assert table.sum(axis=0).mean() == pytest.approx(rate * duration, abs=4.0 * error)
    if rate * DT * 1e-3 > 1:
        assert table.max() > 1


def test_gamma_with_a_rate_and_a_shape_a_train() -> None:
    net = lq.Network(dt=DT, seed=12)
    rates, shapes = np.array([0.0, 20.0, 100.0, 100.0]), np.array([1.0, 50.0, 0.5, 400.0])
    table = counts_of(net, net.gamma_source(4, rates, shapes), 100_000)
    assert table[:, 0].sum() == 0
    for j in (1, 2, 3):
        [interval] = intervals_of(table[:, j : j + 1], DT)
        error = 1e3 / rates[j] / math.sqrt(shapes[j] * len(interval))
        assert interval.mean() == pytest.approx(1e3 / rates[j], abs=4.5 * error)
        assert interval.std() / interval.mean() == pytest.approx(shapes[j] ** -0.5, rel=0.3)


def test_gamma_trains_are_independent_and_their_own() -> None:
    """A train does not depend on its neighbours, but on the seed and the population."""

    def trains(n: int, seed: int = 13, before: int = 0) -> Array:
        net = lq.Network(dt=DT, seed=seed)
        for _ in range(before):
            net.poisson_source(1, 0.0)
        return counts_of(net, net.gamma_source(n, 200.0, 3.0), 5000)

    few, many = trains(20), trains(300)
    np.testing.assert_array_equal(few, many[:, :20])
    assert not np.array_equal(few, trains(20, seed=14))
    assert not np.array_equal(few, trains(20, before=1))
    z = (many - many.mean()) / many.std()
    assert abs((z[:, 1:] * z[:, :-1]).mean()) < 4.0 / math.sqrt(z.size)


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("durations", [[50.0], [0.1] * 20 + [7.9, 40.1], [49.9, 0.1]])
def test_gamma_threads_splits_and_reset(threads: int, durations: list[float]) -> None:
    def run(net: lq.Network, durations: list[float]) -> tuple[list[float], list[int]]:
        for duration in durations:
            net.run(duration)
        return spikes.t.tolist(), spikes.i.tolist()

    net = lq.Network(dt=DT, seed=15, threads=1)
    spikes = net.record(net.gamma_source(700, 80.0, 2.0), "spikes")
    expected = run(net, [50.0])
    assert len(expected[0]) > 2000
    net = lq.Network(dt=DT, seed=15, threads=threads)
    spikes = net.record(net.gamma_source(700, 80.0, 2.0), "spikes")
    assert run(net, durations) == expected
    net.reset()
    assert run(net, durations) == expected


def test_gamma_source_made_later_starts_there() -> None:
    net = lq.Network(dt=DT, seed=16)
    net.run(20.0)
    source = net.gamma_source(5000, 100.0, 5.0)
    spikes = net.record(source, "spikes")
    net.run(10.0)
    assert 20.0 < spikes.t.min() < 20.2
    assert len(spikes) == pytest.approx(5000, abs=4 * math.sqrt(5000))


def test_gamma_spikes_reach_targets() -> None:
    """Bursts that come together count as often as they come."""
    net = lq.Network(dt=DT, seed=17)
    source = net.gamma_source(20, 5000.0, 0.1)
    neurons = net.population(20, lq.LIF(V_th=1e9, E_L=0.0, V_reset=-1.0, receptors={"jump": lq.Delta()}))
    net.connect(source, neurons, lq.OneToOne(), weight=1.0, delay=0.2)
    trace = net.record(neurons, "V_m")
    sent = counts_of(net, source, 300)
    assert sent.max() > 5
    jumps = trace.V_m[1:] - math.exp(-DT / 10.0) * trace.V_m[:-1]
    np.testing.assert_allclose(jumps[2:], sent[:298], atol=1e-9)
