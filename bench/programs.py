"""Builds and runs the C++ programs of bench/micro and bench/limit."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BUILD = HERE / ".environments" / "micro"


def main() -> int:
    """Configure, build with one job, and run what could be built; 1 where there is no google-benchmark."""
    if shutil.which("cmake") is None:
        print("error: cmake is not on the path", file=sys.stderr)
        return 1
    subprocess.run(["cmake", "-S", HERE, "-B", BUILD, "-DCMAKE_BUILD_TYPE=Release"], check=True)
    subprocess.run(["cmake", "--build", BUILD, "-j1"], check=True)
    found = {path.name: path for path in sorted(BUILD.glob("bench_*")) if path.is_file()}
    for name, path in found.items():
        print(f"\n{name}", flush=True)
        subprocess.run([path], check=True)
    if list(found) == ["bench_limit"]:
        print("\ngoogle-benchmark was not found (Debian: libbenchmark-dev): only bench_limit was run", file=sys.stderr)
        return 1
    return 0
