"""How much do the firing statistics vary from one seed to another? The figures of ``Noise`` in bench/networks.py."""

from __future__ import annotations

import math
import sys
from statistics import fmean, stdev

import compare
import firing
from networks import BENCHMARKS

SEEDS = 10


def main(names: list[str], options: compare.Options) -> int:
    """Print, for each network, the largest standard deviation of the populations, scaled to 1 s of model time."""
    for name in names:
        durations = options.of(BENCHMARKS[name])
        setup = {"network": name, "threads": 1, "precision": options.precision, "cache": str(options.environments)}
        interval = {"start": durations["warm_up"], "stop": durations["warm_up"] + durations["window"]}
        runs = []
        for seed in range(options.seed, options.seed + SEEDS):
            worker = compare.Worker(sys.executable, "ours")
            worker.ask("make", seed=seed, **setup)
            worker.ask("run", duration=interval["stop"])
            runs.append(worker.ask("results", **interval)["firing"])
            worker.close()
        worst = {"rate": 0.0, "cv": 0.0, "spread": 0.0}
        for population in runs[0]:
            of_seeds = [run[population] for run in runs]
            mean = firing.pooled(of_seeds)
            for statistic in firing.compared(mean, mean):
                scale = mean[statistic] if statistic == "rate" else 1.0
                deviation = stdev(run[statistic] for run in of_seeds) / scale
                worst[statistic] = max(worst[statistic], deviation * math.sqrt(durations["window"] / 1000.0))
        rate = fmean(run[population]["rate"] for run in runs for population in run)
        print(f"{name}: mean rate {rate:.2f} Hz,", ", ".join(f"{key} {value:.2g}" for key, value in worst.items()))
    return 0
