"""The generalised integrate-and-fire neuron."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from lapicque import _core, _names
from lapicque._description import described
from lapicque._names import known_parameters
from lapicque._units import Numbers
from lapicque._values import FloatArray, Reader, array
from lapicque.models.base import Model, default_receptors
from lapicque.models.receptors import Receptor

__all__ = ["GIF"]
__dir__ = _names.only(__all__)


def _elements(unit: str) -> Reader:
    """A read-only array of one value an element, or one number for a single element."""
    many = array(unit)

    def read(value: Any, name: str) -> FloatArray:
        single = not hasattr(value, "__len__") or getattr(value, "ndim", 1) == 0
        result: FloatArray = many([value] if single else value, name)
        return result

    return read


@known_parameters
@described(_core.Gif)
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class GIF(Model):
    """Generalised integrate-and-fire neuron [1]_ [2]_: spike-triggered current, moving threshold, escape noise.

    ::

        C_m dV_m/dt = -g_L (V_m - E_L) - I_stc(t) + I_syn(t) + I_ext(t) + I_e
        lambda = lambda_0 exp((V_m - E_sfa)/Delta_V)

    In each step the neuron fires with probability ``1 - exp(-lambda dt)``, lambda at its end; then V_m is V_reset for
    `t_ref`, in which it does not fire. ``I_stc`` is the sum of elements that decay with `tau_stc` and increase by
    `q_stc` with each spike, ``E_sfa`` is `V_T_star` and the sum of elements that decay with `tau_sfa` and increase by
    `q_sfa`. Random numbers depend on the seed, the population, the neuron and the step alone. State: ``V_m``, ``I_stc``
    [pA], ``E_sfa`` [mV], the elements ``I_stc_0``, ..., ``E_sfa_0``, ..., and those of the receptors. Between spikes
    V_m is linear: with current receptors it is solved by the exact propagator, with conductances it is integrated by a
    formula of sixth order, with `NMDA` by a Taylor series.

    Every parameter but the elements is one number, or an array of one value a neuron, shape (n,).

    Parameters
    ----------
    {...}
    receptors : dict of str to receptor
        By default ``{"exc": ExpCurrent(tau=2), "inh": ExpCurrent(tau=2)}``.
    spike_timing : {"grid", "precise"}
        Where spikes are: at the ends of steps, drawn once a step; or where the hazard since the last spike has added up
        to what was drawn, within steps. Precise neurons need a network of double precision.

    Raises
    ------
    TypeError, ValueError
        Naming the parameter, its value and what is allowed.

    References
    ----------
    .. [1] S. Mensi et al. (2012). J. Neurophysiol. 107, 1756-1775.
    .. [2] C. Pozzorini et al. (2015). PLoS Comput. Biol. 11, e1004275.
    """

    C_m: Numbers = 80.0
    g_L: Numbers = 4.0
    E_L: Numbers = -70.0
    V_reset: Numbers = -55.0
    V_T_star: Numbers = -35.0
    Delta_V: Numbers = 0.5
    lambda_0: Numbers = 1.0
    t_ref: Numbers = 4.0
    I_e: Numbers = 0.0
    tau_stc: Numbers = ()
    q_stc: Numbers = ()
    tau_sfa: Numbers = ()
    q_sfa: Numbers = ()
    receptors: Mapping[str, Receptor] = field(default_factory=default_receptors)
    spike_timing: Literal["grid", "precise"] = "grid"
    _readers: ClassVar[Mapping[str, Reader]] = {
        **Model._readers,
        "tau_stc": _elements("ms"),
        "q_stc": _elements("pA"),
        "tau_sfa": _elements("ms"),
        "q_sfa": _elements("mV"),
    }
