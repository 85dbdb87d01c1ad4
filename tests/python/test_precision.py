"""Single precision: what it is, how far it is from double, and that it keeps the promise of the same bits."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

import lapicque as lq

Samples = npt.NDArray[np.float64]


def driven(precision: str, dt: float, receptors: dict[str, lq.Receptor]) -> tuple[Samples, Samples]:
    """V_m and I_exc of neurons under Poisson input that never fire."""
    net = lq.Network(dt=dt, seed=3, precision=precision)
    cells = net.population(200, lq.LIF(V_th=1000.0, I_e=100.0, receptors=receptors))
    net.stimulate(cells, lq.PoissonInput(rate=8000.0, weight=20.0, receptor="exc"))
    net.stimulate(cells, lq.PoissonInput(rate=2000.0, weight=-60.0, receptor="inh"))
    trace = net.record(cells, ["V_m", "I_exc"], every=1.0)
    net.run(1000.0)
    return trace.V_m, trace.I_exc


@pytest.mark.parametrize(("dt", "largest"), [(0.1, 2e-4), (0.01, 1e-3)])
@pytest.mark.parametrize("kind", [lq.ExpCurrent, lq.AlphaCurrent])
def test_error_is_what_the_docs_say(kind: type[lq.Receptor], dt: float, largest: float) -> None:
    receptors = {"exc": kind(tau=2.0), "inh": kind(tau=5.0)}
    exact, current = driven("double", dt, receptors)
    single, single_current = driven("single", dt, receptors)
    error = np.abs(single - exact).max()
    assert 0.0 < error < largest  # mV
    assert np.abs(single_current - current).max() < 1e-4 * current.mean()


def test_a_membrane_at_rest_stays_at_rest() -> None:
    for precision in ("double", "single"):
        net = lq.Network(precision=precision)
        cell = net.population(1, lq.LIF(E_L=-65.25, V_reset=-70.0))
        net.run(100.0)
        assert cell.V_m[0] == -65.25


def test_state_is_a_live_view_of_floats() -> None:
    net = lq.Network(precision="single")
    cells = net.population(5, lq.LIF(), V_m=[-70.0, -69.0, -68.0, -67.0, -66.1])
    assert net.precision == "single"
    assert cells.V_m.dtype == np.float32
    np.testing.assert_array_equal(cells.V_m, np.array([-70.0, -69.0, -68.0, -67.0, -66.1], dtype=np.float32))
    cells.V_m[1] = -60.0
    cells[[3]].V_m = -61.5
    net.run(0.1)
    assert -60.2 < cells.V_m[1] < -60.0
    assert -61.7 < cells.V_m[3] < -61.5
    assert lq.Network().precision == "double"


def results(precision: str, threads: int, durations: list[float]) -> list[bytes]:
    net = lq.networks.cuba(0.25, seed=5, threads=threads, precision=precision)
    exc = net["exc"]
    net.stimulate(exc, lq.PoissonInput(rate=500.0, weight=30.0, receptor="exc"))
    spikes, trace = net.record(exc, "spikes"), net.record(exc[::7], ["V_m", "I_inh"], every=1.0)
    for duration in durations:
        net.run(duration)
    assert len(spikes.t) > 100
    return [x.tobytes() for x in (spikes.t, spikes.i, trace.V_m, trace.I_inh, np.array(exc.V_m))]


@pytest.mark.parametrize("isa", lq.info()["available_isas"])
def test_the_same_bits_in_single_precision(isa: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = results("single", 1, [100.0])
    monkeypatch.setenv("LAPICQUE_ISA", isa)
    assert results("single", 1, [0.1] * 10 + [99.0]) == plain
    assert results("single", 3, [50.0, 50.0]) == plain


def test_firing_rates_are_those_of_double_precision() -> None:
    """Spike trains of a chaotic network part, its rates do not: 5 seeds each, within 4 standard errors."""
    rates = {}
    for precision in ("double", "single"):
        rates[precision] = []
        for seed in range(1, 6):
            net = lq.networks.cuba(seed=seed, precision=precision)
            net.run(200.0)
            spikes = net.record(net["exc"], "spikes")
            net.run(1000.0)
            rates[precision].append(spikes.rates().mean())
    difference = np.mean(rates["single"]) - np.mean(rates["double"])
    error = np.sqrt(sum(np.var(r, ddof=1) / len(r) for r in rates.values()))
    assert abs(difference) < 4.0 * error < 1.5


def test_a_threshold_that_rounds_to_the_reset_is_refused() -> None:
    model = lq.LIF(V_th=-50.0, V_reset=-50.0000001)
    lq.Network().population(1, model)
    with pytest.raises(ValueError, match=r"V_reset must be less than V_th = -50 in the precision .*, got -50.0000001"):
        lq.Network(precision="single").population(1, model)


@pytest.mark.parametrize("wrong", ["half", "Double", None, 64, True])
def test_other_precisions_are_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"precision must be 'double' or 'single', got "):
        lq.Network(precision=wrong)


@pytest.mark.parametrize(("name", "value"), [("I_e", 1e39), ("V_th", 1e300), ("E_L", [-70.0, -4e38])])
def test_parameters_beyond_the_range_of_single_precision_are_refused(name: str, value: float) -> None:
    model = lq.LIF(**{"V_th": 0.0, "V_reset": -70.0, name: value})
    assert lq.Network().population(2, model).size == 2
    with pytest.raises(ValueError, match=rf"{name} must be within the range of single precision, got .*e\+3"):
        lq.Network(precision="single").population(2, model)
