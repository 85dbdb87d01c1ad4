"""Neuron models and their receptors."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from lapicque import _core
from lapicque._description import Description
from lapicque._names import Named, known_parameters
from lapicque._units import Numbers
from lapicque._values import FloatArray, Reader, integer, optional, parameter, text, type_error


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


def _read_receptors(value: Any, name: str) -> Named[Receptor]:
    if not isinstance(value, Mapping):
        raise type_error(name, "a dict of receptors by name", value)
    for key, receptor in value.items():
        if not isinstance(key, str):
            raise type_error(name, "a dict of receptors by name", value)
        if not isinstance(receptor, Receptor):
            raise type_error(f"{name}[{key!r}]", "a receptor such as ExpCurrent()", receptor)
    return Named(dict(value), "receptor")


def _default_receptors() -> dict[str, Receptor]:
    return {"exc": ExpCurrent(), "inh": ExpCurrent()}


class Model(Description):
    """Base of the neuron models."""

    receptors: Mapping[str, Receptor]

    @abstractmethod
    def _build(self) -> _core.Lif:
        """The same for the core."""

    def _validate(self) -> None:
        self._build().validate()

    def _weight_unit(self, receptor: str | None) -> str | None:
        """Unit of weights onto a receptor; None if that is not known, or not the same for all that could be meant."""
        meant = self.receptors if receptor is None else [receptor]
        units = {self.receptors[name].weight_unit for name in meant if name in self.receptors}
        return units.pop() if len(units) == 1 else None


@known_parameters
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class LIF(Model):
    """Leaky integrate-and-fire neuron with any number of receptors [1]_, solved exactly [2]_.

    ::

        C_m dV_m/dt = -g_L (V_m - E_L) + I_syn(t) + I_ext(t) + I_e
        V_m >= V_th: a spike, V_m = V_reset for t_ref

    Every parameter is one number, or an array of one value a neuron, shape (n,). The state variables of a population
    are ``V_m`` and, for a receptor ``exc``, ``I_exc``.

    Parameters
    ----------
    C_m : float or array
        Membrane capacitance [pF].
    tau_m : float or array, optional
        Membrane time constant [ms]; 10 unless `g_L` is given.
    g_L : float or array, optional
        Leak conductance ``C_m/tau_m`` [nS]. Give `tau_m` or `g_L`, not both.
    E_L : float or array
        Resting potential [mV].
    V_th : float or array
        Threshold [mV].
    V_reset : float or array
        Potential after a spike [mV], below `V_th`.
    t_ref : float or array
        Absolute refractory time [ms], a multiple of the network's dt if spikes are on the grid.
    I_e : float or array
        Constant current [pA].
    receptors : dict of str to receptor
        By default ``{"exc": ExpCurrent(tau=2), "inh": ExpCurrent(tau=2)}``.
    spike_timing : {"grid", "precise"}
        Spikes at the ends of time steps, or where V_m reaches `V_th`, to rounding [3]_ [4]_ [5]_. Precise spikes reach
        precise neurons at exactly the time of the spike plus the delay, so that results do not depend on dt; others
        take them in as spikes of the step that they lie in. Precise neurons need a network of double precision.

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
    receptors: Mapping[str, Receptor] = field(default_factory=_default_receptors)
    spike_timing: Literal["grid", "precise"] = "grid"
    _readers: ClassVar[Mapping[str, Reader]] = {
        "C_m": parameter("pF"),
        "tau_m": optional(parameter("ms")),
        "g_L": optional(parameter("nS")),
        "E_L": parameter("mV"),
        "V_th": parameter("mV"),
        "V_reset": parameter("mV"),
        "t_ref": parameter("ms"),
        "I_e": parameter("pA"),
        "receptors": _read_receptors,
        "spike_timing": text,
    }

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

    def _build(self) -> _core.Lif:
        return _core.Lif(
            C_m=self.C_m,
            tau_m=self.tau_m,
            g_L=self.g_L,
            E_L=self.E_L,
            V_th=self.V_th,
            V_reset=self.V_reset,
            t_ref=self.t_ref,
            I_e=self.I_e,
            receptors=[(name, receptor._build()) for name, receptor in self.receptors.items()],
            spike_timing=self.spike_timing,
        )
