"""Synapses: what the spikes at its two ends do to a synapse.

All of the delay d is dendritic: a presynaptic spike at t meets the synapse at t and has its effect at t + d, a
postsynaptic spike at t meets the synapse at t + d. A trace is 0 at first, jumps by 1 at a spike of its side and decays
exponentially; a spike sees the other side's trace as it is just before a spike that meets the synapse together with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from lapicque import _core, _names, _units
from lapicque._description import WEIGHT, Description, core_fields, described
from lapicque._names import known_parameters
from lapicque._reading import named
from lapicque._units import Number
from lapicque._values import Reader, short

__all__ = ["STDP", "Static", "TripletSTDP", "TsodyksMarkram", "VogelsSprekeler"]
__dir__ = _names.only(__all__)


class Synapse(Description):
    """Base of the synapses."""

    def _validate(self) -> None:
        with named(**{"lambda": "lambda_"}):
            _core.validate_synapse(self._build())

    def _require_unit(self, unit: str | None) -> None:
        """Refuse parameters that were given in another unit than the receptor's."""


def _pairing(value: Any, name: str) -> str:
    if value not in ("all_to_all", "nearest"):
        raise ValueError(f"{name} must be 'all_to_all' or 'nearest', got {short(value)}")
    return str(value)


class _Plastic(Synapse):
    """Base of those whose weights change: some parameters are in the unit of the receptor."""

    _readers: ClassVar[Mapping[str, Reader]] = {"pairing": _pairing}
    Wmax: Number
    unit: str | None

    def __post_init__(self) -> None:
        """Keep what is in the unit of the weight as bare numbers, and the unit beside them."""
        unit = self.unit
        for name in (field.own_name for field in core_fields(self._core_class) if field.unit == WEIGHT):
            bare, unit = _units.remembered(getattr(self, name), unit, name)
            object.__setattr__(self, name, bare)
        object.__setattr__(self, "unit", unit)
        super().__post_init__()

    def _require_unit(self, unit: str | None) -> None:
        _units.require(self.unit, unit, "Wmax", self)


@known_parameters
@described(_core.Static)
@dataclass(frozen=True, eq=False, repr=False)
class Static(Synapse):
    """The weight stays as it is."""


@known_parameters
@described(_core.TsodyksMarkram)
@dataclass(frozen=True, eq=False, repr=False)
class TsodyksMarkram(Synapse):
    """Short-term depression and facilitation, exact between spikes.

    A spike transmits ``u x`` times the weight, which itself stays as it is. At rest ``u = U`` and ``x = 1``; a spike
    uses up ``u x`` of x and raises u by ``U (1 - u)``, and between spikes x recovers to 1 and u decays to 0. Any
    weights.

    Parameters
    ----------
    U : float
        Share that a spike uses at rest, above 0 and at most 1.
    tau_rec : float
        Time constant of recovery [ms].
    tau_fac : float
        Time constant of facilitation [ms]; with 0 there is none, u is U at every spike.

    References
    ----------
    Tsodyks, M., Uziel, A. & Markram, H. (2000). Synchrony generation in recurrent networks with frequency-dependent
    synapses. J. Neurosci. 20, RC50.
    """

    U: Number = 0.5
    tau_rec: Number = 800.0
    tau_fac: Number = 0.0


@known_parameters
@described(_core.Stdp)
@dataclass(frozen=True, eq=False, repr=False)
class STDP(_Plastic):
    """Spike-timing dependent plasticity of pairs of spikes.

    A postsynaptic spike that finds the presynaptic trace K_plus adds
    ``lambda_ Wmax (1 - w/Wmax)**mu_plus K_plus``, a presynaptic spike that finds the postsynaptic trace K_minus takes
    away ``alpha lambda_ Wmax (w/Wmax)**mu_minus K_minus``; w stays between 0 and Wmax. Exponents of 0 make it additive
    (Song, Miller & Abbott 2000), of 1 multiplicative (Rubin, Lee & Sompolinsky 2001), and there is all in between.

    Parameters
    ----------
    tau_plus, tau_minus : float
        Time constants of the presynaptic and the postsynaptic trace [ms].
    lambda_ : float
        Learning rate, at least 0.
    alpha : float
        Depression over potentiation, at least 0.
    mu_plus, mu_minus : float
        Exponents of the dependence on the weight, at least 0.
    Wmax : float
        Largest weight, in the unit of the receptor; negative where the weights are.
    pairing : {"all_to_all", "nearest"}
        Whether all pairs of spikes count, or each spike with the last one of the other side before it; a trace is then
        set to 1 at a spike.
    unit : str, optional
        Unit of Wmax, found by itself where it brings one.

    References
    ----------
    Guetig, R., Aharonov, R., Rotter, S. & Sompolinsky, H. (2003). Learning input correlations through nonlinear
    temporally asymmetric Hebbian plasticity. J. Neurosci. 23, 3697-3714.
    Morrison, A., Diesmann, M. & Gerstner, W. (2008). Phenomenological models of synaptic plasticity based on spike
    timing. Biol. Cybern. 98, 459-478.
    """

    tau_plus: Number = 20.0
    tau_minus: Number = 20.0
    lambda_: Number = 0.01
    alpha: Number = 1.0
    mu_plus: Number = 1.0
    mu_minus: Number = 1.0
    Wmax: Number = 100.0
    pairing: str = "all_to_all"
    unit: str | None = None


@known_parameters
@described(_core.TripletStdp)
@dataclass(frozen=True, eq=False, repr=False)
class TripletSTDP(_Plastic):
    """Plasticity by triplets of spikes, which depends on the rate as the visual cortex and the hippocampus do.

    A postsynaptic spike adds ``K_plus (Aplus + Aplus_triplet K_minus_triplet)``, a presynaptic spike takes away
    ``K_minus (Aminus + Aminus_triplet K_plus_triplet)``; w stays between 0 and Wmax. K_plus and K_plus_triplet are a
    fast and a slow presynaptic trace, K_minus and K_minus_triplet postsynaptic ones. Each neuron's slow trace is taken
    just before its own spike.

    Parameters
    ----------
    tau_plus, tau_plus_triplet : float
        Time constants of the presynaptic traces [ms].
    tau_minus, tau_minus_triplet : float
        Time constants of the postsynaptic traces [ms].
    Aplus, Aplus_triplet, Aminus, Aminus_triplet : float
        Amplitudes, in the unit of the receptor, at least 0.
    Wmax : float
        Largest weight, in the unit of the receptor; negative where the weights are.
    pairing : {"all_to_all", "nearest"}
        Whether all spikes count, or only the last ones before: a trace is then set to 1 at a spike.
    unit : str, optional
        Unit of Wmax and the amplitudes, found by itself where they bring one.

    References
    ----------
    Pfister, J.-P. & Gerstner, W. (2006). Triplets of spikes in a model of spike timing-dependent plasticity. J.
    Neurosci. 26, 9673-9682.
    """

    tau_plus: Number = 16.8
    tau_plus_triplet: Number = 101.0
    tau_minus: Number = 33.7
    tau_minus_triplet: Number = 125.0
    Aplus: Number = 5e-10
    Aplus_triplet: Number = 6.2e-3
    Aminus: Number = 7e-3
    Aminus_triplet: Number = 2.3e-4
    Wmax: Number = 100.0
    pairing: str = "all_to_all"
    unit: str | None = None


@known_parameters
@described(_core.VogelsSprekeler)
@dataclass(frozen=True, eq=False, repr=False)
class VogelsSprekeler(_Plastic):
    """Plasticity of inhibitory synapses that balances the excitation of their targets.

    A spike of either side adds ``eta K`` to the magnitude of the weight, K being the trace of the other side, and a
    presynaptic spike then takes away ``eta alpha``; the magnitude stays between 0 and that of Wmax. Targets come to
    fire at a rate of ``alpha/(2 tau)``: for 5 Hz and 20 ms, alpha is ``2 * 0.005 * 20 = 0.2``. Where inhibition keeps
    the spikes of both sides apart, they stay somewhat above it.

    Parameters
    ----------
    tau : float
        Time constant of both traces [ms].
    eta : float
        Learning rate of the magnitude, in the unit of the receptor, at least 0.
    alpha : float
        Depression by a presynaptic spike, at least 0.
    Wmax : float
        Strongest weight, in the unit of the receptor: negative for current receptors, where inhibition is a negative
        weight, positive for conductances.
    unit : str, optional
        Unit of Wmax and eta, found by itself where they bring one.

    References
    ----------
    Vogels, T. P., Sprekeler, H., Zenke, F., Clopath, C. & Gerstner, W. (2011). Inhibitory plasticity balances
    excitation and inhibition in sensory pathways and memory networks. Science 334, 1569-1573.
    """

    tau: Number = 20.0
    eta: Number = 0.1
    alpha: Number = 0.12
    Wmax: Number = -1000.0
    unit: str | None = None
