"""Gap junctions against the joint solution of the neurons they connect."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import lapicque as lq
import membranes

CONDUCTANCE = 10.0


def joint(models: list[Any], pairs: list[tuple[int, int, float]], times: Any) -> Any:
    """V_m of neurons without threshold, shape (neurons, times), by DOP853."""
    slopes = [membranes.equations(model, membranes.Input({}, {}, model.I_e)) for model in models]
    starts = [membranes.start_of(model) for model in models]
    ends = np.cumsum([0] + [len(start) for start in starts])

    def slope(t: float, y: Any) -> Any:
        parts = [np.array(f(t, y[a:b])) for f, a, b in zip(slopes, ends[:-1], ends[1:], strict=True)]
        for i, j, g in pairs:
            current = g * (y[ends[i]] - y[ends[j]])
            parts[j][0] += current / getattr(models[j], "C_m", 1.0)
            parts[i][0] -= current / getattr(models[i], "C_m", 1.0)
        return np.concatenate(parts)

    start = np.concatenate(starts)
    solution = solve_ivp(slope, (0.0, times[-1]), start, method="DOP853", rtol=1e-12, atol=1e-12, t_eval=times)
    return solution.y[ends[:-1]]


@pytest.mark.parametrize(
    ("models", "largest"),
    [
        ([lq.LIF(V_th=1e3, I_e=300.0), lq.LIF(V_th=1e3, E_L=-60.0, tau_m=20.0), lq.LIF(V_th=1e3)], 2e-3),
        ([lq.AdEx(I_e=200.0), lq.EIF(E_L=-65.0), lq.AdEx(E_L=-75.0, I_e=100.0)], 2e-3),
        ([lq.HodgkinHuxley(I_e=100.0), lq.HodgkinHuxley(), lq.HodgkinHuxley(E_L=-52.0)], 0.02),
    ],
    ids=["LIF", "AdEx", "channels"],
)
def test_joint_solution(models: list[Any], largest: float) -> None:
    """A chain of three: the error that the docstring speaks of, and its order."""
    times = np.arange(0.0, 51.0)
    pairs = [(0, 1, CONDUCTANCE), (1, 2, 0.5 * CONDUCTANCE)]
    exact = joint(models, pairs, times)
    errors = []
    for dt in (0.1, 0.05, 0.025):
        net = lq.Network(dt=dt)
        cells = [net.population(1, model) for model in models]
        traces = [net.record(cell, "V_m", every=1.0) for cell in cells]
        for i, j, g in pairs:
            net.gap_junction(cells[i], cells[j], g)
        net.run(50.0)
        errors.append(max(np.abs(trace.V_m[:, 0] - V).max() for trace, V in zip(traces, exact, strict=True)))
    assert errors[0] < largest
    assert errors[0] / errors[1] > 2.0**1.7
    assert errors[1] / errors[2] > 2.0**1.7


def test_charge_is_kept() -> None:
    """What leaves one neuron enters the other."""
    net = lq.Network()
    cells = net.population(5, lq.LIF(I_e=100.0), V_m=lq.Uniform(-70.0, -60.0))
    net.gap_junction(cells, cells, 3.0, lq.AllToAll())
    trace = net.record(cells, "I_ext")
    net.run(20.0)
    assert np.abs(trace.I_ext).max() > 1.0
    np.testing.assert_allclose(trace.I_ext.sum(axis=1), 0.0, atol=1e-10)


def test_junctions_synchronise() -> None:
    """Two neurons that begin in antiphase end in phase."""

    def distance(g: float) -> float:
        net = lq.Network()
        cells = net.population(2, lq.HodgkinHuxley(I_e=1000.0), V_m=[-65.0, -60.0])
        if g > 0.0:
            net.gap_junction(cells[:1], cells[1:], g)
        spikes = net.record(cells, "spikes")
        net.run(500.0)
        first, second = (spikes.t[spikes.i == k] for k in (0, 1))
        return float(np.abs(first[-5:, None] - second).min(axis=1).mean())

    assert distance(0.0) > 1.0
    assert distance(20.0) <= 0.1


def test_rules_and_arrays() -> None:
    def currents(*calls: tuple[Any, ...]) -> Any:
        net = lq.Network()
        cells = net.population(4, lq.LIF(), V_m=[-70.0, -68.0, -65.0, -61.0])
        for pre, post, g, rule in calls:
            net.gap_junction(cells[pre], cells[post], g, rule)
        trace = net.record(cells, "I_ext")
        net.run(0.1)
        return trace.I_ext[-1]

    V = np.array([-70.0, -68.0, -65.0, -61.0])
    everything = slice(None)
    all_pairs = 2.0 * (V[None, :] - V[:, None]).sum(axis=1)
    np.testing.assert_allclose(currents((everything, everything, 2.0, lq.AllToAll())), all_pairs)
    np.testing.assert_allclose(currents((slice(0, 2), slice(2, 4), [1.0, 3.0], None)), [5.0, 21.0, -5.0, -21.0])
    np.testing.assert_allclose(
        currents((everything, everything, 1.0, lq.Pairs([0, 3], [1, 1]))), [2.0, -2.0 + 7.0, 0.0, -7.0]
    )


def test_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    def results(threads: int, parts: list[float]) -> list[bytes]:
        net = lq.Network(seed=2, threads=threads)
        a = net.population(300, lq.LIF(I_e=380.0), V_m=lq.Uniform(-70.0, -55.0))
        b = net.population(300, lq.AdEx(I_e=700.0), V_m=lq.Uniform(-70.0, -55.0))
        net.gap_junction(a, b, 1.0)
        net.gap_junction(a[:20], a[:20], 0.2, lq.AllToAll())
        net.connect(a, b, lq.FixedIndegree(5), weight=50.0, delay=1.5, receptor="exc")
        spikes = [net.record(cells, "spikes") for cells in (a, b)]
        for part in parts:
            net.run(part)
        found = [a.V_m.tobytes(), b.V_m.tobytes(), *(data.t.tobytes() + data.i.tobytes() for data in spikes)]
        assert all(len(data.t) > 100 for data in spikes)
        net.reset()
        net.run(sum(parts))
        again = [a.V_m.tobytes(), b.V_m.tobytes(), *(data.t.tobytes() + data.i.tobytes() for data in spikes)]
        assert found == again
        return found

    plain = results(1, [50.0])
    assert results(3, [50.0]) == plain
    assert results(2, [0.1] * 20 + [48.0]) == plain
    for isa in lq.info()["available_isas"]:
        monkeypatch.setenv("LAPICQUE_ISA", isa)
        assert results(2, [50.0]) == plain


def test_potentials_written_between_runs_are_seen() -> None:
    net = lq.Network()
    cells = net.population(2, lq.LIF())
    net.gap_junction(cells[:1], cells[1:], 4.0)
    trace = net.record(cells, "I_ext")
    net.run(1.0)
    cells.V_m[0] = -60.0
    net.run(0.1)
    np.testing.assert_allclose(trace.I_ext[-1], [-40.0, 40.0])


def test_bad_junctions_are_refused() -> None:
    net = lq.Network()
    cells = net.population(3, lq.LIF())
    source = net.poisson_source(3, 1.0)
    cases: list[tuple[tuple[Any, ...], type[Exception], str]] = [
        ((cells, cells, 1.0), ValueError, r"pair 0 must be two different neurons, got 0 with itself"),
        ((cells[:2], cells[2:], 1.0), ValueError, r"OneToOne"),
        ((cells[:1], cells[1:2], -1.0), ValueError, r"conductance must be .*got -1"),
        ((cells[:1], cells[1:2], float("nan")), ValueError, r"conductance must be .*got nan"),
        ((cells[:1], cells[1:2], [1.0, 2.0]), ValueError, r"conductance must be one value or one a pair \(1\), got 2"),
        ((cells[:1], cells[1:2], 1.0, lq.FixedTotal(3)), ValueError, r"rule must be OneToOne, AllToAll or Pairs"),
        ((cells, source, 1.0), ValueError, r"post must be a population of neurons"),
        ((cells[:1], cells[1:2], 1.0, 3), TypeError, r"rule must be"),
    ]
    for arguments, error, message in cases:
        with pytest.raises(error, match=message):
            net.gap_junction(*arguments)
    net.run(1.0)
    assert np.all(cells.V_m == -70.0)
