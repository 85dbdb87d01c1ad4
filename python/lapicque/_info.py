"""What is installed, and what it runs on."""

from __future__ import annotations

import platform

import numpy as np

from lapicque import _core

__all__ = ["info"]


def info() -> dict[str, str | int | list[str]]:
    """Describe the installation and the machine.

    Returns
    -------
    dict
        ``version`` of the package, ``isa`` (the instruction set in use), ``available_isas``, ``threads`` of the
        machine, ``python`` and ``numpy`` versions.
    """
    return {
        "version": _core.version(),
        "isa": _core.isa(),
        "available_isas": _core.available_isas(),
        "threads": _core.hardware_threads(),
        "python": platform.python_version(),
        "numpy": np.__version__,
    }
