"""Populations of neurons and of sources."""

from __future__ import annotations

from collections.abc import Iterator, KeysView, Mapping
from typing import Any, Literal

from lapicque import _units
from lapicque._clock import Clock
from lapicque._names import Named, known_arguments
from lapicque._reading import named, read_trains
from lapicque._units import Numbers
from lapicque._values import encodable, integer, name_or_none, parameter, text, type_error
from lapicque.distributions import Distribution, value
from lapicque.models import Equations, Model
from lapicque.population import Population
from lapicque.rates import Rate, build_rate, read_rate


class Populated(Clock):
    """Makes populations, and gives them by name."""

    _populations: dict[str, Population]

    def population(
        self, n: int, model: Model, /, name: str | None = None, **initial: Numbers | Distribution
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
        for variable, _ in model._build().state() if isinstance(model, Equations) else ():
            if variable == "name" or variable.startswith("_") or hasattr(Population, variable):
                raise ValueError(f"the variable {variable!r} of the model has a name that populations use themselves")
        start = {
            encodable(variable, "state variable"): value(given, _units.of_state(variable), variable)
            for variable, given in initial.items()
        }
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
            Rate [Hz]: one for all, one a train, or a function of time for all.
        name : str, optional
            Name, unique in the network; by default ``population<number>``.

        Returns
        -------
        Population
        """
        built = build_rate(read_rate(rate, "rate"))
        size = integer(n, "n", "an integer, the number of trains")
        core = self._handle.add_poisson_source(size, built, name_or_none(name, "name"))
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

    @property
    def populations(self) -> Mapping[str, Population]:
        """Populations and sources by name, in the order of their making; read-only."""
        return Named(self._populations, "population")

    def __getitem__(self, name: str) -> Population:
        return self.populations[name]

    def __contains__(self, name: object) -> bool:
        return name in self._populations

    def __iter__(self) -> Iterator[str]:
        return iter(self._populations)

    def keys(self) -> KeysView[str]:
        """Names of the populations, in the order of their making."""
        return self.populations.keys()

    def _added(self, population: Population) -> Population:
        self._populations[population.name] = population
        return population
