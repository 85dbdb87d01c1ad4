"""Noise currents against theory: distribution, covariance, spectrum, what they do to a membrane, and whose they are."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.stats import chi2, kstest

import lapicque as lq

Array = Any
TAU, C_M = 10.0, 250.0
R = TAU / C_M
PASSIVE = lq.LIF(C_m=C_M, tau_m=TAU, V_th=1e6, E_L=0.0, V_reset=-10.0, t_ref=0.0)


def currents(stimulus: lq.Stimulus, n: int, steps: int, dt: float = 0.1, seed: int = 1, **options: Any) -> Array:
    """The current of each step and neuron, shape (steps, n)."""
    net = lq.Network(dt=dt, seed=seed, **options)
    neurons = net.population(n, PASSIVE)
    net.stimulate(neurons, stimulus)
    trace = net.record(neurons, "I_ext")
    net.run(steps * dt)
    return trace.I_ext[1:]


def potentials(stimulus: lq.Stimulus, n: int, steps: int, dt: float, warm_up: int, every: int = 1) -> Array:
    """Potentials of a stationary membrane, shape (samples, n)."""
    net = lq.Network(dt=dt, seed=5)
    neurons = net.population(n, PASSIVE)
    net.stimulate(neurons, stimulus)
    net.run(warm_up * dt)
    trace = net.record(neurons, "V_m", every=every * dt)
    net.run(steps * dt)
    return trace.V_m


def assert_mean_is(of_neurons: Array, expected: Array, errors: float = 4.0) -> None:
    """Means over independent neurons, the last axis, lie within so many standard errors."""
    error = of_neurons.std(axis=-1, ddof=1) / math.sqrt(of_neurons.shape[-1])
    assert np.all(np.abs(of_neurons.mean(axis=-1) - expected) < errors * error)


# ---- White noise


def test_white_noise_is_normal_and_independent() -> None:
    I = currents(lq.WhiteNoise(mean=30.0, std=50.0), n=500, steps=2000)  # noqa: E741
    z = (I - 30.0) / 50.0
    assert kstest(z.ravel(), "norm").statistic < 1.95 / math.sqrt(z.size)
    bound = 4.0 / math.sqrt(z.size)
    assert abs(z.mean()) < bound
    assert abs((z**2).mean() - 1.0) < math.sqrt(2.0) * bound
    for lag in (1, 2, 7):
        assert abs((z[lag:] * z[:-lag]).mean()) < 1.05 * bound
        assert abs((z[:, lag:] * z[:, :-lag]).mean()) < 1.05 * bound


@pytest.mark.parametrize("dt", [0.1, 1.0, 5.0])
def test_white_noise_moves_the_membrane_as_it_should(dt: float) -> None:
    sigma = 200.0
    decay = math.exp(-dt / TAU)
    V = potentials(lq.WhiteNoise(mean=100.0, std=sigma), 2000, 600, dt, warm_up=round(100 / dt))
    assert_mean_is(V.mean(axis=0), R * 100.0)
    expected = R * sigma * math.sqrt((1.0 - decay) / (1.0 + decay))
    assert_mean_is(((V - R * 100.0) ** 2).mean(axis=0), expected**2)


@pytest.mark.parametrize("dt", [0.05, 0.2, 1.0])
def test_intensity_does_the_same_for_every_dt(dt: float) -> None:
    intensity = 300.0
    V = potentials(lq.WhiteNoise(intensity=intensity), 2000, round(100 / dt), dt, round(60 / dt), every=round(1 / dt))
    continuous = R * intensity / math.sqrt(2.0 * TAU)
    x = dt / (2.0 * TAU)
    exact = continuous * math.sqrt(math.tanh(x) / x)  # of a current that is constant in a step
    assert exact == pytest.approx(continuous, rel=1e-3 * dt**2)
    assert_mean_is((V**2).mean(axis=0), exact**2)


def test_intensity_is_std_on_the_grid() -> None:
    by_intensity = currents(lq.WhiteNoise(mean=3.0, intensity=20.0), 70, 50, dt=0.25)
    np.testing.assert_array_equal(by_intensity, currents(lq.WhiteNoise(mean=3.0, std=40.0), 70, 50, dt=0.25))


# ---- Ornstein-Uhlenbeck process


@pytest.mark.parametrize(("tau", "dt"), [(5.0, 0.1), (0.5, 0.5), (50.0, 1.0)])
def test_ou_covariance(tau: float, dt: float) -> None:
    mean, std = -20.0, 80.0
    x = currents(lq.OrnsteinUhlenbeck(mean, std, tau), 2000, 500, dt=dt) - mean
    assert_mean_is(x.mean(axis=0), 0.0)
    for lag in (0, 1, 3, 10, 40, 100):
        covariance = (x[lag:] * x[: len(x) - lag]).mean(axis=0)
        assert_mean_is(covariance, std**2 * math.exp(-lag * dt / tau))
    assert abs((x[:, 1:] * x[:, :-1]).mean()) / std**2 < 4.0 * math.sqrt((1 + 2 * tau / dt) / x.size)


def test_ou_is_stationary_and_normal_from_the_first_step_on() -> None:
    n = 20_000
    x = currents(lq.OrnsteinUhlenbeck(0.0, 1.0, 20.0), n, 40)
    for step in (0, 1, 10, 39):
        assert chi2.ppf(1e-4, n) < (x[step] ** 2).sum() < chi2.isf(1e-4, n)
        assert kstest(x[step], "norm").statistic < 1.95 / math.sqrt(n)
    innovation = (x[1:] - math.exp(-0.1 / 20.0) * x[:-1]) / math.sqrt(-math.expm1(-0.2 / 20.0))
    assert kstest(innovation.ravel(), "norm").statistic < 1.95 / math.sqrt(innovation.size)


def test_ou_spectrum() -> None:
    """The periodogram of a sampled process: a Lorentzian and its images."""
    tau, dt, std, steps, n = 5.0, 0.5, 60.0, 4096, 400
    x = currents(lq.OrnsteinUhlenbeck(0.0, std, tau), n, steps, dt=dt)
    rho = math.exp(-dt / tau)
    power = np.abs(np.fft.rfft(x, axis=0)) ** 2 / steps
    turns = np.fft.rfftfreq(steps)
    expected = std**2 * (1.0 - rho**2) / (1.0 - 2.0 * rho * np.cos(2.0 * np.pi * turns) + rho**2)
    # 16 bins and 400 neurons: relative errors of 1.25 %; the ends of the window add less than 0.3 %
    bands = (power.mean(axis=1) / expected)[1:-1].reshape(-1, 1)[: 127 * 16].reshape(127, 16).mean(axis=1)
    assert np.all(np.abs(bands - 1.0) < 4.0 / math.sqrt(16 * n) + 0.003)
    assert chi2.ppf(1e-4, 127) < (((bands - 1.0) * math.sqrt(16 * n)) ** 2).sum() < 1.2 * chi2.isf(1e-4, 127)


@pytest.mark.parametrize(("tau", "dt"), [(2.0, 0.1), (10.0, 0.1), (4.0, 2.0)])
def test_ou_moves_the_membrane_as_it_should(tau: float, dt: float) -> None:
    std = 150.0
    V = potentials(lq.OrnsteinUhlenbeck(50.0, std, tau), 3000, round(100 / dt), dt, round(120 / dt), round(2 / dt))
    a, rho = math.exp(-dt / TAU), math.exp(-dt / tau)
    exact = (R * std * (1.0 - a)) ** 2 / (1.0 - a * a) * (1.0 + a * rho) / (1.0 - a * rho)
    # in continuous time R^2 std^2 tau/(tau + tau_m)
    assert exact == pytest.approx((R * std) ** 2 * tau / (tau + TAU), rel=(dt / tau + dt / TAU) ** 2 / 12.0)
    assert_mean_is(V.mean(axis=0), R * 50.0)
    assert_mean_is(((V - R * 50.0) ** 2).mean(axis=0), exact)


# ---- Whose numbers, when and where

BOTH = pytest.mark.parametrize(
    "noise", [lq.WhiteNoise(mean=5.0, std=20.0), lq.OrnsteinUhlenbeck(5.0, 20.0, 3.0)], ids=["white", "ou"]
)


@BOTH
@pytest.mark.parametrize("precision", ["double", "single"])
def test_window(noise: Any, precision: str) -> None:
    I = currents(noise.replace(start=2.0, stop=7.5), 130, 100, precision=precision)  # noqa: E741
    assert np.all(I[:20] == 0.0)
    assert np.all(I[75:] == 0.0)
    assert np.all(np.std(I[20:75], axis=1) > 10.0)
    if isinstance(noise, lq.WhiteNoise):
        np.testing.assert_array_equal(I[20:75], currents(noise, 130, 100, precision=precision)[20:75])


@BOTH
def test_parameters_a_target(noise: Any) -> None:
    n = 300
    rng = np.random.default_rng(4)
    mean, std, tau = rng.uniform(-50.0, 50.0, n), rng.uniform(0.0, 30.0, n), rng.uniform(1.0, 9.0, n)
    own = {"mean": mean, "std": std} | ({} if isinstance(noise, lq.WhiteNoise) else {"tau": tau})
    together = currents(noise.replace(**own), n, 60)
    for j in (0, 63, 64, 211, 299):
        alone = noise.replace(**{name: values[j] for name, values in own.items()})
        np.testing.assert_array_equal(together[:, j], currents(alone, n, 60)[:, j])


@BOTH
@pytest.mark.parametrize("key", [slice(70, 250), slice(5, None, 3), slice(None, None, -1), [299, 4, 77, 130]])
def test_a_neuron_has_its_numbers_in_every_selection(noise: Any, key: Any) -> None:
    n = 300
    whole = currents(noise, n, 40)
    net = lq.Network()
    neurons = net.population(n, PASSIVE)
    chosen = np.arange(n)[key]
    deviation = np.linspace(1.0, 2.0, len(chosen))
    net.stimulate(neurons[key], noise.replace(mean=deviation))
    trace = net.record(neurons, "I_ext")
    net.run(4.0)
    expected = np.zeros((40, n))
    expected[:, chosen] = whole[:, chosen] - 5.0 + deviation
    np.testing.assert_allclose(trace.I_ext[1:], expected, rtol=0, atol=1e-12)
    assert np.all(trace.I_ext[1:][:, np.setdiff1d(np.arange(n), chosen)] == 0.0)


def test_stimuli_populations_and_seeds_have_numbers_of_their_own() -> None:
    def run(seed: int) -> list[Array]:
        net = lq.Network(seed=seed)
        a, b = net.population(100, PASSIVE), net.population(100, PASSIVE)
        for target, stimulus in (
            (a, lq.WhiteNoise(std=1.0)),
            (b, lq.WhiteNoise(std=1.0)),
            (b, lq.OrnsteinUhlenbeck(1e3, 1.0, 1e-3)),  # white, on this grid
        ):
            net.stimulate(target, stimulus)
        traces = [net.record(population, "I_ext") for population in (a, b)]
        net.run(100.0)
        return [trace.I_ext[1:] for trace in traces]

    first, second = run(1), run(2)
    second_of_b = (first[1] - 1e3) / math.sqrt(2.0)
    bound = 4.0 / math.sqrt(first[0].size)
    for x, y in ((first[0], second_of_b), (first[0], second[0]), (second_of_b, (second[1] - 1e3) / math.sqrt(2.0))):
        assert abs((x * y).mean()) < bound
    assert abs((second_of_b**2).mean() - 1.0) < math.sqrt(2.0) * bound  # of b the two are independent


@BOTH
def test_reset_and_splits_repeat_the_numbers(noise: Any) -> None:
    net = lq.Network(seed=3)
    neurons = net.population(700, PASSIVE)
    net.stimulate(neurons[::2], noise)
    net.stimulate(neurons[100:300], noise)
    trace = net.record(neurons, "I_ext")
    net.run(30.0)
    first = trace.I_ext.copy()
    net.reset()
    for duration in (0.1, 12.3, 0.0, 17.6):
        net.run(duration)
    np.testing.assert_array_equal(trace.I_ext, first)
    assert first[1:].std() > 5.0


def test_noise_from_the_present_on() -> None:
    """A process that is added during a run is stationary from then on, and has the numbers of those steps."""
    net = lq.Network()
    neurons = net.population(5000, PASSIVE)
    net.run(10.0)
    net.stimulate(neurons, lq.OrnsteinUhlenbeck(0.0, 2.0, 100.0))
    net.stimulate(neurons, lq.Step(amplitude=10.0))
    trace = net.record(neurons, "I_ext")
    net.run(1.0)
    assert np.all(trace.I_ext[0] == 0.0)
    first = (trace.I_ext[1] - 10.0) / 2.0
    assert chi2.ppf(1e-4, 5000) < (first**2).sum() < chi2.isf(1e-4, 5000)


def test_no_noise_is_its_mean() -> None:
    np.testing.assert_array_equal(currents(lq.WhiteNoise(mean=4.5, std=0.0), 9, 20), 4.5)
    np.testing.assert_array_equal(currents(lq.OrnsteinUhlenbeck(4.5, 0.0, 3.0), 9, 20), 4.5)


def test_single_precision_is_the_same_current_rounded() -> None:
    for noise in (lq.WhiteNoise(mean=5.0, std=20.0), lq.OrnsteinUhlenbeck(5.0, 20.0, 3.0)):
        double, single = currents(noise, 200, 100), currents(noise, 200, 100, precision="single")
        np.testing.assert_array_equal(double.astype(np.float32), single.astype(np.float32))


def test_one_neuron() -> None:
    noise = [lq.OrnsteinUhlenbeck(400.0, 150.0, 5.0), lq.WhiteNoise(std=100.0)]
    result = lq.simulate(lq.LIF(), duration=1000, current=noise, seed=2)
    again = lq.simulate(lq.LIF(), duration=1000, current=noise, seed=2)
    other = lq.simulate(lq.LIF(), duration=1000, current=noise, seed=3)
    np.testing.assert_array_equal(result.I, again.I)
    assert not np.array_equal(result.I, other.I)
    assert result.I[1:].mean() == pytest.approx(400.0, abs=4 * 150.0 * math.sqrt(2 * 5.0 / 1000.0))
    assert 5 < len(result.spikes) < 100


def test_memory_counts_the_state() -> None:
    net = lq.Network()
    neurons = net.population(1000, PASSIVE)
    before = net.memory()["state"]
    net.stimulate(neurons, lq.OrnsteinUhlenbeck(0.0, 1.0, 1.0))
    assert net.memory()["state"] >= before + 8000
