"""Bad input of models and receptors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import lapicque as lq
from refusals import (
    NAN,
    NEGATIVE,
    NOT_FINITE,
    NOT_POSITIVE,
    Case,
    World,
    assert_refused,
    case,
    no_array,
    no_number,
    no_text,
    out_of,
    refuses,
)


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


@refuses(of_models, of_receptors)
def test_bad_input_is_refused_and_changes_nothing(case: Case) -> None:
    assert_refused(case)
