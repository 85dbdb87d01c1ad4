"""Reading of the arguments of a network's methods."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lapicque import _core, _units
from lapicque._values import integer, short, type_error
from lapicque.population import Selection


@contextmanager
def named(keyword: str | None = None, more: str = "", **names: str) -> Iterator[None]:
    """Put the names that arguments have here into the core's errors; an unknown `keyword` is a TypeError.

    `more` is what an error of an unknown name is to end with, where the core does not know all that is allowed.
    """
    try:
        yield
    except (ValueError, IndexError) as error:
        message = str(error)
        if keyword is not None and message.startswith(f"unknown {keyword} "):
            raise TypeError(message) from None
        if more and message.startswith("unknown "):
            raise ValueError(message + more) from None
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
    if not isinstance(precision, str) or precision not in ("double", "single"):
        raise ValueError(f"precision must be 'double' or 'single', got {short(precision)}")
    return bool(precision == "single")


def read_selection(selection: Any, name: str) -> Selection:
    if not isinstance(selection, Selection):
        by_name = f" (by its name it is net[{selection!r}])" if isinstance(selection, str) else ""
        raise type_error(name, f"a population or a part of one{by_name}", selection)
    return selection


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
