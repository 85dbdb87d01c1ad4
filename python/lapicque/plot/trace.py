"""State variables over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lapicque.plot import _style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lapicque.results import Trace

# More neurons than colours that a reader can tell apart: thin grey lines and their mean.
_COLOURED = 6


def trace(
    trace: Trace, variable: str = "V_m", ax: Axes | None = None, *, columns: int | Sequence[int] | None = None
) -> Axes:
    """Draw a recorded state variable over time, one line a neuron.

    Up to six neurons get a colour each; of more, all are drawn in grey and their mean in colour.

    Parameters
    ----------
    trace : Trace
        As ``net.record(..., ["V_m"])`` returns it; the result of `lapicque.simulate` works too.
    variable : str
        Which of the recorded variables.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.
    columns : int or sequence of int, optional
        Which columns of the recording; by default all.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If `variable` was not recorded.
    IndexError
        If a column does not exist.
    ImportError
        If matplotlib is missing.
    """
    t, values = np.asarray(trace.t), _values(trace, variable)
    wanted = np.arange(values.shape[1]) if columns is None else np.atleast_1d(columns)
    values = values[:, wanted]
    neurons = np.atleast_1d(getattr(trace, "columns", np.arange(values.shape[1])))
    ax = _style.axes(ax, height=3.2)
    big = values.size > 200_000
    if values.shape[1] <= _COLOURED:
        for number in range(values.shape[1]):
            name = f"neuron {neurons[wanted[number]]}"
            ax.plot(t, values[:, number], color=_style.colour(number), linewidth=1.2, label=name, rasterized=big)
    else:
        ax.plot(t, values, color=_style.FAINT, linewidth=0.5, alpha=0.4, rasterized=big)
        name = f"mean of {values.shape[1]} neurons"
        ax.plot(t, values.mean(axis=1), color=_style.colour(0), linewidth=1.6, label=name)
    if values.shape[1] > 1:
        ax.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    if t.size > 1:
        ax.set_xlim(t[0], t[-1])
    ax.set_xlabel("time / ms")
    ax.set_ylabel(_style.label(variable))
    return ax


def _values(trace: Trace, variable: str) -> np.ndarray:
    """The variable's samples, shape (samples, neurons)."""
    try:
        values = np.asarray(getattr(trace, variable), dtype=np.float64)
    except AttributeError as error:
        raise ValueError(f"variable must be one of the recorded ones, got {variable!r}: {error}") from error
    return values[:, None] if values.ndim == 1 else values
