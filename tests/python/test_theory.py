"""Closed forms against numbers, limits and simulations."""

import math

import numpy as np
import pytest

import lapicque as lq

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
    with pytest.raises(ValueError, match=r"I must be finite \[pA\], got"):
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
