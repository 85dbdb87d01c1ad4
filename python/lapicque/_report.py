"""What the command line says and writes about a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lapicque import _textplot
from lapicque.network import Network
from lapicque.plot import _style, raster
from lapicque.results import SpikeData


def has_matplotlib() -> bool:
    """Whether plots can be drawn."""
    try:
        _style.require_matplotlib()
    except ImportError:
        return False
    return True


def rate_table(recordings: Mapping[str, SpikeData]) -> str:
    """Mean rate and mean CV of interspike intervals of each population."""
    rows = []
    for name, spikes in recordings.items():
        cv = np.asarray(spikes.cv())
        cv = cv[np.isfinite(cv)]
        irregularity = f"{cv.mean():.2f}" if cv.size else "-"
        rows.append((name, str(len(spikes.columns)), f"{float(np.mean(spikes.rates())):.2f}", irregularity))
    return _textplot.table(("population", "neurons", "rate / Hz", "CV of ISI"), rows)


def save_spikes(path: Path, recordings: Mapping[str, SpikeData], net: Network) -> None:
    """Write ``<population>_t`` [ms] and ``<population>_i`` of each, with ``time``, ``dt`` [ms] and ``seed``."""
    arrays: dict[str, Any] = {"time": net.time, "dt": net.dt, "seed": np.uint64(net.seed)}
    for name, spikes in recordings.items():
        arrays |= {f"{name}_t": spikes.t, f"{name}_i": spikes.i}
    np.savez_compressed(path, **arrays)


def draw_raster(path: Path, recordings: Mapping[str, SpikeData], title: str) -> None:
    """Write a picture of all spikes, the populations in the order of the table."""
    fig = _style.figure(7.2, 4.4)
    colours = [_style.colour(number) for number in reversed(range(len(recordings)))]
    ax = raster(dict(list(recordings.items())[::-1]), fig.add_subplot(), colors=colours)
    ax.set_title(title, fontsize="medium", loc="left")
    fig.savefig(path, dpi=150)


def text_raster(recordings: Mapping[str, SpikeData], time: float) -> str:
    """The same in characters, from 0 to `time` [ms]."""
    bands = [(name, data.t, data.i, len(data.columns)) for name, data in list(recordings.items())[::-1]]
    return _textplot.raster(bands, 0.0, time)


def say_where(written: Sequence[str], out: Path, pictures: bool) -> None:
    """Print the names of the files written and their folder, and what brings pictures if there are none."""
    print(f"Wrote {', '.join(written)}\nto {out.resolve()}")
    if not pictures:
        print("For pictures as well: pip install 'lapicque[plot]', then the same command again.")
