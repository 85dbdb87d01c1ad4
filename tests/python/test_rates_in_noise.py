"""Rates of neurons in noise against Siegert's formula (Siegert 1951; Fourcaud & Brunel 2002)."""

from __future__ import annotations

import math

import numpy as np
import pytest

import lapicque as lq
from meanfield import ALPHA, SIEGERT, brunel_rate, siegert

TAU, T_REF, V_TH, V_RESET = 10.0, 2.0, 15.0, 0.0
N, WARM_UP, DURATION = 2000, 100.0, 1000.0
# jumps so much smaller than sigma that a step holds dozens of them and the diffusion approximation is good
JUMPS_PER_SIGMA = 50


@pytest.mark.parametrize(("mu", "sigma"), SIEGERT)
def test_siegert(mu: float, sigma: float) -> None:
    assert siegert(mu, sigma) == pytest.approx(SIEGERT[mu, sigma], rel=3e-4)


def test_siegert_with_filtered_noise() -> None:
    assert siegert(10.0, 5.0, tau_syn=0.5) == pytest.approx(11.657, abs=5e-4)


@pytest.mark.parametrize(
    ("g", "eta", "rate", "digit"),
    [(3.0, 2.0, 327.0, 0.1), (6.0, 4.0, 55.84, 0.01), (5.0, 2.0, 37.95, 0.01), (4.5, 0.9, 6.52, 0.01)],
)
def test_mean_field_of_brunels_network(g: float, eta: float, rate: float, digit: float) -> None:
    assert brunel_rate(g, eta) == pytest.approx(rate, abs=digit / 2)


def measured_rate(receptor: lq.Receptor, weight: float, drift: float, events: float, dt: float) -> tuple[float, int]:
    """Rate in Hz, and spikes counted, under trains of positive and negative weight.

    ``drift`` is the difference and ``events`` the sum of their rates, per ms.
    """
    net = lq.Network(dt=dt, seed=3)
    model = lq.LIF(
        tau_m=TAU, E_L=0.0, V_th=V_TH, V_reset=V_RESET, t_ref=T_REF, receptors={"exc": receptor, "inh": receptor}
    )
    neurons = net.population(N, model, V_m=lq.Uniform(0.0, 10.0))
    for name, sign in (("exc", 1), ("inh", -1)):
        rate = 500.0 * (events + sign * drift)
        net.stimulate(neurons, lq.PoissonInput(rate=rate, weight=sign * weight, receptor=name))
    net.run(WARM_UP)
    spikes = net.record(neurons, "spikes")
    net.run(DURATION)
    return len(spikes.t) / (N * DURATION * 1e-3), len(spikes.t)


def statistical_bound(count: int) -> float:
    """Four standard errors of a count of spikes, as if Poisson: the trains are more regular than that."""
    return 4.0 / math.sqrt(count)


@pytest.mark.parametrize(
    ("mu", "sigma", "dt"), [*((*point, 0.1) for point in SIEGERT), (15.0, 5.0, 0.05), (-5.0, 22.5, 0.05)]
)
def test_white_noise(mu: float, sigma: float, dt: float) -> None:
    """Jumps of the potential; mu and sigma hold on the grid, the formula is that of a threshold looked at every dt."""
    jump = sigma / JUMPS_PER_SIGMA
    drift = -mu * math.expm1(-dt / TAU) / (jump * dt)
    events = -0.5 * sigma**2 * math.expm1(-2 * dt / TAU) / (jump**2 * dt)
    rate, count = measured_rate(lq.Delta(), jump, drift, events, dt)
    # 1 %: second order of the correction for the grid, of which the first one is 2 to 18 %
    assert rate == pytest.approx(siegert(mu, sigma, dt=dt), rel=0.01 + statistical_bound(count))


@pytest.mark.parametrize(("mu", "tau_syn"), [(10.0, 0.5), (15.0, 0.5), (10.0, 1.0)])
def test_filtered_noise(mu: float, tau_syn: float) -> None:
    """Exponential currents; their noise has no jumps, so that the grid matters little."""
    sigma, C_m = 5.0, 250.0
    jump = sigma / JUMPS_PER_SIGMA
    weight = jump * C_m / tau_syn
    rate, count = measured_rate(
        lq.ExpCurrent(tau=tau_syn), weight, mu / (jump * TAU), sigma**2 / (jump**2 * TAU), dt=0.1
    )
    # 3 %: the formula is of first order in sqrt(tau_syn/tau), 0.2 to 0.3 here
    assert rate == pytest.approx(siegert(mu, sigma, tau_syn=tau_syn), rel=0.03 + statistical_bound(count))


# ---- Noise currents: a grid of mean and standard deviation, one population for all of it

GRID = np.meshgrid([5.0, 10.0, 15.0, 20.0, 25.0], [5.0, 7.5, 10.0, 12.5, 15.0])
MU, SIGMA = (axis.ravel() for axis in GRID)
MODEL = lq.LIF(C_m=250.0, tau_m=TAU, E_L=0.0, V_th=V_TH, V_reset=V_RESET, t_ref=T_REF)
CURRENT, INTENSITY = MU * 25.0, SIGMA * 250.0 / math.sqrt(TAU)  # for R = 0.04 mV/pA
EACH = 400


def rates_under(model: lq.LIF, noise: lq.Stimulus, dt: float) -> tuple[np.ndarray, np.ndarray]:
    """Rates at the points of the grid, and their standard errors by what neurons of the same point differ."""
    net = lq.Network(dt=dt, seed=21)
    neurons = net.population(MU.size * EACH, model, V_m=lq.Uniform(0.0, 10.0))
    net.stimulate(neurons, noise)
    net.run(WARM_UP)
    spikes = net.record(neurons, "spikes")
    net.run(DURATION)
    rates = spikes.rates().reshape(MU.size, EACH)
    return rates.mean(axis=1), rates.std(axis=1, ddof=1) / math.sqrt(EACH)


@pytest.mark.parametrize("dt", [0.1, 0.025])
def test_white_noise_current(dt: float) -> None:
    """Within 2 standard errors and the second order of the correction for the grid.

    A threshold that is looked at every dt acts like a watched one that is 0.5826 steps of the random walk further away
    (Siegmund 1979), which changes the rates here by 1 to 18 %. What is left is of the order of dt/tau_m, the square of
    a step of the walk over sigma: 1 % and 0.25 %.
    """
    decay = math.exp(-dt / TAU)
    # so that the variance of the free membrane on the grid is sigma^2/2
    std = SIGMA / math.sqrt(2.0) * 25.0 * math.sqrt((1.0 + decay) / (1.0 - decay))
    found, error = rates_under(MODEL, lq.WhiteNoise(np.repeat(CURRENT, EACH), np.repeat(std, EACH)), dt)
    expected = lq.theory.noisy_lif_rate(MODEL, CURRENT, INTENSITY, dt=dt)
    assert np.all(np.abs(found - expected) < 2.0 * error + dt / TAU * expected)
    continuous = lq.theory.noisy_lif_rate(MODEL, CURRENT, INTENSITY)
    assert np.mean((continuous - found) / error) > 4.0  # the correction is needed


@pytest.mark.parametrize(("tau_syn", "t_ref", "dt"), [(0.1, 0.0, 0.02), (0.3, 0.0, 0.05), (0.3, 2.0, 0.05)])
def test_ou_current(tau_syn: float, t_ref: float, dt: float) -> None:
    """Within 2 standard errors and the second order of the expansion in sqrt(tau_syn/tau_m), which is tau_syn/tau_m.

    Noise that has carried the membrane over the threshold is positive when the membrane is free again, and acts like a
    higher reset potential. While the neuron is refractory the noise forgets: of the shift of the lower limit
    exp(-t_ref/tau_syn) is left. Fourcaud & Brunel (2002) give it for t_ref = 0.

    The process is held over a step, by which its intensity grows by x coth(x), x = dt/(2 tau_syn); std makes up for it.
    """
    x = dt / (2.0 * tau_syn)
    std = INTENSITY / np.sqrt(2.0 * tau_syn * x / math.tanh(x))
    noise = lq.OrnsteinUhlenbeck(np.repeat(CURRENT, EACH), np.repeat(std, EACH), tau_syn)
    found, error = rates_under(MODEL.replace(t_ref=t_ref), noise, dt)
    forgotten = 0.5 * ALPHA * math.sqrt(tau_syn / TAU) * SIGMA * -math.expm1(-t_ref / tau_syn)
    model = MODEL.replace(t_ref=t_ref, V_reset=V_RESET - forgotten)
    expected = lq.theory.noisy_lif_rate(model, CURRENT, INTENSITY, tau_syn=tau_syn)
    assert np.all(np.abs(found - expected) < 2.0 * error + tau_syn / TAU * expected)
    white = lq.theory.noisy_lif_rate(model.replace(V_reset=V_RESET), CURRENT, INTENSITY)
    assert np.mean((white - found) / error) > 4.0
