"""Bad input of networks, of what indexes their populations, and of `simulate`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import lapicque as lq
from refusals import (
    NAN,
    NEGATIVE,
    NOT_FINITE,
    NOT_POSITIVE,
    Act,
    Case,
    Odd,
    assert_refused,
    case,
    no_array,
    no_number,
    no_scalar,
    no_text,
    no_value,
    out_of,
    refuses,
)


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


@refuses(of_networks, of_populations, of_simulate)
def test_bad_input_is_refused_and_changes_nothing(case: Case) -> None:
    assert_refused(case)
