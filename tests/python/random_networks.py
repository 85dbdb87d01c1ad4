"""Networks drawn by Hypothesis: all models, receptors, synapses, sources, rules, values, stimuli and recorders."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy import sparse

import lapicque as lq
from lapicque.distributions import Distribution
from random_models import neurons, scale_of
from side_by_side import Connection, Description, Population, Stage

SIZES = [1, 2, 7, 31, 32, 33, 64, 100, 127, 128, 129, 200, 255, 256, 257, 300]


@st.composite
def sources(draw: Any, n: int, dt: float, rng: Any) -> Population:
    kind = draw(st.sampled_from(["rate", "rates", "course", "sine", "gamma", "times"]))
    if kind == "times":
        n = min(n, 40)
        return Population("spikes", n, [dt * rng.integers(1, 120, rng.integers(0, 30)) for _ in range(n)])
    if kind == "gamma":
        rates, shapes = np.array([20.0, 300.0, 2000.0]), np.array([0.3, 1.0, 4.0, 50.0])
        each = draw(st.booleans())
        return Population(
            "gamma", n, tuple(rng.choice(of, n) if each else float(rng.choice(of)) for of in (rates, shapes))
        )
    rates = np.array([0.0, 30.0, 300.0, 2000.0, 1e3 / dt, 2e4 / dt])
    rate = {
        "rate": draw(st.sampled_from(rates[1:5].tolist())),
        "rates": rng.choice(rates, n),
        "sine": lq.SineRate(
            2000.0, draw(st.sampled_from([2000.0, -700.0])), draw(st.sampled_from([20.0, 444.4])), 30.0
        ),
        "course": lq.ArrayRate(rng.choice(rates, draw(st.integers(1, 8))), every=dt * draw(st.integers(1, 20))),
    }[kind]
    return Population("poisson", n, rate)


@st.composite
def keys(draw: Any, n: int, rng: Any) -> Any:
    """What a selection of neurons is made by."""
    kind = draw(st.sampled_from(["all", "all", "all", "slice", "backwards", "indices"]))
    start, step = draw(st.integers(0, n - 1)), draw(st.integers(1, 4))
    if kind == "indices":
        return rng.permutation(n)[: draw(st.integers(1, n))]
    return {"all": slice(None), "slice": slice(start, None, step), "backwards": slice(start, None, -step)}[kind]


@st.composite
def weights(draw: Any, model: Any, receptor: Any, shape: Any, rng: Any) -> Any:
    """A number, a distribution, or an array where the number of synapses is known."""
    scale = scale_of(model, receptor)
    sign = np.abs if hasattr(receptor, "E_rev") else np.asarray
    given = st.sampled_from([scale, 0.1 * scale, -0.3 * scale, 0.7 * scale, 1.3 * scale, 5.0 * scale, 0.0])
    positive = [
        lq.Normal(0.5 * scale, 0.4 * scale, min=0.0),
        lq.Uniform(1.99 * scale, 2.0 * scale),
        lq.LogNormal(np.log(scale), 0.8, max=20.0 * scale),
        lq.Exponential(scale),
    ]
    others = [
        lq.Normal(scale, 0.2 * scale),
        lq.Normal(-scale, 0.5 * scale, max=0.0),
        lq.Uniform(-2.0 * scale, 3.0 * scale),
    ]
    if shape is None or draw(st.integers(0, 2)) == 0:
        drawn = st.sampled_from(positive if sign is np.abs else positive + others)
        return draw(st.one_of(given.map(lambda weight: float(sign(weight))), drawn))
    arrays = [rng.normal(0.5, 1.0, shape) * scale, np.float32(rng.normal(0.5, 1.0, shape) * scale).astype(float),
              rng.integers(-300, 500, shape) * 0.01 * scale, np.full(shape, scale)]  # fmt: skip
    return sign(draw(st.sampled_from(arrays)))


@st.composite
def plastic(draw: Any, model: Any, receptor: Any, rng: Any) -> tuple[Any, Any]:
    """A synapse whose weights follow the spikes, and weights."""
    inhibits = not hasattr(receptor, "E_rev") and draw(st.booleans())
    Wmax = scale_of(model, receptor) * (-3.0 if inhibits else 3.0)
    pairing = draw(st.sampled_from(["all_to_all", "nearest"]))
    powers = {name: draw(st.sampled_from([0.0, 0.4, 1.0])) for name in ("mu_plus", "mu_minus")}
    traces = {"tau_plus": draw(st.sampled_from([3.0, 17.1])), "tau_minus": draw(st.sampled_from([33.7, 5.0]))}
    up = 0.1 * abs(Wmax)
    triplets = {"Aplus": up, "Aplus_triplet": 0.7 * up, "Aminus": 0.8 * up, "Aminus_triplet": 0.3 * up}
    synapse = draw(
        st.sampled_from(
            [
                lq.STDP(Wmax=Wmax, lambda_=0.1, alpha=0.9, pairing=pairing, **traces, **powers),
                lq.TripletSTDP(Wmax=Wmax, pairing=pairing, **traces, **triplets),
                lq.VogelsSprekeler(tau=12.3, eta=up, alpha=0.3, Wmax=Wmax),
            ]
        )
    )
    ends = sorted((0.2 * Wmax, Wmax))
    return synapse, draw(st.sampled_from([0.5 * Wmax, lq.Uniform(*ends), lq.Normal(0.5 * Wmax, up, *ends)]))


@st.composite
def delays(draw: Any, shape: Any, dt: float, rng: Any) -> Any:
    low = draw(st.sampled_from([1, 1, 2, 7]))
    high = draw(st.integers(low + 1, 40))
    choices = [
        low * dt,
        high * dt,
        lq.Uniform(low * dt, high * dt),
        lq.Normal(0.5 * (low + high) * dt, 5.0 * dt, min=low * dt, max=high * dt),
        lq.Exponential(5.0 * dt, min=dt, max=high * dt),
    ]
    if shape is not None:
        choices.append(rng.integers(low, high + 1, shape) * dt)
    return draw(st.sampled_from(choices))


@st.composite
def connections(draw: Any, populations: list[Population], dt: float, rng: Any) -> Connection:
    # Often the first receptor of the first population, where channels then are many.
    posts = [k for k, p in enumerate(populations) if p.kind == "neurons" and p.what.receptors]
    pre, post = draw(st.integers(0, len(populations) - 1)), draw(st.sampled_from([posts[0], *posts]))
    pre_key, post_key = draw(keys(populations[pre].n, rng)), draw(keys(populations[post].n, rng))
    n, m = len(np.arange(populations[pre].n)[pre_key]), len(np.arange(populations[post].n)[post_key])
    ports = list(populations[post].what.receptors.items())
    name, receptor = draw(st.sampled_from([ports[0], *ports]))
    autapses, multapses = draw(st.booleans()), draw(st.booleans())
    few = max(min(n, m) - 1, 0)  # what every rule has room for
    some = draw(st.integers(0, min(few, 60)))
    count = draw(st.sampled_from([0, 1, 5, 50, 200]))
    places = rng.integers(0, n, count), rng.integers(0, m, count)
    dense = np.where(rng.random((n, m)) < 0.2, 1.0, 0.0)
    rules = {
        "all": (lq.AllToAll(autapses=autapses), n * m),
        "probability": (lq.FixedProbability(draw(st.sampled_from([0.0, 0.05, 0.3, 1.0])), autapses=autapses), None),
        "indegree": (lq.FixedIndegree(some, autapses=autapses, multapses=multapses), None),
        "outdegree": (lq.FixedOutdegree(some, autapses=autapses, multapses=multapses), None),
        "total": (lq.FixedTotal(min(few * few, 3000), autapses=autapses, multapses=multapses), None),
        "pairs": (lq.Pairs(*places), count),
        "dense": (None, int(dense.sum())),
        "sparse": (None, count),
    }
    if n == m:
        rules["one to one"] = (lq.OneToOne(), n)
    chosen = draw(st.sampled_from(sorted(rules)))
    rule, shape = rules[chosen]
    model = populations[post].what
    weight = draw(weights(model, receptor, shape, rng))
    kind = draw(st.sampled_from(["static", "static", "static", "short term", "plastic"]))
    synapse = None
    if kind == "short term":
        synapse = lq.TsodyksMarkram(0.4, tau_rec=100.0, tau_fac=draw(st.sampled_from([0.0, 50.0])))
    elif kind == "plastic":
        # Few synapses: the reference looks at each of them.
        synapse, weight = draw(plastic(model, receptor, rng))
        pre_key = rng.permutation(populations[pre].n)[:15]
        rule = draw(st.sampled_from([lq.FixedProbability(0.05), lq.FixedOutdegree(min(m, 4)), lq.FixedTotal(20)]))
        shape = None
    if rule is None:
        scale = scale_of(model, receptor)
        drawn = np.abs(rng.normal(scale, 0.5 * scale, shape))
        values = drawn if isinstance(weight, Distribution) else np.broadcast_to(weight, shape)
        if chosen == "dense":
            dense[dense != 0.0] = np.where(values == 0.0, 1.0, values)
        rule = lq.Matrix(dense) if chosen == "dense" else lq.Matrix(sparse.coo_array((values, places), (n, m)))
        weight = None
    return Connection((pre, pre_key), (post, post_key), rule, weight, draw(delays(shape, dt, rng)), name, synapse)


@st.composite
def stimuli(draw: Any, populations: list[Population], dt: float, rng: Any) -> tuple[int, Any, Any]:
    number = draw(st.sampled_from([k for k, p in enumerate(populations) if p.kind == "neurons"]))
    key = draw(keys(populations[number].n, rng))
    n = len(np.arange(populations[number].n)[key])
    begin, end = (t * dt for t in sorted(draw(st.lists(st.integers(0, 100), min_size=2, max_size=2, unique=True))))
    model = populations[number].what
    unit = 0.02 if isinstance(model, lq.Izhikevich) else 1.0
    amplitude = unit * draw(st.sampled_from([-100.0, 200.0, 500.0, 1000.0]))
    choices = [
        lq.Step(start=begin, stop=end, amplitude=amplitude),
        lq.Step(amplitude=amplitude),
        lq.Steps([begin, end], [amplitude, 0.5 * amplitude]),
        lq.Sine(amplitude=amplitude, frequency=draw(st.sampled_from([0.0, 8.0, 77.7, 900.0])), phase=30.0, start=begin),
        lq.Ramp(begin, end, 10.0, amplitude),
        lq.ArrayCurrent(unit * rng.normal(100.0, 300.0, 20), every=3 * dt, start=begin),
        lq.ArrayCurrent(unit * rng.normal(100.0, 300.0, (9, n)), every=2 * dt, start=begin),
        lq.WhiteNoise(
            mean=amplitude, std=unit * draw(st.sampled_from([300.0, rng.uniform(0.0, 500.0, n)])), start=begin
        ),
        lq.WhiteNoise(intensity=unit * draw(st.sampled_from([100.0, rng.uniform(0.0, 300.0, n)])), stop=end),
        lq.OrnsteinUhlenbeck(
            mean=draw(st.sampled_from([amplitude, unit * rng.normal(0.0, 300.0, n)])),
            std=unit * draw(st.sampled_from([200.0, rng.uniform(0.0, 300.0, n)])),
            tau=draw(st.sampled_from([3.3, rng.uniform(1.0, 20.0, n)])),
            start=begin,
        ),
    ]
    if model.receptors:
        name, receptor = draw(st.sampled_from(list(model.receptors.items())))
        weight = draw(st.sampled_from([0.4, -0.1, 1.0])) * (1.0 if isinstance(receptor, lq.Delta) else 0.473)
        weight = weight * scale_of(model, receptor)
        weight = abs(weight) if hasattr(receptor, "E_rev") else weight
        rates = [100.0, 3000.0, 1e4 / dt, rng.choice([0.0, 500.0, 9000.0], n)]
        rates += [lq.SineRate(3000.0, 2500.0, 77.0), lq.ArrayRate([500.0, 0.0, 4000.0], every=7 * dt)]
        poisson = lq.PoissonInput(draw(st.sampled_from(rates)), weight, name)
        choices += 7 * [poisson]
    return number, key, draw(st.sampled_from(choices))


@st.composite
def gap_junctions(draw: Any, populations: list[Population], rng: Any) -> tuple[int, int, Any, Any]:
    numbers = [k for k, p in enumerate(populations) if p.kind == "neurons"]
    a, b = draw(st.sampled_from(numbers)), draw(st.sampled_from(numbers))
    pairs = rng.integers(0, populations[a].n, 20), rng.integers(0, populations[b].n, 20)
    kept = (pairs[0] != pairs[1]) | (a != b)
    largest = 0.02 if any(isinstance(populations[k].what, lq.Izhikevich) for k in (a, b)) else 5.0
    return a, b, (pairs[0][kept], pairs[1][kept]), rng.uniform(0.0, largest, int(kept.sum()))


@st.composite
def descriptions(draw: Any) -> Description:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    dt = draw(st.sampled_from([0.1, 0.1, 0.25, 1.0]))
    populations = [draw(neurons(draw(st.sampled_from(SIZES)), dt, rng))]
    for is_source in draw(st.lists(st.booleans(), max_size=3)):
        populations.append(draw((sources if is_source else neurons)(draw(st.sampled_from(SIZES)), dt, rng)))
    populations = [populations[j] for j in draw(st.permutations(range(len(populations))))]
    targets = any(p.kind == "neurons" and p.what.receptors for p in populations)
    stages = []
    for steps in draw(st.lists(st.integers(1, 60), min_size=1, max_size=3)):
        stage = Stage(steps)
        if targets:
            stage.connections = draw(st.lists(connections(populations, dt, rng), max_size=2 if stages else 6))
        stage.stimuli = draw(st.lists(stimuli(populations, dt, rng), max_size=1 if stages else 3))
        if draw(st.integers(0, 5)) == 0:
            stage.gap_junctions = [draw(gap_junctions(populations, rng))]
        if not stages:
            stage.recorders = [(k, slice(None), 1) for k in range(len(populations)) if draw(st.integers(0, 3))]
        if draw(st.booleans()):
            number = draw(st.integers(0, len(populations) - 1))
            stage.recorders.append((number, draw(keys(populations[number].n, rng)), draw(st.integers(1, 7))))
        number = draw(st.integers(0, len(populations) - 1))
        # A recorder that starts here would sample what is written now, an older one has sampled what was before.
        writable = populations[number].kind == "neurons" and not stage.recorders
        if stages and writable and draw(st.booleans()):
            stage.written = [(number, draw(keys(populations[number].n, rng)), -51.0)]
        stages.append(stage)
    precision = draw(st.sampled_from(["double", "double", "single"]))
    threads = draw(st.sampled_from([1, 1, 2, 3, 5, 8]))
    return Description(dt, draw(st.sampled_from([1, 12345, 2**63 + 5])), precision, threads, populations, stages)
