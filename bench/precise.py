"""What do spike times off the grid cost? The same network with spikes on the grid and off it, by turns.

CUBA (Vogels & Abbott 2005) with 4,000 neurons, its delays 1 ms, so that longer steps are possible, and Brunel's model A
(2000) with 12,500 neurons, as published and with exponential currents in place of jumps.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from statistics import median

import lapicque as lq


def cuba(timing: str, dt: float, threads: int) -> lq.Network:
    """The network of `lapicque.networks.cuba`, all delays 1 ms."""
    net = lq.Network(dt=dt, seed=1, threads=threads)
    receptors = {"exc": lq.ExpCurrent(tau=5), "inh": lq.ExpCurrent(tau=10)}
    model = lq.LIF(tau_m=20, E_L=-49, V_th=-50, V_reset=-60, t_ref=5, receptors=receptors, spike_timing=timing)
    weights = {"exc": 20.25, "inh": -112.5}
    cells = {
        name: net.population(n, model, name=name, V_m=lq.Uniform(-60, -50)) for name, n in (("exc", 3200), ("inh", 800))
    }
    for name, pre in cells.items():
        for post in cells.values():
            net.connect(pre, post, lq.FixedProbability(0.02), weight=weights[name], delay=1.0, receptor=name)
    return net


def brunel(timing: str, dt: float, threads: int, tau_syn: float | None = None) -> lq.Network:
    """Model A, g 5, eta 2: 12,500 neurons of 1,250 inputs each."""
    net = lq.Network(dt=dt, seed=1, threads=threads)
    receptors = {"syn": lq.Delta() if tau_syn is None else lq.ExpCurrent(tau=tau_syn)}
    model = lq.LIF(tau_m=20, E_L=0, V_th=20, V_reset=10, t_ref=2, receptors=receptors, spike_timing=timing)
    J = 0.1 if tau_syn is None else 0.1 * 250 / tau_syn  # mV, or pA of the same charge
    cells = {name: net.population(n, model, name=name) for name, n in (("exc", 10_000), ("inh", 2500))}
    for post in cells.values():
        net.connect(cells["exc"], post, lq.FixedIndegree(1000), weight=J, delay=1.5)
        net.connect(cells["inh"], post, lq.FixedIndegree(250), weight=-5 * J, delay=1.5)
        net.stimulate(post, lq.PoissonInput(rate=20_000, weight=J))
    return net


def brunel_exp(timing: str, dt: float, threads: int) -> lq.Network:
    """The same with currents of 0.5 ms."""
    return brunel(timing, dt, threads, tau_syn=0.5)


NETWORKS: dict[str, Callable[[str, float, int], lq.Network]] = {
    "cuba": cuba,
    "brunel": brunel,
    "brunel_exp": brunel_exp,
}


class Timed:
    """A network in the making of chunks of model time."""

    def __init__(self, net: lq.Network, warm_up: float) -> None:
        self.net = net
        self.spikes = [net.record(cells, "spikes") for cells in net.populations.values()]
        net.run(warm_up)
        self.start = warm_up
        self.seconds: list[float] = []

    def chunk(self, duration: float) -> None:
        begin = time.perf_counter()
        self.net.run(duration)
        self.seconds.append((time.perf_counter() - begin) / (duration * 1e-3))

    def rate(self) -> float:
        spikes = sum(int((record.t > self.start).sum()) for record in self.spikes)
        neurons = sum(len(cells) for cells in self.net.populations.values())
        return 1e3 * spikes / (neurons * (self.net.time - self.start))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networks", nargs="+", default=list(NETWORKS), choices=list(NETWORKS))
    parser.add_argument("--dt", type=float, nargs="+", default=[0.1, 0.5])
    parser.add_argument("--time", type=float, default=200.0, help="model time of each [ms]")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    print("network      dt   rate (Hz)          wall time over model time, median (10th percentile)      ratio")
    for name in options.networks:
        for dt in options.dt:
            runs = {timing: Timed(NETWORKS[name](timing, dt, options.threads), 50.0) for timing in ("grid", "precise")}
            for _ in range(round(options.time / 10.0)):
                for run in runs.values():
                    run.chunk(10.0)
            rates = " / ".join(f"{run.rate():.2f}" for run in runs.values())
            costs = {timing: sorted(run.seconds) for timing, run in runs.items()}
            both = "   ".join(f"{timing} {median(s):.3f} ({s[len(s) // 10]:.3f})" for timing, s in costs.items())
            grid, precise = costs.values()
            print(f"{name:12s} {dt:4g} {rates:18s} {both}   {precise[len(precise) // 10] / grid[len(grid) // 10]:.2f}")


if __name__ == "__main__":
    main()
