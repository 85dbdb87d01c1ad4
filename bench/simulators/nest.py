"""The networks of the comparison in NEST: the same parameters as in lapicque.networks."""

from __future__ import annotations

import importlib
from typing import Any

nest = importlib.import_module("nest")


class Running:
    """A network that can be advanced and asked for its mean rate."""

    def __init__(self, population: Any) -> None:
        self.population = population
        self.recorder = nest.Create("spike_recorder")
        nest.Connect(population, self.recorder)
        nest.Prepare()

    def run(self, duration: float) -> None:
        """Advance by `duration` ms."""
        nest.Run(duration)

    def rate(self) -> float:
        """Mean rate since the start [Hz]."""
        return 1000.0 * self.recorder.n_events / (len(self.population) * nest.biological_time)


def _cuba() -> Any:
    neuron = {"C_m": 250.0, "tau_m": 20.0, "E_L": -49.0, "V_th": -50.0, "V_reset": -60.0, "t_ref": 5.0}
    neuron |= {"tau_syn_ex": 5.0, "tau_syn_in": 10.0, "V_m": nest.random.uniform(min=-60.0, max=-50.0)}
    exc = nest.Create("iaf_psc_exp", 3200, params=neuron)
    inh = nest.Create("iaf_psc_exp", 800, params=neuron)
    for pre, weight in ((exc, 20.25), (inh, -112.5)):
        nest.Connect(pre, exc + inh, {"rule": "pairwise_bernoulli", "p": 0.02}, {"weight": weight, "delay": 0.1})
    return exc


def _brunel() -> Any:
    neuron = {"C_m": 1.0, "tau_m": 20.0, "E_L": 0.0, "V_th": 20.0, "V_reset": 10.0, "t_ref": 2.0}
    neuron["V_m"] = nest.random.uniform(min=0.0, max=20.0)
    exc = nest.Create("iaf_psc_delta", 10_000, params=neuron)
    inh = nest.Create("iaf_psc_delta", 2_500, params=neuron)
    drive = nest.Create("poisson_generator", params={"rate": 20_000.0})
    for pre, indegree, weight in ((exc, 1000, 0.1), (inh, 250, -0.5)):
        rule = {"rule": "fixed_indegree", "indegree": indegree}
        nest.Connect(pre, exc + inh, rule, {"weight": weight, "delay": 1.5})
    nest.Connect(drive, exc + inh, syn_spec={"weight": 0.1, "delay": 1.5})
    return exc


def make(name: str, threads: int, seed: int) -> Running:
    """The network `name`, built."""
    nest.set_verbosity("M_ERROR")
    nest.ResetKernel()
    nest.set(resolution=0.1, local_num_threads=threads, rng_seed=seed, print_time=False)
    return Running({"cuba": _cuba, "brunel": _brunel}[name]())


def version() -> str:
    """Name and version."""
    return f"NEST {nest.__version__}"
