"""Slips of a newcomer: each is answered by what is wrong and what is meant, and changes nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import lapicque as lq


@pytest.fixture
def net() -> lq.Network:
    net = lq.Network()
    net.population(10, lq.LIF(), name="exc")
    net.population(5, lq.LIF(), name="inh")
    return net


SLIPS: list[tuple[Callable[[Any], Any], type[Exception], str]] = [
    # parameters under the names of other simulators, by place, or changed in place
    (lambda n: lq.LIF(250), TypeError, "LIF takes its parameters by name, such as LIF(C_m=250, ...)"),
    (lambda n: lq.LIF(V_rest=-70), TypeError, "LIF has no parameter 'V_rest'; did you mean 'E_L'?"),
    (lambda n: lq.LIF(tau_refrac=2), TypeError, "LIF has no parameter 'tau_refrac'; did you mean 't_ref'?"),
    (lambda n: lq.LIF(i_offset=1), TypeError, "LIF has no parameter 'i_offset'; did you mean 'I_e'?"),
    (lambda n: lq.Izhikevich(v_rest=-70), TypeError, "Izhikevich has no parameter 'v_rest'; known are a, b, c, d"),
    (
        lambda n: setattr(n["exc"].model, "V_th", -50),
        dataclasses.FrozenInstanceError,
        "V_th must stay as it is; LIF.replace(V_th=...) makes a changed copy",
    ),
    (lambda n: setattr(lq.LIF(), "Vth", -50), AttributeError, "LIF has no attribute 'Vth'; did you mean 'V_th'?"),
    (lambda n: setattr(n["exc"], "tau_m", 20), AttributeError, "tau_m of <Population 'exc': 10 LIF neurons> is a"),
    (lambda n: n["exc"][:3].tau_m, AttributeError, "a parameter, not a state variable: it is .population.model"),
    # things that are named where they should be given, or given where they should be called
    (
        lambda n: n.connect("exc", "inh", lq.AllToAll()),
        TypeError,
        "pre must be a population or a part of one (by its name it is net['exc']), got 'exc'",
    ),
    (lambda n: n.record("exc"), TypeError, "target must be a population or a part of one (by its name it is net["),
    (lambda n: n.exc, AttributeError, "Network has no attribute 'exc'; the population is net['exc']"),
    (lambda n: n.conect, AttributeError, "Network has no attribute 'conect'; did you mean 'connect'?"),
    (lambda n: lq.plot.raster(n["exc"]), TypeError, 'spikes must be SpikeData, as net.record(population, "spikes")'),
    (lambda n: n.record(n["exc"]).rate(), AttributeError, "SpikeData has no attribute 'rate'; did you mean 'rates"),
    (lambda n: n.record(n["exc"], "spike"), ValueError, 'known: V_m, I_exc, I_inh, I_ext; or "spikes"'),
    (
        lambda n: n.connect(n["exc"], n["inh"], lq.AllToAll()).weight,
        AttributeError,
        "Projection has no attribute 'weight'; did you mean 'weights'?",
    ),
    # numbers of another kind or shape
    (lambda n: n.population(lq.LIF(), 10), TypeError, "n must be an integer, the number of neurons, got LIF("),
    (lambda n: n.poisson_source(2.5, 10.0), TypeError, "n must be an integer, the number of trains, got 2.5"),
    (lambda n: lq.FixedIndegree(10.5), TypeError, "k must be an integer, got 10.5"),
    (lambda n: lq.FixedIndegree(2**70), ValueError, "k must be an integer of 64 bits, got 11805"),
    (lambda n: n["exc"]["a"], TypeError, "index must be an integer, a slice, or a one-dimensional array of indices"),
    (lambda n: setattr(n["exc"], "V_m", [1.0] * 3), ValueError, "one value or one a neuron (10), got 3 values"),
    (lambda n: n.poisson_source(3, [1.0, 2.0]), ValueError, "rate must be one value or one a train (3), got 2 value"),
    (
        lambda n: n.connect(n["exc"], n["inh"], lq.AllToAll(), weight=np.ones((10, 5))),
        ValueError,
        "(a matrix of weights is the rule Matrix(weight)), got array([[1., 1., 1., 1., 1.], [1., 1., 1., 1., 1.],",
    ),
    (lambda n: lq.LIF(V_th=np.ones((2, 2))), ValueError, "array of real numbers, got array([[1., 1.], [1., 1.]])"),
    (lambda n: lq.PoissonInput(np.sin, 1.0), TypeError, "a train, ArrayRate() or SineRate(), got <ufunc 'sin'>"),
    (lambda n: lq.simulate(lq.LIF(), T=5), TypeError, "simulate() has no argument 'T'; known are model, duration, cu"),
    # the published networks
    (lambda n: lq.networks.cubba(), AttributeError, "lapicque.networks has no attribute 'cubba'; did you mean 'cuba'?"),
    (lambda n: lq.networks.cuba(sead=3), TypeError, "cuba() has no argument 'sead'; did you mean 'seed'?"),
    (lambda n: lq.networks.cuba(scale="half"), TypeError, "scale must be a real number, got 'half'"),
    (lambda n: lq.networks.coba(n=400.5), TypeError, "n must be an integer, got 400.5"),
    (lambda n: lq.networks.hh_coba(n="few"), TypeError, "n must be an integer, got 'few'"),
    (lambda n: lq.networks.brunel(g="five"), TypeError, "g must be a real number, got 'five'"),
    (lambda n: lq.networks.microcircuit("small"), TypeError, "scale must be a real number, got 'small'"),
    (lambda n: lq.networks.synfire(a=1.5), TypeError, "a must be an integer, got 1.5"),
    (lambda n: lq.networks.synfire(pools=2.5), TypeError, "pools must be an integer, got 2.5"),
    (lambda n: lq.networks.vogels2011(target_rate="low"), TypeError, "target_rate must be a real number, got 'low'"),
    (lambda n: lq.networks.wang2002("left"), TypeError, "coherence must be a real number, got 'left'"),
    (lambda n: lq.networks.wang2002(stimulus=5.0), TypeError, "stimulus must be a beginning and a later end, got 5.0"),
    (lambda n: lq.networks.wang2002(stimulus=(0.0, "end")), TypeError, "stimulus[1] must be a real number, got 'end'"),
    # names of other simulators
    (
        lambda n: lq.LIF(tau_syn_ex=2.0),
        TypeError,
        "'tau_syn_ex'; it is of a receptor here: receptors={\"exc\": lq.ExpCurre",
    ),
    (
        lambda n: lq.AdEx(E_ex=0.0),
        TypeError,
        "'E_ex'; it is of a receptor here: receptors={\"exc\": lq.ExpConductance(E_r",
    ),
    (lambda n: lq.LIF(V_m=-60.0), TypeError, "'V_m'; it is state, not a parameter: net.population(n, model, V_m=...)"),
    (lambda n: lq.iaf_psc_alpha, AttributeError, 'here it is LIF(receptors={"exc": lq.AlphaCurrent(), "inh": lq.Alpha'),
    (lambda n: lq.NeuronGroup, AttributeError, "lapicque has no attribute 'NeuronGroup'; here it is net.population()"),
    # times
    (
        lambda n: n.spike_source([1.03]),
        ValueError,
        "a multiple of dt = 0.1 where spike_timing is grid, not precise, got",
    ),
    (lambda n: n.run(1e30), ValueError, "duration must be less than 2^51 steps of dt = 0.1, got 1e+30"),
    (
        lambda n: lq.simulate(lq.LIF(), 500, lq.Step(450)),
        ValueError,
        "current must be a Step of some amplitude, got Step(start=450.0, stop=inf, amplitude=0.0); did you mean Step(",
    ),
    # text that nothing can write, and numbers that are too large
    (
        lambda n: n.population(3, lq.LIF(), name="\ud800"),
        ValueError,
        r"name must be a string that UTF-8 can write, got '\ud",
    ),
    (
        lambda n: lq.LIF(receptors={"\udfff": lq.Delta()}),
        ValueError,
        "a name in receptors must be a string that UTF-8 can",
    ),
    (
        lambda n: n.population(3, lq.LIF(), **{"\ud800": 1.0}),
        ValueError,
        "state variable must be a string that UTF-8 can",
    ),
    (lambda n: n.record(n["exc"], ["V_m", "\ud800"]), ValueError, "what must be a string that UTF-8 can write"),
    (lambda n: n["\ud800"], KeyError, "there is no population '"),
    (lambda n: lq.ExpCurrent(sign=2**40), ValueError, "sign must be an integer of 32 bits, got 1099511627776"),
    (
        lambda n: lq.Network(precision=np.array([1, 2])),
        ValueError,
        "precision must be 'double' or 'single', got array(",
    ),
    (
        lambda n: n.population(2**70, lq.LIF()),
        ValueError,
        "n must be an integer, the number of neurons, of 64 bits, got",
    ),
    # what there is not
    (lambda n: lq.plot.rastre, AttributeError, "lapicque.plot has no attribute 'rastre'; did you mean 'raster'?"),
    (lambda n: lq.theory.lif_rates, AttributeError, "lapicque.theory has no attribute 'lif_rates'; did you mean"),
    (lambda n: lq.qwertz, AttributeError, "lapicque has no attribute 'qwertz'"),
]


@pytest.mark.parametrize(
    ("model", "meant"),
    [
        (lambda: lq.LIF(E_L=-0.07, V_th=-0.055, V_reset=-0.07), "E_L=-70 and so on"),
        (lambda: lq.LIF(E_L=0.0, V_th=np.array([0.015, 0.02]), V_reset=0.0), "V_th=15 and so on"),
        (lambda: lq.AdEx(E_L=-0.07, V_th=-0.05, V_reset=-0.06, V_peak=0.0, Delta_T=0.002), "E_L=-70 and so on"),
        (lambda: lq.QIF(E_L=-0.06, V_c=-0.05, V_peak=0.03, V_reset=-0.06), "E_L=-60 and so on"),
        (lambda: lq.TraubMiles(E_L=-0.06, E_Na=0.05, E_K=-0.09, V_T=-0.063), "E_L=-60 and so on"),
    ],
)
def test_potentials_in_volts_are_answered(model: Callable[[], Any], meant: str) -> None:
    with pytest.warns(
        UserWarning, match=rf"are in mV, and all are below 0\.2 mV; if they are in V, give {meant}"
    ) as all_:
        model()
    assert len(all_) == 1
    assert all_[0].filename == __file__


def test_potentials_without_a_unit_are_not_answered() -> None:
    """Models of the literature that are scaled to a threshold of 1, and single potentials of 0."""
    lq.LIF(E_L=0.0, V_th=1.0, V_reset=0.0)
    lq.LIF(E_L=0.0, V_th=20.0, V_reset=0.0)
    lq.LIF(E_L=-0.05, V_th=15.0, V_reset=0.0)


@pytest.mark.parametrize(("slip", "error", "message"), SLIPS, ids=[message for *_, message in SLIPS])
def test_slips(slip: Callable[[Any], Any], error: type[Exception], message: str, net: lq.Network) -> None:
    before = (list(net.populations), net.time, net["exc"].V_m.tolist())
    with pytest.raises(error) as caught:
        slip(net)
    assert type(caught.value) is error
    assert message in str(caught.value)
    assert (list(net.populations), net.time, net["exc"].V_m.tolist()) == before


def test_a_long_list_of_names_is_not_an_answer() -> None:
    with pytest.raises(AttributeError) as caught:
        lq.qwertz  # type: ignore[attr-defined]  # noqa: B018
    assert len(str(caught.value)) < 100


def test_one_recording_of_spikes_may_stand_in_a_list(net: lq.Network) -> None:
    spikes = net.record(net["exc"], ["spikes"])
    assert isinstance(spikes, lq.SpikeData)
    np.testing.assert_array_equal(spikes.columns, np.arange(10))
