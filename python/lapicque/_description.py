"""Descriptions: the frozen values of which a network is made."""

from __future__ import annotations

import dataclasses
import functools
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

import numpy as np

from lapicque._values import Reader, short

Self = TypeVar("Self", bound="Description")


class Description(ABC):
    """Base of all descriptions: normal form, equality, repr and copies that differ in some fields.

    A subclass is a frozen dataclass with a reader for each field. The core judges its values, at once.
    """

    _readers: ClassVar[Mapping[str, Reader]] = {}

    def __post_init__(self) -> None:
        """Bring every field to normal form, then let the core look at the whole."""
        for name, read in self._readers.items():
            object.__setattr__(self, name, read(getattr(self, name), name))
        self._validate()

    @abstractmethod
    def _validate(self) -> None:
        """Refuse values that are out of range."""

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


def _equal(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return type(a) is type(b) and np.array_equal(a, b)
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(map(_equal, a, b))
    return bool(a == b)


def _hashable(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.shape, tuple(value.ravel().tolist())
    if isinstance(value, tuple):
        return tuple(map(_hashable, value))
    if isinstance(value, Mapping):
        return frozenset(value.items())
    return value
