"""What does plasticity cost, beside NEST?

    python bench/stdp.py [--threads 1 2] [--repeats 3] [--environments FOLDER] [--json FILE]

The network of Brunel (2000), 12,500 neurons, with 12.5 million excitatory synapses that learn (STDP of all pairs,
multiplicative) and 3.1 million inhibitory ones that do not. Ours and NEST's ``stdp_synapse`` take turns as in
bench/run.py. Sizes, firing, and the mean and the spread of the weights have to agree before a time is printed. Static
synapses in the same network, ours beside ours, show what plasticity adds. NEST takes some 2 GB.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from statistics import median
from typing import Any

import compare
import report

NETWORK = "brunel_stdp"
TOLERANCE = 0.01  # of mean and standard deviation, relative to the mean


def different_weights(repeats: list[dict[str, Any]]) -> list[str]:
    """In what the weights of the two simulators differ."""
    found = []
    for repeat in repeats:
        ours, nest = repeat["ours"]["weights"], repeat["nest"]["weights"]
        for name, a, b in zip(("mean", "standard deviation"), ours, nest, strict=True):
            if not abs(a - b) <= TOLERANCE * ours[0]:
                found.append(f"{name} of the weights {a:.5g} and {b:.5g}")
    return found


def show_weights(repeats: list[dict[str, Any]]) -> None:
    """Print mean and standard deviation."""
    for name in repeats[0]:
        mean, std = (median(repeat[name]["weights"][k] for repeat in repeats) for k in (0, 1))
        print(f"weights, {name}: {mean:.5f} +- {std:.5f} mV")


def main() -> int:
    """Measure and print; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--repeats", type=int, default=3, help="of the whole, with fresh processes")
    parser.add_argument("--environments", type=Path, default=compare.Options.environments)
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    given = parser.parse_args()
    options = compare.Options(repeats=given.repeats, environments=given.environments)
    everything = []
    for threads in given.threads:
        measured = compare.measure(NETWORK, threads, ["nest"], options)
        measured["differences"] += different_weights(measured["repeats"])
        static = compare.measure("brunel", threads, [], options)
        everything += [measured, static]
        try:
            print("\n".join([*report.heading(), *report.table(measured), *report.table(static)]), flush=True)
        except ValueError as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
        show_weights(measured["repeats"])
    if given.json:
        given.json.write_text(json.dumps(everything, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
