"""The networks of the comparison in Lapicque."""

from __future__ import annotations

import time
from typing import Any

import networks as table
import numpy as np

import lapicque as lq
from simulators import Setup, resident


def _cuba(setup: Setup, **common: Any) -> lq.Network:
    return lq.networks.cuba(scale=setup.benchmark.scale, **common)


def _coba(setup: Setup, **common: Any) -> lq.Network:
    return lq.networks.coba(scale=setup.benchmark.scale, **common)


def _brunel(setup: Setup, **common: Any) -> lq.Network:
    return lq.networks.brunel(g=table.BRUNEL_G, eta=table.BRUNEL_ETA, **common)


def _brunel_stdp(setup: Setup, **common: Any) -> lq.Network:
    net = lq.Network(dt=table.DT, **common)
    neuron = {name: value for name, value in table.BRUNEL_NEURON.items() if name != "C_m"}
    model = lq.LIF(**neuron, receptors={"syn": lq.Delta()})
    given = {"lambda_" if name == "lambda" else name: value for name, value in table.STDP_PARAMETERS.items()}
    synapse = {"exc": lq.STDP(**given, Wmax=table.STDP_WMAX), "inh": lq.Static()}
    cells = {
        name: net.population(n, model, name=name, V_m=lq.Uniform(0.0, table.BRUNEL_NEURON["V_th"]))
        for name, n in table.BRUNEL_SIZE.items()
    }
    for name, pre in cells.items():
        rule = lq.FixedIndegree(table.BRUNEL_INDEGREE[name])
        for post in cells.values():
            net.connect(pre, post, rule, table.BRUNEL_WEIGHT[name], table.BRUNEL_DELAY, synapse=synapse[name])
    rate = table.BRUNEL_ETA * table.BRUNEL_NU_THR * table.BRUNEL_INDEGREE["exc"]
    for post in cells.values():
        net.stimulate(post, lq.PoissonInput(rate=rate, weight=table.BRUNEL_WEIGHT["exc"]))
    return net


def _microcircuit(setup: Setup, **common: Any) -> lq.Network:
    return lq.networks.microcircuit(scale=setup.benchmark.scale, **common)


def _unconnected(model: lq.LIF, **common: Any) -> lq.Network:
    net = lq.Network(dt=table.DT, **common)
    net.population(table.LIF_SIZE, model, name="lif", V_m=lq.Uniform(model.V_reset, model.V_th))
    return net


def _neuron(**more: float) -> lq.LIF:
    receptors = {name: lq.ExpCurrent(tau=table.LIF_TAU) for name in ("exc", "inh")}
    return lq.LIF(**table.LIF_NEURON, receptors=receptors, **more)


def _lif(setup: Setup, **common: Any) -> lq.Network:
    return _unconnected(_neuron(I_e=table.LIF_CURRENT), **common)


def _poisson(setup: Setup, **common: Any) -> lq.Network:
    net = _unconnected(_neuron(), **common)
    drive = lq.PoissonInput(rate=table.POISSON_RATE, weight=table.POISSON_WEIGHT, receptor="exc")
    net.stimulate(net["lif"], drive)
    return net


NETWORKS = {
    "cuba": _cuba,
    "cuba40k": _cuba,
    "coba": _coba,
    "brunel": _brunel,
    "brunel_stdp": _brunel_stdp,
    "lif": _lif,
    "poisson": _poisson,
    "microcircuit0.1": _microcircuit,
    "microcircuit": _microcircuit,
}


class Running:
    """A network of Lapicque with all its spikes recorded."""

    def __init__(self, setup: Setup) -> None:
        start = time.perf_counter()
        common: dict[str, Any] = {"seed": setup.seed, "threads": setup.threads}
        if setup.precision is not None:
            common["precision"] = setup.precision
        self.network = NETWORKS[setup.network](setup, **common)
        self.recorders = {name: self.network.record(cells) for name, cells in self.network.populations.items()}
        self.network.build()
        self.construction = time.perf_counter() - start

    def run(self, duration: float) -> float:
        """Advance by `duration` ms; the wall time it took [s]."""
        start = time.perf_counter()
        self.network.run(duration)
        return time.perf_counter() - start

    def peak_memory(self) -> int:
        """Largest resident memory so far [bytes]."""
        return resident()

    def structure(self) -> dict[str, Any]:
        """Sizes of the populations and the number of synapses."""
        neurons = {name: cells.size for name, cells in self.network.populations.items()}
        synapses = sum(len(projection) for projection in self.network.projections)
        return {"neurons": neurons, "synapses": synapses, "weights": self._weights()}

    def _weights(self) -> list[float]:
        """Mean and standard deviation of weights that learn."""
        weights = [p.weights[p.sources < table.STDP_SAMPLE] for p in self.network.projections if self._learns(p)]
        return [float(np.mean(np.concatenate(weights))), float(np.std(np.concatenate(weights)))] if weights else []

    @staticmethod
    def _learns(projection: lq.Projection) -> bool:
        return isinstance(projection.synapse, lq.STDP)

    def spikes(self) -> dict[str, tuple[Any, Any]]:
        """Times and indices of all spikes, by population."""
        return {name: (recorder.t, recorder.i) for name, recorder in self.recorders.items()}


def make(setup: Setup) -> Running:
    """The network of `setup`, built."""
    return Running(setup)


def version() -> str:
    """Name, version and instruction set."""
    return f"lapicque {lq.__version__} ({lq.info()['isa']})"
