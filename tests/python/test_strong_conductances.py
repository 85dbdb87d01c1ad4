"""However strong its conductances, a membrane stays between their reversal potentials."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import lapicque as lq

TAUS = [0.05, 0.3, 2.0, 10.0, 100.0]
KINDS: dict[str, Any] = {
    "exponential": lambda E_rev, tau: lq.ExpConductance(E_rev, tau=tau),
    "alpha": lambda E_rev, tau: lq.AlphaConductance(E_rev, tau=tau),
    "two exponentials": lambda E_rev, tau: lq.BiExpConductance(E_rev, tau_rise=0.3 * tau, tau_decay=tau),
}


@pytest.mark.parametrize("precision", ["double", "single"])
@pytest.mark.parametrize("dt", [0.1, 1.0])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("model", [lq.LIF(V_th=1e3), lq.GIF(lambda_0=0.0)], ids=["LIF", "GIF"])
def test_a_membrane_stays_between_its_reversal_potentials(model: Any, kind: str, dt: float, precision: Any) -> None:
    net = lq.Network(dt=dt, seed=4, precision=precision)
    for tau_exc in TAUS:
        for tau_inh in TAUS:
            receptors = {"exc": KINDS[kind](0.0, tau_exc), "inh": KINDS[kind](-80.0, tau_inh)}
            cells = net.population(18, model.replace(receptors=receptors))
            for port in receptors:
                source = net.poisson_source(18, 200.0)
                # Of 1 to 1e9 nS, which a membrane of 250 pF takes in steps of 0.1 ms by a factor of 4e5.
                weights = np.repeat(10.0 ** np.arange(9), 2)[:: 1 if port == "exc" else -1]
                net.connect(source, cells, lq.OneToOne(), weight=weights, delay=dt, receptor=port)
    traces = [net.record(cells, "V_m") for cells in net.populations.values() if cells.model is not None]
    net.run(100.0)
    rounding = 1e-3 if precision == "single" else 1e-9
    for trace in traces:
        assert trace.V_m.min() >= -80.0 - rounding
        assert trace.V_m.max() <= rounding


@pytest.mark.parametrize(
    ("kind", "tau", "bound"),
    [
        ("exponential", 2.0, 0.03),
        ("exponential", 0.5, 0.1),
        ("alpha", 5.0, 0.08),
        ("alpha", 2.0, 0.2),
        ("two exponentials", 5.0, 0.16),
    ],
)
def test_strong_conductances_against_a_fine_integration(kind: str, tau: float, bound: float) -> None:
    """Errors of V_m after each step of one excitatory and one inhibitory spike, for weights from 1 to 1e8 nS [mV]."""
    weights = 10.0 ** np.arange(0.0, 8.5, 0.5)
    receptors = {"exc": KINDS[kind](0.0, tau), "inh": KINDS[kind](-80.0, 5.0)}
    model = lq.LIF(V_th=1e3, receptors=receptors)
    net = lq.Network(dt=0.1)
    cells = net.population(len(weights), model)
    source = net.spike_source([0.1])
    net.connect(source, cells, lq.Matrix(weights[np.newaxis]), delay=0.1, receptor="exc")
    net.connect(source, cells, lq.Matrix(weights[np.newaxis] / 3), delay=0.5, receptor="inh")
    trace = net.record(cells, "V_m")
    net.run(3.0)

    def unit(port: str, t: float) -> float:
        """Conductance of a weight of 1."""
        receptor = receptors[port]
        if t < 0.0:
            return 0.0
        if kind == "exponential":
            return float(np.exp(-t / receptor.tau))
        if kind == "alpha":
            return float(t / receptor.tau * np.exp(1.0 - t / receptor.tau))
        rise, decay = receptor.tau_rise, receptor.tau_decay
        peak = np.log(decay / rise) * rise * decay / (decay - rise)
        shape = [np.exp(-s / decay) - np.exp(-s / rise) for s in (t, peak)]
        return float(shape[0] / shape[1])

    def slope(t: float, V: np.ndarray) -> np.ndarray:
        g = [w * unit(port, t - start) for port, w, start in (("exc", weights, 0.2), ("inh", weights / 3, 0.6))]
        return (25.0 * (-70.0 - V) + g[0] * (0.0 - V) + g[1] * (-80.0 - V)) / 250.0

    V = np.full(len(weights), -70.0)
    exact = [V, V, V]
    for step in range(2, 30):
        ends = (0.1 * step, 0.1 * (step + 1))
        V = solve_ivp(slope, ends, V, method="Radau", rtol=1e-9, atol=1e-9).y[:, -1]
        exact.append(V)
    errors = np.abs(trace.V_m - np.array(exact)).max(axis=0)
    assert errors[weights <= 100.0].max() < 1e-6
    assert errors.max() < bound
