"""Integrate-and-fire neurons whose spikes have an upstroke."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from lapicque import _core
from lapicque._names import known_parameters
from lapicque._units import Numbers
from lapicque._values import Reader
from lapicque.models.base import ParameterModel, default_receptors, readers
from lapicque.models.receptors import Receptor


@known_parameters
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class QIF(ParameterModel):
    """Quadratic integrate-and-fire neuron [1]_ [2]_.

    ::

        C_m dV_m/dt = g_L (V_m - E_L)(V_m - V_c)/(V_c - E_L) + I_syn(t) + I_ext(t) + I_e
        V_m >= V_peak: a spike, V_m = V_reset for t_ref

    Near rest it leaks like `LIF`; without input V_m runs away above V_c. State: ``V_m`` and those of the receptors.
    Integrated by the Runge-Kutta method of fourth order, in pieces of a step where V_m is steep.

    Every parameter is one number, or an array of one value a neuron, shape (n,).

    Parameters
    ----------
    C_m : float or array
        Membrane capacitance [pF].
    g_L : float or array
        Leak conductance near rest [nS].
    E_L : float or array
        Resting potential [mV].
    V_c : float or array
        Critical potential [mV], above `E_L`.
    V_peak : float or array
        Potential at which a spike is noted [mV], above `V_c`.
    V_reset : float or array
        Potential after a spike [mV], below `V_peak`.
    t_ref : float or array
        Absolute refractory time [ms], a multiple of the network's dt.
    I_e : float or array
        Constant current [pA].
    receptors : dict of str to receptor
        By default ``{"exc": ExpCurrent(tau=2), "inh": ExpCurrent(tau=2)}``.

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
    _core_class: ClassVar[Any] = _core.Qif
    _readers: ClassVar[Mapping[str, Reader]] = readers(
        {
            "C_m": "pF",
            "g_L": "nS",
            "E_L": "mV",
            "V_c": "mV",
            "V_peak": "mV",
            "V_reset": "mV",
            "t_ref": "ms",
            "I_e": "pA",
        }
    )


@known_parameters
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class EIF(ParameterModel):
    """Exponential integrate-and-fire neuron [1]_.

    ::

        C_m dV_m/dt = -g_L (V_m - E_L) + g_L Delta_T exp((V_m - V_th)/Delta_T) + I_syn(t) + I_ext(t) + I_e
        V_m >= V_peak: a spike, V_m = V_reset for t_ref

    State: ``V_m`` and those of the receptors. Integrated by the Runge-Kutta method of fourth order, in pieces of a step
    where V_m is steep.

    Every parameter is one number, or an array of one value a neuron, shape (n,).

    Parameters
    ----------
    C_m : float or array
        Membrane capacitance [pF].
    g_L : float or array
        Leak conductance [nS].
    E_L : float or array
        Resting potential [mV].
    V_th : float or array
        Where the upstroke begins [mV].
    Delta_T : float or array
        Steepness of the upstroke [mV]; 0 leaves it out, and `V_th` takes the place of `V_peak`.
    V_peak : float or array
        Potential at which a spike is noted [mV], at least `V_th`.
    V_reset : float or array
        Potential after a spike [mV], below `V_peak`.
    t_ref : float or array
        Absolute refractory time [ms], a multiple of the network's dt.
    I_e : float or array
        Constant current [pA].
    receptors : dict of str to receptor
        By default ``{"exc": ExpCurrent(tau=2), "inh": ExpCurrent(tau=2)}``.

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
    _core_class: ClassVar[Any] = _core.Eif
    _readers: ClassVar[Mapping[str, Reader]] = readers(
        {
            "C_m": "pF",
            "g_L": "nS",
            "E_L": "mV",
            "V_th": "mV",
            "Delta_T": "mV",
            "V_peak": "mV",
            "V_reset": "mV",
            "t_ref": "ms",
            "I_e": "pA",
        }
    )


@known_parameters
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class AdEx(ParameterModel):
    """Adaptive exponential integrate-and-fire neuron [1]_.

    ::

        C_m dV_m/dt = -g_L (V_m - E_L) + g_L Delta_T exp((V_m - V_th)/Delta_T) - w + I_syn(t) + I_ext(t) + I_e
        tau_w dw/dt = a (V_m - E_L) - w
        V_m >= V_peak: a spike, V_m = V_reset for t_ref, w increases by b

    State: ``V_m``, ``w`` [pA] and those of the receptors. Integrated by the Runge-Kutta method of fourth order, in
    pieces of a step where V_m is steep. While V_m is held at V_reset, w goes on.

    Every parameter is one number, or an array of one value a neuron, shape (n,).

    Parameters
    ----------
    C_m : float or array
        Membrane capacitance [pF].
    g_L : float or array
        Leak conductance [nS].
    E_L : float or array
        Resting potential [mV].
    V_th : float or array
        Where the upstroke begins [mV].
    Delta_T : float or array
        Steepness of the upstroke [mV]; 0 leaves it out, and `V_th` takes the place of `V_peak`.
    V_peak : float or array
        Potential at which a spike is noted [mV], at least `V_th`.
    V_reset : float or array
        Potential after a spike [mV], below `V_peak`.
    t_ref : float or array
        Absolute refractory time [ms], a multiple of the network's dt.
    a : float or array
        Adaptation by the potential [nS].
    b : float or array
        Adaptation by a spike [pA].
    tau_w : float or array
        Time constant of adaptation [ms].
    I_e : float or array
        Constant current [pA].
    receptors : dict of str to receptor
        By default ``{"exc": ExpCurrent(tau=2), "inh": ExpCurrent(tau=2)}``.

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
    _core_class: ClassVar[Any] = _core.AdEx
    _readers: ClassVar[Mapping[str, Reader]] = readers(
        {
            "C_m": "pF",
            "g_L": "nS",
            "E_L": "mV",
            "V_th": "mV",
            "Delta_T": "mV",
            "V_peak": "mV",
            "V_reset": "mV",
            "t_ref": "ms",
            "a": "nS",
            "b": "pA",
            "tau_w": "ms",
            "I_e": "pA",
        }
    )


@known_parameters
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Izhikevich(ParameterModel):
    """Neuron of Izhikevich [1]_, with numbers in mV, ms and pA (as if C_m were 1 pF).

    ::

        dV_m/dt = 0.04 V_m^2 + 5 V_m + 140 - U_m + I_syn(t) + I_ext(t) + I_e
        dU_m/dt = a (b V_m - U_m)
        V_m >= V_th: a spike, V_m = c, U_m increases by d

    State: ``V_m``, at first -65, ``U_m``, at first ``b V_m``, and those of the receptors. Integrated by the Runge-Kutta
    method of fourth order, in pieces of a step where V_m is steep.

    Every parameter is one number, or an array of one value a neuron, shape (n,).

    Parameters
    ----------
    a : float or array
        Rate of recovery [1/ms].
    b : float or array
        Sensitivity of recovery to the potential.
    c : float or array
        Potential after a spike [mV], below `V_th`.
    d : float or array
        Recovery after a spike.
    V_th : float or array
        Potential at which a spike is noted [mV].
    I_e : float or array
        Constant current.
    receptors : dict of str to receptor
        By default ``{"exc": ExpCurrent(tau=2), "inh": ExpCurrent(tau=2)}``.

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
    _core_class: ClassVar[Any] = _core.Izhikevich
    _readers: ClassVar[Mapping[str, Reader]] = readers(
        {
            "a": "1",
            "b": "1",
            "c": "mV",
            "d": "1",
            "V_th": "mV",
            "I_e": "pA",
        }
    )
