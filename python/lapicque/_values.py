"""Reading of arguments: each reader takes a value and its name, and returns it in normal form or raises.

A wrong type is a TypeError, a wrong dimension or shape a ValueError; ranges are the core's concern.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from lapicque import _core, _units

Reader: TypeAlias = Callable[[Any, str], Any]
FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.int64]

_INT64 = range(-(2**63), 2**63)


def type_error(name: str, allowed: str, value: object) -> TypeError:
    """The error of a wrong type, in the words that all errors of the package have."""
    return TypeError(f"{name} must be {allowed}, got {short(value)}")


def short(value: object, longest: int = 120) -> str:
    """The repr of a value on one line, cut where it is long."""
    with np.printoptions(threshold=8, edgeitems=3):
        text = " ".join(line.strip() for line in repr(value).splitlines())
    return text if len(text) <= longest else text[:longest] + "..."


def number(unit: str = _units.NONE) -> Reader:
    """One real number, as float in `unit`."""

    def read(value: Any, name: str) -> float:
        return _core.number(_units.in_unit(value, unit, name), name)

    return read


def parameter(unit: str) -> Reader:
    """A float, or a read-only array of one value a neuron, in `unit`."""

    def read(value: Any, name: str) -> float | FloatArray:
        checked: float | FloatArray = _core.parameter(_units.in_unit(value, unit, name), name)
        return checked

    return read


def optional(reader: Reader) -> Reader:
    """None, or what `reader` takes."""

    def read(value: Any, name: str) -> Any:
        return None if value is None else reader(value, name)

    return read


def array(unit: str, max_ndim: int = 1) -> Reader:
    """A read-only array of one to `max_ndim` dimensions in `unit`."""

    def read(value: Any, name: str) -> FloatArray:
        values = _core.array(_units.in_unit(value, unit, name), name, max_ndim).copy()
        if values.ndim == 0:
            raise ValueError(f"{name} must be an array, got the single value {short(value)}")
        values.setflags(write=False)
        return values

    return read


def indices(value: Any, name: str) -> IntArray:
    """A read-only one-dimensional array of integers."""
    result = _core.indices(value, name)
    result.setflags(write=False)
    return result


def integer(value: Any, name: str, allowed: str = "an integer", within: range = _INT64) -> int:
    """An integer, Python's or NumPy's, in a range that `allowed` describes."""
    if isinstance(value, (bool, np.bool_)):
        raise type_error(name, allowed, value)
    try:
        result = operator.index(value)
    except TypeError:
        raise type_error(name, allowed, value) from None
    if result not in within:
        wide = (", of 64 bits" if "," in allowed else " of 64 bits") if within is _INT64 else ""
        raise ValueError(f"{name} must be {allowed}{wide}, got {result}")
    return result


def flag(value: Any, name: str) -> bool:
    """True or False."""
    if not isinstance(value, (bool, np.bool_)):
        raise type_error(name, "True or False", value)
    return bool(value)


def text(value: Any, name: str) -> str:
    """A string that is not empty."""
    if not isinstance(value, str):
        raise type_error(name, "a string", value)
    if not value:
        raise ValueError(f"{name} must be a string that is not empty, got ''")
    return encodable(value, name)


def encodable(value: str, name: str) -> str:
    """A string that can be written in UTF-8, as all but those with half a surrogate pair can."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{name} must be a string that UTF-8 can write, got {value!a}") from None
    return value


def name_or_none(value: Any, name: str) -> str:
    """A string for the core, where the empty one stands for None."""
    return "" if value is None else text(value, name)
