"""Bad input: every public argument, each with what it must refuse.

Each case is refused by an exception of the right type whose message names the argument and its value, and leaves the
network as it was: as many populations and projections, the same time, and a run like that of an untouched network.
"""

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


def out_of(name: str, act: Act, values: Iterable[float], error: type[Exception] = ValueError) -> Iterable[Case]:
    for value in values:
        yield case(name, value, error, act, f"got {value:g}")


NOT_FINITE = (NAN, INF, -INF)
NOT_POSITIVE = (0, -1, *NOT_FINITE)
NEGATIVE = (-1, *NOT_FINITE)


def of_models() -> Iterable[Case]:
    bad = {
        **dict.fromkeys(("C_m", "tau_m", "g_L"), NOT_POSITIVE),
        **dict.fromkeys(("E_L", "V_th", "V_reset", "I_e"), NOT_FINITE),
        "t_ref": NEGATIVE,
    }
    for name, values in bad.items():

        def make(_: World, value: Any, name: str = name) -> Any:
            return lq.LIF(**{name: value})

        yield from no_array(name, make, none=name in ("tau_m", "g_L"))
        yield from out_of(name, make, values)
        yield case(f"{name}[1]", [10.0, NAN], ValueError, make, "got nan")
    yield case("V_reset", -55, ValueError, lambda _, v: lq.LIF(V_reset=v), "below V_th (-55), got -55")
    yield case("V_reset[1]", [-70, -50], ValueError, lambda _, v: lq.LIF(V_reset=v), "got -50")
    yield case("V_reset", [-70, -60, -50], ValueError, lambda _, v: lq.LIF(V_reset=v, V_th=[-1, -2]), "3")
    yield case("g_L", 20, ValueError, lambda _, v: lq.LIF(g_L=v, tau_m=5), "got 20")
    yield case("t_ref", 0.25, ValueError, lambda w, v: w.net.population(2, lq.LIF(t_ref=v)), "got 0.25")
    yield from no_text("spike_timing", lambda _, v: lq.LIF(spike_timing=v))
    yield case("spike_timing", "precis", ValueError, lambda _, v: lq.LIF(spike_timing=v), "did you mean 'precise'?")
    precise = lambda w, v: w.net.population(2, lq.LIF(spike_timing="precise", **v))  # noqa: E731
    yield case("t_ref", {"t_ref": 1e30}, ValueError, precise, "got 1e+30")
    yield case("V_th", {"V_th": [10.0] * 3}, ValueError, precise, "got 3 values")
    for name in ("C_m", "tau_m", "g_L", "E_L", "V_th", "V_reset", "t_ref", "I_e"):

        def populate(w: World, value: Any, name: str = name) -> Any:
            return w.net.population(2, lq.LIF(**{"V_th": 100.0, name: value}))

        yield case(name, [10.0] * 3, ValueError, populate, "got 3 values")
    yield case("tau", 1, TypeError, lambda _, v: lq.LIF(tau=v), "did you mean 'tau_m'?")
    yield case("V_thresh", 1, TypeError, lambda _, v: lq.LIF(V_thresh=v), "did you mean 'V_th'?")
    yield case("qwertz", 1, TypeError, lambda _, v: lq.LIF(qwertz=v), "known are C_m, tau_m")


def of_receptors() -> Iterable[Case]:
    def receptors(_: World, value: Any) -> Any:
        return lq.LIF(receptors=value)

    for wrong in (None, 1, "exc", [lq.Delta()], lq.Delta()):
        yield case("receptors", wrong, TypeError, receptors)
    yield case("receptors", {1: lq.Delta()}, TypeError, receptors)
    yield case("receptors['exc']", {"exc": 2.0}, TypeError, receptors, "got 2.0")
    yield case("receptors['exc']", {"exc": lq.ExpCurrent}, TypeError, receptors, "ExpCurrent")
    for name in ("", "a b", "1st", "ext"):
        yield case("receptor name", {name: lq.Delta()}, ValueError, receptors, f"got '{name}'")
    makers: list[tuple[type, str]] = [
        (lq.ExpCurrent, "tau"),
        (lq.AlphaCurrent, "tau"),
        (lq.BiExpCurrent, "tau_rise"),
        (lq.BiExpCurrent, "tau_decay"),
    ]
    for cls, name in makers:

        def make(_: World, value: Any, cls: Any = cls, name: str = name) -> Any:
            return cls(**{name: value})

        yield from no_array(name, make)
        yield from out_of(name, make, NOT_POSITIVE)

        def populate(w: World, value: Any, cls: Any = cls, name: str = name) -> Any:
            other = {"tau_decay": 100.0} if name == "tau_rise" else {}
            return w.net.population(2, lq.LIF(receptors={"syn": cls(**{name: value}, **other)}))

        yield case(name, [10.0] * 3, ValueError, populate, "got 3 values")
    yield case("tau_rise", 3.0, ValueError, lambda _, v: lq.BiExpCurrent(v, 2.0), "at most tau_decay (2), got 3")
    for cls in (lq.Delta, lq.ExpCurrent, lq.AlphaCurrent, lq.BiExpCurrent):

        def make(_: World, value: Any, cls: Any = cls) -> Any:
            return cls(sign=value)

        yield from no_number("sign", make, integer=True)
        yield from (case("sign", value, ValueError, make) for value in (2, -2))
    yield case("taus", 1, TypeError, lambda _, v: lq.ExpCurrent(taus=v), "did you mean 'tau'?")


def of_distributions() -> Iterable[Case]:
    bad: dict[type, dict[str, Iterable[float]]] = {
        lq.Uniform: {"low": (*NOT_FINITE, 1, 2), "high": (*NOT_FINITE,)},
        lq.Normal: {"mean": NOT_FINITE, "std": NOT_POSITIVE, "min": (NAN, INF), "max": (NAN, -INF)},
        lq.LogNormal: {"mu": NOT_FINITE, "sigma": NOT_POSITIVE, "min": (NAN, INF), "max": (NAN, -INF)},
        lq.Exponential: {"mean": NOT_POSITIVE, "min": (NAN, INF), "max": (NAN, -INF)},
    }
    for cls, arguments in bad.items():
        for name, values in arguments.items():

            def make(_: World, value: Any, cls: Any = cls, name: str = name) -> Any:
                return cls(**{name: value})

            yield from no_scalar(name, make)
            for value in values:
                shown = "got" if name == "max" and value == -INF else f"got {value:g}"
                yield case(name, value, ValueError, make, shown)
        yield case("unit", 1, TypeError, lambda _, v, cls=cls: cls(unit=v))  # type: ignore[misc]
        yield case("unit", "m", ValueError, lambda _, v, cls=cls: cls(unit=v))  # type: ignore[misc]
    yield case("[min, max]", 8.0, ValueError, lambda _, v: lq.Normal(0, 1, min=v), "[8, inf]")
    yield case("sd", 1, TypeError, lambda _, v: lq.Normal(sd=v), "did you mean 'std'?")
    yield case("hi", 1, TypeError, lambda _, v: lq.Uniform(hi=v), "did you mean 'high'?")


def of_rules() -> Iterable[Case]:
    def connect(rule: Callable[[Any], Any]) -> Act:
        return lambda w, value: w.net.connect(w.exc, w.exc, rule(value), receptor="exc")

    yield from no_scalar("p", lambda _, v: lq.FixedProbability(v))
    yield from out_of("p", lambda _, v: lq.FixedProbability(v), (-0.1, 1.1, *NOT_FINITE))
    counted: list[tuple[Any, str, int]] = [(lq.FixedIndegree, "k", 11), (lq.FixedOutdegree, "k", 11)]
    for cls, name, most in [*counted, (lq.FixedTotal, "n", 101)]:
        yield from no_number(name, lambda _, v, cls=cls: cls(v), integer=True)
        yield case(name, -1, ValueError, lambda _, v, cls=cls: cls(v))
        yield case(name, 2**63, ValueError, lambda _, v, cls=cls: cls(v))
        yield case(name, most, ValueError, connect(lambda v, cls=cls: cls(v, multapses=False)))  # type: ignore[misc]
        fewer = most - (10 if name == "n" else 1)
        without = connect(lambda v, cls=cls: cls(v, autapses=False, multapses=False))  # type: ignore[misc]
        yield case(name, fewer, ValueError, without)
        for flag in ("autapses", "multapses"):
            for value in (1, None, "yes", 0.0, Odd()):
                yield case(flag, value, TypeError, lambda _, v, cls=cls, flag=flag: cls(1, **{flag: v}))
    for value in (1, None, "yes"):
        yield case("autapses", value, TypeError, lambda _, v: lq.AllToAll(v))
        yield case("autapses", value, TypeError, lambda _, v: lq.FixedProbability(0.1, v))
    yield case("size of post", 4, ValueError, lambda w, v: w.net.connect(w.exc, w.signed[:v], lq.OneToOne()))
    for name in ("pre", "post"):

        def pairs(v: Any, name: str = name) -> Any:
            return lq.Pairs(**{"pre": [0], "post": [0], name: v})

        for value in ("text", None, Odd(), {}, True, 1.5, [0.0], [True], np.array([0.5]), ["a"], [[0], [1, 2]]):
            yield case(name, value, TypeError, lambda _, v, pairs=pairs: pairs(v))
        for value in (0, [[0]]):
            yield case(name, value, ValueError, lambda _, v, pairs=pairs: pairs(v))
        yield case(f"{name}[0]", [-1], IndexError, lambda _, v, pairs=pairs: pairs(v), "got -1")
        yield case(f"{name}[0]", [10], IndexError, connect(pairs), "got 10")
        yield case("Pairs.post", [0, 1], ValueError, lambda _, v, pairs=pairs: pairs(v), "got")

    def matrix(v: Any) -> Any:
        return lq.Matrix(v)

    yield from no_array("values", lambda _, v: matrix(v), ndim=2)
    for value in (1.0, [1.0, 2.0]):
        yield case("values", value, ValueError, lambda _, v: matrix(v), "(n_pre, n_post)")
    for number in NOT_FINITE:
        yield case("values[1, 0]", [[1.0, 2.0], [number, 3.0]], ValueError, lambda _, v: matrix(v), f"got {number}")
    yield case("Matrix", np.ones((10, 9)), ValueError, connect(matrix), "(10, 9)")
    yield case("unit", "m", ValueError, lambda _, v: lq.Matrix(np.eye(2), unit=v))
    yield case("probability", 1, TypeError, lambda _, v: lq.FixedProbability(probability=v), "known are p, autapses")
    yield case("autapse", 1, TypeError, lambda _, v: lq.AllToAll(autapse=v), "did you mean 'autapses'?")


def of_stimuli() -> Iterable[Case]:
    def apply(cls: Any, **fixed: Any) -> Callable[[str], Act]:
        return lambda name: lambda w, value: w.net.stimulate(w.exc, cls(**{**fixed, name: value}))

    off_grid = (-1, -INF, NAN, 0.05)
    step = apply(lq.Step, start=1.0, stop=20.0, amplitude=1.0)
    sine = apply(lq.Sine, start=1.0, stop=20.0)
    ramp = apply(lq.Ramp, start=1.0, stop=20.0)
    for make, numbers in {
        step: {"amplitude": NOT_FINITE},
        sine: {"amplitude": NOT_FINITE, "phase": NOT_FINITE, "offset": NOT_FINITE, "frequency": NEGATIVE},
        ramp: {"start_amplitude": NOT_FINITE, "stop_amplitude": NOT_FINITE},
    }.items():
        for name, values in {**numbers, "start": (*off_grid, INF), "stop": (*off_grid, 0.5, 1.0, 1.25)}.items():
            yield from no_scalar(name, make(name))
            yield from out_of(name, make(name), values)
    yield from out_of("stop", ramp("stop"), [INF])
    steps = apply(lq.Steps, times=[1.0, 2.0], amplitudes=[5.0, 6.0])
    for name in ("times", "amplitudes"):
        yield from no_array(name, steps(name))
        yield case(name, 1.0, ValueError, steps(name))
        yield case(f"{name}[1]", [1.0, NAN], ValueError, steps(name), "got nan")
        yield case("amplitudes", [1.0, 2.0, 3.0], ValueError, steps(name), "values")
    for times in ([1.0, 1.0], [2.0, 1.0], [1.0, 2.05], [-1.0, 2.0]):
        yield case("times", times, ValueError, steps("times"), "got")
    yield case("times", [], ValueError, lambda w, v: w.net.stimulate(w.exc, lq.Steps(v, v)), "no values")
    samples = apply(lq.ArrayCurrent, values=[1.0, 2.0], every=0.5)
    yield from no_array("values", samples("values"), ndim=2)
    yield case("values", 1.0, ValueError, samples("values"))
    yield case("values", np.ones((3, 9)), ValueError, samples("values"), "got 9 columns")
    yield case("values", [], ValueError, samples("values"), "got 0 values")
    yield case("values[1]", [1.0, NAN], ValueError, samples("values"), "got nan")
    yield from no_scalar("every", samples("every"))
    yield from out_of("every", samples("every"), (*NOT_POSITIVE, 0.05))
    yield from no_scalar("start", samples("start"))
    yield from out_of("start", samples("start"), (*off_grid, INF))
    poisson = apply(lq.PoissonInput, rate=10.0, weight=1.0)
    yield from no_array("rate", poisson("rate"))
    yield from out_of("rate", poisson("rate"), NEGATIVE)
    yield case("rate[1]", [1.0, -1.0] * 5, ValueError, poisson("rate"), "got -1")
    yield case("rate", [1.0] * 9, ValueError, poisson("rate"), "got 9 values")
    yield from no_scalar("weight", poisson("weight"))
    yield from out_of("weight", poisson("weight"), NOT_FINITE)
    yield from no_text("receptor", poisson("receptor"))
    yield case("receptor", "ex", ValueError, poisson("receptor"), "did you mean 'exc'?")
    for value in (1.0, -1.0):
        receptor = "down" if value > 0 else "up"
        stimulus = functools.partial(lq.PoissonInput, 1.0, receptor=receptor)
        yield case("weight", value, ValueError, lambda w, v, s=stimulus: w.net.stimulate(w.signed, s(v)), f"{value:g}")
    yield case("unit", "m", ValueError, poisson("unit"))
    rate = lq.ArrayRate([1.0])
    yield from no_array("values", lambda _, v: lq.ArrayRate(v))
    yield case("values", 1.0, ValueError, lambda _, v: lq.ArrayRate(v))
    for values in ([1.0, NAN], [1.0, INF], [1.0, -1.0]):
        yield case("values[1]", values, ValueError, lambda w, v: w.net.poisson_source(2, rate.replace(values=v)), "got")
    yield case("values", [], ValueError, lambda w, v: w.net.poisson_source(2, rate.replace(values=v)), "got")
    yield from no_scalar("every", lambda _, v: lq.ArrayRate([1.0], v))
    sampled = lambda w, v: w.net.poisson_source(2, lq.ArrayRate([1.0], v))  # noqa: E731
    yield from out_of("every", sampled, (*NOT_POSITIVE, 0.05))
    yield case("ampl", 1, TypeError, step("ampl"), "did you mean 'amplitude'?")
    yield case("rates", 1, TypeError, poisson("rates"), "did you mean 'rate'?")
    stimulate: Act = lambda w, v: w.net.stimulate(w.exc, v)  # noqa: E731
    for value in (None, 1.0, lq.Step, lq.Delta(), rate):
        yield case("stimulus", value, TypeError, stimulate)


def of_noise() -> Iterable[Case]:
    def apply(cls: Any, **fixed: Any) -> Callable[[str], Act]:
        return lambda name: lambda w, value: w.net.stimulate(w.exc, cls(**{**fixed, name: value}))

    white = apply(lq.WhiteNoise, start=1.0, stop=20.0, std=2.0)
    intense = apply(lq.WhiteNoise, start=1.0, stop=20.0, intensity=2.0)
    process = apply(lq.OrnsteinUhlenbeck, mean=0.0, std=2.0, tau=3.0, start=1.0, stop=20.0)
    bad = {"mean": NOT_FINITE, "std": NEGATIVE, "intensity": NEGATIVE, "tau": NOT_POSITIVE}
    for make, names in ((white, ("mean", "std")), (intense, ("intensity",)), (process, ("mean", "std", "tau"))):
        for name in names:
            yield from no_array(name, make(name), none=make is not process and name != "mean")
            yield from out_of(name, make(name), bad[name])
            yield case(f"{name}[1]", [1.0, NAN] * 5, ValueError, make(name), "got nan")
            yield case(name, [1.0] * 9, ValueError, make(name), "got 9 values")
        for name, values in (("start", (-1, -INF, NAN, 0.05, INF)), ("stop", (-INF, NAN, 0.5, 1.0, 1.25))):
            yield from no_scalar(name, make(name))
            yield from out_of(name, make(name), values)
    yield case("intensity", 3.0, ValueError, white("intensity"), "got 3")
    yield case("std", None, ValueError, white("std"), "none")
    yield case("stdev", 1, TypeError, white("stdev"), "did you mean 'std'?")
    yield case("tua", 1, TypeError, process("tua"), "did you mean 'tau'?")


def of_rates() -> Iterable[Case]:
    def rate(name: str) -> Act:
        fixed = {"offset": 20.0, "amplitude": 5.0}
        return lambda w, v: w.net.poisson_source(2, lq.SineRate(**{**fixed, name: v}))

    bad = {"offset": (*NEGATIVE, 4), "amplitude": (*NOT_FINITE, 21, -21), "frequency": NEGATIVE, "phase": NOT_FINITE}
    for name, values in bad.items():
        yield from no_scalar(name, rate(name))
        for value in values:
            at_fault = "amplitude" if name == "offset" and value == 4 else name
            yield case(at_fault, value, ValueError, rate(name), f"got {5 if at_fault != name else value:g}")
    yield case("amp", 1, TypeError, rate("amp"), "did you mean 'amplitude'?")
    fast = lq.SineRate(6e9, 5e9)
    yield Case("offset + amplitude", "1.1e+10", ValueError, lambda w: w.net.poisson_source(1, fast))
    drive = lambda w, v: w.net.stimulate(w.exc, lq.PoissonInput(v, 1.0, "exc"))  # noqa: E731
    yield Case("offset + amplitude", "1.1e+10", ValueError, lambda w: drive(w, fast))
    yield case("every", 0.25, ValueError, lambda w, v: drive(w, lq.ArrayRate([1.0], v)), "got 0.25")
    yield case("rate", lq.SineRate, TypeError, drive, "SineRate")
    gamma: Callable[[str], Act] = lambda name: (  # noqa: E731
        lambda w, v: w.net.gamma_source(**{"n": 2, "rate": 10.0, "shape": 3.0, name: v})
    )
    yield from no_number("n", gamma("n"), integer=True)
    yield from no_array("rate", gamma("rate"))
    yield from out_of("rate", gamma("rate"), (*NEGATIVE, 1.5e10))
    yield case("rate[1]", [1.0, -2.0], ValueError, gamma("rate"), "got -2")
    yield case("rate", [1.0] * 3, ValueError, gamma("rate"), "got 3 values")
    yield case("rate", lq.SineRate(1.0), TypeError, gamma("rate"), "SineRate(")
    yield from no_array("shape", gamma("shape"))
    yield from out_of("shape", gamma("shape"), (*NOT_POSITIVE, 0.001, 2e9))
    yield case("shape[0]", [0.0, 2.0], ValueError, gamma("shape"), "got 0")
    yield case("shape", [1.0] * 3, ValueError, gamma("shape"), "got 3 values")
    yield from no_text("name", gamma("name"))
    yield case("name", "exc", ValueError, gamma("name"))
    yield case("shpae", 1, TypeError, gamma("shpae"), "did you mean 'shape'?")


def no_text(name: str, act: Act) -> Iterable[Case]:
    for value in (1, True, b"exc", Odd(), ["exc"]):
        yield case(name, value, TypeError, act)
    yield case(name, "", ValueError, act)


def of_networks() -> Iterable[Case]:
    yield from no_scalar("dt", lambda _, v: lq.Network(dt=v))
    yield from out_of("dt", lambda _, v: lq.Network(dt=v), NOT_POSITIVE)
    yield from no_number("seed", lambda _, v: lq.Network(seed=v), integer=True)
    yield from (case("seed", value, ValueError, lambda _, v: lq.Network(seed=v)) for value in (-1, 2**64))
    yield from no_number("threads", lambda _, v: lq.Network(threads=v), integer=True, none=True)
    yield from (
        case("threads", value, ValueError, lambda _, v: lq.Network(threads=v)) for value in (0, -1, 2**31, 9999)
    )
    yield case("sed", 1, TypeError, lambda _, v: lq.Network(sed=v), "did you mean 'seed'?")
    populate: Act = lambda w, v: w.net.population(v, lq.LIF())  # noqa: E731
    source: Act = lambda w, v: w.net.poisson_source(v, 1.0)  # noqa: E731
    for act in (populate, source):
        yield from no_number("n", act, integer=True)
        yield from (case("n", value, ValueError, act) for value in (0, -1, 2**31, 2**63))
    for value in (None, 1, "LIF", lq.LIF, lq.ExpCurrent(), {}):
        yield case("model", value, TypeError, lambda w, v: w.net.population(1, v))
    makers: list[Callable[..., Act]] = [
        lambda **k: lambda w, v: w.net.population(1, lq.LIF(), name=v),
        lambda **k: lambda w, v: w.net.poisson_source(1, 1.0, name=v),
        lambda **k: lambda w, v: w.net.spike_source([9.0], name=v),
    ]
    for maker in makers:
        yield from no_text("name", maker())
        yield case("name", "exc", ValueError, maker())
    yield from no_value("V_m", lambda w, v: w.net.population(2, lq.LIF(), V_m=v))
    yield from out_of("V_m", lambda w, v: w.net.population(2, lq.LIF(), V_m=v), NOT_FINITE)
    yield case("I_exc", [1.0] * 3, ValueError, lambda w, v: w.net.population(2, lq.LIF(), I_exc=v), "got 3 values")
    yield case("I_exc[1]", [1.0, NAN], ValueError, lambda w, v: w.net.population(2, lq.LIF(), I_exc=v), "got nan")
    yield case("V_n", 1.0, TypeError, lambda w, v: w.net.population(2, lq.LIF(), V_n=v), "did you mean 'V_m'?")
    yield case("I_ext", 1.0, TypeError, lambda w, v: w.net.population(2, lq.LIF(), I_ext=v), "known: V_m")
    rate: Act = lambda w, v: w.net.poisson_source(2, v)  # noqa: E731
    yield from no_array("rate", rate)
    yield from out_of("rate", rate, NEGATIVE)
    yield case("rate", [1.0] * 3, ValueError, rate, "got 3 values")
    yield case("rate[1]", [1.0, -2.0], ValueError, rate, "got -2")
    yield case("rat", 1.0, TypeError, lambda w, v: w.net.poisson_source(1, rat=v), "did you mean 'rate'?")
    times: Act = lambda w, v: w.net.spike_source(v)  # noqa: E731
    yield from (one for one in no_array("times", times, ndim=2) if one.value != "[[[1.0]], 1.0]")
    yield case("times", [[[1.0]], 1.0], ValueError, times, "[[1.0]]")
    yield case("times", 8.0, ValueError, times)
    for bad in (*NOT_FINITE, -1.0, 0.0, 5.0, 8.05):
        yield case("times", [9.0, bad], ValueError, times, f"got {bad:g}")
        yield case("times", [[9.0], [bad]], ValueError, times, f"got {bad:g}")
    off_grid: Act = lambda w, v: w.net.spike_source(v, spike_timing="precise")  # noqa: E731
    for bad in (*NOT_FINITE, -1.0, 0.0, 5.0, 4.99, 1e300):
        yield case("times", [9.01, bad], ValueError, off_grid, f"got {bad:g}")
    yield from no_text("spike_timing", lambda w, v: w.net.spike_source([9.0], spike_timing=v))
    yield case("times", [[[9.0], [9.0, 9.1]]], TypeError, times, "[[9.0], [9.0, 9.1]]")
    yield case("times", [[9.0], "text"], TypeError, times, "'text'")
    yield case("times", [[9.0], [[1.0]]], ValueError, times, "[[1.0]]")


def of_connections() -> Iterable[Case]:
    strangers = (None, 1, "exc", [0, 1], np.arange(3), Odd())
    rule = lq.AllToAll()
    ends: dict[str, Act] = {
        "pre": lambda w, v: w.net.connect(v, w.exc, rule),
        "post": lambda w, v: w.net.connect(w.exc, v, rule),
        "target": lambda w, v: w.net.stimulate(v, lq.Step(amplitude=1.0)),
    }
    for name, act in ends.items():
        yield from (case(name, value, TypeError, act) for value in strangers)
        yield Case(name, "'stranger' of another network", ValueError, lambda w, act=act: act(w, w.other))  # type: ignore[misc]
        yield Case(name, "'stranger' of another", ValueError, lambda w, act=act: act(w, w.other[2:]))  # type: ignore[misc]
    for what in ("spikes", "V_m"):
        record: Act = lambda w, v, what=what: w.net.record(v, what)  # type: ignore[misc]  # noqa: E731
        yield from (case("target", value, TypeError, record) for value in strangers)
        yield Case("target", "'stranger' of another", ValueError, lambda w, r=record: r(w, w.other))  # type: ignore[misc]
    yield Case("post", "'source'", ValueError, lambda w: w.net.connect(w.exc, w.source, rule))
    yield Case("target", "'source'", ValueError, lambda w: w.net.stimulate(w.source, lq.Step(amplitude=1.0)))
    yield Case("target", "'source'", ValueError, lambda w: w.net.record(w.source, "V_m"))
    for value in (None, "all", 0.1, lq.AllToAll, lq.Delta()):
        yield case("rule", value, TypeError, lambda w, v: w.net.connect(w.exc, w.exc, v))

    def connect(name: str, rule: Any = rule, **fixed: Any) -> Act:
        return lambda w, v: w.net.connect(w.exc, w.exc, rule, **{**fixed, name: v})

    yield from no_array("weight", connect("weight"), none=True)
    yield from out_of("weight", connect("weight"), NOT_FINITE)
    yield case("weight[1]", [1.0, NAN] * 50, ValueError, connect("weight"), "got nan")
    yield case("weight", [1.0] * 99, ValueError, connect("weight"), "got 99 values")
    yield case("weight", [1.0] * 99, ValueError, connect("weight", lq.FixedProbability(0.5)), "got 99 values")
    yield case("weight", 1.0, ValueError, connect("weight", lq.Matrix(np.eye(10))), "got 1.0")
    yield from no_value("delay", connect("delay"))
    yield from out_of("delay", connect("delay"), (*NOT_POSITIVE, 0.05, 0.25, 1e7))
    yield case("delay", [1.0] * 99, ValueError, connect("delay"), "got 99 values")
    yield case("delay[1]", [1.0, 0.0] * 50, ValueError, connect("delay"), "got 0")
    yield case("delay[1]", [1.0, 0.25] * 50, ValueError, connect("delay"), "got 0.25")
    yield case("delay", lq.Uniform(-1.0, 1.0), ValueError, connect("delay"), "-1")
    yield case("delay", lq.Normal(1.0, 0.5), ValueError, connect("delay"), "got")
    yield from no_text("receptor", connect("receptor"))
    yield case("receptor", "ex", ValueError, connect("receptor"), "did you mean 'exc'?")
    yield case("receptor", lq.Normal(0.0, 1.0), ValueError, connect("weight"), "none")
    yield case("wieght", 1.0, TypeError, connect("wieght"), "did you mean 'weight'?")
    for receptor, value in (("up", -2.5), ("down", 2.5)):
        signed: Act = lambda w, v, r=receptor: w.net.connect(w.exc, w.signed, rule, v, receptor=r)  # type: ignore[misc]  # noqa: E731
        yield case("weight", value, ValueError, signed, f"got {value}")
        yield case("weight", [value] * 40, ValueError, signed, f"got {value}")
        yield case("weight", lq.Uniform(-2.0, 2.0), ValueError, signed, "got")
        by_matrix: Act = lambda w, v, r=receptor: w.net.connect(w.exc, w.signed, lq.Matrix(v), receptor=r)  # type: ignore[misc]  # noqa: E731
        yield case("weight", np.full((10, 4), value), ValueError, by_matrix, f"got {value}")
    yield Case("receptor", "none", ValueError, lambda w: w.net.connect(w.exc, w.signed, rule))


def of_records_and_runs() -> Iterable[Case]:
    what: Act = lambda w, v: w.net.record(w.exc, v)  # noqa: E731
    for value in (None, 1, b"V_m", [1], ["V_m", None], {"V_m": 1}, Odd()):
        yield case("what", value, TypeError, what)
    yield case("what", "", ValueError, what)
    yield case("what", [], ValueError, what, "none")
    yield case("what", ["V_m", "V_m"], ValueError, what, "'V_m' twice")
    yield case("what", ["V_m", "spikes"], ValueError, what)
    yield case("V_n", "V_n", ValueError, what, "did you mean 'V_m'?")
    yield case("I_ex", ["V_m", "I_ex"], ValueError, what, "did you mean 'I_ex")
    every: Act = lambda w, v: w.net.record(w.exc, "V_m", every=v)  # noqa: E731
    yield from no_scalar("every", every, none=True)
    yield from out_of("every", every, (*NOT_POSITIVE, 0.05, 0.25))
    yield case("every", 1.0, ValueError, lambda w, v: w.net.record(w.exc, "spikes", every=v), "got 1.0")
    run: Act = lambda w, v: w.net.run(v)  # noqa: E731
    yield from no_scalar("duration", run)
    yield from out_of("duration", run, (*NEGATIVE, 0.05, 1e300))
    for value in (1, None, "yes", Odd()):
        yield case("progress", value, TypeError, lambda w, v: w.net.run(1.0, v))
    yield case("time", 1.0, TypeError, lambda w, v: w.net.run(time=v), "known are duration, progress")
    for name in ("t_start", "t_stop"):
        for method in ("rates", "trains", "isi", "cv"):
            act: Act = lambda w, v, n=name, m=method: getattr(w.spikes, m)(**{n: v})  # type: ignore[misc]  # noqa: E731
            yield from no_scalar(name, act, none=True)
            yield from out_of(name, act, (NAN, INF, -1, 7))
    yield case("t_stop", 1.0, ValueError, lambda w, v: w.spikes.rates(t_start=2.0, t_stop=v), "got 1.0")
    yield case("t_strat", 1.0, TypeError, lambda w, v: w.spikes.rates(t_strat=v), "did you mean 't_start'?")


def of_populations() -> Iterable[Case]:
    index: Act = lambda w, v: w.exc[v]  # noqa: E731
    for value in (10, -11, [0, 10], [-11], 2**31, 2**62):
        shown = str(value[-1] if isinstance(value, list) else value)
        yield case("index", value, IndexError, index, shown)
        yield case("index", value, IndexError, lambda w, v: w.exc[:10][v], shown)
        yield case("index", value, IndexError, lambda w, v: w.exc[list(range(10))][v], shown)
    for value in (None, 1.5, "V_m", True, 1j, [0.5], ["a"], (1, 2), slice(None), [[0], [1, 2]], Odd(), {}):
        if not isinstance(value, slice):
            yield case("index", value, TypeError, index, "got")
    yield case("index", [[0, 1]], ValueError, index)
    yield case("slice", slice(0.5, 2), TypeError, index, "slice indices")
    yield case("mask", [True] * 9, IndexError, index, "got 9")
    yield case("indices[2]", [3, 4, 3], ValueError, index, "got 3")
    for where in (lambda w: w.exc, lambda w: w.exc[2:4], lambda w: w.exc[[3, 2]]):
        put: Act = lambda w, v, where=where: setattr(where(w), "V_m", v)  # type: ignore[misc]  # noqa: E731
        yield from no_value("V_m", put)
        yield case("V_m", lq.Uniform(-60, -50), TypeError, put)
        yield from out_of("V_m", put, NOT_FINITE)
        yield case("V_m", [-60.0] * 3, ValueError, put, "got 3 values")
        yield case("V_n", 1.0, AttributeError, lambda w, v, where=where: setattr(where(w), "V_n", v), "'V_m'")
        yield case("V_n", None, AttributeError, lambda w, v, where=where: where(w).V_n, "'V_m'")
    yield case("stimli", None, AttributeError, lambda w, v: w.net.stimli, "stimli")


def of_simulate() -> Iterable[Case]:
    def simulate(name: str) -> Act:
        return lambda _, v: lq.simulate(**{"model": lq.LIF(), "duration": 1.0, name: v})

    for value in (None, 1, lq.LIF, lq.Step()):
        yield case("model", value, TypeError, simulate("model"))
    yield from no_scalar("duration", simulate("duration"))
    yield from out_of("duration", simulate("duration"), (*NEGATIVE, 0.05))
    for value in (1.0, "step", lq.Step, [1.0], [lq.Step(), None], Odd()):
        yield case("current", value, TypeError, simulate("current"))
    yield from no_scalar("dt", simulate("dt"))
    yield from out_of("dt", simulate("dt"), NOT_POSITIVE)
    yield from no_number("seed", simulate("seed"), integer=True)
    yield from no_number("V_m", simulate("V_m"), none=True)
    yield from out_of("V_m", simulate("V_m"), NOT_FINITE)
    yield case("I_e", [1.0, 2.0], ValueError, lambda _, v: lq.simulate(lq.LIF(I_e=v), 1.0), "got 2 values")
    yield case("curent", None, TypeError, simulate("curent"), "did you mean 'current'?")


CASES = [
    one
    for cases in (
        of_models,
        of_receptors,
        of_distributions,
        of_rules,
        of_stimuli,
        of_noise,
        of_rates,
        of_networks,
        of_connections,
        of_records_and_runs,
        of_populations,
        of_simulate,
    )
    for one in cases()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_bad_input_is_refused_and_changes_nothing(case: Case) -> None:
    world = World()
    before = world.structure()
    with pytest.raises(case.error) as caught:
        case.act(world)
    assert type(caught.value) is case.error
    message = str(caught.value)
    assert re.search(rf"(?<!\w){re.escape(case.name)}(?!\w)", message), message
    assert case.value in message, message
    assert world.structure() == before
    assert world.after_a_run() == untouched()


def test_a_state_that_is_not_finite_does_not_run_on() -> None:
    world = World()
    world.exc.V_m[3] = NAN
    with pytest.raises(ValueError, match=r"exc\.V_m\[3\] must be finite, got nan"):
        world.net.run(1.0)
    assert world.net.time == pytest.approx(5.0)
    world.exc.V_m[3] = -70.0
    world.net.run(1.0)
    assert world.net.time == pytest.approx(6.0)


def test_a_state_that_becomes_infinite_stops_the_run() -> None:
    net = lq.Network()
    cell = net.population(1, lq.LIF(receptors={"syn": lq.Delta()}), name="cell")
    net.connect(net.spike_source([[1.0], [1.0]]), cell, lq.AllToAll(), weight=-1.7e308)
    with pytest.raises(RuntimeError, match=r"cell\.V_m\[0\] became -?(inf|nan) during the run"):
        net.run(10.0)
