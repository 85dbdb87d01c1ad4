"""The networks of the comparison in Brian2, with the conventions of time that NEST and Lapicque share.

Brian2 notes a spike one step before its effects on the neuron itself are counted from, so that a refractory period is
one step longer here than its number in the other simulators.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import Any

import networks as table

from simulators import Setup

b2: Any = importlib.import_module("brian2")
ms, mV, pF, pA, nS, Hz, volt, amp = b2.ms, b2.mV, b2.pF, b2.pA, b2.nS, b2.Hz, b2.volt, b2.amp

CURRENT_BASED = """
dv/dt = (E_L - v + (I_exc + I_inh + I_e)*tau_m/C_m)/tau_m : volt (unless refractory)
dI_exc/dt = -I_exc/tau_exc : amp
dI_inh/dt = -I_inh/tau_inh : amp
"""
CONDUCTANCE_BASED = """
dv/dt = (g_L*(E_L - v) + g_exc*(E_exc - v) + g_inh*(E_inh - v))/C_m : volt (unless refractory)
dg_exc/dt = -g_exc/tau_exc : siemens
dg_inh/dt = -g_inh/tau_inh : siemens
"""
JUMPS = "dv/dt = (E_L - v)/tau_m : volt (unless refractory)"


@dataclass
class Parts:
    """The objects of a network."""

    cells: dict[str, Any]
    synapses: list[Any] = field(default_factory=list)
    inputs: list[Any] = field(default_factory=list)
    schedule: list[str] | None = None  # None: Brian2's own


def _cells(sizes: dict[str, int], equations: str, neuron: dict[str, float], low: float, **more: Any) -> dict[str, Any]:
    namespace = {"C_m": neuron["C_m"] * pF, "tau_m": neuron["tau_m"] * ms, "E_L": neuron["E_L"] * mV}
    namespace |= {"V_th": neuron["V_th"] * mV, "V_reset": neuron["V_reset"] * mV, "V_low": low * mV, **more}
    if equations == JUMPS:
        del namespace["C_m"]
    cells = {}
    for name, n in sizes.items():
        cells[name] = b2.NeuronGroup(
            n,
            equations,
            threshold="v >= V_th",
            reset="v = V_reset",
            refractory=(neuron["t_ref"] + table.DT) * ms,
            method="exact",
            namespace=namespace,
            name=f"cells_{name}",
        )
        cells[name].v = "V_low + rand()*(V_th - V_low)"
    return cells


def _cuba(setup: Setup) -> Parts:
    scale = setup.benchmark.scale
    sizes = {name: round(n * scale) for name, n in table.CUBA_SIZE.items()}
    tau = {f"tau_{name}": value * ms for name, value in table.CUBA_TAU.items()}
    low = table.CUBA_NEURON["V_reset"]
    cells = _cells(sizes, CURRENT_BASED, table.CUBA_NEURON, low, I_e=0 * pA, **tau)
    return Parts(cells, _at_random(cells, "I", {name: w * pA for name, w in table.CUBA_WEIGHT.items()}, scale))


def _at_random(cells: dict[str, Any], variable: str, weight: dict[str, Any], scale: float) -> list[Any]:
    """Synapses of every pair of populations that make I_exc, g_exc, ... jump."""
    synapses = []
    for name, pre in cells.items():
        for target, post in cells.items():
            connections = b2.Synapses(
                pre,
                post,
                on_pre=f"{variable}_{name}_post += w",
                delay=table.CUBA_DELAY * ms,
                namespace={"w": weight[name]},
                name=f"{name}_to_{target}",
            )
            connections.connect(p=table.CUBA_P / scale)
            synapses.append(connections)
    return synapses


def _coba(setup: Setup) -> Parts:
    scale, neuron = setup.benchmark.scale, table.COBA_NEURON
    namespace = {name: neuron[name] * mV for name in ("E_L", "V_th", "V_reset")}
    namespace |= {"C_m": neuron["C_m"] * pF, "g_L": neuron["g_L"] * nS}
    namespace |= {f"tau_{name}": value * ms for name, value in table.COBA_TAU.items()}
    namespace |= {f"E_{name}": value * mV for name, value in table.COBA_E_REV.items()}
    cells = {}
    for name, n in table.CUBA_SIZE.items():
        cells[name] = b2.NeuronGroup(
            round(n * scale),
            CONDUCTANCE_BASED,
            threshold="v >= V_th",
            reset="v = V_reset",
            refractory=(neuron["t_ref"] + table.DT) * ms,
            method="exponential_euler",
            namespace=namespace,
            name=f"cells_{name}",
        )
        cells[name].v = f"({table.COBA_V_M[0]} + {table.COBA_V_M[1]}*randn())*mV"
        # Brian2's code cannot draw again. What begins at 0 in place of anew is forgotten after some tau.
        for receptor, (mean, std) in table.COBA_G.items():
            setattr(cells[name], f"g_{receptor}", f"clip({mean} + {std}*randn(), 0, 1e9)*nS")
    return Parts(cells, _at_random(cells, "g", {name: w * nS for name, w in table.COBA_WEIGHT.items()}, scale))


def _brunel(setup: Setup) -> Parts:
    cells = _cells(table.BRUNEL_SIZE, JUMPS, table.BRUNEL_NEURON, 0.0)
    synapses = []
    for name, pre in cells.items():
        k, n = table.BRUNEL_INDEGREE[name], table.BRUNEL_SIZE[name]
        for target, post in cells.items():
            namespace = {"w": table.BRUNEL_WEIGHT[name] * mV}
            # Jumps come before the threshold is tested, as in the other simulators; a spike is then seen a step later.
            delay = (table.BRUNEL_DELAY - table.DT) * ms
            connections = b2.Synapses(
                pre, post, on_pre="v_post += w", delay=delay, namespace=namespace, name=f"{name}_to_{target}"
            )
            connections.connect(i=f"int(rand()*{n}) for _k in range({k})")
            synapses.append(connections)
    rate = table.BRUNEL_ETA * table.BRUNEL_NU_THR * Hz
    weight = table.BRUNEL_WEIGHT["exc"] * mV
    inputs = [b2.PoissonInput(post, "v", table.BRUNEL_INDEGREE["exc"], rate, weight) for post in cells.values()]
    return Parts(cells, synapses, inputs, ["start", "groups", "synapses", "thresholds", "resets", "end"])


def _unconnected(current: float) -> dict[str, Any]:
    tau = dict.fromkeys(("tau_exc", "tau_inh"), table.LIF_TAU * ms)
    low = table.LIF_NEURON["V_reset"]
    return _cells({"lif": table.LIF_SIZE}, CURRENT_BASED, table.LIF_NEURON, low, I_e=current * pA, **tau)


def _lif(setup: Setup) -> Parts:
    return Parts(_unconnected(table.LIF_CURRENT))


def _poisson(setup: Setup) -> Parts:
    cells = _unconnected(0.0)
    # As many sources as keep the binomial distribution that Brian2 draws from close to Poisson's.
    sources = 1_000
    rate, weight = table.POISSON_RATE / sources * Hz, table.POISSON_WEIGHT * pA
    return Parts(cells, inputs=[b2.PoissonInput(cells["lif"], "I_exc", sources, rate, weight)])


NETWORKS = {"cuba": _cuba, "cuba40k": _cuba, "coba": _coba, "brunel": _brunel, "lif": _lif, "poisson": _poisson}
