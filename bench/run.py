"""How long does a millisecond of a network take, beside other simulators?

    python bench/run.py [NETWORK ...] [--peers nest] [--threads 1 2] [--time MS] [--chunk MS] [--json FILE]

Machines are shared and their speed wanders, so each simulator lives in a process of its own and they take turns, a
chunk of a few ms of model time each. Compared are the 10th percentiles (what the machine does when left alone) and the
medians of the chunks. Rates have to agree before a time is printed. A peer is installed into an environment of its own
under --environments the first time.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import venv
from pathlib import Path
from statistics import median, quantiles
from typing import Any

HERE = Path(__file__).parent
REQUIREMENTS = {"nest": ["nest-simulator==3.10.0", "numpy"]}
NETWORKS = ("cuba", "brunel")
RATE_TOLERANCE = 0.15


class Worker:
    """A simulator in its process."""

    def __init__(self, python: str, simulator: str) -> None:
        command = [python, str(HERE / "worker.py"), simulator]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, command: str) -> str:
        """The answer to a command."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        if not answer:
            msg = f"the worker ended with code {self._process.wait()} at {command!r}"
            raise RuntimeError(msg)
        return answer

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def environment(peer: str, folder: Path) -> str:
    """Python of the peer's environment, made if it is missing."""
    home = folder / peer
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        print(f"installing {peer} into {home}", file=sys.stderr)
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *REQUIREMENTS[peer]], check=True)
    return str(python)


def alternate(workers: dict[str, Worker], network: str, threads: int, options: argparse.Namespace) -> dict[str, Any]:
    """Construction time, seconds a chunk and rate of each simulator, taking turns."""
    result: dict[str, Any] = {name: {"chunks": []} for name in workers}
    for name, worker in workers.items():
        result[name]["version"] = worker.ask("version")
        result[name]["construction"] = float(worker.ask(f"make {network} {threads} {options.seed}"))
        worker.ask(f"run {options.warm_up}")
    for _ in range(round(options.time / options.chunk)):
        for name, worker in workers.items():
            time.sleep(options.rest)
            result[name]["chunks"].append(float(worker.ask(f"run {options.chunk}")))
    for name, worker in workers.items():
        result[name]["rate"] = float(worker.ask("rate"))
    return result


def real_time_factor(chunks: list[float], chunk: float) -> tuple[float, float]:
    """10th percentile and median of wall time over model time."""
    factors = [1000.0 * seconds / chunk for seconds in chunks]
    return quantiles(factors, n=10)[0], median(factors)


def table(network: str, threads: int, result: dict[str, Any], chunk: float) -> list[str]:
    """Rows of a Markdown table; an error where the rates of the simulators differ."""
    rates = [entry["rate"] for entry in result.values()]
    if max(rates) > (1.0 + RATE_TOLERANCE) * min(rates):
        msg = f"{network}: the rates differ, {rates} Hz; nothing to compare"
        raise RuntimeError(msg)
    ours = real_time_factor(result["ours"]["chunks"], chunk)
    rows = []
    for entry in result.values():
        low, middle = real_time_factor(entry["chunks"], chunk)
        rows.append(
            f"| {network} | {threads} | {entry['version']} | {entry['rate']:.2f} | {entry['construction']:.2f} "
            f"| {low:.4f} | {middle:.4f} | {low / ours[0]:.1f} | {middle / ours[1]:.1f} |"
        )
    return rows


def main() -> None:
    """Run the comparison and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("networks", nargs="*", default=NETWORKS, choices=NETWORKS, metavar="NETWORK")
    parser.add_argument("--peers", type=lambda text: text.split(","), default=["nest"], help="nest, or none")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--time", type=float, default=200.0, help="model time to measure [ms]")
    parser.add_argument("--warm-up", type=float, default=50.0, help="model time before that [ms]")
    parser.add_argument("--chunk", type=float, default=2.0, help="model time of a turn [ms]")
    parser.add_argument("--rest", type=float, default=0.01, help="wait before a turn, as idle threads may spin [s]")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--environments", type=Path, default=HERE / ".environments")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    options = parser.parse_args()
    peers = [peer for peer in options.peers if peer != "none"]
    everything = {}
    print("| network | threads | simulator | rate / Hz | construction / s | 10th pct | median | 10th/ours | med/ours |")
    print("|---|---|---|---|---|---|---|---|---|")
    for network in options.networks:
        for threads in options.threads:
            workers = {"ours": Worker(sys.executable, "ours")}
            workers |= {peer: Worker(environment(peer, options.environments), peer) for peer in peers}
            try:
                result = alternate(workers, network, threads, options)
            finally:
                for worker in workers.values():
                    worker.close()
            everything[f"{network}, {threads} threads"] = result
            print("\n".join(table(network, threads, result, options.chunk)), flush=True)
    if options.json:
        options.json.write_text(json.dumps(everything, indent=1))


if __name__ == "__main__":
    main()
