"""Neurons whose equations are text: against the built-in membranes, closed forms and high precision."""

from __future__ import annotations

import pickle
from typing import Any

import mpmath
import numpy as np
import pytest

import lapicque as lq
from equation_models import GATES, as_equations
from membranes import CURRENTS, EXP, MIXED, NMDA

JUMPS = {"exc": lq.ExpCurrent(tau=2.0), "inh": lq.BiExpCurrent(tau_rise=1.0, tau_decay=9.0), "jump": lq.Delta()}

# Model, current, weights of the receptors and their rate, and by how much V_m may differ from the built-in's [mV]: the
# sum of what both are off by, which is largest where V_m is steep.
BESIDE: dict[str, tuple[Any, float, dict[str, float], float]] = {
    "LIF": (lq.LIF(receptors=JUMPS), 450.0, {"exc": 60.0, "inh": -40.0, "jump": 1.0}, 1e-11),
    "LIF, equal time constants": (lq.LIF(receptors={"a": lq.AlphaCurrent(tau=10.0)}), 350.0, {"a": 20.0}, 1e-11),
    "LIF with conductances": (lq.LIF(receptors=EXP), 450.0, {"exc": 1.5, "inh": 3.0}, 1e-4),
    "LIF with NMDA": (lq.LIF(receptors=NMDA), 450.0, {"exc": 1.5, "nmda": 0.3}, 1e-3),
    "QIF": (lq.QIF(receptors=CURRENTS), 250.0, {"exc": 30.0, "inh": -20.0}, 2e-3),
    "EIF": (lq.EIF(receptors=MIXED, t_ref=2.0), 800.0, {"exc": 2.0, "inh": 3.0, "I": 20.0}, 2e-2),
    "AdEx": (lq.AdEx(receptors=MIXED), 900.0, {"exc": 2.0, "inh": 3.0, "I": 20.0}, 1e-2),
    "AdEx with NMDA": (lq.AdEx(receptors=NMDA), 900.0, {"exc": 1.0, "nmda": 0.3}, 1e-2),
    "Izhikevich": (lq.Izhikevich(receptors=CURRENTS), 5.0, {"exc": 2.0, "inh": -2.0}, 2e-3),
    "HodgkinHuxley": (lq.HodgkinHuxley(receptors=MIXED), 600.0, {"exc": 2.0, "inh": 3.0, "I": 20.0}, 5e-2),
    "TraubMiles": (lq.TraubMiles(receptors=EXP), 250.0, {"exc": 1.0, "inh": 2.0}, 1.5),
}


def ran(model: Any, current: float, weights: dict[str, float], start: dict[str, float]) -> tuple[Any, Any]:
    """Spikes and potentials of some neurons under Poisson input and a step of current."""
    net = lq.Network(dt=0.1, seed=5, threads=1)
    cells = net.population(8, model, **start)
    net.stimulate(cells, lq.Step(start=5.0, stop=120.0, amplitude=current))
    for receptor, weight in weights.items():
        net.stimulate(cells, lq.PoissonInput(rate=400.0, weight=weight, receptor=receptor))
    spikes, trace = net.record(cells), net.record(cells, "V_m")
    net.run(150.0)
    return spikes, trace.V_m


def beginning(model: Any) -> dict[str, float]:
    """State at t = 0 of a built-in model that begins in equilibrium, in the names of the equations."""
    net = lq.Network(dt=0.1)
    cells = net.population(1, model)
    return {
        "V_m": cells.V_m[0],
        **{GATES.get(name, name): getattr(cells, name)[0] for name in GATES if name in dir(cells)},
    }


@pytest.mark.parametrize("name", BESIDE)
def test_a_built_in_membrane_as_equations_agrees_with_it(name: str) -> None:
    model, current, weights, bound = BESIDE[name]
    theirs, V_m = ran(model, current, weights, {})
    start = beginning(model)
    if name == "Izhikevich":
        start["U_m"] = float(lq.Network().population(1, model).U_m[0])
    ours, own_V_m = ran(as_equations(model), current, weights, start)
    assert len(theirs.t) > 10
    assert len(ours.t) == len(theirs.t)
    # A spike that is at the end of a step may be noted in the next one.
    order, their_order = np.lexsort((ours.t, ours.i)), np.lexsort((theirs.t, theirs.i))
    np.testing.assert_array_equal(ours.i[order], theirs.i[their_order])
    off = np.abs(ours.t[order] - theirs.t[their_order])
    assert off.max() < 0.101
    assert (off > 0.01).sum() <= 1
    assert np.abs(own_V_m - V_m).max() < bound


def test_an_exact_scheme_is_that_of_the_matrix_exponential() -> None:
    """A chain with a defective matrix and rates that differ by six orders, in 50 digits."""
    rates = {"a": 3.0, "b": 3.0, "c": 1e-3, "e": 1e3}
    model = lq.Equations("dx/dt = -a*x + 1\ndy/dt = x - b*y\ndz/dt = y - c*z\ndu/dt = e*(z - u)", parameters=rates)
    assert {row.scheme for row in model.schemes.values()} == {"exact"}
    net = lq.Network(dt=0.5)
    cells = net.population(1, model, x=2.0, y=-1.0, z=0.5, u=3.0)
    net.run(20.0)
    with mpmath.workdps(50):
        A = mpmath.matrix([[-3, 0, 0, 0, 1], [1, -3, 0, 0, 0], [0, 1, -mpmath.mpf(1e-3), 0, 0],
                           [0, 0, 1000, -1000, 0], [0, 0, 0, 0, 0]])  # fmt: skip
        exact = mpmath.expm(20 * A) * mpmath.matrix([2, -1, mpmath.mpf(0.5), 3, 1])
        found = [float(exact[k]) for k in range(4)]
    np.testing.assert_allclose([cells.x[0], cells.y[0], cells.z[0], cells.u[0]], found, rtol=2e-14)


@pytest.mark.parametrize(
    ("scheme", "order"), [("euler", 1), ("exponential_euler", 1), ("heun", 2), ("rk4", 4), ("auto", 4)]
)
def test_schemes_converge_by_their_order(scheme: Any, order: int) -> None:
    """A variable that is linear in itself with a rate that moves, whose solution is known."""
    model = lq.Equations("dx/dt = -(1 + sin(t))*x", scheme=scheme)
    errors = []
    for dt in (0.1, 0.05, 0.025):
        net = lq.Network(dt=dt)
        cells = net.population(1, model, x=1.0)
        net.run(4.0)
        errors.append(abs(cells.x[0] - np.exp(-4.0 - 1.0 + np.cos(4.0))))
    seen = np.log2(np.array(errors[:-1]) / errors[1:])
    assert (seen > order - 0.35).all(), seen
    assert seen[-1] < order + 1.0


@pytest.mark.parametrize("dt", [0.1, 0.05])
def test_spikes_and_resets_are_where_they_are_in_the_step(dt: float) -> None:
    """dv/dt = 1 + v**2 from -1000 is a tangent, which comes to 1000 after twice the angle of that."""
    model = lq.Equations("dv/dt = 1 + v**2", threshold="v >= 1000", reset="v = -1000")
    angle = np.arctan(1000.0)
    net = lq.Network(dt=dt)
    cells = net.population(1, model, v=-1000.0)
    spikes, trace = net.record(cells), net.record(cells, "v")
    net.run(40.0)
    truth = np.arange(1, 13) * 2.0 * angle
    np.testing.assert_array_equal(np.round(spikes.t / dt), np.ceil(truth / dt))
    phase = np.mod(trace.t, 2.0 * angle) - angle
    inside = np.abs(phase) < 1.2  # where it is not steep
    assert inside.sum() > 100
    # Each passage through the poles is off by a few 1e-6 of a time that is the sum of all pieces.
    assert np.abs(np.tan(phase[inside]) - trace.v[inside, 0]).max() < 2e-4


@pytest.mark.parametrize("dt", [0.1, 1.0])
def test_additive_noise_has_its_variance(dt: float) -> None:
    model = lq.Equations("tau*dx/dt = -x + sigma*sqrt(2*tau)*xi", parameters={"tau": 10.0, "sigma": 3.0})
    net = lq.Network(dt=dt, seed=3)
    cells = net.population(20000, model)
    net.run(100.0)
    # White noise that stays for a step: (dt/tau)**2/24 less of the standard deviation.
    expected = 3.0 * (1.0 - (dt / 10.0) ** 2 / 24.0)
    assert abs(cells.x.std() - expected) < 4.0 * expected / np.sqrt(2 * 20000)
    assert abs(cells.x.mean()) < 4.0 * 3.0 / np.sqrt(20000)


@pytest.mark.parametrize(("scheme", "sense"), [("auto", "Stratonovich"), ("heun", "Stratonovich"), ("euler", "Ito")])
def test_multiplicative_noise_is_of_the_stated_sense(scheme: Any, sense: str) -> None:
    model = lq.Equations("dx/dt = 0.01*x + 0.1*x*xi", scheme=scheme)
    net = lq.Network(dt=0.1, seed=3)
    cells = net.population(40000, model, x=1.0)
    net.run(20.0)
    drift = 0.01 if sense == "Stratonovich" else 0.01 - 0.1**2 / 2
    spread = 0.1 * np.sqrt(20.0)
    assert abs(np.log(cells.x).mean() - 20.0 * drift) < 4.0 * spread / np.sqrt(40000)


def test_several_noises_are_independent() -> None:
    net = lq.Network(dt=0.1, seed=3)
    cells = net.population(20000, lq.Equations("dx/dt = xi_1\ndy/dt = xi_2\ndz/dt = xi_1"))
    net.run(10.0)
    assert abs(np.corrcoef(cells.x, cells.y)[0, 1]) < 4.0 / np.sqrt(20000)
    np.testing.assert_array_equal(cells.x, cells.z)


def test_escape_noise_fires_by_its_hazard() -> None:
    model = lq.Equations(
        "dx/dt = 0", threshold="rand() < 1 - exp(-dt*hazard)", reset="x = 0", parameters={"hazard": 0.05}
    )
    net = lq.Network(dt=0.1, seed=1)
    cells = net.population(1000, model)
    spikes = net.record(cells)
    net.run(200.0)
    expected = 1000 * 200 * 10 * (1 - np.exp(-0.1 * 0.05))
    assert abs(len(spikes.t) - expected) < 4.0 * np.sqrt(expected)


def test_own_receptors_do_what_built_in_ones_do() -> None:
    """An exponential conductance by equations beside the built-in one, on the same input."""
    leak = "C*dV_m/dt = g_L*(E_L - V_m) + {} : mV\nC : pF\ng_L : nS\nE_L : mV\n"
    parameters = {"C": 200.0, "g_L": 10.0, "E_L": -70.0}
    built_in = lq.Equations(
        leak.format("I_syn"), parameters=parameters, receptors={"exc": lq.ExpConductance(0.0, tau=5.0)}
    )
    own = lq.Equations(
        leak.format("g*(0*mV - V_m)") + "dg/dt = -g/tau : nS\ntau : ms",
        parameters={**parameters, "tau": 5.0},
        arrivals={"exc": "g += weight"},
    )
    traces = []
    for model in (built_in, own):
        net = lq.Network(dt=0.1, seed=2)
        cells = net.population(20, model)
        net.stimulate(cells, lq.PoissonInput(rate=500.0, weight=2.0, receptor="exc"))
        trace = net.record(cells, "V_m", every=1.0)
        net.run(100.0)
        traces.append(trace.V_m)
    assert traces[0].std() > 1.0
    assert np.abs(traces[0] - traces[1]).max() < 1e-6


def test_synapses_reach_own_receptors() -> None:
    net = lq.Network(dt=0.1)
    source = net.spike_source([[1.0, 2.0, 2.0 + 0.1]])
    cells = net.population(2, lq.Equations("dx/dt = 0\ndy/dt = 0", arrivals={"a": "x += weight; y -= 2*weight"}))
    net.connect(source, cells, lq.AllToAll(), weight=3.0, delay=0.5, receptor="a")
    net.run(5.0)
    np.testing.assert_array_equal(cells.x, [9.0, 9.0])
    np.testing.assert_array_equal(cells.y, [-18.0, -18.0])


def test_two_compartments_have_receptors_of_their_own() -> None:
    model = lq.Equations(
        "C*dV_m/dt = g*(E_L - V_m) + g_c*(V_d - V_m) + I_soma\nC*dV_d/dt = g*(E_L - V_d) + g_c*(V_m - V_d) + I_dend",
        parameters={"C": 100.0, "g": 5.0, "g_c": 5.0, "E_L": -70.0},
        receptors={"soma": lq.ExpCurrent(tau=1e9), "dend": lq.ExpCurrent(tau=1e9)},
    )
    net = lq.Network(dt=0.1)
    cells = net.population(1, model, V_d=-70.0, I_dend=15.0)
    net.run(1000.0)
    # 5 v = 5 (u - v) and 5 u + 5 (u - v) = 15 give v = 1, u = 2.
    np.testing.assert_allclose([cells.V_m[0], cells.V_d[0]], [-69.0, -68.0], atol=1e-5)


def test_events_change_variables_without_a_spike() -> None:
    model = lq.Equations("dx/dt = 1", threshold="x > 100", reset="x = 0", events={"x >= 2": "x = x - 2"})
    net = lq.Network(dt=0.5)
    cells = net.population(1, model)
    spikes, trace = net.record(cells), net.record(cells, "x")
    net.run(5.0)
    assert len(spikes.t) == 0
    np.testing.assert_allclose(trace.x[:, 0], [0.0, 0.5, 1.0, 1.5, 0.0, 0.5, 1.0, 1.5, 0.0, 0.5, 1.0])


def test_refractory_times_are_parameters_and_expressions() -> None:
    drive = {"text": "dx/dt = 1", "threshold": "x >= 1", "reset": "x = 0; k += 1", "hold": "x"}
    counted = {**drive, "text": "dx/dt = 1\ndk/dt = 0"}
    net = lq.Network(dt=0.5)
    fixed = net.population(2, lq.Equations(**counted, t_ref="tau", parameters={"tau": np.array([1.0, 2.0])}))
    grows = net.population(1, lq.Equations(**counted, t_ref="0.5 + k"))
    of_fixed, of_grows = net.record(fixed), net.record(grows)
    net.run(10.0)
    np.testing.assert_array_equal(of_fixed.t[of_fixed.i == 0], [1.0, 3.0, 5.0, 7.0, 9.0])
    np.testing.assert_array_equal(of_fixed.t[of_fixed.i == 1], [1.0, 4.0, 7.0, 10.0])
    np.testing.assert_array_equal(of_grows.t, [1.0, 2.5, 5.0, 8.5])


def test_without_a_reset_a_spike_is_where_the_condition_begins() -> None:
    net = lq.Network(dt=0.1)
    cells = net.population(1, lq.Equations("dx/dt = 0.2*pi*cos(0.2*pi*t)", threshold="x > 0.5"))
    spikes = net.record(cells)
    net.run(30.0)
    np.testing.assert_allclose(spikes.t, [0.9, 10.9, 20.9])


def test_definitions_can_be_recorded() -> None:
    net = lq.Network(dt=0.1)
    cells = net.population(3, lq.Equations("dx/dt = -r\nr = x/tau", parameters={"tau": 2.0}), x=4.0)
    trace = net.record(cells, ["x", "r"])
    net.run(2.0)
    net.run(1.0)
    np.testing.assert_array_equal(trace.r, trace.x * 0.5)
    assert trace["r"].shape == (31, 3)


def test_parameters_may_be_one_a_neuron() -> None:
    tau = np.linspace(1.0, 30.0, 700)
    for text, bound in (("dx/dt = -x/tau", 1e-14), ("dx/dt = -x/tau + 0*y\ndy/dt = y*y", 1e-9)):
        net = lq.Network(dt=0.1)
        cells = net.population(700, lq.Equations(text, parameters={"tau": tau}), x=1.0)
        net.run(10.0)
        np.testing.assert_allclose(cells.x, np.exp(-10.0 / tau), rtol=bound)


FUNCTIONS = {
    "exp": mpmath.exp, "expm1": mpmath.expm1, "log": mpmath.log, "log1p": mpmath.log1p, "sqrt": mpmath.sqrt,
    "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan, "sinh": mpmath.sinh, "cosh": mpmath.cosh,
    "tanh": mpmath.tanh, "abs": abs, "floor": mpmath.floor, "ceil": mpmath.ceil, "sign": mpmath.sign,
    "exprel": lambda x: mpmath.expm1(x) / x if x else mpmath.mpf(1),
}  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_are_right_to_a_few_units_of_the_last_place(name: str) -> None:
    rng = np.random.default_rng(1)
    x = np.concatenate(
        [rng.normal(size=300), 10.0 * rng.normal(size=300), 1e-3 * rng.normal(size=100), 200 * rng.uniform(-1, 1, 50)]
    )
    if name in ("log", "sqrt"):
        x = np.abs(x)
    if name == "log1p":
        x = np.abs(x) - 0.999
    net = lq.Network()
    cells = net.population(len(x), lq.Equations(f"dx/dt = 0\nf = {name}(x)"), x=x)
    trace = net.record(cells, "f")
    net.run(0.1)
    with mpmath.workdps(40):
        exact = [FUNCTIONS[name](mpmath.mpf(v)) for v in x.tolist()]
        off = [abs(mpmath.mpf(found) - truth) for found, truth in zip(trace.f[0].tolist(), exact, strict=True)]
        # Near a zero of a function of turns, the argument is known no better than that.
        sizes = [
            max(abs(truth), 1e-16 * abs(v) if name in ("sin", "cos", "tan") else 0)
            for truth, v in zip(exact, x.tolist(), strict=True)
        ]
        worst = max(float(o / s) if s else float(o) for o, s in zip(off, sizes, strict=True))
    assert worst < 6 * np.finfo(float).eps


def test_powers_and_choices() -> None:
    x = np.linspace(0.1, 5.0, 50)
    lines = {
        "x**3": x**3, "x**-2": x**-2.0, "x**0.5": np.sqrt(x), "x**2.5": x**2.5, "pow(x, 0.3)": x**0.3, "2**x": 2.0**x,
        "-x**2": -(x**2), "min(x, 2, 3)": np.minimum(x, 2.0), "max(1, x)": np.maximum(1.0, x),
        "clip(x, 1, 2)": np.clip(x, 1.0, 2.0), "where(x > 1 and not x >= 3, x, -x)": np.where((x > 1) & (x < 3), x, -x),
        "where(1 < x < 3 or x == 5, 1, 0)": (((x > 1) & (x < 3)) | (x == 5)).astype(float),
        "(x != 5)*2 + 1": (x != 5) * 2.0 + 1.0, "x - -x + +x": 3.0 * x, "1e3*x/1e3": x,
    }  # fmt: skip
    text = "dx/dt = 0\n" + "\n".join(f"f{k} = {line}" for k, line in enumerate(lines))
    net = lq.Network()
    cells = net.population(50, lq.Equations(text), x=x)
    trace = net.record(cells, [f"f{k}" for k in range(len(lines))])
    net.run(0.1)
    for k, expected in enumerate(lines.values()):
        np.testing.assert_allclose(trace[f"f{k}"][0], expected, rtol=3e-15, err_msg=list(lines)[k])


def test_units_are_checked() -> None:
    text = "C_m*dV_m/dt = g_L*(E_L - V_m) - w : mV\nC_m : pF\ng_L : nS\nE_L : mV\ntau*dw/dt = {} : pA\ntau : ms"
    parameters = {"C_m": 1.0, "g_L": 1.0, "E_L": 1.0, "tau": 1.0}
    lq.Equations(text.format("-w"), parameters=parameters)
    lq.Equations(text.format("g_L*(V_m + 70*mV) - w"), parameters=parameters)
    with pytest.raises(ValueError, match=r"line 5, column 13: g_L\*\(E_L - V_m\) is pA, V_m is mV"):
        lq.Equations(text.format("g_L*(E_L - V_m) - V_m - w"), parameters=parameters)
    with pytest.raises(ValueError, match=r"V_m is mV, 70 is a plain number; write 70\*mV"):
        lq.Equations(text.format("g_L*(V_m + 70) - w"), parameters=parameters)


def test_a_model_says_how_it_is_integrated() -> None:
    model = as_equations(lq.AdEx(receptors=EXP))
    assert model.schemes["V_m"].scheme == "Runge-Kutta"
    assert model.schemes["w"] == (
        "exponential Runge-Kutta",
        "linear in itself; it depends on V_m, which has no exact solution",
    )
    assert "exp(" in model.program()
    shown = str(model)
    assert "tau_w*dw/dt = a*(V_m - E_L) - w : pA" in shown
    assert "V_m >= V_peak: a spike, V_m = V_reset; w += b" in shown
    with pytest.raises(ValueError, match="V_m cannot be solved exactly"):
        model.replace(scheme="exact")


def test_a_model_is_a_description_like_others() -> None:
    model = as_equations(lq.AdEx(receptors=EXP))
    assert pickle.loads(pickle.dumps(model)) == model
    assert hash(model) == hash(model.replace())
    assert model.replace(t_ref=3) != model
    assert model.replace(t_ref=3).t_ref == "3.0"


def test_a_network_of_equations_can_be_reset_and_divided() -> None:
    def world(threads: int) -> tuple[lq.Network, Any, Any]:
        net = lq.Network(dt=0.1, seed=4, threads=threads)
        model = as_equations(lq.AdEx(receptors=MIXED)).replace(
            text=as_equations(lq.AdEx()).text.replace("+ I_e :", "+ I_e + s*xi :") + "\ns : pA*ms**0.5",
            parameters={**as_equations(lq.AdEx()).parameters, "s": 300.0},
        )
        cells = net.population(1000, model, V_m=lq.Uniform(-70, -55))
        net.stimulate(cells, lq.Step(amplitude=500.0))
        net.connect(cells, cells, lq.FixedIndegree(20), weight=0.5, delay=1.5, receptor="exc")
        return net, cells, net.record(cells)

    net, cells, spikes = world(1)
    net.run(60.0)
    assert len(spikes.t) > 100
    first = (spikes.t.tobytes(), spikes.i.tobytes(), cells.V_m.tobytes(), cells.w.tobytes())
    net.reset()
    net.run(25.0)
    net.threads = 3
    net.run(35.0)
    assert (spikes.t.tobytes(), spikes.i.tobytes(), cells.V_m.tobytes(), cells.w.tobytes()) == first
    other, theirs, _ = world(2)
    other.run(60.0)
    assert theirs.V_m.tobytes() == first[2]


def test_gap_junctions_and_plots_take_equations() -> None:
    model = as_equations(lq.LIF(receptors={"exc": lq.ExpCurrent()}))
    net = lq.Network(dt=0.1)
    cells = net.population(2, model, V_m=[-70.0, -60.0])
    net.gap_junction(cells[:1], cells[1:], 5.0)
    net.run(200.0)
    np.testing.assert_allclose(cells.V_m, [-70.0, -70.0], atol=1e-2)
    result = lq.simulate(model, duration=100.0, current=lq.Step(amplitude=450.0))
    assert len(result.spikes.t) > 2


def test_a_current_needs_equations_that_take_it() -> None:
    net = lq.Network()
    cells = net.population(2, lq.Equations("dx/dt = -x"))
    with pytest.raises(ValueError, match="target must be of equations with I_ext"):
        net.stimulate(cells, lq.Step(amplitude=1.0))
    net.run(1.0)


def test_notebooks_show_equations_typeset() -> None:
    shown = as_equations(lq.AdEx(receptors=EXP))._repr_html_()
    assert shown.count("<math") == 5
    assert "<mfrac><mrow><mi>d</mi><msub><mi>V</mi><mtext>m</mtext></msub></mrow>" in shown
    assert "Runge-Kutta" in shown
    assert "<td>Delta_T</td><td>2.0</td>" in shown
    assert "<script>" not in lq.Equations("dx/dt = -x", threshold="x < 1")._repr_html_()
