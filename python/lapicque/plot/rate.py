"""Population rate over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lapicque.plot import _style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lapicque.results import SpikeData


def rate(
    spikes: SpikeData | Sequence[SpikeData] | Mapping[str, SpikeData],
    ax: Axes | None = None,
    *,
    bin: float = 5.0,  # noqa: A002
    colors: Sequence[str] | None = None,
) -> Axes:
    """Draw the mean firing rate of each recording over time, as a histogram of its spikes.

    Parameters
    ----------
    spikes : SpikeData, sequence or mapping of SpikeData
        A mapping gives the names, otherwise those of the populations are used.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.
    bin : float
        Width of a bin in ms. A bin holds its right edge, not its left one, as a spike at t belongs to the step that
        ends at t. The last bin is as wide as what is left.
    colors : sequence of str, optional
        One a recording, repeated if there are fewer.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If `bin` is not positive or nothing has been simulated yet.
    ImportError
        If matplotlib is missing.
    """
    recordings = _style.series(spikes)
    binned = [_bins(data, _style.positive("bin", bin)) for _, data in recordings]
    ax = _style.axes(ax, height=3.2)
    for number, ((name, _), (edges, rates)) in enumerate(zip(recordings, binned, strict=True)):
        shade = _style.colour(number, colors)
        ax.stairs(rates, edges, baseline=None, color=shade, linewidth=1.2, label=name)
        if len(recordings) == 1:
            ax.stairs(rates, edges, color=shade, alpha=0.2, fill=True)
    if len(recordings) > 1:
        ax.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    ax.set_xlim(min(edges[0] for edges, _ in binned), max(edges[-1] for edges, _ in binned))
    ax.set_ylim(bottom=0.0)
    ax.set_xlabel("time / ms")
    ax.set_ylabel("rate / Hz")
    return ax


def _bins(data: SpikeData, width: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Edges in ms, shape (bins + 1,), and mean rates in Hz, shape (bins,)."""
    length = data.t_stop - data.t_start
    if not length > 0:
        raise ValueError(f"spikes must cover a time, got {data.t_start} to {data.t_stop} ms")
    # times are rounded multiples of dt, which must not fall off the edge that they mean
    slack = 1e-6
    bins = max(int(np.ceil(length / width - slack)), 1)
    edges = np.append(data.t_start + width * np.arange(bins), data.t_stop)
    place = np.ceil((np.asarray(data.t) - data.t_start) / width - slack).astype(np.int64) - 1
    counts = np.bincount(np.clip(place, 0, bins - 1), minlength=bins)
    return edges, counts / (max(len(data.columns), 1) * np.diff(edges) * 1e-3)
