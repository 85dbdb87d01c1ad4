"""The simulators that bench/run.py compares, each in a module with ``make(setup)`` and ``version()``.

A module is imported in the environment of its simulator only, by bench/worker.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from networks import BENCHMARKS, Benchmark


@dataclass(frozen=True)
class Setup:
    """What is to be simulated."""

    network: str
    threads: int
    seed: int
    precision: str | None  # of ours; None: what is the default
    cache: Path  # where compiled programs may be kept

    @property
    def benchmark(self) -> Benchmark:
        """The entry of the table of networks."""
        return BENCHMARKS[self.network]


class Simulation(Protocol):
    """A network that was built and can be advanced."""

    construction: float  # wall time that building the network took [s]

    def run(self, duration: float) -> float:
        """Advance by `duration` ms; the wall time it took [s]."""
        ...

    def peak_memory(self) -> int:
        """Largest resident memory of the process so far [bytes]."""
        ...

    def structure(self) -> dict[str, Any]:
        """``neurons``, population -> size, and ``synapses`` between them; asked once, after the last run."""
        ...

    def spikes(self) -> dict[str, tuple[Any, Any]]:
        """Population -> times [ms] and indices from 0 of all spikes; asked once, after the last run."""
        ...


def resident(process: int | str = "self") -> int:
    """Largest resident memory of a process so far [bytes]; of another than this one on Linux only."""
    status = Path(f"/proc/{process}/status")
    if status.exists():
        # Not getrusage, which counts in what the parent held when it started this process.
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return 1024 * int(line.split()[1])
    import resource
    import sys

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak
