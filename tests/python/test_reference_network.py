"""A recurrent network against a plain one written with NumPy: the same spikes on the same steps, the same V_m."""

from __future__ import annotations

import math

import numpy as np
import pytest

import lapicque as lq

DT, STEPS = 0.1, 2000
SIZES = {"exc": 60, "inh": 25}
TAU = {"exc": 1.7, "inh": 6.0}


class PlainNetwork:
    """Neurons one value at a time: exact update, then arrivals, then threshold."""

    def __init__(self, parameters: dict[str, np.ndarray], V_m: np.ndarray) -> None:
        self.p = parameters
        self.V = V_m.copy()
        self.I = {name: np.zeros(len(V_m)) for name in TAU}
        self.held = np.zeros(len(V_m), dtype=int)
        tau_m, C_m = parameters["tau_m"], parameters["C_m"]
        self.decay = np.exp(-DT / tau_m)
        self.gain = {
            name: (math.exp(-DT / tau) - self.decay) / (1 / tau_m - 1 / tau) / C_m for name, tau in TAU.items()
        }

    def step(self, current: np.ndarray, arrivals: dict[str, np.ndarray]) -> np.ndarray:
        """Indices of the neurons that fire at the end of the step."""
        p = self.p
        V = p["E_L"] + (self.V - p["E_L"]) * self.decay + current * p["tau_m"] / p["C_m"] * (1 - self.decay)
        for name, tau in TAU.items():
            V += self.gain[name] * self.I[name]
            self.I[name] = self.I[name] * math.exp(-DT / tau) + arrivals[name]
        V += arrivals["jump"]
        free = self.held == 0
        self.V = np.where(free, V, p["V_reset"])
        self.held = np.maximum(self.held - 1, 0)
        fired = np.flatnonzero(free & (p["V_th"] <= self.V))
        self.V[fired] = p["V_reset"][fired]
        self.held[fired] = np.rint(p["t_ref"][fired] / DT).astype(int)
        return fired


def drawn_parameters(n: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    return {
        "C_m": rng.uniform(150.0, 300.0, n),
        "tau_m": rng.uniform(8.0, 25.0, n),
        "E_L": rng.normal(-65.0, 1.0, n),
        "V_th": rng.normal(-52.0, 1.0, n),
        "V_reset": rng.normal(-62.0, 2.0, n),
        "t_ref": rng.integers(0, 40, n) * DT,
        "I_e": rng.uniform(300.0, 900.0, n),
    }


def send(synapses: lq.Synapses, fired: np.ndarray, step: int, arrivals: np.ndarray) -> None:
    """Add the weights of all synapses of the neurons that fired at the end of a step where and when they arrive."""
    from_them = np.isin(synapses.pre, fired)
    when = step + np.rint(synapses.delay[from_them] / DT).astype(int)
    np.add.at(arrivals, (when, synapses.post[from_them]), synapses.weight[from_them])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_recurrent_network(seed: int) -> None:
    rng = np.random.default_rng(seed)
    net = lq.Network(dt=DT, seed=seed, threads=2)
    receptors = {**{name: lq.ExpCurrent(tau=tau) for name, tau in TAU.items()}, "jump": lq.Delta()}
    parameters = {name: drawn_parameters(n, rng) for name, n in SIZES.items()}
    start = {name: rng.uniform(-65.0, -53.0, n) for name, n in SIZES.items()}
    populations = {
        name: net.population(n, lq.LIF(**parameters[name], receptors=receptors), name, V_m=start[name])
        for name, n in SIZES.items()
    }
    delay = lq.Uniform(0.1, 4.0)
    projections = [
        (pre, post, receptor, net.connect(populations[pre], populations[post], rule, weight, d, receptor))
        for pre, post, receptor, rule, weight, d in (
            ("exc", "exc", "exc", lq.FixedProbability(0.3), lq.Normal(40.0, 10.0), delay),
            ("exc", "inh", "exc", lq.FixedIndegree(20), 50.0, 1.5),
            ("inh", "exc", "inh", lq.FixedOutdegree(30), lq.Normal(-40.0, 15.0, max=0.0), delay),
            ("inh", "inh", "jump", lq.FixedTotal(200), -0.4, 0.1),
            ("exc", "exc", "jump", lq.OneToOne(), 0.2, 0.3),
        )
    ]
    for population in populations.values():
        net.stimulate(population, lq.Steps([0.0, 50.0, 120.0], [80.0, -60.0, 150.0]))
    recorders = {name: (net.record(p, "spikes"), net.record(p, "V_m")) for name, p in populations.items()}
    net.run(STEPS * DT)

    plain = {name: PlainNetwork(parameters[name], start[name]) for name in SIZES}
    synapses = [(pre, post, port, projection.synapses()) for pre, post, port, projection in projections]
    arrivals = {name: {port: np.zeros((STEPS + 100, n)) for port in receptors} for name, n in SIZES.items()}
    expected: dict[str, list[tuple[int, int]]] = {name: [] for name in SIZES}
    potentials = {name: [start[name]] for name in SIZES}
    for k in range(1, STEPS + 1):
        staircase = 80.0 if k <= 500 else -60.0 if k <= 1200 else 150.0
        for name, network in plain.items():
            due = {port: table[k] for port, table in arrivals[name].items()}
            fired = network.step(network.p["I_e"] + staircase, due)
            for pre, post, port, table in synapses:
                if pre == name and len(fired):
                    send(table, fired, k, arrivals[post][port])
            expected[name] += [(k, i) for i in fired.tolist()]
            potentials[name].append(network.V)

    for name, (spikes, trace) in recorders.items():
        found = list(zip(np.rint(spikes.t / DT).astype(int).tolist(), spikes.i.tolist(), strict=True))
        assert len(found) > 200
        assert found == expected[name]
        np.testing.assert_allclose(trace.V_m, potentials[name], rtol=1e-10)
