"""The functions that ``tests/reference`` is made of, against 50 digits.

Networks show that the package has the same ones to the bit (``test_reference.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from mpmath import mpf

import lapicque as lq
from reference import elementary, propagators
from reference.channels import over_expm1
from reference.distributions import normal_quantile
from reference.membranes import Leaky

Array = Any
profile = settings(max_examples=25, derandomize=True, deadline=None, phases=[Phase.generate], database=None)


def ulps(found: Array, exact: Array) -> float:
    """The largest difference in units of the last place."""
    found = np.asarray(found)
    rounded = np.asarray(exact, dtype=found.dtype)
    return float(np.max(np.abs(found - rounded) / np.spacing(np.abs(rounded))))


def of_many(function: Callable[[Any], Any], x: Array) -> Array:
    with mpmath.workdps(50):
        return np.array([float(function(mpf(float(value)))) for value in x])


def numbers(low: float, high: float, tiny: bool = False) -> Array:
    x = np.random.default_rng(1).uniform(low, high, 300)
    return np.concatenate([x, x * 1e-3, x * 1e-9, x * 1e-17]) if tiny else x


@pytest.mark.parametrize(
    ("function", "exact", "x", "largest"),
    [
        (elementary.exp, mpmath.exp, numbers(-700.0, 700.0), 1),
        (elementary.expm1, mpmath.expm1, numbers(-40.0, 50.0, tiny=True), 1),
        (elementary.log, mpmath.log, np.exp(numbers(-300.0, 300.0, tiny=True)), 1),
        (elementary.log1p, mpmath.log1p, numbers(-0.9, 5.0, tiny=True), 2),
        (elementary.sin_turns, lambda x: mpmath.sinpi(2 * x), numbers(-3.0, 3.0, tiny=True), 1),
        (elementary.mean_of_sine, lambda x: mpmath.sincpi(x), numbers(0.0, 0.9, tiny=True), 2),
        (normal_quantile, lambda p: mpmath.sqrt(2) * mpmath.erfinv(2 * p - 1), np.abs(numbers(1e-3, 0.49, True)), 8),
    ],
    ids=["exp", "expm1", "log", "log1p", "sin_turns", "mean_of_sine", "normal_quantile"],
)
def test_functions_of_one_number(function: Any, exact: Any, x: Array, largest: int) -> None:
    assert ulps([function(float(value)) for value in x], of_many(exact, x)) <= largest


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_functions_of_arrays(dtype: Any) -> None:
    reach = 700.0 if dtype is np.float64 else 85.0
    x = dtype(numbers(-reach, reach, tiny=True))
    assert ulps(elementary.array_exp(x), of_many(mpmath.exp, x)) <= 2
    assert ulps(elementary.array_expm1(x), of_many(mpmath.expm1, x)) <= 2
    y = dtype(numbers(-50.0, 50.0, tiny=True))
    assert ulps(over_expm1(y, elementary.array_exp(y)), of_many(lambda t: t / mpmath.expm1(t), y)) <= 8
    assert over_expm1(dtype([0.0, -0.0]), dtype([1.0, 1.0])).tolist() == [1.0, 1.0]
    z = np.abs(x) + dtype(1e-30)
    assert ulps(elementary.array_log(z), of_many(mpmath.log, z)) <= 3
    assert elementary.array_exp(dtype([1e4, -1e4])).tolist() == elementary.array_exp(
        dtype([709.0, -708.0] if dtype is np.float64 else [88.0, -87.0])
    ).tolist()  # fmt: skip


def exact_propagator(C_m: float, tau_m: float, rise: float, decay: float, dt: float) -> tuple[float, ...]:
    """Entries of exp(A dt) for the state (rise, I, V_m - E_L) and a constant current, and what normalises to peak."""
    with mpmath.workdps(50):
        C, m, r, d = (mpf(x) for x in (C_m, tau_m, rise, decay))
        A = mpmath.matrix([[-1 / r, 0, 0, 0], [1, -1 / d, 0, 0], [0, 1 / C, -1 / m, 1 / C], [0, 0, 0, 0]])
        P = mpmath.expm(A * mpf(dt))
        t_peak = d if r == d else mpmath.log(d / r) * r * d / (d - r)
        peak = d * mpmath.exp(-t_peak / r)  # there dI/dt = -I/decay + rise is 0
        entries = (P[2, 2] - 1, P[2, 3], P[1, 1], P[2, 1], P[0, 0], P[1, 0], P[2, 0], 1 / peak)
        return tuple(float(entry) for entry in entries)


@profile
@given(
    dt=st.sampled_from([0.01, 0.1, 1.0]),
    tau_m=st.floats(0.5, 100.0),
    tau=st.floats(0.1, 100.0),
    apart=st.sampled_from([0.0, 1e-15, 1e-12, 1e-9, 1e-6, 1e-3, 0.1, 3.0]),
    equal=st.booleans(),
)
def test_coefficients(dt: float, tau_m: float, tau: float, apart: float, equal: bool) -> None:
    receptors = {
        "exp": lq.ExpCurrent(tau=tau_m * (1.0 + apart) if equal else tau),
        "alpha": lq.AlphaCurrent(tau=tau),
        "biexp": lq.BiExpCurrent(tau_rise=tau, tau_decay=tau * (1.0 + apart)),
    }
    membrane = Leaky(lq.LIF(C_m=91.7, tau_m=tau_m, receptors=receptors), dt, np.float64)
    for r in membrane.receptors:
        rise, decay = (getattr(r.kind, name, getattr(r.kind, "tau", 0.0)) for name in ("tau_rise", "tau_decay"))
        leak, current_to_V, *of_x = exact_propagator(91.7, tau_m, rise, decay, dt)
        assert ulps(membrane.leak, leak) <= 2
        assert ulps(membrane.current_to_V, current_to_V) <= 3
        found = [r.decay, membrane.to_V[r.name]]
        if r.rises:
            found += [r.rise_decay, r.rise_to_x, membrane.rise_to_V[r.name], r.peak]
        largest = [2, 4, 2, 4, 6, 4]
        assert all(ulps(*pair) <= most for *pair, most in zip(found, of_x, largest, strict=False)), r.name


@profile
@given(
    begin=st.floats(0.0, 1.0),
    length=st.floats(0.01, 1.0),
    rise=st.floats(0.1, 10.0),
    apart=st.sampled_from([0.0, 1e-12, 1e-6, 0.1, 30.0]),
)
def test_integrals_of_conductances(begin: float, length: float, rise: float, apart: float) -> None:
    end, decay = begin + length, rise * (1.0 + apart)
    with mpmath.workdps(50):
        r, d = mpf(rise), mpf(decay)
        span = [mpf(begin), mpf(end)]
        exact = mpmath.quad(lambda s: mpmath.exp(-s / d), span)
        both = (
            mpmath.quad(lambda s: s * mpmath.exp(-s / r), span)
            if r == d
            else mpmath.quad(lambda s: (mpmath.exp(-s / d) - mpmath.exp(-s / r)) / (1 / r - 1 / d), span)
        )
    assert propagators.integral(begin, end, decay) == pytest.approx(float(exact), rel=1e-14)
    # The difference of what came in and what is left cancels digits of a small integral.
    assert propagators.rise_integral(begin, end, rise, decay) == pytest.approx(
        float(both), rel=1e-14, abs=4e-16 * decay**2
    )
