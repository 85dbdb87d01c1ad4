"""Environments of the other simulators, made when they are missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

PEERS = ("nest", "brian2")


def requirements(peer: str, python: tuple[int, ...] = sys.version_info[:2]) -> list[str]:
    """What pip has to install for `peer` under this version of Python."""
    if peer == "nest":
        return ["nest-simulator==3.10.0", "numpy"]
    if peer == "brian2":
        # The last versions for these: 2.10 dropped Python 3.11, 2.11 needs 3.13.
        version = "2.11.0" if python >= (3, 13) else "2.10.1" if python >= (3, 12) else "2.9.0"
        # 2.9.0 uses what NumPy 2.4 no longer has.
        return [f"brian2=={version}", "numpy<2.4", "setuptools<81"]
    raise ValueError(f"peer must be one of {', '.join(PEERS)}, got {peer!r}")


def environment(peer: str, folder: Path) -> str:
    """Python of the peer's environment below `folder`, made if it is missing."""
    if peer == "brian2" and not any(shutil.which(compiler) for compiler in ("g++", "c++", "clang++", "cl")):
        raise RuntimeError("brian2 needs a C++ compiler on the path")
    home = folder / peer
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    complete = home / "complete"  # so that an installation that was interrupted is not taken for one
    if not complete.exists():
        print(f"installing {' '.join(requirements(peer))} into {home}", file=sys.stderr)
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *requirements(peer)], check=True)
        complete.touch()
    return str(python)
