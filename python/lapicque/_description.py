"""Descriptions: the frozen values of which a network is made."""

from __future__ import annotations

import dataclasses
import functools
import keyword
import re
import textwrap
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NamedTuple, TypeVar

import numpy as np

from lapicque import _units
from lapicque._values import Reader, array, flag, indices, integer, number, optional, parameter, short, text

Self = TypeVar("Self", bound="Description")
D = TypeVar("D", bound="type[Description]")


class CoreField(NamedTuple):
    """A field as the core describes it."""

    name: str
    type: str
    unit: str
    bound: str
    meaning: str
    note: str
    default: Any

    @property
    def own_name(self) -> str:
        """The name that it has here, where it must not be a word of the language."""
        return f"{self.name}_" if keyword.iskeyword(self.name) else self.name


def core_fields(core: Any) -> list[CoreField]:
    """The fields of a class of the core."""
    return [CoreField(*row) for row in core.fields()]


WEIGHT = "weight"
"""The unit of what is in the unit of the weights, whatever that is."""

# Readers by type, from the unit; other types have readers in the classes.
_READERS: dict[str, Callable[[str], Reader]] = {
    "parameter": parameter,
    "optional parameter": lambda unit: optional(parameter(unit)),
    "number": number,
    "array": array,
    "indices": lambda unit: indices,
    "integer": lambda unit: integer,
    "flag": lambda unit: flag,
    "text": lambda unit: optional(text),
    "spike timing": lambda unit: text,
}
_TYPES = {
    "parameter": "float or array",
    "optional parameter": "float or array, optional",
    "number": "float",
    "integer": "int",
    "flag": "bool",
    "array": "array",
    "indices": "array of int",
    "text": "str, optional",
}


def _help(field: CoreField) -> str:
    """The entry of a parameter in a docstring."""
    unit = "" if field.unit == _units.NONE else f" [{field.unit}]"
    note = f", {field.note}" if field.note else ""
    meaning = field.meaning[0].upper() + field.meaning[1:]
    body = textwrap.fill(f"{meaning}{unit}{note}.", 112, initial_indent=" " * 8, subsequent_indent=" " * 8)
    return f"    {field.own_name} : {_TYPES[field.type]}\n{body}"


def described(core: Any) -> Callable[[D], D]:
    """Give a dataclass what the core's description of its kind says: readers, help, and the class that it builds.

    Readers that a class has already are kept. A line ``{name}`` of the docstring is replaced by the entry of that
    parameter, and ``{...}`` by those of all that are not mentioned.
    """

    def decorate(cls: D) -> D:
        fields = core_fields(core)
        own = cls._readers
        cls._core_class = core
        if hasattr(core, "weight_unit"):
            cls.weight_unit = core.weight_unit  # type: ignore[attr-defined]
        cls._readers = {
            field.own_name: own[field.own_name]
            if field.own_name in own
            else _READERS[field.type](_units.NONE if field.unit == WEIGHT else field.unit)
            for field in fields
        }
        doc = cls.__doc__ or ""
        if "{...}" in doc:
            rest = [field for field in fields if not re.search(rf"^    {field.own_name} :", doc, re.MULTILINE)]
            cls.__doc__ = doc.replace("    {...}", "\n".join(_help(field) for field in rest))
        return cls

    return decorate


class Description(ABC):
    """Base of all descriptions: normal form, equality, repr and copies that differ in some fields.

    A subclass is a frozen dataclass with a reader for each field. The core judges its values, at once.
    """

    _readers: ClassVar[Mapping[str, Reader]] = {}
    _core_class: ClassVar[Any]

    def __post_init__(self) -> None:
        """Bring every field to normal form, then let the core look at the whole."""
        for name, read in self._readers.items():
            object.__setattr__(self, name, read(getattr(self, name), name))
        self._validate()

    @abstractmethod
    def _validate(self) -> None:
        """Refuse values that are out of range."""

    def _build(self) -> Any:
        """The same for the core."""
        values = {name: getattr(self, name) for name in self._readers}
        return self._core_class({name.removesuffix("_"): _for_core(value) for name, value in values.items()})

    def replace(self: Self, **changes: Any) -> Self:
        """Return a copy with some fields changed.

        Parameters
        ----------
        **changes
            New values of fields, by name.

        Returns
        -------
        Description
            Of the same class.
        """
        return type(self)(**{**self._fields(), **changes})

    def _fields(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}  # type: ignore[arg-type]

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        theirs = other._fields()
        return all(_equal(value, theirs[name]) for name, value in self._fields().items())

    def __hash__(self) -> int:
        return hash((type(self), *(_hashable(value) for value in self._fields().values())))

    def __repr__(self) -> str:
        given = (f"{name}={short(value, 1000)}" for name, value in self._fields().items() if value is not None)
        return f"{type(self).__name__}({', '.join(given)})"

    def __reduce__(self) -> tuple[Callable[[], Any], tuple[()]]:
        return functools.partial(type(self), **self._fields()), ()


def _for_core(value: Any) -> Any:
    """A field as the core takes it."""
    if isinstance(value, Description):
        return value._build()
    if isinstance(value, Mapping):
        return [(name, _for_core(item)) for name, item in value.items()]
    return value


def _equal(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return type(a) is type(b) and np.array_equal(a, b)
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(map(_equal, a, b))
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return list(a) == list(b) and all(_equal(value, b[name]) for name, value in a.items())
    return bool(a == b)


def _hashable(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.shape, tuple(value.ravel().tolist())
    if isinstance(value, tuple):
        return tuple(map(_hashable, value))
    if isinstance(value, Mapping):
        return tuple((name, _hashable(item)) for name, item in value.items())
    return value
