"""Do threads that wait for each other collapse when other programs want the cores?

    python bench/load.py [NETWORK] [--threads 2] [--busy 2] [--time MS] [--json FILE]

Runs a network by turns on an idle machine and beside processes that keep the cores busy, one a core. With T threads and
B such processes on C cores, the fair share makes a turn (T + B)/C times as long. A thread that spins while its partner
has lost its core makes it much longer.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

LIMIT = 1.5  # slow-down over the fair share that is still none of waiting


@contextlib.contextmanager
def busy(count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """`count` processes that compute for ever, stopped until they get SIGCONT."""
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for _ in range(count):
            processes.append(subprocess.Popen([sys.executable, "-c", "while True: pass"]))
            processes[-1].send_signal(signal.SIGSTOP)
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def fair_share(threads: int, others: int, cores: int) -> float:
    """How much longer a turn takes where everybody gets the same share of the cores."""
    return max(1.0, (threads + others) / cores)


def measure(net: Any, others: int, chunk: float, pairs: int) -> tuple[list[float], list[float]]:
    """Seconds of turns on the idle machine and beside `others` busy processes."""
    idle: list[float] = []
    loaded: list[float] = []
    with busy(others) as processes:
        for _ in range(pairs):
            for seconds, order in ((idle, signal.SIGSTOP), (loaded, signal.SIGCONT)):
                for process in processes:
                    process.send_signal(order)
                time.sleep(0.05)
                start = time.perf_counter()
                net.run(chunk)
                seconds.append(time.perf_counter() - start)
    return idle, loaded


def main() -> int:
    """Print the slow-down; 1 where it is far beyond the fair share."""
    import lapicque as lq

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", nargs="?", default="brunel", choices=sorted(lq.networks.BY_NAME))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--busy", type=int, default=len(os.sched_getaffinity(0)), help="processes beside, one a core")
    parser.add_argument("--time", type=float, default=2_000.0, help="model time of each kind [ms]")
    parser.add_argument("--chunk", type=float, default=200.0, help="model time of a turn [ms]; many time slices")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    options = parser.parse_args()
    net = lq.networks.BY_NAME[options.network](seed=1, threads=options.threads)
    net.run(options.chunk)
    pairs = max(2, round(options.time / options.chunk))
    idle, loaded = measure(net, options.busy, options.chunk, pairs)
    cores = len(os.sched_getaffinity(0))
    fair = fair_share(options.threads, options.busy, cores)
    slow_down = median(loaded) / median(idle)
    print(f"{options.network}, {options.threads} threads, {cores} cores, {options.busy} busy processes:")
    print(f"  idle {1000 * median(idle) / options.chunk:.3f}, beside them {1000 * median(loaded) / options.chunk:.3f}")
    print(f"  (wall time over model time, medians of {pairs} turns)")
    print(f"  slow-down {slow_down:.2f}, fair share {fair:.2f}, worst turn {max(loaded) / median(idle):.2f}")
    collapsed = slow_down > LIMIT * fair
    print("  the threads collapse" if collapsed else "  no collapse")
    if options.json:
        figures = {"idle": idle, "loaded": loaded, "slow_down": slow_down, "fair": fair, "threads": options.threads}
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return int(collapsed)


if __name__ == "__main__":
    sys.exit(main())
