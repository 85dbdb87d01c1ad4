"""A network in the package and in ``tests/reference.py``, made from one description, run and compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

import lapicque as lq
import reference
import reference_random
from lapicque.distributions import Distribution

Array = Any


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
        elif p.kind == "gamma":
            self.net.gamma_source(p.n, *p.what)
            self.plain.gamma_source(p.n, *p.what)
        elif p.kind == "spikes":
            self.net.spike_source(p.what)
            self.plain.spike_source(p.what)
        else:
            ours, plain = self.net.population(p.n, p.what, **p.initial), self.plain.population(p.n, p.what, **p.initial)
            for name, value in p.initial.items():
                state = getattr(ours, name)
                if isinstance(value, (lq.Normal, lq.LogNormal, lq.Exponential)):
                    tolerance = 1e-13 if self.d.precision == "double" else 1e-6
                    np.testing.assert_allclose(plain.state[name], state, rtol=tolerance)
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
            low, high = reference_random.bounds(value)
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
