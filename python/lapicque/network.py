"""The network: populations, projections, stimuli and recorders, and the clock they share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NoReturn, SupportsIndex, overload

from lapicque import _core, _names, _units
from lapicque._connected import Connected
from lapicque._names import known_arguments, known_parameters, unknown_attribute
from lapicque._populated import Populated
from lapicque._reading import read_precision, read_selection, read_threads
from lapicque._recording import make_recorder
from lapicque._units import Number
from lapicque._values import integer, number, type_error
from lapicque.population import Population, Selection
from lapicque.projection import Projection, SomeSynapses
from lapicque.results import SpikeData, Trace
from lapicque.stimuli import AppliedStimulus, PoissonInput, Stimulus
from lapicque.weights import WeightTrace

__all__ = ["Network"]
__dir__ = _names.only(__all__)


@known_parameters
class Network(Populated, Connected):
    """A network of populations, simulated in steps of `dt`.

    The same seed gives the same network and the same run, to the bit, for any number of threads and any split of a
    run into parts. A bad argument is refused by an error that names it, its value and what is allowed, and leaves the
    network as it was.

    Parameters
    ----------
    dt : float
        Time step [ms].
    seed : int
        Key of every random number, 0 to 2**64 - 1.
    threads : int, optional
        Threads of a run; left out, as many as pay.
    precision : {"double", "single"}
        Of the state and of the propagators. Single takes half the memory for the state and less time; its error is
        given in ``docs/exactness.md``. Weights, and sums of equal or of drawn weights, are the same in both.
    """

    def __init__(
        self,
        dt: Number = 0.1,
        seed: int = 1,
        threads: int | None = None,
        precision: Literal["double", "single"] = "double",
    ) -> None:
        self._handle = _core.Network(
            number("ms")(dt, "dt"),
            integer(seed, "seed", "an integer from 0 to 2**64 - 1", range(2**64)),
            read_threads(threads),
            read_precision(precision),
        )
        self._populations: dict[str, Population] = {}
        self._projections: list[Projection] = []

    @known_arguments
    def stimulate(self, target: Selection, stimulus: Stimulus) -> AppliedStimulus:
        """Apply a stimulus, from the present time on and on top of what is there.

        Parameters
        ----------
        target : Population or Selection
            Neurons that receive it.
        stimulus : Stimulus
            A current or a `PoissonInput`.

        Returns
        -------
        AppliedStimulus
            To take it away again: `remove`. A current that is over costs no time; it acts again after `reset`.
        """
        target = read_selection(target, "target")
        if not isinstance(stimulus, Stimulus):
            raise type_error("stimulus", "a stimulus such as Step() or PoissonInput()", stimulus)
        model = target.population.model
        if isinstance(stimulus, PoissonInput) and model is not None:
            _units.require(stimulus.unit, model._weight_unit(stimulus.receptor), "weight", stimulus)
        return AppliedStimulus(self._handle.stimulate(target._selection, stimulus._build()), target, stimulus)

    @overload
    def record(self, target: Selection, what: Literal["spikes"] = "spikes", every: None = None) -> SpikeData: ...
    @overload
    def record(
        self, target: Projection | SomeSynapses, what: Literal["weights"], every: Number | None = None
    ) -> WeightTrace: ...
    @overload
    def record(self, target: Selection, what: str | Sequence[str], every: Number | None = None) -> Any: ...
    @known_arguments
    def record(
        self,
        target: Selection | Projection | SomeSynapses,
        what: str | Sequence[str] = "spikes",
        every: Number | None = None,
    ) -> SpikeData | Trace | WeightTrace:
        """Record spikes, state variables or weights from now on.

        Parameters
        ----------
        target : Population or Selection, Projection or part of one
            Neurons to record from, or plastic synapses, all or some: ``projection[:10]``.
        what : str or list of str
            ``"spikes"``, or one or more state variables such as ``"V_m"``, ``["V_m", "I_exc"]``; ``"I_ext"`` is
            the current of the stimuli. Of synapses ``"weights"``.
        every : float, optional
            Time between samples [ms], a multiple of dt; left out, every step. Not for spikes.

        Returns
        -------
        SpikeData, Trace or WeightTrace
            Fills as the network runs.
        """
        return make_recorder(self._handle, target, what, every)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if not name.startswith("_") and name in self._populations:
                raise AttributeError(f"Network has no attribute {name!r}; the population is net[{name!r}]")
            unknown_attribute(self, name)

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise TypeError("a Network is neither copied nor pickled; make another one by the same calls")

    def __repr__(self) -> str:
        neurons = sum(len(population) for population in self._populations.values())
        return (
            f"<Network: {neurons} neurons and sources in {len(self._populations)} populations, "
            f"{len(self.projections)} projections, dt={self.dt}, seed={self.seed}, t={self.time} ms>"
        )
