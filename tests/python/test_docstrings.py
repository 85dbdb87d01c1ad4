"""Public docstrings say what is: their examples run, and they name the parameters that there are, in their order."""

from __future__ import annotations

import dataclasses
import doctest
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import lapicque as lq
from lapicque.networks import BY_NAME

CLASSES = [thing for thing in vars(lq).values() if inspect.isclass(thing)]


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Public functions and methods by name."""
    for name in ("info", "simulate"):
        yield name, getattr(lq, name)
    for module in (lq.networks, lq.plot, lq.theory):
        for name in module.__all__:
            if name != "BY_NAME":
                yield f"{module.__name__}.{name}", getattr(module, name)
    for cls in CLASSES:
        for name, method in inspect.getmembers(cls, inspect.isfunction):
            if not name.startswith("_") and method.__module__.startswith("lapicque"):
                yield f"{cls.__name__}.{name}", method


def documented(docstring: str) -> list[str]:
    """Names in the section of parameters, or of none where there is no such section."""
    section = re.search(r"^Parameters\n-+\n(.*?)(?=^\w[\w ]*\n-+\n|\Z)", docstring, re.MULTILINE | re.DOTALL)
    if section is None:
        return []
    lines = re.findall(r"^(\S[^:\n]*?)(?: :.*)?$", section[1], re.MULTILINE)
    return [name.lstrip("*") for line in lines for name in line.split(", ")]


FUNCTIONS = dict(functions())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_name_their_parameters(name: str) -> None:
    function = FUNCTIONS[name]
    docstring = inspect.getdoc(function)
    assert docstring
    parameters = [parameter for parameter in inspect.signature(function).parameters if parameter != "self"]
    assert documented(docstring) == parameters


@pytest.mark.parametrize("cls", [cls for cls in CLASSES if dataclasses.is_dataclass(cls)], ids=lambda cls: cls.__name__)
def test_descriptions_name_their_fields(cls: type) -> None:
    docstring = inspect.getdoc(cls)
    assert docstring
    if cls is not lq.Simulation:  # which nobody but `simulate` makes
        assert documented(docstring) == [field.name for field in dataclasses.fields(cls)]


def with_examples() -> dict[str, Any]:
    things = {"lapicque": lq, **{f"lapicque.networks.{name}": build for name, build in BY_NAME.items()}, **FUNCTIONS}
    return {name: thing for name, thing in things.items() if ">>>" in (thing.__doc__ or "")}


@pytest.mark.parametrize("name", with_examples())
def test_examples_run(name: str) -> None:
    finder, runner = doctest.DocTestFinder(recurse=False), doctest.DocTestRunner(verbose=False)
    tests = finder.find(with_examples()[name], name, module=False, globs={"lq": lq})
    assert tests
    for test in tests:
        assert runner.run(test).failed == 0
    assert runner.summarize(verbose=False).attempted > 0
