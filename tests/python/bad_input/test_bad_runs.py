"""Bad input of recorders and runs, and states that are not finite."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

import lapicque as lq
from refusals import (
    INF,
    NAN,
    NEGATIVE,
    NOT_POSITIVE,
    Act,
    Case,
    Odd,
    World,
    assert_refused,
    case,
    no_scalar,
    out_of,
    refuses,
)


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


@refuses(of_records_and_runs)
def test_bad_input_is_refused_and_changes_nothing(case: Case) -> None:
    assert_refused(case)


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
    with pytest.raises(RuntimeError, match=r"cell\.V_m\[0\] became -?(inf|nan) between 0 and 10 ms"):
        net.run(10.0)
