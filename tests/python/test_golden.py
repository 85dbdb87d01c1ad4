"""Single neurons against NEST: V_m and currents to rounding, spikes on exactly the same steps."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lapicque as lq

GOLDEN = Path(__file__).parent / "data" / "golden"
CASES = ["iaf_psc_exp", "iaf_psc_exp_equal_tau", "iaf_psc_alpha", "iaf_psc_delta"]
V_START = -70.0


@dataclass
class Case:
    parameters: dict[str, Any]
    arrays: dict[str, np.ndarray]


def read(name: str) -> Case:
    with np.load(GOLDEN / f"{name}.npz") as arrays:
        return Case(json.loads((GOLDEN / f"{name}.json").read_text()), dict(arrays))


def receptors_of(case: Case) -> dict[str, Any]:
    given = case.parameters["parameters_set"]
    if case.parameters["model"] == "iaf_psc_delta":
        return {"exc": lq.Delta(), "inh": lq.Delta()}
    kind = {"exp": lq.ExpCurrent, "alpha": lq.AlphaCurrent}[case.parameters["model"].split("_")[2]]
    return {"exc": kind(tau=given["tau_syn_ex"]), "inh": kind(tau=given["tau_syn_in"])}


def neuron_of(case: Case) -> lq.LIF:
    given = case.parameters["parameters_set"]
    shared = {name: given[name] for name in ("C_m", "tau_m", "E_L", "V_th", "V_reset", "t_ref", "I_e")}
    return lq.LIF(**shared, receptors=receptors_of(case))


@pytest.mark.parametrize("name", CASES)
def test_agrees_with_nest(name: str) -> None:
    case = read(name)
    p = case.parameters
    dt = p["resolution_ms"]
    net = lq.Network(dt=dt, threads=1)
    neuron = net.population(1, neuron_of(case), V_m=V_START)
    trains = net.spike_source([p["spikes_exc_ms"], p["spikes_inh_ms"]])
    for source, receptor in ((trains[:1], "exc"), (trains[1:], "inh")):
        connection = {"weight": p[f"weight_{receptor}"], "delay": p[f"delay_{receptor}_ms"]}
        net.connect(source, neuron, lq.AllToAll(), receptor=receptor, **connection)
    current = p["step_current"]
    lag = current["connection_delay_ms"]
    net.stimulate(
        neuron,
        lq.Step(
            start=current["generator_on_ms"] + lag,
            stop=current["generator_off_ms"] + lag,
            amplitude=current["amplitude"],
        ),
    )
    currents = {"I_syn_ex": "I_exc", "I_syn_in": "I_inh"} if "I_syn_ex" in p["recorded"] else {}
    trace = net.record(neuron, ["V_m", *currents.values()])
    spikes = net.record(neuron, "spikes")
    net.run(p["duration_ms"])

    samples = len(case.arrays["times"])
    np.testing.assert_allclose(trace.t[1 : samples + 1], case.arrays["times"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(trace.V_m[1 : samples + 1, 0], case.arrays["V_m"], rtol=1e-10)
    for theirs, ours in currents.items():
        values = getattr(trace, ours)[1 : samples + 1, 0]
        np.testing.assert_allclose(values, case.arrays[theirs], rtol=1e-10, atol=1e-10)
    assert p["n_spikes"] > 0
    expected = np.rint(np.array(p["spikes_ms"], dtype=float) / dt).astype(int)
    np.testing.assert_array_equal(np.rint(spikes.t / dt).astype(int), expected)


def test_a_spike_sample_holds_the_reset_potential() -> None:
    """What the files say of the sample at a spike's own time, and what the comparison above relies on."""
    case = read("iaf_psc_exp")
    at_spike = np.isin(np.rint(case.arrays["times"] / 0.1), np.rint(case.arrays["spikes"] / 0.1))
    assert at_spike.sum() == case.parameters["n_spikes"]
    assert set(case.arrays["V_m"][at_spike]) == {case.parameters["parameters_set"]["V_reset"]}


def test_mat2_is_a_leaky_membrane_without_reset() -> None:
    """The potential of NEST's mat2_psc_exp; its moving threshold follows from it, and there is no such model here."""
    case = read("mat2_psc_exp")
    p = case.parameters
    receptors = {"exc": lq.ExpCurrent(tau=1.0), "inh": lq.ExpCurrent(tau=3.0)}
    net = lq.Network(dt=p["resolution_ms"], threads=1)
    neuron = net.population(1, lq.LIF(C_m=100, tau_m=5, E_L=-70, V_th=1e3, receptors=receptors))
    for name in ("exc", "inh"):
        source = net.spike_source([p[f"spikes_{name}_ms"]])
        connection = {"weight": p[f"weight_{name}"], "delay": p[f"delay_{name}_ms"]}
        net.connect(source, neuron, lq.AllToAll(), receptor=name, **connection)
    current = p["step_current"]
    lag = current["connection_delay_ms"]
    start, stop = current["generator_on_ms"] + lag, current["generator_off_ms"] + lag
    net.stimulate(neuron, lq.Step(start=start, stop=stop, amplitude=current["amplitude"]))
    trace = net.record(neuron, "V_m")
    net.run(p["duration_ms"])
    samples = len(case.arrays["times"])
    np.testing.assert_allclose(trace.V_m[1 : samples + 1, 0], case.arrays["V_m"], rtol=1e-10)
