"""Distribution of the intervals between spikes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lapicque.plot import _style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lapicque.results import SpikeData


def isi(spikes: SpikeData, ax: Axes | None = None, *, bins: int = 60) -> Axes:
    """Draw a histogram of the interspike intervals of all neurons, and note how irregular they are.

    The CV noted is the mean over neurons of the standard deviation of a neuron's intervals divided by their mean: 0 for
    a clock, 1 for a Poisson process.

    Parameters
    ----------
    spikes : SpikeData
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.
    bins : int
        Number of bins between 0 and the longest interval.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If `bins` is not positive.
    ImportError
        If matplotlib is missing.
    """
    _style.positive("bins", bins)
    intervals = np.asarray(spikes.isi(), dtype=np.float64)
    ax = _style.axes(ax, height=3.2)
    ax.set_xlabel("interspike interval / ms")
    ax.set_ylabel("intervals")
    if intervals.size == 0:
        ax.text(0.5, 0.5, "no neuron fired twice", transform=ax.transAxes, ha="center", color=_style.FAINT)
        return ax
    counts, edges = np.histogram(intervals, bins, range=(0.0, float(intervals.max())))
    ax.stairs(counts, edges, fill=True, color=_style.colour(0), alpha=0.85)
    ax.axvline(intervals.mean(), color=_style.INK, linewidth=1.0, linestyle="--")
    cv = np.asarray(spikes.cv(), dtype=np.float64)
    irregularity = f"\nCV {np.nanmean(cv):.2f}" if np.isfinite(cv).any() else ""
    note = f"{intervals.size} intervals\nmean {intervals.mean():.1f} ms{irregularity}"
    ax.text(0.98, 0.96, note, transform=ax.transAxes, ha="right", va="top", color=_style.INK, linespacing=1.4)
    ax.set_xlim(0.0, float(edges[-1]))
    ax.set_ylim(bottom=0.0)
    return ax
