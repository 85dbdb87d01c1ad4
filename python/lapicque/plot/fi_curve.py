"""Firing rate against constant current: simulated points on the closed-form curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lapicque import theory
from lapicque.plot import _style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lapicque.models import LIF


def fi_curve(
    model: LIF,
    currents: npt.ArrayLike | None = None,
    ax: Axes | None = None,
    *,
    duration: float = 1000.0,
    dt: float = 0.1,
) -> Axes:
    """Simulate a neuron under constant currents and draw its rates over the closed-form f-I curve.

    Parameters
    ----------
    model : LIF
        Scalar parameters; its ``I_e`` is replaced by `currents`.
    currents : array_like, optional
        Constant currents in pA, shape (n,); by default 25 from below the rheobase to well above it.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.
    duration : float
        Simulated time in ms.
    dt : float
        Time step in ms. Intervals are rounded up to it, so points lie on the curve or a little below.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If `currents` is not one-dimensional and finite, or the model's parameters are not scalars.
    ImportError
        If matplotlib is missing.
    """
    _style.require_matplotlib()
    I, rates = measure(model, currents, duration=duration, dt=dt)  # noqa: E741
    return draw(model, I, rates, ax)


def measure(
    model: LIF, currents: npt.ArrayLike | None = None, *, duration: float = 1000.0, dt: float = 0.1
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Simulated rates for constant currents: currents in pA and rates in Hz, both of shape (n,).

    The rate is that of the intervals between the first and the last spike, so that it does not depend on where in an
    interval the simulation ends; a neuron that fired once or never gets spikes per duration.
    """
    from lapicque.network import Network

    I = _default_currents(model) if currents is None else np.asarray(currents, dtype=np.float64)  # noqa: E741
    if I.ndim != 1 or I.size == 0 or not np.all(np.isfinite(I)):
        raise ValueError(f"currents must be finite values of shape (n,) [pA], got {currents!r}")
    net = Network(dt=dt)
    spikes = net.record(net.population(I.size, model.replace(I_e=I), V_m=model.V_reset), "spikes")
    net.run(duration)
    rates = np.empty(I.size)
    for number, train in enumerate(spikes.trains()):
        intervals, length = (len(train) - 1, train[-1] - train[0]) if len(train) > 1 else (len(train), duration)
        rates[number] = 1000.0 * intervals / length
    return I, rates


def draw(model: LIF, currents: npt.NDArray[np.float64], rates: npt.NDArray[np.float64], ax: Axes | None = None) -> Axes:
    """Draw measured rates in Hz over the closed-form curve of the model."""
    ax = _style.axes(ax)
    rheobase = float(theory.rheobase(model))
    fine = np.linspace(currents.min(), currents.max(), 400)
    fine = np.union1d(fine, rheobase + (fine[-1] - rheobase) * np.geomspace(1e-6, 1e-2, 40))
    fine = fine[(fine >= currents.min()) & (fine <= currents.max())]
    ax.plot(fine, theory.lif_rate(model, fine), color=_style.FAINT, linewidth=1.8, label="closed form")
    ax.plot(currents, rates, "o", color=_style.colour(0), markersize=5, clip_on=False, zorder=3, label="simulation")
    if currents.min() < rheobase < currents.max():
        ax.axvline(rheobase, color=_style.FAINT, linewidth=0.8, linestyle=":")
        top = ax.get_xaxis_transform()
        ax.annotate("rheobase", (rheobase, 0.98), (4, 0), top, textcoords="offset points", va="top", color=_style.FAINT)
    ax.set_ylim(bottom=0.0)
    ax.set_xlabel("I_e / pA")
    ax.set_ylabel("rate / Hz")
    ax.legend(frameon=False, loc="lower right")
    return ax


def _default_currents(model: LIF) -> npt.NDArray[np.float64]:
    rheobase = theory.rheobase(model)
    span = theory.leak_conductance(model) * (np.asarray(model.V_th) - model.V_reset)
    if (rheobase + span).ndim:
        raise ValueError(f"model must have scalar parameters, got arrays of shape {(rheobase + span).shape}")
    return np.asarray(rheobase + span * np.linspace(-0.25, 1.75, 25))
