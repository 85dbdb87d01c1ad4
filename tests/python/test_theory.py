"""Closed forms against numbers, limits and simulations."""

import math

import numpy as np
import pytest

import lapicque as lq
from meanfield import SIEGERT, siegert

# Continuous-time rates of the default neuron [pA: Hz], rounded to 1e-4 Hz.
RATES = {376.0: 16.3143, 400.0: 33.6407, 500.0: 63.0400, 600.0: 84.6862, 1000.0: 149.2529}


@pytest.mark.parametrize(("current", "rate"), RATES.items())
def test_rate_of_the_default_neuron(current: float, rate: float) -> None:
    assert lq.theory.lif_rate(lq.LIF(), current) == pytest.approx(rate, abs=5e-5)


def test_rate_against_the_formula_written_out() -> None:
    model = lq.LIF(C_m=200, tau_m=15, E_L=-65, V_th=-50, V_reset=-60, t_ref=3)
    V_inf = -65 + 15 / 200 * 420
    expected = 1000 / (3 + 15 * math.log((V_inf + 60) / (V_inf + 50)))
    assert lq.theory.lif_rate(model, 420) == pytest.approx(expected, rel=1e-13)


def test_no_rate_up_to_the_rheobase() -> None:
    model = lq.LIF()
    rheobase = float(lq.theory.rheobase(model))
    assert rheobase == 375.0
    assert lq.theory.lif_rate(model, [-1e6, 0.0, rheobase]).tolist() == [0.0, 0.0, 0.0]
    just_above = lq.theory.lif_rate(model, np.nextafter(rheobase, 1e3) + 1e-9)
    assert 0.0 < just_above < 5.0


def test_rate_of_strong_currents_is_the_refractory_limit() -> None:
    rates = lq.theory.lif_rate(lq.LIF(t_ref=2), [1e6, 1e9, 1e300])
    assert np.all(np.isfinite(rates))
    assert np.all(np.diff(rates) >= 0)
    assert rates[-1] == 500.0
    # charging from V_reset to V_th takes C_m (V_th - V_reset)/I
    assert lq.theory.lif_rate(lq.LIF(t_ref=0), 1e9) == pytest.approx(1e9 / (250 * 15) * 1e3, rel=1e-6)


def test_conductance_and_time_constant_mean_the_same() -> None:
    by_tau, by_g = lq.LIF(tau_m=20), lq.LIF(g_L=12.5)
    assert lq.theory.lif_rate(by_tau, 300) == lq.theory.lif_rate(by_g, 300) > 0
    assert lq.theory.rheobase(by_tau) == lq.theory.rheobase(by_g) == 187.5


def test_shapes_follow_currents_and_parameters() -> None:
    assert lq.theory.lif_rate(lq.LIF()).shape == ()
    assert lq.theory.lif_rate(lq.LIF(I_e=[400.0, 500.0])).shape == (2,)
    model = lq.LIF(V_th=[-55.0, -50.0, -45.0])
    assert lq.theory.rheobase(model).tolist() == [375.0, 500.0, 625.0]
    assert lq.theory.lif_rate(model, np.array([[400.0], [600.0]])).shape == (2, 3)


def test_own_current_is_the_default() -> None:
    assert lq.theory.lif_rate(lq.LIF(I_e=500)) == lq.theory.lif_rate(lq.LIF(), 500)


@pytest.mark.parametrize("bad", [math.nan, math.inf, [400.0, -math.inf]])
def test_refuses_currents_that_are_not_finite(bad: object) -> None:
    with pytest.raises(ValueError, match=r"I must be finite, got"):
        lq.theory.lif_rate(lq.LIF(), bad)


@pytest.mark.parametrize("dt", [0.1, 0.01])
def test_simulated_intervals_are_the_exact_ones_rounded_up(dt: float) -> None:
    model = lq.LIF(I_e=np.array(list(RATES)))
    net = lq.Network(dt=dt)
    spikes = net.record(net.population(len(RATES), model), "spikes")
    net.run(200)
    exact = 1000 / lq.theory.lif_rate(model) - 2.0
    for train, interval in zip(spikes.trains(), exact, strict=True):
        np.testing.assert_allclose(np.diff(train), 2.0 + math.ceil(interval / dt) * dt, rtol=0, atol=1e-9)


# Rates in noise

RELATIVE = lq.LIF(E_L=0.0, V_th=15.0, V_reset=0.0)


def current_and_intensity(mu: float, sigma: float) -> tuple[float, float]:
    """For tau_m = 10 ms and C_m = 250 pF."""
    return mu * 25.0, sigma * 250.0 / math.sqrt(10.0)


@pytest.mark.parametrize(("mu", "sigma"), SIEGERT)
def test_noisy_rate_against_published_numbers(mu: float, sigma: float) -> None:
    rate = lq.theory.noisy_lif_rate(RELATIVE, *current_and_intensity(mu, sigma))
    assert rate == pytest.approx(SIEGERT[mu, sigma], rel=3e-4)
    default = lq.theory.noisy_lif_rate(lq.LIF(), *current_and_intensity(mu, sigma))
    assert default == pytest.approx(float(rate), rel=1e-12)


def test_noisy_rate_with_filtered_noise() -> None:
    current, intensity = current_and_intensity(10.0, 5.0)
    assert lq.theory.noisy_lif_rate(RELATIVE, current, intensity, tau_syn=0.5) == pytest.approx(11.657, abs=5e-4)


@pytest.mark.parametrize("tau_syn", [0.0, 0.3, 2.0])
@pytest.mark.parametrize("dt", [0.0, 0.1, 1.0])
def test_noisy_rate_against_the_integral(tau_syn: float, dt: float) -> None:
    """From rates of 1e-50 Hz to the refractory limit, by quadrature of the scaled error function."""
    if tau_syn * dt > 0.0:
        return
    for mu in (-80.0, -20.0, 0.0, 7.0, 14.0, 15.0, 16.0, 40.0, 1000.0):
        for sigma in (0.2, 1.0, 4.0, 10.0, 60.0):
            if mu - 20.0 * sigma > 15.0 or (15.0 - mu) / sigma > 25.0:
                continue
            expected = siegert(mu, sigma, tau_syn=tau_syn, dt=dt)
            found = lq.theory.noisy_lif_rate(RELATIVE, *current_and_intensity(mu, sigma), tau_syn=tau_syn, dt=dt)
            assert found == pytest.approx(expected, rel=1e-9)


def test_noisy_rate_of_little_noise_is_the_rate_without() -> None:
    model = lq.LIF(t_ref=1.0)
    currents = np.array([200.0, 374.0, 400.0, 1000.0, 1e6])
    exact = lq.theory.lif_rate(model, currents)
    np.testing.assert_array_equal(lq.theory.noisy_lif_rate(model, currents, 0.0), exact)
    np.testing.assert_allclose(lq.theory.noisy_lif_rate(model, currents, 0.01), exact, rtol=1e-6, atol=1e-6)
    assert np.all(np.isfinite(lq.theory.noisy_lif_rate(model, [-1e6, 1e6], [1e-3, 1e5])))


def test_noisy_rate_follows_shapes() -> None:
    model = lq.LIF(V_th=[-55.0, -50.0])
    rates = lq.theory.noisy_lif_rate(model, [[300.0], [350.0], [400.0]], 300.0)
    assert rates.shape == (3, 2)
    assert np.all(np.diff(rates, axis=0) > 0)
    assert np.all(np.diff(rates, axis=1) < 0)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("I", {"I": math.nan}),
        ("intensity", {"intensity": -1.0}),
        ("intensity", {"intensity": math.inf}),
        ("tau_syn", {"tau_syn": -1.0}),
        ("dt", {"dt": -0.1}),
        ("dt", {"dt": 0.1, "tau_syn": 1.0}),
    ],
)
def test_noisy_rate_refuses(name: str, arguments: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must be .*, got"):
        lq.theory.noisy_lif_rate(lq.LIF(), **{"I": 300.0, "intensity": 300.0, **arguments})


def test_closed_forms_are_refused_for_other_models() -> None:
    for model in (lq.AdEx(), lq.QIF(), lq.HodgkinHuxley()):
        for function in (lq.theory.rheobase, lq.theory.leak_conductance, lambda m: lq.theory.lif_rate(m, 500.0)):
            with pytest.raises(TypeError, match=r"model must be a LIF, got "):
                function(model)
