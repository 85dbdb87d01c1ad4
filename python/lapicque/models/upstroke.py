"""Integrate-and-fire neurons whose spikes have an upstroke."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lapicque import _core, _names
from lapicque._description import described
from lapicque._names import known_parameters
from lapicque._units import Numbers
from lapicque.models.base import Model, default_receptors
from lapicque.models.receptors import Receptor

__all__ = ["EIF", "QIF", "AdEx", "Izhikevich"]
__dir__ = _names.only(__all__)


@known_parameters
@described(_core.Qif)
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class QIF(Model):
    """Quadratic integrate-and-fire neuron [1]_ [2]_.

    ::

        C_m dV_m/dt = g_L (V_m - E_L)(V_m - V_c)/(V_c - E_L) + I_syn(t) + I_ext(t) + I_e
        V_m >= V_peak: a spike, V_m = V_reset for t_ref

    Near rest it leaks like `LIF`; without input V_m runs away above V_c. State: ``V_m`` and those of the receptors.
    Integrated by its Taylor
    series, in pieces of a step where that does not hold; a spike resets it where it is in the step.

    Every parameter is one number, or an array of one value a neuron, shape (n,).

    Parameters
    ----------
    {...}
    receptors : dict of str to receptor
        By default ``{"exc": ExpCurrent(tau=2), "inh": ExpCurrent(tau=2)}``.
    spike_timing : {"grid", "precise"}
        Where spikes are: at the ends of steps, or where V_m crosses, to 1e-6 ms, from where `t_ref` counts. Precise
        neurons need a network of double precision.

    Raises
    ------
    TypeError, ValueError
        Naming the parameter, its value and what is allowed.

    References
    ----------
    .. [1] G. B. Ermentrout & N. Kopell (1986). SIAM J. Appl. Math. 46, 233-253.
    .. [2] P. E. Latham et al. (2000). J. Neurophysiol. 83, 808-827.
    """

    C_m: Numbers = 250.0
    g_L: Numbers = 25.0
    E_L: Numbers = -70.0
    V_c: Numbers = -55.0
    V_peak: Numbers = 0.0
    V_reset: Numbers = -70.0
    t_ref: Numbers = 2.0
    I_e: Numbers = 0.0
    receptors: Mapping[str, Receptor] = field(default_factory=default_receptors)
    spike_timing: Literal["grid", "precise"] = "grid"


@known_parameters
@described(_core.Eif)
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class EIF(Model):
    """Exponential integrate-and-fire neuron [1]_.

    ::

        C_m dV_m/dt = -g_L (V_m - E_L) + g_L Delta_T exp((V_m - V_th)/Delta_T) + I_syn(t) + I_ext(t) + I_e
        V_m >= V_peak: a spike, V_m = V_reset for t_ref

    State: ``V_m`` and those of the receptors. Integrated by its Taylor
    series, in pieces of a step where that does not hold; a spike resets it where it is in the step.

    Every parameter is one number, or an array of one value a neuron, shape (n,).

    Parameters
    ----------
    {...}
    receptors : dict of str to receptor
        By default ``{"exc": ExpCurrent(tau=2), "inh": ExpCurrent(tau=2)}``.
    spike_timing : {"grid", "precise"}
        Where spikes are: at the ends of steps, or where V_m crosses, to 1e-6 ms, from where `t_ref` counts. Precise
        neurons need a network of double precision.

    Raises
    ------
    TypeError, ValueError
        Naming the parameter, its value and what is allowed.

    References
    ----------
    .. [1] N. Fourcaud-Trocme et al. (2003). J. Neurosci. 23, 11628-11640.
    """

    C_m: Numbers = 281.0
    g_L: Numbers = 30.0
    E_L: Numbers = -70.6
    V_th: Numbers = -50.4
    Delta_T: Numbers = 2.0
    V_peak: Numbers = 0.0
    V_reset: Numbers = -60.0
    t_ref: Numbers = 0.0
    I_e: Numbers = 0.0
    receptors: Mapping[str, Receptor] = field(default_factory=default_receptors)
    spike_timing: Literal["grid", "precise"] = "grid"


@known_parameters
@described(_core.AdEx)
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class AdEx(Model):
    """Adaptive exponential integrate-and-fire neuron [1]_.

    ::

        C_m dV_m/dt = -g_L (V_m - E_L) + g_L Delta_T exp((V_m - V_th)/Delta_T) - w + I_syn(t) + I_ext(t) + I_e
        tau_w dw/dt = a (V_m - E_L) - w
        V_m >= V_peak: a spike, V_m = V_reset for t_ref, w increases by b

    State: ``V_m``, ``w`` [pA] and those of the receptors. Integrated by its Taylor series, in pieces of
    a step where that does not hold; a spike resets it where it is in the step. While V_m is held at V_reset, w goes on.

    Every parameter is one number, or an array of one value a neuron, shape (n,).

    Parameters
    ----------
    {...}
    receptors : dict of str to receptor
        By default ``{"exc": ExpCurrent(tau=2), "inh": ExpCurrent(tau=2)}``.
    spike_timing : {"grid", "precise"}
        Where spikes are: at the ends of steps, or where V_m crosses, to 1e-6 ms, from where `t_ref` counts. Precise
        neurons need a network of double precision.

    Raises
    ------
    TypeError, ValueError
        Naming the parameter, its value and what is allowed.

    References
    ----------
    .. [1] R. Brette & W. Gerstner (2005). J. Neurophysiol. 94, 3637-3642.
    """

    C_m: Numbers = 281.0
    g_L: Numbers = 30.0
    E_L: Numbers = -70.6
    V_th: Numbers = -50.4
    Delta_T: Numbers = 2.0
    V_peak: Numbers = 0.0
    V_reset: Numbers = -60.0
    t_ref: Numbers = 0.0
    a: Numbers = 4.0
    b: Numbers = 80.5
    tau_w: Numbers = 144.0
    I_e: Numbers = 0.0
    receptors: Mapping[str, Receptor] = field(default_factory=default_receptors)
    spike_timing: Literal["grid", "precise"] = "grid"


@known_parameters
@described(_core.Izhikevich)
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Izhikevich(Model):
    """Neuron of Izhikevich [1]_, with numbers in mV, ms and pA (as if C_m were 1 pF).

    ::

        dV_m/dt = 0.04 V_m^2 + 5 V_m + 140 - U_m + I_syn(t) + I_ext(t) + I_e
        dU_m/dt = a (b V_m - U_m)
        V_m >= V_th: a spike, V_m = c, U_m increases by d

    State: ``V_m``, at first -65, ``U_m``, at first ``b V_m``, and those of the receptors. Integrated by its Taylor
    series, in pieces of a step where that does not hold.

    Every parameter is one number, or an array of one value a neuron, shape (n,).

    Parameters
    ----------
    {...}
    receptors : dict of str to receptor
        By default ``{"exc": ExpCurrent(tau=2), "inh": ExpCurrent(tau=2)}``.
    spike_timing : {"grid", "precise"}
        Where spikes are: at the ends of steps, or where V_m crosses, to 1e-6 ms, from where `t_ref` counts. Precise
        neurons need a network of double precision.

    Raises
    ------
    TypeError, ValueError
        Naming the parameter, its value and what is allowed.

    References
    ----------
    .. [1] E. M. Izhikevich (2003). IEEE Trans. Neural Netw. 14, 1569-1572.
    """

    a: Numbers = 0.02
    b: Numbers = 0.2
    c: Numbers = -65.0
    d: Numbers = 8.0
    V_th: Numbers = 30.0
    I_e: Numbers = 0.0
    receptors: Mapping[str, Receptor] = field(default_factory=default_receptors)
    spike_timing: Literal["grid", "precise"] = "grid"
