"""Does a synaptic event cost more in a larger network, and what do more threads bring?

    python bench/scaling.py [--synapses 1e6 1e7 1e8 3e8] [--threads 1 2] [--json FILE] [--figure FILE.png]

Random networks with the same number of synapses a neuron, so that only the size grows: 1000 inputs a neuron, four
fifths excitatory, jumps of the potential, inhibition six times as strong, and a Poisson input that keeps the rates.
Every network is run in a process of its own that may take 3 GB. Ctrl-C keeps what has been measured.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from compare import low_and_middle

INDEGREE = {"exc": 800, "inh": 200}
WEIGHT = {"exc": 0.1, "inh": -0.6}  # [mV]
DELAY = 1.5
EXTERNAL_RATE = 12_500.0  # of 0.1 mV: 1.25 times what takes the mean to the threshold
MEMORY = 3_000_000_000
DT = 0.1


def network(neurons: int, threads: int, connected: bool) -> Any:
    """The network, or only its neurons with their input."""
    import lapicque as lq

    net = lq.Network(dt=DT, seed=1, threads=threads)
    model = lq.LIF(tau_m=20, E_L=0, V_th=20, V_reset=10, t_ref=2, receptors={"syn": lq.Delta()})
    sizes = {"exc": neurons * 4 // 5, "inh": neurons - neurons * 4 // 5}
    cells = {name: net.population(n, model, name=name, V_m=lq.Uniform(0, 20)) for name, n in sizes.items()}
    for post in cells.values():
        net.stimulate(post, lq.PoissonInput(rate=EXTERNAL_RATE, weight=WEIGHT["exc"]))
        for name, pre in cells.items() if connected else ():
            net.connect(pre, post, lq.FixedIndegree(INDEGREE[name]), weight=WEIGHT[name], delay=DELAY)
    return net


def turns(net: Any, chunk: float, count: int) -> list[float]:
    """Seconds of `count` turns of `chunk` ms."""
    seconds = []
    for _ in range(count):
        start = time.perf_counter()
        net.run(chunk)
        seconds.append(time.perf_counter() - start)
    return seconds


def measure(neurons: int, threads: int, chunk: float, count: int) -> dict[str, Any]:
    """Cost of a network; called in a process of its own."""
    from simulators import resident

    start = time.perf_counter()
    net = network(neurons, threads, connected=True)
    net.build()
    construction = time.perf_counter() - start
    net.run(100.0)
    recorders = [net.record(cells) for cells in net.populations.values()]
    low, middle = low_and_middle(turns(net, chunk, count))
    spikes = sum(len(recorder) for recorder in recorders) / count
    memory = resident()
    synapses = sum(len(projection) for projection in net.projections)
    del net, recorders
    alone = network(neurons, threads, connected=False)
    alone.run(chunk)
    alone_low, alone_middle = low_and_middle(turns(alone, chunk, count))
    events = spikes * synapses / neurons
    return {
        "neurons": neurons,
        "threads": threads,
        "synapses": synapses,
        "rate": 1000.0 * spikes / (neurons * chunk),
        "construction_per_synapse": 1e9 * construction / synapses,
        "memory": memory,
        "chunks_low": low,
        "chunks_median": middle,
        "real_time_factor": 1000.0 * low / chunk,
        "event": 1e9 * (low - alone_low) / events,
        "event_median": 1e9 * (middle - alone_middle) / events,
        "event_with_neurons": 1e9 * low / events,
    }


def limit_memory() -> None:
    """Make this process fail where it would take more than 3 GB."""
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def in_process(neurons: int, threads: int, chunk: float, count: int) -> dict[str, Any] | None:
    """`measure` in a process of its own; None where that failed."""
    command = [sys.executable, __file__, "--worker", str(neurons), str(threads), str(chunk), str(count)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        print(f"{neurons} neurons, {threads} threads: ended with code {done.returncode}", file=sys.stderr)
        return None
    return json.loads(done.stdout)  # type: ignore[no-any-return]


COLUMNS = "| synapses | neurons | threads | rate / Hz | ns an event | median | with neurons | x real time | speed-up "
COLUMNS += "| ns to make a synapse | memory / MB |"


def line(row: dict[str, Any], one_thread: dict[str, Any]) -> str:
    """A line of the table; the speed-up is over `one_thread`."""
    cells = (
        f"{row['synapses']:.2g}",
        str(row["neurons"]),
        str(row["threads"]),
        f"{row['rate']:.1f}",
        f"{row['event']:.2f}",
        f"{row['event_median']:.2f}",
        f"{row['event_with_neurons']:.2f}",
        f"{row['real_time_factor']:.3f}",
        f"{one_thread['chunks_low'] / row['chunks_low']:.2f}",
        f"{row['construction_per_synapse']:.1f}",
        f"{row['memory'] / 1e6:.0f}",
    )
    return "| " + " | ".join(cells) + " |"


def figure(rows: list[dict[str, Any]], path: Path) -> None:
    """Cost of an event by size, and speed-up by threads."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for threads in sorted({row["threads"] for row in rows}):
        chosen = [row for row in rows if row["threads"] == threads]
        left.loglog([row["synapses"] for row in chosen], [row["event"] for row in chosen], "o-", label=f"{threads}")
    left.set(xlabel="synapses", ylabel="ns a synaptic event")
    left.legend(title="threads")
    for neurons in sorted({row["neurons"] for row in rows}):
        chosen = [row for row in rows if row["neurons"] == neurons]
        speed_up = [chosen[0]["chunks_low"] / row["chunks_low"] for row in chosen]
        label = f"{chosen[0]['synapses']:.2g} synapses"
        right.plot([row["threads"] for row in chosen], speed_up, "o-", label=label)
    right.set(xlabel="threads", ylabel=f"speed-up over {rows[0]['threads']} thread(s)")
    right.set_xticks(sorted({row["threads"] for row in rows}))
    right.legend(fontsize="x-small")
    fig.savefig(path, dpi=150)
    plt.close(fig)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--synapses", type=float, nargs="+", default=[1e6, 3e6, 1e7, 3e7, 1e8, 3e8])
    parser.add_argument("--threads", type=int, nargs="+", default=sorted({1, min(2, os.cpu_count() or 1)}))
    parser.add_argument("--chunk", type=float, default=10.0, help="model time of a turn [ms]")
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--figure", type=Path, help="draw into this file (needs matplotlib)")
    options = parser.parse_args()
    least = sum(INDEGREE.values()) ** 2
    if min(options.synapses) < least:
        parser.error(f"--synapses must be at least {least:g}, as a neuron has {sum(INDEGREE.values())}")
    if options.turns < 2 or min(options.threads) < 1 or options.chunk <= 0:
        parser.error("--turns must be at least 2, --threads at least 1, --chunk positive")
    return options


def main() -> int:
    """Print the table and write the files."""
    options = arguments()
    rows: list[dict[str, Any]] = []
    code = 0
    print(COLUMNS + "\n|" + "---|" * (COLUMNS.count("|") - 1))
    try:
        for synapses in options.synapses:
            neurons = round(synapses / sum(INDEGREE.values()))
            for threads in sorted(options.threads):
                row = in_process(neurons, threads, options.chunk, options.turns)
                if row is None:
                    code = 1
                    continue
                rows.append(row)
                first = next(other for other in rows if other["neurons"] == neurons)
                print(line(row, first), flush=True)
    except KeyboardInterrupt:
        code = 130
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")
    if options.figure and rows:
        figure(rows, options.figure)
    return code


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        limit_memory()
        print(json.dumps(measure(int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]))))
    else:
        sys.exit(main())
