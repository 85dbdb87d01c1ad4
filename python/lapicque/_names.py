"""Names that do not exist, and what may have been meant."""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NoReturn, ParamSpec, TypeVar

from lapicque import _core, _elsewhere

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


_MOST_LISTED = 20


def suggestion(name: str, known: Iterable[str]) -> str:
    """The end of an error message: the nearest known name, or all of them where none is near and they are not many."""
    names = list(known)
    meant = _core.nearest_name(name.encode(errors="replace").decode(), names)
    if meant is not None:
        return f"; did you mean {meant!r}?"
    return f"; known are {', '.join(names)}" if 0 < len(names) <= _MOST_LISTED else ""


def no_attribute(owner: str, name: str, known: Iterable[str]) -> NoReturn:
    """Raise the AttributeError of an unknown name."""
    raise AttributeError(f"{owner} has no attribute {name!r}{suggestion(name, known)}")


def no_public_name(module: str, name: str, known: Iterable[str]) -> NoReturn:
    """Raise the AttributeError of a name that a module does not have, but another simulator may."""
    here = _elsewhere.NAMES.get(name)
    end = suggestion(name, known) if here is None else f"; here it is {here}"
    raise AttributeError(f"{module} has no attribute {name!r}{end}")


def only(names: Iterable[str]) -> Callable[[], list[str]]:
    """A module's `__dir__` that shows these names and no others."""
    return lambda: sorted(names)


def unknown_attribute(self: object, name: str) -> NoReturn:
    """A `__getattr__` that answers unknown names. Classes hide it from type checkers, for which all would exist."""
    known = [] if name.startswith("_") else [other for other in dir(type(self)) if not other.startswith("_")]
    no_attribute(type(self).__name__, name, known)


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
    """Do the same for the constructor of a class, and say how a frozen one is changed."""
    initialize: Callable[..., None] = cls.__init__
    signature = inspect.signature(initialize)
    known = [name for name in signature.parameters if name != "self"]
    by_name = all(signature.parameters[name].kind is inspect.Parameter.KEYWORD_ONLY for name in known)

    @functools.wraps(initialize)
    def __init__(self: T, *args: Any, **kwargs: Any) -> None:
        if args and known and by_name:
            first = f"{known[0]}={args[0]!r}, ..."
            raise TypeError(f"{cls.__name__} takes its parameters by name, such as {cls.__name__}({first})")
        for name in kwargs:
            if name not in known:
                raise TypeError(f"{cls.__name__} has no parameter {name!r}{_about(name, known)}")
        initialize(self, *args, **kwargs)

    setattr(cls, "__init__", __init__)  # noqa: B010  (mypy refuses the plain assignment)
    if dataclasses.is_dataclass(cls):
        setattr(cls, "__setattr__", _refuse_change)  # noqa: B010
    return cls


def _about(name: str, known: list[str]) -> str:
    elsewhere = _elsewhere.PARAMETERS.get(name) if "receptors" in known else None
    return suggestion(name, known) if elsewhere is None else f"; it is {elsewhere}"


def _refuse_change(self: Any, name: str, value: object) -> NoReturn:
    owner, known = type(self).__name__, [field.name for field in dataclasses.fields(self)]
    if name not in known:
        no_attribute(owner, name, known)
    copy = f"{owner}.replace({name}=...) makes a changed copy"
    raise dataclasses.FrozenInstanceError(f"{name} must stay as it is; {copy}")


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
