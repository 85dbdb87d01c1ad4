"""What does a neuron-step cost beside the plain path once a feature is used? No feature may fall off a cliff.

100,000 leaky integrate-and-fire neurons (dt 0.1 ms, one thread unless asked otherwise), 380 pA, and one feature a row.
All networks live side by side and take turns chunk by chunk, so that what disturbs the machine disturbs all; the
figures are 10th percentiles of chunks of a few ms of model time [ns a neuron-step], and their ratio to the plain row.
The last rows ask another question: do many small populations pay for gap junctions that are none of theirs?
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import lapicque as lq

N = 100_000

Feature = Callable[["lq.Network", "lq.Population"], object]


def nothing(net: lq.Network, neurons: lq.Population) -> None:
    """Leave the network as it is."""


def poisson(net: lq.Network, neurons: lq.Population, receptor: str = "exc") -> None:
    """Give each neuron its own train of 1 kHz."""
    net.stimulate(neurons, lq.PoissonInput(rate=1000.0, weight=5.0, receptor=receptor))


def step(net: lq.Network, neurons: lq.Population) -> None:
    """Switch a current on for good."""
    net.stimulate(neurons, lq.Step(amplitude=10.0))


def both(*features: Feature) -> Feature:
    """Use features together."""

    def apply(net: lq.Network, neurons: lq.Population) -> None:
        for feature in features:
            feature(net, neurons)

    return apply


def alpha() -> dict[str, lq.AlphaCurrent]:
    """Receptors of two stages."""
    return {"exc": lq.AlphaCurrent(tau=2.0), "inh": lq.AlphaCurrent(tau=2.0)}


def exponential() -> dict[str, lq.ExpCurrent]:
    """Receptors of one stage."""
    return {"exc": lq.ExpCurrent(tau=2.0), "inh": lq.ExpCurrent(tau=2.0)}


ROWS: dict[str, tuple[dict[str, object], Feature]] = {
    "plain": ({}, nothing),
    "spike recorder": ({}, lambda net, neurons: net.record(neurons, "spikes")),
    "V_m of one neuron": ({}, lambda net, neurons: net.record(neurons[[N // 2]], "V_m")),
    "V_m of 100 neurons": ({}, lambda net, neurons: net.record(neurons[:: N // 100], "V_m")),
    "V_m of all, every 10 ms": ({}, lambda net, neurons: net.record(neurons, "V_m", every=10.0)),
    "Step": ({}, step),
    "Step into one neuron": ({}, lambda net, neurons: net.stimulate(neurons[[7]], lq.Step(amplitude=10.0))),
    "Sine": ({}, lambda net, neurons: net.stimulate(neurons, lq.Sine(amplitude=10.0, frequency=5.0))),
    "one V_th a neuron": ({"V_th": np.linspace(-55.5, -54.5, N)}, nothing),
    "one t_ref a neuron": ({"t_ref": np.where(np.arange(N) % 2, 2.0, 2.5)}, nothing),
    "alpha receptors": ({"receptors": alpha}, nothing),
    "Poisson": ({}, poisson),
    "Poisson, Step": ({}, both(poisson, step)),
    "Poisson, V_m of one neuron": ({}, both(poisson, lambda net, neurons: net.record(neurons[[7]], "V_m"))),
    "Poisson, one V_th a neuron": ({"V_th": np.linspace(-55.5, -54.5, N)}, poisson),
    "Poisson into alpha receptors": ({"receptors": alpha}, poisson),
    "Poisson into alpha receptors, Step": ({"receptors": alpha}, both(poisson, step)),
}
# Rows that are compared with another one than the plain one, too.
COMPARED_WITH = {name: "Poisson" for name in ROWS if name.startswith("Poisson")}


def network(parameters: dict[str, object], feature: Feature, threads: int) -> lq.Network:
    """100,000 neurons with one feature."""
    net = lq.Network(dt=0.1, seed=1, threads=threads)
    values = {"receptors": exponential, **parameters}
    values["receptors"] = values["receptors"]()  # type: ignore[operator]
    rng = np.random.default_rng(1)
    neurons = net.population(N, lq.LIF(I_e=380.0, **values), V_m=rng.uniform(-70, -55, N))  # type: ignore[arg-type]
    feature(net, neurons)
    return net


def small_populations(small: int, junctions: bool, threads: int) -> lq.Network:
    """Make some populations of 20 neurons, and two of 1,000 that gap junctions may connect."""
    net = lq.Network(dt=0.1, seed=1, threads=threads)
    for _ in range(small):
        population = net.population(20, lq.LIF(I_e=380.0))
        net.connect(population, population, lq.FixedProbability(0.1), weight=1.0, delay=1.0)
    pair = [net.population(1000, lq.LIF(I_e=380.0)) for _ in range(2)]
    if junctions:
        net.gap_junction(pair[0], pair[1][:500], conductance=1e-4, rule=lq.AllToAll())
    return net


def tenth_percentiles(networks: dict[str, lq.Network], chunk: float, turns: int) -> dict[str, float]:
    """Seconds a step, of networks that take turns."""
    times: dict[str, list[float]] = {name: [] for name in networks}
    for net in networks.values():
        net.run(2 * chunk)
    for _ in range(turns):
        for name, net in networks.items():
            net.run(chunk)  # its state back into the caches
            for _ in range(3):
                start = time.perf_counter()
                net.run(chunk)
                times[name].append((time.perf_counter() - start) / round(chunk / 0.1))
    return {name: float(np.percentile(values, 10)) for name, values in times.items()}


def main(arguments: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--turns", type=int, default=15)
    parser.add_argument("--only", nargs="*", default=list(ROWS))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    names = ["plain", *(name for name in ROWS if name in options.only and name != "plain")]
    found = tenth_percentiles({name: network(*ROWS[name], options.threads) for name in names}, 3.2, options.turns)
    print(f"lapicque {lq.__version__}, {lq.info()['isa']}, {options.threads} thread(s)")
    print("| feature | ns a neuron-step | to plain | to Poisson |\n|---|---|---|---|")
    for name, seconds in found.items():
        other = found.get(COMPARED_WITH.get(name, ""))
        beside = "-" if other is None else f"{seconds / other:.2f}"
        print(f"| {name} | {seconds / N * 1e9:.3f} | {seconds / found['plain']:.2f} | {beside} |")
    populations = {
        "60 populations of 20, 2 of 1,000": small_populations(60, False, options.threads),
        "2 of 1,000 with 500,000 gap junctions": small_populations(0, True, options.threads),
        "both": small_populations(60, True, options.threads),
    }
    steps = tenth_percentiles(populations, 3.2, options.turns)
    print("| network | µs a step |\n|---|---|")
    for name, seconds in steps.items():
        print(f"| {name} | {seconds * 1e6:.1f} |")
    if options.json:
        options.json.write_text(json.dumps({"seconds_a_step": found | steps, "neurons": N}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
