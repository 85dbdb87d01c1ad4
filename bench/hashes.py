"""Does another version give the same bits? Hashes of spikes, states, weights and records of some hundred networks.

    python bench/hashes.py --out before.json        # with one version of lapicque installed
    python bench/hashes.py --compare before.json    # with another: lists every difference, and exits 1 if there is one
    python bench/hashes.py --quick --compare before.json
    python bench/hashes.py --only cuba "model AdEx" random --threads 1 2 --isas sse2

Every network runs with each number of threads and on each instruction set. Its results must not depend on either, so
that there is one hash a network, precision and quantity; where they differ, that is an error. The networks are in
hashed_networks.py. It needs what the tests need (``pip install '.[test]'``), and the same NumPy and Hypothesis for both
versions, which draw the random networks.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from hashed_networks import CASES

import lapicque as lq

DIGITS = 16  # hexadecimal
Hashes = dict[str, dict[str, str]]  # by network and quantity


def digest(values: Any) -> str:
    """Hash of text, of bytes, or of an array with its type and shape."""
    if isinstance(values, str):
        data = values.encode()
    elif isinstance(values, bytes):
        data = values
    else:
        array = np.asarray(values)
        data = f"{array.dtype.str} {array.shape} ".encode() + array.tobytes()
    return hashlib.sha256(data).hexdigest()[:DIGITS]


def hashes_of(name: str, threads: int, isa: str) -> dict[str, str]:
    """Run a network and hash what it has to show; the instruction set is that of the process."""
    if lq.info()["isa"] != isa:
        raise SystemExit(f"the process runs on {lq.info()['isa']}, not on {isa}")
    return {quantity: digest(values) for quantity, values in CASES[name](threads).items()}


def run(names: list[str], threads: int, isa: str) -> Hashes:
    """Run networks, one after the other, in a new process, which finds the instruction set in its environment."""
    os.environ["LAPICQUE_ISA"] = isa
    found: Hashes = {}
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        for name in names:
            try:
                found[name] = process.submit(hashes_of, name, threads, isa).result()
            except BrokenProcessPool:
                raise SystemExit(f"{name}: the process died, with {threads} threads on {isa}") from None
            except Exception as error:
                raise RuntimeError(f"{name}, with {threads} threads on {isa}: {error}") from error
    return found


def differences(a: Hashes, b: Hashes) -> list[str]:
    """Names of the quantities that differ, and of those that only one of both has."""
    found = []
    for name in sorted({*a, *b}):
        mine, other = a.get(name, {}), b.get(name, {})
        for quantity in sorted({*mine, *other}):
            if quantity not in mine or quantity not in other:
                found.append(f"{name}: {quantity} is {'new' if quantity in mine else 'missing'}")
            elif mine[quantity] != other[quantity]:
                found.append(f"{name}: {quantity}")
    return found


def run_all(names: list[str], options: argparse.Namespace) -> Hashes:
    """The hashes of all numbers of threads and instruction sets, which have to agree."""
    first: Hashes = {}
    disagree = []
    for isa, threads in itertools.product(options.isas, options.threads):
        start = time.perf_counter()
        found = run(names, threads, isa)
        first = first or found
        here = differences(found, first)
        disagree += [f"{difference}, with {threads} threads on {isa}" for difference in here]
        print(f"{isa}, {threads} threads: {time.perf_counter() - start:.1f} s, {len(here)} differences", flush=True)
    if disagree:
        origin = f"{options.threads[0]} threads on {options.isas[0]}"
        raise SystemExit("\n".join([f"Results depend on threads or instruction set; not as with {origin}:", *disagree]))
    return first


def compare(found: Hashes, file: Path, names: list[str], versions: dict[str, str]) -> int:
    """Print what differs from a file; 1 if anything does."""
    before = json.loads(file.read_text())
    # A file of fewer networks has nothing to say on the others, one of more is not asked about them.
    chosen = {name: hashes for name, hashes in before["hashes"].items() if name in names}
    if unknown := sorted({*found} - {*chosen}):
        print(f"not in {file}: {'; '.join(unknown)}")
    changed = differences({name: found[name] for name in chosen}, chosen)
    print(*changed, sep="\n", end="\n" if changed else "")
    for package in versions:
        if versions[package] != before["versions"].get(package):
            print(f"note: {package} is {versions[package]}, was {before['versions'].get(package)}")
    count = sum(len(hashes) for hashes in chosen.values())
    if not count:
        raise SystemExit(f"{file} has none of these networks")
    print(f"{len(changed)} differences" if changed else f"{count} hashes of {len(chosen)} networks agree")
    return int(bool(changed))


def parsed() -> argparse.Namespace:
    """Options of the command line."""
    available = list(lq.info()["available_isas"])  # type: ignore[arg-type]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, nargs="+", help="numbers of threads (1 2 3)")
    parser.add_argument("--isas", nargs="+", choices=available, help="instruction sets (all that are available)")
    parser.add_argument("--only", nargs="+", default=[""], metavar="NAME", help="networks whose names begin like this")
    parser.add_argument("--quick", action="store_true", help="one and two threads on the best instruction set")
    parser.add_argument("--out", type=Path, help="write the hashes to this file")
    parser.add_argument("--compare", type=Path, metavar="FILE", help="compare with a file that --out has written")
    options = parser.parse_args()
    options.threads = options.threads or ([1, 2] if options.quick else [1, 2, 3])
    options.isas = options.isas or (available[-1:] if options.quick else available)
    for start in options.only:
        if not any(name.startswith(start) for name in CASES):
            parser.error(f"no network begins with {start!r}; there are: {'; '.join(CASES)}")
    return options


def main() -> int:
    """Run, write, compare."""
    options = parsed()
    names = [name for name in CASES if name.startswith(tuple(options.only))]
    found = run_all(names, options)
    versions = {package: version(package) for package in ("hypothesis", "lapicque", "numpy")}
    if options.out:
        options.out.write_text(json.dumps({"hashes": found, "versions": versions}, indent=1, sort_keys=True) + "\n")
    if options.compare:
        return compare(found, options.compare, names, versions)
    for name, hashes in found.items():
        print(name, *(f"  {value}  {quantity}" for quantity, value in sorted(hashes.items())), sep="\n")
    print(f"{sum(map(len, found.values()))} hashes of {len(found)} networks")
    return 0


if __name__ == "__main__":
    sys.exit(main())
