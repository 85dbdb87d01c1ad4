"""docs/architecture.md and docs/adding.md speak of what is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from test_codebase import LAYERS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_rooms_are_those_of_the_tree() -> None:
    rooms = re.findall(r"^\| `(\w+)` \|", text("architecture.md").partition("## One description")[0], re.MULTILINE)
    folders = {path.name for path in (ROOT / "cpp" / "src").iterdir() if path.is_dir()}
    assert set(rooms) == folders == set(LAYERS)
    # Lowest first: no room stands above one that it takes from.
    assert all(rooms.index(below) < rooms.index(room) for room in rooms for below in LAYERS[room])


def words_in_code(name: str) -> set[str]:
    return set(re.findall(r"`([\w./]+)`", text(name)))


@pytest.mark.parametrize("name", ["architecture.md", "adding.md"])
def test_files_that_are_named_exist(name: str) -> None:
    paths = {word for word in words_in_code(name) if "/" in word}
    new = set(re.findall(r"`([\w./]+)`[^`]*?\(new\)", text(name)))
    assert len(paths) > 3
    missing = {
        path for path in paths - new if not any((ROOT / at / path).exists() for at in ("", "cpp/include", "cpp/src"))
    }
    assert missing == set()
    assert not any((ROOT / path).exists() for path in new)


@pytest.mark.parametrize(
    "name",
    [
        "NetworkState",
        "Division",
        "SpikeExchange",
        "Delivery",
        "TimedDelivery",
        "ResetState",
        "CountBytes",
        "FiniteCheck",
    ],
)
def test_types_that_are_named_exist(name: str) -> None:
    assert name in text("architecture.md")
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "cpp" / "src").rglob("*.hpp"))
    assert any(re.search(rf"^(?:class|struct) {name}\b", source, re.MULTILINE) for source in sources)


def test_walks_touch_few_files() -> None:
    walks = re.split(r"^## ", text("adding.md"), flags=re.MULTILINE)[1:]
    most = {"A neuron model": 4, "A receptor": 4, "A plastic rule": 3, "A stimulus": 3, "A rule of connection": 4}
    assert [walk.partition(":")[0] for walk in walks] == list(most)
    for walk, limit in zip(walks, most.values(), strict=True):
        assert len(re.findall(r"^\d\. `", walk, re.MULTILINE)) <= limit


def test_tables_of_parameters_are_those_of_the_core() -> None:
    done = subprocess.run([sys.executable, DOCS / "make_tables.py", "--check"], check=False)
    assert done.returncode == 0, "run python docs/make_tables.py"
