"""Closed forms that simulations can be held against.

Everything here is continuous-time mathematics in NumPy: no network is built and no step is taken.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NoReturn

import numpy as np
import numpy.typing as npt

from lapicque import _names
from lapicque._names import no_attribute
from lapicque._values import type_error
from lapicque.models import LIF

__all__ = ["leak_conductance", "lif_rate", "noisy_lif_rate", "rheobase"]
__dir__ = _names.only(__all__)

_ZETA_OF_HALF = -1.4603545088095868
_OVERSHOOT = -_ZETA_OF_HALF / math.sqrt(2.0 * math.pi)
"""Mean overshoot of a random walk with normal steps over a far barrier, in units of the step (Siegmund 1979)."""
_ALPHA = -math.sqrt(2.0) * _ZETA_OF_HALF
"""2.0653: what filtered noise moves both limits by, in units of sigma sqrt(tau_syn/tau_m)/2."""


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
    current = _array(model.I_e) if I is None else _finite(I, "I")
    g_L, V_th, V_reset = leak_conductance(model), _array(model.V_th), _array(model.V_reset)
    above = _array(model.E_L) + current / g_L - V_th
    fires = above > 0
    # log1p keeps the digits of strong currents, where the quotient of the two distances is close to one
    to_threshold = np.log1p((V_th - V_reset) / np.where(fires, above, 1.0)) * _array(model.C_m) / g_L
    return np.asarray(np.where(fires, 1000.0 / (_array(model.t_ref) + to_threshold), 0.0))


def noisy_lif_rate(
    model: LIF,
    I: npt.ArrayLike,  # noqa: E741
    intensity: npt.ArrayLike,
    tau_syn: float = 0.0,
    dt: float = 0.0,
) -> npt.NDArray[np.float64]:
    """Stationary firing rate of a leaky integrate-and-fire neuron under a noisy current (Siegert's formula).

    With ``mu = E_L + I/g_L`` and ``sigma = intensity sqrt(tau_m)/C_m``, so that the free membrane has the mean mu and
    the variance sigma^2/2, the rate in white noise is ::

        1000/(t_ref + tau_m sqrt(pi) int from (V_reset - mu)/sigma to (V_th - mu)/sigma of exp(u^2) (1 + erf(u)) du)

    Parameters
    ----------
    model : LIF
        Scalar parameters, or arrays of one value a neuron. Receptors play no part.
    I : array_like
        Mean of the whole current in pA, in place of the model's own ``I_e``.
    intensity : array_like
        Of the noise in pA sqrt(ms), as in `WhiteNoise`. An `OrnsteinUhlenbeck` current has that of
        ``std sqrt(2 tau)``. Broadcast, like `I`, against the parameters.
    tau_syn : float
        Time constant in ms of the filter that the noise has passed; 0 for white noise. To first order in
        sqrt(tau_syn/tau_m), a filter moves both limits of the integral up by ``1.0327 sqrt(tau_syn/tau_m)``. The shift
        of the lower one, as published, is that of ``t_ref = 0``: while a neuron is refractory the noise forgets, and
        ``exp(-t_ref/tau_syn)`` of it is left, which takes up to a few per cent off the rate.
    dt : float
        Step in ms at which the threshold is looked at under white noise, as a simulation does; 0 for a watch that never
        ends. To first order in sqrt(dt/tau_m), the grid moves the threshold up by 0.5826 standard deviations of what
        the noise does to the membrane in a step.

    Returns
    -------
    ndarray
        Rate in Hz, of the broadcast shape of all that is given.

    Raises
    ------
    ValueError
        If an argument is not finite, or `intensity`, `tau_syn` or `dt` is negative, or `dt` is given together with
        `tau_syn`: filtered noise does not jump over the threshold.

    References
    ----------
    Siegert, A. J. F. (1951). On the first passage time probability problem. Phys. Rev. 81, 617-623.
    Brunel, N. & Hakim, V. (1999). Fast global oscillations in networks of integrate-and-fire neurons with low firing
    rates. Neural Comput. 11, 1621-1671.
    Fourcaud, N. & Brunel, N. (2002). Dynamics of the firing probability of noisy integrate-and-fire neurons. Neural
    Comput. 14, 2057-2110.
    Siegmund, D. (1979). Corrected diffusion approximations in certain random walk problems. Adv. Appl. Probab. 11,
    701-719.

    Examples
    --------
    >>> import lapicque as lq
    >>> lq.theory.noisy_lif_rate(lq.LIF(), 375.0, [0.0, 395.28]).round(2)
    array([ 0.  , 43.36])
    """
    current, noise = _finite(I, "I"), _not_negative(intensity, "intensity")
    _not_negative(tau_syn, "tau_syn")
    _not_negative(dt, "dt")
    if tau_syn > 0 and dt > 0:
        raise ValueError(f"dt must be 0 for filtered noise (tau_syn = {tau_syn}), got {dt}")
    g_L, C_m = leak_conductance(model), _array(model.C_m)
    tau_m = C_m / g_L
    mu = _array(model.E_L) + current / g_L
    sigma = np.where(noise > 0, noise, 1.0) * np.sqrt(tau_m) / C_m
    shift = 0.5 * _ALPHA * np.sqrt(tau_syn / tau_m)
    grid = _OVERSHOOT * np.sqrt(-0.5 * np.expm1(-2.0 * dt / tau_m))
    upper = (_array(model.V_th) - mu) / sigma + shift + grid
    lower = (_array(model.V_reset) - mu) / sigma + shift
    rate = 1000.0 / (_array(model.t_ref) + tau_m * np.vectorize(_passage, otypes=[float])(upper, lower))
    return np.asarray(np.where(noise > 0, rate, lif_rate(model, current)))


def _passage(upper: float, lower: float) -> float:
    """Mean time from one level to a higher one in units of tau_m, levels in units of sigma from the mean.

    In the form of Brunel and Hakim, the integral over u > 0 of ``exp(-u^2) (exp(2 upper u) - exp(2 lower u))/u``, by
    the trapezoidal rule in log(u), which converges exponentially.
    """
    root = math.sqrt(upper * upper + 40.0)
    largest = upper + root if upper > 0 else 40.0 / (root - upper)  # beyond it the integrand is below 1e-17
    s = np.arange(math.log(largest), math.log(1e-17 / (upper - lower)), -0.02)
    u = np.exp(s)
    with np.errstate(over="ignore"):  # a rate of less than 1e-290 Hz
        integrand = np.exp(u * (2.0 * upper - u)) * -np.expm1(-2.0 * (upper - lower) * u)
    return 0.02 * float(integrand.sum())


def _finite(value: npt.ArrayLike, name: str) -> npt.NDArray[np.float64]:
    array = _array(value)
    if not np.all(np.isfinite(array)):
        raise ValueError(f"{name} must be finite, got {array[~np.isfinite(array)].flat[0]}")
    return array


def _not_negative(value: npt.ArrayLike, name: str) -> npt.NDArray[np.float64]:
    array = _finite(value, name)
    if np.any(array < 0):
        raise ValueError(f"{name} must be at least 0, got {array[array < 0].flat[0]}")
    return array


def _array(value: npt.ArrayLike) -> npt.NDArray[np.float64]:
    return np.asarray(value, dtype=np.float64)


def leak_conductance(model: LIF) -> npt.NDArray[np.float64]:
    """g_L = C_m/tau_m, whichever of the two the model was given.

    Parameters
    ----------
    model : LIF
        Scalar parameters, or arrays of one value a neuron.

    Returns
    -------
    ndarray
        Leak conductance in nS, of the shape of the parameters.

    Raises
    ------
    TypeError
        For another model than LIF, for which none of these closed forms holds.
    """
    if not isinstance(model, LIF):
        raise type_error("model", "a LIF", model)
    if model.g_L is not None:
        return _array(model.g_L)
    return np.asarray(_array(model.C_m) / _array(model.membrane_time_constant))


if not TYPE_CHECKING:

    def __getattr__(name: str) -> NoReturn:
        no_attribute("lapicque.theory", name, __all__)
