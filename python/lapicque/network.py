"""The network: populations, projections, stimuli and recorders, and the clock they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, overload

from lapicque import _core, _units
from lapicque._names import Named, known_arguments, known_parameters, unknown_attribute
from lapicque._progress import Callback, Reporter
from lapicque._reading import named, read_precision, read_selection, read_threads, read_trains
from lapicque._recording import make_recorder
from lapicque._units import Number, Numbers
from lapicque._values import integer, name_or_none, number, parameter, short, text, type_error
from lapicque.distributions import Distribution, value
from lapicque.models import Model
from lapicque.population import Population, Selection
from lapicque.projection import Projection, SomeSynapses
from lapicque.rates import Rate, build_rate, read_rate
from lapicque.results import SpikeData, Trace
from lapicque.rules import Matrix, OneToOne, Rule
from lapicque.stimuli import PoissonInput, Stimulus
from lapicque.synapses import Static, Synapse
from lapicque.weights import WeightTrace

__all__ = ["Network", "Population", "Projection", "Selection"]


@known_parameters
class Network:
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

    def population(
        self, n: int, model: Model, name: str | None = None, **initial: Numbers | Distribution
    ) -> Population:
        """Add a population of neurons.

        Parameters
        ----------
        n : int
            Number of neurons.
        model : Model
            Neuron model, its parameters scalars or arrays of shape (n,).
        name : str, optional
            Name, unique in the network; by default ``population<number>``.
        **initial : float, array of shape (n,), or distribution
            State at t = 0, by variable: ``V_m=lq.Uniform(-60, -50)``, ``I_exc=20``. By default V_m is E_L and
            the rest is 0; where the model says otherwise, its docstring does.

        Returns
        -------
        Population

        Raises
        ------
        MemoryError
            If the neurons need more memory than the system has left.
        """
        size = integer(n, "n", "an integer, the number of neurons")
        if not isinstance(model, Model):
            raise type_error("model", "a neuron model such as LIF()", model)
        start = {variable: value(given, _units.of_state(variable), variable) for variable, given in initial.items()}
        with named("state variable"):
            core = self._handle.add_population(size, model._build(), name_or_none(name, "name"), start)
        return self._added(Population(core, model, f"{type(model).__name__} neurons"))

    @known_arguments
    def poisson_source(self, n: int, rate: Numbers | Rate, name: str | None = None) -> Population:
        """Add a population of independent Poisson spike trains.

        Parameters
        ----------
        n : int
            Number of trains.
        rate : float, array of shape (n,), ArrayRate or SineRate
            Rate [Hz]: one for all, one a train, or a course in time for all.
        name : str, optional
            Name, unique in the network; by default ``population<number>``.

        Returns
        -------
        Population
        """
        course = build_rate(read_rate(rate, "rate"))
        size = integer(n, "n", "an integer, the number of trains")
        core = self._handle.add_poisson_source(size, course, name_or_none(name, "name"))
        return self._added(Population(core, None, "Poisson sources"))

    @known_arguments
    def gamma_source(self, n: int, rate: Numbers, shape: Numbers, name: str | None = None) -> Population:
        """Add a population of independent renewal trains with gamma distributed intervals.

        The trains are in equilibrium from the start: their rate does not depend on time. A shape of 1 makes Poisson
        trains, a larger one more regular trains, a smaller one trains of bursts.

        Parameters
        ----------
        n : int
            Number of trains.
        rate : float or array of shape (n,)
            Rate [Hz], the inverse of the mean interval.
        shape : float or array of shape (n,)
            Shape of the distribution of intervals, 0.01 to 1e9; their coefficient of variation is ``1/sqrt(shape)``.
        name : str, optional
            Name, unique in the network; by default ``population<number>``.

        Returns
        -------
        Population

        References
        ----------
        Cox, D. R. (1962). Renewal Theory. Methuen, London.
        Marsaglia, G. & Tsang, W. W. (2000). A simple method for generating gamma variables. ACM Trans. Math. Softw. 26,
        363-372.
        """
        core = self._handle.add_gamma_source(
            integer(n, "n", "an integer, the number of trains"),
            parameter("Hz")(rate, "rate"),
            parameter(_units.NONE)(shape, "shape"),
            name_or_none(name, "name"),
        )
        return self._added(Population(core, None, "gamma sources"))

    @known_arguments
    def spike_source(
        self, times: Any, name: str | None = None, spike_timing: Literal["grid", "precise"] = "grid"
    ) -> Population:
        """Add a population of sources that spike at given times.

        Parameters
        ----------
        times : array, or list of arrays
            Spike times [ms] of a single source, or one array a source, later than the present time; multiples of dt
            if they are on the grid.
        name : str, optional
            Name, unique in the network; by default ``population<number>``.
        spike_timing : {"grid", "precise"}
            Whether the times are on the grid. Others reach neurons of precise timing exactly; for the rest, such a
            spike counts as one of the step that it lies in.

        Returns
        -------
        Population
        """
        timing = text(spike_timing, "spike_timing")
        with named(n="number of arrays in times"):
            core = self._handle.add_spike_source(read_trains(times), name_or_none(name, "name"), timing)
        return self._added(Population(core, None, "spike sources"))

    @known_arguments
    def connect(
        self,
        pre: Selection,
        post: Selection,
        rule: Rule,
        weight: Numbers | Distribution | None = None,
        delay: Numbers | Distribution = 1.0,
        receptor: str | None = None,
        synapse: Synapse | None = None,
    ) -> Projection:
        """Connect sources with targets.

        Parameters
        ----------
        pre, post : Population or Selection
            Sources and targets.
        rule : Rule
            Which of them are connected.
        weight : float, array of shape (synapses,), or distribution, optional
            Weight in the receptor's unit, mV for `Delta`, pA for currents, nS for conductances; 1 by default. An array
            where the rule fixes the number of synapses. Left out for `Matrix`, which holds the weights.
        delay : float, array of shape (synapses,), or distribution
            Delay [ms], a multiple of dt and at least one; draws are rounded to the grid.
        receptor : str, optional
            Receptor of the targets; left out, it is the only one, or exc or inh by the sign of the weight where the
            model has that pair of current receptors.
        synapse : Synapse, optional
            What spikes do to the synapses: `Static` by default, `TsodyksMarkram`, or one that changes the weights,
            such as `STDP`, whose weights must lie between 0 and its Wmax.

        Returns
        -------
        Projection

        Raises
        ------
        MemoryError
            If the synapses that are not drawn yet will need more memory than the system has left. The message says how
            much; nothing is allocated, and the network is as it was.
        """
        pre, post = read_selection(pre, "pre"), read_selection(post, "post")
        if not isinstance(rule, Rule):
            raise type_error("rule", "a rule such as AllToAll()", rule)
        synapse = Static() if synapse is None else synapse
        if not isinstance(synapse, Synapse):
            raise type_error("synapse", "a synapse such as STDP()", synapse)
        if getattr(weight, "ndim", 0) == 2:
            allowed = "one value, a distribution, one value a synapse (a matrix of weights is the rule Matrix(weight))"
            raise ValueError(f"weight must be {allowed}, got {short(weight)}")
        port = name_or_none(receptor, "receptor")
        model = post.population.model
        unit = model._weight_unit(receptor) if model is not None else None
        if isinstance(rule, Matrix):
            if weight is not None:
                raise ValueError(f"weight must be left out for Matrix, which holds the weights, got {weight!r}")
            _units.require(rule.unit, unit, "rule.values", rule)
        synapse._require_unit(unit)
        core = self._handle.connect(
            pre._selection,
            post._selection,
            rule._build(),
            value(1.0 if weight is None else weight, unit, "weight"),
            value(delay, "ms", "delay"),
            port,
            synapse._build(),
        )
        projection = Projection(core, pre, post, synapse)
        self._projections.append(projection)
        return projection

    @known_arguments
    def stimulate(self, target: Selection, stimulus: Stimulus) -> None:
        """Apply a stimulus, from the present time on and on top of what is there.

        Parameters
        ----------
        target : Population or Selection
            Neurons that receive it.
        stimulus : Stimulus
            A current or a `PoissonInput`.
        """
        target = read_selection(target, "target")
        if not isinstance(stimulus, Stimulus):
            raise type_error("stimulus", "a stimulus such as Step() or PoissonInput()", stimulus)
        model = target.population.model
        if isinstance(stimulus, PoissonInput) and model is not None:
            _units.require(stimulus.unit, model._weight_unit(stimulus.receptor), "weight", stimulus)
        self._handle.stimulate(target._selection, stimulus._build())

    @known_arguments
    def gap_junction(self, pre: Selection, post: Selection, conductance: Numbers, rule: Rule | None = None) -> None:
        """Connect neurons electrically: a current ``conductance (V_pre - V_post)`` into post, the opposite into pre.

        The current is constant within a step, by the potentials in the middle of the step as a line through the ends of
        the last two steps foresees them (after a spike, the present ones): the error is of second order in dt.

        Parameters
        ----------
        pre, post : Population or Selection
            Neurons at both ends; neither is before the other.
        conductance : float or array of shape (pairs,)
            Conductance [nS] of every pair, or one a pair.
        rule : OneToOne, AllToAll or Pairs, optional
            Which pairs; by default `OneToOne`. `AllToAll` of neurons with themselves has each pair once.

        Raises
        ------
        ValueError
            For another rule, a negative conductance, a wrong number of them, or a neuron paired with itself.
        """
        pre, post = read_selection(pre, "pre"), read_selection(post, "post")
        chosen = OneToOne() if rule is None else rule
        if not isinstance(chosen, Rule):
            raise type_error("rule", "OneToOne(), AllToAll() or Pairs()", rule)
        g = parameter("nS")(conductance, "conductance")
        self._handle.gap_junction(pre._selection, post._selection, chosen._build(), g)

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

    @known_arguments
    def build(self) -> None:
        """Draw the synapses that are not drawn yet; `run` does it by itself.

        Raises
        ------
        MemoryError
            If they need more memory than the system has left now; nothing is allocated then.
        """
        self._handle.build()

    @known_arguments
    def run(self, duration: Number, progress: bool | Callback = False) -> None:
        """Simulate for some time.

        Ctrl-C (and any exception in a progress function) stops the run at the end of a step; the network can go on
        from there. Other Python threads run meanwhile, but cannot use this network.

        Parameters
        ----------
        duration : float
            Time to simulate [ms], a multiple of dt.
        progress : bool or callable
            True shows a progress bar (of tqdm where that is installed) on stderr. A function is called with the time
            done and the time to do [ms] about every 50 ms of real time and at the end; if it returns False, the run
            stops there.

        Raises
        ------
        RuntimeError
            If a state variable is no longer finite.
        """
        with Reporter(progress) as reporter:
            self._handle.run(number("ms")(duration, "duration"), reporter.callback)

    @known_arguments
    def reset(self) -> None:
        """Go back to t = 0 and the initial values, and empty the recorders.

        A run then repeats the first one, provided that nothing was added to the network after its start.
        """
        self._handle.reset()

    @known_arguments
    def memory(self) -> dict[str, int]:
        """Bytes that the network holds, by kind.

        Returns
        -------
        dict
            ``state`` of the neurons, ``synapses`` (targets and weights), ``rows`` (where the synapses of a source and
            a delay begin), ``accumulators`` of what arrives in a step, ``spikes_under_way``, ``traces`` of plastic
            synapses, ``recordings``, and their ``total``. Synapses count once they are drawn, by `build` or `run`.
        """
        return self._handle.memory()

    @property
    def time(self) -> float:
        """Present time [ms]."""
        return self._handle.time

    @property
    def dt(self) -> float:
        """Time step [ms]."""
        return self._handle.dt

    @property
    def seed(self) -> int:
        """Key of every random number."""
        return self._handle.seed

    @property
    def precision(self) -> str:
        """Precision of the state, "double" or "single"."""
        return "single" if self._handle.single else "double"

    @property
    def threads(self) -> int:
        """Threads that a run uses. May be set between runs, to a number or to None, for as many as pay.

        A network that has run is divided anew, with everything that is under way in it, and goes on with the same bits.
        Meanwhile its synapses are held twice.

        Raises
        ------
        ValueError
            If the number is not between 1 and 1024.
        MemoryError
            If the system has too little memory left; the network is as before then.
        RuntimeError
            While the network runs, or after a run that failed within a step.
        """
        return self._handle.threads

    @threads.setter
    def threads(self, threads: int | None) -> None:
        self._handle.threads = read_threads(threads)

    @property
    def populations(self) -> Mapping[str, Population]:
        """Populations and sources by name, in the order of their making; read-only."""
        return Named(self._populations, "population")

    @property
    def projections(self) -> tuple[Projection, ...]:
        """Projections in the order of their making."""
        return tuple(self._projections)

    def __getitem__(self, name: str) -> Population:
        return self.populations[name]

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if not name.startswith("_") and name in self._populations:
                raise AttributeError(f"Network has no attribute {name!r}; the population is net[{name!r}]")
            unknown_attribute(self, name)

    def __repr__(self) -> str:
        neurons = sum(len(population) for population in self._populations.values())
        return (
            f"<Network: {neurons} neurons and sources in {len(self._populations)} populations, "
            f"{len(self._projections)} projections, dt={self.dt}, seed={self.seed}, t={self.time} ms>"
        )

    def _added(self, population: Population) -> Population:
        self._populations[population.name] = population
        return population
