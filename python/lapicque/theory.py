"""Closed forms that simulations can be held against.

Everything here is continuous-time mathematics in NumPy: no network is built and no step is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from lapicque.models import LIF

__all__ = ["leak_conductance", "lif_rate", "rheobase"]


def rheobase(model: LIF) -> npt.NDArray[np.float64]:
    """Smallest constant current at which a leaky integrate-and-fire neuron reaches its threshold.

    Parameters
    ----------
    model : LIF
        Scalar parameters, or arrays of one value a neuron.

    Returns
    -------
    ndarray
        g_L (V_th - E_L) in pA, of the shape of the parameters (``()`` if all are scalars). At this current itself the
        threshold is approached but not reached, so that the neuron fires only above it. Negative for a neuron whose
        E_L lies above V_th: such a neuron fires without any input.

    References
    ----------
    Lapicque, L. (1907). Recherches quantitatives sur l'excitation electrique des nerfs traitee comme une
    polarisation. J. Physiol. Pathol. Gen. 9, 620-635.
    """
    return np.asarray(leak_conductance(model) * (_array(model.V_th) - _array(model.E_L)))


def lif_rate(model: LIF, I: npt.ArrayLike | None = None) -> npt.NDArray[np.float64]:  # noqa: E741
    """Firing rate of a leaky integrate-and-fire neuron under a constant current, in continuous time.

    With ``V_inf = E_L + I/g_L`` the rate is ::

        0                                                                   for V_inf <= V_th
        1000/(t_ref + tau_m ln((V_inf - V_reset)/(V_inf - V_th)))           for V_inf >  V_th

    A simulation puts spikes on a grid of dt, which lengthens each interval by less than dt; the rate it finds is this
    one or a little less.

    Parameters
    ----------
    model : LIF
        Scalar parameters, or arrays of one value a neuron. Receptors play no part.
    I : array_like, optional
        The whole constant current in pA, in place of the model's own ``I_e`` (not on top of it); by default ``I_e``.
        Broadcast against the parameters.

    Returns
    -------
    ndarray
        Rate in Hz, of the broadcast shape of `I` and the parameters; finite everywhere.

    Raises
    ------
    ValueError
        If `I` is not finite.

    References
    ----------
    Tuckwell, H. C. (1988). Introduction to Theoretical Neurobiology, vol. 1, section 3.4. Cambridge University Press.

    Examples
    --------
    >>> import lapicque as lq
    >>> lq.theory.lif_rate(lq.LIF(), [375.0, 500.0, 1000.0]).round(4)
    array([  0.    ,  63.04  , 149.2529])
    """
    current = _array(model.I_e if I is None else I)
    if not np.all(np.isfinite(current)):
        raise ValueError(f"I must be finite [pA], got {current[~np.isfinite(current)].flat[0]}")
    g_L, V_th, V_reset = leak_conductance(model), _array(model.V_th), _array(model.V_reset)
    above = _array(model.E_L) + current / g_L - V_th
    fires = above > 0
    # log1p keeps the digits of strong currents, where the quotient of the two distances is close to one
    to_threshold = np.log1p((V_th - V_reset) / np.where(fires, above, 1.0)) * _array(model.C_m) / g_L
    return np.asarray(np.where(fires, 1000.0 / (_array(model.t_ref) + to_threshold), 0.0))


def _array(value: npt.ArrayLike) -> npt.NDArray[np.float64]:
    return np.asarray(value, dtype=np.float64)


def leak_conductance(model: LIF) -> npt.NDArray[np.float64]:
    """g_L = C_m/tau_m in nS, whichever of tau_m and g_L the model was given; of the shape of the parameters."""
    if model.g_L is not None:
        return _array(model.g_L)
    return np.asarray(_array(model.C_m) / _array(model.membrane_time_constant))
