"""Rates of leaky integrate-and-fire neurons in noise: the diffusion approximation and what corrects it.

``mu`` is the mean of the free membrane and ``sigma**2 / 2`` its variance, both relative to the resting potential [mV],
so that white noise moves it by about ``sigma * sqrt(dt / tau)`` within dt. Times in ms, rates in Hz.
"""

from __future__ import annotations

import math

from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import erfcx, zeta

# |zeta(1/2)|/sqrt(2 pi): mean overshoot of a random walk with normal steps over a far barrier, in units of the step
# (Siegmund 1979). A barrier that is looked at every dt acts like a watched one that is further away by this much.
OVERSHOOT = -float(zeta(0.5)) / math.sqrt(2.0 * math.pi)
# sqrt(2)|zeta(1/2)|: shift of both boundaries under filtered noise (Fourcaud & Brunel 2002)
ALPHA = -math.sqrt(2.0) * float(zeta(0.5))
# (mu, sigma) in mV: rate in Hz at tau 10, t_ref 2, threshold 15, reset 0.
SIEGERT = {
    (15.0, 5.0): 43.362,
    (10.0, 5.0): 16.760,
    (20.0, 5.0): 69.649,
    (5.0, 5.0): 1.726,
    (15.0, 1.2247): 27.11,
    (10.0, 15.0): 55.784,
    (-5.0, 22.5): 34.357,
}


def siegert(
    mu: float,
    sigma: float,
    *,
    tau: float = 10.0,
    t_ref: float = 2.0,
    V_th: float = 15.0,
    V_reset: float = 0.0,
    tau_syn: float = 0.0,
    dt: float = 0.0,
) -> float:
    """Stationary rate of a neuron in white or filtered noise (Siegert 1951; Fourcaud & Brunel 2002).

    Parameters
    ----------
    tau_syn
        Time constant of the exponential filter of the noise; zero for white noise. First order in sqrt(tau_syn/tau).
    dt
        Step at which the threshold is looked at; zero for a continuous watch. First order in sqrt(dt/tau).
    """
    filtered = 0.5 * ALPHA * math.sqrt(tau_syn / tau)
    # standard deviation of what noise adds in one step, in units of sigma
    step = math.sqrt(-0.5 * math.expm1(-2.0 * dt / tau))
    upper = (V_th - mu) / sigma + filtered + OVERSHOOT * step
    lower = (V_reset - mu) / sigma + filtered
    integral, _ = quad(lambda u: erfcx(-u), lower, upper, epsabs=0.0, epsrel=1e-11, limit=200)
    return 1e3 / (t_ref + tau * math.sqrt(math.pi) * integral)


def brunel_rate(
    g: float,
    eta: float,
    *,
    J: float = 0.1,
    C_E: int = 1000,
    gamma: float = 0.25,
    tau: float = 20.0,
    t_ref: float = 2.0,
    V_th: float = 20.0,
    V_reset: float = 10.0,
    dt: float = 0.0,
) -> float:
    """Self-consistent rate of Brunel's model A (Brunel 2000, eqs. 4, 5 and 21).

    Parameters
    ----------
    dt
        Step of the grid on which jumps arrive and the threshold is looked at; zero for continuous time.
    """
    external = eta * V_th / (J * C_E * tau)
    # jumps that come together at the end of a step have decayed less than spread over it
    mean = dt / tau / -math.expm1(-dt / tau) if dt else 1.0
    variance = 2.0 * dt / tau / -math.expm1(-2.0 * dt / tau) if dt else 1.0

    def excess(rate: float) -> float:
        nu = rate * 1e-3
        mu = mean * C_E * J * tau * (external + nu * (1.0 - g * gamma))
        sigma = J * math.sqrt(variance * C_E * tau * (external + nu * (1.0 + g * g * gamma)))
        return siegert(mu, sigma, tau=tau, t_ref=t_ref, V_th=V_th, V_reset=V_reset, dt=dt) - rate

    return float(brentq(excess, 1e-3, 999.0 / t_ref, xtol=1e-10))
