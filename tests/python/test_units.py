"""Values with a unit of their own: those of pint, and stand-ins for what other packages' quantities do."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
import pint
import pytest

import lapicque as lq

# Power of ten of each prefix, and dimension of each unit.
ROOT = "ms**0.5"
PREFIXES = {"": 0, "k": 3, "m": -3, "u": -6, "n": -9, "p": -12}
DIMENSIONS = {"s": "time", "V": "voltage", "F": "capacitance", "S": "conductance", "A": "current", "Hz": "rate"}


def scale_and_dimension(unit: str) -> tuple[float, str]:
    if unit in ("", "dimensionless"):
        return 1.0, "none"
    if unit in ("deg", "degree", "rad"):
        return {"rad": 180 / np.pi}.get(unit, 1.0), "angle"
    if unit.endswith(ROOT):
        scale, dimension = scale_and_dimension(unit.removesuffix(ROOT).rstrip("*"))
        return scale, f"{dimension} and root of time"
    base = next(base for base in DIMENSIONS if unit.endswith(base))
    return 10.0 ** PREFIXES[unit[: -len(base)]], DIMENSIONS[base]


def convert(value: Any, unit: str, wanted: str) -> Any:
    (scale, dimension), (wanted_scale, wanted_dimension) = scale_and_dimension(unit), scale_and_dimension(wanted)
    if dimension != wanted_dimension:
        raise RuntimeError(f"cannot convert {unit} to {wanted}")
    return np.asarray(value, dtype=float) * (scale / wanted_scale)


class LikePint:
    """`m_as` gives the bare numbers."""

    def __init__(self, value: Any, unit: str) -> None:
        self.value, self.units = value, unit

    def m_as(self, wanted: str) -> Any:
        return convert(self.value, self.units, wanted)

    def __str__(self) -> str:
        return f"{self.value} {self.units}"

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        raise AssertionError("the unit would be lost")


class LikeAstropy(np.ndarray):
    """An array that `to_value` converts."""

    unit: str

    def __new__(cls, value: Any, unit: str) -> LikeAstropy:
        quantity = np.asarray(value, dtype=float).view(cls)
        quantity.unit = unit
        return quantity

    def to_value(self, wanted: str) -> Any:
        return convert(self.view(np.ndarray), self.unit, wanted)


class LikeQuantities(np.ndarray):
    """An array whose `rescale` gives another of its kind, of which `magnitude` is the bare array."""

    units: str

    def __new__(cls, value: Any, unit: str) -> LikeQuantities:
        quantity = np.asarray(value, dtype=float).view(cls)
        quantity.units = unit
        return quantity

    def rescale(self, wanted: str) -> LikeQuantities:
        return LikeQuantities(convert(self.magnitude, self.units, wanted), wanted)

    @property
    def magnitude(self) -> Any:
        return self.view(np.ndarray)


class LikeOthers:
    """`to` gives another of its kind, and `value` the bare numbers."""

    def __init__(self, value: Any, unit: str) -> None:
        self.value, self.unit = value, unit

    def to(self, wanted: str) -> LikeOthers:
        return LikeOthers(convert(self.value, self.unit, wanted), wanted)


class Dimension:
    """Powers of the base units of SI."""

    POWERS: ClassVar[dict[str, dict[str, float]]] = {
        "none": {},
        "time": {"s": 1},
        "voltage": {"m": 2, "kg": 1, "s": -3, "A": -1},
        "capacitance": {"m": -2, "kg": -1, "s": 4, "A": 2},
        "conductance": {"m": -2, "kg": -1, "s": 3, "A": 2},
        "current": {"A": 1},
        "rate": {"s": -1},
        "angle": {},
        "current and root of time": {"A": 1, "s": 0.5},
    }

    def __init__(self, name: str) -> None:
        self._powers = self.POWERS[name]

    def get_dimension(self, base: str) -> float:
        return self._powers.get(base, 0)


class LikeBrian(np.ndarray):
    """An array in units of SI that knows its dimension, and that nothing converts."""

    dim: Dimension

    def __new__(cls, value: Any, unit: str) -> LikeBrian:
        scale, dimension = scale_and_dimension(unit)
        if dimension == "angle":
            scale *= np.pi / 180
        root = 1e-3**0.5 if unit.endswith(ROOT) else 1.0
        quantity = np.asarray(np.asarray(value, dtype=float) * scale * root).view(cls)
        quantity.dim = Dimension(dimension)
        return quantity

    def __array_finalize__(self, other: Any) -> None:
        self.dim = getattr(other, "dim", Dimension("none"))

    def get_best_unit(self) -> str:
        return ""


def of_pint(value: Any, unit: str) -> Any:
    return pint.get_application_registry().Quantity(value, unit)


Make = Callable[[Any, str], Any]
with_units = pytest.mark.parametrize("q", [LikePint, LikeAstropy, LikeQuantities, LikeOthers, LikeBrian, of_pint])


@with_units
def test_model(q: Make) -> None:
    model = lq.LIF(
        C_m=q(0.25, "nF"),
        tau_m=q(0.02, "s"),
        E_L=q(-65000, "uV"),
        V_th=q([-0.05, -0.051], "V"),
        V_reset=q(-65, "mV"),
        t_ref=q(2000, "us"),
        I_e=q(0.1, "nA"),
        receptors={"exc": lq.ExpCurrent(tau=q(0.005, "s")), "inh": lq.BiExpCurrent(q(500, "us"), [q(2, "ms"), 3.0])},
    )
    plain = lq.LIF(
        C_m=250,
        tau_m=20,
        E_L=-65,
        V_th=[-50, -51],
        V_reset=-65,
        t_ref=2,
        I_e=100,
        receptors={"exc": lq.ExpCurrent(tau=5), "inh": lq.BiExpCurrent(0.5, [2.0, 3.0])},
    )
    for name in ("C_m", "tau_m", "E_L", "V_th", "V_reset", "t_ref", "I_e"):
        np.testing.assert_allclose(getattr(model, name), getattr(plain, name), rtol=1e-14)
    assert model.receptors["exc"].tau == pytest.approx(5.0, rel=1e-14)  # type: ignore[attr-defined]
    np.testing.assert_allclose(model.receptors["inh"].tau_decay, [2.0, 3.0], rtol=1e-14)  # type: ignore[attr-defined]
    assert lq.LIF(g_L=q(0.025, "uS")).g_L == pytest.approx(25.0, rel=1e-14)


@with_units
def test_wrong_dimensions_name_the_argument(q: Make) -> None:
    wrong: list[tuple[str, str, Callable[[], Any]]] = [
        ("C_m", "pF", lambda: lq.LIF(C_m=q(1.0, "mV"))),
        ("tau_m", "ms", lambda: lq.LIF(tau_m=q(1.0, "mV"))),
        ("g_L", "nS", lambda: lq.LIF(g_L=q(1.0, "pF"))),
        ("V_th", "mV", lambda: lq.LIF(V_th=q([1.0, 2.0], "nA"))),
        ("I_e", "pA", lambda: lq.LIF(I_e=q(1.0, "ms"))),
        ("tau", "ms", lambda: lq.ExpCurrent(tau=q(1.0, "nS"))),
        ("tau_rise[1]", "ms", lambda: lq.BiExpCurrent(tau_rise=[1.0, q(1.0, "mV")])),
        ("p", "without a unit", lambda: lq.FixedProbability(q(0.1, "ms"))),
        ("amplitude", "pA", lambda: lq.Step(amplitude=q(1.0, "mV"))),
        ("start", "ms", lambda: lq.Step(start=q(1.0, "mV"))),
        ("rate", "Hz", lambda: lq.PoissonInput(rate=q(1.0, "pA"), weight=1.0)),
        ("std", "pA", lambda: lq.WhiteNoise(std=q(1.0, "mV"))),
        ("intensity", "pA*ms**0.5", lambda: lq.WhiteNoise(intensity=q(1.0, "pA"))),
        ("tau", "ms", lambda: lq.OrnsteinUhlenbeck(0.0, 1.0, q(1.0, "mV"))),
        ("offset", "Hz", lambda: lq.SineRate(q(1.0, "ms"))),
        ("rate", "Hz", lambda: lq.Network().gamma_source(1, q(1.0, "mV"), 2.0)),
        ("shape", "without a unit", lambda: lq.Network().gamma_source(1, 1.0, q(2.0, "ms"))),
        ("dt", "ms", lambda: lq.Network(dt=q(1.0, "mV"))),
        ("times", "ms", lambda: lq.Network().spike_source(q([1.0], "mV"))),
        ("rate", "Hz", lambda: lq.Network().poisson_source(1, q(1.0, "mV"))),
        ("duration", "ms", lambda: lq.Network().run(q(1.0, "mV"))),
        ("V_m", "mV", lambda: lq.Network().population(1, lq.LIF(), V_m=q(1.0, "ms"))),
        ("I_exc", "pA", lambda: lq.Network().population(1, lq.LIF(), I_exc=q(1.0, "mV"))),
        ("V_m", "mV", lambda: setattr(lq.Network().population(1, lq.LIF()), "V_m", q(1.0, "ms"))),
    ]
    for name, unit, act in wrong:
        with pytest.raises(ValueError, match=rf"^{re.escape(name)} must be .*{re.escape(unit)}.*, got "):
            act()


@with_units
def test_network(q: Make) -> None:
    def network(with_unit: bool) -> tuple[Any, ...]:
        def u(value: Any, unit: str, plain: Any) -> Any:
            return q(value, unit) if with_unit else plain

        net = lq.Network(dt=u(100, "us", 0.1), seed=2)
        start = lq.Uniform(u(-0.070, "V", -70), u(-56, "mV", -56))
        cells = net.population(30, lq.LIF(), V_m=start, I_exc=u(0.02, "nA", 20))
        jumps = net.population(5, lq.LIF(receptors={"syn": lq.Delta()}), V_m=u(np.full(5, -60.0), "mV", -60))
        noise = net.poisson_source(4, u(0.2, "kHz", 200))
        clock = net.spike_source(u([0.001, 0.002], "s", [1.0, 2.0]))
        weight = lq.Normal(u(0.03, "nA", 30), u(3, "pA", 3), min=u(0, "pA", 0))
        net.connect(noise, cells, lq.AllToAll(), weight, delay=u(0.0015, "s", 1.5), receptor="exc")
        net.connect(clock, jumps, lq.AllToAll(), weight=u(0.001, "V", 1), delay=lq.Uniform(u(1, "ms", 1), 3))
        net.connect(jumps, jumps, lq.Matrix(u(np.eye(5), "mV", np.eye(5))))
        net.stimulate(cells, lq.PoissonInput(rate=u(9, "kHz", 9000), weight=u(0.045, "nA", 45), receptor="exc"))
        net.stimulate(jumps, lq.PoissonInput(rate=u(900, "Hz", 900), weight=u(2, "mV", 2)))
        net.stimulate(cells, lq.Sine(u(0.02, "nA", 20), u(0.01, "kHz", 10), phase=u(np.pi / 2, "rad", 90.0)))
        net.stimulate(cells, lq.Ramp(u(0.005, "s", 5), u(10, "ms", 10), u(1, "nA", 1000), u(0, "pA", 0)))
        net.stimulate(cells, lq.ArrayCurrent(u([[1.0], [2.0]], "pA", [[1.0], [2.0]]), every=u(1, "ms", 1)))
        net.stimulate(cells, lq.WhiteNoise(u(0.01, "nA", 10), std=u([5.0] * 30, "pA", 5.0), stop=u(0.02, "s", 20)))
        net.stimulate(cells, lq.OrnsteinUhlenbeck(0.0, u(0.02, "nA", 20), u(3000, "us", 3)))
        rate = lq.SineRate(u(0.4, "kHz", 400), u(100, "Hz", 100), u(0.04, "kHz", 40), u(np.pi, "rad", 180))
        net.stimulate(cells, lq.PoissonInput(rate, weight=u(0.02, "nA", 20), receptor="exc"))
        net.connect(net.gamma_source(9, u(0.1, "kHz", 100), u(4.0, "", 4.0)), jumps, lq.AllToAll(), u(1, "mV", 1))
        trace = net.record(cells, "V_m", every=u(0.0005, "s", 0.5))
        jump_trace, spikes = net.record(jumps, "V_m"), net.record(cells, "spikes")
        cells[0].V_m = u(-0.058, "V", -58)
        net.run(u(0.05, "s", 50))
        return trace.V_m, jump_trace.V_m, spikes.rates(t_start=u(0.01, "s", 10))

    for ours, theirs in zip(network(True), network(False), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9)
        assert np.std(ours) > 0


@with_units
def test_units_of_weights_are_those_of_the_receptor(q: Make) -> None:
    net = lq.Network()
    currents, jumps = net.population(2, lq.LIF()), net.population(2, lq.LIF(receptors={"syn": lq.Delta()}))
    both = net.population(2, lq.LIF(receptors={"exc": lq.ExpCurrent(), "inh": lq.ExpCurrent(), "jump": lq.Delta()}))
    rule = lq.AllToAll()
    wrong: list[tuple[str, Callable[[], Any]]] = [
        ("pA", lambda: net.connect(jumps, currents, rule, weight=q(1.0, "mV"))),
        ("mV", lambda: net.connect(currents, jumps, rule, weight=q(1.0, "pA"))),
        ("mV", lambda: net.connect(currents, both, rule, weight=q(1.0, "pA"), receptor="jump")),
        ("mV", lambda: net.connect(currents, jumps, rule, weight=lq.Uniform(q(1.0, "pA"), q(2.0, "pA")))),
        ("pA", lambda: net.connect(currents, currents, lq.Matrix(q(np.eye(2), "mV")))),
        ("mV", lambda: net.stimulate(jumps, lq.PoissonInput(rate=1.0, weight=q(1.0, "pA")))),
        ("ms", lambda: net.connect(currents, jumps, rule, delay=lq.Uniform(q(1.0, "mV"), q(2.0, "mV")))),
        ("mV", lambda: net.population(1, lq.LIF(), V_m=lq.Normal(q(1.0, "ms"), q(1.0, "ms")))),
    ]
    for unit, act in wrong:
        with pytest.raises(ValueError, match=rf"(weight|delay|values|V_m) must be a value in {unit}, got "):
            act()
    assert net.projections == ()
    np.testing.assert_allclose(net.connect(currents, both, rule, q(1.0, "nA"), receptor="exc").weights, [1000.0] * 4)


@with_units
def test_distributions_keep_one_unit(q: Make) -> None:
    uniform = lq.Uniform(q(-0.06, "V"), -50)
    assert uniform == lq.Uniform(uniform.low, -50.0, unit="mV")
    assert uniform.low == pytest.approx(-60.0)
    assert uniform.replace(high=-40).unit == "mV"
    assert lq.LogNormal(0.5, 0.2, max=q(0.005, "s")) == lq.LogNormal(0.5, 0.2, max=5.0, unit="ms")
    with pytest.raises(ValueError, match="high must be a value in mV, got"):
        lq.Uniform(q(-60, "mV"), q(1.0, "ms"))
    with pytest.raises(ValueError, match="mu must be without a unit, got"):
        lq.LogNormal(q(1.0, "ms"))
    with pytest.raises(ValueError, match="unit must be one of ms, mV, pF, nS, pA, Hz, or None, got 'V'"):
        lq.Uniform(0, 1, unit="V")


@with_units
def test_intensity_of_noise(q: Make) -> None:
    noise = lq.WhiteNoise(intensity=q([0.5, 0.25], "nA*ms**0.5"))
    np.testing.assert_allclose(noise.intensity, [500.0, 250.0], rtol=1e-14)


def test_a_quantity_that_cannot_be_converted_is_no_number() -> None:
    """An array that hides a unit in a way of its own must not pass for bare numbers."""

    class Hidden(np.ndarray):
        units = "mV"

    with pytest.raises(ValueError, match="V_th must be a value in mV, got"):
        lq.LIF(V_th=np.array(-50.0).view(Hidden))


def test_import_does_not_load_unit_packages() -> None:
    program = "import sys, lapicque; print({'pint', 'astropy', 'quantities', 'unyt'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
