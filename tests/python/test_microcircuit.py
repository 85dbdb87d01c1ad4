"""The cortical microcircuit is built as published, and does what it does in NEST (see bench/reference/)."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mpmath import findroot, mp, mpf, quad
from scipy.stats import ks_2samp, truncnorm
from scipy.stats import t as student

import lapicque as lq
import spike_statistics as statistics
from lapicque.networks import _microcircuit as published

NAMES = ("L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I")
SMALL = 0.02
DATA = Path(__file__).parent / "data" / "nest_microcircuit.json"


@cache
def reference() -> dict[str, Any]:
    return json.loads(DATA.read_text())  # type: ignore[no-any-return]


@cache
def small() -> lq.Network:
    return lq.networks.microcircuit(SMALL, seed=3)


def pair(p: lq.Projection) -> tuple[int, int]:
    return NAMES.index(p.post.population.name), NAMES.index(p.pre.population.name)


def test_full_size() -> None:
    sizes, counts = published.sizes(), published.synapse_counts()
    assert published.POPULATIONS == NAMES
    assert sizes.tolist() == [20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948]
    assert sizes.sum() == 77_169
    assert counts.sum() == pytest.approx(298.9e6, rel=1e-3)
    assert np.count_nonzero(counts) == 55


def test_synapse_counts_give_the_published_probabilities() -> None:
    """1 - (1 - 1/(N_t N_s))^K, for K rounded to a synapse; p itself has four decimals."""
    sizes, counts = published.sizes(), published.synapse_counts()
    for target, source in np.ndindex(8, 8):
        pairs = int(sizes[target]) * int(sizes[source])
        with mp.workdps(40):
            p = 1 - (1 - 1 / mpf(pairs)) ** int(counts[target, source])
        assert float(p) == pytest.approx(published.PROBABILITIES[target][source], abs=1 / pairs)
    # spot checks of the table that the rows are the targets
    assert published.PROBABILITIES[NAMES.index("L5E")][NAMES.index("L5I")] == 0.3726
    assert published.PROBABILITIES[NAMES.index("L5I")][NAMES.index("L5E")] == 0.06
    assert published.PROBABILITIES[NAMES.index("L4E")][NAMES.index("L6E")] == 0.0453


@pytest.mark.parametrize(("tau_m", "tau_syn"), [(10.0, 0.5), (5.0, 8.0)])
def test_psc_amplitude_gives_the_psp(tau_m: float, tau_syn: float) -> None:
    """The membrane equation, integrated to 20 digits; the peak is where the derivative vanishes."""
    amplitude = published.psc_amplitude(0.15, 250.0, tau_m, tau_syn)
    with mp.workdps(20):

        def V(t: mpf) -> mpf:
            return quad(lambda s: mp.exp(-(t - s) / tau_m) * amplitude * mp.exp(-s / tau_syn) / 250, [0, t])

        def slope(t: mpf) -> mpf:
            return amplitude * mp.exp(-t / tau_syn) / 250 - V(t) / tau_m

        peak = findroot(slope, (mpf(1) / 10, mpf(50)), solver="anderson")
        assert float(V(peak)) == pytest.approx(0.15, rel=1e-13)
        assert V(peak) > max(V(0.99 * peak), V(1.01 * peak))


def test_weights() -> None:
    weights = published.mean_weights()
    assert published.psc_amplitude() == pytest.approx(87.81, abs=0.005)
    assert weights[NAMES.index("L23E"), NAMES.index("L4E")] == pytest.approx(2 * 87.8085, rel=1e-6)
    weights[NAMES.index("L23E"), NAMES.index("L4E")] /= 2
    np.testing.assert_allclose(weights[:, 0::2], 87.8085, rtol=1e-6)
    np.testing.assert_allclose(weights[:, 1::2], -4 * 87.8085, rtol=1e-6)


def test_dc_is_the_mean_of_the_poisson_input() -> None:
    rates = published.external_rates()
    assert rates.tolist() == [12800, 12000, 16800, 15200, 16000, 15200, 23200, 16800]
    # a spike brings the charge weight * tau_syn
    np.testing.assert_allclose(
        published.constant_current(poisson=False), rates / 1000 * 0.5 * published.psc_amplitude(), rtol=1e-14
    )
    assert not published.constant_current().any()


@pytest.mark.parametrize("scale", [0.05, 0.1, 0.5, 0.99])
@pytest.mark.parametrize("poisson", [True, False])
def test_scaling_keeps_mean_and_variance_of_the_input(scale: float, poisson: bool) -> None:
    """At the reference rates, to the rounding of numbers of synapses."""
    rates = np.array([0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829]) / 1000
    psc = published.psc_amplitude()

    def moments(k: float) -> tuple[np.ndarray, np.ndarray]:
        indegrees, weights = published.synapse_counts(k) / published.sizes(k)[:, None], published.mean_weights(k)
        external = published.external_rates(k) / 1000 if poisson else 0 * rates
        mean = 0.5 * ((indegrees * weights) @ rates + external * psc / math.sqrt(k))
        variance = (indegrees * weights**2) @ rates + external * psc**2 / k
        return mean + published.constant_current(k, poisson=poisson), variance

    for scaled, full in zip(moments(scale), moments(1.0), strict=True):
        np.testing.assert_allclose(scaled, full, rtol=2e-4)


def test_populations() -> None:
    net = small()
    assert tuple(net.populations) == NAMES
    assert [len(net[name]) for name in NAMES] == [414, 117, 438, 110, 97, 21, 288, 59]
    means = (-68.28, -63.16, -63.33, -63.45, -63.11, -61.66, -66.72, -61.43)
    stds = (5.36, 4.57, 4.74, 4.94, 4.94, 4.55, 5.46, 4.48)
    for name, mean, std, I_e in zip(NAMES, means, stds, published.constant_current(SMALL), strict=True):
        model = net[name].model
        assert (model.C_m, model.tau_m, model.E_L, model.V_th, model.V_reset, model.t_ref) == (
            250,
            10,
            -65,
            -50,
            -65,
            2,
        )
        assert dict(model.receptors) == {"syn": lq.ExpCurrent(tau=0.5)}
        assert model.I_e == I_e
        n = len(net[name])
        assert abs(net[name].V_m.mean() - mean) < 4 * std / math.sqrt(n)
        assert abs(net[name].V_m.std() / std - 1) < 4 / math.sqrt(2 * n)


def test_dc_input() -> None:
    """A network this small falls silent without Poisson input; every membrane then rests where its current puts it."""
    net = lq.networks.microcircuit(SMALL, input="dc", seed=3)
    net.run(300)
    currents = published.constant_current(SMALL, poisson=False)
    for name, current in zip(NAMES, currents, strict=True):
        assert net[name].model.I_e == current
        np.testing.assert_allclose(net[name].V_m, -65 + current * 10 / 250, rtol=1e-9)
        assert np.abs(net[name].I_syn).max() < 1e-9


def test_synapses() -> None:
    projections = {pair(p): p for p in small().projections}
    counts, means = published.synapse_counts(SMALL), published.mean_weights(SMALL)
    assert set(projections) == set(zip(*np.nonzero(counts), strict=True))
    for (target, source), p in projections.items():
        assert len(p) == counts[target, source]
        if len(p) < 100:
            continue
        weights, mean = p.weights, means[target, source]
        assert (np.sign(weights) == np.sign(mean)).all()
        assert abs(weights.mean() / mean - 1) < 5 * 0.1 / math.sqrt(len(p))
        assert abs(weights.std() / abs(mean) - 0.1) < 5 * 0.1 / math.sqrt(2 * len(p))


@pytest.mark.parametrize(("sign", "mean", "std"), [("E", 1.5, 0.75), ("I", 0.75, 0.375)])
def test_delays(sign: str, mean: float, std: float) -> None:
    """Normal without what is below dt, rounded to the grid: every bin of it, within its standard errors."""
    delays = np.concatenate([p.delays for p in small().projections if p.pre.population.name[-1] == sign])
    steps = np.rint(delays / 0.1).astype(int)
    assert steps.min() == 1
    np.testing.assert_allclose(delays, steps * 0.1, rtol=1e-12)
    law = truncnorm((0.1 - mean) / std, np.inf, mean, std)
    edges = np.arange(0.5, 60) * 0.1
    expected = np.diff(law.cdf(edges))
    found = np.bincount(steps, minlength=60)[1:60] / len(steps)
    error = np.sqrt(expected * (1 - expected) / len(steps))
    assert np.all(np.abs(found - expected) < 5 * error + 5 / len(steps))


def test_autapses_and_multapses() -> None:
    p = {pair(p): p for p in small().projections}[NAMES.index("L6I"), NAMES.index("L6I")]
    n = len(p.pre)
    table = np.bincount(p.sources * n + p.targets, minlength=n * n).reshape(n, n)
    # K independent draws of n² pairs
    mean = len(p) / n**2
    assert abs(np.trace(table) - n * mean) < 5 * math.sqrt(n * mean)
    assert abs((table == 0).mean() - math.exp(-mean)) < 5 * math.sqrt(math.exp(-mean)) / n


def test_synaptic_current_is_what_the_rates_bring() -> None:
    """The mean over neurons and time of the recorded current, from the rates of the run: all parts fit together."""
    net = lq.networks.microcircuit(SMALL, seed=5)
    net.run(100)
    populations = list(net.populations.values())
    spikes = [net.record(population, "spikes") for population in populations]
    traces = [net.record(population, "I_syn", every=0.5) for population in populations]
    net.run(1000)
    rates = np.array([recorder.rates().mean() for recorder in spikes]) / 1000
    indegrees = published.synapse_counts(SMALL) / published.sizes(SMALL)[:, None]
    external = published.external_rates(SMALL) / 1000
    expected = (indegrees * published.mean_weights(SMALL)) @ rates
    # samples are taken at the end of a step, with what has just arrived: tau_syn becomes dt/(1 - exp(-dt/tau_syn))
    expected = -0.1 / math.expm1(-0.2) * (expected + external * published.psc_amplitude() / math.sqrt(SMALL))
    for trace, mean in zip(traces, expected, strict=True):
        course = trace.I_syn.mean(axis=1)
        # blocks of 50 ms: the current of one has nothing to do with that of the next
        blocks = course[1:].reshape(20, -1).mean(axis=1)
        assert abs(course.mean() - mean) < 5 * blocks.std(ddof=1) / math.sqrt(20)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: lq.networks.microcircuit(0.0), "scale must be finite and positive, got 0.0"),
        (lambda: lq.networks.microcircuit(float("nan")), "scale must be finite and positive, got nan"),
        (lambda: lq.networks.microcircuit(1.5), "scale must be at most 1, the published network, got 1.5"),
        (lambda: lq.networks.microcircuit(0.008), "scale must leave at least 10 neurons of L5I, got 0.008"),
        (lambda: lq.networks.microcircuit(0.1, input="noise"), "input must be 'poisson' or 'dc', got 'noise'"),
        (lambda: lq.networks.microcircuit(0.1, dt=0.3), "multiple of dt"),
    ],
)
def test_bad_arguments(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_seed_threads_and_dt_are_handed_on() -> None:
    net = lq.networks.microcircuit(SMALL, seed=9, threads=2, dt=0.2)
    assert (net.seed, net.threads, net.dt) == (9, 2, 0.2)
    assert min(p.delays.min() for p in net.projections) == pytest.approx(0.2)


SEEDS = range(1, 6)
# The statistics, and how large the bound of the test may be relative to their mean: too wide a spread over the seeds
# would let anything pass. It is the sparse populations that need this much; the rates of four are bounded to 2 to 4 %.
LARGEST_BOUND = {"rate": 0.2, "cv": 0.3, "correlation": 1.0, "synchrony": 0.5}


@cache
def runs() -> list[dict[str, dict[str, Any]]]:
    """The statistics of NEST's file for the same network here."""
    return [run(seed) for seed in SEEDS]


def run(seed: int) -> dict[str, dict[str, Any]]:
    given = reference()
    start, window, dt = given["warm_up_ms"], given["window_ms"], given["dt_ms"]
    net = lq.networks.microcircuit(given["scale"], seed=seed, dt=dt)
    net.run(start)
    recorders = {name: net.record(net[name], "spikes") for name in NAMES}
    net.run(window)
    stop, result = start + window, {}
    for name, spikes in recorders.items():
        n, sample, width = spikes.n, min(spikes.n, given["correlation"]["neurons"]), given["correlation"]["bin_ms"]
        counts = statistics.binned_counts(spikes.t, spikes.i, sample, start, stop, width, dt)
        result[name] = {
            "rate": len(spikes) / (n * window * 1e-3),
            "cv": statistics.coefficients_of_variation(spikes.t, spikes.i, n, given["cv_min_spikes"]).mean(),
            "correlation": statistics.mean_correlation(counts),
            "synchrony": statistics.synchrony(spikes.t, start, stop, given["synchrony_bin_ms"], dt),
            "count_histogram": statistics.count_histogram(spikes.i, n),
        }
    return result


def test_nest_ran_the_same_network() -> None:
    given = reference()
    assert given["sizes"] == published.sizes(given["scale"]).tolist()
    assert given["synapses"] == published.synapse_counts(given["scale"]).tolist()
    np.testing.assert_allclose(given["weights"], published.mean_weights(given["scale"]), rtol=1e-6)
    np.testing.assert_allclose(given["I_e"], published.constant_current(given["scale"]), rtol=1e-6)


@pytest.mark.parametrize("statistic", LARGEST_BOUND)
@pytest.mark.parametrize("name", NAMES)
def test_agrees_with_nest(name: str, statistic: str) -> None:
    """Student's t test over the seeds, two-sided 0.1 %."""
    ours = np.array([run[name][statistic] for run in runs()])
    theirs = np.array([run[name][statistic] for run in reference()["runs"]])
    assert len(theirs) == 20
    freedom = len(ours) + len(theirs) - 2
    variance = ((len(ours) - 1) * ours.var(ddof=1) + (len(theirs) - 1) * theirs.var(ddof=1)) / freedom
    bound = student.isf(0.0005, freedom) * math.sqrt(variance * (1 / len(ours) + 1 / len(theirs)))
    assert abs(ours.mean() - theirs.mean()) < bound
    assert bound < LARGEST_BOUND[statistic] * theirs.mean()


@pytest.mark.parametrize("name", NAMES)
def test_distribution_of_rates_agrees_with_nest(name: str) -> None:
    """Kolmogorov and Smirnov's test of the spike counts of all neurons of all seeds, at 0.1 %."""
    ours = np.concatenate([counts(run[name]) for run in runs()])
    theirs = np.concatenate([counts(run[name]) for run in reference()["runs"]])
    assert ks_2samp(ours, theirs).pvalue > 1e-3


def counts(statistics_of_run: dict[str, Any]) -> np.ndarray:
    """Spike counts of single neurons, from their histogram."""
    histogram = statistics_of_run["count_histogram"]
    return np.repeat(np.arange(len(histogram)), histogram)
