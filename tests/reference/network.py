"""What Lapicque computes, written to be read: a slow simulator of the same semantics in NumPy.

It takes descriptions of models, stimuli and distributions from the package, and computes nothing with it. The order of
all operations that round is that of ``docs/conventions.md``, random numbers are those of ``docs/random_numbers.md``:
results agree to the bit. Two things are left to the caller: the synapses, which the package has drawn, and the last
bits of exp, log and sin, for which the package has functions of its own. What needs those is computed here by other
means, and the caller may put the package's values in their place.
"""

from __future__ import annotations

import itertools
import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np

import lapicque as lq
from lapicque.distributions import Distribution
from reference_random import POISSON_INPUT, POISSON_SOURCE, draw, gamma, normal, poisson, weight_unit

Array = Any  # of NumPy
LONGEST_DELAY = 64  # [steps]; longer ones are outside of what is tested


# ---- Neurons and stimuli


def propagator(C_m: float, tau_m: float, rise: float, decay: float, dt: float) -> tuple[float, ...]:
    """Entries of exp(A dt) for the state (rise, I, V_m - E_L) and a constant current, and what normalises to peak."""
    with mpmath.workdps(50):
        C, m, r, d = (mpmath.mpf(x) for x in (C_m, tau_m, rise, decay))
        A = mpmath.matrix([[-1 / r, 0, 0, 0], [1, -1 / d, 0, 0], [0, 1 / C, -1 / m, 1 / C], [0, 0, 0, 0]])
        P = mpmath.expm(A * mpmath.mpf(dt))
        t_peak = d if r == d else mpmath.log(d / r) * r * d / (d - r)
        peak = d * mpmath.exp(-t_peak / r)  # there dI/dt = -I/decay + rise is 0
        entries = (P[2, 2] - 1, P[2, 3], P[1, 1], P[2, 1], P[0, 0], P[1, 0], P[2, 0], 1 / peak)
        return tuple(float(entry) for entry in entries)


MEMBRANE, RECEPTOR = ["leak", "current_to_V"], ["I_decay", "I_to_V", "rise_decay", "rise_to_I", "rise_to_V", "peak"]


def time_constants(receptor: Any) -> tuple[Any, Any]:
    """Those of rise and decay."""
    if isinstance(receptor, lq.BiExpCurrent):
        return receptor.tau_rise, receptor.tau_decay
    tau = getattr(receptor, "tau", 1.0)  # a Delta has none
    return tau, tau


def coefficients(model: Any, dt: float) -> dict[str, dict[str, Array]]:
    """By receptor, the membrane's under "", each of shape () or (n,)."""
    entries = np.vectorize(propagator, otypes=8 * [float])
    found = {}
    for name, receptor in {"": None, **model.receptors}.items():
        values = entries(model.C_m, model.membrane_time_constant, *time_constants(receptor), dt)
        found[name] = dict(zip(MEMBRANE + RECEPTOR, values, strict=True))
    return found


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
    phase = 2.0 * math.pi * (turns * middle + stimulus.phase / 360.0)
    return stimulus.offset + stimulus.amplitude * np.sinc(turns) * math.sin(phase)


def mean_counts(rate: Any, k: int, dt: float) -> Array:
    """Mean number of spikes in step k, one or one a train."""
    if isinstance(rate, lq.ArrayRate):
        sample = k // round(rate.every / dt)
        rate = rate.values[sample] if sample < len(rate.values) else 0.0
    elif isinstance(rate, lq.SineRate):
        turns = rate.frequency * 1e-3 * dt
        phase = 2.0 * math.pi * (turns * (k + 0.5) + rate.phase / 360.0)
        rate = max(0.0, rate.offset + rate.amplitude * float(np.sinc(turns)) * math.sin(phase))
    return np.asarray(rate) * (dt * 1e-3)


class Noise:
    """A noise current into some neurons of a population."""

    def __init__(self, stimulus: Any, number: int, targets: Array, n: int, network: Network) -> None:
        self.network, self.number, self.targets, self.n, dt = network, number, targets, n, network.dt
        self.begin, self.end = round(stimulus.start / dt), stimulus.stop / dt
        self.mean, self.x, self.decay = np.asarray(stimulus.mean), np.zeros(()), np.zeros(())
        if isinstance(stimulus, lq.WhiteNoise):
            given = stimulus.std is not None
            self.kick = np.asarray(stimulus.std if given else stimulus.intensity * (1.0 / math.sqrt(dt)))
            return
        # exp(-dt/tau) and exp(-2 dt/tau) - 1 as a receptor and a membrane have them
        model = lq.LIF(tau_m=stimulus.tau / 2.0, receptors={"r": lq.ExpCurrent(tau=stimulus.tau)})
        c = network.coefficients(model, dt)
        self.decay = c["r"]["I_decay"] if np.ndim(stimulus.tau) else c["r"]["I_decay"].reshape(-1)[0]
        leak = c[""]["leak"] if np.ndim(stimulus.tau) else c[""]["leak"].reshape(-1)[0]
        self.kick = stimulus.std * np.sqrt(-leak)
        self.x = stimulus.std * self.normal(-1)

    def normal(self, k: int) -> Array:
        return normal(self.n, self.network.seed, self.number, k)[self.targets].astype(np.float64)

    def current(self, k: int) -> Array:
        if not self.begin <= k < self.end - 1e-6:
            return 0.0
        self.x = self.decay * self.x + self.kick * self.normal(k)
        return self.mean + self.x


# ---- The network


class Channel:
    """Weights onto one receptor that are whole multiples of one unit, or real numbers (unit 1), add up here."""

    def __init__(self, receptor: str, whole: bool, drawn: bool, unit: float, n: int) -> None:
        self.receptor, self.whole, self.drawn, self.unit = receptor, whole, drawn, unit
        self.sums = np.zeros((LONGEST_DELAY + 1, n), dtype=np.int64 if whole else np.float64)  # by step, a ring

    def multiplier(self, receptor: str, whole: bool, drawn: bool, unit: float) -> int:
        """How many units of the channel a unit of these weights is; 0 if they do not add up here."""
        if (receptor, whole) != (self.receptor, self.whole):
            return 0
        if unit.hex() == self.unit.hex():  # -0.0 and 0.0 are two units
            return 1
        shifts = (k for k in range(9) if drawn and self.drawn and unit == -self.unit * 2**k and unit < 0)
        return next((-(2**k) for k in shifts), 0)


def as_numbers(weight: Any, drawn: Array) -> tuple[bool, float, Array]:
    """Whether weights are whole multiples of one unit, that unit, and the numbers of the synapses."""
    if isinstance(weight, Distribution):
        unit = weight_unit(weight)
        numbers = np.rint(drawn / unit).astype(np.int64)
        assert np.array_equal(numbers * unit, drawn)
        return True, unit, numbers
    if len(np.unique(weight)) > 1:
        return False, 1.0, drawn
    return True, float(np.append(weight, 0.0)[0]), np.ones(len(drawn), dtype=np.int64)


class Population(ABC):
    """State by variable, ``history`` of all of it at t = 0, dt, ..., and ``spikes``: who fires in steps 0, 1, ..."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.spikes: list[Array] = []
        self.projections: list[tuple[Channel, list[Any]]] = []  # and rows by source: delays, targets, numbers

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
        self.scale = 1.0 / (np.broadcast_to(rate, n) * (dt * 1e-3) * self.shape)  # of an interval [steps]
        self.interval = np.zeros(n, dtype=np.int64)
        length, uniform = gamma(self.shape + 1.0, seed, number, np.arange(n), self.interval)
        ahead = length * self.scale * uniform
        self.next, self.fraction = np.floor(ahead).astype(np.int64), ahead - np.floor(ahead)

    def fire(self, step: int) -> Array:
        counts = np.zeros(self.n, dtype=int)
        while len(due := np.flatnonzero(self.next == step)):
            counts[due] += 1
            self.interval[due] += 1
            length, _ = gamma(self.shape[due], self.seed, self.number, due, self.interval[due])
            ahead = self.fraction[due] + length * self.scale[due]
            self.next[due] += np.floor(ahead).astype(np.int64)
            self.fraction[due] = ahead - np.floor(ahead)
        return np.repeat(np.arange(self.n), counts)


class SpikeSource(Population):
    """A spike at t ends the step t/dt - 1."""

    def __init__(self, times: list[Array], dt: float) -> None:
        super().__init__(len(times))
        self.last_steps = [np.rint(np.asarray(train) / dt) - 1 for train in times]

    def fire(self, step: int) -> Array:
        return np.repeat(np.arange(self.n), [np.count_nonzero(steps == step) for steps in self.last_steps])


class Neurons(Population):
    """LIF neurons; ``c`` holds the coefficients by receptor."""

    def __init__(self, n: int, model: Any, initial: dict[str, Any], number: int, network: Network) -> None:
        super().__init__(n)
        self.model, self.seed, self.dt, self.real = model, network.seed, network.dt, network.real
        double = network.coefficients(model, self.dt)
        self.c = {name: {e: self.real(v) for e, v in entries.items()} for name, entries in double.items()}
        leak = np.float64(self.c[""]["leak"])  # as rounded, so that V_m = E_L stays
        self.rest = self.real(double[""]["current_to_V"] * model.I_e - leak * model.E_L)
        self.V_th, self.V_reset = self.real(model.V_th), self.real(model.V_reset)
        self.t_ref = np.rint(np.broadcast_to(model.t_ref, n) / self.dt).astype(int)
        self.free_from = np.zeros(n, dtype=int)
        given = {"V_m": model.E_L}
        for name, receptor in model.receptors.items():
            given |= {} if isinstance(receptor, lq.Delta) else {f"I_{name}": 0.0}
            given |= {f"dI_{name}": 0.0} if isinstance(receptor, (lq.AlphaCurrent, lq.BiExpCurrent)) else {}
        given |= initial
        self.state = {"I_ext": np.zeros(n, self.real)}
        for variable, (name, value) in enumerate(given.items()):
            drawn = draw(value, self.seed, number, variable, n) if isinstance(value, Distribution) else value
            self.state[name] = np.broadcast_to(self.real(drawn), n).copy()
        self.channels: list[Channel] = []  # in the order of the projections that need them first
        self.poisson: list[tuple[int, Array, Any]] = []  # number, targets, input
        self.currents: list[tuple[Array, Any]] = []  # targets, stimulus
        self.history: list[dict[str, Array]] = []

    def arriving(self, receptor: str, k: int) -> Array:
        """What arrives in step k: unit * sum over channels, then weight * count over Poisson inputs."""
        total = self.real(np.zeros(self.n))
        for channel in self.channels:
            if channel.receptor == receptor:
                sums = channel.sums[k % (LONGEST_DELAY + 1)]
                total = total + self.real(channel.unit) * self.real(sums)
                sums[:] = 0
        for number, targets, stimulus in self.poisson:
            if stimulus.receptor == receptor:
                means = np.zeros(self.n)
                means[targets] = mean_counts(stimulus.rate, k, self.dt)
                counts = poisson(means, self.seed, POISSON_INPUT, number, k)
                total = total + self.real(stimulus.weight) * self.real(counts)
        return total

    def fire(self, step: int) -> Array:
        """Integrate the step, then threshold and reset."""
        s, c = self.state, self.c
        s["I_ext"][:] = 0
        for targets, stimulus in self.currents:
            s["I_ext"][targets] += self.real(waveform(stimulus, step, self.dt))
        drive = c[""]["current_to_V"] * s["I_ext"]
        for name, receptor in self.model.receptors.items():
            r, arriving = c[name], self.arriving(name, step)
            if isinstance(receptor, lq.Delta):
                drive = drive + arriving
                continue
            current = s[f"I_{name}"]
            if isinstance(receptor, lq.ExpCurrent):
                drive = drive + r["I_to_V"] * current
                s[f"I_{name}"] = r["I_decay"] * current + arriving
                continue
            rise = s[f"dI_{name}"]
            drive = drive + (r["I_to_V"] * current + r["rise_to_V"] * rise)
            s[f"I_{name}"] = r["I_decay"] * current + r["rise_to_I"] * rise
            s[f"dI_{name}"] = r["rise_decay"] * rise + r["peak"] * arriving
        free = s["V_m"] + ((s["V_m"] * c[""]["leak"] + self.rest) + drive)
        s["V_m"] = np.where(self.free_from > step, self.V_reset, free)
        fired = s["V_m"] >= self.V_th
        s["V_m"] = np.where(fired, self.V_reset, s["V_m"])
        self.free_from[fired] = step + 1 + self.t_ref[fired]
        return np.flatnonzero(fired)


class Network:
    """The methods of `lapicque.Network`, but for targets given as indices and synapses that are drawn already."""

    def __init__(
        self, dt: float, seed: int, precision: str = "double", coefficients: Callable[..., Any] = coefficients
    ) -> None:
        self.dt, self.seed, self.coefficients = dt, seed, coefficients
        self.real: Any = {"double": np.float64, "single": np.float32}[precision]
        self.step = 0
        self.populations: list[Any] = []
        self.poisson_inputs = self.noises = 0

    def population(self, n: int, model: Any, **initial: Any) -> Neurons:
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

    def connect(self, pre: Population, post: Neurons, weight: Any, receptor: str, synapses: Any) -> None:
        """`weight` as it was given, a distribution or numbers; `synapses` sorted by source, delay and target."""
        whole, unit, numbers = as_numbers(weight, synapses.weight)
        kind = receptor, whole, isinstance(weight, Distribution), unit
        if not any(channel.multiplier(*kind) for channel in post.channels):
            post.channels.append(Channel(*kind, post.n))
        channel = next(channel for channel in post.channels if channel.multiplier(*kind))
        delay = np.rint(synapses.delay / self.dt).astype(int)
        assert delay.max(initial=1) <= LONGEST_DELAY
        ends = np.searchsorted(synapses.pre, np.arange(pre.n + 1))
        rows = [
            (delay[a:b], synapses.post[a:b], channel.multiplier(*kind) * numbers[a:b])
            for a, b in itertools.pairwise(ends)
        ]
        pre.projections.append((channel, rows))

    def stimulate(self, population: Neurons, targets: Array, stimulus: Any) -> None:
        if isinstance(stimulus, lq.PoissonInput):
            population.poisson.append((self.poisson_inputs, targets, stimulus))
            self.poisson_inputs += 1
        elif isinstance(stimulus, (lq.WhiteNoise, lq.OrnsteinUhlenbeck)):
            population.currents.append((targets, Noise(stimulus, self.noises, targets, population.n, self)))
            self.noises += 1
        else:
            population.currents.append((targets, stimulus))

    def sample(self) -> None:
        for population in self.populations:
            if isinstance(population, Neurons):
                population.history.append({name: values.copy() for name, values in population.state.items()})

    def run(self, duration: float) -> None:
        """Deliver, integrate and fire, population by population; then exchange the spikes, and record."""
        if self.step == 0:
            self.sample()
        for k in range(self.step, self.step + round(duration / self.dt)):
            fired = [population.fire(k) for population in self.populations]
            for population, sources in zip(self.populations, fired, strict=True):
                population.spikes.append(sources)
                for source in sources:  # the order of these loops is that of additions of real numbers
                    for channel, rows in population.projections:
                        delay, post, number = rows[source]
                        np.add.at(channel.sums, ((k + delay) % (LONGEST_DELAY + 1), post), number)
            self.step = k + 1
            self.sample()
