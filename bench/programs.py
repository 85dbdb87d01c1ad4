"""Builds and runs the C++ programs of bench/micro and bench/limit."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BUILD = HERE / ".environments" / "micro"


def build(target: str = "all") -> Path:
    """Configure and build with one job; the path of the program `target`."""
    if shutil.which("cmake") is None:
        sys.exit("error: cmake is not on the path")
    configure = ["-S", HERE, "-B", BUILD, "-DCMAKE_BUILD_TYPE=Release"]
    for command in (configure, ["--build", BUILD, "-j1", "--target", target]):
        subprocess.run(["cmake", *command], check=True, stdout=sys.stderr)
    return BUILD / target


def main() -> int:
    """Build and run all questions; 1 where there is no google-benchmark."""
    build()
    found = {path.name: path for path in sorted(BUILD.glob("bench_*")) if path.is_file()}
    found.pop("bench_limit_network", None)  # asked by bench/distance.py
    for name, path in found.items():
        print(f"\n{name}", flush=True)
        subprocess.run([path], check=True)
    if list(found) == ["bench_limit"]:
        print("\ngoogle-benchmark was not found (Debian: libbenchmark-dev): only bench_limit was run", file=sys.stderr)
        return 1
    return 0
