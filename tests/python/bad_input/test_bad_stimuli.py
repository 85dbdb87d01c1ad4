"""Bad input of stimuli, noise and rates."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

import lapicque as lq
from refusals import (
    INF,
    NAN,
    NEGATIVE,
    NOT_FINITE,
    NOT_POSITIVE,
    Act,
    Case,
    assert_refused,
    case,
    no_array,
    no_number,
    no_scalar,
    no_text,
    out_of,
    refuses,
)


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


@refuses(of_stimuli, of_noise, of_rates)
def test_bad_input_is_refused_and_changes_nothing(case: Case) -> None:
    assert_refused(case)
