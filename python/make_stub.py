"""Write ``lapicque/_core.pyi``, what type checkers and editors know of the C++ core, from the installed package.

    python python/make_stub.py           # writes it
    python python/make_stub.py --check   # tells whether it is as it would be written

Needs what ``pip install '.[lint]'`` brings. Run it from the root of the repository, after installing the package.
"""

from __future__ import annotations

import argparse
import difflib
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
STUB = HERE / "lapicque" / "_core.pyi"


def generated() -> str:
    """Return the stub of the installed core."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pybind11_stubgen", "lapicque._core", "--exit-code", "-o", folder]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
        path = Path(folder) / "lapicque" / "_core.pyi"
        ruff = [sys.executable, "-m", "ruff", "--config", str(HERE.parent / "pyproject.toml")]
        subprocess.run([*ruff, "format", "--quiet", str(path)], check=True)
        return path.read_text(encoding="utf-8")


def main() -> int:
    """Write the stub, or compare it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; fail where the file is not up to date")
    options = parser.parse_args()
    new = generated()
    if not options.check:
        STUB.write_text(new, encoding="utf-8")
        return 0
    old = STUB.read_text(encoding="utf-8")
    difference = difflib.unified_diff(old.splitlines(True), new.splitlines(True), STUB.name, "as it would be written")
    sys.stdout.writelines(difference)
    return int(old != new)


if __name__ == "__main__":
    sys.exit(main())
