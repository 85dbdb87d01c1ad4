"""What the scripts of the networks of Vogels & Abbott (2005) and Brette et al. (2007) share: structure and statistics.

Each of them describes its neurons as a `Network`, which is run with NEST, once a seed on one thread; what the test
suite compares with is written: mean rates, irregularity and the distribution of single-neuron rates.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nest
import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[2] / "tests" / "python"))
import spike_statistics as statistics

SIZES = {"exc": 3200, "inh": 800}
P = 0.02
DELAY = 0.1
DT = 0.1
WARM_UP = 200.0
MIN_SPIKES = 4
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
Spikes = dict[str, tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Network:
    """What one network has of its own; times in ms.

    `initial` is what is written of the initial values, `start` draws them as parameters of NEST, and `kick` the
    conductances that models which cannot be given any get by spikes in the first step.
    """

    model: str
    neuron: dict[str, float]
    unit: str
    weights: dict[str, float]
    window: float
    seeds: int
    initial: dict[str, Any]
    start: Callable[[], dict[str, Any]]
    kick: Callable[[], dict[str, Any]] = field(default=dict)


def simulate(network: Network, seed: int) -> Spikes:
    """Spike times in ms and neuron indices of each population in the measuring window."""
    nest.ResetKernel()
    nest.set(resolution=DT, local_num_threads=1, rng_seed=seed, print_time=False)
    populations = {
        # Parameters of NEST that are drawn keep a number for the next, so that each population has its own.
        name: nest.Create(network.model, n, params={**network.neuron, **network.start()})
        for name, n in SIZES.items()
    }
    rule = {"rule": "pairwise_bernoulli", "p": P, "allow_autapses": True}
    for source, pre in populations.items():
        for post in populations.values():
            nest.Connect(pre, post, rule, {"weight": network.weights[source], "delay": DELAY})
    for sign, values in zip((1, -1), network.kick().values(), strict=False):
        generator = nest.Create("spike_generator", params={"spike_times": [DT]})
        for post in populations.values():
            nest.Connect(generator, post, syn_spec={"weight": sign * values, "delay": DT})
    recorders = {name: nest.Create("spike_recorder", params={"start": WARM_UP}) for name in populations}
    for name, neurons in populations.items():
        nest.Connect(neurons, recorders[name])
    nest.Simulate(WARM_UP + network.window)
    spikes = {}
    for name, neurons in populations.items():
        events = recorders[name].events
        order = np.argsort(events["times"], kind="stable")
        spikes[name] = (events["times"][order], events["senders"][order] - neurons[0].global_id)
    return spikes


def describe(spikes: Spikes, window: float) -> dict[str, Any]:
    """The statistics of one run, population by population."""
    result: dict[str, Any] = {}
    for name, (times, index) in spikes.items():
        rates = np.bincount(index, minlength=SIZES[name]) / (window * 1e-3)
        cv = statistics.coefficients_of_variation(times, index, SIZES[name], MIN_SPIKES)
        result[name] = {
            "rate": float(rates.mean()),
            "cv": float(cv.mean()),
            "cv_neurons": len(cv),
            "rate_quantiles": [float(q) for q in np.quantile(rates, QUANTILES)],
            "count_histogram": statistics.count_histogram(index, SIZES[name]),
        }
    return result


def write(network: Network, description: str) -> None:
    """Run the network with every seed, and write the file that the command line names."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="JSON file to write")
    parser.add_argument("--seeds", type=int, default=network.seeds, help=f"number of runs (default: {network.seeds})")
    arguments = parser.parse_args()
    nest.verbosity = nest.VerbosityLevel.ERROR
    runs = []
    for seed in range(1, arguments.seeds + 1):
        runs.append({"seed": seed, **describe(simulate(network, seed), network.window)})
        print(seed, {name: round(runs[-1][name]["rate"], 3) for name in SIZES}, flush=True)
    reference = {
        "simulator": f"NEST {nest.__version__}",
        "model": network.model,
        "neuron": network.neuron,
        **network.initial,
        "sizes": SIZES,
        "rule": {"pairwise_bernoulli": P, "autapses": True},
        f"weights_{network.unit}": network.weights,
        "delay_ms": DELAY,
        "dt_ms": DT,
        "warm_up_ms": WARM_UP,
        "window_ms": network.window,
        "cv_min_spikes": MIN_SPIKES,
        "quantiles": QUANTILES,
        "runs": runs,
    }
    arguments.out.write_text(json.dumps(reference, indent=1) + "\n")
