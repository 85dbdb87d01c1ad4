"""Values that bring a unit of their own, converted to the units of the package.

Quantities of pint, astropy, quantities, unyt and Brian2 are told by what they can do; none of these packages is
imported.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

NONE = "1"
"""The unit of plain numbers."""

_UNITS = ("ms", "mV", "pF", "nS", "pA", "Hz", NONE)
_WAYS = ("m_as", "to_value", "rescale", "to")
"""Methods that convert: of pint, of astropy and unyt, of quantities, of others."""

_SI = {
    "ms": ((0, 0, 1, 0, 0), 1e3),
    "mV": ((2, 1, -3, -1, 0), 1e3),
    "pF": ((-2, -1, 4, 2, 0), 1e12),
    "nS": ((-2, -1, 3, 2, 0), 1e9),
    "pA": ((0, 0, 0, 1, 0), 1e12),
    "Hz": ((0, 0, -1, 0, 0), 1.0),
    "1/ms": ((0, 0, -1, 0, 0), 1e-3),
    "mM": ((-3, 0, 0, 0, 1), 1.0),
    "pA*ms**0.5": ((0, 0, 0.5, 1, 0), 1e12 * 1e3**0.5),
    "deg": ((0, 0, 0, 0, 0), 180.0 / np.pi),
    NONE: ((0, 0, 0, 0, 0), 1.0),
}
"""Powers of m, kg, s, A and mol, and how many of the unit are one of SI: for quantities that know their dimension."""

_SPELLINGS = {NONE: ("dimensionless", ""), "deg": ("degree", "deg")}


Quantity: TypeAlias = Any
"""A number or an array with a unit; the packages that make them have no type in common."""

Number: TypeAlias = float | Quantity
"""A number, bare or with a unit."""

Numbers: TypeAlias = float | npt.NDArray[np.float64] | Quantity
"""A number or a one-dimensional array (or list) of numbers, bare or with a unit."""


def has_unit(value: object) -> bool:
    """Tell whether `value` is a quantity; plain numbers and arrays, classes and descriptions are none."""
    if isinstance(value, (int, float, str, type)) or type(value) is np.ndarray:
        return False
    named = any(hasattr(value, name) for name in ("units", "unit", "get_best_unit"))
    return named and (isinstance(value, np.ndarray) or any(hasattr(value, way) for way in _WAYS))


def in_unit(value: Any, unit: str, name: str) -> Any:
    """`value` as bare numbers in `unit`; what has no unit is returned as it is.

    Raises
    ------
    ValueError
        If the value has another dimension; the message names the argument.
    """
    if isinstance(value, (list, tuple)) and any(has_unit(element) for element in value):
        return [in_unit(element, unit, f"{name}[{j}]") for j, element in enumerate(value)]
    if not has_unit(value):
        return value
    error: Exception | None = None
    for spelling in _SPELLINGS.get(unit, (unit,)):
        try:
            return _from_si(value, unit) if hasattr(value, "get_best_unit") else _convert(value, spelling)
        except Exception as failure:  # every units package has errors of its own
            error = failure
    allowed = "without a unit" if unit == NONE else f"a value in {unit}"
    raise ValueError(f"{name} must be {allowed}, got {value!s}") from error


def split(value: Any, name: str) -> tuple[Any, str | None]:
    """`value` as bare numbers, and the unit of the package that they are in: None if it brought no unit."""
    if isinstance(value, (list, tuple)):
        units = {split(element, name)[1] for element in value if has_unit(element)}
        unit = units.pop() if len(units) == 1 else None
        if units:
            raise ValueError(f"{name} must be values of one dimension, got {value!s}")
        return (value, None) if unit is None else (in_unit(value, unit, name), unit)
    if not has_unit(value):
        return value, None
    for unit in _UNITS:
        try:
            return in_unit(value, unit, name), unit
        except ValueError:
            continue
    raise ValueError(f"{name} must be a value in one of {', '.join(_UNITS[:-1])}, got {value!s}")


def remembered(value: Any, unit: Any, name: str) -> tuple[Any, str | None]:
    """`value` as bare numbers, and its unit: the one it brings, which must be `unit` where that is given."""
    if unit is not None and unit not in _UNITS:
        error = ValueError if isinstance(unit, str) else TypeError
        raise error(f"unit must be one of {', '.join(_UNITS[:-1])}, or None, got {unit!r}")
    bare, own = split(value, name)
    require(own, unit, name, value)
    return bare, unit or own


def require(given: str | None, unit: str | None, name: str, value: object) -> None:
    """Refuse a `value` whose unit, found earlier by `split`, is not the one needed here."""
    if given is not None and unit is not None and given != unit:
        raise ValueError(f"{name} must be a value in {unit}, got {value!r}")


def of_state(variable: str) -> str | None:
    """Unit of a state variable, by the convention of its name."""
    return {"V_": "mV", "I_": "pA", "g_": "nS"}.get(variable[:2])


def _from_si(value: Any, unit: str) -> Any:
    """The numbers of a quantity that is in units of SI and knows its dimension, as those of Brian2 are."""
    powers, factor = _SI[unit]
    if tuple(value.dim.get_dimension(base) for base in ("m", "kg", "s", "A", "mol")) != powers:
        raise ValueError(f"{value} has another dimension than {unit}")
    # What went to SI in one step and comes back in another shall be as it was written.
    return np.vectorize(_fifteen_digits, [float])(np.asarray(value) * factor)


def _fifteen_digits(value: float) -> float:
    return float(f"{value:.15g}")


def _convert(value: Any, unit: str) -> Any:
    way = next(way for way in _WAYS if hasattr(value, way))
    converted = getattr(value, way)(unit)
    if way in ("m_as", "to_value"):
        return converted
    return converted.magnitude if hasattr(converted, "magnitude") else converted.value
