"""The one description of each kind, and what repeats some of it: Python classes, comments of the headers."""

from __future__ import annotations

import dataclasses
import inspect
import keyword
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lapicque as lq
from lapicque import _core
from lapicque._description import CoreField, Description, core_fields
from lapicque.models import Receptor

INCLUDE = Path(__file__).resolve().parents[2] / "cpp" / "include" / "lapicque"
CLASSES = {
    name: cls
    for name, cls in vars(lq).items()
    if inspect.isclass(cls) and issubclass(cls, Description) and hasattr(cls, "_core_class")
}
CORE_CLASSES = {name: cls for name, cls in vars(_core).items() if inspect.isclass(cls) and hasattr(cls, "fields")}
ROWS = [(name, field) for name, cls in sorted(CORE_CLASSES.items()) for field in core_fields(cls)]
# Python's own: the unit of what may have one is remembered beside it.
OWN = {"unit"}


def test_every_kind_of_the_core_has_a_class() -> None:
    assert len(CORE_CLASSES) > 30
    assert {cls._core_class for cls in CLASSES.values()} == set(CORE_CLASSES.values())


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_has_the_fields_of_its_description(name: str) -> None:
    cls: Any = CLASSES[name]
    described = [field.own_name for field in core_fields(cls._core_class)]
    assert [field.name for field in dataclasses.fields(cls) if field.name not in OWN] == described
    assert list(cls._readers) == described


def default_of(field: dataclasses.Field[Any]) -> Any:
    if field.default is not dataclasses.MISSING:
        return field.default
    return dataclasses.MISSING if field.default_factory is dataclasses.MISSING else field.default_factory()


def plain(value: Any) -> Any:
    """Values of both sides in one form: no receptor means the one that the sign chooses."""
    if isinstance(value, np.ndarray):
        return tuple(value.tolist())
    if isinstance(value, dict):
        return [(name, type(item).__name__, item._build().values()) for name, item in value.items()]
    if isinstance(value, list):
        return [(name, type(item).__name__, item.values()) for name, item in value]
    return None if value == "" else value


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_has_the_defaults_of_its_description(name: str) -> None:
    cls: Any = CLASSES[name]
    fields = {field.name: field for field in dataclasses.fields(cls)}
    for field in core_fields(cls._core_class):
        default = default_of(fields[field.own_name])
        if default is not dataclasses.MISSING:
            assert plain(default) == plain(field.default), field.name


@pytest.mark.parametrize("name", [name for name, cls in CLASSES.items() if issubclass(cls, Receptor)])
def test_receptors_have_the_unit_of_their_weights(name: str) -> None:
    assert CLASSES[name].weight_unit == {"D": "mV", "C": "pA", "G": "nS"}[kind_of(name)]  # type: ignore[attr-defined]


def kind_of(name: str) -> str:
    return "D" if name == "Delta" else "C" if name.endswith("Current") else "G"


def structs() -> dict[str, str]:
    """The bodies of the structs in the public headers."""
    found: dict[str, str] = {}
    for path in INCLUDE.glob("*.hpp"):
        for match in re.finditer(
            r"^struct (?:LAPICQUE_API )?(\w+) \{\n(.*?)^\};", path.read_text(encoding="utf-8"), re.M | re.S
        ):
            found[match[1]] = match[2]
    return found


STRUCTS = structs()
IN_COMMENTS = {"deg": "degrees", "weight": "as the weight", "pA*ms**0.5": "pA sqrt(ms)"}


@pytest.mark.parametrize(("name", "field"), ROWS, ids=lambda value: getattr(value, "name", value))
def test_comments_say_what_descriptions_say(name: str, field: CoreField) -> None:
    """`// meaning [unit], note` beside the member, on its line or, where it is long, above it."""
    if field.name in ("receptors", "spike_timing"):
        return
    body = STRUCTS[name]
    match = re.search(rf"^((?:  // .*\n)*)  [\w:<>]+ {field.name}(?: = [^;]*)?;(.*(?:\n +//(?!/).*)*)$", body, re.M)
    assert match is not None
    comment = " ".join(re.sub(r"\s*//\s*", " ", match[2] if "//" in match[2] else match[1]).split())
    unit = "" if field.unit == "1" else f" [{IN_COMMENTS.get(field.unit, field.unit)}]"
    assert comment.startswith(field.meaning + unit)
    assert comment[len(field.meaning + unit) :].lstrip(",; ") == field.note


def test_names_that_are_words_of_the_language_end_in_an_underscore() -> None:
    words = {field.name for _, field in ROWS if keyword.iskeyword(field.name)}
    assert words == {"lambda"}
    assert lq.STDP(lambda_=0.5)._build().values()["lambda"] == 0.5


@pytest.mark.parametrize("name", [name for name, cls in CLASSES.items() if issubclass(cls, lq.models.Model)])
def test_populations_have_the_state_that_models_tell(name: str) -> None:
    text = ["dV_m/dt = -V_m/tau + I_syn; dw/dt = -w/tau"] if name == "Equations" else []
    more = {"parameters": {"tau": 10.0}, "receptors": {"exc": lq.AlphaCurrent()}} if text else {}
    model: Any = CLASSES[name](*text, **more)
    cells = lq.Network().population(1, model)
    assert [variable for variable, _ in model._build().state()] == cells._handle.state_names()


def test_another_name_is_refused() -> None:
    with pytest.raises(ValueError, match="Lif has other fields"):
        _core.Lif({"tau": 1.0})
