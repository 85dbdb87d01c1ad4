"""Stimuli: currents and spikes from outside.

Currents [pA] are constant within a step of the network: the value of a step is the mean of the waveform over it, so
that the charge is exact. What depends on the network's dt is checked when the stimulus is applied.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from lapicque import _core, _names, _units
from lapicque._description import Description, described
from lapicque._names import known_parameters
from lapicque._units import Number, Numbers
from lapicque._values import Reader, array
from lapicque.rates import Rate, read_rate

if TYPE_CHECKING:
    from lapicque.population import Selection

__all__ = [
    "AppliedStimulus",
    "ArrayCurrent",
    "OrnsteinUhlenbeck",
    "PoissonInput",
    "Ramp",
    "Sine",
    "Step",
    "Steps",
    "WhiteNoise",
]
__dir__ = _names.only(__all__)


class Stimulus(Description):
    """Base of the stimuli."""

    def _validate(self) -> None:
        _core.validate_stimulus(self._build())


class AppliedStimulus:
    """A stimulus that acts on some neurons of a network; what `stimulate` returns."""

    def __init__(self, handle: _core.AppliedStimulus, target: Selection, stimulus: Stimulus) -> None:
        self._handle = handle
        self._target = target
        self._stimulus = stimulus

    @property
    def target(self) -> Selection:
        """Neurons that receive it."""
        return self._target

    @property
    def stimulus(self) -> Stimulus:
        """What they receive."""
        return self._stimulus

    @property
    def applied(self) -> bool:
        """False once it was removed."""
        return self._handle.applied

    def remove(self) -> None:
        """Take it away from the present time on, with the memory that it holds; `reset` does not bring it back.

        Raises
        ------
        ValueError
            If it was removed before.
        RuntimeError
            While the network runs.
        """
        self._handle.remove()

    def __repr__(self) -> str:
        removed = "" if self.applied else ", removed"
        return f"<{self.stimulus!r} applied to {self.target!r}{removed}>"


@known_parameters
@described(_core.Step)
@dataclass(frozen=True, eq=False, repr=False)
class Step(Stimulus):
    """A current that is on for a while.

    Parameters
    ----------
    start, stop : float
        On in ``[start, stop)`` [ms], both on the grid of dt; `stop` may be infinite.
    amplitude : float
        Current [pA].
    """

    start: Number = 0.0
    stop: Number = math.inf
    amplitude: Number = 0.0


@known_parameters
@described(_core.Steps)
@dataclass(frozen=True, eq=False, repr=False)
class Steps(Stimulus):
    """A staircase: ``amplitudes[j]`` from ``times[j]`` until ``times[j + 1]``, the last one for ever.

    Parameters
    ----------
    times : array of shape (steps,)
        Increasing times on the grid of dt [ms].
    amplitudes : array of shape (steps,)
        Currents [pA].
    """

    times: Numbers
    amplitudes: Numbers


@known_parameters
@described(_core.Sine)
@dataclass(frozen=True, eq=False, repr=False)
class Sine(Stimulus):
    """``offset + amplitude sin(2 pi frequency (t - start) + phase)`` in ``[start, stop)``, zero outside.

    Parameters
    ----------
    amplitude : float
        Amplitude of the oscillation [pA].
    frequency : float
        Frequency [Hz].
    phase : float
        Phase at `start` [degrees].
    offset : float
        Mean current [pA].
    start, stop : float
        Times on the grid of dt [ms]; `stop` may be infinite.
    """

    amplitude: Number = 0.0
    frequency: Number = 10.0
    phase: Number = 0.0
    offset: Number = 0.0
    start: Number = 0.0
    stop: Number = math.inf


@known_parameters
@described(_core.Ramp)
@dataclass(frozen=True, eq=False, repr=False)
class Ramp(Stimulus):
    """A straight line from one current to another, zero outside.

    Parameters
    ----------
    start, stop : float
        Times of its ends [ms], on the grid of dt.
    start_amplitude, stop_amplitude : float
        Currents at its ends [pA].
    """

    start: Number = 0.0
    stop: Number = 0.0
    start_amplitude: Number = 0.0
    stop_amplitude: Number = 0.0


@known_parameters
@described(_core.ArrayCurrent)
@dataclass(frozen=True, eq=False, repr=False)
class ArrayCurrent(Stimulus):
    """A current given as samples: row j holds from ``start + j*every`` until ``start + (j + 1)*every``.

    Parameters
    ----------
    values : array of shape (samples,) or (samples, targets)
        Currents [pA], the same for all targets or one column a target; zero before and after.
    every : float
        Time between samples [ms], a multiple of dt.
    start : float
        Time of the first sample [ms], on the grid of dt.
    """

    values: Any
    every: Number = 0.1
    start: Number = 0.0
    _readers: ClassVar[Mapping[str, Reader]] = {"values": array("pA", max_ndim=2)}


@known_parameters
@described(_core.WhiteNoise)
@dataclass(frozen=True, eq=False, repr=False)
class WhiteNoise(Stimulus):
    """A current that is drawn anew in every step, for each target by itself, from a normal distribution.

    Given by `std`, or by `intensity`, with which what the noise does to a membrane does not depend on dt: then
    ``std = intensity/sqrt(dt)``, and the potential of a leaky membrane that does not fire fluctuates by
    ``R intensity/sqrt(2 tau_m)``, R = tau_m/C_m.

    Parameters
    ----------
    mean : float or array of shape (targets,)
        Mean current [pA].
    std : float or array of shape (targets,), optional
        Standard deviation of the current in each step [pA].
    intensity : float or array of shape (targets,), optional
        Standard deviation of the charge that the noise brings within a ms [pA sqrt(ms)].
    start, stop : float
        On in ``[start, stop)`` [ms], both on the grid of dt; `stop` may be infinite.

    Raises
    ------
    ValueError
        If neither or both of `std` and `intensity` are given.
    """

    mean: Numbers = 0.0
    std: Numbers | None = None
    intensity: Numbers | None = None
    start: Number = 0.0
    stop: Number = math.inf


@known_parameters
@described(_core.OrnsteinUhlenbeck)
@dataclass(frozen=True, eq=False, repr=False)
class OrnsteinUhlenbeck(Stimulus):
    """A current that wanders about its mean, for each target by itself: white noise through a low-pass filter.

    The process ``tau dI/dt = mean - I + std sqrt(2 tau) xi(t)``, stationary from its first step on. Each step has the
    value of the process at its beginning, which is exact there for any dt: the covariance of steps that are ``n`` apart
    is ``std**2 exp(-n dt/tau)``.

    Parameters
    ----------
    mean : float or array of shape (targets,)
        Mean current [pA].
    std : float or array of shape (targets,)
        Standard deviation of the current [pA].
    tau : float or array of shape (targets,)
        Correlation time [ms].
    start, stop : float
        On in ``[start, stop)`` [ms], both on the grid of dt; `stop` may be infinite.

    References
    ----------
    Uhlenbeck, G. E. & Ornstein, L. S. (1930). On the theory of the Brownian motion. Phys. Rev. 36, 823-841.
    Gillespie, D. T. (1996). Exact numerical simulation of the Ornstein-Uhlenbeck process and its integral. Phys. Rev. E
    54, 2084-2091.
    """

    mean: Numbers
    std: Numbers
    tau: Numbers
    start: Number = 0.0
    stop: Number = math.inf


@known_parameters
@described(_core.PoissonInput)
@dataclass(frozen=True, eq=False, repr=False)
class PoissonInput(Stimulus):
    """An independent Poisson spike train into each target.

    Parameters
    ----------
    rate : float, array of shape (targets,), ArrayRate or SineRate
        Rate of the train [Hz]: one for all, one a target, or a function of time for all.
    weight : float
        Weight of its spikes in the unit of the receptor: mV for `Delta`, pA for currents, nS for conductances.
    receptor : str, optional
        Receptor that they act on; left out, it is the only one, or exc or inh by the sign of the weight where the model
        has that pair of current receptors.
    unit : str, optional
        Unit of the weight, found by itself where it brings one.
    """

    rate: Numbers | Rate
    weight: Number
    receptor: str | None = None
    unit: str | None = None
    _readers: ClassVar[Mapping[str, Reader]] = {"rate": read_rate}

    def __post_init__(self) -> None:
        """Keep the weight as a bare number and its unit beside it."""
        weight, unit = _units.remembered(self.weight, self.unit, "weight")
        object.__setattr__(self, "weight", weight)
        object.__setattr__(self, "unit", unit)
        super().__post_init__()
