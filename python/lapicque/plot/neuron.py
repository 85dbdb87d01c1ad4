"""A current clamp: what went in, what the membrane did, when it fired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from lapicque._values import FloatArray
from lapicque.plot import _style
from lapicque.results import SpikeData

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Clamped(Protocol):
    """What is drawn: a neuron, its spikes, and samples of its potential and its input."""

    @property
    def model(self) -> Any: ...
    @property
    def spikes(self) -> SpikeData: ...
    @property
    def t(self) -> FloatArray: ...
    @property
    def V_m(self) -> FloatArray: ...
    @property
    def I(self) -> FloatArray: ...  # noqa: E743


def neuron(result: Clamped, ax: Axes | None = None) -> Axes:
    """Draw the result of `lapicque.simulate`: membrane potential, threshold and spikes, and above them the input.

    The input is the current of the stimuli and the constant I_e of the model.

    A spike is drawn as a line upwards from the threshold, since an integrate-and-fire neuron has no shape of its own;
    to the peak where the model has one. Spikes of neurons with channels have a shape, and are marked above it.

    Parameters
    ----------
    result : lapicque.Simulation
        What `lapicque.simulate` returned.
    ax : matplotlib Axes, optional
        Where to draw the potential; a new Axes for the input takes the upper part of its place. By default a new
        figure.

    Returns
    -------
    matplotlib Axes
        The one of the membrane potential.

    Raises
    ------
    ImportError
        If matplotlib is missing.
    """
    ax = _style.axes(ax, height=4.4)
    top = _split(ax)
    t = np.asarray(result.t)
    big = t.size > 200_000
    ax.plot(t, result.V_m, color=_style.colour(0), linewidth=1.3, label="V_m", rasterized=big)
    name, bottom, peak = _spike_lines(result)
    if name:
        ax.axhline(bottom, color=_style.FAINT, linewidth=0.9, linestyle="--")
        ax.text(1.01, bottom, name, transform=ax.get_yaxis_transform(), va="center", color=_style.FAINT)
    ax.vlines(result.spikes.t, bottom, peak, color=_style.SPIKE, linewidth=1.1, label="spikes")
    # the sample at t is the current of the step that ends at t
    constant = getattr(result.model, "I_e", 0.0)
    top.plot(t, result.I + constant, drawstyle="steps-pre", color=_style.INK, linewidth=1.2, rasterized=big)
    ax.set_xlim(t[0], t[-1])
    ax.set_xlabel("time / ms")
    ax.set_ylabel("V_m / mV")
    top.set_ylabel("I / pA")
    top.tick_params(axis="x", labelbottom=False)
    return ax


def _spike_lines(result: Clamped) -> tuple[str, float, float]:
    """Name of the threshold (none for neurons with channels), and from where to where the line of a spike goes."""
    model: Any = result.model
    low, high = float(np.min(result.V_m)), float(np.max(result.V_m))
    name = next((name for name in ("V_th", "V_c", "V_T_star") if hasattr(model, name)), "")
    if not name:
        return "", high + 0.04 * (high - low), high + 0.12 * (high - low)
    level = float(getattr(model, name))
    peak = float(getattr(model, "V_peak", level))
    return name, level, peak if peak > level else level + 0.6 * (level - low)


def _split(ax: Axes) -> Axes:
    """Shrink `ax` to the lower three quarters of its place; a new Axes in the upper quarter, with the same times."""
    fig, place = ax.figure, ax.get_subplotspec()
    if place is None:
        box = ax.get_position()
        ax.set_position((box.x0, box.y0, box.width, 0.7 * box.height))
        top = fig.add_axes((box.x0, box.y0 + 0.77 * box.height, box.width, 0.23 * box.height), sharex=ax)
    else:
        grid = place.subgridspec(2, 1, height_ratios=(1, 3), hspace=0.08)
        ax.set_subplotspec(grid[1])
        top = fig.add_subplot(grid[0], sharex=ax)
    return _style.axes(top)
