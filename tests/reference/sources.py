"""Populations that only fire."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from reference.random_numbers import POISSON_SOURCE, gamma, gamma_numbers, poisson
from reference.stimuli import mean_counts

Array = Any  # of NumPy


class Population(ABC):
    """``spikes`` says who fired in steps 0, 1, ...; ``projections`` are those from here, in the order of creation."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.spikes: list[Array] = []
        self.projections: list[Any] = []

    @abstractmethod
    def fire(self, step: int) -> Array:
        """Neurons that fire at the end of the step, ascending, as often as they do."""


class PoissonSource(Population):
    """Trains of a rate, of rates, or of a rate in time."""

    def __init__(self, n: int, rate: Any, number: int, dt: float, seed: int) -> None:
        super().__init__(n)
        self.rate, self.number, self.dt, self.seed = rate, number, dt, seed

    def fire(self, step: int) -> Array:
        means = np.broadcast_to(mean_counts(self.rate, step, self.dt), self.n)
        return np.repeat(np.arange(self.n), poisson(means, self.seed, POISSON_SOURCE, self.number, step))


class GammaSource(Population):
    """Renewal trains: the step of the next spike, how far into it, and the number of the interval that ends there."""

    def __init__(self, n: int, rate: Any, shape: Any, number: int, dt: float, seed: int) -> None:
        super().__init__(n)
        self.shape, self.number, self.seed = np.broadcast_to(shape, n).astype(float), number, seed
        self.scale = np.broadcast_to(rate, n) * (dt * 1e-3) * self.shape  # over that of an interval [steps]
        self.interval, self.next, self.fraction = np.zeros(n, dtype=int), np.zeros(n, dtype=int), np.zeros(n)
        numbers = gamma_numbers(seed, number, np.arange(n), self.interval)
        for i in range(n):  # the start lies anywhere in the first interval, and rather in a long one
            length = gamma(self.shape[i] + 1.0, numbers[i]) / self.scale[i]
            self.go_on(i, length * next(numbers[i]))

    def go_on(self, i: int, ahead: float) -> None:
        self.next[i] += int(ahead)
        self.fraction[i] = ahead - int(ahead)

    def fire(self, step: int) -> Array:
        counts = np.zeros(self.n, dtype=int)
        while len(due := np.flatnonzero(self.next == step)):
            counts[due] += 1
            self.interval[due] += 1
            for i, numbers in zip(due, gamma_numbers(self.seed, self.number, due, self.interval[due]), strict=True):
                self.go_on(i, self.fraction[i] + gamma(self.shape[i], numbers) / self.scale[i])
        return np.repeat(np.arange(self.n), counts)


class SpikeSource(Population):
    """A spike at t ends the step t/dt - 1."""

    def __init__(self, times: list[Array], dt: float) -> None:
        super().__init__(len(times))
        self.last_steps = [np.rint(np.asarray(train) / dt) - 1 for train in times]

    def fire(self, step: int) -> Array:
        return np.repeat(np.arange(self.n), [np.count_nonzero(steps == step) for steps in self.last_steps])
