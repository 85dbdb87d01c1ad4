"""Reference statistics of the COBA network from NEST (Vogels & Abbott 2005, as in Brette et al. 2007).

Simulates the network that ``lapicque.networks.coba()`` describes with NEST, once a seed on one thread, and writes what
the test suite compares with: mean rates, irregularity and the distribution of single-neuron rates.

    pip install nest-simulator==3.10.0 numpy
    python bench/reference/nest_coba.py --out tests/python/data/nest_coba.json
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import Any

import nest
import numpy as np

NEURON = {
    "C_m": 200.0,
    "g_L": 10.0,
    "E_L": -60.0,
    "V_th": -50.0,
    "V_reset": -60.0,
    "t_ref": 5.0,
    "E_ex": 0.0,
    "E_in": -80.0,
    "tau_syn_ex": 5.0,
    "tau_syn_in": 10.0,
}
# Mean and standard deviation; conductances are drawn again below 0.
START = {"V_m": (-65.0, 5.0), "g_ex": (20.0, 15.0), "g_in": (100.0, 100.0)}
SIZES = {"exc": 3200, "inh": 800}
P = 0.02
WEIGHTS = {"exc": 6.0, "inh": -67.0}  # NEST: the sign tells the receptor
DELAY = 0.1
DT = 0.1
WARM_UP = 200.0
WINDOW = 1000.0
MIN_SPIKES = 4
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
SEEDS = range(1, 11)


def drawn(distributions: dict[str, tuple[float, float]]) -> dict[str, Any]:
    """Parameters from means and standard deviations; all but V_m are drawn again below 0."""
    parameters = {}
    for name, (mean, std) in distributions.items():
        normal = nest.random.normal(mean=mean, std=std)
        parameters[name] = normal if name == "V_m" else nest.math.redraw(normal, min=0.0, max=math.inf)
    return parameters


def simulate(
    seed: int,
    model: str,
    parameters: dict[str, Any],
    warm_up: float,
    window: float,
    start: dict[str, tuple[float, float]],
    kick: dict[str, tuple[float, float]] | None = None,
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Spike times in ms and neuron indices of each population in the measuring window.

    `start`: means and standard deviations of initial values that are drawn;
    `kick`: conductances that models which cannot be given any get by spikes in the first step.
    """
    nest.ResetKernel()
    nest.set(resolution=DT, local_num_threads=1, rng_seed=seed, print_time=False)
    populations = {name: nest.Create(model, n, params={**parameters, **drawn(start)}) for name, n in SIZES.items()}
    rule = {"rule": "pairwise_bernoulli", "p": P, "allow_autapses": True}
    for source, pre in populations.items():
        for post in populations.values():
            nest.Connect(pre, post, rule, {"weight": WEIGHTS[source], "delay": DELAY})
    for sign, values in zip((1, -1), drawn(kick or {}).values(), strict=False):
        generator = nest.Create("spike_generator", params={"spike_times": [DT]})
        for post in populations.values():
            nest.Connect(generator, post, syn_spec={"weight": sign * values, "delay": DT})
    recorders = {name: nest.Create("spike_recorder", params={"start": warm_up}) for name in populations}
    for name, neurons in populations.items():
        nest.Connect(neurons, recorders[name])
    nest.Simulate(warm_up + window)
    spikes = {}
    for name, neurons in populations.items():
        events = recorders[name].events
        order = np.argsort(events["times"], kind="stable")
        spikes[name] = (events["times"][order], events["senders"][order] - neurons[0].global_id)
    return spikes


def coefficients_of_variation(times: np.ndarray, index: np.ndarray, n: int) -> np.ndarray:
    """CV of the inter-spike intervals of the neurons with at least ``MIN_SPIKES`` spikes."""
    trains = (times[index == i] for i in range(n))
    intervals = [np.diff(train) for train in trains if len(train) >= MIN_SPIKES]
    return np.array([isi.std() / isi.mean() for isi in intervals])


def describe(spikes: dict[str, tuple[np.ndarray, np.ndarray]], window: float) -> dict[str, Any]:
    """The statistics of one run, population by population."""
    result: dict[str, Any] = {}
    for name, (times, index) in spikes.items():
        counts = np.bincount(index, minlength=SIZES[name])
        rates = counts / (window * 1e-3)
        cv = coefficients_of_variation(times, index, SIZES[name])
        result[name] = {
            "rate": float(rates.mean()),
            "cv": float(cv.mean()),
            "cv_neurons": len(cv),
            "rate_quantiles": [float(q) for q in np.quantile(rates, QUANTILES)],
            "count_histogram": np.bincount(counts).tolist(),
        }
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="JSON file to write")
    arguments = parser.parse_args()
    nest.verbosity = nest.VerbosityLevel.ERROR
    runs = []
    for seed in SEEDS:
        spikes = simulate(seed, "iaf_cond_exp", NEURON, WARM_UP, WINDOW, START)
        runs.append({"seed": seed, **describe(spikes, WINDOW)})
        print(seed, {name: round(runs[-1][name]["rate"], 3) for name in SIZES}, flush=True)
    reference = {
        "simulator": f"NEST {nest.__version__}",
        "model": "iaf_cond_exp",
        "neuron": NEURON,
        "initial_normal": START,
        "sizes": SIZES,
        "rule": {"pairwise_bernoulli": P, "autapses": True},
        "weights_nS": WEIGHTS,
        "delay_ms": DELAY,
        "dt_ms": DT,
        "warm_up_ms": WARM_UP,
        "window_ms": WINDOW,
        "cv_min_spikes": MIN_SPIKES,
        "quantiles": QUANTILES,
        "runs": runs,
    }
    arguments.out.write_text(json.dumps(reference, indent=1) + "\n")


if __name__ == "__main__":
    main()
