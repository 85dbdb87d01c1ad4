"""Records without their network: what is left of them when they are pickled or copied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lapicque._values import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class KeptPopulation:
    """What a record knows of the population that it was taken from."""

    name: str
    size: int
    model: Any
    text: str

    def __len__(self) -> int:
        return self.size

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, eq=False)
class KeptSelection:
    """What a record knows of the neurons that it was taken from."""

    population: KeptPopulation
    places: IntArray
    text: str

    @classmethod
    def of(cls, selection: Any) -> KeptSelection:
        """The same as `selection`, without its network."""
        whole = selection.population
        population = KeptPopulation(whole.name, len(whole), whole.model, repr(whole))
        return cls(population, selection.indices, repr(selection))

    @property
    def indices(self) -> IntArray:
        """Index of each neuron in its population; a copy."""
        return self.places.copy()

    @property
    def size(self) -> int:
        """Number of neurons."""
        return len(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, eq=False)
class KeptProjection:
    """What a record knows of the projection that it was taken from."""

    pre: KeptSelection
    post: KeptSelection
    receptor: str
    synapse: Any
    text: str

    @classmethod
    def of(cls, projection: Any) -> KeptProjection:
        """The same as `projection`, without its network."""
        ends = KeptSelection.of(projection.pre), KeptSelection.of(projection.post)
        return cls(*ends, projection.receptor, projection.synapse, repr(projection))

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, eq=False)
class KeptSpikes:
    """In the place of the core's recorder of spikes."""

    time: float
    t: FloatArray
    i: IntArray
    resets: int = 0

    def __len__(self) -> int:
        return len(self.t)

    def spikes(self, first: int) -> tuple[FloatArray, IntArray]:
        """Times and neurons from spike `first` on."""
        return self.t[first:].copy(), self.i[first:].copy()


@dataclass(frozen=True, eq=False)
class KeptSamples:
    """In the place of the core's recorder of state."""

    time: float
    t: FloatArray
    values: dict[str, FloatArray]
    resets: int = 0

    @property
    def variables(self) -> list[str]:
        """Names of the recorded variables."""
        return list(self.values)

    def __len__(self) -> int:
        return len(self.t)

    def times(self) -> FloatArray:
        """Times of the samples; a copy."""
        return self.t.copy()

    def samples(self, variable: str, first: int) -> FloatArray:
        """Samples from number `first` on."""
        return self.values[variable][first:].copy()


@dataclass(frozen=True, eq=False)
class KeptWeights:
    """In the place of the core's recorder of weights."""

    time: float
    t: FloatArray
    places: IntArray
    values: FloatArray
    resets: int = 0

    @property
    def synapses(self) -> IntArray:
        """Places of the recorded synapses; a copy."""
        return np.array(self.places)

    def __len__(self) -> int:
        return len(self.t)

    def times(self) -> FloatArray:
        """Times of the samples; a copy."""
        return self.t.copy()

    def samples(self, first: int) -> FloatArray:
        """Samples from number `first` on."""
        return self.values[first:].copy()
