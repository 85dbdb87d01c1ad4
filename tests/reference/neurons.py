"""A population of neurons: its state, what arrives at it, and a membrane that takes it through steps."""

from __future__ import annotations

from typing import Any

import numpy as np

import lapicque as lq
from lapicque.distributions import Distribution
from reference.channels import HodgkinHuxley, TraubMiles
from reference.conductances import LeakyWithConductances
from reference.delivery import Channel
from reference.escape_noise import Generalised, GeneralisedWithConductances, GeneralisedWithNMDA
from reference.membranes import Leaky, Membrane
from reference.numerical import LeakyWithNMDA
from reference.random_numbers import POISSON_INPUT, draw, escape_uniform, poisson
from reference.sources import Population
from reference.stimuli import mean_counts, waveform
from reference.upstroke import Adaptive, Exponential, Izhikevich, Quadratic

Array = Any  # of NumPy

MEMBRANES: dict[type, type[Membrane]] = {
    lq.QIF: Quadratic,
    lq.EIF: Exponential,
    lq.AdEx: Adaptive,
    lq.Izhikevich: Izhikevich,
    lq.HodgkinHuxley: HodgkinHuxley,
    lq.TraubMiles: TraubMiles,
}
# What is linear between spikes: with currents only, with conductances, with NMDA.
LINEAR: dict[type, tuple[type[Membrane], ...]] = {
    lq.LIF: (Leaky, LeakyWithConductances, LeakyWithNMDA),
    lq.GIF: (Generalised, GeneralisedWithConductances, GeneralisedWithNMDA),
}


def membrane_of(model: Any) -> type[Membrane]:
    if type(model) in MEMBRANES:
        return MEMBRANES[type(model)]
    kinds = model.receptors.values()
    with_currents, with_conductances, with_nmda = LINEAR[type(model)]
    if any(isinstance(kind, lq.NMDA) for kind in kinds):
        return with_nmda
    return with_conductances if any(hasattr(kind, "E_rev") for kind in kinds) else with_currents


class Neurons(Population):
    """``state`` by variable, and ``history``: all of it at t = 0, dt, ..."""

    def __init__(self, n: int, model: Any, initial: dict[str, Any], number: int, network: Any) -> None:
        super().__init__(n)
        self.number, self.seed, self.dt, self.real = number, network.seed, network.dt, network.real
        self.membrane = membrane_of(model)(model, self.dt, self.real)
        self.receptors = self.membrane.receptors
        self.t_ref = np.rint(np.broadcast_to(self.membrane.held_for, n) / self.dt).astype(int)
        self.free_from = np.zeros(n, dtype=int)
        self.state: dict[str, Array] = {}
        self.set_initial(initial)
        self.channels: list[Channel] = []  # in the order of the projections that need them first
        self.poisson: list[tuple[int, Array, Any]] = []  # number, targets, input
        self.currents: list[tuple[Array, Any]] = []  # targets, stimulus
        self.gap_junctions: Any = None
        self.history: list[dict[str, Array]] = []

    def set_initial(self, initial: dict[str, Any]) -> None:
        given = self.membrane.variables()
        for receptor in self.receptors:
            given |= dict.fromkeys(receptor.variables, 0.0)
        given |= self.membrane.spike_triggered()
        given |= initial
        for variable, (name, value) in enumerate(given.items()):
            drawn = draw(value, self.seed, self.number, variable, self.n) if isinstance(value, Distribution) else value
            self.state[name] = np.broadcast_to(self.real(drawn), self.n).copy()
        for name, values in self.membrane.equilibrium(self.state["V_m"].astype(np.float64)).items():
            if name not in initial:
                self.state[name] = self.real(values)
        self.state["I_ext"] = np.zeros(self.n, self.real)

    def arriving(self, receptor: str, k: int) -> Array:
        """What arrives in step k: unit * sum over channels, then weight * count over Poisson inputs."""
        total = np.zeros(self.n, self.real)
        for channel in self.channels:
            if channel.receptor == receptor:
                total = total + self.real(channel.unit) * channel.take(k).astype(self.real)
        for number, targets, stimulus in self.poisson:
            if stimulus.receptor == receptor:
                means = np.zeros(self.n)
                means[targets] = mean_counts(stimulus.rate, k, self.dt)
                counts = poisson(means, self.seed, POISSON_INPUT, number, k)
                total = total + self.real(stimulus.weight) * counts.astype(self.real)
        return total

    def external_current(self, step: int) -> Array:
        I_ext = np.zeros(self.n, self.real)
        for targets, stimulus in self.currents:
            I_ext[targets] += self.real(waveform(stimulus, step, self.dt))
        if self.gap_junctions is not None:
            self.gap_junctions.add_currents(self, I_ext)
        return I_ext

    def flush(self) -> None:
        least = 2.0 ** (-900 if self.real is np.float64 else -60)
        for name, values in self.state.items():
            if name != "I_ext":
                values[np.abs(values) < least] = 0.0

    def fire(self, step: int) -> Array:
        """Integrate the step, then threshold and reset; what arrives enters at its end."""
        if step % 64 == 0:
            self.flush()
        self.state["I_ext"] = self.external_current(step)
        arriving = {receptor.name: self.arriving(receptor.name, step) for receptor in self.receptors}
        held = self.free_from > step
        fired = self.membrane.step(
            self.state,
            self.state["I_ext"],
            arriving,
            held,
            lambda: escape_uniform(self.n, self.seed, self.number, step),
        )
        for receptor in self.receptors:
            receptor.advance(self.state, arriving[receptor.name])
        self.free_from[fired] = step + 1 + self.t_ref[fired]
        return np.flatnonzero(fired)
