"""Currents from outside and rates in time, as values of steps."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import lapicque as lq
from reference.elementary import exp, expm1, mean_of_sine, sin_turns
from reference.random_numbers import normal

Array = Any  # of NumPy


def waveform(stimulus: Any, k: int, dt: float) -> Array:
    """Current [pA] of step k: the mean over the step. One for all targets, or one a target."""
    if isinstance(stimulus, Noise):
        return stimulus.current(k)

    def steps(time: float) -> float:
        return time if math.isinf(time) else round(time / dt)

    if isinstance(stimulus, lq.Steps):
        return np.array([0.0, *stimulus.amplitudes])[np.searchsorted(np.rint(stimulus.times / dt), k, side="right")]
    if isinstance(stimulus, lq.ArrayCurrent):
        row = (k - steps(stimulus.start)) // steps(stimulus.every)
        return stimulus.values[row] if 0 <= row < len(stimulus.values) else 0.0
    begin, end = steps(stimulus.start), steps(stimulus.stop)
    if not begin <= k < end:
        return 0.0
    if isinstance(stimulus, lq.Step):
        return stimulus.amplitude
    middle = k - begin + 0.5
    if isinstance(stimulus, lq.Ramp):
        first, last = stimulus.start_amplitude, stimulus.stop_amplitude
        return first + (last - first) * (middle / (end - begin))
    turns = stimulus.frequency * 1e-3 * dt
    amplitude = stimulus.amplitude * mean_of_sine(turns)
    return stimulus.offset + amplitude * sin_turns(turns * middle + stimulus.phase / 360.0)


def mean_counts(rate: Any, k: int, dt: float) -> Array:
    """Mean number of spikes in step k, one or one a train."""
    if isinstance(rate, lq.SineRate):
        turns = rate.frequency * 1e-3 * dt
        amplitude = rate.amplitude * (dt * 1e-3) * mean_of_sine(turns)
        mean = rate.offset * (dt * 1e-3) + amplitude * sin_turns(turns * (k + 0.5) + rate.phase / 360.0)
        return np.asarray(max(0.0, mean))
    if isinstance(rate, lq.ArrayRate):
        sample = k // round(rate.every / dt)
        rate = rate.values[sample] if sample < len(rate.values) else 0.0
    return np.asarray(rate) * (dt * 1e-3)


class Noise:
    """A noise current into some neurons of a population of n."""

    def __init__(self, stimulus: Any, number: int, targets: Array, n: int, dt: float, seed: int) -> None:
        self.number, self.targets, self.n, self.seed = number, targets, n, seed
        self.begin, self.end = round(stimulus.start / dt), stimulus.stop / dt
        self.mean, self.x, self.decay = np.asarray(stimulus.mean), np.zeros(()), np.zeros(())
        if isinstance(stimulus, lq.WhiteNoise):
            given = stimulus.std is not None
            self.kick = np.asarray(stimulus.std if given else stimulus.intensity * (1.0 / math.sqrt(dt)))
            return
        taus = np.ravel(stimulus.tau).tolist()
        self.decay = np.reshape([exp(-dt / tau) for tau in taus], np.shape(stimulus.tau))
        variance = np.reshape([-expm1(-2.0 * dt / tau) for tau in taus], np.shape(stimulus.tau))
        self.kick = stimulus.std * np.sqrt(variance)
        self.x = stimulus.std * self.normal(-1)

    def normal(self, k: int) -> Array:
        return normal(self.n, self.seed, self.number, k)[self.targets].astype(np.float64)

    def current(self, k: int) -> Array:
        if not self.begin <= k < self.end - 1e-6:
            return 0.0
        self.x = self.decay * self.x + self.kick * self.normal(k)
        return self.mean + self.x
