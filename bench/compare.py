"""Simulators take turns at the same network, each in a process of its own."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import firing
from networks import BENCHMARKS, Benchmark
from peers import environment

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Options:
    """How to measure; times in ms of the model, None for those of the table of networks."""

    repeats: int = 5
    time: float | None = None
    warm_up: float | None = None
    chunk: float | None = None
    turn: float | None = None
    window: float | None = None
    rest: float = 0.01  # before a turn, as idle threads of the other may still spin [s]
    seed: int = 1
    precision: str | None = None
    environments: Path = HERE / ".environments"

    def of(self, benchmark: Benchmark) -> dict[str, float]:
        """Durations for `benchmark`."""
        names = ("time", "warm_up", "chunk", "turn", "window")
        chosen = {name: getattr(self, name) for name in names}
        result = {name: getattr(benchmark, name) if value is None else value for name, value in chosen.items()}
        result["turn"] = result["chunk"] * max(1, round(result["turn"] / result["chunk"]))
        result["window"] = max(result["window"], turns(result) * result["turn"])
        return result


def turns(durations: Mapping[str, float]) -> int:
    """Number of turns; two at least, as percentiles are taken."""
    return max(2, round(durations["time"] / durations["turn"]))


class Worker:
    """A simulator in its process."""

    def __init__(self, python: str, simulator: str) -> None:
        command = [python, str(HERE / "worker.py"), simulator]
        self._name = simulator
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, do: str, **arguments: Any) -> Any:
        """The answer to a request of bench/worker.py."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._name} ended with code {self._process.wait()} at {do!r}")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"{self._name} at {do!r}: {answer['error']}")
        return answer["answer"]

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


@contextlib.contextmanager
def working(peers: list[str], environments: Path) -> Iterator[dict[str, Worker]]:
    """Workers of ours and the peers, ended in any case."""
    workers: dict[str, Worker] = {}
    try:
        workers["ours"] = Worker(sys.executable, "ours")
        for peer in peers:
            workers[peer] = Worker(environment(peer, environments), peer)
        yield workers
    finally:
        for worker in workers.values():
            worker.close()


def alternate(workers: Mapping[str, Any], durations: Mapping[str, float], rest: float) -> dict[str, list[float]]:
    """Seconds of each chunk of each worker's turns, one running at a time."""
    chunks: dict[str, list[float]] = {name: [] for name in workers}
    for _ in range(turns(durations)):
        for name, worker in workers.items():
            time.sleep(rest)
            chunks[name] += worker.ask("run", duration=durations["turn"], chunk=durations["chunk"])
    return chunks


def once(benchmark: Benchmark, threads: int, peers: list[str], seed: int, options: Options) -> dict[str, Any]:
    """One repeat: what came out of each simulator."""
    durations = options.of(benchmark)
    setup = {"network": benchmark.name, "threads": threads, "seed": seed, "precision": options.precision}
    result: dict[str, Any] = {}
    with working(peers, options.environments) as workers:
        for name, worker in workers.items():
            version = worker.ask("version")
            cache = options.environments / "programs"
            construction = worker.ask("make", cache=str(cache.resolve()), **setup)
            worker.ask("run", duration=durations["warm_up"])
            result[name] = {"version": version, "construction": construction}
        for name, chunks in alternate(workers, durations, options.rest).items():
            result[name]["chunks"] = chunks
        remaining = durations["window"] - turns(durations) * durations["turn"]
        interval = {"start": durations["warm_up"], "stop": durations["warm_up"] + durations["window"]}
        for name, worker in workers.items():
            if remaining > 0:
                worker.ask("run", duration=remaining)
            result[name] |= worker.ask("results", **interval)
    return result


def measure(network: str, threads: int, peers: list[str], options: Options) -> dict[str, Any]:
    """All repeats of a network and a number of threads, and in what the simulators disagree."""
    benchmark = BENCHMARKS[network]
    known = [peer for peer in peers if peer in benchmark.peers]
    repeats = []
    for repeat in range(options.repeats):
        repeats.append(once(benchmark, threads, known, options.seed + repeat, options))
        print(f"{network}, {threads} threads: repeat {repeat + 1} of {options.repeats}", file=sys.stderr)
    durations = options.of(benchmark)
    ours = [repeat["ours"] for repeat in repeats]
    differences = [
        f"{peer}, {difference}"
        for peer in known
        for difference in firing.disagreements(
            ours, [repeat[peer] for repeat in repeats], benchmark.noise, durations["window"]
        )
    ]
    return {
        "network": network,
        "threads": threads,
        "durations": durations,
        "differences": differences,
        "repeats": repeats,
    }


def low_and_middle(seconds: list[float]) -> tuple[float, float]:
    """10th percentile and median."""
    return quantiles(seconds, n=10, method="inclusive")[0], median(seconds)
