"""Rates of Poisson trains that change in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lapicque import _core, _names
from lapicque._description import Description, described
from lapicque._names import known_parameters
from lapicque._units import Number, Numbers
from lapicque._values import parameter, type_error

__all__ = ["ArrayRate", "SineRate"]
__dir__ = _names.only(__all__)


class Rate(Description):
    """Base of the rates that change in time."""

    def _validate(self) -> None:
        _core.validate_rate(self._build())


@known_parameters
@described(_core.ArrayRate)
@dataclass(frozen=True, eq=False, repr=False)
class ArrayRate(Rate):
    """Rate of Poisson trains as samples in time: ``values[j]`` from ``j*every`` until ``(j + 1)*every``.

    Parameters
    ----------
    values : array of shape (samples,)
        Rates [Hz]; zero after the last one.
    every : float
        Time between samples [ms], a multiple of dt.
    """

    values: Numbers
    every: Number = 1.0


@known_parameters
@described(_core.SineRate)
@dataclass(frozen=True, eq=False, repr=False)
class SineRate(Rate):
    """Rate of Poisson trains that oscillates: ``offset + amplitude sin(2 pi frequency t + phase)``.

    The rate of a step is the mean of the sine over it.

    Parameters
    ----------
    offset : float
        Mean rate [Hz].
    amplitude : float
        Amplitude of the oscillation [Hz], at most `offset`.
    frequency : float
        Frequency [Hz].
    phase : float
        Phase at t = 0 [degrees].
    """

    offset: Number
    amplitude: Number = 0.0
    frequency: Number = 10.0
    phase: Number = 0.0


def read_rate(value: Any, name: str) -> Any:
    """A float, a read-only array of one value a train, or a `Rate`."""
    if callable(value):
        raise type_error(name, "a number, an array of one value a train, ArrayRate() or SineRate()", value)
    return value if isinstance(value, Rate) else parameter("Hz")(value, name)


def build_rate(value: Any) -> Any:
    """The same for the core."""
    return value._build() if isinstance(value, Rate) else value
