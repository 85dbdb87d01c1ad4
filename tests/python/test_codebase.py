"""The layers of the source tree, and the promises that one can read off the source."""

import ast
import functools
import graphlib
import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lapicque import _core, _elsewhere

ROOT = Path(__file__).resolve().parents[2]
CPP = ROOT / "cpp"
PACKAGE = ROOT / "python" / "lapicque"

CPP_FILES = sorted(path for path in CPP.rglob("*.[ch]pp"))
PYTHON_FILES = sorted(PACKAGE.rglob("*.py"))

# Room of cpp/src: the other rooms that its files may include from. Whatever is not listed is refused, and what is
# listed has no circle.
LAYERS: dict[str, set[str]] = {
    "math": set(),
    "memory": set(),
    "check": set(),
    "interruption": set(),
    "machine": {"check"},
    "state": {"memory"},
    "kernels": {"check", "math", "memory"},
    "random": {"check", "kernels", "math"},
    "connectivity": {"check", "interruption", "math", "memory", "random"},
    "plasticity": {"check", "connectivity", "math", "state"},
    "delivery": {"connectivity", "interruption", "kernels", "memory", "plasticity", "state"},
    "stimuli": {"check", "kernels", "machine", "math", "memory", "random", "state"},
    "receptors": {"check", "kernels", "math", "memory"},
    "equations": {"check", "kernels", "receptors"},
    "models": {"check", "equations", "kernels", "math", "receptors"},
    "cells": {"interruption", "state"},
    "neurons": {
        "cells",
        "check",
        "delivery",
        "equations",
        "interruption",
        "kernels",
        "math",
        "memory",
        "models",
        "random",
        "receptors",
        "state",
        "stimuli",
    },
    "sources": {
        "cells",
        "check",
        "interruption",
        "kernels",
        "machine",
        "math",
        "memory",
        "neurons",
        "random",
        "stimuli",
    },
    "recording": {"check", "connectivity", "delivery", "math", "memory", "neurons", "state"},
    "loop": {
        "cells",
        "check",
        "connectivity",
        "delivery",
        "interruption",
        "kernels",
        "machine",
        "memory",
        "neurons",
        "plasticity",
        "recording",
        "state",
    },
    "api": {
        "check",
        "connectivity",
        "kernels",
        "loop",
        "machine",
        "memory",
        "neurons",
        "plasticity",
        "sources",
        "stimuli",
    },
}

# What users hold: below `api` nothing knows of it.
FACADE = {"lapicque/lapicque.hpp", "lapicque/network.hpp"}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def includes(path: Path) -> list[str]:
    return re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', path.read_text(encoding="utf-8"), re.MULTILINE)


def code(path: Path) -> str:
    """The C++ source of a file without comments and strings."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', " ", text, flags=re.DOTALL)


def test_the_tree_is_there() -> None:
    assert len(CPP_FILES) > 20
    assert len(PYTHON_FILES) > 5


@pytest.mark.parametrize("path", CPP_FILES, ids=relative)
def test_core_knows_nothing_of_python(path: Path) -> None:
    assert [name for name in includes(path) if re.search(r"pybind11|Python\.h|numpy", name)] == []


@pytest.mark.parametrize("path", CPP_FILES, ids=relative)
def test_core_needs_the_standard_library_only(path: Path) -> None:
    """A name with a folder is ours; one without, or with sys/ or mach/, is the language's or the system's."""
    ours = {p.relative_to(CPP / "include").as_posix() for p in (CPP / "include").rglob("*.hpp")}
    ours |= {p.relative_to(CPP / "src").as_posix() for p in (CPP / "src").rglob("*.hpp")}
    foreign = [
        name
        for name in includes(path)
        if name not in ours and not re.fullmatch(r"((sys|mach)/)?[a-z_0-9]+(\.h)?", name)
    ]
    assert foreign == []


@pytest.mark.parametrize("path", sorted((CPP / "include").rglob("*.hpp")), ids=relative)
def test_public_headers_include_no_private_ones(path: Path) -> None:
    assert [name for name in includes(path) if "/" in name and not name.startswith("lapicque/")] == []


@pytest.mark.parametrize("path", sorted((CPP / "src").rglob("*.[ch]pp")), ids=relative)
def test_layers(path: Path) -> None:
    layer = path.relative_to(CPP / "src").parts[0]
    below = {name.partition("/")[0] for name in includes(path) if "/" in name} - {"lapicque", "sys", "mach", layer}
    assert below <= LAYERS[layer]
    if layer != "api":
        assert FACADE.isdisjoint(includes(path))


def test_layers_have_no_circle() -> None:
    graphlib.TopologicalSorter(LAYERS).prepare()


@pytest.mark.parametrize("path", sorted((CPP / "src").rglob("*.hpp")), ids=relative)
def test_private_types_live_in_detail(path: Path) -> None:
    opened = re.findall(r"^namespace (lapicque[\w:]*)", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name in opened if not re.match(r"lapicque::detail\b", name)] == []


# Its libm functions decide on a refusal, never on a draw.
LIBM_USERS = {CPP / "src" / "random" / "distribution.cpp"}


@pytest.mark.parametrize("path", sorted({*CPP_FILES} - LIBM_USERS), ids=relative)
def test_results_do_not_depend_on_the_system(path: Path) -> None:
    """No function of libm that systems round differently, and no distribution of <random>."""
    functions = "exp exp2 expm1 log log2 log10 log1p pow sin cos tan asin acos atan atan2 sinh cosh tanh erf erfc"
    names = "|".join([*functions.split(), "tgamma", "lgamma", "cbrt", "hypot", "fma"])
    assert re.findall(rf"(?<!\w)(?:std)?::(?:{names})\s*\(", code(path)) == []
    assert "random" not in includes(path)


def module_level_imports(body: list[ast.stmt]) -> Iterator[str]:
    """Modules imported when a module is, which leaves out functions and `if TYPE_CHECKING:`."""
    for node in body:
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom(level=0):
                yield str(node.module)
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                yield from module_level_imports(node.orelse)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                pass
            case _:
                for field in ("body", "orelse", "handlers", "finalbody"):
                    yield from module_level_imports(getattr(node, field, []))


@pytest.mark.parametrize("path", PYTHON_FILES, ids=relative)
def test_package_imports_numpy_and_the_standard_library_only(path: Path) -> None:
    imported = {
        name.partition(".")[0] for name in module_level_imports(ast.parse(path.read_text(encoding="utf-8")).body)
    }
    assert imported <= {"lapicque", "numpy", *sys.stdlib_module_names}


def test_modules_have_no_circle() -> None:
    """Imports inside of functions and for type checkers count as well, but for what the package offers when asked."""
    modules = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): path for path in PYTHON_FILES}
    modules = {name.removesuffix(".__init__"): path for name, path in modules.items()}
    lazy = {"lapicque.networks", "lapicque.plot", "lapicque.theory"}
    graph: dict[str, set[str]] = {}
    for name, path in modules.items():
        found = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                members = {f"{node.module}.{alias.name}" for alias in node.names}
                found |= {
                    member if member in modules or member.endswith("._core") else node.module for member in members
                }
        graph[name] = {other for other in found if other in modules} - {name}
    graph["lapicque"] -= lazy
    assert len(graph) > 50
    graphlib.TopologicalSorter(graph).prepare()


def is_alias(node: ast.stmt) -> bool:
    return isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias"


def stub_names(body: list[ast.stmt]) -> set[str]:
    """Public names that a stub, or a class in it, says there are; an alias is there for the type checker only."""
    names: set[str] = set()
    for node in body:
        match node:
            case ast.ClassDef() | ast.FunctionDef():
                names.add(node.name)
            case ast.AnnAssign(target=ast.Name(id=name)) if not is_alias(node):
                names.add(name)
    return public(names)


def public(names: set[str]) -> set[str]:
    return {name for name in names if not name.startswith("_")}


def arguments(function: ast.FunctionDef) -> list[tuple[str, bool]]:
    """Names of the arguments after self, and whether each may be left out."""
    positional = function.args.posonlyargs + function.args.args
    optional = len(function.args.defaults)
    pairs = [(arg.arg, j >= len(positional) - optional) for j, arg in enumerate(positional)]
    defaults = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    pairs += [(arg.arg, value is not None) for arg, value in defaults]
    return [pair for pair in pairs if pair[0] != "self"]


def signature(function: object) -> ast.FunctionDef:
    """What pybind11 writes in the first line of a function's docstring."""
    line = str(function.__doc__).partition("\n")[0]
    [parsed] = ast.parse(f"def {line}: ...").body
    assert isinstance(parsed, ast.FunctionDef)
    return parsed


STUB = ast.parse((PACKAGE / "_core.pyi").read_text(encoding="utf-8")).body
STUB_CLASSES = {node.name: node for node in STUB if isinstance(node, ast.ClassDef)}
STUB_FUNCTIONS = {
    **{(node.name,): node for node in STUB if isinstance(node, ast.FunctionDef)},
    **{
        (name, node.name): node
        for name, cls in STUB_CLASSES.items()
        for node in cls.body
        if isinstance(node, ast.FunctionDef) and not node.decorator_list
    },
}


PUBLIC_FILES = [path.stem for path in PACKAGE.glob("[!_]*.py") if "__all__" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("name", ["", *PUBLIC_FILES, "models", "networks", "plot"])
def test_dir_of_a_module_shows_its_public_names(name: str) -> None:
    module = importlib.import_module(f"lapicque.{name}".rstrip("."))
    assert dir(module) == sorted(module.__all__)


def test_porting_speaks_of_all_names_that_are_answered() -> None:
    table = (ROOT / "docs" / "porting.md").read_text(encoding="utf-8")
    for name in [*_elsewhere.NAMES, "tau_syn_ex", "tau_syn_in", "E_ex", "E_in"]:
        assert f"`{name}`" in table, name


def test_stub_names_the_module() -> None:
    assert stub_names(STUB) == public(set(dir(_core)))


@pytest.mark.parametrize("name", sorted(name for name, _ in inspect.getmembers(_core, inspect.isclass)))
def test_stub_names_the_members(name: str) -> None:
    assert stub_names(STUB_CLASSES[name].body) == public(set(vars(getattr(_core, name))))


@pytest.mark.parametrize("path", sorted(STUB_FUNCTIONS), ids=".".join)
def test_stub_has_the_arguments(path: tuple[str, ...]) -> None:
    function = functools.reduce(getattr, path, _core)
    assert arguments(STUB_FUNCTIONS[path]) == arguments(signature(function))
