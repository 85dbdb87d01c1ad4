"""The networks of the comparison in Lapicque."""

from __future__ import annotations

import lapicque as lq


class Running:
    """A network that can be advanced and asked for its mean rate."""

    def __init__(self, network: lq.Network, name: str) -> None:
        self.network = network
        self.population = network[name]
        self.spikes = network.record(self.population, "spikes")
        network.build()

    def run(self, duration: float) -> None:
        """Advance by `duration` ms."""
        self.network.run(duration)

    def rate(self) -> float:
        """Mean rate since the start [Hz]."""
        return 1000.0 * len(self.spikes) / (self.population.size * self.network.time)


def make(name: str, threads: int, seed: int) -> Running:
    """The network `name`, built."""
    if name == "cuba":
        return Running(lq.networks.cuba(seed=seed, threads=threads), "exc")
    if name == "brunel":
        return Running(lq.networks.brunel(g=5.0, eta=2.0, seed=seed, threads=threads), "exc")
    msg = f"no network {name!r}"
    raise ValueError(msg)


def version() -> str:
    """Name, version and instruction set."""
    return f"lapicque {lq.__version__} ({lq.info()['isa']})"
