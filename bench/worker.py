"""One simulator in a process of its own; bench/compare.py tells it by lines of JSON what to do, one at a time.

A request is an object with ``do``: ``version``, ``make``, ``run`` or ``results``; see the functions below. The answer
is ``{"answer": ...}`` or ``{"error": ...}``.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import firing
from simulators import Setup, Simulation


class Service:
    """The commands."""

    def __init__(self, name: str) -> None:
        os.environ.setdefault("PYNEST_QUIET", "1")  # no banner
        self._simulator = importlib.import_module(f"simulators.{name}")
        self._simulation: Simulation | None = None

    def version(self) -> str:
        """Name and version of the simulator."""
        return str(self._simulator.version())

    def make(self, cache: str, **setup: Any) -> float:
        """Build the network; the wall time it took [s]."""
        self._simulation = self._simulator.make(Setup(cache=Path(cache), **setup))
        return self._simulation.construction

    def run(self, duration: float, chunk: float | None = None) -> list[float]:
        """Advance by `duration` ms, in chunks; the wall time that each took [s]."""
        assert self._simulation is not None
        chunk = chunk or duration
        return [self._simulation.run(chunk) for _ in range(round(duration / chunk))]

    def results(self, start: float, stop: float) -> dict[str, Any]:
        """Peak memory [bytes], structure, and statistics of the spikes in ``(start, stop]``; the last command."""
        assert self._simulation is not None
        memory = self._simulation.peak_memory()
        spikes = self._simulation.spikes()
        structure = self._simulation.structure()
        sizes = structure["neurons"]
        found = {name: firing.describe(t, i, sizes[name], start, stop) for name, (t, i) in spikes.items()}
        return {"memory": memory, "firing": found, **structure}


def main() -> None:
    """Serve the commands on standard input until it ends."""
    # Libraries print what they like; the answers keep the real standard output to themselves.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    service = Service(sys.argv[1])
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"answer": getattr(service, request.pop("do"))(**request)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
