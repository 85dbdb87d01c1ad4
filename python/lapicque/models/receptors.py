"""Receptors: what becomes of the weights that arrive at a neuron."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lapicque import _core, _names
from lapicque._description import Description, described
from lapicque._names import known_parameters
from lapicque._units import Numbers

__all__ = [
    "NMDA",
    "AlphaConductance",
    "AlphaCurrent",
    "BiExpConductance",
    "BiExpCurrent",
    "Delta",
    "ExpConductance",
    "ExpCurrent",
]
__dir__ = _names.only(__all__)


class Receptor(Description):
    """Base of the receptors: what becomes of the weights that arrive at a neuron."""

    weight_unit: ClassVar[str]
    """Unit of the weights."""

    def _validate(self) -> None:
        self._build().validate()


@known_parameters
@described(_core.Delta)
@dataclass(frozen=True, eq=False, repr=False)
class Delta(Receptor):
    """Jump of the membrane potential by the weight [mV].

    Parameters
    ----------
    {...}
    sign : {0, 1, -1}
        Sign that every weight must have; 0 for both.
    """

    sign: int = 0


@known_parameters
@described(_core.ExpCurrent)
@dataclass(frozen=True, eq=False, repr=False)
class ExpCurrent(Receptor):
    """Current that jumps by the weight and decays: ``I(t) = w exp(-t/tau)``.

    Parameters
    ----------
    {...}
    sign : {0, 1, -1}
        Sign that every weight [pA] must have; 0 for both.
    """

    tau: Numbers = 2.0
    sign: int = 0


@known_parameters
@described(_core.AlphaCurrent)
@dataclass(frozen=True, eq=False, repr=False)
class AlphaCurrent(Receptor):
    """Current that rises to the weight and decays: ``I(t) = w (t/tau) exp(1 - t/tau)``.

    Parameters
    ----------
    {...}
    sign : {0, 1, -1}
        Sign that every weight [pA] must have; 0 for both.
    """

    tau: Numbers = 2.0
    sign: int = 0


@known_parameters
@described(_core.BiExpCurrent)
@dataclass(frozen=True, eq=False, repr=False)
class BiExpCurrent(Receptor):
    """Current of two time constants, its peak the weight: ``I(t) ~ w (exp(-t/tau_decay) - exp(-t/tau_rise))``.

    With ``tau_rise == tau_decay`` it is `AlphaCurrent`.

    Parameters
    ----------
    {...}
    sign : {0, 1, -1}
        Sign that every weight [pA] must have; 0 for both.
    """

    tau_rise: Numbers = 0.5
    tau_decay: Numbers = 2.0
    sign: int = 0


@known_parameters
@described(_core.ExpConductance)
@dataclass(frozen=True, eq=False, repr=False)
class ExpConductance(Receptor):
    """Conductance that jumps by the weight and decays: ``I = g (E_rev - V_m)``, ``g(t) = w exp(-t/tau)``.

    Parameters
    ----------
    {...}
    """

    E_rev: Numbers = 0.0
    tau: Numbers = 2.0


@known_parameters
@described(_core.AlphaConductance)
@dataclass(frozen=True, eq=False, repr=False)
class AlphaConductance(Receptor):
    """Conductance that rises to the weight and decays: ``g(t) = w (t/tau) exp(1 - t/tau)``.

    Parameters
    ----------
    {...}
    """

    E_rev: Numbers = 0.0
    tau: Numbers = 2.0


@known_parameters
@described(_core.BiExpConductance)
@dataclass(frozen=True, eq=False, repr=False)
class BiExpConductance(Receptor):
    """Conductance of two time constants, its peak the weight: ``g(t) ~ w (exp(-t/tau_decay) - exp(-t/tau_rise))``.

    With ``tau_rise == tau_decay`` it is `AlphaConductance`.

    Parameters
    ----------
    {...}
    """

    E_rev: Numbers = 0.0
    tau_rise: Numbers = 0.5
    tau_decay: Numbers = 2.0


@known_parameters
@described(_core.NMDA)
@dataclass(frozen=True, eq=False, repr=False)
class NMDA(Receptor):
    """`BiExpConductance` behind a magnesium block [1]_: ``I = g (E_rev - V_m)/(1 + Mg/3.57 exp(-0.062 V_m))``.

    Weights are the peak conductance without the block. A model can have eight receptors of this kind.

    Parameters
    ----------
    {...}

    References
    ----------
    .. [1] C. E. Jahr & C. F. Stevens (1990). J. Neurosci. 10, 3178-3182.
    """

    E_rev: Numbers = 0.0
    tau_rise: Numbers = 2.0
    tau_decay: Numbers = 100.0
    Mg: Numbers = 1.0
