"""The networks that bench/hashes.py runs, and everything that can be seen of them after a run.

``CASES`` has them by name and precision: the published networks, every model with everything around it
(tests/python/test_same_bits.py), networks of every rule, recorder and stimulus, on the grid and off it, those of the
reference suite that surely spike, and random ones. A case is a function of the number of threads.
"""

from __future__ import annotations

import functools
import random
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

import lapicque as lq

TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "python")]

from hypothesis import HealthCheck, given, settings  # noqa: E402

import test_precise_networks  # noqa: E402
import test_reference  # noqa: E402
import test_same_bits  # noqa: E402
import test_threads  # noqa: E402
from random_networks import descriptions  # noqa: E402
from side_by_side import CHANGING, Description, Stage, not_over  # noqa: E402

Found = dict[str, Any]  # arrays, bytes or text by what they are of
Case = Callable[[int], Found]

# Arguments, and the time [ms] that reaches spikes of all populations and takes a fraction of a second.
PUBLISHED: dict[str, tuple[dict[str, Any], float]] = {
    "brunel": ({"scale": 0.4}, 60.0),
    "coba": ({}, 200.0),
    "cuba": ({}, 200.0),
    "hh_coba": ({}, 50.0),
    "microcircuit": ({"scale": 0.1}, 100.0),
    "synfire": ({"start": 5.0}, 40.0),
    "vogels2011": ({"scale": 0.4}, 200.0),
    "wang2002": ({"coherence": 20.0, "stimulus": (20.0, 80.0)}, 100.0),
}
RANDOM = 100  # random networks
MANY = 2_000_000  # synapses of a projection that take too long to hash
FEW = 5  # neurons of a population, or plastic synapses of a projection, that are recorded of a published network


# ---- What is seen of a network


def states_of(population: lq.Population) -> list[str]:
    """Names of the state variables; none of sources."""
    return [name for name in dir(population) if not hasattr(type(population), name)]


def synapses_of(projections: Iterable[lq.Projection]) -> Found:
    """Sources, targets, weights and delays of the projections that are not huge."""
    return {
        f"projection {k} {name}": values
        for k, projection in enumerate(projections)
        if len(projection) <= MANY
        for name, values in projection.synapses()._asdict().items()
    }


class Watch:
    """Recorders of a network, and what they and the network hold in the end."""

    def __init__(self, net: lq.Network, few: int | None = None) -> None:
        self.net, self.few = net, few
        self.spikes = {name: net.record(population) for name, population in net.populations.items()}
        self.traces: dict[str, Any] = {}
        for name, population in net.populations.items():
            if population.model is not None:
                self.traces[name] = net.record(self.part(population), [*states_of(population), "I_ext"])
        self.weights: list[lq.WeightTrace] = []
        self.projections = 0

    def part(self, whole: Any) -> Any:
        """About `few` of the neurons or synapses, from the first to the last; all of them without it."""
        return whole[:: max(len(whole) // self.few, 1) if self.few else 1]

    def watch_weights(self) -> None:
        """Record the plastic projections that were made since the last call."""
        for projection in self.net.projections[self.projections :]:
            if isinstance(projection.synapse, CHANGING):
                self.weights.append(self.net.record(self.part(projection), "weights"))
        self.projections = len(self.net.projections)

    def found(self) -> Found:
        """All arrays by name."""
        found: Found = {"time": np.array(self.net.time), **synapses_of(self.net.projections)}
        for name, spikes in self.spikes.items():
            found |= {f"spikes {name} t": spikes.t, f"spikes {name} i": spikes.i}
        for name, trace in self.traces.items():
            found |= {f"trace {name} {variable}": getattr(trace, variable) for variable in ("t", *trace.variables)}
        for k, weights in enumerate(self.weights):
            found |= {f"trace of weights {k} t": weights.t, f"trace of weights {k}": weights.weights}
        for name, population in self.net.populations.items():
            found |= {f"state {name} {state}": getattr(population, state) for state in states_of(population)}
        return found


# ---- Cases


def published(name: str, precision: str, threads: int) -> Found:
    """One of lapicque.networks, small and for a short time."""
    arguments, duration = PUBLISHED[name]
    net = lq.networks.BY_NAME[name](**arguments, threads=threads, precision=precision)
    watch = Watch(net, FEW)
    watch.watch_weights()
    net.run(duration)
    return watch.found()


def member(name: str, precision: str, threads: int) -> Found:
    """A model in the middle of everything."""
    kept = test_same_bits.Kept(name, precision, threads)
    return {**kept.run([test_same_bits.DURATION]), **synapses_of(kept.net.projections)}


def everything(threads: int) -> Found:
    """Every rule, kind of value, source, stimulus and recorder."""
    network = test_threads.Everything(threads)
    return {**network.run([test_threads.DURATION]), **synapses_of(network.net.projections)}


def precise(threads: int) -> Found:
    """Spike times off the grid."""
    network = test_precise_networks.Recurrent(0.1, threads, drawn=True, noise=1000.0)
    return {**network.run([100.0]), **synapses_of(network.net.projections)}


def add(net: lq.Network, stage: Stage, dt: float) -> None:
    """Add what a stage of a described network adds, in the order of the reference suite."""
    populations = list(net.populations.values())
    for c in stage.connections:
        pre, post = (populations[number][key] for number, key in (c.pre, c.post))
        net.connect(pre, post, c.rule, c.weight, c.delay, c.receptor, c.synapse)
    for a, b, pairs, conductances in stage.gap_junctions:
        net.gap_junction(populations[a], populations[b], conductances, lq.Pairs(*pairs))
    for number, key, stimulus in stage.stimuli:
        net.stimulate(populations[number][key], not_over(stimulus, net.time))
    for number, key, value in stage.written:
        populations[number][key].V_m = value


def described(description: Description, threads: int) -> Found:
    """A network of the reference suite, all neurons and plastic synapses recorded in every step."""
    net = lq.Network(description.dt, description.seed, threads, description.precision)
    for p in description.populations:
        if p.kind == "poisson":
            net.poisson_source(p.n, p.what)
        elif p.kind == "gamma":
            net.gamma_source(p.n, *p.what)
        elif p.kind == "spikes":
            net.spike_source(p.what)
        else:
            net.population(p.n, p.what, **p.initial)
    watch = Watch(net)
    for stage in description.stages:
        add(net, stage, description.dt)
        watch.watch_weights()
        try:
            net.run(stage.steps * description.dt)
        except RuntimeError as error:
            # A neuron runs away. Which bits its state has then is nobody's promise.
            return {"error": str(error), **synapses_of(net.projections)}
    return watch.found()


@functools.cache
def drawn(seed: int) -> Description:
    """A random description.

    It is decided by the bytes that Hypothesis is given. Its own search takes numbers from the source code at hand, too,
    so that it would find other networks whenever a test is changed.
    """
    kept: list[Description] = []

    @settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(descriptions())
    def keep(description: Description) -> None:
        kept.append(description)

    keep.hypothesis.fuzz_one_input(random.Random(seed).randbytes(20_000))
    return kept[0]


def drawn_case(seed: int, threads: int) -> Found:
    """A random network."""
    return described(drawn(seed), threads)


def all_cases() -> Iterator[tuple[str, Case]]:
    """Names and functions of the number of threads."""
    for name in lq.networks.BY_NAME:
        for precision in ("double", "single"):
            yield f"{name}, {precision}", functools.partial(published, name, precision)
    for case in test_same_bits.CASES:
        name, precision = case.values
        yield f"model {name}, {precision}", functools.partial(member, name, precision)
    yield "everything, double", everything
    yield "precise, double", precise
    for name, description in test_reference.CORPUS.items():
        yield f"reference {name}, {description.precision}", functools.partial(described, description)
    for seed in range(RANDOM):
        yield f"random {seed}, {drawn(seed).precision}", functools.partial(drawn_case, seed)


CASES: dict[str, Case] = dict(all_cases())
