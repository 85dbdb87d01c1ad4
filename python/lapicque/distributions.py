"""Distributions of initial values, weights and delays.

A draw outside of ``[min, max]`` is drawn again, never clipped. A distribution is given in the unit of what it is used
for. If its parameters have units of their own, ``unit`` remembers theirs, and a use elsewhere is an error.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from lapicque import _core, _names, _units
from lapicque._description import Description
from lapicque._names import known_parameters
from lapicque._units import Number

__all__ = ["Exponential", "LogNormal", "Normal", "Uniform"]
__dir__ = _names.only(__all__)


class Distribution(Description):
    """Base of the distributions."""

    _without_unit: ClassVar[tuple[str, ...]] = ()
    unit: str | None

    def __post_init__(self) -> None:
        """Read the parameters, which have one unit in common, and let the core judge them."""
        unit = self.unit
        for name in (field.name for field in fields(self) if field.name != "unit"):  # type: ignore[arg-type]
            value = getattr(self, name)
            if name in self._without_unit:
                value = _units.in_unit(value, _units.NONE, name)
            else:
                value, unit = _units.remembered(value, unit, name)
            object.__setattr__(self, name, _core.number(value, name))
        object.__setattr__(self, "unit", unit)
        self._validate()

    def _validate(self) -> None:
        self._build().validate(type(self).__name__)

    @abstractmethod
    def _build(self) -> Any:
        """The same for the core."""

    def _in_unit(self, unit: str | None, name: str) -> Any:
        _units.require(self.unit, unit, name, self)
        return self._build()


@known_parameters
@dataclass(frozen=True, eq=False, repr=False)
class Uniform(Distribution):
    """Every value between two bounds is equally likely.

    Parameters
    ----------
    low, high : float
        Bounds.
    unit : str, optional
        Unit of the bounds, found by itself where they bring one.
    """

    low: Number = 0.0
    high: Number = 1.0
    unit: str | None = None

    def _build(self) -> Any:
        return _core.Uniform(self.low, self.high)


@known_parameters
@dataclass(frozen=True, eq=False, repr=False)
class Normal(Distribution):
    """Normal distribution, cut at `min` and `max`.

    Parameters
    ----------
    mean, std : float
        Mean and standard deviation before the cut.
    min, max : float
        Bounds; values outside are drawn again.
    unit : str, optional
        Unit of the parameters, found by itself where they bring one.
    """

    mean: Number = 0.0
    std: Number = 1.0
    min: Number = -math.inf
    max: Number = math.inf
    unit: str | None = None

    def _build(self) -> Any:
        return _core.Normal(self.mean, self.std, self.min, self.max)


@known_parameters
@dataclass(frozen=True, eq=False, repr=False)
class LogNormal(Distribution):
    """exp(X) with X normal, cut at `min` and `max`.

    Parameters
    ----------
    mu, sigma : float
        Mean and standard deviation of X, the natural logarithm of the value in the unit of its use.
    min, max : float
        Bounds; values outside are drawn again.
    unit : str, optional
        Unit of the bounds, found by itself where they bring one.
    """

    mu: Number = 0.0
    sigma: Number = 1.0
    min: Number = 0.0
    max: Number = math.inf
    unit: str | None = None
    _without_unit: ClassVar[tuple[str, ...]] = ("mu", "sigma")

    def _build(self) -> Any:
        return _core.LogNormal(self.mu, self.sigma, self.min, self.max)


@known_parameters
@dataclass(frozen=True, eq=False, repr=False)
class Exponential(Distribution):
    """Exponential distribution, cut at `min` and `max`.

    Parameters
    ----------
    mean : float
        Mean before the cut.
    min, max : float
        Bounds; values outside are drawn again.
    unit : str, optional
        Unit of the parameters, found by itself where they bring one.
    """

    mean: Number = 1.0
    min: Number = 0.0
    max: Number = math.inf
    unit: str | None = None

    def _build(self) -> Any:
        return _core.Exponential(self.mean, self.min, self.max)


def value(given: Any, unit: str | None, name: str) -> Any:
    """What the core takes for an initial value, a weight or a delay: a number, an array, or a distribution."""
    if isinstance(given, Distribution):
        return given._in_unit(unit, name)
    if unit is None:
        given, _ = _units.split(given, name)
        return _core.parameter(given, name)
    return _core.parameter(_units.in_unit(given, unit, name), name)
