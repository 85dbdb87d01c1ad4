"""The published models of examples/equations: what their papers report, and their error.

The right sides below are written anew from the papers, as a check of the texts; the reference is SciPy's DOP853.
"""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import matplotlib
import numpy as np
import pytest
from numpy import cosh, exp, log, tanh
from scipy.integrate import solve_ivp
from scipy.optimize import brentq, fsolve

import lapicque as lq

Array = np.ndarray[Any, np.dtype[np.float64]]
FOLDER = Path(__file__).parents[2] / "examples" / "equations"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))


@cache
def example(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"equations_{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(
    model: lq.Equations,
    what: str | list[str],
    duration: float,
    *,
    count: int = 1,
    dt: float = 0.05,
    current: float | None = None,
    seed: int = 0,
    **initial: Any,
) -> tuple[Any, Any]:
    """Trace and spikes of a population; the current is there from the beginning."""
    net = lq.Network(dt=dt, seed=seed)
    neurons = net.population(count, model, **initial)
    if current is not None:
        net.stimulate(neurons, lq.Step(start=0, stop=duration, amplitude=current))
    trace, spikes = net.record(neurons, what), net.record(neurons, "spikes")
    net.run(duration)
    return trace, spikes


def counts(spikes: Any, n: int, start: float = 0.0) -> Array:
    return np.bincount(spikes.i[spikes.t > start], minlength=n)


def burst_sizes(times: Array, gap: float) -> list[int]:
    """Spikes in bursts that are `gap` apart at least, without the first and the last burst."""
    ends = np.flatnonzero(np.diff(times) > gap)
    return np.diff(ends).tolist()


def test_there_are_enough() -> None:
    assert len(NAMES) >= 20


@pytest.mark.parametrize("name", NAMES)
def test_draws_its_figure(name: str) -> None:
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots()
    example(name).figure(ax)
    assert ax.get_title()
    assert ax.lines
    plt.close(fig)


@pytest.mark.parametrize("name", NAMES)
def test_is_described(name: str) -> None:
    """With its paper and year, and a reason for every scheme."""
    module = example(name)
    assert module.__doc__ is not None
    assert any(f"({year})" in module.__doc__ for year in range(1952, 2020))
    assert all(scheme.reason for scheme in module.model().schemes.values())


# Errors against a reference -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A stretch of a model.

    `slopes` are those of the variables, in the order of `begin`. A spike is where `beyond` becomes positive, and
    `reset` gives the state behind it. Neurons whose equations are linear are reset at the end of the step (`on_grid`),
    others where the spike is; `held` variables then stand still until `t_ref` after the end of the step."""

    module: str
    slopes: Callable[[float, Array], list[float]]
    begin: Mapping[str, float]
    bound: float
    duration: float
    changes: Mapping[str, Any] = field(default_factory=dict)
    dt: float = 0.1
    current: float | None = None
    beyond: Callable[[Array], float] | None = None
    reset: Callable[[Array], list[float]] | None = None
    t_ref: float = 0.0
    held: tuple[int, ...] = ()
    on_grid: bool = False
    fewest_spikes: int = 2


def reference(case: Case) -> tuple[Array, list[float]]:
    """State at 0, dt, 2 dt, ..., and times of spikes."""
    grid = np.arange(round(case.duration / case.dt) + 1) * case.dt
    last = case.duration + 0.5 * case.dt
    states = np.empty((len(grid), len(case.begin)))
    spikes = []
    small = 1e-7 * case.dt

    def standing(t: float, y: Array) -> Array:
        slopes = np.array(case.slopes(t, y))
        slopes[list(case.held)] = 0.0
        return slopes

    def crossing(_: float, y: Array) -> float:
        assert case.beyond is not None
        return case.beyond(y)

    crossing.terminal = True  # type: ignore[attr-defined]
    crossing.direction = 1  # type: ignore[attr-defined]

    def go(t: float, y: Array, end: float, slopes: Any, events: Any) -> tuple[float, Array]:
        solved = solve_ivp(slopes, (t, end), y, "DOP853", dense_output=True, events=events, rtol=1e-11, atol=1e-11)
        inside = (grid >= t - small) & (grid < solved.t[-1] - small)
        if inside.any():
            states[inside] = solved.sol(grid[inside]).T
        return solved.t[-1], solved.y[:, -1]

    t, y = 0.0, np.array(list(case.begin.values()), dtype=float)
    while t < last - small:
        t, y = go(t, y, last, case.slopes, crossing if case.beyond else None)
        if t >= last - small:
            break
        spikes.append(t)
        step_end = math.ceil(t / case.dt - 1e-7) * case.dt
        if case.reset is None:
            # past the crossing, where no other can be
            t, y = go(t, y, step_end + case.dt, case.slopes, None)
            continue
        if case.on_grid and step_end > t + small:
            t, y = go(t, y, step_end, case.slopes, None)
        y = np.array(case.reset(y), dtype=float)
        if case.t_ref:
            t, y = go(t, y, min(step_end + case.t_ref, last), standing, None)
    return states, spikes


def sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x))


def fitzhugh_nagumo(_: float, s: Array) -> list[float]:
    x, y = s
    return [3 * (y + x - x**3 / 3 - 0.4), -(x - 0.7 + 0.8 * y) / 3]


def morris_lecar(_: float, s: Array) -> list[float]:
    V, w = s
    m = 0.5 * (1 + tanh((V + 1.2) / 18))
    w_inf = 0.5 * (1 + tanh((V - 2) / 30))
    return [
        (100 - 4.4 * m * (V - 120) - 8 * w * (V + 84) - 2 * (V + 60)) / 20,
        0.04 * cosh((V - 2) / 60) * (w_inf - w),
    ]


def hindmarsh_rose(_: float, s: Array) -> list[float]:
    x, y, z = s
    return [y - x**3 + 3 * x**2 + 2 - z, 1 - 5 * x**2 - y, 0.001 * (4 * (x + (1 + 5**0.5) / 2) - z)]


def wang_buzsaki(_: float, s: Array) -> list[float]:
    V, h, n = s
    a_m, b_m = -0.1 * (V + 35) / (exp(-0.1 * (V + 35)) - 1), 4 * exp(-(V + 60) / 18)
    a_h, b_h = 0.07 * exp(-(V + 58) / 20), 1 / (exp(-0.1 * (V + 28)) + 1)
    a_n, b_n = -0.01 * (V + 34) / (exp(-0.1 * (V + 34)) - 1), 0.125 * exp(-(V + 44) / 80)
    m = a_m / (a_m + b_m)
    return [
        1 - 35 * m**3 * h * (V - 55) - 9 * n**4 * (V + 90) - 0.1 * (V + 65),
        5 * (a_h * (1 - h) - b_h * h),
        5 * (a_n * (1 - n) - b_n * n),
    ]


def hodgkin_huxley(_: float, s: Array) -> list[float]:
    V, m, h, n = s
    return [
        10 - 120 * m**3 * h * (V - 115) - 36 * n**4 * (V + 12) - 0.3 * (V - 10.613),
        0.1 * (25 - V) / (exp((25 - V) / 10) - 1) * (1 - m) - 4 * exp(-V / 18) * m,
        0.07 * exp(-V / 20) * (1 - h) - h / (exp((30 - V) / 10) + 1),
        0.01 * (10 - V) / (exp((10 - V) / 10) - 1) * (1 - n) - 0.125 * exp(-V / 80) * n,
    ]


def rothman_manis(_: float, s: Array) -> list[float]:
    V, m, h, n, p, w, z, r = s
    u = V + 60
    current = (
        1000 * m**3 * h * (V - 55)
        + 150 * (0.85 * n**2 + 0.15 * p) * (V + 70)
        + 0.5 * r * (V + 43)
        + 2 * (V + 65)
    )  # fmt: skip
    tau_m = 10 / (5 * exp(u / 18) + 36 * exp(-u / 25)) + 0.04
    tau_h = 100 / (7 * exp(u / 11) + 10 * exp(-u / 25)) + 0.6
    tau_n = 100 / (11 * exp(u / 24) + 21 * exp(-u / 23)) + 0.7
    tau_p = 100 / (4 * exp(u / 32) + 5 * exp(-u / 22)) + 5
    tau_w = 100 / (6 * exp(u / 6) + 16 * exp(-u / 45)) + 1.5
    tau_z = 1000 / (exp(u / 20) + exp(-u / 8)) + 50
    tau_r = 1e5 / (237 * exp(u / 12) + 17 * exp(-u / 14)) + 25
    return [
        (50 - current) / 12,
        (sigmoid((V + 38) / 7) - m) / tau_m,
        (sigmoid(-(V + 65) / 6) - h) / tau_h,
        (sigmoid((V + 15) / 5) ** 0.5 - n) / tau_n,
        (sigmoid((V + 23) / 6) - p) / tau_p,
        (sigmoid((V + 48) / 6) ** 0.25 - w) / tau_w,
        (0.5 * sigmoid(-(V + 71) / 10) + 0.5 - z) / tau_z,
        (sigmoid(-(V + 76) / 7) - r) / tau_r,
    ]


def pospischil_ib(_: float, s: Array) -> list[float]:
    V, m, h, n, p, q, r = s
    u = V + 56.2
    current = (
        0.01 * (V + 70)
        + 50 * m**3 * h * (V - 50)
        + 5 * n**4 * (V + 90)
        + 0.03 * p * (V + 90)
        + 0.1 * q**2 * r * (V - 120)
    )
    tau_p = 608 / (3.3 * exp((V + 35) / 20) + exp(-(V + 35) / 20))
    return [
        0.52 - current,
        -0.32 * (u - 13) / (exp(-(u - 13) / 4) - 1) * (1 - m) - 0.28 * (u - 40) / (exp((u - 40) / 5) - 1) * m,
        0.128 * exp(-(u - 17) / 18) * (1 - h) - 4 / (1 + exp(-(u - 40) / 5)) * h,
        -0.032 * (u - 15) / (exp(-(u - 15) / 5) - 1) * (1 - n) - 0.5 * exp(-(u - 10) / 40) * n,
        (sigmoid((V + 35) / 10) - p) / tau_p,
        0.055 * (-27 - V) / (exp((-27 - V) / 3.8) - 1) * (1 - q) - 0.94 * exp((-75 - V) / 17) * q,
        0.000457 * exp((-13 - V) / 50) * (1 - r) - 0.0065 / (exp((-15 - V) / 28) + 1) * r,
    ]


def pinsky_rinzel(_: float, s: Array) -> list[float]:
    V_s, V_d, h, n, o, c, q, Ca = s
    a_m = 0.32 * (13.1 - V_s) / (exp((13.1 - V_s) / 4) - 1)
    b_m = 0.28 * (V_s - 40.1) / (exp((V_s - 40.1) / 5) - 1)
    m = a_m / (a_m + b_m)
    if V_d <= 50:
        a_c = exp((V_d - 10) / 11 - (V_d - 6.5) / 27) / 18.975
        b_c = 2 * exp(-(V_d - 6.5) / 27) - a_c
    else:
        a_c, b_c = 2 * exp(-(V_d - 6.5) / 27), 0.0
    I_Ca = 10 * o**2 * (V_d - 140)
    soma = 0.1 * V_s + 30 * m**2 * h * (V_s - 120) + 15 * n * (V_s + 15)
    dendrite = 0.1 * V_d + I_Ca + 0.8 * q * (V_d + 15) + 15 * c * min(Ca / 250, 1) * (V_d + 15)
    return [
        (-soma + 4.2 * (V_d - V_s) + 1.5) / 3,
        (-dendrite + 4.2 * (V_s - V_d)) / 3,
        0.128 * exp((17 - V_s) / 18) * (1 - h) - 4 / (1 + exp((40 - V_s) / 5)) * h,
        0.016 * (35.1 - V_s) / (exp((35.1 - V_s) / 5) - 1) * (1 - n) - 0.25 * exp(0.5 - 0.025 * V_s) * n,
        1.6 / (1 + exp(-0.072 * (V_d - 65))) * (1 - o) - 0.02 * (V_d - 51.1) / (exp((V_d - 51.1) / 5) - 1) * o,
        a_c * (1 - c) - b_c * c,
        min(2e-5 * Ca, 0.01) * (1 - q) - 0.001 * q,
        -0.13 * I_Ca - 0.075 * Ca,
    ]


def connor_stevens(_: float, s: Array) -> list[float]:
    V, m, h, n, a, b = s
    current = (
        120 * m**3 * h * (V - 55) + 20 * n**4 * (V + 72) + 47.7 * a**3 * b * (V + 75) + 0.3 * (V + 17)
    )  # fmt: skip
    a_inf = (0.0761 * exp(0.0314 * (V + 94.22)) / (1 + exp(0.0346 * (V + 1.17)))) ** (1 / 3)
    b_inf = 1 / (1 + exp(0.0688 * (V + 53.3))) ** 4
    return [
        15 - current,
        0.38 * (V + 29.7) / (1 - exp(-0.1 * (V + 29.7))) * (1 - m) - 15.2 * exp(-0.0556 * (V + 54.7)) * m,
        0.266 * exp(-0.05 * (V + 48)) * (1 - h) - 3.8 / (1 + exp(-0.1 * (V + 18))) * h,
        0.02 * (V + 45.7) / (1 - exp(-0.1 * (V + 45.7))) * (1 - n) - 0.25 * exp(-0.0125 * (V + 55.7)) * n,
        (a_inf - a) / (0.3632 + 1.158 / (1 + exp(0.0497 * (V + 55.96)))),
        (b_inf - b) / (1.24 + 2.678 / (1 + exp(0.0624 * (V + 50)))),
    ]


def traub_miles(_: float, s: Array) -> list[float]:
    V, m, h, n = s
    u = V + 63
    return [
        (10 * (-60 - V) - 20000 * m**3 * h * (V - 50) - 6000 * n**4 * (V + 90) + 400) / 200,
        0.32 * (13 - u) / (exp((13 - u) / 4) - 1) * (1 - m) - 0.28 * (u - 40) / (exp((u - 40) / 5) - 1) * m,
        0.128 * exp((17 - u) / 18) * (1 - h) - 4 / (1 + exp((40 - u) / 5)) * h,
        0.032 * (15 - u) / (exp((15 - u) / 5) - 1) * (1 - n) - 0.5 * exp((10 - u) / 40) * n,
    ]


def glif(_: float, s: Array) -> list[float]:
    V, I_1, I_2, theta_s, theta_v = s
    return [
        (250 + I_1 + I_2 - 5 * (V + 75)) / 120,
        -0.003 * I_1,
        -0.1 * I_2,
        -0.03 * theta_s,
        0.006 * (V + 75) - 0.02 * theta_v,
    ]


def mat2(_: float, s: Array) -> list[float]:
    V, one, two = s
    return [(-(V + 65) + 0.05 * 600) / 5, -one / 10, -two / 200]


def platkiewicz_brette(_: float, s: Array) -> list[float]:
    V, theta = s
    return [(10 * (-70 - V) + 500) / 100, (-55 + 5 * log(1 + exp((V + 63) / 5)) - theta) / 5]


def touboul_brette(_: float, s: Array) -> list[float]:
    V, w = s
    return [
        (30 * (-70.6 - V) + 60 * exp(min((V + 50.4) / 2, 50.0)) - w + 800) / 281,
        (4 * (V + 70.6) - w) / 40,
    ]


def wilson_cowan(_: float, s: Array) -> list[float]:
    E, I = s  # noqa: E741

    def S(x: float, a: float, theta: float) -> float:
        return sigmoid(a * (x - theta)) - sigmoid(-a * theta)

    def k(a: float, theta: float) -> float:
        return 1 - sigmoid(-a * theta)

    return [
        (-E + (k(1.3, 4) - E) * S(16 * E - 12 * I + 1.25, 1.3, 4)) / 8,
        (-I + (k(2, 3.7) - I) * S(15 * E - 3 * I, 2, 3.7)) / 8,
    ]


def rate_unit(_: float, s: Array) -> list[float]:
    return [(-s[0] + tanh(2 * s[0])) / 10]


def nadkarni_jung(_: float, s: Array) -> list[float]:
    """In mV, uM and ms."""
    V, Ca, h, IP3 = s[0], s[1] * 1e3, s[2], s[3] * 1e3
    store = (2 - Ca) / 0.185
    gates = IP3 / (IP3 + 0.13) * Ca / (Ca + 0.08234) * h
    pump = 0.9 * Ca**2 / (0.1**2 + Ca**2)
    Q = 1.049 * (IP3 + 0.13) / (IP3 + 0.9434)
    I_astro = 40 * log(max(Ca * 1e3 - 196.69, 1.0))
    return [
        (10 * (-65 - V) + I_astro + 200) / 200,
        1e-6 * (0.185 * (6 * gates**3 + 0.11) * (store - Ca) - pump),
        1e-3 * 0.2 * (Q - (Q + Ca) * h),
        1e-3 * (0.16 - IP3) / 7142.9,
    ]


def izhikevich(_: float, s: Array) -> list[float]:
    v, u = s
    return [0.04 * v**2 + 5 * v + 150 - u, 0.02 * (0.2 * v - u)]


def liu_wang(_: float, s: Array) -> list[float]:
    V, Ca = s
    return [(-25 * (V + 70) - 5000 * Ca * (V + 80) + 900) / 500, -Ca / 80]


def theta_neuron(t: float, s: Array) -> list[float]:
    c = math.cos(s[0])
    return [1 - c + (1 + c) * (0.1 + 0.05 * math.sin(2 * math.pi * t / 100))]


def brunel_wang(_: float, s: Array) -> list[float]:
    V, o, x = s
    block = 1 / (1 + exp(-0.062 * V) / 3.57)
    return [(-25 * (V + 70) - 30 * o * block * V + 520) / 500, -o / 100 + 0.5 * x * (1 - o), -x / 2]


def corpus(name: str, slopes: Any, begin: Mapping[str, float], bound: float, duration: float, **rest: Any) -> Any:
    return pytest.param(Case(name, slopes, begin, bound, duration, **rest), id=slopes.__name__)


CASES = [
    corpus("fitzhugh_nagumo", fitzhugh_nagumo, {"x": 1.0, "y": -0.6}, 3e-4, 60, beyond=lambda s: -1 - s[0]),
    corpus(
        "morris_lecar", morris_lecar, {"V_m": -60.0, "w": 0.0}, 1e-5, 300, changes={"kind": "II"}, beyond=lambda s: s[0]
    ),
    corpus(
        "hindmarsh_rose",
        hindmarsh_rose,
        {"x": -1.6, "y": -12.0, "z": 1.0},
        4e-3,
        60,
        dt=0.05,
        beyond=lambda s: s[0] - 1,
    ),
    corpus(
        "wang_buzsaki", wang_buzsaki, {"V_m": -65.0, "h": 0.78, "n": 0.09}, 0.04, 60, dt=0.05, beyond=lambda s: s[0]
    ),
    corpus(
        "hodgkin_huxley",
        hodgkin_huxley,
        {"V": 0.0, "m": 0.0529, "h": 0.5961, "n": 0.3177},
        0.05,
        60,
        changes={"I": 10},
        dt=0.05,
        beyond=lambda s: s[0] - 50,
    ),
    corpus(
        "rothman_manis",
        rothman_manis,
        {"V_m": -63.8, "m": 0.024, "h": 0.45, "n": 0.008, "p": 0.001, "w": 0.51, "z": 0.66, "r": 0.15},
        5e-3,
        60,
        changes={"kind": "I-c"},
        current=50,
        dt=0.05,
        beyond=lambda s: s[0] + 20,
    ),
    corpus(
        "pospischil",
        pospischil_ib,
        {"V_m": -70.0, "m": 0.0, "h": 1.0, "n": 0.0, "p": 0.0, "q": 0.0, "r": 0.95},
        0.25,
        90,
        changes={"kind": "IB"},
        current=0.52,
        dt=0.05,
        beyond=lambda s: s[0],
    ),
    corpus(
        "pinsky_rinzel",
        pinsky_rinzel,
        {"V_s": -4.6, "V_d": -4.5, "h": 0.999, "n": 0.001, "s": 0.009, "c": 0.007, "q": 0.01, "Ca": 0.2},
        3e-3,
        80,
        dt=0.05,
        beyond=lambda s: s[0] - 40,
    ),
    corpus(
        "connor_stevens",
        connor_stevens,
        {"V_m": -68.0, "m": 0.01, "h": 0.97, "n": 0.16, "a": 0.54, "b": 0.29},
        0.5,
        60,
        changes={"I": 15},
        dt=0.05,
        beyond=lambda s: s[0],
    ),
    corpus(
        "traub_miles",
        traub_miles,
        {"V_m": -60.0, "m": 0.0, "h": 1.0, "n": 0.0},
        0.25,
        60,
        current=400,
        dt=0.05,
        beyond=lambda s: s[0] + 33,
    ),
    corpus(
        "allen_glif",
        glif,
        {"V_m": -75.0, "I_1": 0.0, "I_2": 0.0, "theta_s": 0.0, "theta_v": 0.0},
        3e-10,
        200,
        current=250,
        beyond=lambda s: s[0] + 48 - s[3] - s[4],
        reset=lambda s: [-75 + 0.4 * (s[0] + 75) - 3, s[1] - 6, s[2] - 40, s[3] + 6, s[4]],
        t_ref=2,
        held=(0,),
        on_grid=True,
    ),
    corpus(
        "mat2",
        mat2,
        {"V_m": -65.0, "theta_1": 0.0, "theta_2": 0.0},
        3e-9,
        100,
        current=600,
        beyond=lambda s: s[0] + 45 - s[1] - s[2],
        reset=lambda s: [s[0], s[1] + 30, s[2] + 2],
        t_ref=2,
        on_grid=True,
    ),
    corpus(
        "platkiewicz_brette",
        platkiewicz_brette,
        {"V_m": -70.0, "theta": -53.9},
        6e-13,
        60,
        beyond=lambda s: s[0] - s[1],
        reset=lambda s: [-70, s[1]],
        t_ref=5,
        held=(0,),
    ),
    corpus(
        "touboul_brette",
        touboul_brette,
        {"V_m": -70.6, "w": 0.0},
        4e-4,
        60,
        changes={"V_r": -47.7},
        beyond=lambda s: s[0] + 40.4,
        reset=lambda s: [-47.7, s[1] + 80],
    ),
    corpus("wilson_cowan", wilson_cowan, {"E": 0.3, "I": 0.1}, 1e-7, 200, fewest_spikes=0),
    corpus("rate_unit", rate_unit, {"x": 0.01}, 3e-10, 200, fewest_spikes=0),
    corpus(
        "nadkarni_jung",
        nadkarni_jung,
        {"V_m": -65.0, "Ca": 0.3e-3, "h": 0.8, "IP3": 0.5e-3},
        3e-9,
        200,
        current=200,
        beyond=lambda s: s[0] + 50,
        reset=lambda s: [-65, s[1], s[2], s[3] + 0.001e-3],
        t_ref=2,
        held=(0,),
    ),
    corpus(
        "izhikevich",
        izhikevich,
        {"v": -65.0, "u": -13.0},
        6e-3,
        100,
        changes={"kind": "CH"},
        beyond=lambda s: s[0] - 30,
        reset=lambda s: [-50, s[1] + 2],
    ),
    corpus(
        "liu_wang",
        liu_wang,
        {"V_m": -70.0, "Ca": 0.0},
        2e-9,
        100,
        beyond=lambda s: s[0] + 54,
        reset=lambda s: [-60, s[1] + 0.2e-3],
        t_ref=2,
        held=(0,),
    ),
    corpus(
        "theta_neuron",
        theta_neuron,
        {"theta": -1.0},
        6e-5,
        60,
        changes={"A": 0.05, "T": 100},
        beyond=lambda s: s[0] - math.pi,
        reset=lambda s: [s[0] - 2 * math.pi],
    ),
    corpus(
        "brunel_wang",
        brunel_wang,
        {"V_m": -70.0, "s": 0.0, "x": 1.0},
        1.5e-7,
        100,
        current=520,
        beyond=lambda s: s[0] + 50,
        reset=lambda s: [-55, *s[1:]],
        t_ref=2,
        held=(0,),
    ),
]


@pytest.mark.parametrize("case", CASES)
def test_error(case: Case) -> None:
    expected, expected_spikes = reference(case)
    model = example(case.module).model(**case.changes)
    first = next(iter(case.begin))
    trace, spikes = run(model, first, case.duration, dt=case.dt, current=case.current, **case.begin)
    steps = np.round(trace.t / case.dt).astype(int)
    error = np.max(np.abs(getattr(trace, first)[:, 0] - expected[steps, 0]))
    assert len(expected_spikes) >= case.fewest_spikes
    assert np.all(np.ceil(np.array(expected_spikes) / case.dt - 1e-6) == np.round(spikes.t / case.dt))
    assert error < case.bound


def test_arrivals_are_where_they_should_be() -> None:
    """Spikes that arrive every 20 ms from 21 ms on, at a cell that has none: brunel_wang.driven."""
    trace = example("brunel_wang").driven(20.0, 100.0, g_NMDA=10)
    t, y, expected = 0.0, np.array([-70.0, 0.0, 0.0]), []

    def slopes(_: float, s: Array) -> list[float]:
        V, o, x = s
        return [
            (-25 * (V + 70) - 10 * o * V / (1 + exp(-0.062 * V) / 3.57)) / 500,
            -o / 100 + 0.5 * x * (1 - o),
            -x / 2,
        ]

    for end in (21.0, 41.0, 61.0, 81.0, 100.0):
        times = np.arange(round(t / 0.1), round(end / 0.1)) * 0.1
        times[0] = t
        solved = solve_ivp(slopes, (t, end), y, "DOP853", t_eval=[*times, end], rtol=1e-11, atol=1e-11)
        expected.append(solved.y[:, :-1])
        t, y = end, solved.y[:, -1] + [0, 0, 1]
    whole = np.concatenate(expected, axis=1)
    whole = whole[:, np.round(trace.t / 0.1).astype(int)[trace.t < 99.95]]
    for k, name in enumerate(("V_m", "s", "x")):
        error = np.max(np.abs(getattr(trace, name)[trace.t < 99.95, 0] - whole[k]))
        assert error < 5e-8


# What the papers report -----------------------------------------------------------------------------------------------


def test_fitzhugh_nagumo() -> None:
    # FitzHugh (1961): the point of rest is x = 1.20, y = -0.625 at z = 0. Rest is stable up to where 1 - x**2 = b/c**2.
    module = example("fitzhugh_nagumo")
    trace, spikes = run(module.model(z=0), ["x", "y"], 100, x=1.0, y=-0.5)
    assert trace.x[-1, 0] == pytest.approx(1.1994, abs=1e-4)
    assert trace.y[-1, 0] == pytest.approx(-0.6243, abs=1e-4)
    assert len(spikes) == 0
    x = math.sqrt(1 - 0.8 / 9)
    y = (0.7 - x) / 0.8
    hopf = -(y + x - x**3 / 3)
    assert hopf == pytest.approx(-0.3465, abs=1e-4)
    trace, spikes = run(module.model(z=np.array([hopf + 0.01, hopf - 0.01])), "x", 400, count=2, x=x, y=y + 1e-3)
    assert counts(spikes, 2)[0] == 0
    assert counts(spikes, 2)[1] > 10
    _, spikes = run(module.model(), "x", 200, x=1.0, y=-0.5)
    assert np.ptp(np.diff(spikes.t[3:])) <= 0.1


def test_morris_lecar_class_one() -> None:
    # Rinzel & Ermentrout (1989): a saddle-node on a circle at 39.96 uA/cm2, from where the rate grows like a root
    module = example("morris_lecar")
    _, spikes = run(module.model("I", np.array([39.9, 40.06, 40.36])), "V_m", 4000, count=3, dt=0.1)
    silent, one, two = (np.diff(spikes.t[spikes.i == k])[-3:] for k in range(3))
    assert len(silent) == 0
    assert one.mean() / two.mean() == pytest.approx(2.0, rel=0.1)
    assert 1e3 / one.mean() < 4


def test_morris_lecar_class_two() -> None:
    # Rinzel & Ermentrout (1989): rest is stable up to 93.86 uA/cm2; from 88.3 on there is firing beside it
    module = example("morris_lecar")

    def V_dot(V: float, current: float) -> float:
        return morris_lecar(0, np.array([V, 0.5 * (1 + tanh((V - 2) / 30))]))[0] + (current - 100) / 20

    for current, fires in ((93.0, False), (95.0, True)):
        V = brentq(V_dot, -60, 0, args=(current,))
        w = 0.5 * (1 + tanh((V - 2) / 30))
        _, spikes = run(module.model("II", current), "V_m", 3000, dt=0.1, V_m=V + 0.1, w=w)
        assert (len(spikes) > 0) == fires
    _, spikes = run(module.model("II", np.array([87.8, 88.8])), "V_m", 3000, count=2, dt=0.1, V_m=-20, w=0)
    rates = counts(spikes, 2, 1000) / 2
    assert rates[0] == 0
    assert rates[1] > 7


def test_hindmarsh_rose() -> None:
    # Hindmarsh & Rose (1984): bursts at I = 2, single spikes at I = 4, and at r = 0.005, I = 3.25 no burst like another
    module = example("hindmarsh_rose")
    model = module.model(I=np.array([0, 2, 4, 3.25]), r=np.array([0.001, 0.001, 0.001, 0.005]))
    trace, spikes = run(model, "x", 6000, count=4, **module.REST)
    assert np.ptp(trace.x[:, 0]) < 1e-12
    times = [spikes.t[(spikes.i == k) & (spikes.t > 1500)] for k in range(4)]
    assert len(times[0]) == 0
    bursts = burst_sizes(times[1], 100)
    assert len(bursts) >= 5
    assert len(set(bursts)) == 1
    assert np.ptp(np.diff(times[2][-20:])) <= 0.1
    irregular = np.diff(times[3])
    assert np.std(irregular) / np.mean(irregular) > 0.5
    assert len({round(interval) for interval in irregular[irregular > 60]}) > 5


def test_wang_buzsaki() -> None:
    # Wang & Buzsaki (1996): fires from 0.16 uA/cm2 on at rates that begin with zero, and up to 400 Hz at 20 uA/cm2; the
    # potential after a spike goes down by 15 mV from the threshold of -55 mV
    module = example("wang_buzsaki")
    rates = module.rates(np.array([0.155, 0.17, 1.0, 20.0]), 2000)
    assert rates[0] == 0
    assert 0 < rates[1] < 10
    assert 40 < rates[2] < 80
    assert rates[3] == pytest.approx(400, rel=0.05)
    trace, _ = run(module.model(), "V_m", 100, **module.REST)
    assert trace.V_m[trace.t > 20].min() == pytest.approx(-55 - 15, abs=4)


def test_hodgkin_huxley() -> None:
    # Hodgkin & Huxley (1952), figure 12: shocks of 90, 15 and 7 mV give a spike, one of 6 mV none. Rest is stable up to
    # 9.78 uA/cm2 (Hassard 1978, J. Theor. Biol. 71, 401-420).
    module = example("hodgkin_huxley")
    trace, _ = run(module.model(), "V", 10, count=4, V=np.array([90, 15, 7, 6]), **module.REST)
    assert np.array_equal(trace.V.max(axis=0) > 90, [True, True, True, False])
    for current, fires in ((9.6, False), (9.95, True)):

        def slopes(state: Array, current: float = current) -> Array:
            return np.add(hodgkin_huxley(0, state), [current - 10, 0, 0, 0])

        V, m, h, n = fsolve(slopes, [5, 0.1, 0.4, 0.4])
        _, spikes = run(module.model(I=current), "V", 1500, V=V + 0.2, m=m, h=h, n=n)
        assert (len(spikes) > 0) == fires


def test_rothman_manis() -> None:
    # Rothman & Manis (2003), table 1: rest at -63.9 mV (I-c) and -63.6 mV (II); figures: type I-c fires as long as the
    # current lasts, type II once, at its onset
    module = example("rothman_manis")
    for kind, rest, current, fewest, most in (("I-c", -63.9, 50, 4, 9), ("II", -63.6, 300, 1, 1)):
        trace, _ = run(module.model(kind), "V_m", 1000, dt=0.1, **module.REST)
        assert trace.V_m[-1, 0] == pytest.approx(rest, abs=0.1)
        _, spikes = run(module.model(kind), "V_m", 100, current=current, **module.REST)
        assert fewest <= len(spikes) <= most


def test_pospischil() -> None:
    # Pospischil et al. (2008), figures 2 to 5: regular spiking slows down, fast spiking does not, intrinsic bursting
    # begins with a burst and goes on in single spikes
    module = example("pospischil")
    intervals = {}
    for kind, current in (("RS", 1.5), ("FS", 2.0), ("IB", 0.52)):
        _, spikes = run(module.model(kind), "V_m", 600, current=current, **module.REST)
        intervals[kind] = np.diff(spikes.t)
    assert intervals["RS"][-1] > 1.8 * intervals["RS"][0]
    assert intervals["FS"] == pytest.approx(intervals["FS"][-1], rel=0.02)
    burst, after = intervals["IB"][:4], intervals["IB"][-3:]
    assert np.all(burst < 13)
    assert np.all(after > 40)


def test_pinsky_rinzel() -> None:
    # Pinsky & Rinzel (1994): bursts at less than 8 Hz with 0.75 uA/cm2 into the soma, of a calcium spike in the
    # dendrite each, and single spikes with a large current
    module = example("pinsky_rinzel")
    trace, spikes = run(module.model(), ["V_s", "V_d"], 3000, **module.REST)
    bursts = burst_sizes(spikes.t, 50)
    assert len(bursts) >= 3
    assert len(bursts) / 3 < 8
    assert trace.V_d[trace.t > 1000].max() > 50
    _, spikes = run(module.model(I_s=3), "V_s", 3000, **module.REST)
    assert np.ptp(np.diff(spikes.t[spikes.t > 2000])) <= 0.1


def test_connor_stevens() -> None:
    # Connor, Walter & McKown (1977): with I_A firing begins at low rates, without it, as in the squid, at high ones
    module = example("connor_stevens")
    currents = np.arange(7.9, 9.2, 0.1)
    slow = module.rates(currents)
    fast = module.rates(currents, g_A=0, E_L=-72.7)
    assert slow[0] == 0
    assert 0 < slow[slow > 0].min() <= 10
    assert fast[0] == 0
    assert fast[fast > 0].min() > 60


def test_traub_miles() -> None:
    # Brette et al. (2007): V_T adjusts the threshold to about -50 mV; and the model is that of the package
    module = example("traub_miles")
    trace, spikes = run(module.model(), "V_m", 100, dt=0.01, current=300, **module.REST)
    upstroke = (np.diff(trace.V_m[:, 0]) / 0.01 > 10) & (trace.t[1:] > 20)
    assert trace.V_m[:-1, 0][upstroke][0] == pytest.approx(-50, abs=4)
    _, others = run(lq.TraubMiles(), "V_m", 100, dt=0.01, current=300, V_m=-60, Act_m=0, Inact_h=1, Act_n=0)
    assert spikes.t == pytest.approx(others.t, abs=0.011)


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_allen_glif(level: int) -> None:
    # Teeter et al. (2018): where the neuron fires regularly, each state is the same behind every spike, which gives one
    # equation for the period T: the potential, solved by hand, meets the threshold
    module = example("allen_glif")
    values = module.MEMBRANE | module.LEVELS[level]
    _, spikes = run(module.model(level), "V_m", 6000, dt=0.01, current=250)
    rate = 5 / 120

    def gap(T: float) -> float:
        passed = T - 2
        theta = -48 + values["delta_theta"] / (math.exp(values["b_s"] * T) - 1)
        V = 250 / 5 + (values["f_V"] * (theta + 75) - values["delta_V"] - 250 / 5) * math.exp(-rate * passed)
        for j in (1, 2):
            k = values[f"k_{j}"]
            begin = values[f"delta_I_{j}"] / (1 - math.exp(-k * T)) * math.exp(-2 * k)
            V += begin / 120 * (math.exp(-k * passed) - math.exp(-rate * passed)) / (rate - k)
        return V - 75 - theta

    assert np.diff(spikes.t[-20:]).mean() == pytest.approx(brentq(gap, 5, 100), abs=0.02)


def test_glif_with_a_threshold_that_depends_on_the_potential() -> None:
    # Teeter et al. (2018): at a potential that stays, the threshold has risen by a_v/b_v*(V - E_L)
    module = example("allen_glif")
    trace, spikes = run(module.model(5), "theta_v", 1000, dt=0.1, current=100)
    assert len(spikes) == 0
    assert trace.theta_v[-1, 0] == pytest.approx(0.006 / 0.02 * 100 / 5)
    numbers = [len(run(module.model(level), "V_m", 500, dt=0.1, current=250)[1]) for level in (4, 5)]
    assert numbers[1] < numbers[0]


def test_mat2() -> None:
    # Kobayashi et al. (2009): the potential does not notice spikes, so that at a period T the threshold, a geometric
    # series of what spikes added, meets E_L + R*I
    module = example("mat2")
    _, spikes = run(module.model(), "V_m", 3000, dt=0.01, current=600)
    period = np.diff(spikes.t[-5:]).mean()

    def gap(T: float) -> float:
        return -45 + 30 / (math.exp(T / 10) - 1) + 2 / (math.exp(T / 200) - 1) - (-65 + 0.05 * 600)

    assert period == pytest.approx(brentq(gap, 5, 500), abs=0.02)
    # figure 5B: chattering fires in groups, and fast spiking has the highest rate
    numbers = {}
    for kind in module.KINDS:
        _, spikes = run(module.model(kind), "V_m", 600, dt=0.1, current=600)
        numbers[kind] = len(spikes)
        if kind == "CH":
            assert set(burst_sizes(spikes.t[spikes.t > 150], 20)) == {3}
    assert numbers["FS"] > 2 * max(numbers["RS"], numbers["CH"])


def test_platkiewicz_brette() -> None:
    # Platkiewicz & Brette (2011): a ramp gives a spike only if it is faster than (V_T - V_i)/tau_theta = 1.6 mV/ms
    module = example("platkiewicz_brette")
    slopes = np.array([1.4, 1.55, 1.65, 1.8])
    _, spikes = run(module.model(g_L=0, I=100 * slopes), "V_m", 100, count=4, **module.REST)
    assert np.array_equal(counts(spikes, 4) > 0, [False, False, True, True])


@pytest.mark.parametrize("mu", [12.0, 16.0, 22.0])
def test_brunel_hakim(mu: float) -> None:
    # Brunel & Hakim (1999) with Siegert's formula; a threshold looked at in steps is one that is higher by 0.5826 of
    # the standard deviation of a step (Broadie, Glasserman & Kou 1997)
    module = example("brunel_hakim")
    shift = 0.5826 * 5 * math.sqrt(0.05 / 20)
    expected = module.siegert(mu, theta=20 + shift)
    measured = module.rate(mu)
    assert measured == pytest.approx(expected, rel=0.04)


def test_touboul_brette() -> None:
    # Touboul & Brette (2008), figure 8: bursts of 2, 3 and 4 spikes, and ones that do not repeat
    module = example("touboul_brette")
    resets = np.array([-48.5, -47.7, -47.2, -48.0])
    net = lq.Network(dt=0.02)
    neurons = net.population(4, module.model(V_r=resets))
    net.run(500)
    spikes = net.record(neurons, "spikes")
    net.run(500)
    for k, size in enumerate((2, 3, 4)):
        sizes = burst_sizes(spikes.t[spikes.i == k], 20)
        assert len(sizes) > 5
        assert set(sizes) == {size}
    assert len({round(interval) for interval in np.diff(spikes.t[spikes.i == 3])}) > 10


def test_escape_noise() -> None:
    # Plesser & Gerstner (2000): exp(-integral of the hazard) survive. The Kolmogorov-Smirnov distance of 10000 first
    # spikes is below 1.95/sqrt(10000) with probability 0.999; half a step is added, since a spike is at its end.
    module = example("escape_noise")
    first = np.sort(module.first_spikes(10000))
    t = np.arange(0, 100.1, 0.1)
    measured = 1 - np.searchsorted(first, t + 0.05) / 10000
    assert np.max(np.abs(measured - module.survivors(t))) < 0.0195


def test_wilson_cowan() -> None:
    # Wilson & Cowan (1972), figure 11: with P = 1.25 a limit cycle, without input rest at 0
    module = example("wilson_cowan")
    trace, _ = run(module.model(P=np.array([1.25, 0])), ["E", "I"], 600, count=2, dt=0.1, E=0.3, I=0.1)
    late = trace.E[trace.t > 300]
    assert np.ptp(late[:, 0]) > 0.1
    assert np.ptp(late[:, 1]) < 1e-6


def test_rate_unit() -> None:
    # Hopfield (1984): beyond the coupling 1, two states, x = tanh(J*x)
    module = example("rate_unit")
    couplings = np.array([0.5, 0.9, 1.2, 2.0])
    above, below = module.end_states(couplings, 0.1), module.end_states(couplings, -0.1)
    expected = [0, 0, *(brentq(lambda x, J=J: math.tanh(J * x) - x, 0.1, 1) for J in couplings[2:])]
    assert above == pytest.approx(expected, abs=1e-9)
    assert below == pytest.approx(-np.array(expected), abs=1e-9)


def test_nadkarni_jung() -> None:
    # Li & Rinzel (1994): calcium oscillates between 0.355 and 0.637 uM of IP3
    module = example("nadkarni_jung")
    IP3 = np.array([0.30, 0.33, 0.37, 0.45, 0.60, 0.66, 0.7]) * 1e-3
    t, Ca = module.calcium(IP3, 400_000)
    late = np.ptp(Ca[t > 300_000], axis=0) * 1e3
    assert np.all(late[IP3 < 0.355e-3] < 1e-3)
    assert np.all(late[(IP3 > 0.355e-3) & (IP3 < 0.637e-3)] > 0.1)
    assert np.all(late[IP3 > 0.637e-3] < 0.01)


def test_brunel_wang() -> None:
    # Brunel & Wang (2001): half of the current is blocked where [Mg]/3.57*exp(-0.062 V) = 1, -20.5 mV for 1 mM
    module = example("brunel_wang")
    trace, _ = run(module.model(E_L=-20.5, V_th=0), "open", 1)
    assert trace.open[-1, 0] == pytest.approx(0.5, abs=1e-3)
    # without decay, a spike opens 1 - exp(-alpha*tau_rise) of the gates
    trace, _ = run(module.model(tau_decay=1e9), "s", 100, x=1)
    assert trace.s[-1, 0] == pytest.approx(1 - math.exp(-1), abs=1e-6)


def test_izhikevich() -> None:
    # Izhikevich (2003): with b = 0.2 the neuron rests at -70 mV; figure 2: what the classes look like
    module = example("izhikevich")
    trace, _ = run(module.model(I=0), "v", 1000, v=-69, u=-14)
    assert trace.v[-1, 0] == pytest.approx(-70, abs=1e-6)
    intervals = {}
    for kind in module.KINDS:
        _, spikes = run(module.model(kind), "v", 1000, v=-65, u=-13)
        intervals[kind] = np.diff(spikes.t)
        if kind == "CH":
            assert set(burst_sizes(spikes.t[spikes.t > 100], 20)) == {5}
    assert intervals["RS"][0] < 0.6 * intervals["RS"][-1]
    assert np.all(intervals["IB"][:2] < 5)
    assert np.all(intervals["IB"][2:] > 25)
    assert 1e3 / intervals["FS"][-1] > 100
    assert intervals["LTS"][0] < 0.4 * intervals["LTS"][-1]


def test_liu_wang() -> None:
    # Liu & Wang (2001): the rate goes down exponentially, with tau_Ca*(1 - F_adap)
    module = example("liu_wang")
    _, spikes = run(module.model(), "V_m", 600, dt=0.01)
    rate = 1e3 / np.diff(spikes.t)
    t = spikes.t[:-1]
    F = (rate[0] - rate[-1]) / rate[0]
    part = (t < 150) & (rate - rate[-1] > 1)
    tau = -1 / np.polyfit(t[part], np.log(rate[part] - rate[-1]), 1)[0]
    assert tau == pytest.approx(80 * (1 - F), rel=0.05)


def test_theta_neuron() -> None:
    # Ermentrout & Kopell (1986): the rate is sqrt(I)/pi
    module = example("theta_neuron")
    currents = np.array([0.01, 0.1, 1.0])
    _, spikes = run(module.model(I=currents), "theta", 300, count=3, theta=-math.pi)
    for k, current in enumerate(currents):
        times = spikes.t[spikes.i == k]
        assert (times[-1] - times[0]) / (len(times) - 1) == pytest.approx(math.pi / math.sqrt(current), abs=0.05)
