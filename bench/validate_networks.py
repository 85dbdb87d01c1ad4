"""Do the published networks fire as they do in NEST?

    python bench/validate_networks.py [cuba] [coba] [hh_coba] [brunel]

Prints the tables of docs/validation.md: the statistics of the networks here, over the seeds, warm-up and window of
NEST's files in tests/python/data (which bench/reference/ makes), beside those of NEST. The verdicts are those of
tests/python/test_networks_statistics.py. Needs what the tests need.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

import lapicque as lq

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "python"))

import test_networks_statistics as statistics
from meanfield import brunel_rate

NETWORKS = ("cuba", "coba", "hh_coba", "brunel")
POPULATIONS = ("exc", "inh")
DT = 0.1
# Simulations of the paper, by g and eta [Hz].
PAPER = {(5.0, 2.0): 37.7, (6.0, 4.0): 60.7, (4.5, 0.9): 5.5}


def spread(values: np.ndarray, decimals: int) -> str:
    """Mean and standard deviation over the seeds."""
    return f"{values.mean():.{decimals}f} ± {values.std(ddof=1):.{decimals}f}"


def table(network: str) -> list[str]:
    """Rates [Hz] and CV of the intervals."""
    lines = ["| | Lapicque | NEST |", "|---|---|---|"]
    for statistic, name, decimals, unit in (("rate", "rate", 2, " Hz"), ("cv", "CV of ISI", 3, "")):
        for population in POPULATIONS:
            ours = statistics.runs_of(network)[population][statistic]
            theirs = statistics.per_seed(network, population, statistic)
            cells = [spread(values, decimals) + unit for values in (ours, theirs)]
            lines.append(f"| {name}, {population} | {' | '.join(cells)} |")
    return lines


def brunel_table() -> list[str]:
    """Mean rate of all neurons [Hz] at three points of the phase diagram."""
    heads = ("g, eta", "mean-field", "on the grid", "NEST 3.10.0", "Lapicque", "paper's simulation")
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for regime in statistics.reference("nest_brunel")["regimes"]:
        g, eta, window = regime["g"], regime["eta"], regime["window_ms"]
        theirs = np.array([run["rate"] for run in regime["runs"]])
        nets = (lq.networks.brunel(g=g, eta=eta, seed=run["seed"], dt=DT) for run in regime["runs"])
        ours = np.array([statistics.mean_rate(net, window) for net in nets])
        theory = f"{brunel_rate(g, eta):.2f} | {brunel_rate(g, eta, dt=DT):.2f}"
        rates = f"{spread(theirs, 2)} | {spread(ours, 2)}"
        lines.append(f"| {g:g}, {eta:g} | {theory} | {rates} | {PAPER[g, eta]} |")
    return lines


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("networks", nargs="*", metavar="NETWORK", help=", ".join(NETWORKS))
    chosen = parser.parse_args().networks or NETWORKS
    for network in chosen:
        if network not in NETWORKS:
            parser.error(f"networks are {', '.join(NETWORKS)}; got {network!r}")
    for network in chosen:
        lines = brunel_table() if network == "brunel" else table(network)
        print(f"{network}\n", *lines, "", sep="\n", flush=True)


if __name__ == "__main__":
    main()
