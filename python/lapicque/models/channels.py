"""Neurons with sodium and potassium channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lapicque import _core, _names
from lapicque._description import described
from lapicque._names import known_parameters
from lapicque._units import Numbers
from lapicque.models.base import Model, default_receptors
from lapicque.models.receptors import ExpConductance, Receptor

__all__ = ["HodgkinHuxley", "TraubMiles"]
__dir__ = _names.only(__all__)


def _conductances() -> dict[str, Receptor]:
    return {"exc": ExpConductance(0.0, tau=5.0), "inh": ExpConductance(-80.0, tau=10.0)}


@known_parameters
@described(_core.HodgkinHuxley)
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class HodgkinHuxley(Model):
    """Neuron of Hodgkin and Huxley [1]_, in absolute potentials.

    ::

        C_m dV_m/dt = g_Na m^3 h (E_Na - V_m) + g_K n^4 (E_K - V_m) + g_L (E_L - V_m) + I_syn(t) + I_ext(t) + I_e
        dx/dt = alpha_x(V_m) (1 - x) - beta_x(V_m) x

    State: ``V_m``, at first -65, ``Act_m``, ``Inact_h`` and ``Act_n``, at first in equilibrium with V_m, and those of
    the receptors. A spike is where V_m comes up through 0 mV; then none is noted for `t_ref`.
    Integrated by the Runge-Kutta method of fourth order, in pieces of a step where that does not hold.

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
    .. [1] A. L. Hodgkin & A. F. Huxley (1952). J. Physiol. 117, 500-544.
    """

    C_m: Numbers = 100.0
    g_Na: Numbers = 12000.0
    g_K: Numbers = 3600.0
    g_L: Numbers = 30.0
    E_Na: Numbers = 50.0
    E_K: Numbers = -77.0
    E_L: Numbers = -54.402
    t_ref: Numbers = 2.0
    I_e: Numbers = 0.0
    receptors: Mapping[str, Receptor] = field(default_factory=default_receptors)
    spike_timing: Literal["grid", "precise"] = "grid"


@known_parameters
@described(_core.TraubMiles)
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class TraubMiles(Model):
    """Pyramidal neuron of Traub and Miles [1]_ as reduced by Brette et al. [2]_.

    The equations of `HodgkinHuxley` with rates that depend on ``V_m - V_T``. V_m begins at E_L. A spike is where
    V_m comes up through ``V_T + 30`` mV; then none is noted for `t_ref`.

    Every parameter is one number, or an array of one value a neuron, shape (n,).

    Parameters
    ----------
    {...}
    receptors : dict of str to receptor
        By default ``{"exc": ExpConductance(0, tau=5), "inh": ExpConductance(-80, tau=10)}``.
    spike_timing : {"grid", "precise"}
        Where spikes are: at the ends of steps, or where V_m crosses, to 1e-6 ms, from where `t_ref` counts. Precise
        neurons need a network of double precision.

    Raises
    ------
    TypeError, ValueError
        Naming the parameter, its value and what is allowed.

    References
    ----------
    .. [1] R. D. Traub & R. Miles (1991). Neuronal Networks of the Hippocampus. Cambridge University Press.
    .. [2] R. Brette et al. (2007). J. Comput. Neurosci. 23, 349-398.
    """

    C_m: Numbers = 200.0
    g_Na: Numbers = 20000.0
    g_K: Numbers = 6000.0
    g_L: Numbers = 10.0
    E_Na: Numbers = 50.0
    E_K: Numbers = -90.0
    E_L: Numbers = -60.0
    V_T: Numbers = -63.0
    t_ref: Numbers = 2.0
    I_e: Numbers = 0.0
    receptors: Mapping[str, Receptor] = field(default_factory=_conductances)
    spike_timing: Literal["grid", "precise"] = "grid"
