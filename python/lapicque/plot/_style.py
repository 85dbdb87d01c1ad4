"""What the plots have in common: colours, units, how an Axes comes about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lapicque._values import IntArray, type_error

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from lapicque.results import SpikeData

# Okabe & Ito's palette, which colour-blind readers can tell apart; its yellow is left out as too faint on white.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
INK = "#333333"
FAINT = "#8C8C8C"
SPIKE = "#D55E00"

_UNITS = {"V_m": "mV", "I": "pA", "w": "pA"}


def require_matplotlib() -> None:
    """Raise an ImportError that says what to install where matplotlib is missing."""
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise ImportError("plots need matplotlib: pip install 'lapicque[plot]'") from error


def figure(width: float = 6.4, height: float = 4.0) -> Figure:
    """An empty figure in inches that belongs to no window and needs no display; save it by ``savefig``."""
    require_matplotlib()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    fig = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(fig)
    return fig


def axes(ax: Axes | None, width: float = 6.4, height: float = 4.0) -> Axes:
    """`ax` itself, or the Axes of a new pyplot figure, with the frame open at the top and right."""
    require_matplotlib()
    if ax is None:
        from matplotlib import pyplot

        ax = pyplot.figure(figsize=(width, height), layout="constrained").add_subplot()
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def label(variable: str) -> str:
    """Name and unit of a state variable for an axis, e.g. ``V_m / mV``."""
    unit = _UNITS.get(variable) or {"I": "pA", "g": "nS", "V": "mV", "E": "mV"}.get(variable.partition("_")[0])
    return f"{variable} / {unit}" if unit else variable


def series(spikes: SpikeData | Sequence[SpikeData] | Mapping[str, SpikeData]) -> list[tuple[str, SpikeData]]:
    """Names and data of what a plot of spikes was given: one, several, or a mapping from names."""
    if isinstance(spikes, Mapping):
        named = list(spikes.items())
    else:
        several: Sequence[Any] = spikes if isinstance(spikes, (list, tuple)) else [spikes]
        named = [(_name_of(data), data) for data in several]
    if not named:
        raise ValueError("spikes must be one SpikeData or several, got none")
    for _, data in named:
        if not hasattr(data, "trains"):
            raise type_error("spikes", 'SpikeData, as net.record(population, "spikes") returns, or several', data)
    return named


def _name_of(data: Any) -> str:
    """Name of the population, and which of its neurons where they are not all."""
    columns: IntArray = getattr(data, "columns", np.zeros(0, np.int64))
    selection = getattr(data, "selection", None)
    name = str(getattr(data, "name", ""))
    if selection is None or len(columns) == len(selection.population):
        return name
    if len(columns) < 2:
        return f"{name}[{int(columns[0])}]" if len(columns) else f"{name}[:0]"
    first, end, steps = int(columns[0]), int(columns[-1]) + 1, set(np.diff(columns).tolist())
    step = steps.pop()
    if steps or step < 0:
        return f"some of {name}"
    return f"{name}[{first}:{end}]" if step == 1 else f"{name}[{first}:{end}:{step}]"


def positions(spikes: SpikeData) -> npt.NDArray[np.int64]:
    """Place of each spike's neuron among the recorded ones, shape (spikes,)."""
    order = np.argsort(spikes.columns, kind="stable")
    return np.asarray(order[np.searchsorted(spikes.columns, spikes.i, sorter=order)], dtype=np.int64)


def colour(number: int, colours: Sequence[str] | None = None) -> str:
    """Colour of the given series, of the caller's list or the default palette, which repeats."""
    palette = colours or COLOURS
    return palette[number % len(palette)]


def positive(name: str, value: float) -> float:
    """`value` as a float; a ValueError naming it unless it is finite and positive."""
    if not 0.0 < value < float("inf"):
        raise ValueError(f"{name} must be finite and positive, got {value}")
    return float(value)
