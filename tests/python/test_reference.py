"""Random networks in the package and in ``tests/reference.py``: the same spikes and the same states, bit for bit.

``LAPICQUE_HYPOTHESIS_EXAMPLES=2000 pytest tests/python/test_reference.py`` draws more of them, other ones each time.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from scipy import sparse

import lapicque as lq
from lapicque.distributions import Distribution

_spec = importlib.util.spec_from_file_location("reference", Path(__file__).parents[1] / "reference.py")
assert _spec is not None and _spec.loader is not None
reference = sys.modules["reference"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(reference)

Array = Any
EXAMPLES = int(os.environ.get("LAPICQUE_HYPOTHESIS_EXAMPLES", "0"))
profile = settings(
    max_examples=EXAMPLES or 60,
    derandomize=not EXAMPLES,
    deadline=None,
    print_blob=False,
    phases=[Phase.generate] if os.environ.get('NOSHRINK') else [Phase.generate, Phase.shrink],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
    database=None,
)


# ---- What the package's own functions give, for the last bits


def measured_coefficients(model: lq.LIF, dt: float) -> dict[str, dict[str, Array]]:
    """The coefficients of the package, each by a step that shows it alone."""
    parameters = [model.C_m, model.membrane_time_constant]
    parameters += [tau for receptor in model.receptors.values() for tau in reference.time_constants(receptor)]
    n = max(np.size(p) for p in parameters)
    net = lq.Network(dt=dt)

    def lone(E_L: float = 0.0, **initial: float) -> Any:
        still = model.replace(E_L=E_L, V_th=1e9, V_reset=-1e9, t_ref=0.0, I_e=0.0)
        return net.population(n, still, **{"V_m": 0.0, **initial})

    leak, current = lone(E_L=1.0), lone()
    net.stimulate(current, lq.Step(amplitude=1.0))
    probes = {}
    for name, receptor in model.receptors.items():
        if isinstance(receptor, lq.Delta):
            continue
        two_stage = not isinstance(receptor, lq.ExpCurrent)
        probes[name] = (lone(**{f"I_{name}": 1.0}), lone(**{f"dI_{name}": 1.0}) if two_stage else None, lone())
        if two_stage:
            net.connect(net.spike_source([dt]), probes[name][2], lq.AllToAll(), 1.0, dt, name)
    net.run(dt)
    found = {"": {"leak": -leak.V_m, "current_to_V": current.V_m.copy()}}
    for name, (with_I, with_rise, _) in probes.items():
        found[name] = {"I_decay": getattr(with_I, f"I_{name}").copy(), "I_to_V": with_I.V_m.copy()}
        if with_rise is not None:
            found[name]["rise_decay"] = getattr(with_rise, f"dI_{name}").copy()
            found[name]["rise_to_I"] = getattr(with_rise, f"I_{name}").copy()
            found[name]["rise_to_V"] = with_rise.V_m.copy()
    net.run(dt)
    for name, (_, with_rise, jumping) in probes.items():
        if with_rise is not None:
            found[name]["peak"] = getattr(jumping, f"dI_{name}").copy()
    return {name: found.get(name, {}) for name in ("", *model.receptors)}


def sampled(stimulus: Any, dt: float, steps: int) -> Any:
    """A sine with the bits of the package, whose mean over a step is otherwise checked here."""
    if not isinstance(stimulus, lq.Sine):
        return stimulus
    net = lq.Network(dt=dt)
    neuron = net.population(1, lq.LIF())
    net.stimulate(neuron, stimulus)
    trace = net.record(neuron, "I_ext")
    net.run(steps * dt)
    expected = [reference.waveform(stimulus, k, dt) for k in range(steps)]
    np.testing.assert_allclose(trace.I_ext[1:, 0], expected, rtol=0, atol=1e-12 * (abs(stimulus.amplitude) + 1.0))
    return lq.ArrayCurrent(trace.I_ext[1:, 0], every=dt)


# ---- Descriptions of networks


@dataclass
class Population:
    kind: str  # neurons, poisson or spikes
    n: int
    what: Any  # model, rate, or times
    initial: dict[str, Any] = field(default_factory=dict)


@dataclass
class Connection:
    pre: tuple[int, Any]  # population and key of the selection
    post: tuple[int, Any]
    rule: Any
    weight: Any  # None: in the Matrix
    delay: Any
    receptor: str


@dataclass
class Stage:
    """What is added to the network before it runs on."""

    steps: int
    connections: list[Connection] = field(default_factory=list)
    stimuli: list[tuple[int, Any, Any]] = field(default_factory=list)  # population, key, stimulus
    recorders: list[tuple[int, Any, int]] = field(default_factory=list)  # population, key, every [steps]
    written: list[tuple[int, Any, float]] = field(default_factory=list)  # population, key, new V_m


@dataclass
class Description:
    dt: float
    seed: int
    precision: str
    threads: int
    populations: list[Population]
    stages: list[Stage]


# ---- Both side by side


class Pair:
    """A network in the package and the reference."""

    def __init__(self, d: Description) -> None:
        self.d = d
        self.total = sum(stage.steps for stage in d.stages)
        self.net = lq.Network(dt=d.dt, seed=d.seed, threads=d.threads, precision=d.precision)
        self.plain = reference.Network(d.dt, d.seed, d.precision, measured_coefficients)
        self.recorders: list[tuple[int, Array, int, int, Any]] = []
        self.spikes: list[tuple[int, Array, int, Any]] = []
        for p in d.populations:
            self.add(p)

    def add(self, p: Population) -> None:
        if p.kind == "poisson":
            self.net.poisson_source(p.n, p.what)
            self.plain.poisson_source(p.n, p.what)
        elif p.kind == "spikes":
            self.net.spike_source(p.what)
            self.plain.spike_source(p.what)
        else:
            ours, plain = self.net.population(p.n, p.what, **p.initial), self.plain.population(p.n, p.what, **p.initial)
            for name, value in p.initial.items():
                state = getattr(ours, name)
                if isinstance(value, (lq.Normal, lq.LogNormal, lq.Exponential)):
                    np.testing.assert_allclose(plain.state[name], state, rtol=1e-13 if self.d.precision == "double" else 1e-6)
                    plain.state[name][:] = state

    def ours(self, population: int) -> Any:
        return list(self.net.populations.values())[population]

    def run(self, stage: Stage) -> None:
        made = []
        for c in stage.connections:
            pre, post = self.ours(c.pre[0])[c.pre[1]], self.ours(c.post[0])[c.post[1]]
            made.append(self.net.connect(pre, post, c.rule, c.weight, c.delay, c.receptor))
        for c, projection in zip(stage.connections, made, strict=True):
            synapses = projection.synapses()
            check_facts(c, projection, synapses, self.d.dt)
            weight = c.weight if c.weight is not None else weights_of(c.rule)
            plain = self.plain.populations
            self.plain.connect(plain[c.pre[0]], plain[c.post[0]], weight, c.receptor, synapses)
        for number, key, stimulus in stage.stimuli:
            self.net.stimulate(self.ours(number)[key], stimulus)
            targets = np.arange(self.d.populations[number].n)[key]
            self.plain.stimulate(self.plain.populations[number], targets, sampled(stimulus, self.d.dt, self.total))
        for number, key, value in stage.written:
            self.ours(number)[key].V_m = value
            self.plain.populations[number].state["V_m"][key] = value
        for number, key, every in stage.recorders:
            part, indices = self.ours(number)[key], np.arange(self.d.populations[number].n)[key]
            self.spikes.append((number, indices, self.plain.step, self.net.record(part)))
            if self.d.populations[number].kind == "neurons":
                names = list(self.plain.populations[number].state)
                trace = self.net.record(part, names, every * self.d.dt)
                self.recorders.append((number, indices, self.plain.step, every, trace))
        self.net.run(stage.steps * self.d.dt)
        self.plain.run(stage.steps * self.d.dt)
        self.compare()

    def compare(self) -> None:
        now, dt = self.plain.step, self.d.dt
        for number, indices, start, found in self.spikes:
            events = [(k, i) for k, fired in self.plain.populations[number].spikes[start:] for i in fired if i in indices]
            assert np.array_equal(found.t, [(k + 1) * dt for k, _ in events])
            assert np.array_equal(found.i, [i for _, i in events])
        for number, indices, start, every, trace in self.recorders:
            times = np.arange(-(-start // every) * every, now + 1, every)
            assert np.array_equal(trace.t, times * dt)
            history = self.plain.populations[number].history
            for name in self.plain.populations[number].state:
                expected = np.array([history[k][name][indices] for k in times])
                same_bits(getattr(trace, name), expected.reshape(len(times), len(indices)))
        for number, population in enumerate(self.plain.populations):
            for name, values in getattr(population, "state", {}).items():
                if name != "I_ext":
                    same_bits(getattr(self.ours(number), name), values)


def same_bits(found: Array, expected: Array) -> None:
    """All bits but the sign of a zero, which depends on which inputs there are."""
    assert found.shape == expected.shape
    found, expected = np.float64(found) + 0.0, np.float64(expected) + 0.0
    assert np.array_equal(found.view(np.int64), expected.view(np.int64)), np.argwhere(found != expected)[:5]


def weights_of(matrix: lq.Matrix) -> Array:
    return matrix.values.data if hasattr(matrix.values, "tocoo") else matrix.values[matrix.values != 0.0]


def check_facts(c: Connection, projection: Any, synapses: Any, dt: float) -> None:
    """What a rule promises for certain; what it promises on average is tested elsewhere."""
    rule, (pre, post, weight, delay) = c.rule, synapses
    i, j = projection.pre.indices, projection.post.indices
    assert len(projection) == len(pre)
    assert np.isin(pre, i).all()
    assert np.isin(post, j).all()
    order = np.lexsort((post, delay, pre))
    assert np.array_equal(order, np.arange(len(pre)))
    steps = delay / dt
    np.testing.assert_allclose(steps, np.rint(steps), rtol=1e-12)
    listed = listed_pairs(c, i, j)
    if listed is not None:
        listed_pre, listed_post, kept = listed
        given_weight = weights_of(rule) if c.weight is None else c.weight
        exact = not isinstance(given_weight, Distribution), not isinstance(c.delay, Distribution)
        w = np.broadcast_to(given_weight if exact[0] else 0.0, kept.shape)[kept]
        d = np.broadcast_to(c.delay if exact[1] else 0.0, kept.shape)[kept]
        expected = sorted(zip(listed_pre, listed_post, w, np.rint(d / dt), strict=True))
        found = sorted(zip(pre, post, weight * exact[0], np.rint(delay / dt) * exact[1], strict=True))
        assert np.array_equal(expected, found)
    if not getattr(rule, "autapses", True) and c.pre[0] == c.post[0]:
        assert (pre != post).all()
    if not getattr(rule, "multapses", isinstance(rule, (lq.Pairs, lq.Matrix))):
        assert len(np.unique(pre * 1000 + post)) == len(pre)
    if isinstance(rule, lq.FixedIndegree):
        assert np.array_equal(np.unique(post, return_counts=True)[1], np.full(len(j) if rule.k else 0, rule.k))
    if isinstance(rule, lq.FixedOutdegree):
        assert np.array_equal(np.unique(pre, return_counts=True)[1], np.full(len(i) if rule.k else 0, rule.k))
    if isinstance(rule, lq.FixedTotal):
        assert len(pre) == rule.n
    for values, value in ((weight, c.weight), (steps, c.delay)):
        if isinstance(value, Distribution):
            low, high = reference.bounds(value)
            room = 0.0 if values is weight else 0.5 + 1e-9
            scale = 1.0 if values is weight else dt
            assert (values >= low / scale - room).all()
            assert (values <= high / scale + room).all()


def listed_pairs(c: Connection, i: Array, j: Array) -> tuple[Array, Array, Array] | None:
    """Ends of the synapses of a rule that draws nothing, and which of the given values they keep."""
    rule = c.rule
    if isinstance(rule, lq.AllToAll):
        pre, post = np.repeat(i, len(j)), np.tile(j, len(i))
        kept = (pre != post) | rule.autapses | (c.pre[0] != c.post[0])
        return pre[kept], post[kept], kept
    if isinstance(rule, lq.OneToOne):
        return i, j, np.full(len(i), True)
    if isinstance(rule, lq.Pairs):
        return i[rule.pre], j[rule.post], np.full(len(rule.pre), True)
    if isinstance(rule, lq.Matrix):
        values = rule.values
        row, col = (values.row, values.col) if hasattr(values, "tocoo") else np.nonzero(values)
        return i[row], j[col], np.full(len(row), True)
    return None


# ---- Random networks

SIZES = [1, 2, 7, 31, 32, 33, 64, 100, 127, 128, 129, 200, 255, 256, 257, 300]
RECEPTORS = {
    "one exponential": [lq.ExpCurrent(tau=2.0)],
    "two exponentials": [lq.ExpCurrent(tau=2.0), lq.ExpCurrent(tau=10.0)],
}


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
    kind = draw(st.sampled_from(["rate", "rates", "course", "times"]))
    if kind == "times":
        n = min(n, 40)
        return Population("spikes", n, [dt * rng.integers(1, 120, rng.integers(0, 30)) for _ in range(n)])
    rates = np.array([0.0, 30.0, 300.0, 2000.0, 1e3 / dt, 2e4 / dt])
    rate = {
        "rate": draw(st.sampled_from(rates[1:5].tolist())),
        "rates": rng.choice(rates, n),
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
    given = st.sampled_from([scale, scale, -0.3 * scale, 0.7 * scale, 5.0 * scale, 0.0])
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
    posts = [k for k, p in enumerate(populations) if p.kind == "neurons" and p.what.receptors]
    pre, post = draw(st.integers(0, len(populations) - 1)), draw(st.sampled_from(posts))
    pre_key, post_key = draw(keys(populations[pre].n, rng)), draw(keys(populations[post].n, rng))
    n, m = len(np.arange(populations[pre].n)[pre_key]), len(np.arange(populations[post].n)[post_key])
    name, receptor = draw(st.sampled_from(list(populations[post].what.receptors.items())))
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
    ]
    ports = populations[number].what.receptors
    if ports:
        name, receptor = draw(st.sampled_from(list(ports.items())))
        weight = draw(st.sampled_from([0.4, -0.1, 1.0])) * (1.0 if isinstance(receptor, lq.Delta) else 50.0)
        rates = [100.0, 3000.0, 1e4 / dt, rng.choice([0.0, 500.0, 9000.0], n)]
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
        if stages and populations[number].kind == "neurons" and draw(st.integers(0, 3)) == 0:
            stage.written = [(number, draw(keys(populations[number].n, rng)), -51.0)]
        stages.append(stage)
    precision = draw(st.sampled_from(["double", "double", "single"]))
    threads = draw(st.sampled_from([1, 1, 2, 3, 5, 8]))
    return Description(dt, draw(st.sampled_from([1, 12345, 2**63 + 5])), precision, threads, populations, stages)


@profile
@given(descriptions())
def test_random_networks(description: Description) -> None:
    pair = Pair(description)
    for stage in description.stages:
        pair.run(stage)
    fired = sum(len(i) for p in pair.plain.populations if hasattr(p, "state") for _, i in p.spikes)
    event(f"neurons fired: {'never' if not fired else 'seldom' if fired < 100 else 'often'}")
