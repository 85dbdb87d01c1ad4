"""Networks in the package and in ``tests/reference.py``: the same spikes and the same states, bit for bit.

``LAPICQUE_HYPOTHESIS_EXAMPLES=2000 pytest tests/python/test_reference.py`` draws more of them, other ones each time.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

import lapicque as lq
import reference
from random_networks import descriptions
from side_by_side import Array, Connection, Description, Pair, Population, Stage, measured_coefficients

EXAMPLES = int(os.environ.get("LAPICQUE_HYPOTHESIS_EXAMPLES", "0"))
profile = settings(
    max_examples=EXAMPLES or 60,
    derandomize=not EXAMPLES,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
    database=None,
)


# Allowed differences from the coefficients to 50 digits in units of the last place, where it is not 2.
ULPS = {"current_to_V": 3.0, "I_to_V": 4.0, "rise_to_I": 4.0, "peak": 4.0, "rise_to_V": 6.0}


def distance(found: Array, exact: Array) -> float:
    """The largest difference in units of the last place."""
    return float(np.max(np.abs(found - exact) / np.spacing(np.abs(exact))))


@settings(profile, max_examples=EXAMPLES or 25)
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
    model = lq.LIF(C_m=np.array([250.0, 91.7]), tau_m=tau_m, receptors=receptors)
    measured, exact = measured_coefficients(model, dt), reference.coefficients(model, dt)
    for receptor, entries in measured.items():
        assert len(entries) == (2 if receptor in ("", "exp") else 6)
        for entry, values in entries.items():
            assert distance(values, exact[receptor][entry]) <= ULPS.get(entry, 2.0), (receptor, entry)


@profile
@given(descriptions())
def test_random_networks(description: Description) -> None:
    pair = Pair(description)
    for stage in description.stages:
        pair.run(stage)
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
    stage = every_spike_and_state([exc, inh], 600)
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
    stage = every_spike_and_state([many, source], 150)
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
    stage = every_spike_and_state(populations, 300)
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
    stage = every_spike_and_state(populations, 15)
    stage.connections = [Connection((0, slice(None)), (1, slice(None)), lq.FixedOutdegree(3000), weight, 0.2, "exc")]
    return Description(0.1, 5, "double", 1, populations, [stage])


def noise(precision: str = "double") -> Description:
    """Noise currents into all neurons and into some, one value or one a neuron, gamma trains, rates that oscillate."""
    rng = np.random.default_rng(9)
    n = 333
    model = lq.LIF(t_ref=1.0, receptors={"exc": lq.ExpCurrent(tau=3.0)})
    populations = [Population("neurons", n, model), Population("gamma", 150, (rng.uniform(5.0, 300.0, 150), 2.5))]
    populations.append(Population("poisson", 70, lq.SineRate(400.0, 400.0, 60.0, 45.0)))
    first, then = every_spike_and_state(populations, 150), Stage(150)
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
}


@pytest.mark.parametrize("name", CORPUS)
def test_networks_that_spike(name: str) -> None:
    pair = Pair(CORPUS[name])
    for stage in CORPUS[name].stages:
        pair.run(stage)
    assert pair.count() > 300
