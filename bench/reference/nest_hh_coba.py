"""Reference statistics of the network of Hodgkin-Huxley neurons of Brette et al. (2007), benchmark 3, from NEST.

Simulates the network that ``lapicque.networks.hh_coba()`` describes with NEST, once a seed on one thread, and writes
what the test suite compares with, as nest_coba.py does.

    pip install nest-simulator==3.10.0 numpy
    python bench/reference/nest_hh_coba.py --out tests/python/data/nest_hh_coba.json
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import nest
from nest_coba import DELAY, DT, MIN_SPIKES, QUANTILES, SIZES, WEIGHTS, P, describe, simulate

NEURON = {
    "C_m": 200.0,
    "g_Na": 20_000.0,
    "g_K": 6_000.0,
    "g_L": 10.0,
    "E_Na": 50.0,
    "E_K": -90.0,
    "E_L": -60.0,
    "V_T": -63.0,
    "E_ex": 0.0,
    "E_in": -80.0,
    "tau_syn_ex": 5.0,
    "tau_syn_in": 10.0,
}
# Mean and standard deviation; conductances are drawn again below 0.
START = {"V_m": (-65.0, 5.0)}
KICK = {"g_ex": (40.0, 15.0), "g_in": (200.0, 120.0)}
WARM_UP = 200.0
WINDOW = 500.0
SEEDS = range(1, 9)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="JSON file to write")
    arguments = parser.parse_args()
    nest.verbosity = nest.VerbosityLevel.ERROR
    runs = []
    for seed in SEEDS:
        spikes = simulate(seed, "hh_cond_exp_traub", NEURON, WARM_UP, WINDOW, START, KICK)
        runs.append({"seed": seed, **describe(spikes, WINDOW)})
        print(seed, {name: round(runs[-1][name]["rate"], 3) for name in SIZES}, flush=True)
    reference = {
        "simulator": f"NEST {nest.__version__}",
        "model": "hh_cond_exp_traub",
        "neuron": NEURON,
        "initial_normal": {**START, **KICK},
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
