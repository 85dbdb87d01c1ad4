"""Spike raster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

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
        The first one is drawn at the bottom. A mapping gives the names, otherwise each recording's own name is used.
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
    recordings = _style.series(spikes)
    count = sum(len(data) for _, data in recordings)
    every = int(np.ceil(count / _style.positive("max_spikes", max_spikes))) or 1
    ax = _style.axes(ax)
    rows = sum(data.n for _, data in recordings)
    shown = count / every
    ticks = rows <= _TICK_ROWS
    size = np.clip(0.55 * 200.0 / max(rows, 1), 2.0, 14.0) if ticks else np.clip(130.0 / np.sqrt(shown + 1), 0.8, 2.5)
    bottom, middles = 0, []
    for number, (_, data) in enumerate(recordings):
        keep = np.asarray(data.i) % every == 0
        ax.plot(
            np.asarray(data.t)[keep],
            np.asarray(data.i)[keep] + bottom,
            linestyle="none",
            marker="|" if ticks else "o",
            markersize=size,
            markeredgewidth=1.2 if ticks else 0.0,
            color=_style.colour(number, colors),
            rasterized=shown > 5_000,
        )
        middles.append(bottom + (data.n - 1) / 2)
        bottom += data.n
        if number + 1 < len(recordings):
            ax.axhline(bottom - 0.5, color=_style.FAINT, linewidth=0.6)
    _limits(ax, recordings, bottom)
    if len(recordings) > 1:
        _name_bands(ax, [name for name, _ in recordings], middles, colors)
    ax.set_xlabel("time / ms")
    ax.set_ylabel("neuron" if every == 1 else f"neuron (one in {every} shown)")
    return ax


def _limits(ax: Axes, recordings: list[tuple[str, SpikeData]], rows: int) -> None:
    start = min(data.t_start for _, data in recordings)
    stop = max(data.t_stop for _, data in recordings)
    if stop > start:
        ax.set_xlim(start, stop)
    ax.set_ylim(-0.5, max(rows, 1) - 0.5)


def _name_bands(ax: Axes, names: list[str], middles: list[float], colors: Sequence[str] | None) -> None:
    ax.set_yticks(middles, names)
    ax.tick_params(axis="y", length=0)
    for number, text in enumerate(ax.get_yticklabels()):
        text.set_color(_style.colour(number, colors))
