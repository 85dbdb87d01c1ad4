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
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist
from typing import Any

import mpmath
import numpy as np

import lapicque as lq
from lapicque.distributions import Distribution

Array = Any  # of NumPy
INITIAL_STATE, POISSON_INPUT, POISSON_SOURCE = 1, (2, 8), (3, 9)  # purposes; of counts also that of the lower bits
LONGEST_DELAY = 64  # [steps]; longer ones are outside of what is tested


# ---- Random numbers


def philox(seed: int, n: Array, a: Array, b: Array, tag: int) -> Array:
    """Philox4x32-10: the four words of the counters {n, a, b, tag}, each of the arrays' shape."""
    c = [word.astype(np.uint64) for word in np.broadcast_arrays(n, a, b, tag)]
    key = [seed % 2**32, seed >> 32]
    for _ in range(10):
        p, q = c[0] * 0xD2511F53, c[2] * 0xCD9E8D57
        c = [(q >> 32) ^ c[1] ^ key[0], q % 2**32, (p >> 32) ^ c[3] ^ key[1], p % 2**32]
        key = [(key[0] + 0x9E3779B9) % 2**32, (key[1] + 0xBB67AE85) % 2**32]
    return np.array(c)


def quantile(d: Any, u: float) -> float:
    """The value below which lies the share u of a distribution without its bounds."""
    if isinstance(d, lq.Uniform):
        return d.low + (d.high - d.low) * u
    if isinstance(d, lq.Exponential):
        return -d.mean * math.log1p(-u)
    z = NormalDist().inv_cdf(u)
    return d.mean + d.std * z if isinstance(d, lq.Normal) else math.exp(d.mu + d.sigma * z)


def share_below(d: Any, value: float) -> float:
    """The inverse of `quantile`, for distributions with bounds."""
    if isinstance(d, lq.Exponential):
        return -math.expm1(-max(value, 0.0) / d.mean)
    if isinstance(d, lq.LogNormal):
        return NormalDist(d.mu, d.sigma).cdf(math.log(value)) if value > 0.0 else 0.0
    return NormalDist(d.mean, d.std).cdf(value)


def bounds(d: Any) -> tuple[float, float]:
    return (d.low, d.high) if isinstance(d, lq.Uniform) else (d.min, d.max)


def draw(d: Any, seed: int, population: int, variable: int, n: int) -> Array:
    """Initial values: neuron i takes 64 bits after 64 bits of its own stream until a value is inside the bounds."""
    values, outside = np.empty(n), np.arange(n)
    for k in itertools.count():
        words = philox(seed, k // 2, outside, variable, INITIAL_STATE << 24 | population)[2 * (k % 2) :]
        uniform = (((words[0] | words[1] << 32) >> 12) + 0.5) * 2.0**-52
        if isinstance(d, lq.Exponential):
            uniform = 1.0 - uniform
        values[outside] = [quantile(d, u) for u in uniform.tolist()]
        low, high = bounds(d)
        outside = outside[(values[outside] < low) | (values[outside] > high)]
        if len(outside) == 0:
            break
    return values


@lru_cache(None)
def thresholds(mean: float) -> Array:
    """2^48 times the probability of Poisson counts up to 0, 1, ..., rounded, up to the one that is 2^48."""
    result: list[int] = []
    with mpmath.workdps(50):
        p = below = mpmath.exp(-mpmath.mpf(mean))
        while not result or result[-1] < 2**48:
            result.append(int(mpmath.floor(below * 2**48 + 0.5)))
            p *= mpmath.mpf(mean) / len(result)
            below += p
    return np.array(result)


def poisson(means: Array, seed: int, purpose: tuple[int, int], entity: int, step: int) -> Array:
    """Counts of the trains 0, 1, ... in a step, by inversion of 48 bits each."""
    n, groups = len(means), -(-len(means) // 128)
    when = step % 2**32, step >> 32
    words = philox(seed, np.arange(16 * groups), *when, purpose[0] << 24 | entity).reshape(4, groups, 16)
    words = words.swapaxes(0, 1).reshape(64 * groups)  # word w of block 16 g + l is number 16 w + l of group g
    upper = np.stack([words % 2**16, words >> 16], axis=1).reshape(-1)[:n]
    lower = philox(seed, np.arange(-(-n // 4)), *when, purpose[1] << 24 | entity).T.reshape(-1)[:n]
    numbers = (upper << 32 | lower).astype(np.int64)
    counts = np.zeros(n, dtype=np.int64)
    for mean in np.unique(means):
        counts[means == mean] = np.searchsorted(thresholds(float(mean)), numbers[means == mean], side="right")
    return counts


def weight_unit(d: Any) -> float:
    """The power of two, with the sign of the weights, that drawn weights are multiples of."""
    (least, most), shares = bounds(d), (0.0, 1.0)
    if not isinstance(d, lq.Uniform):
        shares = share_below(d, least), share_below(d, most)
    ends = (shares[0] + (shares[1] - shares[0]) * u for u in (2.0**-33, 1.0 - 2.0**-33))
    low, high = (min(max(quantile(d, u), least), most) for u in ends)
    largest = max(abs(low), abs(high))
    if low * high >= 0.0 and high - low >= largest / 8.0:
        return math.copysign(2.0 ** math.ceil(math.log2(largest / 65535.0)), low + high)
    return 2.0 ** max(math.ceil(math.log2((high - low) / 65534.0)), math.floor(math.log2(largest)) - 52)


# ---- Neurons and stimuli


def propagator(C_m: float, tau_m: float, rise: float, decay: float, dt: float) -> list[float]:
    """Entries of exp(A dt) for the state (rise, I, V_m - E_L) and a constant current, and what normalises to peak."""
    with mpmath.workdps(50):
        C, m, r, d = (mpmath.mpf(x) for x in (C_m, tau_m, rise, decay))
        A = mpmath.matrix([[-1 / r, 0, 0, 0], [1, -1 / d, 0, 0], [0, 1 / C, -1 / m, 1 / C], [0, 0, 0, 0]])
        P = mpmath.expm(A * mpmath.mpf(dt))
        t_peak = d if r == d else mpmath.log(d / r) * r * d / (d - r)
        peak = d * mpmath.exp(-t_peak / r)  # there dI/dt = -I/decay + rise is 0
        entries = (P[2, 2] - 1, P[2, 3], P[1, 1], P[2, 1], P[0, 0], P[1, 0], P[2, 0], 1 / peak)
        return [float(entry) for entry in entries]


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


# ---- The network


class Channel:
    """Weights onto one receptor that are whole multiples of one unit, or real numbers (unit 1), add up here."""

    def __init__(self, receptor: str, whole: bool, unit: float, n: int) -> None:
        self.key = receptor, whole, unit.hex()  # -0.0 is another unit than 0.0
        self.receptor, self.whole, self.unit = receptor, whole, unit
        self.sums = np.zeros((LONGEST_DELAY + 1, n), dtype=np.int64 if whole else np.float64)  # by step, a ring


class Population:
    """State by variable, ``history`` of all of it at t = 0, dt, ..., and ``spikes``: (step, neurons) of every step."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.spikes: list[tuple[int, Array]] = []
        self.projections: list[tuple[Channel, Array, list[slice]]] = []  # synapses with number; rows by source

    def fire(self, step: int) -> Array:
        """Neurons that fire at the end of the step, ascending, as often as they do."""
        raise NotImplementedError


class PoissonSource(Population):
    def __init__(self, n: int, rate: Any, number: int, dt: float, seed: int) -> None:
        super().__init__(n)
        self.rate, self.number, self.dt, self.seed = rate, number, dt, seed

    def fire(self, step: int) -> Array:
        rate = self.rate
        if isinstance(rate, lq.ArrayRate):
            sample = step // round(rate.every / self.dt)
            rate = rate.values[sample] if sample < len(rate.values) else 0.0
        means = np.broadcast_to(rate, self.n) * (self.dt * 1e-3)
        return np.repeat(np.arange(self.n), poisson(means, self.seed, POISSON_SOURCE, self.number, step))


class SpikeSource(Population):
    def __init__(self, times: list[Array], dt: float) -> None:
        super().__init__(len(times))
        self.last_steps = [np.rint(np.asarray(train) / dt) - 1 for train in times]

    def fire(self, step: int) -> Array:
        return np.repeat(np.arange(self.n), [np.count_nonzero(steps == step) for steps in self.last_steps])


class Neurons(Population):
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
        self.channels: list[Channel] = []
        self.poisson: list[tuple[int, Array, Any]] = []  # number, means a step, input
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
        for number, means, stimulus in self.poisson:
            if stimulus.receptor == receptor:
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
            I = s[f"I_{name}"]
            if isinstance(receptor, lq.ExpCurrent):
                drive = drive + r["I_to_V"] * I
                s[f"I_{name}"] = r["I_decay"] * I + arriving
                continue
            rise = s[f"dI_{name}"]
            drive = drive + (r["I_to_V"] * I + r["rise_to_V"] * rise)
            s[f"I_{name}"] = r["I_decay"] * I + r["rise_to_I"] * rise
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
        self.poisson_inputs = 0

    def population(self, n: int, model: Any, **initial: Any) -> Neurons:
        self.populations.append(Neurons(n, model, initial, len(self.populations), self))
        return self.populations[-1]

    def poisson_source(self, n: int, rate: Any) -> PoissonSource:
        self.populations.append(PoissonSource(n, rate, len(self.populations), self.dt, self.seed))
        return self.populations[-1]

    def spike_source(self, times: list[Array]) -> SpikeSource:
        self.populations.append(SpikeSource(times, self.dt))
        return self.populations[-1]

    def connect(self, pre: Population, post: Neurons, weight: Any, receptor: str, synapses: Any) -> None:
        """`weight` as it was given, a distribution or numbers; `synapses` sorted by source, delay and target."""
        if isinstance(weight, Distribution):
            whole, unit = True, weight_unit(weight)
        else:
            whole = len(np.unique(weight)) <= 1
            unit = float(next(iter(np.ravel(weight)), 0.0)) if whole else 1.0
        number = np.ones(len(synapses.pre)) if whole and not isinstance(weight, Distribution) else synapses.weight / unit
        channel = Channel(receptor, whole, unit, post.n)
        channel = next((known for known in post.channels if known.key == channel.key), channel)
        if channel not in post.channels:
            post.channels.append(channel)
        assert not whole or np.array_equal(number, np.rint(number))
        delay = np.rint(synapses.delay / self.dt).astype(int)
        assert delay.max(initial=1) <= LONGEST_DELAY
        ends = np.searchsorted(synapses.pre, np.arange(pre.n + 1))
        rows = [(delay[a:b], synapses.post[a:b], number[a:b].astype(channel.sums.dtype)) for a, b in itertools.pairwise(ends)]
        pre.projections.append((channel, rows))

    def stimulate(self, population: Neurons, targets: Array, stimulus: Any) -> None:
        if isinstance(stimulus, lq.PoissonInput):
            means = np.zeros(population.n)
            means[targets] = np.asarray(stimulus.rate) * (self.dt * 1e-3)
            population.poisson.append((self.poisson_inputs, means, stimulus))
            self.poisson_inputs += 1
        else:
            population.currents.append((targets, stimulus))

    def sample(self) -> None:
        for population in self.populations:
            if isinstance(population, Neurons):
                population.history.append({name: values.copy() for name, values in population.state.items()})

    def run(self, duration: float) -> None:
        if self.step == 0:
            self.sample()
        for k in range(self.step, self.step + round(duration / self.dt)):
            fired = [population.fire(k) for population in self.populations]
            for population, sources in zip(self.populations, fired, strict=True):
                population.spikes.append((k, sources))
                for source in sources:
                    for channel, rows in population.projections:
                        delay, post, number = rows[source]
                        np.add.at(channel.sums, ((k + delay) % (LONGEST_DELAY + 1), post), number)
            self.step = k + 1
            self.sample()
