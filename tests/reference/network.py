"""The network: populations, what connects and stimulates them, and the loop over steps."""

from __future__ import annotations

from typing import Any

import numpy as np

import lapicque as lq
from reference.delivery import Projection
from reference.gap_junctions import GapJunctions
from reference.neurons import Neurons
from reference.sources import GammaSource, PoissonSource, Population, SpikeSource
from reference.stimuli import Noise

Array = Any  # of NumPy


class Network:
    """The methods of `lapicque.Network`, but for targets given as indices and synapses that are drawn already."""

    def __init__(self, dt: float, seed: int, precision: str = "double") -> None:
        self.dt, self.seed = dt, seed
        self.real: Any = {"double": np.float64, "single": np.float32}[precision]
        self.step = 0
        self.populations: list[Any] = []
        self.projections: list[Projection] = []
        self.gap_junctions = GapJunctions()
        self.poisson_inputs = self.noises = 0

    def population(self, n: int, model: Any, **initial: Any) -> Neurons:
        with np.errstate(over="ignore"):  # of a parameter that stands for infinity, in single precision
            self.populations.append(Neurons(n, model, initial, len(self.populations), self))
        return self.populations[-1]

    def poisson_source(self, n: int, rate: Any) -> PoissonSource:
        self.populations.append(PoissonSource(n, rate, len(self.populations), self.dt, self.seed))
        return self.populations[-1]

    def gamma_source(self, n: int, rate: Any, shape: Any) -> GammaSource:
        self.populations.append(GammaSource(n, rate, shape, len(self.populations), self.dt, self.seed))
        return self.populations[-1]

    def spike_source(self, times: list[Array]) -> SpikeSource:
        self.populations.append(SpikeSource(times, self.dt))
        return self.populations[-1]

    def connect(
        self, pre: Population, post: Neurons, weight: Any, receptor: str, synapses: Any, synapse: Any = None
    ) -> Projection:
        """`weight` as it was given, a distribution or numbers; `synapses` sorted by source, delay and target."""
        self.projections.append(Projection(pre, post, weight, synapses, receptor, synapse, self.dt))
        pre.projections.append(self.projections[-1])
        self.sample_weights()
        return self.projections[-1]

    def stimulate(self, population: Neurons, targets: Array, stimulus: Any) -> None:
        if isinstance(stimulus, lq.PoissonInput):
            population.poisson.append((self.poisson_inputs, targets, stimulus))
            self.poisson_inputs += 1
        elif isinstance(stimulus, (lq.WhiteNoise, lq.OrnsteinUhlenbeck)):
            noise = Noise(stimulus, self.noises, targets, population.n, self.dt, self.seed)
            population.currents.append((targets, noise))
            self.noises += 1
        else:
            population.currents.append((targets, stimulus))

    def gap_junction(self, pre: Neurons, sources: Array, post: Neurons, targets: Array, conductances: Array) -> None:
        """Pairs of neurons, one conductance each."""
        self.gap_junctions.add(pre, sources, post, targets, conductances)

    def sample(self) -> None:
        for population in self.populations:
            if isinstance(population, Neurons):
                population.history.append({name: values.copy() for name, values in population.state.items()})
        self.sample_weights()

    def sample_weights(self) -> None:
        for projection in self.projections:
            if projection.plasticity is not None:
                projection.history[self.step] = projection.plasticity.weights.copy()

    def run(self, duration: float) -> None:
        if self.step == 0:
            self.sample()
        self.gap_junctions.begin_run()
        with np.errstate(all="ignore"):  # a neuron that runs away does so in the package, too
            for k in range(self.step, self.step + round(duration / self.dt)):
                self.advance(k)
                self.step = k + 1
                self.sample()

    def advance(self, k: int) -> None:
        """Deliver, integrate and fire, population by population; then exchange the spikes."""
        plastic = [projection for projection in self.projections if projection.plasticity is not None]
        for projection in plastic:
            projection.plasticity.arrive(k)
        fired = {population: population.fire(k) for population in self.populations}
        self.gap_junctions.foresee(fired)
        for projection in plastic:
            projection.plasticity.target_spikes(k, fired[projection.post])
        for population, sources in fired.items():
            population.spikes.append(sources)
            for source in sources.tolist():  # the order of these loops is that of additions of real numbers
                for projection in population.projections:
                    projection.spike(source, k)
        for projection in plastic:
            projection.plasticity.catch_up(k)
