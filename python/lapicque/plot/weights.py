"""Synaptic weights of a projection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lapicque.plot import _style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lapicque.projection import Projection


def weights(projection: Projection, ax: Axes | None = None, *, matrix: bool = False, bins: int = 60) -> Axes:
    """Draw the weights of a projection, as a histogram or as the matrix of who reaches whom.

    Parameters
    ----------
    projection : Projection
        As ``net.connect(...)`` returns it.
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
        If `bins` is not positive, or the matrix would have more than 25 million entries.
    ImportError
        If matplotlib is missing.
    """
    _style.positive("bins", bins)
    return _matrix(projection, ax) if matrix else _histogram(projection, ax, bins)


_MOST_PAIRS = 25_000_000


def _label(projection: Projection) -> str:
    return f"weight / {projection.post.population.model.receptors[projection.receptor].weight_unit}"


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
