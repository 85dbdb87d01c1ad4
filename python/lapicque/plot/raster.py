"""Spike raster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lapicque.plot import _style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lapicque.results import SpikeData

# From here on a row is too thin for a tick, and dots say more.
_TICK_ROWS = 60


def raster(
    spikes: SpikeData | Sequence[SpikeData] | Mapping[str, SpikeData],
    ax: Axes | None = None,
    *,
    colors: Sequence[str] | None = None,
    max_spikes: int = 200_000,
) -> Axes:
    """Draw a mark for each spike, time across and neurons up, several recordings one above the other.

    Parameters
    ----------
    spikes : SpikeData, sequence or mapping of SpikeData
        The first one is drawn at the bottom; several are told apart by name, number of neurons and colour. A mapping
        gives the names, otherwise those of the populations are used.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.
    colors : sequence of str, optional
        One a recording, repeated if there are fewer; by default a palette safe for colour-blind readers.
    max_spikes : int
        With more spikes than this, only every k-th neuron of each recording is drawn with all of its spikes, and the
        axis says so.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If there is nothing to draw or `max_spikes` is not positive.
    ImportError
        If matplotlib is missing.
    """
    _style.require_matplotlib()
    from matplotlib.ticker import MaxNLocator

    recordings = _style.series(spikes)
    count = sum(len(data) for _, data in recordings)
    every = max(int(np.ceil(count / _style.positive("max_spikes", max_spikes))), 1)
    rows = sum(len(data.columns) for _, data in recordings)
    ax = _style.axes(ax)
    bottom, middles = 0, []
    for number, (_, data) in enumerate(recordings):
        place = _style.positions(data)
        keep = place % every == 0
        row = place + bottom if len(recordings) > 1 else data.i
        ax.plot(data.t[keep], row[keep], color=_style.colour(number, colors), **_marks(count / every, rows))
        middles.append(bottom + (len(data.columns) - 1) / 2)
        bottom += len(data.columns)
        if number + 1 < len(recordings):
            ax.axhline(bottom - 0.5, color=_style.FAINT, linewidth=0.6)
    _limit_time(ax, recordings)
    if len(recordings) > 1:
        ax.set_ylim(-0.5, bottom - 0.5)
        names = [f"{name} ({len(data.columns)})" for name, data in recordings]
        _name_bands(ax, names, middles, colors)
        ax.set_ylabel("" if every == 1 else f"one neuron in {every} shown")
    else:
        columns = recordings[0][1].columns
        if len(columns):
            ax.set_ylim(columns.min() - 0.5, columns.max() + 0.5)
        ax.yaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_ylabel("neuron" if every == 1 else f"neuron (one in {every} shown)")
    ax.set_xlabel("time / ms")
    return ax


def _marks(spikes: float, rows: int) -> dict[str, Any]:
    """Style of the marks: ticks for few rows, dots for many, smaller the more spikes there are."""
    style = {"linestyle": "none", "rasterized": spikes > 5_000}
    if rows <= _TICK_ROWS:
        size = float(np.clip(110.0 / max(rows, 1), 2.0, 14.0))
        return style | {"marker": "|", "markersize": size, "markeredgewidth": 1.2}
    size = float(np.clip(130.0 / np.sqrt(spikes + 1.0), 0.8, 2.5))
    return style | {"marker": "o", "markersize": size, "markeredgewidth": 0.0}


def _limit_time(ax: Axes, recordings: list[tuple[str, SpikeData]]) -> None:
    start = min(data.t_start for _, data in recordings)
    stop = max(data.t_stop for _, data in recordings)
    if stop > start:
        ax.set_xlim(start, stop)


def _name_bands(ax: Axes, names: list[str], middles: list[float], colors: Sequence[str] | None) -> None:
    ax.set_yticks(middles, names)
    ax.tick_params(axis="y", length=0)
    for number, text in enumerate(ax.get_yticklabels()):
        text.set_color(_style.colour(number, colors))
