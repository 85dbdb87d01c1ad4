"""Names that do not exist, and what may have been meant."""

from __future__ import annotations

import difflib
import functools
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NoReturn, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


def suggestion(name: str, known: Iterable[str]) -> str:
    """The end of an error message: the nearest known name, or all of them where none is near."""
    by_lower = {other.lower(): other for other in known}
    near = difflib.get_close_matches(name.lower(), by_lower, n=1)
    near = near or [other for other in by_lower if other.startswith(name.lower())]
    if near:
        return f"; did you mean {by_lower[near[0]]!r}?"
    return f"; known are {', '.join(by_lower.values())}" if by_lower else ""


def no_attribute(owner: str, name: str, known: Iterable[str]) -> NoReturn:
    """Raise the AttributeError of an unknown name."""
    raise AttributeError(f"{owner} has no attribute {name!r}{suggestion(name, known)}")


def known_arguments(function: Callable[P, R]) -> Callable[P, R]:
    """Answer an unknown keyword argument with "did you mean"."""
    known = [name for name in inspect.signature(function).parameters if name != "self"]

    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        for name in kwargs:
            if name not in known:
                raise TypeError(f"{function.__name__}() has no argument {name!r}{suggestion(name, known)}")
        return function(*args, **kwargs)

    return checked


def known_parameters(cls: type[T]) -> type[T]:
    """Do the same for the constructor of a class."""
    initialize: Callable[..., None] = cls.__init__
    known = [name for name in inspect.signature(initialize).parameters if name != "self"]

    @functools.wraps(initialize)
    def __init__(self: T, *args: Any, **kwargs: Any) -> None:
        for name in kwargs:
            if name not in known:
                raise TypeError(f"{cls.__name__} has no parameter {name!r}{suggestion(name, known)}")
        initialize(self, *args, **kwargs)

    setattr(cls, "__init__", __init__)  # noqa: B010  (mypy refuses the plain assignment)
    return cls


class Named(Mapping[str, T]):
    """A read-only mapping by name; an unknown name is answered by the nearest known one."""

    def __init__(self, items: Mapping[str, T], what: str) -> None:
        self._items = items
        self._what = what

    def __getitem__(self, name: str) -> T:
        try:
            return self._items[name]
        except (KeyError, TypeError):
            raise KeyError(f"there is no {self._what} {name!r}{suggestion(str(name), self._items)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return repr(dict(self._items))
