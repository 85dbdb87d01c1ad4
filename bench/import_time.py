"""What does a cold start cost: import beyond numpy's own, and a first one-second simulation?

    python bench/import_time.py [--runs 10]

Each figure is a new process; the fastest of the runs is what the machine does when left alone.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from statistics import median

CASES = {
    "import numpy": "import numpy",
    "import lapicque, numpy there already": "import lapicque",
    "lq.simulate of one LIF neuron for 1 s, first call": (
        "lq.simulate(lq.LIF(), duration=1000, current=lq.Step(start=100, stop=900, amplitude=450))"
    ),
}
SETUP = {
    "import numpy": "",
    "import lapicque, numpy there already": "import numpy",
    "lq.simulate of one LIF neuron for 1 s, first call": "import lapicque as lq",
}


def seconds(setup: str, statement: str) -> float:
    """Seconds that `statement` takes in a new process after `setup`."""
    code = f"{setup}\nimport time\nt = time.perf_counter()\n{statement}\nprint(time.perf_counter() - t)"
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    print("| what | fastest / s | median / s |\n|---|---|---|")
    for name, statement in CASES.items():
        times = [seconds(SETUP[name], statement) for _ in range(runs)]
        print(f"| {name} | {min(times):.3f} | {median(times):.3f} |")


if __name__ == "__main__":
    main()
