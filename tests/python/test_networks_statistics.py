"""Statistics of the published networks against NEST (see bench/reference/) and against mean-field theory."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from meanfield import brunel_rate

import lapicque as lq

DATA = Path(__file__).parent / "data"
SEEDS = range(1, 11)
# Student's t for 9 + 9 degrees of freedom, two-sided 0.1 %
T_BOUND = 3.92


@cache
def reference(name: str) -> dict[str, Any]:
    return json.loads((DATA / f"{name}.json").read_text())  # type: ignore[no-any-return]


def per_seed(population: str, key: str) -> np.ndarray:
    return np.array([run[population][key] for run in reference("nest_cuba")["runs"]])


def histograms(population: str) -> np.ndarray:
    """Neurons by spike count, shape (seeds, counts)."""
    rows = [run[population]["count_histogram"] for run in reference("nest_cuba")["runs"]]
    return pad(rows)


def pad(rows: list[Any], width: int = 0) -> np.ndarray:
    width = max(width, *(len(row) for row in rows))
    return np.array([np.pad(np.asarray(row), (0, width - len(row))) for row in rows])


@cache
def cuba_runs() -> dict[str, dict[str, np.ndarray]]:
    """The statistics of NEST's file for the same network here, over as many seeds."""
    conditions = reference("nest_cuba")
    result: dict[str, dict[str, list[Any]]] = {name: {"rate": [], "cv": [], "histogram": []} for name in ("exc", "inh")}
    for seed in SEEDS:
        net = lq.networks.cuba(seed=seed)
        net.run(conditions["warm_up_ms"])
        recorders = {name: net.record(net[name], "spikes") for name in result}
        net.run(conditions["window_ms"])
        for name, recorder in recorders.items():
            n = conditions["sizes"][name]
            counts = np.bincount(recorder.i, minlength=n)
            order = np.lexsort((recorder.t, recorder.i))
            trains = np.split(recorder.t[order], np.cumsum(counts)[:-1])
            intervals = [np.diff(train) for train in trains if len(train) >= conditions["cv_min_spikes"]]
            result[name]["rate"].append(counts.mean() / (conditions["window_ms"] * 1e-3))
            result[name]["cv"].append(np.mean([isi.std() / isi.mean() for isi in intervals]))
            result[name]["histogram"].append(np.bincount(counts))
    return {
        name: {
            "rate": np.array(values["rate"]),
            "cv": np.array(values["cv"]),
            "histogram": pad(values["histogram"]),
        }
        for name, values in result.items()
    }


def welch(a: np.ndarray, b: np.ndarray) -> float:
    return float(abs(a.mean() - b.mean()) / math.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b)))


@pytest.mark.parametrize("population", ["exc", "inh"])
@pytest.mark.parametrize("statistic", ["rate", "cv"])
def test_cuba_agrees_with_nest(population: str, statistic: str) -> None:
    ours, theirs = cuba_runs()[population][statistic], per_seed(population, statistic)
    assert len(ours) == len(theirs) == len(SEEDS)
    assert welch(ours, theirs) < T_BOUND
    # spreads alike too, or a wide one would let anything pass: F test, two-sided 0.1 %
    assert 1 / 10.1 < ours.var(ddof=1) / theirs.var(ddof=1) < 10.1


def distribution(histogram: np.ndarray) -> np.ndarray:
    """Cumulative distribution of single-neuron rates, shape (runs, counts)."""
    return np.cumsum(histogram, axis=1) / histogram.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("population", ["exc", "inh"])
def test_cuba_distribution_of_rates_agrees_with_nest(population: str) -> None:
    """At every rate the two cumulative distributions agree within the spread over seeds; so do all quantiles."""
    width = max(histograms(population).shape[1], cuba_runs()[population]["histogram"].shape[1])
    ours = distribution(pad(list(cuba_runs()[population]["histogram"]), width))
    theirs = distribution(pad(list(histograms(population)), width))
    error = np.sqrt(ours.var(axis=0, ddof=1) / len(ours) + theirs.var(axis=0, ddof=1) / len(theirs))
    # where hardly a neuron is, the spread over ten seeds says nothing: one neuron in each run there at most
    floor = 1 / (len(ours) * reference("nest_cuba")["sizes"][population])
    assert np.all(np.abs(ours.mean(axis=0) - theirs.mean(axis=0)) < T_BOUND * error + floor)
    # and no run stands out: the distance of each from NEST's mean is one that NEST's own runs have, give or take
    distance = np.abs(ours - theirs.mean(axis=0)).max(axis=1)
    own = np.abs(theirs - theirs.mean(axis=0)).max(axis=1)
    assert np.median(distance) < 2 * np.median(own)


BRUNEL_SEEDS = range(1, 4)


def brunel_regime(g: float, eta: float, dt: float) -> dict[str, Any]:
    regimes = reference("nest_brunel")["regimes"]
    return next(r for r in regimes if (r["g"], r["eta"], r["dt_ms"]) == (g, eta, dt))  # type: ignore[no-any-return]


@cache
def brunel_rates(g: float, eta: float, dt: float, window: float) -> np.ndarray:
    """Mean rate in Hz of each seed, the beginning left out."""
    rates = []
    for seed in BRUNEL_SEEDS:
        net = lq.networks.brunel(g=g, eta=eta, dt=dt, seed=seed)
        net.run(reference("nest_brunel")["warm_up_ms"])
        recorders = [net.record(net[name], "spikes") for name in ("exc", "inh")]
        net.run(window)
        rates.append(sum(len(recorder.t) for recorder in recorders) / (12500 * window * 1e-3))
    return np.array(rates)
