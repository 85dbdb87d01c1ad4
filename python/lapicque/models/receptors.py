"""Receptors: what becomes of the weights that arrive at a neuron."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from lapicque import _core
from lapicque._description import Description
from lapicque._names import known_parameters
from lapicque._units import Numbers
from lapicque._values import Reader, integer, parameter


class Receptor(Description):
    """Base of the receptors: what becomes of the weights that arrive at a neuron."""

    weight_unit: ClassVar[str] = "pA"
    """Unit of the weights."""

    @abstractmethod
    def _build(self) -> _core._Receptor:
        """The same for the core."""

    def _validate(self) -> None:
        self._build().validate()


@known_parameters
@dataclass(frozen=True, eq=False, repr=False)
class Delta(Receptor):
    """Jump of the membrane potential by the weight [mV].

    Parameters
    ----------
    sign : {0, 1, -1}
        Sign that every weight must have; 0 for both.
    """

    sign: int = 0
    weight_unit: ClassVar[str] = "mV"
    _readers: ClassVar[Mapping[str, Reader]] = {"sign": integer}

    def _build(self) -> _core._Receptor:
        return _core.Delta(self.sign)


@known_parameters
@dataclass(frozen=True, eq=False, repr=False)
class ExpCurrent(Receptor):
    """Current that jumps by the weight and decays: ``I(t) = w exp(-t/tau)``.

    Parameters
    ----------
    tau : float or array of shape (n,)
        Time constant of decay [ms].
    sign : {0, 1, -1}
        Sign that every weight [pA] must have; 0 for both.
    """

    tau: Numbers = 2.0
    sign: int = 0
    _readers: ClassVar[Mapping[str, Reader]] = {"tau": parameter("ms"), "sign": integer}

    def _build(self) -> _core._Receptor:
        return _core.ExpCurrent(self.tau, self.sign)


@known_parameters
@dataclass(frozen=True, eq=False, repr=False)
class AlphaCurrent(Receptor):
    """Current that rises to the weight and decays: ``I(t) = w (t/tau) exp(1 - t/tau)``.

    Parameters
    ----------
    tau : float or array of shape (n,)
        Time from onset to peak [ms].
    sign : {0, 1, -1}
        Sign that every weight [pA] must have; 0 for both.
    """

    tau: Numbers = 2.0
    sign: int = 0
    _readers: ClassVar[Mapping[str, Reader]] = {"tau": parameter("ms"), "sign": integer}

    def _build(self) -> _core._Receptor:
        return _core.AlphaCurrent(self.tau, self.sign)


@known_parameters
@dataclass(frozen=True, eq=False, repr=False)
class BiExpCurrent(Receptor):
    """Current of two time constants, its peak the weight: ``I(t) ~ w (exp(-t/tau_decay) - exp(-t/tau_rise))``.

    With ``tau_rise == tau_decay`` it is `AlphaCurrent`.

    Parameters
    ----------
    tau_rise : float or array of shape (n,)
        Time constant of rise [ms], at most `tau_decay`.
    tau_decay : float or array of shape (n,)
        Time constant of decay [ms].
    sign : {0, 1, -1}
        Sign that every weight [pA] must have; 0 for both.
    """

    tau_rise: Numbers = 0.5
    tau_decay: Numbers = 2.0
    sign: int = 0
    _readers: ClassVar[Mapping[str, Reader]] = {
        "tau_rise": parameter("ms"),
        "tau_decay": parameter("ms"),
        "sign": integer,
    }

    def _build(self) -> _core._Receptor:
        return _core.BiExpCurrent(self.tau_rise, self.tau_decay, self.sign)


_CONDUCTANCE = "nS"


@known_parameters
@dataclass(frozen=True, eq=False, repr=False)
class ExpConductance(Receptor):
    """Conductance that jumps by the weight and decays: ``I = g (E_rev - V_m)``, ``g(t) = w exp(-t/tau)``.

    Parameters
    ----------
    E_rev : float or array of shape (n,)
        Reversal potential [mV].
    tau : float or array of shape (n,)
        Time constant of decay [ms].
    """

    E_rev: Numbers = 0.0
    tau: Numbers = 2.0
    weight_unit: ClassVar[str] = _CONDUCTANCE
    _readers: ClassVar[Mapping[str, Reader]] = {"E_rev": parameter("mV"), "tau": parameter("ms")}

    def _build(self) -> _core._Receptor:
        return _core.ExpConductance(self.E_rev, self.tau)


@known_parameters
@dataclass(frozen=True, eq=False, repr=False)
class AlphaConductance(Receptor):
    """Conductance that rises to the weight and decays: ``g(t) = w (t/tau) exp(1 - t/tau)``.

    Parameters
    ----------
    E_rev : float or array of shape (n,)
        Reversal potential [mV].
    tau : float or array of shape (n,)
        Time from onset to peak [ms].
    """

    E_rev: Numbers = 0.0
    tau: Numbers = 2.0
    weight_unit: ClassVar[str] = _CONDUCTANCE
    _readers: ClassVar[Mapping[str, Reader]] = {"E_rev": parameter("mV"), "tau": parameter("ms")}

    def _build(self) -> _core._Receptor:
        return _core.AlphaConductance(self.E_rev, self.tau)


@known_parameters
@dataclass(frozen=True, eq=False, repr=False)
class BiExpConductance(Receptor):
    """Conductance of two time constants, its peak the weight: ``g(t) ~ w (exp(-t/tau_decay) - exp(-t/tau_rise))``.

    With ``tau_rise == tau_decay`` it is `AlphaConductance`.

    Parameters
    ----------
    E_rev : float or array of shape (n,)
        Reversal potential [mV].
    tau_rise : float or array of shape (n,)
        Time constant of rise [ms], at most `tau_decay`.
    tau_decay : float or array of shape (n,)
        Time constant of decay [ms].
    """

    E_rev: Numbers = 0.0
    tau_rise: Numbers = 0.5
    tau_decay: Numbers = 2.0
    weight_unit: ClassVar[str] = _CONDUCTANCE
    _readers: ClassVar[Mapping[str, Reader]] = {
        "E_rev": parameter("mV"),
        "tau_rise": parameter("ms"),
        "tau_decay": parameter("ms"),
    }

    def _build(self) -> _core._Receptor:
        return _core.BiExpConductance(self.E_rev, self.tau_rise, self.tau_decay)


@known_parameters
@dataclass(frozen=True, eq=False, repr=False)
class NMDA(Receptor):
    """`BiExpConductance` behind a magnesium block [1]_: ``I = g (E_rev - V_m)/(1 + Mg/3.57 exp(-0.062 V_m))``.

    Weights are the peak conductance without the block. A model can have eight receptors of this kind.

    Parameters
    ----------
    E_rev : float or array of shape (n,)
        Reversal potential [mV].
    tau_rise : float or array of shape (n,)
        Time constant of rise [ms], at most `tau_decay`.
    tau_decay : float or array of shape (n,)
        Time constant of decay [ms].
    Mg : float or array of shape (n,)
        Concentration of magnesium outside [mM].

    References
    ----------
    .. [1] C. E. Jahr & C. F. Stevens (1990). J. Neurosci. 10, 3178-3182.
    """

    E_rev: Numbers = 0.0
    tau_rise: Numbers = 2.0
    tau_decay: Numbers = 100.0
    Mg: Numbers = 1.0
    weight_unit: ClassVar[str] = _CONDUCTANCE
    _readers: ClassVar[Mapping[str, Reader]] = {
        "E_rev": parameter("mV"),
        "tau_rise": parameter("ms"),
        "tau_decay": parameter("ms"),
        "Mg": parameter("1"),
    }

    def _build(self) -> _core._Receptor:
        return _core.NMDA(self.E_rev, self.tau_rise, self.tau_decay, self.Mg)
