"""How long does a millisecond of a network take, beside other simulators?

    python bench/run.py [NETWORK ...] [--peers nest,brian2] [--threads 1 2] [--repeats 5]
                        [--markdown FILE] [--json FILE] [--figure FILE.png]

Machines are shared and their speed wanders, so each simulator lives in a process of its own and they take turns, of
several chunks of a few ms of model time each. Compared are the 10th percentiles (what the machine does when left alone)
and the medians of the chunks. The whole is repeated with fresh processes and another seed. Sizes, numbers of synapses
and firing statistics have to agree before a time is printed. A peer is installed into an environment of its own the
first time. Without NETWORK all are run but those that take very long.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import cold
import compare
import noise
import programs
import report
from networks import BENCHMARKS
from peers import PEERS

NAMES = (*BENCHMARKS, "cold")
DEFAULT = tuple(name for name in NAMES if name not in BENCHMARKS or not BENCHMARKS[name].on_request)


def peer_list(text: str) -> list[str]:
    """Names of peers, separated by commas; none for ``none``."""
    names = [] if text == "none" else text.split(",")
    for name in names:
        if name not in PEERS:
            raise argparse.ArgumentTypeError(f"peers are {', '.join(PEERS)}, or none; got {name!r}")
    return names


def positive(text: str) -> float:
    """A positive number."""
    value = float(text)
    if not 0.0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"must be positive and finite, got {text}")
    return value


def count(text: str) -> int:
    """A positive integer."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, got {text}")
    return value


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    on_request = ", ".join(name for name in NAMES if name not in DEFAULT)
    parser.add_argument(
        "networks", nargs="*", metavar="NETWORK", help=f"{', '.join(DEFAULT)}; only when named: {on_request}"
    )
    parser.add_argument("--peers", type=peer_list, default=list(PEERS), help="nest,brian2 or one of them, or none")
    parser.add_argument("--threads", type=count, nargs="+", default=[1, 2])
    parser.add_argument("--repeats", type=count, default=5, help="of the whole, with fresh processes")
    parser.add_argument("--time", type=positive, help="model time to measure [ms]; by default as suits the network")
    parser.add_argument("--warm-up", type=positive, help="model time before that [ms]")
    parser.add_argument("--chunk", type=positive, help="model time that is timed at once [ms]")
    parser.add_argument("--turn", type=positive, help="model time of a turn [ms]")
    parser.add_argument("--window", type=positive, help="model time that the statistics are from [ms]")
    parser.add_argument("--rest", type=float, default=0.01, help="wait before a turn, as idle threads may spin [s]")
    parser.add_argument("--seed", type=count, default=1, help="of the first repeat; the others count on")
    parser.add_argument("--precision", help="of ours, by default what is its default")
    parser.add_argument("--environments", type=Path, default=compare.HERE / ".environments")
    parser.add_argument("--markdown", type=Path, help="write the tables to this file, too")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--figure", type=Path, help="draw the ratios into this file (needs matplotlib)")
    parser.add_argument("--micro", action="store_true", help="build and run the micro-benchmarks instead")
    parser.add_argument("--noise", action="store_true", help="print how statistics vary with the seed instead")
    options = parser.parse_args(argv)
    for name in options.networks:
        if name not in NAMES:
            parser.error(f"networks are {', '.join(NAMES)}; got {name!r}")
    return options


def compare_all(given: argparse.Namespace, options: compare.Options) -> int:
    """Measure, print and write; the exit code."""
    lines: list[str] = []
    everything: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    failures = 0

    def show(*more: str) -> None:
        lines.extend(more)
        print("\n".join(more), flush=True)

    networks = given.networks or DEFAULT
    if any(name in BENCHMARKS for name in networks):
        show(*report.heading())
    for network in sorted(networks, key=NAMES.index):
        for threads in [1] if network == "cold" else given.threads:
            module = cold if network == "cold" else report
            try:
                measured = (
                    cold.measure(given.peers, options)
                    if network == "cold"
                    else compare.measure(network, threads, given.peers, options)
                )
                everything.append(measured)
                table = module.table(measured)
            except (RuntimeError, ValueError, subprocess.CalledProcessError) as error:
                print(f"error: {network}, {threads} threads: {error}", file=sys.stderr)
                failures += 1
                continue
            show(*([""] if network == "cold" and lines else []), *table)
            rows += module.summary(measured)
            write(given, lines, everything, rows)
    write(given, lines, everything, rows)
    return 1 if failures else 0


def write(given: argparse.Namespace, lines: list[str], everything: list[Any], rows: list[dict[str, Any]]) -> None:
    """Write the files asked for; after each network, so that an interrupted run is not lost."""
    if given.markdown:
        given.markdown.write_text("\n".join(lines) + "\n")
    if given.json:
        given.json.write_text(json.dumps({"rows": rows, "measured": everything}, indent=1) + "\n")
    if given.figure and any(row["simulator"] != "ours" for row in rows):
        report.figure(rows, given.figure)


def main() -> int:
    """Do what the command line asks for."""
    given = arguments()
    options = compare.Options(**{field.name: getattr(given, field.name) for field in fields(compare.Options)})
    if given.micro:
        return programs.main()
    if given.noise:
        return noise.main([name for name in given.networks or DEFAULT if name in BENCHMARKS], options)
    return compare_all(given, options)


if __name__ == "__main__":
    sys.exit(main())
