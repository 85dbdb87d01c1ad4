"""Parameters of the cortical microcircuit, and what follows from them in closed form.

Matrices have the targets as rows and the sources as columns, both in the order of `POPULATIONS`.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from lapicque._values import FloatArray, IntArray
from lapicque.networks._sizes import scaled

POPULATIONS = ("L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I")
SIZES = (20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948)
# Potjans & Diesmann (2014), table 5.
PROBABILITIES = (
    (0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0.0000, 0.0076, 0.0000),
    (0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0.0000, 0.0042, 0.0000),
    (0.0077, 0.0059, 0.0497, 0.1350, 0.0067, 0.0003, 0.0453, 0.0000),
    (0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0.0000, 0.1057, 0.0000),
    (0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0.0000),
    (0.0548, 0.0269, 0.0257, 0.0022, 0.0600, 0.3158, 0.0086, 0.0000),
    (0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252),
    (0.0364, 0.0010, 0.0034, 0.0005, 0.0277, 0.0080, 0.0658, 0.1443),
)
C_M, TAU_M, TAU_SYN = 250.0, 10.0, 0.5  # [pF], [ms], [ms]
E_L, V_TH, V_RESET, T_REF = -65.0, -50.0, -65.0, 2.0  # [mV], [mV], [mV], [ms]
PSP = 0.15  # peak of the response to an excitatory synapse [mV]
G = -4.0  # inhibitory over excitatory weight
L4E_TO_L23E = 2.0
WEIGHT_SPREAD = 0.1  # standard deviation over mean
# Mean and standard deviation of the delays, by the kind of source [ms].
DELAY = {"E": (1.5, 0.75), "I": (0.75, 0.375)}
EXTERNAL_INDEGREES = (1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100)
EXTERNAL_RATE = 8.0  # [Hz]
# Mean and standard deviation of V_m at the start [mV]: near the stationary state, so that the start is not a volley.
V_M = (
    (-68.28, 5.36),
    (-63.16, 4.57),
    (-63.33, 4.74),
    (-63.45, 4.94),
    (-63.11, 4.94),
    (-61.66, 4.55),
    (-66.72, 5.46),
    (-61.43, 4.48),
)
# Mean rates of the full network under Poisson input [Hz].
RATES = (0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829)
# An inhibitory synapse of a hundredth of the network is 6 mV strong; less is another network.
_SMALLEST = 10


def psc_amplitude(psp: float = PSP, C_m: float = C_M, tau_m: float = TAU_M, tau_syn: float = TAU_SYN) -> float:
    """Jump of an exponential synaptic current [pA] whose response peaks at `psp` [mV].

    The response is a difference of two exponentials; its peak is where its derivative vanishes.
    """
    rate = 1.0 / tau_syn - 1.0 / tau_m
    peak = math.log(tau_m / tau_syn) / rate
    return psp * C_m * rate / (math.exp(-peak / tau_m) - math.exp(-peak / tau_syn))


def sizes(scale: float = 1.0) -> IntArray:
    """Number of neurons of each population, shape (8,); a ValueError where `scale` asks for too few or too many."""
    if scale > 1.0:
        raise ValueError(f"scale must be at most 1, the published network, got {scale}")
    return np.array([scaled(name, n, scale, _SMALLEST) for name, n in zip(POPULATIONS, SIZES, strict=True)])


def indegrees() -> FloatArray:
    """Mean number of synapses onto a neuron of the full network, shape (8, 8).

    K synapses drawn with replacement leave a pair of neurons unconnected with probability (1 - 1/(N_t N_s))^K = 1 - p.
    """
    n = np.array(SIZES, dtype=np.float64)
    total: FloatArray = np.log1p(-np.array(PROBABILITIES)) / np.log1p(-1.0 / np.outer(n, n))
    return total / n[:, None]


def synapse_counts(scale: float = 1.0) -> IntArray:
    """Number of synapses of each pair of populations, shape (8, 8).

    In-degrees are those of the full network times `scale`.
    """
    return np.rint(indegrees() * scale * sizes(scale)[:, None]).astype(np.int64)


def mean_weights(scale: float = 1.0) -> FloatArray:
    """Mean weight of each pair of populations [pA], shape (8, 8)."""
    weights = np.tile([psc_amplitude() * (1.0 if is_excitatory(name) else G) for name in POPULATIONS], (8, 1))
    weights[POPULATIONS.index("L23E"), POPULATIONS.index("L4E")] *= L4E_TO_L23E
    return weights / math.sqrt(scale)


def external_rates(scale: float = 1.0) -> FloatArray:
    """Rate of the Poisson input of a neuron of each population [Hz], shape (8,)."""
    return EXTERNAL_RATE * scale * np.array(EXTERNAL_INDEGREES, dtype=np.float64)


def constant_current(scale: float = 1.0, *, poisson: bool = True) -> FloatArray:
    """Constant current into a neuron of each population [pA], shape (8,).

    In-degrees times k and weights over sqrt(k) leave sqrt(k) of the mean input, and all of its variance. The current
    restores the rest: of the recurrent input, and of the external one under Poisson input. Without Poisson input all of
    the external drive is in the current.
    """
    lost = 1.0 - math.sqrt(scale)
    recurrent: FloatArray = mean_current(indegrees() * np.array(RATES), mean_weights()).sum(axis=1)
    external = mean_current(external_rates(), psc_amplitude())
    return lost * recurrent + (lost if poisson else 1.0) * external


def mean_current(rate: npt.ArrayLike, weight: npt.ArrayLike) -> FloatArray:
    """Mean synaptic current [pA] of spikes at `rate` [Hz] of the given `weight` [pA]."""
    charge = TAU_SYN * np.asarray(weight, dtype=np.float64)
    return np.asarray(1e-3 * np.asarray(rate, dtype=np.float64) * charge)


def is_excitatory(name: str) -> bool:
    """Whether population `name` excites."""
    return name.endswith("E")
