"""Synaptic weights of a projection, at present or as they were recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lapicque.plot import _style
from lapicque.weights import WeightTrace

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lapicque.projection import Projection


def weights(
    projection: Projection | WeightTrace, ax: Axes | None = None, *, matrix: bool = False, bins: int = 60
) -> Axes:
    """Draw the weights of a projection, as a histogram or as the matrix of who reaches whom, or as they were recorded.

    Parameters
    ----------
    projection : Projection or WeightTrace
        As ``net.connect(...)`` returns it; or a record of weights, which is drawn against time, synapse by synapse
        where there are at most 40, else their median and the range of the middle half and of nine in ten.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.
    matrix : bool
        Draw the matrix, sources down and targets across; weights of several synapses of one pair are added, and pairs
        without a synapse are left blank. At most 25 million pairs.
    bins : int
        Number of bins of the histogram.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If `bins` is not positive, or the matrix would have more than 25 million entries or is asked of a record.
    ImportError
        If matplotlib is missing.
    """
    _style.positive("bins", bins)
    if isinstance(projection, WeightTrace):
        if matrix:
            raise ValueError("matrix must be False for recorded weights; lq.plot.weights(projection, matrix=True)")
        return _against_time(projection, ax)
    return _matrix(projection, ax) if matrix else _histogram(projection, ax, bins)


_MOST_PAIRS = 25_000_000
_MOST_LINES = 40


def _label(projection: Projection) -> str:
    return f"weight / {projection.post.population.model.receptors[projection.receptor].weight_unit}"


def _against_time(trace: WeightTrace, ax: Axes | None) -> Axes:
    ax = _style.axes(ax, height=3.2)
    t, values = trace.t, trace.weights
    if values.shape[1] <= _MOST_LINES:
        ax.plot(t, values, color=_style.colour(0), linewidth=0.9, alpha=0.7)
    else:
        low, first, median, third, high = np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95), axis=1)
        ax.fill_between(t, low, high, color=_style.colour(0), alpha=0.2, linewidth=0)
        ax.fill_between(t, first, third, color=_style.colour(0), alpha=0.35, linewidth=0)
        ax.plot(t, median, color=_style.colour(0), linewidth=1.3)
    ax.set_xlabel("time / ms")
    ax.set_ylabel(_label(trace.projection))
    return ax


def _histogram(projection: Projection, ax: Axes | None, bins: int) -> Axes:
    values = projection.synapses().weight
    ax = _style.axes(ax, height=3.2)
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)
    # equal weights still make a bar that can be seen, with some room around it
    margin = 0.0 if high > low else max(abs(low), 1.0) * 0.5
    counts, edges = np.histogram(values, bins, range=(low - margin, high + margin))
    ax.stairs(counts, edges, fill=True, color=_style.colour(0 if high > 0 else 1), alpha=0.85)
    note = f"{values.size} synapses"
    if values.size:
        note += f"\nmean {values.mean():.4g}, s.d. {values.std():.4g}"
    ax.text(0.98, 0.96, note, transform=ax.transAxes, ha="right", va="top", color=_style.INK, linespacing=1.4)
    ax.set_ylim(bottom=0.0)
    ax.set_xlabel(_label(projection))
    ax.set_ylabel("synapses")
    return ax


def _matrix(projection: Projection, ax: Axes | None) -> Axes:
    rows, columns = len(projection.pre.population), len(projection.post.population)
    if rows * columns > _MOST_PAIRS:
        raise ValueError(f"matrix must be False for more than {_MOST_PAIRS} pairs, got {rows} x {columns} neurons")
    total = _sums(projection, rows, columns)
    ax = _style.axes(ax, width=5.2, height=4.6)
    low, high = (float(np.nanmin(total)), float(np.nanmax(total))) if np.isfinite(total).any() else (0.0, 1.0)
    if low < 0.0 < high:
        high = max(-low, high)
        low = -high
    cmap = "PuOr_r" if low < 0.0 < high else "cividis"
    image = ax.imshow(total, cmap=cmap, vmin=low, vmax=high, aspect="auto", interpolation="nearest", origin="lower")
    bar = ax.figure.colorbar(image, ax=ax)
    bar.outline.set_visible(False)
    bar.set_label(_label(projection))
    ax.set_xlabel("target neuron")
    ax.set_ylabel("source neuron")
    return ax


def _sums(projection: Projection, rows: int, columns: int) -> npt.NDArray[np.float64]:
    """Sum of the weights of each pair, shape (rows, columns); NaN where there is no synapse."""
    synapses = projection.synapses()
    total = np.full((rows, columns), np.nan)
    total[synapses.pre, synapses.post] = 0.0
    np.add.at(total, (synapses.pre, synapses.post), synapses.weight)
    return total
