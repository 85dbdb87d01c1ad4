"""Reading of the arguments of a network's methods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from lapicque import _core, _units
from lapicque._values import integer, short, text, type_error
from lapicque.population import Selection


@contextmanager
def named(keyword: str | None = None, **names: str) -> Iterator[None]:
    """Put the names that arguments have here into the core's errors; an unknown `keyword` is a TypeError."""
    try:
        yield
    except (ValueError, IndexError) as error:
        message = str(error)
        if keyword is not None and message.startswith(f"unknown {keyword} "):
            raise TypeError(message) from None
        core = message.split(" must be ")[0]
        if core not in names:
            raise
        raise type(error)(names[core] + message[len(core) :]) from None


def read_threads(threads: Any) -> int:
    if threads is None:
        return 0
    return integer(threads, "threads", "an integer of at least 1, or None", range(1, 2**31))


def read_precision(precision: Any) -> bool:
    """True for single precision."""
    if precision not in ("double", "single"):
        raise ValueError(f"precision must be 'double' or 'single', got {short(precision)}")
    return bool(precision == "single")


def read_selection(selection: Any, name: str) -> Selection:
    if not isinstance(selection, Selection):
        raise type_error(name, "a population or a part of one", selection)
    return selection


def read_variables(what: Any) -> list[str]:
    if isinstance(what, str):
        return [text(what, "what")]
    if not isinstance(what, Sequence) or not all(isinstance(name, str) for name in what):
        raise type_error("what", '"spikes", a state variable, or a list of state variables', what)
    if "spikes" in what:
        raise ValueError(f'what must be "spikes" alone or state variables, got {list(what)}')
    return list(what)


def read_trains(times: Any) -> list[Any]:
    """Bare times, one array a source."""
    bare = _units.in_unit(times, "ms", "times")
    if isinstance(bare, (list, tuple)) and any(
        isinstance(train, (list, tuple)) or getattr(train, "ndim", 0) for train in bare
    ):
        return [_core.array(_units.in_unit(train, "ms", "times"), "times", 1) for train in bare]
    array = _core.array(bare, "times", 2)
    if array.ndim == 0:
        raise ValueError(f"times must be an array or a list of arrays, got {times!r}")
    return list(array) if array.ndim == 2 else [array]
