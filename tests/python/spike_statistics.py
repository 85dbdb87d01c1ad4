"""Statistics of recorded spikes, the same for every simulator: NumPy arrays in, plain numbers out.

Times are in ms and multiples of `dt`; a spike belongs to the interval ``(start, stop]``, as it is fired at the end of a
time step.
"""

from __future__ import annotations

import numpy as np


def bins(times: np.ndarray, start: float, width: float, dt: float) -> np.ndarray:
    """Number of the bin of each spike, counted in whole steps: a time on an edge belongs to the bin that ends there."""
    return (np.rint((times - start) / dt).astype(np.int64) - 1) // round(width / dt)


def count_histogram(index: np.ndarray, n: int) -> list[int]:
    """Number of neurons with 0, 1, 2, ... spikes."""
    return np.bincount(np.bincount(index, minlength=n)).tolist()


def coefficients_of_variation(times: np.ndarray, index: np.ndarray, n: int, min_spikes: int) -> np.ndarray:
    """CV of the inter-spike intervals of the neurons with at least `min_spikes` spikes."""
    order = np.lexsort((times, index))
    trains = np.split(times[order], np.cumsum(np.bincount(index, minlength=n))[:-1])
    intervals = [np.diff(train) for train in trains if len(train) >= max(min_spikes, 3)]
    return np.array([isi.std() / isi.mean() for isi in intervals])


def binned_counts(
    times: np.ndarray, index: np.ndarray, n: int, start: float, stop: float, width: float, dt: float
) -> np.ndarray:
    """Spike counts of the first `n` neurons, shape (n, bins)."""
    inside = index < n
    number = round((stop - start) / width)
    place = bins(times[inside], start, width, dt)
    whole = (place >= 0) & (place < number)
    flat = index[inside][whole] * number + place[whole]
    return np.bincount(flat, minlength=n * number).reshape(n, number)


def mean_correlation(counts: np.ndarray) -> float:
    """Pearson's correlation of spike counts, averaged over all pairs of the neurons that spike.

    With z-scored counts the sum over all pairs is the variance of their sum, without any matrix of pairs. NaN where
    fewer than two neurons spike.
    """
    active = counts[counts.std(axis=1) > 0].astype(np.float64)
    if len(active) < 2:
        return float("nan")
    z = (active - active.mean(axis=1, keepdims=True)) / active.std(axis=1, keepdims=True)
    n = len(z)
    return float((z.sum(axis=0).var() - n) / (n * (n - 1)))


def synchrony(times: np.ndarray, start: float, stop: float, width: float, dt: float) -> float:
    """Variance over mean of all neurons' spike counts in bins of `width`: 1 for independent Poisson trains."""
    number = round((stop - start) / width)
    place = bins(times, start, width, dt)
    counts = np.bincount(place[(place >= 0) & (place < number)], minlength=number)
    return float(counts.var() / counts.mean()) if counts.any() else float("nan")
