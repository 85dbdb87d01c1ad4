"""One neuron, one call."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapicque import _names
from lapicque._names import known_arguments
from lapicque._units import Number
from lapicque._values import FloatArray, type_error
from lapicque.models import Model
from lapicque.network import Network
from lapicque.results import SpikeData, Trace
from lapicque.stimuli import Step, Stimulus

__all__ = ["Simulation", "simulate"]
__dir__ = _names.only(__all__)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False)
class Simulation:
    """What `simulate` returns.

    Attributes
    ----------
    model : Model
        The neuron.
    spikes : SpikeData
        Its spikes: ``spikes.t`` [ms].
    trace : Trace
        Its samples.
    """

    model: Any
    spikes: SpikeData
    trace: Trace

    @property
    def t(self) -> FloatArray:
        """Times of the samples [ms], from 0 to the end, shape (samples,)."""
        return self.trace.t

    @property
    def V_m(self) -> FloatArray:
        """Membrane potential [mV], shape (samples,)."""
        return self.trace.V_m[:, 0]

    @property
    def I(self) -> FloatArray:  # noqa: E743
        """Input current of the stimuli [pA], shape (samples,)."""
        return self.trace.I_ext[:, 0]

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw trace, threshold, spikes and input.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; by default a new figure.

        Returns
        -------
        matplotlib Axes
        """
        from lapicque import plot

        return plot.neuron(self, ax=ax)

    def __repr__(self) -> str:
        return f"<Simulation: {self.spikes.t_stop} ms of {self.model!r}, {len(self.spikes)} spikes>"


@known_arguments
def simulate(
    model: Model,
    duration: Number,
    current: Stimulus | Sequence[Stimulus] | None = None,
    dt: Number = 0.1,
    seed: int = 1,
    V_m: Number | None = None,
) -> Simulation:
    """Simulate a single neuron.

    Parameters
    ----------
    model : Model
        The neuron, with scalar parameters.
    duration : float
        Time to simulate [ms], a multiple of dt.
    current : Stimulus or list of Stimulus, optional
        Its input; several are added up.
    dt : float
        Time step [ms].
    seed : int
        Key of random numbers, which noise and a `PoissonInput` need.
    V_m : float, optional
        Membrane potential at t = 0 [mV]; by default that of the model, which is E_L for most.

    Returns
    -------
    Simulation
        With ``.t``, ``.V_m``, ``.I``, ``.spikes.t`` as NumPy arrays and ``.plot()``.

    Raises
    ------
    ValueError
        For a `Step` that has a start and no amplitude, by which nothing would happen.

    Examples
    --------
    >>> import lapicque as lq
    >>> r = lq.simulate(lq.LIF(), duration=500, current=lq.Step(start=100, stop=400, amplitude=450))
    >>> r.V_m.shape
    (5001,)
    """
    stimuli = [current] if isinstance(current, Stimulus) else [] if current is None else current
    if not isinstance(stimuli, (list, tuple)) or not all(isinstance(stimulus, Stimulus) for stimulus in stimuli):
        raise type_error("current", "a stimulus such as Step(), or a list of them", current)
    for stimulus in stimuli:
        if isinstance(stimulus, Step) and stimulus.amplitude == 0.0 and stimulus.start > 0.0:
            meant = f"Step(amplitude={stimulus.start:g})" if math.isinf(stimulus.stop) else "Step(..., amplitude=...)"
            raise ValueError(f"current must be a Step of some amplitude, got {stimulus!r}; did you mean {meant}?")
    network = Network(dt=dt, seed=seed, threads=1)
    neuron = network.population(1, model, "neuron", **({} if V_m is None else {"V_m": V_m}))
    for stimulus in stimuli:
        network.stimulate(neuron, stimulus)
    spikes = network.record(neuron, "spikes")
    trace = network.record(neuron, ["V_m", "I_ext"])
    network.run(duration)
    return Simulation(model, spikes, trace)
