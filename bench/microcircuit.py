"""The cortical microcircuit (Potjans & Diesmann 2014) in numbers, at full size or scaled down.

Written from the published parameters and not from ``lapicque.networks``, so that a mistake there does not go unseen.
Scaled by k as in van Albada et al. (2015): neurons and in-degrees times k, weights over sqrt(k), and a constant current
that restores the mean input. Units are ms, mV, pF, pA and Hz.
"""

from __future__ import annotations

import math

NAMES = ("L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I")
SIZE = dict(zip(NAMES, (20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948), strict=True))
# Rows are targets, columns are sources.
PROBABILITY = {
    "L23E": (0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0.0, 0.0076, 0.0),
    "L23I": (0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0.0, 0.0042, 0.0),
    "L4E": (0.0077, 0.0059, 0.0497, 0.135, 0.0067, 0.0003, 0.0453, 0.0),
    "L4I": (0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0.0, 0.1057, 0.0),
    "L5E": (0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0.0),
    "L5I": (0.0548, 0.0269, 0.0257, 0.0022, 0.06, 0.3158, 0.0086, 0.0),
    "L6E": (0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252),
    "L6I": (0.0364, 0.001, 0.0034, 0.0005, 0.0277, 0.008, 0.0658, 0.1443),
}
NEURON = {"C_m": 250.0, "tau_m": 10.0, "E_L": -65.0, "V_th": -50.0, "V_reset": -65.0, "t_ref": 2.0}
TAU_SYN = 0.5
WEIGHT = 87.81  # a PSP of 0.15 mV [pA]
SPREAD = 0.1
DELAY = {"E": (1.5, 0.75), "I": (0.75, 0.375)}
EXTERNAL_RATE = 8.0
EXTERNAL = dict(zip(NAMES, (1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100), strict=True))
V_M_MEAN = dict(zip(NAMES, (-68.28, -63.16, -63.33, -63.45, -63.11, -61.66, -66.72, -61.43), strict=True))
V_M_STD = dict(zip(NAMES, (5.36, 4.57, 4.74, 4.94, 4.94, 4.55, 5.46, 4.48), strict=True))
# At full size under Poisson input, from the reference implementation [Hz].
RATE = dict(zip(NAMES, (0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829), strict=True))


def weight(pre: str, post: str) -> float:
    """Mean weight at full size [pA]."""
    if pre.endswith("I"):
        return -4.0 * WEIGHT
    return 2.0 * WEIGHT if (pre, post) == ("L4E", "L23E") else WEIGHT


def indegree(pre: str, post: str) -> float:
    """Mean number of synapses at full size."""
    p = PROBABILITY[post][NAMES.index(pre)]
    pairs = float(SIZE[pre]) * SIZE[post]
    return math.log1p(-p) / math.log1p(-1.0 / pairs) / SIZE[post]


def lost_current(post: str, scale: float) -> float:
    """Constant current that restores the mean input of a network of size `scale` [pA]."""
    charge = sum(indegree(pre, post) * weight(pre, post) * RATE[pre] for pre in NAMES)
    charge += EXTERNAL[post] * WEIGHT * EXTERNAL_RATE
    return (1.0 - math.sqrt(scale)) * TAU_SYN * 1e-3 * charge


def synapses(pre: str, post: str, scale: float) -> int:
    """Number of synapses of a pair of populations."""
    return round(indegree(pre, post) * scale * round(SIZE[post] * scale))
