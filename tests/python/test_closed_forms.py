"""Single neurons against closed forms: firing rates, potentials, conventions of time, refractoriness, noise."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.signal import lfilter

import lapicque as lq

DEFAULT = lq.LIF()
TAU_M, C_M, E_L, V_TH, V_RESET, T_REF = 10.0, 250.0, -70.0, -55.0, -70.0, 2.0
R = TAU_M / C_M


def steps(t: np.ndarray, dt: float) -> np.ndarray:
    return np.rint(np.asarray(t) / dt).astype(int)


def charging(t: np.ndarray, current: float) -> np.ndarray:
    """V_m of a neuron at rest at t = 0 under a constant current."""
    return E_L - R * current * np.expm1(-np.asarray(t) / TAU_M)


# Hz in continuous time, by current in pA
RATES = {376.0: 16.3143, 400.0: 33.6407, 500.0: 63.0400, 600.0: 84.6862, 1000.0: 149.2529}


def test_rate_in_continuous_time() -> None:
    np.testing.assert_allclose(lq.theory.lif_rate(DEFAULT, list(RATES)), list(RATES.values()), rtol=2e-6)


@pytest.mark.parametrize("dt", [0.1, 0.05, 0.01])
def test_interspike_interval_is_the_closed_form_rounded_up_to_the_grid(dt: float) -> None:
    currents = np.array(list(RATES))
    net = lq.Network(dt=dt)
    neurons = net.population(len(currents), DEFAULT.replace(I_e=currents))
    spikes = net.record(neurons, "spikes")
    net.run(500.0)
    for j, current in enumerate(currents):
        climb = TAU_M * math.log(R * current / (R * current + E_L - V_TH))
        first = math.ceil(climb / dt)
        fired = steps(spikes.t[spikes.i == j], dt)
        assert len(fired) >= 7
        assert fired[0] == first
        assert set(np.diff(fired)) == {first + round(T_REF / dt)}
        exact = 1e3 / (T_REF + climb)
        on_grid = 1e3 / (np.diff(fired)[0] * dt)
        assert on_grid <= exact * (1 + 1e-12)
        assert 1e3 / on_grid - 1e3 / exact < dt


def test_charging_by_1000_pA() -> None:
    r = lq.simulate(DEFAULT.replace(I_e=1000.0), duration=5.0, dt=0.1)
    np.testing.assert_allclose(r.V_m[1:6], [-69.602, -69.2079, -68.8178, -68.4316, -68.0492], rtol=0, atol=5e-5)
    assert r.V_m[47] == pytest.approx(-55.0001, abs=5e-5)
    np.testing.assert_allclose(r.V_m[:48], charging(r.t[:48], 1000.0), rtol=1e-13)
    np.testing.assert_array_equal(steps(r.spikes.t, 0.1), [48])
    assert math.log(1000 * R / (1000 * R - 15)) * TAU_M == pytest.approx(4.70004, abs=5e-6)


@pytest.mark.parametrize("dt", [0.1, 0.2, 0.5, 1.0])
def test_charging_by_1450_pA_at_any_step(dt: float) -> None:
    r = lq.simulate(DEFAULT.replace(I_e=1450.0), duration=6.0, dt=dt)
    np.testing.assert_array_equal(steps(r.spikes.t, dt), [round(3.0 / dt)])
    before = r.t < 3.0 - dt / 2
    np.testing.assert_allclose(r.V_m[before], charging(r.t[before], 1450.0), rtol=1e-13)
    after = r.t > 5.0 + dt / 2
    np.testing.assert_allclose(r.V_m[after], charging(r.t[after] - 5.0, 1450.0), rtol=1e-13)
    if dt == 0.1:
        assert r.V_m[29] == pytest.approx(-55.3993, rel=1e-6)
        assert r.V_m[51] == pytest.approx(-69.4229, rel=1e-6)


def test_potential_in_powers_of_two() -> None:
    """Subthreshold charging at dt = 1 ... 2^-13 ms ends where the closed form says, however many steps it took."""
    model = DEFAULT.replace(I_e=370.0)
    for power in range(14):
        net = lq.Network(dt=2.0**-power)
        neuron = net.population(1, model)
        net.run(5.0)
        # V_m is rounded once a step, to the same side for long as it moves slowly: 41,000 times at the finest
        exactness = 1e-13 if power <= 10 else 2e-12
        assert float(neuron.V_m[0]) == pytest.approx(float(charging(5.0, 370.0)), rel=exactness)
        if power < 9:
            net.run(495.0)
            assert float(neuron.V_m[0]) == pytest.approx(float(charging(500.0, 370.0)), rel=1e-12)


@pytest.mark.parametrize("t_ref", [0.1, 0.5, 2.0, 5.0, 37.3])
def test_refractoriness_lasts_exactly_t_ref(t_ref: float) -> None:
    dt, current = 0.1, 2000.0
    model = DEFAULT.replace(t_ref=t_ref, I_e=current, V_reset=-65.0, receptors={"jump": lq.Delta()})
    net = lq.Network(dt=dt)
    neuron = net.population(1, model)
    trace, spikes = net.record(neuron, "V_m"), net.record(neuron, "spikes")
    # jumps far too small to fire arrive at every step and are lost in the refractory time
    times = dt * np.arange(1, 1000)
    net.connect(net.spike_source([times]), neuron, lq.AllToAll(), weight=0.125, delay=dt)
    net.run(100.0)
    fired = steps(spikes.t, dt)
    held = round(t_ref / dt)
    assert len(fired) >= 2
    for k in fired[fired + held + 1 < len(trace.V_m)]:
        assert set(trace.V_m[k : k + held + 1, 0]) == {-65.0}
        resting = E_L + R * current
        expected = resting + (-65.0 - resting) * math.exp(-dt / TAU_M) + 0.125
        assert trace.V_m[k + held + 1, 0] == pytest.approx(expected, rel=1e-13)


def noisy_network() -> tuple[lq.Network, lq.Population, lq.SpikeRecorder]:
    net = lq.Network(dt=0.1, seed=5)
    neurons = net.population(10, DEFAULT.replace(I_e=np.linspace(300.0, 420.0, 10)))
    net.stimulate(neurons, lq.PoissonInput(rate=2000.0, weight=20.0, receptor="exc"))
    return net, neurons, net.record(neurons, "spikes")


def test_a_hundred_runs_equal_one() -> None:
    whole, neurons, spikes = noisy_network()
    whole.run(10_000.0)
    parts, neurons_of_parts, spikes_of_parts = noisy_network()
    for _ in range(100):
        parts.run(100.0)
    assert len(spikes.t) > 1000
    np.testing.assert_array_equal(spikes.t, spikes_of_parts.t)
    np.testing.assert_array_equal(spikes.i, spikes_of_parts.i)
    np.testing.assert_array_equal(neurons.V_m, neurons_of_parts.V_m)
    np.testing.assert_array_equal(neurons.I_exc, neurons_of_parts.I_exc)


@pytest.mark.parametrize("amplitude", [370.0, 700.0])
@pytest.mark.parametrize("start", [0.0, 0.1, 10.0])
def test_a_step_is_a_constant_current_that_starts_later(amplitude: float, start: float) -> None:
    duration, dt = 100.0, 0.1
    constant = lq.simulate(DEFAULT.replace(I_e=amplitude), duration=duration, dt=dt)
    step = lq.simulate(DEFAULT, duration=duration + start, current=lq.Step(start=start, amplitude=amplitude), dt=dt)
    lag = round(start / dt)
    assert set(step.V_m[: lag + 1]) == {E_L}
    np.testing.assert_allclose(step.V_m[lag:], constant.V_m, rtol=1e-13)
    np.testing.assert_array_equal(steps(step.spikes.t, dt) - lag, steps(constant.spikes.t, dt))


@pytest.mark.parametrize("dt", [0.1, 1.0])
def test_white_noise_current(dt: float) -> None:
    """White noise redrawn every dt: the recursion sample by sample, and the stationary spread of its closed form."""
    n, duration, sigma = 200, 1000.0, 50.0
    noise = np.random.default_rng(7).normal(0.0, sigma, size=(round(duration / dt), n))
    net = lq.Network(dt=dt)
    neurons = net.population(n, DEFAULT.replace(V_th=1000.0))
    net.stimulate(neurons, lq.ArrayCurrent(noise, every=dt))
    trace = net.record(neurons, "V_m", every=dt)
    net.run(duration)
    decay = math.exp(-dt / TAU_M)
    expected = lfilter([R * (1 - decay)], [1.0, -decay], noise, axis=0)
    np.testing.assert_allclose(trace.V_m[1:] - E_L, expected, rtol=0, atol=1e-12)
    stationary = trace.V_m[round(100.0 / dt) :] - E_L
    std = R * sigma * math.sqrt((1 - decay) / (1 + decay))
    # a stretch of tau_m holds one independent sample; four standard errors
    independent = n * 900.0 / TAU_M
    assert stationary.std() == pytest.approx(std, rel=4 / math.sqrt(2 * independent))
    assert abs(stationary.mean()) < 4 * std * math.sqrt(2 / independent)


def exp_psp(t: np.ndarray, tau: float) -> np.ndarray:
    """PSP of a unit exponential current, mV/pA."""
    return (np.exp(-t / tau) - np.exp(-t / TAU_M)) / (C_M * (1 / TAU_M - 1 / tau))


def alpha_psp(t: np.ndarray, tau: float) -> np.ndarray:
    """PSP of an alpha current of unit peak, mV/pA."""
    a = 1 / tau - 1 / TAU_M
    return math.e / (tau * C_M) * (np.exp(-t / TAU_M) - np.exp(-t / tau) * (1 + a * t)) / a**2


@pytest.mark.parametrize(("kind", "psp"), [(lq.ExpCurrent, exp_psp), (lq.AlphaCurrent, alpha_psp)])
def test_campbell(kind: type, psp: Callable[[np.ndarray, float], np.ndarray]) -> None:
    """Mean and variance of V_m under Poisson input, by Campbell's theorem on the grid and in continuous time."""
    n, rate, weight, tau, dt = 1000, 5000.0, 10.0, 2.0, 0.1
    net = lq.Network(dt=dt, seed=11)
    neurons = net.population(n, DEFAULT.replace(V_th=1000.0, receptors={"exc": kind(tau=tau)}))
    net.stimulate(neurons, lq.PoissonInput(rate=rate, weight=weight, receptor="exc"))
    # 100 ms apart samples are independent to exp(-10)
    trace = net.record(neurons, "V_m", every=100.0)
    net.run(3000.0)
    V = trace.V_m[2:] - E_L
    response = weight * psp(dt * np.arange(5000), tau)
    mean = rate * 1e-3 * dt * response.sum()
    variance = rate * 1e-3 * dt * (response**2).sum()
    kurtosis = rate * 1e-3 * dt * (response**4).sum() / variance**2
    assert V.mean() == pytest.approx(mean, abs=4 * math.sqrt(variance / V.size))
    assert V.var() == pytest.approx(variance, rel=4 * math.sqrt((2 + kurtosis) / V.size))
    charge = weight * tau * (1.0 if kind is lq.ExpCurrent else math.e)
    assert mean == pytest.approx(rate * 1e-3 * charge * R, rel=1e-3)
