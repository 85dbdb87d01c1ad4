"""The leaky integrate-and-fire neuron."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lapicque import _core, _names
from lapicque._description import described
from lapicque._names import known_parameters
from lapicque._units import Numbers
from lapicque._values import FloatArray
from lapicque.models.base import Model, default_receptors
from lapicque.models.receptors import Receptor

__all__ = ["LIF"]
__dir__ = _names.only(__all__)


@known_parameters
@described(_core.Lif)
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class LIF(Model):
    """Leaky integrate-and-fire neuron with any number of receptors [1]_.

    With receptors of currents it is solved exactly [2]_. With conductances V_m follows from the exact conductances by a
    formula of sixth order, with `NMDA` by a Taylor series.

    ::

        C_m dV_m/dt = -g_L (V_m - E_L) + I_syn(t) + I_ext(t) + I_e
        V_m >= V_th: a spike, V_m = V_reset for t_ref

    Every parameter is one number, or an array of one value a neuron, shape (n,). The state variables of a population
    are ``V_m`` and, for a receptor ``exc``, ``I_exc`` or ``g_exc``.

    Parameters
    ----------
    {...}
    receptors : dict of str to receptor
        By default ``{"exc": ExpCurrent(tau=2), "inh": ExpCurrent(tau=2)}``.
    spike_timing : {"grid", "precise"}
        Spikes at the ends of time steps, or where V_m reaches `V_th`, to rounding [3]_ [4]_ [5]_, with conductances to
        1e-6 ms. Precise spikes reach precise neurons at exactly the time of the spike plus the delay, so that results
        do not depend on dt; others take them in as spikes of the step that they lie in. Precise neurons need a network
        of double precision.

    Raises
    ------
    TypeError, ValueError
        Naming the parameter, its value and what is allowed.

    References
    ----------
    .. [1] L. Lapicque (1907). J. Physiol. Pathol. Gen. 9, 620-635.
    .. [2] S. Rotter & M. Diesmann (1999). Biol. Cybern. 81, 381-402.
    .. [3] A. Morrison, S. Straube, H. E. Plesser & M. Diesmann (2007). Neural Comput. 19, 47-79.
    .. [4] A. Hanuschkin et al. (2010). Front. Neuroinform. 4, 113.
    .. [5] J. Krishnan et al. (2018). Front. Neuroinform. 11, 75.
    """

    C_m: Numbers = 250.0
    tau_m: Numbers | None = None
    g_L: Numbers | None = None
    E_L: Numbers = -70.0
    V_th: Numbers = -55.0
    V_reset: Numbers = -70.0
    t_ref: Numbers = 2.0
    I_e: Numbers = 0.0
    receptors: Mapping[str, Receptor] = field(default_factory=default_receptors)
    spike_timing: Literal["grid", "precise"] = "grid"

    def __post_init__(self) -> None:
        """Read the parameters; tau_m has its default only where g_L is not given."""
        if self.tau_m is None and self.g_L is None:
            object.__setattr__(self, "tau_m", 10.0)
        super().__post_init__()

    def replace(self, **changes: Any) -> LIF:
        """Return a copy with some parameters changed; a new `g_L` takes the place of `tau_m`, and the other way round.

        Parameters
        ----------
        **changes
            New values of parameters, by name.

        Returns
        -------
        LIF
        """
        if "g_L" in changes:
            changes.setdefault("tau_m", None)
        elif "tau_m" in changes:
            changes["g_L"] = None
        return super().replace(**changes)

    @property
    def membrane_time_constant(self) -> float | FloatArray:
        """``tau_m``, or ``C_m/g_L`` where the conductance was given [ms]."""
        constant: Any = self.tau_m if self.tau_m is not None else self.C_m / self.g_L  # type: ignore[operator]
        return constant  # type: ignore[no-any-return]
