"""The networks of the comparison in NEST."""

from __future__ import annotations

import importlib
import math
import time
from typing import Any

import networks as table
import numpy as np

from simulators import Setup, nest_microcircuit, resident

# This module has the same name.
nest: Any = importlib.import_module("nest")


def _exponential(neuron: dict[str, float], tau: dict[str, float], **more: Any) -> dict[str, Any]:
    return {**neuron, "tau_syn_ex": tau["exc"], "tau_syn_in": tau["inh"], **more}


def _poisson_into(cells: Any, rate: float, weight: float, delay: float) -> None:
    # One generator gives every target a train of its own.
    generator = nest.Create("poisson_generator", params={"rate": rate})
    nest.Connect(generator, cells, syn_spec={"weight": weight, "delay": delay})


def _cuba(setup: Setup) -> dict[str, Any]:
    scale = setup.benchmark.scale
    V_m = nest.random.uniform(min=table.CUBA_NEURON["V_reset"], max=table.CUBA_NEURON["V_th"])
    neuron = _exponential(table.CUBA_NEURON, table.CUBA_TAU, V_m=V_m)
    cells = {name: nest.Create("iaf_psc_exp", round(n * scale), params=neuron) for name, n in table.CUBA_SIZE.items()}
    _connect_at_random(cells, table.CUBA_WEIGHT, scale)
    return cells


def _connect_at_random(cells: dict[str, Any], weight: dict[str, float], scale: float) -> None:
    rule = {"rule": "pairwise_bernoulli", "p": table.CUBA_P / scale, "allow_autapses": True}
    for name, pre in cells.items():
        for post in cells.values():
            nest.Connect(pre, post, rule, {"weight": weight[name], "delay": table.CUBA_DELAY})


def _coba(setup: Setup) -> dict[str, Any]:
    scale = setup.benchmark.scale
    neuron = _exponential(table.COBA_NEURON, table.COBA_TAU)
    neuron |= {"E_ex": table.COBA_E_REV["exc"], "E_in": table.COBA_E_REV["inh"]}
    neuron["V_m"] = nest.random.normal(mean=table.COBA_V_M[0], std=table.COBA_V_M[1])
    for name, key in (("exc", "g_ex"), ("inh", "g_in")):
        mean, std = table.COBA_G[name]
        neuron[key] = nest.math.redraw(nest.random.normal(mean=mean, std=std), min=0.0, max=math.inf)
    cells = {name: nest.Create("iaf_cond_exp", round(n * scale), params=neuron) for name, n in table.CUBA_SIZE.items()}
    # The sign of a weight tells the receptor.
    _connect_at_random(cells, {"exc": table.COBA_WEIGHT["exc"], "inh": -table.COBA_WEIGHT["inh"]}, scale)
    return cells


def _brunel(setup: Setup) -> dict[str, Any]:
    V_m = nest.random.uniform(min=0.0, max=table.BRUNEL_NEURON["V_th"])
    neuron = {**table.BRUNEL_NEURON, "V_m": V_m}
    cells = {name: nest.Create("iaf_psc_delta", n, params=neuron) for name, n in table.BRUNEL_SIZE.items()}
    for name, pre in cells.items():
        # A synapse model without a weight of each synapse takes less memory and time, as NEST's manual advises.
        parameters = {"weight": table.BRUNEL_WEIGHT[name], "delay": table.BRUNEL_DELAY}
        nest.CopyModel("static_synapse_hom_w", f"{name}_synapse", parameters)
        rule = {"rule": "fixed_indegree", "indegree": table.BRUNEL_INDEGREE[name]}
        for post in cells.values():
            nest.Connect(pre, post, rule, {"synapse_model": f"{name}_synapse"})
    return cells


def _brunel_stdp(setup: Setup) -> dict[str, Any]:
    V_m = nest.random.uniform(min=0.0, max=table.BRUNEL_NEURON["V_th"])
    learning = {name: value for name, value in table.STDP_PARAMETERS.items() if name != "tau_minus"}
    neuron = {**table.BRUNEL_NEURON, "V_m": V_m, "tau_minus": table.STDP_PARAMETERS["tau_minus"]}
    cells = {name: nest.Create("iaf_psc_delta", n, params=neuron) for name, n in table.BRUNEL_SIZE.items()}
    fixed = {name: {"weight": table.BRUNEL_WEIGHT[name], "delay": table.BRUNEL_DELAY} for name in cells}
    nest.CopyModel("stdp_synapse", "exc_synapse", {**fixed["exc"], **learning, "Wmax": table.STDP_WMAX})
    nest.CopyModel("static_synapse_hom_w", "inh_synapse", fixed["inh"])
    for name, pre in cells.items():
        rule = {"rule": "fixed_indegree", "indegree": table.BRUNEL_INDEGREE[name]}
        for post in cells.values():
            nest.Connect(pre, post, rule, {"synapse_model": f"{name}_synapse"})
    return cells


def _drive_brunel(cells: dict[str, Any], setup: Setup) -> None:
    rate = table.BRUNEL_ETA * table.BRUNEL_NU_THR * table.BRUNEL_INDEGREE["exc"]
    for post in cells.values():
        _poisson_into(post, rate, table.BRUNEL_WEIGHT["exc"], table.BRUNEL_DELAY)


def _unconnected(**more: Any) -> dict[str, Any]:
    V_m = nest.random.uniform(min=table.LIF_NEURON["V_reset"], max=table.LIF_NEURON["V_th"])
    neuron = _exponential(table.LIF_NEURON, dict.fromkeys(("exc", "inh"), table.LIF_TAU), V_m=V_m, **more)
    return {"lif": nest.Create("iaf_psc_exp", table.LIF_SIZE, params=neuron)}


def _lif(setup: Setup) -> dict[str, Any]:
    return _unconnected(I_e=table.LIF_CURRENT)


def _poisson(setup: Setup) -> dict[str, Any]:
    return _unconnected()


def _drive_poisson(cells: dict[str, Any], setup: Setup) -> None:
    # With a delay of one step NEST would have to communicate in every step.
    _poisson_into(cells["lif"], table.POISSON_RATE, table.POISSON_WEIGHT, delay=1.0)


NETWORKS = {
    "cuba": _cuba,
    "cuba40k": _cuba,
    "coba": _coba,
    "brunel": _brunel,
    "brunel_stdp": _brunel_stdp,
    "lif": _lif,
    "poisson": _poisson,
    "microcircuit0.1": nest_microcircuit.connect,
    "microcircuit": nest_microcircuit.connect,
}
DRIVES = {
    "brunel": _drive_brunel,
    "brunel_stdp": _drive_brunel,
    "poisson": _drive_poisson,
    "microcircuit0.1": nest_microcircuit.drive,
    "microcircuit": nest_microcircuit.drive,
}


class Running:
    """A network of NEST with all its spikes recorded."""

    def __init__(self, setup: Setup) -> None:
        nest.verbosity = nest.VerbosityLevel.ERROR
        nest.ResetKernel()
        nest.set(resolution=table.DT, local_num_threads=setup.threads, rng_seed=setup.seed, print_time=False)
        start = time.perf_counter()
        self.learns = setup.network == "brunel_stdp"
        self.cells = NETWORKS[setup.network](setup)
        self.synapses = int(nest.num_connections)  # those of devices come after
        if setup.network in DRIVES:
            DRIVES[setup.network](self.cells, setup)
        self.recorders = {name: nest.Create("spike_recorder") for name in self.cells}
        for name, cells in self.cells.items():
            nest.Connect(cells, self.recorders[name])
        nest.Prepare()
        self.construction = time.perf_counter() - start

    def run(self, duration: float) -> float:
        """Advance by `duration` ms; the wall time it took [s]."""
        start = time.perf_counter()
        nest.Run(duration)
        return time.perf_counter() - start

    def peak_memory(self) -> int:
        """Largest resident memory so far [bytes]."""
        return resident()

    def structure(self) -> dict[str, Any]:
        """Sizes of the populations and the number of synapses."""
        neurons = {name: len(cells) for name, cells in self.cells.items()}
        return {"neurons": neurons, "synapses": self.synapses, "weights": self._weights()}

    def _weights(self) -> list[float]:
        """Mean and standard deviation of weights that learn."""
        if not self.learns:
            return []
        some = nest.GetConnections(source=self.cells["exc"][: table.STDP_SAMPLE], synapse_model="exc_synapse")
        weights = np.array(some.get("weight"))
        return [float(weights.mean()), float(weights.std())]

    def spikes(self) -> dict[str, tuple[Any, Any]]:
        """Times and indices of all spikes, by population."""
        result = {}
        for name, recorder in self.recorders.items():
            events = recorder.events
            result[name] = (events["times"], events["senders"] - self.cells[name][0].global_id)
        return result


def make(setup: Setup) -> Running:
    """The network of `setup`, built."""
    return Running(setup)


def version() -> str:
    """Name and version."""
    return f"NEST {nest.__version__}"
