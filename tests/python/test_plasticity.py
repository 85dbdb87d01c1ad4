"""Plastic synapses against an independent reference, and against NEST."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

import lapicque as lq
from plasticity_reference import short_term, weights_at_arrivals

GOLDEN = Path(__file__).parent / "data" / "golden"
DT = 0.1

# Currents that are over within a step show what a spike transmits; a jump of 50 mV makes a target fire.
FLASH = lq.ExpCurrent(tau=0.002)
TARGET = lq.LIF(t_ref=0.0, C_m=1e9, receptors={"plastic": FLASH, "force": lq.Delta()})


class Forced:
    """Sources and targets that fire at given steps, one train each."""

    def __init__(self, pre: Sequence[Any], post: Sequence[Any], **options: Any) -> None:
        self.net = net = lq.Network(dt=DT, **options)
        self.pre = net.spike_source([DT * np.asarray(train) for train in pre])
        self.post = net.population(len(post), TARGET)
        # A jump arrives one step after it is sent, and the target fires at once.
        force = net.spike_source([DT * (np.asarray(train) - 1) for train in post])
        net.connect(force, self.post, lq.OneToOne(), weight=50.0, delay=DT, receptor="force")
        self.fired = net.record(self.post, "spikes")

    def connect(self, rule: lq.rules.Rule, synapse: Any, weight: Any, delay: Any) -> lq.Projection:
        return self.net.connect(
            self.pre, self.post, rule, weight=weight, delay=delay, receptor="plastic", synapse=synapse
        )


SYNAPSES = {
    "additive": lq.STDP(mu_plus=0.0, mu_minus=0.0, lambda_=0.03, alpha=1.1, tau_minus=33.7),
    "multiplicative": lq.STDP(lambda_=0.05, tau_plus=15.0),
    "power": lq.STDP(mu_plus=0.4, mu_minus=0.7, lambda_=0.05, alpha=0.9),
    "additive_nearest": lq.STDP(mu_plus=0.0, mu_minus=0.0, lambda_=0.05, pairing="nearest"),
    "half_multiplicative_nearest": lq.STDP(mu_plus=0.0, mu_minus=1.0, lambda_=0.1, pairing="nearest"),
    "negative": lq.STDP(mu_plus=0.5, mu_minus=1.0, lambda_=0.1, Wmax=-80.0),
    "triplet": lq.TripletSTDP(Aplus=0.5, Aplus_triplet=1.0, Aminus=0.8, Aminus_triplet=0.5),
    "triplet_nearest": lq.TripletSTDP(Aplus=0.5, Aplus_triplet=2.0, Aminus=1.2, Aminus_triplet=0.5, pairing="nearest"),
    "inhibitory": lq.VogelsSprekeler(eta=5.0, alpha=0.5, Wmax=-100.0),
    "inhibitory_conductance": lq.VogelsSprekeler(eta=2.0, alpha=0.4, Wmax=50.0, tau=35.0),
}


def in_steps(synapse: Any) -> Any:
    """The same synapse with time constants in steps."""
    names = [name for name in vars(synapse) if name.startswith("tau")]
    return synapse.replace(**{name: getattr(synapse, name) / DT for name in names})


def trains(rng: np.random.Generator, n: int, last: int) -> tuple[list[Any], list[Any], np.ndarray]:
    """Steps of sources and targets with rates from 2 to 60 Hz, and delays; a third of the pairs has coincidences."""
    pre, post, delay = [], [], rng.integers(1, 40, n)
    for k in range(n):
        counts = rng.poisson(rng.uniform(2.0, 60.0, 2) * last * DT * 1e-3)
        source, target = (rng.integers(50, last, count) for count in counts)
        if k % 3 == 0:
            met = source[: len(source) // 2] - delay[k]
            target = np.concatenate([target, met[met > 2]])
        pre.append(np.unique(source))
        post.append(np.unique(target))
    return pre, post, delay


def reference(synapse: Any, initial: float, pre: Any, post: Any, delay: int) -> list[float]:
    return weights_at_arrivals(in_steps(synapse), initial, pre.tolist(), post.tolist(), int(delay))


def assert_fired(forced: Forced, post: Sequence[Any]) -> None:
    """The targets have fired when they were told to, and at no other time."""
    told = [(step, i) for i, train in enumerate(post) for step in train]
    assert list(zip(np.rint(forced.fired.t / DT), forced.fired.i, strict=True)) == sorted(told)


@pytest.mark.parametrize("name", sorted(SYNAPSES))
def test_random_trains(name: str) -> None:
    """A thousand pairs of trains: all that is transmitted, and the weights that are left, to 1e-12 of Wmax."""
    synapse = SYNAPSES[name]
    n, last = 1000, 2500
    rng = np.random.default_rng(sorted(SYNAPSES).index(name))
    pre, post, delay = trains(rng, n, last)
    initial = rng.uniform(0.0, abs(synapse.Wmax), n) * np.sign(synapse.Wmax)
    forced = Forced(pre, post, threads=1)
    projection = forced.connect(lq.OneToOne(), synapse, initial, DT * delay)
    currents = forced.net.record(forced.post, "I_plastic")
    forced.net.run(DT * (last + 60))
    assert_fired(forced, post)

    tolerance = 1e-12 * abs(synapse.Wmax)
    left = initial.copy()
    for k in range(n):
        expected = reference(synapse, initial[k], pre[k], post[k], delay[k])
        transmitted = currents.I_plastic[pre[k] + delay[k], k]
        np.testing.assert_allclose(transmitted, expected, rtol=0, atol=tolerance)
        left[k] = (initial[k : k + 1].tolist() + expected)[-1]
    np.testing.assert_allclose(projection.weights, left, rtol=0, atol=tolerance)
    assert np.ptp(left - initial) > 0.05 * abs(synapse.Wmax)


@pytest.mark.parametrize("name", ["power", "triplet", "inhibitory"])
def test_sources_that_are_silent_for_long(name: str) -> None:
    """What targets did in the seconds between two spikes of a source counts, with long time constants too."""
    synapse = SYNAPSES[name]
    synapse = synapse.replace(**{f: 40.0 * getattr(synapse, f) for f in vars(synapse) if f.startswith("tau")})
    rng = np.random.default_rng(5)
    n, last = 30, 90_000
    pre = [np.unique(rng.integers(50, last, rng.integers(1, 8))) for _ in range(n)]
    post = [np.unique(rng.integers(50, last, 40)) for _ in range(n)]
    delay = rng.integers(1, 300, n)
    small = {"lambda_": 0.01, "Aplus": 0.02, "Aplus_triplet": 0.02, "Aminus": 0.05, "eta": 0.2}
    synapse = synapse.replace(**{f: value for f, value in small.items() if f in vars(synapse)})
    forced = Forced(pre, post, threads=2)
    forced.connect(lq.OneToOne(), synapse, 0.5 * synapse.Wmax, DT * delay)
    currents = forced.net.record(forced.post, "I_plastic")
    forced.net.run(DT * (last + 400))
    for k in range(n):
        expected = reference(synapse, 0.5 * synapse.Wmax, pre[k], post[k], delay[k])
        transmitted = currents.I_plastic[pre[k] + delay[k], k]
        np.testing.assert_allclose(transmitted, expected, rtol=0, atol=1e-12 * abs(synapse.Wmax))


def test_what_targets_do_after_the_last_spike_counts_in_time() -> None:
    """A silent source's weights take it in at whole seconds."""
    synapse = lq.STDP(mu_plus=0.0, mu_minus=0.0, lambda_=0.1)
    forced = Forced([[1000], [1000]], [[1100], [1200]], threads=1)
    projection = forced.connect(lq.AllToAll(), synapse, 50.0, 1.5)
    trace = forced.net.record(projection, "weights", every=100.0)
    forced.net.run(3000.0)
    # The spikes meet the synapses 11.5 and 21.5 ms after the sources'.
    final = 50.0 + 10.0 * np.exp(-np.array([11.5, 21.5, 11.5, 21.5]) / 20.0)
    assert np.all(trace.weights[trace.t <= 1000.0] == 50.0)
    np.testing.assert_allclose(projection.weights, final, rtol=1e-14)
    np.testing.assert_array_equal(trace.weights[-1], projection.weights)


def test_several_spikes_in_one_step() -> None:
    """A source that fires twice in a step does what it would do with two spikes at one time."""
    pre, post = [100, 100, 160, 160, 160], [90, 130, 150, 155]
    for synapse in (SYNAPSES["power"], SYNAPSES["triplet"], SYNAPSES["additive_nearest"]):
        forced = Forced([pre], [post])
        projection = forced.connect(lq.OneToOne(), synapse, 50.0, 0.5)
        currents = forced.net.record(forced.post, "I_plastic")
        forced.net.run(20.0)
        expected = weights_at_arrivals(in_steps(synapse), 50.0, pre, post, 5)
        sums = [sum(expected[:2]), sum(expected[2:])]
        np.testing.assert_allclose(currents.I_plastic[[105, 165], 0], sums, rtol=1e-14)
        np.testing.assert_allclose(projection.weights, expected[-1:], rtol=1e-14)


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_a_later_projection_begins_without_traces(threads: int) -> None:
    """What targets did before it counts neither where an earlier projection has kept it in mind nor elsewhere."""
    synapse = SYNAPSES["triplet"]
    n = 80
    forced = Forced([[700, 760]], [[400, 640, 705, 730]] * n, threads=threads)
    # The earlier one reaches some targets only, so that some threads have none of them.
    earlier = lq.Pairs(np.zeros(5, int), np.arange(5))
    forced.connect(earlier, synapse, 50.0, 1.0)
    forced.net.run(65.0)
    later = forced.connect(lq.AllToAll(), synapse, 50.0, 1.0)
    forced.net.run(20.0)
    expected = reference(synapse, 50.0, np.array([700, 760]), np.array([705, 730]), 10)[-1]
    np.testing.assert_allclose(later.weights, np.full(n, expected), rtol=0, atol=1e-12 * synapse.Wmax)


def test_rows_of_many_synapses() -> None:
    """Sources with synapses of several delays onto all targets, some of them onto the same."""
    rng = np.random.default_rng(2)
    pre, post, _ = trains(rng, 12, 3000)
    synapse = SYNAPSES["power"]
    forced = Forced(pre, post, threads=3)
    source, target = rng.integers(0, 12, 400), rng.integers(0, 12, 400)
    weight, delay = rng.uniform(0.0, 100.0, 400), rng.integers(1, 8, 400)
    projection = forced.connect(lq.Pairs(source, target), synapse, weight, DT * delay)
    forced.net.run(320.0)
    order = np.lexsort((np.arange(400), target, delay, source))
    np.testing.assert_array_equal(projection.targets, target[order])
    expected = [
        reference(synapse, weight[j], pre[source[j]], post[target[j]], delay[j])[-1]
        if len(pre[source[j]])
        else weight[j]
        for j in order
    ]
    np.testing.assert_allclose(projection.weights, expected, rtol=0, atol=1e-10)
    np.testing.assert_array_equal(projection.weights, projection.synapses().weight)


@pytest.mark.parametrize("name", ["stdp_additive", "stdp_multiplicative", "stdp_power"])
def test_stdp_agrees_with_nest(name: str) -> None:
    case = json.loads((GOLDEN / f"{name}.json").read_text())
    given = {key if key != "lambda" else "lambda_": value for key, value in case["parameters"].items()}
    synapse = lq.STDP(tau_minus=case["tau_minus_ms"], **given)
    check_golden(name, case, synapse)


@pytest.mark.parametrize("name", ["tsodyks2_depress", "tsodyks2_facil"])
def test_short_term_plasticity_agrees_with_nest(name: str) -> None:
    case = json.loads((GOLDEN / f"{name}.json").read_text())
    given = case["parameters"]
    assert (given["u"], given["x"]) == (given["U"], 1.0)  # at rest
    check_golden(name, case, lq.TsodyksMarkram(**{key: given[key] for key in ("U", "tau_rec", "tau_fac")}))


def check_golden(name: str, case: dict[str, Any], synapse: Any) -> None:
    pre = np.rint(np.array(case["pre_spikes_ms"]) / DT).astype(int)
    post = np.rint(np.array(case["post_spikes_ms"]) / DT).astype(int)
    forced = Forced([pre], [post])
    forced.connect(lq.OneToOne(), synapse, case["weight"], case["delay_ms"])
    currents = forced.net.record(forced.post, "I_plastic")
    forced.net.run(2010.0)
    with np.load(GOLDEN / f"{name}.npz") as arrays:
        assert len(arrays["weights"]) == len(pre)
        np.testing.assert_allclose(currents.I_plastic[pre + 10, 0], arrays["weights"], rtol=1e-12)


@pytest.mark.parametrize(
    "weight",
    [-30.0, lq.Normal(40.0, 10.0), lq.Normal(1e9, 1e-3), np.arange(-5.0, 5.0), np.arange(10.0) / 3.0],
    ids=["constant", "drawn", "far_grid", "whole", "real"],
)
@pytest.mark.parametrize("tau_fac", [0.0, 300.0])
def test_short_term_plasticity_of_any_weights(weight: Any, tau_fac: float) -> None:
    synapse = lq.TsodyksMarkram(U=0.2, tau_rec=150.0, tau_fac=tau_fac)
    rng = np.random.default_rng(8)
    pre = [np.sort(rng.integers(10, 3000, 30)) for _ in range(10)]
    forced = Forced(pre, [[5]] * 10, threads=2)
    projection = forced.connect(lq.OneToOne(), synapse, weight, 0.7)
    currents = forced.net.record(forced.post, "I_plastic")
    weights = projection.weights
    forced.net.run(310.0)
    for k, train in enumerate(pre):
        sums = np.zeros(3011)
        np.add.at(sums, train + 7, short_term(synapse, weights[k], (DT * train).tolist()))
        np.testing.assert_allclose(currents.I_plastic[:3011, k], sums, rtol=1e-12, atol=1e-18 * abs(weights[k]))
    np.testing.assert_array_equal(projection.weights, weights)


def test_regular_train_reaches_the_stationary_efficacy() -> None:
    """With period T, x = (1 - e)/(1 - (1 - u) e) where e = exp(-T/tau_rec), and u likewise."""
    U, tau_rec, tau_fac, T = 0.3, 200.0, 50.0, 20.0
    forced = Forced([np.arange(200, 40_000, 200)], [[5]])
    forced.connect(lq.OneToOne(), lq.TsodyksMarkram(U=U, tau_rec=tau_rec, tau_fac=tau_fac), 1.0, 1.0)
    currents = forced.net.record(forced.post, "I_plastic")
    forced.net.run(4000.0)
    f, e = np.exp(-T / tau_fac), np.exp(-T / tau_rec)
    u = U / (1 - (1 - U) * f)
    x = (1 - e) / (1 - (1 - u) * e)
    np.testing.assert_allclose(currents.I_plastic[39_810, 0], u * x, rtol=1e-13)


def test_inputs_of_high_rate_win() -> None:
    """Inputs of 40 Hz become stronger than those of 5 Hz where potentiation prevails."""
    net = lq.Network(seed=11, threads=1)
    sources = net.poisson_source(200, np.repeat([40.0, 5.0], 100))
    cells = net.population(1, lq.LIF(tau_m=20.0))
    synapse = lq.STDP(lambda_=0.002, alpha=0.8, mu_plus=0.0, mu_minus=0.0, Wmax=60.0)
    projection = net.connect(
        sources, cells, lq.AllToAll(), weight=lq.Uniform(20.0, 30.0), delay=1.0, receptor="exc", synapse=synapse
    )
    net.run(10_000.0)
    fast, slow = projection.weights[:100], projection.weights[100:]
    assert stats.ttest_ind(fast, slow, alternative="greater").pvalue < 0.01


def test_inhibitory_plasticity_brings_targets_to_their_rate() -> None:
    """Vogels et al. (2011): targets come to fire at alpha/(2 tau), whatever their excitation is."""
    net = lq.Network(seed=4, threads=1)
    inputs = net.poisson_source(100, 20.0)
    cells = net.population(40, lq.LIF(I_e=np.linspace(400.0, 700.0, 40)))
    aim = 8.0
    synapse = lq.VogelsSprekeler(eta=0.5, alpha=2 * aim * 1e-3 * 20.0, tau=20.0)
    net.connect(inputs, cells, lq.AllToAll(), weight=-5.0, delay=1.0, receptor="inh", synapse=synapse)
    net.run(20_000.0)
    spikes = net.record(cells, "spikes")
    net.run(20_000.0)
    assert np.all(np.abs(spikes.rates() - aim) < 0.15 * aim)
