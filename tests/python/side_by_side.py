"""A network in the package and in ``tests/reference``, made from one description, run and compared."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

import lapicque as lq
import reference
from lapicque.distributions import Distribution
from reference.distributions import bounds

Array = Any
ROUNDING = 1e-6  # of times that are multiples of dt [ms]
CHANGING = (lq.STDP, lq.TripletSTDP, lq.VogelsSprekeler)


# ---- Descriptions of networks


def not_over(stimulus: Any, now: float) -> Any:
    """A stimulus of limited duration from `now` [ms] on, where it would be over by then, else as it is."""
    if isinstance(stimulus, lq.ArrayCurrent):
        over = stimulus.start + len(stimulus.values) * stimulus.every <= now + ROUNDING
        return stimulus.replace(start=stimulus.start + now) if over else stimulus
    if getattr(stimulus, "stop", math.inf) > now + ROUNDING:
        return stimulus
    return stimulus.replace(start=stimulus.start + now, stop=stimulus.stop + now)


@dataclass
class Population:
    kind: str  # neurons, poisson, gamma or spikes
    n: int
    what: Any  # model, rate, rate and shape, or times
    initial: dict[str, Any] = field(default_factory=dict)


@dataclass
class Connection:
    pre: tuple[int, Any]  # population and key of the selection
    post: tuple[int, Any]
    rule: Any
    weight: Any  # None: in the Matrix
    delay: Any
    receptor: str
    synapse: Any = None


@dataclass
class Stage:
    """What is added to the network before it runs on."""

    steps: int
    connections: list[Connection] = field(default_factory=list)
    stimuli: list[tuple[int, Any, Any]] = field(default_factory=list)  # population, key, stimulus
    recorders: list[tuple[int, Any, int]] = field(default_factory=list)  # population, key, every [steps]
    written: list[tuple[int, Any, float]] = field(default_factory=list)  # population, key, new V_m
    gap_junctions: list[tuple[int, int, Array, Array]] = field(default_factory=list)  # populations, pairs, conductances


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
        self.plain = reference.Network(d.dt, d.seed, d.precision)
        self.recorders: list[tuple[int, Array, int, int, Any]] = []
        self.spikes: list[tuple[int, Array, int, Any]] = []
        self.weights: list[tuple[Any, Any, Any]] = []  # projections with plastic synapses, and a recorder
        for p in d.populations:
            self.add(p)
        self.compare_states()

    def add(self, p: Population) -> None:
        for net in (self.net, self.plain):
            if p.kind == "poisson":
                net.poisson_source(p.n, p.what)
            elif p.kind == "gamma":
                net.gamma_source(p.n, *p.what)
            elif p.kind == "spikes":
                net.spike_source(p.what)
            else:
                net.population(p.n, p.what, **p.initial)

    def ours(self, population: int) -> Any:
        return list(self.net.populations.values())[population]

    def run(self, stage: Stage) -> bool:
        """Add what the stage adds and run it; False if a neuron runs away in both."""
        self.connect(stage)
        for number, key, stimulus in stage.stimuli:
            later = not_over(stimulus, self.net.time)
            self.net.stimulate(self.ours(number)[key], later)
            targets = np.arange(self.d.populations[number].n)[key]
            self.plain.stimulate(self.plain.populations[number], targets, later)
        for number, key, value in stage.written:
            self.ours(number)[key].V_m = value
            self.plain.populations[number].state["V_m"][key] = value
        self.record(stage)
        runs_away = False
        try:
            self.advance(stage.steps)
        except RuntimeError as error:
            assert "became" in str(error)  # noqa: PT017
            runs_away = True
        self.plain.run(stage.steps * self.d.dt)
        if runs_away:
            assert self.plain_runs_away()
            return False
        self.compare()
        return True

    def advance(self, steps: int) -> None:
        """Take the package's network through so many steps."""
        self.net.run(steps * self.d.dt)

    def connect(self, stage: Stage) -> None:
        made = []
        for c in stage.connections:
            pre, post = self.ours(c.pre[0])[c.pre[1]], self.ours(c.post[0])[c.post[1]]
            made.append(self.net.connect(pre, post, c.rule, c.weight, c.delay, c.receptor, c.synapse))
        plain = self.plain.populations
        for c, ours in zip(stage.connections, made, strict=True):
            synapses = ours.synapses()
            check_facts(c, ours, synapses, self.d.dt)
            weight = c.weight if c.weight is not None else weights_of(c.rule)
            theirs = self.plain.connect(plain[c.pre[0]], plain[c.post[0]], weight, c.receptor, synapses, c.synapse)
            if isinstance(c.synapse, CHANGING):
                self.weights.append((ours, theirs, self.net.record(ours, "weights")))
        for a, b, pairs, conductances in stage.gap_junctions:
            self.net.gap_junction(self.ours(a), self.ours(b), conductances, lq.Pairs(*pairs))
            self.plain.gap_junction(plain[a], pairs[0], plain[b], pairs[1], conductances)

    def record(self, stage: Stage) -> None:
        for number, key, every in stage.recorders:
            part, indices = self.ours(number)[key], np.arange(self.d.populations[number].n)[key]
            self.spikes.append((number, indices, self.plain.step, self.net.record(part)))
            if self.d.populations[number].kind == "neurons":
                names = list(self.plain.populations[number].state)
                trace = self.net.record(part, names, every * self.d.dt)
                self.recorders.append((number, indices, self.plain.step, every, trace))

    def plain_runs_away(self) -> bool:
        histories = (p.history for p in self.plain.populations if isinstance(p, reference.Neurons))
        return any(not np.isfinite(x).all() for history in histories for state in history for x in state.values())

    def count(self) -> int:
        """Spikes of neurons."""
        return sum(len(i) for p in self.plain.populations if isinstance(p, reference.Neurons) for i in p.spikes)

    def compare(self) -> None:
        now, dt = self.plain.step, self.d.dt
        for number, indices, start, found in self.spikes:
            fired = self.plain.populations[number].spikes[start:]
            step = np.repeat(np.arange(start, now), [len(i) for i in fired])
            i = np.concatenate([np.empty(0, int), *fired])
            kept = np.isin(i, indices)
            assert np.array_equal(found.t, (step[kept] + 1) * dt)
            assert np.array_equal(found.i, i[kept])
        for number, indices, start, every, trace in self.recorders:
            times = np.arange(-(-start // every) * every, now + 1, every)
            assert np.array_equal(trace.t, times * dt)
            history = self.plain.populations[number].history
            for name in self.plain.populations[number].state:
                expected = np.array([history[k][name][indices] for k in times])
                same_bits(getattr(trace, name), expected.reshape(len(times), len(indices)))
        for ours, theirs, trace in self.weights:
            same_bits(ours.weights, theirs.plasticity.weights)
            first = min(theirs.history)
            assert np.array_equal(trace.t, np.arange(first, now + 1) * dt)
            same_bits(trace.weights, np.array([theirs.history[k] for k in range(first, now + 1)]))
        self.compare_states()

    def compare_states(self) -> None:
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
            low, high = bounds(value)
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
