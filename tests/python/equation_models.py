"""The built-in membranes, written as equations."""

from __future__ import annotations

from typing import Any

import lapicque as lq

UNITS = "C_m : pF\ng_L : nS\nE_L : mV\nI_e : pA\n"
CHANNELS = """
C_m*dV_m/dt = I_Na + I_K + g_L*(E_L - V_m) + I_syn + I_ext + I_e : mV
I_Na = g_Na*m**3*h*(E_Na - V_m) : pA
I_K = g_K*n**4*(E_K - V_m) : pA
dm/dt = alpha_m*(1 - m) - beta_m*m : 1
dh/dt = alpha_h*(1 - h) - beta_h*h : 1
dn/dt = alpha_n*(1 - n) - beta_n*n : 1
g_Na, g_K : nS
E_Na, E_K : mV
"""
HODGKIN_HUXLEY = """
alpha_m = 1/exprel(-(V_m + 40*mV)/(10*mV))/ms
beta_m = 4*exp(-(V_m + 65*mV)/(18*mV))/ms
alpha_h = 0.07*exp(-(V_m + 65*mV)/(20*mV))/ms
beta_h = 1/(1 + exp(-(V_m + 35*mV)/(10*mV)))/ms
alpha_n = 0.1/exprel(-(V_m + 55*mV)/(10*mV))/ms
beta_n = 0.125*exp(-(V_m + 65*mV)/(80*mV))/ms
"""
TRAUB_MILES = """
v = V_m - V_T : mV
V_T : mV
alpha_m = 1.28/exprel((13*mV - v)/(4*mV))/ms
beta_m = 1.4/exprel((v - 40*mV)/(5*mV))/ms
alpha_h = 0.128*exp((17*mV - v)/(18*mV))/ms
beta_h = 4/(1 + exp((40*mV - v)/(5*mV)))/ms
alpha_n = 0.16/exprel((15*mV - v)/(5*mV))/ms
beta_n = 0.5*exp((10*mV - v)/(40*mV))/ms
"""


def _values(model: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(model, name) for name in names}


def _leaky(model: Any, upstroke: str, units: str, *names: str, **more: Any) -> lq.Equations:
    text = f"C_m*dV_m/dt = g_L*(E_L - V_m){upstroke} + I_syn + I_ext + I_e : mV\n{UNITS}{units}"
    parameters = _values(model, "C_m", "E_L", "I_e", "V_reset", *names)
    parameters["g_L"] = model.g_L if getattr(model, "g_L", None) is not None else model.C_m / model.tau_m
    arguments = {"t_ref": model.t_ref, "hold": "V_m", "receptors": dict(model.receptors), **more}
    return lq.Equations(text, parameters=parameters, **arguments)


def lif(model: lq.LIF) -> lq.Equations:
    """The same as equations; `model` has numbers, not arrays, as have those below."""
    return _leaky(model, "", "V_th, V_reset : mV", "V_th", threshold="V_m >= V_th", reset="V_m = V_reset")


def eif(model: lq.EIF) -> lq.Equations:
    return _leaky(
        model,
        " + g_L*Delta_T*exp((V_m - V_th)/Delta_T)",
        "V_th, V_peak, V_reset, Delta_T : mV",
        *("V_th", "V_peak", "Delta_T"),
        threshold="V_m >= V_peak",
        reset="V_m = V_reset",
    )


def adex(model: lq.AdEx) -> lq.Equations:
    return _leaky(
        model,
        " + g_L*Delta_T*exp((V_m - V_th)/Delta_T) - w",
        "V_th, V_peak, V_reset, Delta_T : mV\ntau_w*dw/dt = a*(V_m - E_L) - w : pA\na : nS\nb : pA\ntau_w : ms",
        *("V_th", "V_peak", "Delta_T", "a", "b", "tau_w"),
        threshold="V_m >= V_peak",
        reset="V_m = V_reset; w += b",
    )


def qif(model: lq.QIF) -> lq.Equations:
    text = (
        "C_m*dV_m/dt = g_L*(V_m - E_L)*(V_m - V_c)/(V_c - E_L) + I_syn + I_ext + I_e : mV\nV_c, V_peak, V_reset : mV\n"
    )
    return lq.Equations(
        text + UNITS,
        threshold="V_m >= V_peak",
        reset="V_m = V_reset",
        t_ref=model.t_ref,
        hold="V_m",
        parameters=_values(model, "C_m", "g_L", "E_L", "V_c", "V_peak", "V_reset", "I_e"),
        receptors=dict(model.receptors),
    )


def izhikevich(model: lq.Izhikevich) -> lq.Equations:
    return lq.Equations(
        "dV_m/dt = 0.04*V_m**2 + 5*V_m + 140 - U_m + I_syn + I_ext + I_e\ndU_m/dt = a*(b*V_m - U_m)",
        threshold="V_m >= V_th",
        reset="V_m = c; U_m += d",
        parameters=_values(model, "a", "b", "c", "d", "V_th", "I_e"),
        receptors=dict(model.receptors),
    )


def _channels(model: Any, rates: str, threshold: str, *more: str) -> lq.Equations:
    names = ("C_m", "g_Na", "g_K", "g_L", "E_Na", "E_K", "E_L", "I_e", *more)
    return lq.Equations(
        CHANNELS + rates + UNITS,
        threshold=threshold,
        t_ref=model.t_ref,
        parameters=_values(model, *names),
        receptors=dict(model.receptors),
    )


def hodgkin_huxley(model: lq.HodgkinHuxley) -> lq.Equations:
    return _channels(model, HODGKIN_HUXLEY, "V_m >= 0*mV")


def traub_miles(model: lq.TraubMiles) -> lq.Equations:
    return _channels(model, TRAUB_MILES, "v >= 30*mV", "V_T")


GATES = {"Act_m": "m", "Inact_h": "h", "Act_n": "n"}
"""State of the built-in membranes by the name that it has here, where that is another one."""


def as_equations(model: Any) -> lq.Equations:
    """A built-in model as equations."""
    kinds = {
        lq.LIF: lif,
        lq.EIF: eif,
        lq.AdEx: adex,
        lq.QIF: qif,
        lq.Izhikevich: izhikevich,
        lq.HodgkinHuxley: hodgkin_huxley,
        lq.TraubMiles: traub_miles,
    }
    return kinds[type(model)](model)
