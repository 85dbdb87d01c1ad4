"""Firing statistics of a run, and whether those of two simulators agree.

Every statistic of every population is compared: the mean over the repeats may differ by a systematic part, which is
what two right implementations may differ by, and by four standard errors of the noise stated in bench/networks.py.
Sizes have to be equal, and numbers of synapses up to what drawing them allows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

import numpy as np
from networks import Noise

MIN_SPIKES = 4  # of a neuron whose CV is taken
MIN_NEURONS = 50  # of a population whose mean CV is compared
SYSTEMATIC = {"rate": 0.01, "cv": 0.01, "spread": 0.02}  # relative for the rate
STANDARD_ERRORS = 4.0
RARE_SPIKES = 100  # a population with fewer says little about its spread


def describe(t: Any, i: Any, n: int, start: float, stop: float) -> dict[str, Any]:
    """Statistics of `n` neurons in ``(start, stop]``, of spikes at times `t` (ms) of neurons `i` from 0.

    ``rate`` (Hz), ``spread`` (standard deviation of the neurons' rates over their mean), ``cv`` (mean coefficient of
    variation of inter-spike intervals over the ``cv_neurons`` with at least four spikes) and ``spikes``.
    """
    t, i = np.asarray(t, dtype=np.float64), np.asarray(i, dtype=np.int64)
    inside = (t > start + 1e-6) & (t <= stop + 1e-6)
    t, i = t[inside], i[inside]
    counts = np.bincount(i, minlength=n)
    if len(counts) > n:
        raise ValueError(f"a spike of neuron {int(i.max())} in a population of {n}")
    order = np.lexsort((t, i))
    trains = np.split(t[order], np.cumsum(counts)[:-1])
    intervals = [np.diff(train) for train in trains if len(train) >= MIN_SPIKES]
    cv = [float(isi.std() / isi.mean()) for isi in intervals]
    mean = float(counts.mean())
    return {
        "rate": 1000.0 * mean / (stop - start),
        "spread": float(counts.std()) / mean if mean else 0.0,
        "cv": fmean(cv) if cv else 0.0,
        "cv_neurons": len(cv),
        "spikes": int(counts.sum()),
    }


def pooled(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Mean of each statistic of one population over runs."""
    return {key: fmean(run[key] for run in runs) for key in runs[0]}


def allowed(statistic: str, value: float, noise: Noise, model_time: float) -> float:
    """By how much two simulators may differ in `statistic` around `value`, each run for `model_time` ms in all."""
    scale = value if statistic == "rate" else 1.0
    error = float(getattr(noise, statistic)) * math.sqrt(2.0 * 1000.0 / model_time)
    return scale * (SYSTEMATIC[statistic] + STANDARD_ERRORS * error)


def compared(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[str]:
    """The statistics that there are enough spikes for in both."""
    names = ["rate"]
    if min(a["spikes"], b["spikes"]) >= RARE_SPIKES:
        names.append("spread")
    if min(a["cv_neurons"], b["cv_neurons"]) >= MIN_NEURONS:
        names.append("cv")
    return names


def disagreements(
    ours: Sequence[Mapping[str, Any]], peer: Sequence[Mapping[str, Any]], noise: Noise, window: float
) -> list[str]:
    """What differs between two simulators; one entry of `ours` and `peer` a repeat.

    An entry has ``neurons`` (population -> size), ``synapses`` (a number), and ``firing`` (population -> the result
    of `describe` over `window` ms).
    """
    found = []
    for a, b in zip(ours, peer, strict=True):
        if a["neurons"] != b["neurons"]:
            return [f"neurons {a['neurons']} and {b['neurons']}"]
        if abs(a["synapses"] - b["synapses"]) > 6.0 * math.sqrt(2.0 * a["synapses"]):
            found.append(f"synapses {a['synapses']} and {b['synapses']}")
    model_time = window * len(ours)
    for population in ours[0]["firing"]:
        a, b = (pooled([run["firing"][population] for run in runs]) for runs in (ours, peer))
        if a["spikes"] == 0 and b["spikes"] == 0:
            found.append(f"{population}: no spikes, nothing to compare")
        for statistic in compared(a, b):
            tolerance = allowed(statistic, max(a[statistic], b[statistic]), noise, model_time)
            if not abs(a[statistic] - b[statistic]) <= tolerance:
                values = f"{a[statistic]:.4g} and {b[statistic]:.4g}"
                found.append(f"{population}: {statistic} {values}, may differ by {tolerance:.2g}")
    return found
