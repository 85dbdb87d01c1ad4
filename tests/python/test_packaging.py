"""What an installation holds, and what importing it brings along."""

import importlib.metadata
import importlib.resources
import re
import subprocess
import sys
from pathlib import Path

import pytest

import lapicque as lq

ROOT = Path(__file__).resolve().parents[2]


def modules_brought_by(statement: str) -> set[str]:
    """Top-level modules that a statement adds to those of a bare interpreter."""
    program = f"import sys; before = set(sys.modules)\n{statement}\nprint(*(set(sys.modules) - before))"
    output = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    return {name.partition(".")[0] for name in output.split()}


def test_import_brings_numpy_and_the_standard_library_only() -> None:
    brought = modules_brought_by("import lapicque")
    assert {"lapicque", "numpy"} <= brought
    assert brought - {"lapicque"} - set(sys.stdlib_module_names) <= modules_brought_by("import numpy")


@pytest.mark.parametrize("name", ["matplotlib", "mpmath", "pint", "scipy", "tqdm"])
def test_import_works_without(name: str) -> None:
    subprocess.run([sys.executable, "-c", f"import sys; sys.modules[{name!r}] = None; import lapicque"], check=True)


def test_numpy_and_matplotlib_are_all_that_is_installed_along() -> None:
    required = importlib.metadata.requires("lapicque") or []
    assert [re.split(r"[<>=!~ ]", line)[0] for line in required if "extra ==" not in line] == [
        "matplotlib",
        "numpy",
    ]


def test_is_typed() -> None:
    package = importlib.resources.files("lapicque")
    assert package.joinpath("py.typed").is_file()
    assert package.joinpath("_core.pyi").is_file()


def test_versions_agree() -> None:
    version = importlib.metadata.version("lapicque")
    assert lq.__version__ == version
    assert lq.info()["version"] == version
    assert f"VERSION {version} " in (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\n## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_installation_holds_the_package_only() -> None:
    files = importlib.metadata.files("lapicque") or []
    assert files
    assert {file.suffix for file in files} & {".a", ".cmake", ".cpp", ".hpp", ".lib", ".pc"} == set()
    folders = {file.parts[0] for file in files if file.parts[0] != ".."}
    assert folders == {"lapicque", f"lapicque-{lq.__version__}.dist-info"}


def test_command_is_installed() -> None:
    [command] = importlib.metadata.entry_points(group="console_scripts", name="lapicque")
    assert command.value == "lapicque.cli:main"
