"""What the tests of bad input share: a network to be left as it was, and the values that kinds of arguments refuse."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import lapicque as lq

NAN, INF = math.nan, math.inf
NOT_FINITE = (NAN, INF, -INF)
NOT_POSITIVE = (0, -1, *NOT_FINITE)
NEGATIVE = (-1, *NOT_FINITE)


class World:
    """A network with something of everything, and another one."""

    def __init__(self) -> None:
        self.net = lq.Network(dt=0.1, seed=8)
        self.exc = self.net.population(10, lq.LIF(), name="exc", V_m=lq.Uniform(-70, -56))
        receptors = {"up": lq.ExpCurrent(sign=1), "down": lq.ExpCurrent(sign=-1)}
        self.signed = self.net.population(4, lq.LIF(receptors=receptors), name="signed")
        self.source = self.net.poisson_source(5, 2000.0, name="source")
        self.net.connect(self.source, self.exc, lq.AllToAll(), weight=60.0, receptor="exc")
        self.net.stimulate(self.exc, lq.PoissonInput(rate=5000.0, weight=60.0, receptor="exc"))
        self.spikes = self.net.record(self.exc, "spikes")
        self.trace = self.net.record(self.exc, ["V_m", "I_exc"], every=0.5)
        self.net.run(5.0)
        self.other = lq.Network().population(10, lq.LIF(), name="stranger")

    def structure(self) -> tuple[Any, ...]:
        return list(self.net.populations), self.net.projections, self.net.time, len(self.spikes), len(self.trace)

    def after_a_run(self) -> tuple[Any, ...]:
        self.net.run(15.0)
        sizes = [len(projection) for projection in self.net.projections]
        state = [self.exc.V_m.tolist(), self.exc.I_exc.tolist(), self.signed.V_m.tolist()]
        return sizes, state, self.spikes.t.tolist(), self.spikes.i.tolist(), self.trace.V_m.tolist(), self.net.time


@functools.cache
def untouched() -> tuple[Any, ...]:
    return World().after_a_run()


@dataclass
class Case:
    """`act` must raise `error`, naming `name` and showing `value`."""

    name: str
    value: str
    error: type[Exception]
    act: Callable[[World], Any]

    @property
    def id(self) -> str:
        return f"{self.name}={self.value}"


Act = Callable[[World, Any], Any]


def case(name: str, value: Any, error: type[Exception], act: Act, shown: str | None = None) -> Case:
    return Case(name, repr(value) if shown is None else shown, error, lambda world: act(world, value))


class Odd:
    def __repr__(self) -> str:
        return "<odd>"


def no_number(name: str, act: Act, *, none: bool = False, integer: bool = False) -> Iterable[Case]:
    """Values that are no number, or no whole one."""
    for value in ["text", b"bytes", True, np.True_, 1 + 2j, Odd(), {}, *(() if none else (None,))]:
        yield case(name, value, TypeError, act)
    for value in (1.5, np.float64(2.0), [1], np.array([1.0, 2.0])) if integer else ():
        yield case(name, value, TypeError, act)


def no_scalar(name: str, act: Act, *, none: bool = False) -> Iterable[Case]:
    """What a single number must not be."""
    yield from no_number(name, act, none=none)
    yield case(name, [1.0, 2.0], ValueError, act)
    yield case(name, np.ones((2, 1)), ValueError, act, "array([[1.],")
    yield case(name, ["a"], TypeError, act)


def no_array(name: str, act: Act, *, none: bool = False, ndim: int = 1, scalar: bool = True) -> Iterable[Case]:
    """What a number or an array of numbers must not be."""
    if scalar:
        yield from no_number(name, act, none=none)
    yield case(name, ["a", "b"], TypeError, act)
    yield case(name, np.array([True, False]), TypeError, act)
    yield case(name, np.array([1j]), TypeError, act)
    yield case(name, np.array([None, 1.0]), TypeError, act, "array([None, 1.0]")
    yield case(name, np.array(["2020-01-01"], dtype="M8[D]"), TypeError, act, "2020-01-01")
    yield case(name, np.ma.masked_array([1.0, 2.0], [True, False]), TypeError, act, "masked_array")
    yield case(name, [[1.0], [1.0, 2.0]] if ndim == 1 else [[[1.0]], 1.0], TypeError, act)
    yield case(name, np.ones((2,) * (ndim + 1)), ValueError, act, "array([[")


def no_value(name: str, act: Act) -> Iterable[Case]:
    """What a number, an array or a distribution must not be."""
    yield from no_array(name, act)
    yield case(name, lq.Uniform, TypeError, act, "Uniform")
    yield case(name, lq.LIF(), TypeError, act, "LIF(")


def no_text(name: str, act: Act) -> Iterable[Case]:
    for value in (1, True, b"exc", Odd(), ["exc"]):
        yield case(name, value, TypeError, act)
    yield case(name, "", ValueError, act)


def out_of(name: str, act: Act, values: Iterable[float], error: type[Exception] = ValueError) -> Iterable[Case]:
    for value in values:
        yield case(name, value, error, act, f"got {value:g}")


def refuses(*concepts: Callable[[], Iterable[Case]]) -> pytest.MarkDecorator:
    """Runs a test once for each case of the concepts."""
    cases = [one for concept in concepts for one in concept()]
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.id)


def assert_refused(case: Case) -> None:
    """By an exception of the right type whose message names the argument and its value.

    It leaves the network as it was: as many populations and projections, the same time, and a run like that of an
    untouched network.
    """
    world = World()
    before = world.structure()
    with pytest.raises(case.error) as caught:
        case.act(world)
    assert type(caught.value) is case.error
    message = str(caught.value)
    assert re.search(rf"(?<!\w){re.escape(case.name)}(?!\w)", message), message
    assert case.value in message, message
    assert world.structure() == before, message
    assert world.after_a_run() == untouched(), message
