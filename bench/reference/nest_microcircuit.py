"""Reference statistics of the cortical microcircuit (Potjans & Diesmann 2014) from NEST, at a reduced scale.

Simulates the network that ``lapicque.networks.microcircuit(scale)`` describes with NEST, once a seed on one thread, and
writes what the test suite compares with: rates, irregularity and correlations of each population. Scaled as in van
Albada, Helias & Diesmann (2015). The parameters are written out here once more, so that the comparison covers them.

    pip install nest-simulator==3.10.0 numpy
    python bench/reference/nest_microcircuit.py --out tests/python/data/nest_microcircuit.json
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path
from typing import Any

import nest
import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[2] / "tests" / "python"))
import spike_statistics as statistics

NAMES = ("L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I")
SIZES = np.array([20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948])
# rows: targets, columns: sources, in percent
PERCENT = """
    10.09 16.89  4.37  8.18  3.23  0.    0.76  0.
    13.46 13.71  3.16  5.15  7.55  0.    0.42  0.
     0.77  0.59  4.97 13.5   0.67  0.03  4.53  0.
     6.91  0.29  7.94 15.97  0.33  0.   10.57  0.
    10.04  6.22  5.05  0.57  8.31 37.26  2.04  0.
     5.48  2.69  2.57  0.22  6.    31.58  0.86  0.
     1.56  0.66  2.11  1.66  5.72  1.97  3.96 22.52
     3.64  0.1   0.34  0.05  2.77  0.8   6.58 14.43
"""
PROBABILITIES = np.array(PERCENT.split(), dtype=float).reshape(8, 8) / 100.0
NEURON = {
    "C_m": 250.0,
    "tau_m": 10.0,
    "E_L": -65.0,
    "V_th": -50.0,
    "V_reset": -65.0,
    "t_ref": 2.0,
    "tau_syn_ex": 0.5,
    "tau_syn_in": 0.5,
}
V_M_MEAN = (-68.28, -63.16, -63.33, -63.45, -63.11, -61.66, -66.72, -61.43)
V_M_STD = (5.36, 4.57, 4.74, 4.94, 4.94, 4.55, 5.46, 4.48)
K_EXT = np.array([1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100])
RATE_EXT = 8.0
RATES = np.array([0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829])
PSC = 87.8085  # pA, for a PSP of 0.15 mV
DT = 0.1
WARM_UP = 500.0
WINDOW = 2000.0
MIN_SPIKES = 3
CORRELATION = {"neurons": 500, "bin_ms": 2.0}
SYNCHRONY_BIN = 3.0


def describe_network(scale: float) -> dict[str, np.ndarray]:
    """Sizes, synapse counts, mean weights and constant currents at `scale`."""
    pairs = np.outer(SIZES, SIZES).astype(float)
    indegrees = np.log1p(-PROBABILITIES) / np.log1p(-1.0 / pairs) / SIZES[:, None]
    weights = np.tile(np.where(np.arange(8) % 2 == 0, PSC, -4.0 * PSC), (8, 1))
    weights[NAMES.index("L23E"), NAMES.index("L4E")] *= 2.0
    full_input = (indegrees * weights) @ RATES + K_EXT * RATE_EXT * PSC
    sizes = np.rint(SIZES * scale).astype(int)
    return {
        "sizes": sizes,
        "synapses": np.rint(indegrees * scale * sizes[:, None]).astype(int),
        "weights": weights / math.sqrt(scale),
        "I_e": (1.0 - math.sqrt(scale)) * full_input * 1e-3 * NEURON["tau_syn_ex"],
    }


def truncated(mean: float, std: float, low: float = -math.inf, high: float = math.inf) -> Any:
    """Normal distribution of which values outside of [low, high] are drawn again."""
    return nest.math.redraw(nest.random.normal(mean=mean, std=std), min=low, max=high)


def build(scale: float, seed: int) -> tuple[list[Any], list[Any]]:
    """Populations and their recorders."""
    nest.ResetKernel()
    nest.set(resolution=DT, local_num_threads=1, rng_seed=seed, print_time=False)
    network = describe_network(scale)
    populations = []
    for j in range(8):
        start = nest.random.normal(mean=V_M_MEAN[j], std=V_M_STD[j])
        params = {**NEURON, "I_e": network["I_e"][j], "V_m": start}
        populations.append(nest.Create("iaf_psc_exp", int(network["sizes"][j]), params=params))
    for source, target in np.ndindex(8, 8):
        if network["synapses"][target, source] > 0:
            rule = {"rule": "fixed_total_number", "N": int(network["synapses"][target, source])}
            weight, delay = network["weights"][target, source], 1.5 if source % 2 == 0 else 0.75
            low, high = (0.0, math.inf) if weight > 0 else (-math.inf, 0.0)
            synapse = {
                "weight": truncated(weight, 0.1 * abs(weight), low, high),
                "delay": truncated(delay, 0.5 * delay, low=DT),
            }
            nest.Connect(populations[source], populations[target], rule, synapse)
    recorders = []
    for j, neurons in enumerate(populations):
        drive = nest.Create("poisson_generator", params={"rate": float(K_EXT[j] * RATE_EXT * scale)})
        nest.Connect(drive, neurons, syn_spec={"weight": PSC / math.sqrt(scale), "delay": 1.5})
        recorders.append(nest.Create("spike_recorder", params={"start": WARM_UP}))
        nest.Connect(neurons, recorders[-1])
    return populations, recorders


def describe_run(populations: list[Any], recorders: list[Any]) -> dict[str, Any]:
    """The statistics of one run, population by population."""
    stop, result = WARM_UP + WINDOW, {}
    for name, neurons, recorder in zip(NAMES, populations, recorders, strict=True):
        n, times = len(neurons), np.asarray(recorder.events["times"])
        index = np.asarray(recorder.events["senders"]) - neurons[0].global_id
        sample = min(n, CORRELATION["neurons"])
        counts = statistics.binned_counts(times, index, sample, WARM_UP, stop, CORRELATION["bin_ms"], DT)
        cv = statistics.coefficients_of_variation(times, index, n, MIN_SPIKES)
        result[name] = {
            "rate": round(len(times) / (n * WINDOW * 1e-3), 5),
            "cv": round(float(cv.mean()), 5),
            "correlation": round(statistics.mean_correlation(counts), 6),
            "synchrony": round(statistics.synchrony(times, WARM_UP, stop, SYNCHRONY_BIN, DT), 4),
            "count_histogram": statistics.count_histogram(index, n),
        }
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="JSON file to write")
    parser.add_argument("--scale", type=float, default=0.05, help="size of the network (default: 0.05)")
    parser.add_argument("--seeds", type=int, default=20, help="number of runs (default: 20)")
    arguments = parser.parse_args()
    nest.verbosity = nest.VerbosityLevel.ERROR
    network, runs = describe_network(arguments.scale), []
    for seed in range(1, arguments.seeds + 1):
        populations, recorders = build(arguments.scale, seed)
        nest.Simulate(WARM_UP + WINDOW)
        runs.append({"seed": seed, **describe_run(populations, recorders)})
        print(seed, {name: runs[-1][name]["rate"] for name in NAMES}, flush=True)
    reference = {
        "simulator": f"NEST {nest.__version__}",
        "model": "iaf_psc_exp",
        "scale": arguments.scale,
        **{key: values.tolist() for key, values in network.items()},
        "rule": "fixed_total_number, autapses and multapses",
        "dt_ms": DT,
        "warm_up_ms": WARM_UP,
        "window_ms": WINDOW,
        "cv_min_spikes": MIN_SPIKES,
        "correlation": CORRELATION,
        "synchrony_bin_ms": SYNCHRONY_BIN,
        "runs": runs,
    }
    arguments.out.write_text(json.dumps(reference) + "\n")


if __name__ == "__main__":
    main()
