"""The networks of the comparison: what is the same in every simulator, how it is measured, and what is demanded of us.

The published networks are those of ``lapicque.networks``; the peers build the same from the numbers here.
Units are ms, mV, pF, pA, nS and Hz. Sizes, probability and delay of COBA are those of CUBA.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

DT = 0.1

CUBA_NEURON = {"C_m": 250.0, "tau_m": 20.0, "E_L": -49.0, "V_th": -50.0, "V_reset": -60.0, "t_ref": 5.0}
CUBA_TAU = {"exc": 5.0, "inh": 10.0}
CUBA_WEIGHT = {"exc": 20.25, "inh": -112.5}
CUBA_DELAY = 0.1
CUBA_P = 0.02  # at scale 1; 0.02/scale otherwise, so that the mean in-degree stays
CUBA_SIZE = {"exc": 3_200, "inh": 800}

COBA_NEURON = {"C_m": 200.0, "g_L": 10.0, "E_L": -60.0, "V_th": -50.0, "V_reset": -60.0, "t_ref": 5.0}
COBA_TAU = {"exc": 5.0, "inh": 10.0}
COBA_E_REV = {"exc": 0.0, "inh": -80.0}
COBA_WEIGHT = {"exc": 6.0, "inh": 67.0}  # [nS]
COBA_V_M = (-65.0, 5.0)  # mean and standard deviation at the start
COBA_G = {"exc": (20.0, 15.0), "inh": (100.0, 100.0)}  # the same of conductances [nS], drawn again below 0

BRUNEL_NEURON = {"C_m": 1.0, "tau_m": 20.0, "E_L": 0.0, "V_th": 20.0, "V_reset": 10.0, "t_ref": 2.0}
BRUNEL_SIZE = {"exc": 10_000, "inh": 2_500}
BRUNEL_INDEGREE = {"exc": 1_000, "inh": 250}
BRUNEL_G, BRUNEL_ETA = 5.0, 2.0
BRUNEL_WEIGHT = {"exc": 0.1, "inh": -0.1 * BRUNEL_G}  # [mV]
BRUNEL_DELAY = 1.5
BRUNEL_NU_THR = BRUNEL_NEURON["V_th"] / (BRUNEL_WEIGHT["exc"] * BRUNEL_INDEGREE["exc"] * BRUNEL_NEURON["tau_m"]) * 1e3

# Excitatory synapses of the same network that learn; their weights stay near the middle of the range, where they begin.
STDP_PARAMETERS = {"tau_plus": 20.0, "tau_minus": 20.0, "lambda": 0.01, "alpha": 1.0, "mu_plus": 1.0, "mu_minus": 1.0}
STDP_WMAX = 2.0 * BRUNEL_WEIGHT["exc"]
STDP_SAMPLE = 100  # sources whose synapses the mean weight is taken of

LIF_SIZE = 100_000
LIF_NEURON = {"C_m": 250.0, "tau_m": 10.0, "E_L": -70.0, "V_th": -55.0, "V_reset": -70.0, "t_ref": 2.0}
LIF_TAU = 2.0  # of both receptors
LIF_CURRENT = 380.0  # 1 % above what just reaches the threshold: 22 Hz
POISSON_RATE = 8_000.0
POISSON_WEIGHT = 22.0


@dataclass(frozen=True)
class Noise:
    """Standard deviation of a statistic of one population in 1 s of model time, from one seed to another.

    The largest of the populations; measured with Lapicque over ten seeds (``bench/run.py NETWORK --noise``).
    """

    rate: float  # relative to the rate
    cv: float
    spread: float


@dataclass(frozen=True)
class Benchmark:
    """A network, how it is measured, and what is demanded."""

    name: str
    neurons: int
    peers: tuple[str, ...]  # who know this network
    noise: Noise
    chunk: float  # model time that is timed at once [ms]
    turn: float  # model time that a simulator goes on before another's turn comes [ms]
    time: float  # model time measured [ms]
    warm_up: float  # model time before that [ms]
    window: float  # model time after the warm-up that each repeat's statistics are from [ms]
    scale: float = 1.0
    demanded: Mapping[str, float] = field(default_factory=dict)  # peer -> its wall time over ours, at least
    construction: Mapping[str, float] = field(default_factory=dict)  # peer -> the same for construction
    per_step: float | None = None  # ours with one thread, at most [ns a neuron and step]
    memory: float | None = None  # ours, at most [bytes]
    on_request: bool = False  # takes long and much memory


def _cuba(name: str, scale: float, noise: Noise, window: float, **times: float) -> Benchmark:
    return Benchmark(
        name=name,
        neurons=round(4_000 * scale),
        peers=("nest", "brian2"),
        noise=noise,
        warm_up=200,
        window=window,
        scale=scale,
        **times,
        demanded={"nest": 40.0, "brian2": 2.5},
    )


def _unconnected(name: str, demanded: float, per_step: float, noise: Noise) -> Benchmark:
    return Benchmark(
        name=name,
        neurons=LIF_SIZE,
        peers=("nest", "brian2"),
        noise=noise,
        chunk=5,
        turn=25,
        time=150,
        warm_up=100,
        window=300,
        demanded={"nest": demanded},
        per_step=per_step,
    )


BENCHMARKS = {
    benchmark.name: benchmark
    for benchmark in (
        # Its activity wanders, so that the window has to be long.
        _cuba("cuba", 1.0, Noise(rate=0.082, cv=0.021, spread=0.086), window=4_000, chunk=5, turn=100, time=600),
        _cuba("cuba40k", 10.0, Noise(rate=0.021, cv=0.006, spread=0.013), window=1_000, chunk=5, turn=50, time=200),
        Benchmark(
            name="coba",
            neurons=4_000,
            peers=("nest", "brian2"),
            noise=Noise(rate=0.13, cv=0.075, spread=0.13),
            chunk=5,
            turn=50,
            time=300,
            warm_up=200,
            window=4_000,
            demanded={"nest": 50.0, "brian2": 1.5},
        ),
        Benchmark(
            name="brunel",
            neurons=12_500,
            peers=("nest", "brian2"),
            noise=Noise(rate=0.006, cv=0.003, spread=0.002),
            chunk=5,
            turn=25,
            time=150,
            warm_up=100,
            window=300,
            demanded={"nest": 15.0, "brian2": 3.0},
        ),
        Benchmark(
            name="brunel_stdp",
            neurons=12_500,
            peers=("nest",),
            noise=Noise(rate=0.006, cv=0.003, spread=0.002),
            chunk=5,
            turn=25,
            time=150,
            warm_up=100,
            window=300,
            demanded={"nest": 5.0},
            on_request=True,
        ),
        _unconnected("lif", 40.0, 0.8, Noise(rate=0.0002, cv=0.0001, spread=0.0005)),
        _unconnected("poisson", 50.0, 2.0, Noise(rate=0.0006, cv=0.0003, spread=0.0004)),
        Benchmark(
            name="microcircuit0.1",
            neurons=7_717,
            peers=("nest",),
            noise=Noise(rate=0.074, cv=0.037, spread=0.062),
            chunk=5,
            turn=50,
            time=300,
            warm_up=300,
            window=3_000,
            scale=0.1,
            demanded={"nest": 20.0},
        ),
        Benchmark(
            name="microcircuit",
            neurons=77_169,
            peers=("nest",),
            # Of a tenth of the size over sqrt(10), rounded up: the variation of a mean over as many more neurons.
            noise=Noise(rate=0.025, cv=0.012, spread=0.02),
            chunk=2,
            turn=10,
            time=60,
            warm_up=200,
            window=1_000,
            demanded={"nest": 20.0},
            construction={"nest": 10.0},
            memory=2.5e9,
            on_request=True,
        ),
    )
}
