"""One simulator in a process of its own; bench/run.py tells it by lines of text what to do, one at a time.

``make NETWORK THREADS SEED`` and ``run MS`` answer with the seconds they took, ``rate`` with Hz, ``version`` with text.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from pathlib import Path


def main() -> None:
    """Serve the commands on standard input until it ends."""
    # Libraries print what they like; the answers keep the real standard output to themselves.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    sys.path.insert(0, str(Path(__file__).parent))
    simulator = importlib.import_module(f"simulators.{sys.argv[1]}")
    running = None
    for line in sys.stdin:
        command, *arguments = line.split()
        start = time.perf_counter()
        if command == "make":
            network, threads, seed = arguments
            running = simulator.make(network, int(threads), int(seed))
            answers.write(f"{time.perf_counter() - start}\n")
        elif command == "run":
            running.run(float(arguments[0]))
            answers.write(f"{time.perf_counter() - start}\n")
        elif command == "rate":
            answers.write(f"{running.rate()}\n")
        elif command == "version":
            answers.write(f"{simulator.version()}\n")


if __name__ == "__main__":
    main()
