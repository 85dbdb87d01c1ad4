"""Every model, in both precisions: the same bits for any number of threads, split of a run and instruction set.

With noise, sources of both kinds, synapses of every dynamics and gap junctions around it, and again after reset().
test_threads.py does the same with every rule, stimulus and recorder around a leaky neuron.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import lapicque as lq
from equation_models import as_equations
from membranes import CURRENTS, EXP, MIXED

DURATION = 100.0
JUMPS = {"exc": lq.ExpCurrent(tau=2.0), "inh": lq.BiExpCurrent(tau_rise=1.0, tau_decay=9.0), "jump": lq.Delta()}
SLOW = {**EXP, "nmda": lq.NMDA()}
Results = dict[str, bytes]


@dataclass(frozen=True)
class Member:
    """A model, the constant current that brings it near its threshold, and how strong its input has to be.

    `current` and `noise` are in pA (Izhikevich's have no unit), `exc` and `inh` in the unit of the receptor.
    """

    model: Any
    current: float
    noise: float
    exc: float
    inh: float


GIF = lq.GIF(lambda_0=10.0, tau_stc=[30.0, 90.0], q_stc=[20.0, -4.0], tau_sfa=[80.0], q_sfa=[3.0])
NOISY = lq.Equations(
    "C*dV_m/dt = g*(E_L - V_m) - w + I_syn + I_ext + I_e + s*xi\ndw/dt = -w/30 + 0.1*xi_w*abs(w)\nu = tanh(w/50)",
    threshold="V_m > theta and rand() < dt/(0.5 + exp((theta - V_m)/2))",
    reset="V_m = -60 + 2*randn(); w += 20",
    t_ref="2 + 5*u",
    hold="V_m",
    parameters={"C": 250.0, "g": 25.0, "E_L": -70.0, "s": 100.0, "theta": -52.0, "I_e": 0.0},
    receptors=JUMPS,
    arrivals={"own": "w += 0.1*weight"},
    events={"V_m < -75": "V_m = -75"},
)
ZOO = {
    "LIF": Member(lq.LIF(receptors=JUMPS), 300.0, 80.0, 60.0, 40.0),
    "LIF with conductances": Member(lq.LIF(receptors=EXP), 300.0, 80.0, 1.5, 3.0),
    "LIF with NMDA": Member(lq.LIF(receptors=SLOW), 300.0, 80.0, 1.5, 3.0),
    "LIF, precise": Member(lq.LIF(receptors=JUMPS, spike_timing="precise"), 300.0, 80.0, 60.0, 40.0),
    "QIF": Member(lq.QIF(receptors=CURRENTS), 120.0, 80.0, 60.0, 40.0),
    "EIF": Member(lq.EIF(receptors=MIXED), 400.0, 100.0, 3.0, 4.0),
    "AdEx": Member(lq.AdEx(receptors=MIXED), 600.0, 100.0, 4.0, 4.0),
    "AdEx with NMDA": Member(lq.AdEx(receptors=SLOW), 600.0, 100.0, 2.0, 3.0),
    "Izhikevich": Member(lq.Izhikevich(receptors=CURRENTS), 5.0, 2.0, 4.0, 3.0),
    "HodgkinHuxley": Member(lq.HodgkinHuxley(receptors=MIXED), 600.0, 100.0, 4.0, 4.0),
    "TraubMiles": Member(lq.TraubMiles(receptors=EXP), 250.0, 50.0, 2.0, 3.0),
    "LIF as equations": Member(as_equations(lq.LIF(receptors=JUMPS)), 300.0, 80.0, 60.0, 40.0),
    "AdEx as equations": Member(as_equations(lq.AdEx(receptors=MIXED)), 600.0, 100.0, 4.0, 4.0),
    "HodgkinHuxley as equations": Member(as_equations(lq.HodgkinHuxley(receptors=MIXED)), 600.0, 100.0, 4.0, 4.0),
    "equations with noise of all kinds": Member(NOISY, 600.0, 100.0, 60.0, 40.0),
    "GIF": Member(GIF.replace(receptors=CURRENTS), 150.0, 30.0, 40.0, 20.0),
    "GIF with conductances": Member(GIF.replace(receptors=EXP), 150.0, 30.0, 1.0, 2.0),
    "GIF with NMDA": Member(GIF.replace(receptors=SLOW), 150.0, 30.0, 1.0, 2.0),
}


def driven(model: Any, current: Any) -> Any:
    """A model with a constant current, one for all or one a neuron."""
    if isinstance(model, lq.Equations):
        return model.replace(parameters={**model.parameters, "I_e": current})
    return model.replace(I_e=current)


CASES = [
    pytest.param(name, precision, id=f"{name} in {precision} precision")
    for name in ZOO
    for precision in ("double", "single")
    # It is refused: its spike times want more digits.
    if (name, precision) != ("LIF, precise", "single")
]
every_member = pytest.mark.parametrize(("name", "precision"), CASES)


class Kept:
    """One model twice, in two blocks and with currents of its neurons' own, in the middle of everything."""

    def __init__(self, name: str, precision: Any, threads: int) -> None:
        self.member = ZOO[name]
        net = self.net = lq.Network(dt=0.2, seed=23, threads=threads, precision=precision)
        model = driven(self.member.model, self.member.current)
        self.cells = net.population(530, model, name="cells", V_m=lq.Uniform(-72.0, -60.0))
        currents = self.member.current * np.linspace(0.9, 1.3, 67)
        self.others = net.population(67, driven(model, currents), name="others", V_m=lq.Uniform(-72.0, -60.0))
        self.poisson = net.poisson_source(40, 90.0, name="poisson")
        self.regular = net.gamma_source(30, np.linspace(20.0, 150.0, 30), 3.0, name="regular")
        self._connect()
        self._stimulate()
        populations = (self.cells, self.others, self.poisson, self.regular)
        self.spikes = {population.name: net.record(population, "spikes") for population in populations}
        self.states = self.cells._handle.state_names()
        self.trace = net.record(self.cells[::-7], [*self.states, "I_ext"], every=0.8)

    def _connect(self) -> None:
        cells, others, exc = self.cells, self.others, self.member.exc
        inh = -self.member.inh if cells.model.receptors["inh"].weight_unit == "pA" else self.member.inh
        precise = "precise" in (cells.model.spike_timing if isinstance(cells.model, lq.LIF) else "grid")
        delay: Any = 1.0 if precise else lq.Uniform(0.4, 3.0)
        learning = None if precise else lq.STDP(lambda_=0.1, Wmax=2.0 * exc)
        falling = None if precise else lq.VogelsSprekeler(eta=0.05 * abs(inh), Wmax=3.0 * inh)
        triplet = lq.TripletSTDP(Aplus_triplet=0.1 * exc, Wmax=2.0 * exc)
        connect = self.net.connect
        self.projections = [
            connect(cells, others, lq.FixedProbability(0.06), lq.Uniform(0.5 * exc, 1.5 * exc), delay, "exc", learning),
            connect(others, cells, lq.FixedIndegree(8), 0.5 * inh, 0.8 if not precise else 1.0, "inh", falling),
            connect(self.regular, others, lq.FixedOutdegree(9), 0.7 * exc, 0.4, "exc", triplet),
            connect(self.poisson, cells, lq.FixedTotal(300), exc, 0.6, "exc", lq.TsodyksMarkram(tau_fac=50.0)),
        ]
        for name in set(cells.model.receptors) - {"exc", "inh"}:
            weight = {"jump": 0.4, "I": 50.0, "nmda": 0.1}[name]
            connect(self.regular, cells, lq.FixedProbability(0.2), weight, 0.6, name)
        self.net.gap_junction(cells[:67], others, 0.02 * self.member.noise)
        self.net.gap_junction(cells[100:110], cells[100:110], 0.01 * self.member.noise, lq.AllToAll())

    def _stimulate(self) -> None:
        noise, stimulate = self.member.noise, self.net.stimulate
        stimulate(self.cells, lq.PoissonInput(rate=800.0, weight=self.member.exc, receptor="exc"))
        stimulate(self.cells[3:], lq.WhiteNoise(mean=0.1 * noise, std=noise))
        stimulate(self.others, lq.OrnsteinUhlenbeck(mean=0.0, std=np.linspace(noise, 2.0 * noise, 67), tau=3.0))

    def run(self, durations: Sequence[float]) -> Results:
        for duration in durations:
            self.net.run(duration)
        found: dict[str, Any] = {}
        for name, spikes in self.spikes.items():
            found |= {f"{name} t": spikes.t, f"{name} i": spikes.i}
        for state in self.states:
            found |= {f"{cells.name} {state}": getattr(cells, state) for cells in (self.cells, self.others)}
        found |= {f"trace {state}": self.trace[state] for state in [*self.states, "I_ext"]}
        found |= {f"weights {k}": projection.weights for k, projection in enumerate(self.projections)}
        return {name: np.array(values).tobytes() for name, values in found.items()}


@functools.cache
def whole(name: str, precision: str) -> Results:
    """What one thread finds in one run."""
    return Kept(name, precision, threads=1).run([DURATION])


def assert_same_bits(a: Results, b: Results) -> None:
    assert a.keys() == b.keys()
    assert [name for name in a if a[name] != b[name]] == []


@every_member
def test_everything_takes_part(name: str, precision: str) -> None:
    """All populations fire, weights change and no state stays what it was, so that there is something to compare."""
    kept = Kept(name, precision, threads=1)
    weights = [projection.weights for projection in kept.projections]
    kept.run([DURATION])
    assert {population: len(spikes) for population, spikes in kept.spikes.items() if len(spikes) < 40} == {}
    changed = [bool(np.any(p.weights != before)) for p, before in zip(kept.projections, weights, strict=True)]
    assert changed == [name != "LIF, precise"] * 2 + [True, False]
    assert [state for state in kept.states if np.ptp(kept.trace[state]) == 0.0] == []


@pytest.mark.parametrize("threads", [2, 3, 5, 8])
@every_member
def test_any_number_of_threads(name: str, precision: str, threads: int) -> None:
    assert_same_bits(Kept(name, precision, threads).run([DURATION]), whole(name, precision))


@pytest.mark.parametrize("threads", [1, 3])
@every_member
def test_ms_by_ms(name: str, precision: str, threads: int) -> None:
    assert_same_bits(Kept(name, precision, threads).run([1.0] * 100), whole(name, precision))


@pytest.mark.parametrize("isa", lq.info()["available_isas"])
@every_member
def test_any_instruction_set(name: str, precision: str, isa: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPICQUE_ISA", isa)
    assert_same_bits(Kept(name, precision, threads=2).run([DURATION]), whole(name, precision))


@every_member
def test_reset_repeats_the_run(name: str, precision: str) -> None:
    kept = Kept(name, precision, threads=2)
    kept.run([36.8])
    kept.cells.V_m = -66.0
    kept.net.reset()
    assert_same_bits(kept.run([DURATION]), whole(name, precision))
