"""Populations of neurons drawn by Hypothesis: all models and receptors."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

import lapicque as lq
from side_by_side import Population


def scale_of(model: Any, receptor: Any) -> float:
    """Of weights: what moves a neuron, but does not make it run away."""
    if isinstance(receptor, lq.Delta):
        return 1.0
    if isinstance(model, lq.Izhikevich):
        return 0.02 if hasattr(receptor, "E_rev") else 1.0
    return 1.0 if hasattr(receptor, "E_rev") else 100.0


@st.composite
def receptors(draw: Any, n: int, rng: Any, conductances: bool) -> dict[str, Any]:
    def tau(low: float, high: float) -> Any:
        per_neuron = n > 1 and draw(st.integers(0, 5)) == 0
        return rng.uniform(low, high, n) if per_neuron else draw(st.sampled_from([low, 0.5 * (low + high), high]))

    def E_rev() -> Any:
        return draw(st.sampled_from([0.0, -80.0, rng.uniform(-90.0, 0.0, n)]))

    currents = {
        "delta": lq.Delta,
        "exp": lambda: lq.ExpCurrent(tau=tau(0.3, 10.0)),
        "alpha": lambda: lq.AlphaCurrent(tau=tau(0.5, 10.0)),
        "biexp": lambda: lq.BiExpCurrent(tau_rise=tau(0.2, 2.0), tau_decay=tau(2.0, 10.0)),
    }
    conducting = {
        "exp_conductance": lambda: lq.ExpConductance(E_rev(), tau=tau(0.3, 10.0)),
        "alpha_conductance": lambda: lq.AlphaConductance(E_rev(), tau=tau(0.5, 10.0)),
        "biexp_conductance": lambda: lq.BiExpConductance(E_rev(), tau_rise=tau(0.2, 2.0), tau_decay=tau(2.0, 10.0)),
        "nmda": lambda: lq.NMDA(E_rev(), tau_rise=tau(0.5, 2.0), tau_decay=tau(20.0, 100.0), Mg=tau(0.0, 1.5)),
    }
    if not conductances:
        common = st.sampled_from([["exp"], ["exp", "exp"], ["exp", "exp"]])
        chosen = draw(st.one_of(common, st.lists(st.sampled_from(sorted(currents)), max_size=3)))
        return {f"r{j}": currents[kind]() for j, kind in enumerate(chosen)}
    first = draw(st.sampled_from(sorted(conducting)))
    common = st.sampled_from([["exp_conductance", "exp_conductance"], ["exp_conductance", "exp_conductance", "nmda"]])
    mixed = st.lists(st.sampled_from(sorted({**currents, **conducting})), max_size=3)
    chosen = draw(st.one_of(common, mixed.map(lambda more: [first, *more])))
    return {f"r{j}": {**currents, **conducting}[kind]() for j, kind in enumerate(chosen)}


@st.composite
def models(draw: Any, n: int, dt: float, rng: Any) -> Any:
    """Half of them leaky neurons with receptors of currents."""

    def parameter(low: float, high: float) -> Any:
        per_neuron = n > 1 and draw(st.integers(0, 7)) == 0
        return rng.uniform(low, high, n) if per_neuron else low + (high - low) * draw(st.integers(0, 8)) / 8

    others = [lq.LIF, lq.LIF, lq.QIF, lq.EIF, lq.AdEx, lq.Izhikevich, lq.HodgkinHuxley, lq.TraubMiles, lq.GIF]
    is_other = draw(st.booleans())
    kind = draw(st.sampled_from(others)) if is_other else lq.LIF
    conductances = is_other and (kind is lq.LIF or draw(st.booleans()))
    t_ref = rng.integers(0, 30, n) * dt if draw(st.integers(0, 5)) == 0 else draw(st.integers(0, 30)) * dt
    common = {"receptors": draw(receptors(n, rng, conductances)), "I_e": parameter(0.0, 400.0)}
    if kind is lq.Izhikevich:
        recovery = {"a": parameter(0.02, 0.1), "b": parameter(0.2, 0.25), "c": parameter(-65.0, -50.0)}
        return lq.Izhikevich(**{**common, "I_e": parameter(0.0, 12.0)}, **recovery, d=parameter(0.05, 8.0))
    common |= {"C_m": parameter(100.0, 300.0), "t_ref": t_ref}
    if kind is lq.HodgkinHuxley:
        return lq.HodgkinHuxley(**common, g_Na=parameter(9000.0, 12000.0), E_K=parameter(-90.0, -77.0))
    if kind is lq.TraubMiles:
        return lq.TraubMiles(**common, V_T=parameter(-65.0, -55.0), E_L=parameter(-70.0, -60.0))
    common |= {"E_L": parameter(-70.0, -55.0), "V_reset": parameter(-75.0, -57.0)}
    if kind is lq.LIF:
        leak = {"tau_m": parameter(2.0, 20.0)} if draw(st.booleans()) else {"g_L": parameter(10.0, 50.0)}
        return lq.LIF(**common, **leak, V_th=parameter(-56.0, -50.0))
    common["g_L"] = parameter(5.0, 40.0)
    if kind is lq.QIF:
        return lq.QIF(**common, V_c=parameter(-54.0, -48.0), V_peak=parameter(-40.0, 20.0))
    if kind is lq.GIF:
        elements = [{}, {"tau_stc": [5.0, 80.0], "q_stc": [60.0, -20.0], "tau_sfa": [30.0], "q_sfa": [3.0]}]
        escape = {"V_T_star": parameter(-55.0, -40.0), "Delta_V": parameter(0.5, 4.0), "lambda_0": parameter(1.0, 50.0)}
        return lq.GIF(**common, **escape, **draw(st.sampled_from(elements)))
    widths = [0.0, parameter(0.5, 3.0), np.where(rng.random(n) < 0.3, 0.0, 2.0)]
    upstroke = {"V_th": parameter(-53.0, -48.0), "V_peak": parameter(-40.0, 10.0)}
    upstroke["Delta_T"] = draw(st.sampled_from(widths))
    if kind is lq.EIF:
        return lq.EIF(**common, **upstroke)
    adaptation = {"a": parameter(-2.0, 6.0), "b": parameter(0.0, 100.0), "tau_w": parameter(20.0, 150.0)}
    return lq.AdEx(**common, **upstroke, **adaptation)


@st.composite
def neurons(draw: Any, n: int, dt: float, rng: Any) -> Population:
    model = draw(models(n, dt, rng))
    V_m = [None, -65.0, -40.0, rng.uniform(-70.0, -50.0, n), lq.Uniform(-70.0, -50.0), lq.Normal(-60.0, 5.0, max=-50.0)]
    initial = {"V_m": draw(st.sampled_from(V_m))}
    for name, receptor in model.receptors.items():
        currents = [None, None, 50.0, rng.normal(0.0, 50.0, n), lq.Exponential(40.0), lq.LogNormal(3.0, 1.0, max=500.0)]
        conductances = [None, None, 3.0, rng.uniform(0.0, 5.0, n), lq.Exponential(2.0)]
        letter, choices = ("g_", conductances) if hasattr(receptor, "E_rev") else ("I_", currents)
        rises = not isinstance(receptor, (lq.ExpCurrent, lq.ExpConductance))
        for state in () if isinstance(receptor, lq.Delta) else (letter, "d" + letter) if rises else (letter,):
            initial[state + name] = draw(st.sampled_from(choices))
    extra = {lq.AdEx: ("w", 20.0), lq.Izhikevich: ("U_m", -11.0), lq.HodgkinHuxley: ("Inact_h", 0.5)}
    if type(model) in extra and draw(st.booleans()):
        initial.update([extra[type(model)]])
    return Population("neurons", n, model, {name: value for name, value in initial.items() if value is not None})
