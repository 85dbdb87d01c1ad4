"""Networks drawn by Hypothesis: all models, receptors, sources, rules, values, stimuli, recorders and selections."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy import sparse

import lapicque as lq
from lapicque.distributions import Distribution
from side_by_side import Connection, Description, Population, Stage

SIZES = [1, 2, 7, 31, 32, 33, 64, 100, 127, 128, 129, 200, 255, 256, 257, 300]


@st.composite
def receptors(draw: Any, n: int, rng: Any) -> dict[str, Any]:
    def tau(low: float, high: float) -> Any:
        per_neuron = n > 1 and draw(st.integers(0, 5)) == 0
        return rng.uniform(low, high, n) if per_neuron else draw(st.sampled_from([low, 0.5 * (low + high), high]))

    kinds = {
        "delta": lq.Delta,
        "exp": lambda: lq.ExpCurrent(tau=tau(0.3, 10.0)),
        "alpha": lambda: lq.AlphaCurrent(tau=tau(0.5, 10.0)),
        "biexp": lambda: lq.BiExpCurrent(tau_rise=tau(0.2, 2.0), tau_decay=tau(2.0, 10.0)),
    }
    common = st.sampled_from([["exp"], ["exp", "exp"], ["exp", "exp"]])
    chosen = draw(st.one_of(common, st.lists(st.sampled_from(sorted(kinds)), max_size=3)))
    return {f"r{j}": kinds[kind]() for j, kind in enumerate(chosen)}


@st.composite
def neurons(draw: Any, n: int, dt: float, rng: Any) -> Population:
    def parameter(low: float, high: float) -> Any:
        per_neuron = n > 1 and draw(st.integers(0, 7)) == 0
        return rng.uniform(low, high, n) if per_neuron else low + (high - low) * draw(st.integers(0, 8)) / 8

    leak = {"tau_m": parameter(2.0, 20.0)} if draw(st.booleans()) else {"g_L": parameter(10.0, 50.0)}
    t_ref = rng.integers(0, 30, n) * dt if draw(st.integers(0, 5)) == 0 else draw(st.integers(0, 30)) * dt
    ports = draw(receptors(n, rng))
    model = lq.LIF(
        C_m=parameter(100.0, 300.0),
        **leak,
        E_L=parameter(-70.0, -55.0),
        V_th=parameter(-56.0, -50.0),
        V_reset=parameter(-75.0, -57.0),
        t_ref=t_ref,
        I_e=parameter(0.0, 400.0),
        receptors=ports,
    )
    V_m = [None, -65.0, -40.0, rng.uniform(-70.0, -50.0, n), lq.Uniform(-70.0, -50.0), lq.Normal(-60.0, 5.0, max=-50.0)]
    initial = {"V_m": draw(st.sampled_from(V_m))}
    for name, receptor in ports.items():
        currents = [None, None, 50.0, rng.normal(0.0, 50.0, n), lq.Exponential(40.0), lq.LogNormal(3.0, 1.0, max=500.0)]
        for state in () if isinstance(receptor, lq.Delta) else ("I_", "dI_"):
            if state == "I_" or not isinstance(receptor, lq.ExpCurrent):
                initial[state + name] = draw(st.sampled_from(currents))
    return Population("neurons", n, model, {name: value for name, value in initial.items() if value is not None})


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
def weights(draw: Any, receptor: Any, shape: Any, rng: Any) -> Any:
    """A number, a distribution, or an array where the number of synapses is known."""
    scale = 1.0 if isinstance(receptor, lq.Delta) else 100.0
    given = st.sampled_from([scale, 0.1 * scale, -0.3 * scale, 0.7 * scale, 1.3 * scale, 5.0 * scale, 0.0])
    drawn = st.sampled_from(
        [
            lq.Normal(scale, 0.2 * scale),
            lq.Normal(0.5 * scale, 0.4 * scale, min=0.0),
            lq.Normal(-scale, 0.5 * scale, max=0.0),
            lq.Uniform(-2.0 * scale, 3.0 * scale),
            lq.Uniform(1.99 * scale, 2.0 * scale),
            lq.LogNormal(np.log(scale), 0.8, max=20.0 * scale),
            lq.Exponential(scale),
        ]
    )
    if shape is None or draw(st.integers(0, 2)) == 0:
        return draw(st.one_of(given, drawn))
    arrays = [rng.normal(0.5, 1.0, shape) * scale, np.float32(rng.normal(0.5, 1.0, shape) * scale).astype(float),
              rng.integers(-300, 500, shape) * 1.0, np.full(shape, scale)]  # fmt: skip
    return draw(st.sampled_from(arrays))


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
    weight = draw(weights(receptor, shape, rng))
    if rule is None:
        values = rng.normal(1.0, 0.5, shape) if isinstance(weight, Distribution) else np.broadcast_to(weight, shape)
        if chosen == "dense":
            dense[dense != 0.0] = np.where(values == 0.0, 1.0, values)
        rule = lq.Matrix(dense) if chosen == "dense" else lq.Matrix(sparse.coo_array((values, places), (n, m)))
        weight = None
    return Connection((pre, pre_key), (post, post_key), rule, weight, draw(delays(shape, dt, rng)), name)


@st.composite
def stimuli(draw: Any, populations: list[Population], dt: float, rng: Any) -> tuple[int, Any, Any]:
    number = draw(st.sampled_from([k for k, p in enumerate(populations) if p.kind == "neurons"]))
    key = draw(keys(populations[number].n, rng))
    n = len(np.arange(populations[number].n)[key])
    begin, end = (t * dt for t in sorted(draw(st.lists(st.integers(0, 100), min_size=2, max_size=2, unique=True))))
    amplitude = draw(st.sampled_from([-100.0, 200.0, 500.0, 1000.0]))
    choices = [
        lq.Step(start=begin, stop=end, amplitude=amplitude),
        lq.Step(amplitude=amplitude),
        lq.Steps([begin, end], [amplitude, 0.5 * amplitude]),
        lq.Sine(amplitude=amplitude, frequency=draw(st.sampled_from([0.0, 8.0, 77.7, 900.0])), phase=30.0, start=begin),
        lq.Ramp(begin, end, 10.0, amplitude),
        lq.ArrayCurrent(rng.normal(100.0, 300.0, 20), every=3 * dt, start=begin),
        lq.ArrayCurrent(rng.normal(100.0, 300.0, (9, n)), every=2 * dt, start=begin),
        lq.WhiteNoise(mean=amplitude, std=draw(st.sampled_from([300.0, rng.uniform(0.0, 500.0, n)])), start=begin),
        lq.WhiteNoise(intensity=draw(st.sampled_from([100.0, rng.uniform(0.0, 300.0, n)])), stop=end),
        lq.OrnsteinUhlenbeck(
            mean=draw(st.sampled_from([amplitude, rng.normal(0.0, 300.0, n)])),
            std=draw(st.sampled_from([200.0, rng.uniform(0.0, 300.0, n)])),
            tau=draw(st.sampled_from([3.3, rng.uniform(1.0, 20.0, n)])),
            start=begin,
        ),
    ]
    ports = populations[number].what.receptors
    if ports:
        name, receptor = draw(st.sampled_from(list(ports.items())))
        weight = draw(st.sampled_from([0.4, -0.1, 1.0])) * (1.0 if isinstance(receptor, lq.Delta) else 47.3)
        rates = [100.0, 3000.0, 1e4 / dt, rng.choice([0.0, 500.0, 9000.0], n)]
        rates += [lq.SineRate(3000.0, 2500.0, 77.0), lq.ArrayRate([500.0, 0.0, 4000.0], every=7 * dt)]
        poisson = lq.PoissonInput(draw(st.sampled_from(rates)), weight, name)
        choices += 7 * [poisson]
    return number, key, draw(st.sampled_from(choices))


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
