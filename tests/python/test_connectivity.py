"""Rules of connection, weights and delays, as seen from Python: who is connected to whom, and with what."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import sparse
from scipy.stats import binom, chi2, expon, kstest, lognorm, norm, uniform

import lapicque as lq

MODEL = lq.LIF(receptors={"syn": lq.Delta()})


def connected(
    n_pre: int, n_post: int, rule: lq.Rule, *, same: bool = False, seed: int = 1, dt: float = 0.1, **connection: Any
) -> lq.Projection:
    net = lq.Network(dt=dt, seed=seed)
    pre = net.population(n_pre, MODEL)
    post = pre if same else net.population(n_post, MODEL)
    return net.connect(pre, post, rule, **connection)


def counts(projection: lq.Projection, n_pre: int, n_post: int) -> np.ndarray:
    """Synapses of every pair, shape (n_pre, n_post); checks that the arrays are in order."""
    pre, post, weight, delay = projection.synapses()
    assert len(projection) == len(pre) == len(post) == len(weight) == len(delay)
    table = np.zeros((n_pre, n_post), dtype=int)
    np.add.at(table, (pre, post), 1)
    # rows by source, then delay, then target
    order = np.lexsort((post, np.rint(delay / 0.1), pre))
    np.testing.assert_array_equal(pre, pre[order])
    np.testing.assert_array_equal(post, post[order])
    return table


def uniform_fits(observed: np.ndarray, level: float = 1e-4) -> None:
    """Counts are alike in all cells: chi-square, neither worse nor better than chance allows."""
    observed = observed.ravel()
    expected = observed.mean()
    assert expected >= 5
    statistic = ((observed - expected) ** 2 / expected).sum()
    assert chi2.ppf(level, len(observed) - 1) < statistic < chi2.isf(level, len(observed) - 1)


def test_all_to_all() -> None:
    assert np.all(counts(connected(30, 21, lq.AllToAll()), 30, 21) == 1)


def test_all_to_all_without_autapses() -> None:
    table = counts(connected(30, 30, lq.AllToAll(autapses=False), same=True), 30, 30)
    np.testing.assert_array_equal(table, 1 - np.eye(30))


def test_autapses_are_a_matter_of_neurons_not_of_places() -> None:
    """Between two parts of a population an autapse is where the neuron is the same; elsewhere the flag is moot."""
    net = lq.Network()
    neurons = net.population(20, MODEL)
    projection = net.connect(neurons[:10], neurons[5:15], lq.AllToAll(autapses=False))
    pre, post, *_ = projection.synapses()
    assert len(projection) == 100 - 5
    assert not np.any(pre == post)
    other = net.population(20, MODEL)
    assert len(net.connect(neurons, other, lq.AllToAll(autapses=False))) == 400


def test_one_to_one() -> None:
    np.testing.assert_array_equal(counts(connected(40, 40, lq.OneToOne()), 40, 40), np.eye(40))


@pytest.mark.parametrize("p", [0.0, 0.02, 0.3, 0.9, 1.0])
@pytest.mark.parametrize("autapses", [True, False])
def test_fixed_probability(p: float, autapses: bool) -> None:
    n = 300
    table = counts(connected(n, n, lq.FixedProbability(p, autapses=autapses), same=True), n, n)
    assert table.max(initial=0) <= 1
    pairs = n * n if autapses else n * (n - 1)
    assert table.sum() == pytest.approx(p * pairs, abs=4 * math.sqrt(p * (1 - p) * pairs))
    if not autapses:
        assert np.all(np.diag(table) == 0)
        return
    # in- and out-degrees are binomial: mean and variance
    for degrees in (table.sum(axis=0), table.sum(axis=1)):
        variance = n * p * (1 - p)
        assert degrees.var() == pytest.approx(variance, abs=4.5 * variance * math.sqrt(2 / n))
        assert degrees.min() >= binom.ppf(1e-7, n, p)
        assert degrees.max() <= binom.isf(1e-7, n, p)


@pytest.mark.parametrize("multapses", [True, False])
@pytest.mark.parametrize("autapses", [True, False])
@pytest.mark.parametrize("k", [0, 1, 17, 59])
def test_fixed_indegree_and_outdegree(k: int, autapses: bool, multapses: bool) -> None:
    n = 60
    for axis, rule in ((0, lq.FixedIndegree), (1, lq.FixedOutdegree)):
        table = counts(connected(n, n, rule(k, autapses=autapses, multapses=multapses), same=True), n, n)
        np.testing.assert_array_equal(table.sum(axis=axis), k)
        if not autapses:
            assert np.all(np.diag(table) == 0)
        if not multapses:
            assert table.max(initial=0) <= 1


def test_drawn_ends_are_uniform() -> None:
    """Sources of a fixed in-degree, targets of a fixed out-degree, both ends of a total: every one as likely."""
    table = counts(connected(50, 400, lq.FixedIndegree(30)), 50, 400)
    uniform_fits(table.sum(axis=1))
    uniform_fits(table.reshape(50, 20, 20).sum(axis=2))
    table = counts(connected(400, 50, lq.FixedOutdegree(30)), 400, 50)
    uniform_fits(table.sum(axis=0))
    uniform_fits(table.reshape(20, 20, 50).sum(axis=1))
    table = counts(connected(40, 40, lq.FixedTotal(20_000), same=True), 40, 40)
    uniform_fits(table)


def test_draws_without_multapses_are_uniform() -> None:
    """Each of the pairs is there as often as any other, over many seeds."""
    tables = np.zeros((8, 8))
    for seed in range(400):
        rule = lq.FixedIndegree(3, multapses=False, autapses=False)
        tables += counts(connected(8, 8, rule, same=True, seed=seed), 8, 8)
    off_diagonal = tables[~np.eye(8, dtype=bool)]
    # without replacement the counts vary less than Poisson: by the factor of 1 - 3/7
    statistic = ((off_diagonal - 1200 / 7) ** 2).sum() / (1200 / 7 * (1 - 3 / 7))
    assert chi2.ppf(1e-4, 48) < statistic < chi2.isf(1e-4, 48)


@pytest.mark.parametrize("multapses", [True, False])
@pytest.mark.parametrize("autapses", [True, False])
def test_fixed_total(autapses: bool, multapses: bool) -> None:
    n, total = 40, 1000
    rule = lq.FixedTotal(total, autapses=autapses, multapses=multapses)
    table = counts(connected(n, n, rule, same=True), n, n)
    assert table.sum() == total
    assert (table.max() > 1) == multapses
    assert np.any(np.diag(table) > 0) == autapses


def test_fixed_total_can_fill_all() -> None:
    table = counts(connected(20, 20, lq.FixedTotal(380, autapses=False, multapses=False), same=True), 20, 20)
    np.testing.assert_array_equal(table, 1 - np.eye(20))


def test_pairs() -> None:
    rng = np.random.default_rng(0)
    pre, post = rng.integers(0, 30, 200), rng.integers(0, 50, 200)
    weight, delay = rng.normal(0, 1, 200), rng.integers(1, 60, 200) * 0.1
    projection = connected(30, 50, lq.Pairs(pre, post), weight=weight, delay=delay)
    counts(projection, 30, 50)
    found = sorted(zip(*(array.tolist() for array in projection.synapses()), strict=True))
    given = sorted(zip(pre.tolist(), post.tolist(), weight.tolist(), delay.tolist(), strict=True))
    np.testing.assert_allclose(found, given, rtol=1e-12)
    assert [row[2] for row in found] == [row[2] for row in given]


@pytest.mark.parametrize(
    "make", [np.asarray, sparse.csr_array, sparse.coo_array, sparse.csc_matrix], ids=lambda f: f.__name__
)
def test_matrix(make: Any) -> None:
    rng = np.random.default_rng(4)
    values = np.where(rng.random((25, 35)) < 0.3, rng.normal(0.0, 2.0, (25, 35)), 0.0)
    projection = connected(25, 35, lq.Matrix(make(values)))
    pre, post, weight, delay = projection.synapses()
    found = np.zeros_like(values)
    found[pre, post] = weight
    np.testing.assert_array_equal(found, values)
    assert len(projection) == np.count_nonzero(values)
    assert set(delay) == {1.0}


def test_sparse_entries_are_kept_as_stored() -> None:
    """A stored zero is a synapse, and an entry stored twice is two."""
    matrix = sparse.coo_array(([0.0, 1.5, 2.5], ([0, 1, 1], [2, 0, 0])), shape=(2, 3))
    pre, post, weight, _ = connected(2, 3, lq.Matrix(matrix)).synapses()
    assert sorted(zip(pre.tolist(), post.tolist(), weight.tolist(), strict=True)) == [
        (0, 2, 0.0),
        (1, 0, 1.5),
        (1, 0, 2.5),
    ]


def test_arrays_of_weights_and_delays() -> None:
    """One value a synapse, row by row for AllToAll, in order for OneToOne."""
    weight = np.arange(12.0)
    delay = 0.1 * (1 + np.arange(12) % 5)
    pre, post, w, d = connected(3, 4, lq.AllToAll(), weight=weight, delay=delay).synapses()
    np.testing.assert_array_equal(w, weight.reshape(3, 4)[pre, post])
    np.testing.assert_allclose(d, delay.reshape(3, 4)[pre, post], rtol=1e-12)
    pre, post, w, d = connected(12, 12, lq.OneToOne(), weight=weight, delay=delay).synapses()
    np.testing.assert_array_equal(w, weight[pre])
    np.testing.assert_allclose(d, delay[pre], rtol=1e-12)


def test_parts_of_populations() -> None:
    """Indices of a rule count within the parts; synapses tell those within the populations."""
    net = lq.Network()
    pre, post = net.population(30, MODEL), net.population(40, MODEL)
    sources, targets = pre[::-3], post[[31, 7, 22]]
    projection = net.connect(sources, targets, lq.Pairs([0, 1, 9, 4], [2, 0, 0, 1]), weight=[1.0, 2.0, 3.0, 4.0])
    found = projection.synapses()
    rows = sorted(zip(*(array.tolist() for array in found), strict=True))
    assert rows == [(2, 31, 3.0, 1.0), (17, 7, 4.0, 1.0), (26, 31, 2.0, 1.0), (29, 22, 1.0, 1.0)]
    projection = net.connect(sources, targets, lq.FixedIndegree(5))
    assert set(projection.sources) <= set(sources.indices.tolist())
    np.testing.assert_array_equal(np.bincount(projection.targets, minlength=40)[[7, 22, 31]], 5)
    assert len(projection) == 15


DISTRIBUTIONS = [
    (lq.Uniform(-2.0, 5.0), uniform(-2.0, 7.0)),
    (lq.Normal(3.0, 2.0), norm(3.0, 2.0)),
    (lq.LogNormal(0.5, 0.4), lognorm(0.4, scale=math.exp(0.5))),
    (lq.Exponential(2.5), expon(0.0, 2.5)),
]


@pytest.mark.parametrize(("distribution", "exact"), DISTRIBUTIONS, ids=lambda d: type(d).__name__)
def test_drawn_weights(distribution: lq.Distribution, exact: Any) -> None:
    """Weights are drawn on a grid of 2^16 points, far finer than the bound of Kolmogorov and Smirnov."""
    weights = connected(200, 200, lq.AllToAll(), weight=distribution).weights
    test = kstest(weights, exact.cdf)
    assert test.pvalue > 1e-4
    assert len(np.unique(weights)) > 5000
    halves = weights.reshape(200, 200)
    assert abs(np.corrcoef(halves[::2].ravel(), halves[1::2].ravel())[0, 1]) < 4 / math.sqrt(20_000)


def test_bounds_are_redrawn_not_clipped() -> None:
    weights = connected(200, 200, lq.AllToAll(), weight=lq.Normal(1.0, 2.0, min=0.0, max=3.0)).weights
    assert weights.min() >= 0.0
    assert weights.max() <= 3.0
    truncated = norm(1.0, 2.0)
    low, high = truncated.cdf([0.0, 3.0])
    assert kstest(weights, lambda x: (truncated.cdf(x) - low) / (high - low)).pvalue > 1e-4
    # a clipped draw would pile up at the bounds
    assert np.count_nonzero(weights == 0.0) < 20
    assert np.count_nonzero(weights == 3.0) < 20


def test_drawn_delays_are_rounded_to_the_grid() -> None:
    delays = connected(200, 200, lq.AllToAll(), delay=lq.Normal(1.5, 0.75, min=0.1)).delays
    steps = np.rint(delays / 0.1).astype(int)
    np.testing.assert_allclose(delays, steps * 0.1, rtol=1e-12)
    assert steps.min() >= 1
    edges = (np.arange(1, 47) - 0.5) * 0.1
    edges[0] = 0.1
    distribution = norm(1.5, 0.75)
    expected = np.diff(distribution.cdf(edges)) / distribution.sf(0.1) * len(steps)
    observed = np.bincount(steps, minlength=46)[1:46].astype(float)
    enough = expected >= 10
    statistic = ((observed - expected)[enough] ** 2 / expected[enough]).sum()
    assert chi2.ppf(1e-4, enough.sum()) < statistic < chi2.isf(1e-4, enough.sum())


def test_weights_delays_and_pairs_are_drawn_independently() -> None:
    projection = connected(
        300, 300, lq.FixedProbability(0.3), weight=lq.Normal(0.0, 1.0), delay=lq.Uniform(0.1, 10.0), seed=6
    )
    pre, post, weight, delay = projection.synapses()
    bound = 4 / math.sqrt(len(pre))
    for a in (weight, delay):
        for b in (pre, post):
            assert abs(np.corrcoef(a, b)[0, 1]) < bound
    assert abs(np.corrcoef(weight, delay)[0, 1]) < bound


def test_projections_and_seeds_differ() -> None:
    net = lq.Network(seed=1)
    neurons = net.population(100, MODEL)
    a, b = (net.connect(neurons, neurons, lq.FixedProbability(0.5)) for _ in range(2))
    same = counts(a, 100, 100) == counts(b, 100, 100)
    assert abs(same.mean() - 0.5) < 4 * 0.5 / 100
    again = counts(connected(100, 100, lq.FixedProbability(0.5), same=True, seed=1), 100, 100)
    np.testing.assert_array_equal(again, counts(a, 100, 100))
    other = counts(connected(100, 100, lq.FixedProbability(0.5), same=True, seed=2), 100, 100)
    assert abs((other == again).mean() - 0.5) < 4 * 0.5 / 100


def test_every_synapse_delivers() -> None:
    """One spike of each source: the potential of a target is the sum over its synapses, arrived at their delays."""
    n_pre, n_post, dt = 40, 25, 0.1
    net = lq.Network(dt=dt, seed=8)
    sources = net.spike_source([[0.1 * (1 + j % 7)] for j in range(n_pre)])
    targets = net.population(n_post, MODEL.replace(V_th=1e6))
    projections = [
        net.connect(sources, targets, lq.FixedTotal(600), weight=lq.Normal(0, 1), delay=lq.Uniform(0.1, 4.0)),
        net.connect(sources, targets[::2], lq.FixedProbability(0.4), weight=0.5, delay=2.0),
        net.connect(sources[::-1], targets[[3, 1]], lq.AllToAll(), weight=np.arange(80.0), delay=0.1),
    ]
    trace = net.record(targets, "V_m")
    net.run(8.0)
    arrivals = np.zeros((81, n_post))
    for projection in projections:
        pre, post, weight, delay = projection.synapses()
        np.add.at(arrivals, (1 + pre % 7 + np.rint(delay / dt).astype(int), post), weight)
    V = np.full(n_post, -70.0)
    for k in range(1, 81):
        V = -70.0 + (V + 70.0) * math.exp(-dt / 10.0) + arrivals[k]
        np.testing.assert_allclose(trace.V_m[k], V, rtol=1e-12)
