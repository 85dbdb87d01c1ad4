"""How far is each network from what this machine allows?

    python bench/distance.py [NETWORK ...] [--repeats 3] [--json FILE]

For every network the bare work of a step is done by ``bench/limit/network.cpp``, which knows nothing of neurons: as
many segments of synapses of the same size, read from as large a table and added into sums of the same size, as much
state read and written, as many random numbers. It and the network take turns, one thread each; compared are the 10th
percentiles of chunks of 5 ms. Networks of current synapses only: the bare work of others would be all their arithmetic.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import programs
from compare import low_and_middle
from networks import BENCHMARKS, DT
from simulators import Setup

HERE = Path(__file__).parent
CHUNK = 5.0  # [ms]
NETWORKS = ("cuba", "cuba40k", "brunel", "lif", "poisson", "microcircuit0.1")
ROW_BYTES, SEGMENT_BYTES, MOST_TARGETS = 16, 4, 65_536


@dataclass(frozen=True)
class Work:
    """The bare work of a step, in the order of the program's arguments."""

    neurons: int
    currents: int  # synaptic currents a neuron, of those that are not always 0
    sums: int  # sums a neuron
    sum_bytes: int
    synapse_bytes: int
    segment: int  # synapses of a segment
    segments_a_step: float
    table_bytes: int
    poisson_a_step: int


def segments_of(network: str, neurons: int, row_bytes: int, sums: float) -> float:
    """Number of segments of all rows."""
    if not network.startswith("microcircuit"):
        return neurons  # of one delay
    tables = -(-sums // MOST_TARGETS)  # in each of which every source has a row
    return (row_bytes - tables * ROW_BYTES * neurons) / SEGMENT_BYTES


def work_of(network: str, net: Any, rate: float) -> Work:
    """The bare work of a network that was built with one thread, whose neurons fire at `rate` Hz."""
    import lapicque as lq

    memory, neurons = net.memory(), sum(cells.size for cells in net.populations.values())
    receptors = next(iter(net.populations.values())).model.receptors.values()
    synapses = sum(len(projection) for projection in net.projections)
    poisson = neurons if network not in ("lif", "cuba", "cuba40k") else 0
    currents = sum(not isinstance(receptor, lq.Delta) for receptor in receptors)
    if not synapses:
        # Only Poisson input is received, by one receptor, and counts are 32 bits.
        return Work(neurons, bool(poisson), bool(poisson), 4, 2, 1, 0.0, 2, poisson)
    synapse_bytes = round(memory["synapses"] / synapses)
    sum_bytes = 2 if synapse_bytes == 2 else 4
    sums = memory["accumulators"] / sum_bytes
    segments = segments_of(network, neurons, memory["rows"], sums)
    spikes_a_step = rate * neurons * DT * 1e-3
    return Work(
        neurons=neurons,
        currents=currents,
        sums=round(sums / neurons),
        sum_bytes=sum_bytes,
        synapse_bytes=synapse_bytes,
        segment=max(1, round(synapses / segments)),
        segments_a_step=spikes_a_step * segments / neurons,
        table_bytes=memory["synapses"],
        poisson_a_step=poisson,
    )


def bare(program: Path, work: Work) -> float:
    """10th percentile of the time of a step [s]."""
    done = subprocess.run([program, *map(str, astuple(work))], stdout=subprocess.PIPE, text=True, check=True)
    return 1e-9 * float(done.stdout.split()[0])


def measure(network: str, program: Path, repeats: int) -> dict[str, Any]:
    """Our time and the bare one, by turns."""
    from simulators import ours

    setup = Setup(network, threads=1, seed=1, precision=None, cache=HERE / ".environments" / "programs")
    running = ours.Running(setup)
    running.run(BENCHMARKS[network].warm_up)
    before = sum(len(recorder) for recorder in running.recorders.values())
    running.run(BENCHMARKS[network].window)
    spikes = sum(len(recorder) for recorder in running.recorders.values()) - before
    neurons = sum(cells.size for cells in running.network.populations.values())
    work = work_of(network, running.network, 1e3 * spikes / (neurons * BENCHMARKS[network].window))
    lows, limits = [], []
    for _ in range(repeats):
        chunks = [running.run(CHUNK) for _ in range(max(40, round(BENCHMARKS[network].time / CHUNK)))]
        lows.append(low_and_middle(chunks)[0] * DT / CHUNK)
        limits.append(bare(program, work))
    ratio = median(low / limit for low, limit in zip(lows, limits, strict=True))
    return {"network": network, "ours": median(lows), "limit": median(limits), "ratio": ratio, "work": work.__dict__}


def main() -> None:
    """Build the program, then measure network by network."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("networks", nargs="*", metavar="NETWORK", default=list(NETWORKS), help=", ".join(NETWORKS))
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    given = parser.parse_args()
    unknown = sorted(set(given.networks) - {*NETWORKS, "microcircuit"})
    if unknown:
        parser.error(f"unknown network {', '.join(unknown)}; known are {', '.join(NETWORKS)}, microcircuit")
    program = programs.build("bench_limit_network")
    print("| network | us a step | bare work | ratio | events a step | synapses a segment |")
    print("|---|---|---|---|---|---|")
    rows = []
    for network in given.networks:
        row = measure(network, program, given.repeats)
        rows.append(row)
        work = row["work"]
        events = work["segment"] * work["segments_a_step"]
        cells = (f"{1e6 * row['ours']:.2f}", f"{1e6 * row['limit']:.2f}", f"{row['ratio']:.2f}", f"{events:.0f}")
        print(f"| {network} | {' | '.join(cells)} | {work['segment']} |", flush=True)
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
