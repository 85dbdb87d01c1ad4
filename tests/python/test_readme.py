"""What the README says is true: its examples run, its commands and files exist, its tables name all there is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot

import lapicque as lq
from lapicque import distributions, models, rates, rules, stimuli, synapses
from lapicque.cli import _parser

mpl.use("Agg")

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def run(code: str, path: str) -> dict[str, object]:
    names: dict[str, object] = {"__name__": "__main__"}
    try:
        exec(compile(code, path, "exec"), names)
        assert pyplot.get_fignums()
        for number in pyplot.get_fignums():
            pyplot.figure(number).canvas.draw()
    finally:
        pyplot.close("all")
    return names


def test_there_are_blocks_to_test() -> None:
    assert len(blocks("python")) == 4
    assert len(blocks("sh")) >= 3


def test_first_example() -> None:
    names = run(blocks("python")[0], "README.md")
    result = names["r"]
    assert isinstance(result, lq.Simulation)
    assert len(result.spikes) == 15


def test_network_example_is_the_published_one() -> None:
    names = run(blocks("python")[1], "README.md")
    spikes, net = names["spikes"], names["net"]
    assert isinstance(spikes, lq.SpikeData)
    assert isinstance(net, lq.Network)
    published = lq.networks.cuba(seed=1)
    assert {name: len(p) for name, p in net.populations.items()} == {
        name: len(p) for name, p in published.populations.items()
    }
    assert net["exc"].model == published["exc"].model
    assert {(p.pre.population.name, p.receptor, p.weights[0]) for p in net.projections} == {
        (p.pre.population.name, p.receptor, p.weights[0]) for p in published.projections
    }
    assert 3 < np.mean(spikes.rates()) < 12


def test_plasticity_example() -> None:
    names = run("".join(blocks("python")[1:]), "README.md")
    learning, weights = names["learning"], names["weights"]
    assert isinstance(learning, lq.Projection)
    assert isinstance(weights, lq.WeightTrace)
    assert weights.weights.shape == (21, 100)
    assert np.any(learning.weights != -10.0)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_run(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyplot, "show", lambda: None)
    run(path.read_text(encoding="utf-8"), str(path))


def commands() -> list[str]:
    """Commands of the shell blocks and of the code spans that are one."""
    lines = "\n".join(blocks("sh")).splitlines()
    lines += re.findall(r"`((?:pytest|lapicque|pip) [^`]+)`", README)
    return [part.strip() for line in lines for part in line.split("&&") if part.strip()]


@pytest.mark.parametrize("command", sorted({c for c in commands() if c.startswith("lapicque ")}))
def test_commands_are_understood(command: str) -> None:
    assert _parser().parse_args(shlex.split(command)[1:]).action


@pytest.mark.parametrize("command", sorted({c for c in commands() if c.startswith("pytest ")}))
def test_test_files_exist(command: str) -> None:
    files = [ROOT / argument for argument in shlex.split(command)[1:]]
    assert [file for file in files if not file.exists()] == []


def test_first_commands() -> None:
    first, second = (block.strip() for block in blocks("sh")[:2])
    assert first == "pip install . && lapicque demo"
    assert second == "pip install '.[test]' && pytest"
    extras = re.findall(r"'\.\[(\w+)\]'", README)
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert extras
    assert [extra for extra in extras if not re.search(rf"^{extra} = \[", pyproject, re.MULTILINE)] == []


def test_links_lead_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert len(links) >= 5
    assert [link for link in links if not (ROOT / link).is_file()] == []


def test_picture_is_small() -> None:
    picture = ROOT / "docs" / "images" / "demo.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < 150_000


def row(title: str) -> set[str]:
    [found] = re.findall(rf"^\| {re.escape(title)}[^|]*\|(.*)\|$", README, re.MULTILINE)
    return set(re.findall(r"`([\w.]+)`", found))


def kinds(base: type) -> set[str]:
    """Names of the public classes that the package derives from `base`."""
    below = base.__subclasses__()
    own = {cls.__name__ for cls in below if getattr(lq, cls.__name__, None) is cls}
    return own.union(*(kinds(cls) for cls in below))


def test_tables_name_all_there_is() -> None:
    assert row("Models") == kinds(models.Model)
    assert row("Receptors") == kinds(models.Receptor)
    assert row("Rules") == kinds(rules.Rule)
    assert row("Synapses") == kinds(synapses.Synapse) | kinds(synapses._Plastic)
    assert row("Weights") == kinds(distributions.Distribution)
    assert row("Stimuli") == kinds(stimuli.Stimulus)
    assert row("Sources") == {f"net.{name}" for name in dir(lq.Network) if name.endswith("_source")}
    assert row("Rates in time") == kinds(rates.Rate)
    assert row("Closed forms") == set(lq.theory.__all__)
    assert row("Plots") == set(lq.plot.__all__)
    assert row("Published networks") == set(lq.networks.BY_NAME)
