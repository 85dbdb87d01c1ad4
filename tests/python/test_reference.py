"""Networks in the package and in ``tests/reference``: the same spikes, states and weights, bit for bit.

``LAPICQUE_HYPOTHESIS_EXAMPLES=2000 pytest tests/python/test_reference.py`` draws more of them, other ones each time.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, event, given, settings

import lapicque as lq
from random_networks import descriptions
from side_by_side import Connection, Description, Pair, Population, Stage

EXAMPLES = int(os.environ.get("LAPICQUE_HYPOTHESIS_EXAMPLES", "0"))
profile = settings(
    max_examples=EXAMPLES or 50,
    derandomize=not EXAMPLES,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
    database=None,
)


@profile
@given(descriptions())
def test_random_networks(description: Description) -> None:
    pair = Pair(description)
    for stage in description.stages:
        if not pair.run(stage):
            event("a neuron runs away")
            return
    fired = pair.count()
    event(f"neurons fired {'never' if not fired else 'seldom' if fired < 100 else 'often'}")
    if len(description.stages) == 1:
        pair.net.reset()
        pair.net.run(description.stages[0].steps * description.dt)
        pair.compare()


# ---- Networks that surely spike


def every_spike_and_state(populations: list[Population], steps: int) -> Stage:
    return Stage(steps, recorders=[(k, slice(None), 1) for k in range(len(populations))])


def two_exponentials() -> Description:
    """Vectors and a rest of a population in both halves of a recurrent network, drawn weights and delays."""
    ports = {"exc": lq.ExpCurrent(tau=5.0), "inh": lq.ExpCurrent(tau=10.0)}
    model = lq.LIF(tau_m=20.0, E_L=-49.0, V_th=-50.0, V_reset=-60.0, t_ref=5.0, receptors=ports)
    exc, inh = (Population("neurons", n, model, {"V_m": lq.Uniform(-60.0, -50.0)}) for n in (257, 67))
    stage = every_spike_and_state([exc, inh], 400)
    for j, weight, port in ((0, lq.Normal(20.0, 4.0), "exc"), (1, lq.LogNormal(5.0, 0.5), "inh")):
        delay = lq.Uniform(0.3, 4.0)
        stage.connections += [
            Connection((j, slice(None)), (0, slice(None)), lq.FixedProbability(0.2), weight, delay, port),
            Connection((j, slice(None)), (1, slice(None)), lq.FixedIndegree(20), 20.0 * (-4) ** j, 1.5, port),
        ]
    return Description(0.1, 1, "double", 3, [exc, inh], [stage])


def jumps() -> Description:
    """Delta receptors, Poisson input, connections that come later."""
    model = lq.LIF(tau_m=20.0, E_L=0.0, V_th=20.0, V_reset=10.0, receptors={"jump": lq.Delta()})
    exc, inh = (Population("neurons", n, model, {"V_m": lq.Normal(10.0, 4.0, max=20.0)}) for n in (300, 129))
    first, then = every_spike_and_state([exc, inh], 200), Stage(200)
    for j, weight in ((0, 0.5), (1, -2.0)):
        for k in (0, 1):
            pair = (j, slice(None)), (k, slice(None))
            first.connections.append(Connection(*pair, lq.FixedIndegree(30, multapses=False), weight, 1.5, "jump"))
            then.connections.append(Connection(*pair, lq.FixedOutdegree(10), weight, lq.Uniform(0.1, 3.0), "jump"))
        first.stimuli.append((j, slice(None), lq.PoissonInput(30000.0, 0.1, "jump")))
    return Description(0.1, 2, "double", 2, [exc, inh], [first, then])


def everything_a_neuron(precision: str = "double") -> Description:
    """All receptors and parameters of one value a neuron, given weights, currents from outside."""
    rng = np.random.default_rng(3)
    n = 260
    ports = {
        "exp": lq.ExpCurrent(tau=rng.uniform(1.0, 4.0, n)),
        "biexp": lq.BiExpCurrent(tau_rise=rng.uniform(0.2, 1.0, n), tau_decay=3.0),
        "alpha": lq.AlphaCurrent(tau=2.0),
        "jump": lq.Delta(),
    }
    model = lq.LIF(
        g_L=rng.uniform(15.0, 30.0, n),
        V_th=rng.normal(-52.0, 1.0, n),
        V_reset=rng.normal(-62.0, 2.0, n),
        t_ref=0.25 * rng.integers(0, 9, n),
        I_e=rng.uniform(200.0, 500.0, n),
        receptors=ports,
    )
    many, source = Population("neurons", n, model), Population("poisson", 80, rng.choice([50.0, 1000.0, 4000.0], 80))
    stage = every_spike_and_state([many, source], 100)
    for j, (port, scale) in enumerate((("exp", 30.0), ("biexp", 50.0), ("alpha", 40.0), ("jump", 0.3))):
        matrix = np.where(rng.random((80, n)) < 0.2, rng.normal(0.5 * scale, scale, (80, n)), 0.0)
        ends = rng.integers(0, n, (2, 3000))
        stage.connections += [
            Connection((1, slice(None)), (0, slice(None)), lq.Matrix(matrix), None, lq.Uniform(0.25, 5.0), port),
            Connection((0, slice(None)), (0, slice(None)), lq.Pairs(*ends), rng.normal(0, scale, 3000), 0.5 + j, port),
        ]
    stage.stimuli += [(0, slice(None, None, 2), lq.Sine(amplitude=200.0, frequency=30.0))]
    stage.stimuli += [(0, slice(1, None, 3), lq.PoissonInput(9000.0, 3.1, "exp"))]
    stage.stimuli += [(0, rng.permutation(n)[:99], lq.ArrayCurrent(rng.normal(0.0, 300.0, (50, 99)), every=1.25))]
    return Description(0.25, 4, precision, 5, [many, source], [stage])


def many_channels() -> Description:
    """Five channels and two Poisson inputs of one receptor, where every order of additions gives other bits."""
    model = lq.LIF(t_ref=0.5, I_e=500.0, receptors={"exc": lq.ExpCurrent(tau=3.0), "inh": lq.ExpCurrent(tau=3.0)})
    populations = [Population("neurons", 200, model), Population("neurons", 130, model.replace(tau_m=9.0))]
    stage = every_spike_and_state(populations, 180)
    rng = np.random.default_rng(7)
    weights: list[Any] = [1.1, lq.Normal(3.0, 1.0), rng.normal(2.0, 1.0, 130 * 200), 0.7, lq.Uniform(-7.0, 9.0), 1.1]
    for weight in weights:
        pair = (1, slice(None)), (0, slice(None))
        stage.connections.append(Connection(*pair, lq.AllToAll(), weight, lq.Uniform(0.1, 3.0), "exc"))
    pair = (0, slice(None)), (0, slice(None))
    weight, ends = rng.normal(2.0, 1.0, 4000), rng.integers(0, 200, (2, 4000))
    stage.connections.append(Connection(*pair, lq.Pairs(*ends), weight, lq.Uniform(0.1, 3.0), "exc"))
    stage.stimuli = [(0, slice(None), lq.PoissonInput(5000.0, weight, "exc")) for weight in (0.3, 0.9)]
    return Description(0.1, 6, "double", 2, populations, [stage])


def bursts(weight: Any) -> Description:
    """Sources of many spikes a step, with which sums of whole numbers outgrow 16 and 32 bits."""
    model = lq.LIF(C_m=1e5, t_ref=0.0, receptors={"exc": lq.ExpCurrent(tau=1.0)})
    populations = [Population("poisson", 10, 1e6), Population("neurons", 40, model)]
    stage = every_spike_and_state(populations, 10)
    stage.connections = [Connection((0, slice(None)), (1, slice(None)), lq.FixedOutdegree(3000), weight, 0.2, "exc")]
    return Description(0.1, 5, "double", 1, populations, [stage])


def noise(precision: str = "double") -> Description:
    """Noise currents into all neurons and into some, one value or one a neuron, gamma trains, rates that oscillate."""
    rng = np.random.default_rng(9)
    n = 333
    model = lq.LIF(t_ref=1.0, receptors={"exc": lq.ExpCurrent(tau=3.0)})
    populations = [Population("neurons", n, model), Population("gamma", 150, (rng.uniform(5.0, 300.0, 150), 2.5))]
    populations.append(Population("poisson", 70, lq.SineRate(400.0, 400.0, 60.0, 45.0)))
    first, then = every_spike_and_state(populations, 100), Stage(100)
    for source in (1, 2):
        pair = (source, slice(None)), (0, slice(None))
        first.connections.append(Connection(*pair, lq.FixedOutdegree(20), 90.0, lq.Uniform(0.1, 2.0), "exc"))
    first.stimuli = [
        (0, slice(None), lq.WhiteNoise(mean=200.0, intensity=60.0)),
        (0, slice(None, None, -2), lq.OrnsteinUhlenbeck(rng.normal(0.0, 50.0, 167), 90.0, 5.0, start=1.0, stop=25.0)),
        (0, slice(None), lq.PoissonInput(lq.SineRate(3000.0, -2000.0, 90.0), 8.0, "exc")),
    ]
    then.stimuli = [(0, slice(40, 300), lq.OrnsteinUhlenbeck(50.0, 80.0, rng.uniform(1.0, 9.0, 260)))]
    return Description(0.1, 8, precision, 3, populations, [first, then])


def conductances(model: Any, scale: float, current: float, precision: str = "double", dt: float = 0.1) -> Description:
    """A recurrent network of any model with receptors of all kinds, driven to fire; sizes leave rests of vectors."""
    ports = {
        "exc": lq.ExpConductance(0.0, tau=2.0),
        "inh": lq.ExpConductance(-80.0, tau=7.0),
        "alpha": lq.AlphaConductance(0.0, tau=0.7),
        "biexp": lq.BiExpConductance(-75.0, tau_rise=0.5, tau_decay=4.0),
        "I": lq.ExpCurrent(tau=3.0),
        "slow": lq.BiExpCurrent(tau_rise=1.0, tau_decay=5.0),
        "jump": lq.Delta(),
    }
    many = Population("neurons", 77, model.replace(receptors=ports, I_e=np.linspace(0.8, 1.2, 77) * current))
    source = Population("poisson", 30, 800.0)
    stage = every_spike_and_state([many, source], 120)
    for port in ("exc", "inh", "alpha", "biexp"):
        weight = lq.LogNormal(np.log(scale), 0.5)
        pair = (1, slice(None)), (0, slice(None))
        delay = lq.Uniform(dt, 30.0 * dt)
        stage.connections.append(Connection(*pair, lq.FixedProbability(0.2), weight, delay, port))
    pair = (0, slice(None)), (0, slice(None))
    stage.connections.append(Connection(*pair, lq.FixedOutdegree(10), 5.0 * scale, 7.0 * dt, "slow"))
    stage.connections.append(Connection(*pair, lq.FixedIndegree(7), 3.0 * scale, 13.0 * dt, "I"))
    stage.connections.append(Connection(*pair, lq.FixedIndegree(3), -0.2, 3.0 * dt, "jump"))
    stage.stimuli = [(0, slice(None, None, 2), lq.Sine(amplitude=0.5 * current, frequency=80.0))]
    return Description(dt, 3, precision, 2, [many, source], [stage])


def nmda(model: Any, current: float) -> Description:
    """The same with receptors behind a magnesium block, one of which is of each neuron."""
    rng = np.random.default_rng(2)
    ports = {
        "exc": lq.ExpConductance(0.0, tau=2.0),
        "nmda": lq.NMDA(0.0, tau_rise=1.0, tau_decay=60.0),
        "other": lq.NMDA(rng.uniform(-10.0, 0.0, 41), tau_rise=0.5, tau_decay=20.0, Mg=0.4),
    }
    many = Population("neurons", 41, model.replace(receptors=ports, I_e=current))
    source = Population("gamma", 30, (500.0, 2.0))
    stage = every_spike_and_state([many, source], 120)
    for weight, port in ((2.0, "exc"), (lq.Exponential(0.3), "nmda"), (lq.Uniform(0.0, 0.4), "other")):
        pair = (1, slice(None)), (0, slice(None))
        stage.connections.append(Connection(*pair, lq.FixedProbability(0.3), weight, lq.Uniform(0.1, 3.0), port))
    return Description(0.1, 4, "double", 2, [many, source], [stage])


def plastic(synapse: Any, weight: Any, port: str = "exc", steps: int = 240, dt: float = 0.25) -> Description:
    """Sources that fire alone and several times a step, targets that fire back; later one more projection."""
    ports = {"exc": lq.ExpCurrent(tau=3.0), "inh": lq.ExpCurrent(tau=5.0), "g": lq.ExpConductance(0.0, tau=3.0)}
    model = lq.LIF(t_ref=1.0, I_e=np.linspace(300.0, 480.0, 30), receptors=ports)
    rates = np.repeat([0.7, 4.0, 20.0] if dt == 1.0 else [30.0, 200.0, 6000.0], 5)
    populations = [
        Population("neurons", 30, model, {"V_m": lq.Uniform(-70.0, -56.0)}),
        Population("poisson", 15, rates),
    ]
    first, then = every_spike_and_state(populations, steps - steps // 4), Stage(steps // 4)
    delay = lq.Uniform(dt, 12.0 * dt)
    for source, number in ((0, 3), (1, 4)):
        pair = (source, slice(None)), (0, slice(None))
        rule = lq.FixedOutdegree(number)
        first.connections.append(Connection(*pair, rule, weight, delay, port, synapse))
        then.connections.append(Connection(*pair, lq.FixedIndegree(2), weight, delay, port, synapse))
    first.connections.append(Connection((0, slice(None)), (0, slice(None)), lq.FixedOutdegree(3), -20.0, dt, "inh"))
    return Description(dt, 7, "double", 3, populations, [first, then])


def gap_junctions() -> Description:
    """Within and between populations of two models, more of them later, and a potential that is written."""
    rng = np.random.default_rng(6)
    populations = [
        Population("neurons", 40, lq.LIF(I_e=rng.uniform(350.0, 450.0, 40)), {"V_m": lq.Uniform(-70.0, -56.0)}),
        Population("neurons", 20, lq.HodgkinHuxley(I_e=900.0), {"V_m": lq.Normal(-65.0, 3.0)}),
    ]
    first, then = every_spike_and_state(populations, 120), Stage(120)
    pairs = rng.integers(0, 20, (2, 60)), rng.integers(20, 40, (2, 60))
    first.gap_junctions = [(0, 0, (pairs[0][0], pairs[1][0]), rng.uniform(0.0, 8.0, 60))]
    then.gap_junctions = [(0, 1, (pairs[1][1], pairs[0][1]), rng.uniform(0.0, 3.0, 60))]
    then.written = [(0, slice(3, 30, 2), -58.0)]
    return Description(0.1, 8, "double", 3, populations, [first, then])


MODELS = {
    "LIF": (lq.LIF(), 2.0, 500.0),
    "QIF": (lq.QIF(), 2.0, 1300.0),
    "EIF": (lq.EIF(t_ref=1.5), 2.0, 700.0),
    "AdEx": (lq.AdEx(b=40.0), 2.0, 800.0),
    "Izhikevich": (lq.Izhikevich(), 0.02, 12.0),
    "HodgkinHuxley": (lq.HodgkinHuxley(), 2.0, 1500.0),
    "TraubMiles": (lq.TraubMiles(), 2.0, 700.0),
    "GIF": (lq.GIF(tau_stc=[5.0, 70.0], q_stc=[50.0, -3.0], tau_sfa=20.0, q_sfa=4.0, V_T_star=-54.0), 0.5, 120.0),
}
PLASTIC = {
    "short term": plastic(lq.TsodyksMarkram(0.3, tau_rec=150.0, tau_fac=40.0), lq.Normal(40.0, 10.0)),
    "short-term depression": plastic(lq.TsodyksMarkram(0.6, tau_rec=150.0), 40.0),
    "additive STDP": plastic(lq.STDP(mu_plus=0.0, mu_minus=0.0, lambda_=0.03), lq.Uniform(20.0, 80.0)),
    "STDP by powers": plastic(lq.STDP(mu_plus=0.3, mu_minus=0.6, lambda_=0.05, alpha=1.2), lq.Uniform(20.0, 80.0)),
    "STDP of neighbours": plastic(lq.STDP(mu_minus=0.0, lambda_=0.05, tau_plus=9.0, pairing="nearest"), 50.0),
    "STDP of conductances": plastic(lq.STDP(lambda_=0.05, Wmax=4.0), lq.Uniform(0.5, 3.0), "g"),
    "triplets": plastic(lq.TripletSTDP(Aplus=0.5, Aplus_triplet=1.0, Aminus=0.8, Aminus_triplet=0.5), 50.0),
    "triplets of neighbours": plastic(lq.TripletSTDP(Aplus_triplet=2.0, Aminus=1.2, pairing="nearest"), 50.0),
    "inhibitory": plastic(lq.VogelsSprekeler(eta=2.0, alpha=0.4, Wmax=-100.0), lq.Uniform(-20.0, -5.0), "inh"),
    "silent for seconds": plastic(lq.STDP(mu_plus=0.3, tau_plus=400.0, tau_minus=300.0), 50.0, steps=2200, dt=1.0),
}
CORPUS = {
    "two exponentials": two_exponentials(),
    "jumps": jumps(),
    "everything a neuron": everything_a_neuron(),
    "single precision": everything_a_neuron("single"),
    "many channels": many_channels(),
    "noise": noise(),
    "noise in single precision": noise("single"),
    "bursts beyond 16 bits": bursts(100.0),
    "bursts beyond 32 bits": bursts(lq.Normal(100.0, 20.0)),
    **{f"{name} with conductances": conductances(*how) for name, how in MODELS.items()},
    **{f"{name} in single precision": conductances(*MODELS[name], "single") for name in ("LIF", "AdEx", "TraubMiles")},
    # Where integrals over conductances are large, and potentials steep below rest, too.
    **{f"{name} in coarse steps": conductances(*MODELS[name], dt=1.0) for name in ("LIF", "QIF", "Izhikevich")},
    # Where they are so large that the potential follows what holds it.
    **{
        f"{name} with strong conductances": conductances(MODELS[name][0], 3e3, MODELS[name][2])
        for name in ("LIF", "GIF")
    },
    "LIF with strong conductances in single precision": conductances(MODELS["LIF"][0], 3e3, MODELS["LIF"][2], "single"),
    **{f"{name} with NMDA": nmda(MODELS[name][0], 0.7 * MODELS[name][2]) for name in ("LIF", "AdEx", "TraubMiles")},
    **PLASTIC,
    "gap junctions": gap_junctions(),
}


@pytest.mark.parametrize("name", CORPUS)
def test_networks_that_spike(name: str) -> None:
    pair = Pair(CORPUS[name])
    assert all(pair.run(stage) for stage in CORPUS[name].stages)
    assert pair.count() > 20
