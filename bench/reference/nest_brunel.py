"""Reference rates of Brunel's network (Brunel 2000, model A) from NEST.

Simulates the network that ``lapicque.networks.brunel()`` describes with NEST at three points of its phase diagram, once
a seed on one thread, and writes the mean rates that the test suite compares with. The slow oscillation is run for
longer, since its rate wanders.

    pip install nest-simulator==3.10.0 numpy
    python bench/reference/nest_brunel.py --out tests/python/data/nest_brunel.json
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import nest
import numpy as np

NEURON = {"C_m": 1.0, "tau_m": 20.0, "E_L": 0.0, "V_th": 20.0, "V_reset": 10.0, "t_ref": 2.0}
SIZES = {"exc": 10000, "inh": 2500}
INDEGREES = {"exc": 1000, "inh": 250}
J = 0.1
DELAY = 1.5
NU_THR = NEURON["V_th"] / (J * INDEGREES["exc"] * NEURON["tau_m"]) * 1e3
DT = 0.1
WARM_UP = 200.0
BIN = 100.0
REGIMES = (
    {"g": 5.0, "eta": 2.0, "window_ms": 1000.0},
    {"g": 6.0, "eta": 4.0, "window_ms": 1000.0},
    {"g": 4.5, "eta": 0.9, "window_ms": 4000.0},
)
SEEDS = range(1, 6)


def simulate(g: float, eta: float, window: float, seed: int) -> np.ndarray:
    """Mean rate in Hz of all neurons in each bin of the measuring window."""
    nest.ResetKernel()
    nest.set(resolution=DT, local_num_threads=1, rng_seed=seed, print_time=False)
    initial = nest.random.uniform(min=0.0, max=NEURON["V_th"])
    populations = {
        name: nest.Create("iaf_psc_delta", n, params={**NEURON, "V_m": initial}) for name, n in SIZES.items()
    }
    neurons = populations["exc"] + populations["inh"]
    for name, weight in (("exc", J), ("inh", -g * J)):
        nest.CopyModel("static_synapse_hom_w", f"{name}_synapse", {"weight": weight, "delay": DELAY})
        rule = {"rule": "fixed_indegree", "indegree": INDEGREES[name]}
        nest.Connect(populations[name], neurons, rule, {"synapse_model": f"{name}_synapse"})
    drive = nest.Create("poisson_generator", params={"rate": eta * NU_THR * INDEGREES["exc"]})
    nest.Connect(drive, neurons, syn_spec={"weight": J, "delay": DT})
    recorder = nest.Create("spike_recorder", params={"start": WARM_UP})
    nest.Connect(neurons, recorder)
    nest.Simulate(WARM_UP + window)
    edges = np.arange(WARM_UP, WARM_UP + window + BIN / 2, BIN) + DT / 2
    counts, _ = np.histogram(recorder.events["times"], edges)
    return counts / (len(neurons) * BIN * 1e-3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="JSON file to write")
    arguments = parser.parse_args()
    nest.verbosity = nest.VerbosityLevel.ERROR
    regimes = [{**regime, "runs": []} for regime in REGIMES]
    for seed in SEEDS:
        for regime in regimes:
            rates = simulate(regime["g"], regime["eta"], regime["window_ms"], seed)
            regime["runs"].append({"seed": seed, "rate": float(rates.mean()), "rate_of_bins": rates.round(4).tolist()})
            print(seed, regime["g"], regime["eta"], rates.mean(), flush=True)
        reference = {
            "simulator": f"NEST {nest.__version__}",
            "model": "iaf_psc_delta",
            "neuron": NEURON,
            "V_m_initial": {"uniform": [0.0, NEURON["V_th"]]},
            "sizes": SIZES,
            "rule": {"fixed_indegree": INDEGREES, "autapses": True, "multapses": True},
            "J_mV": J,
            "delay_ms": DELAY,
            "nu_thr_Hz": NU_THR,
            "dt_ms": DT,
            "warm_up_ms": WARM_UP,
            "bin_ms": BIN,
            "regimes": regimes,
        }
        arguments.out.write_text(json.dumps(reference, indent=1) + "\n")


if __name__ == "__main__":
    main()
