"""Bad input of connections: distributions, rules and `Network.connect`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

import lapicque as lq
from refusals import (
    INF,
    NAN,
    NOT_FINITE,
    NOT_POSITIVE,
    Act,
    Case,
    Odd,
    World,
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


@refuses(of_distributions, of_rules, of_connections)
def test_bad_input_is_refused_and_changes_nothing(case: Case) -> None:
    assert_refused(case)
