"""What all membranes have in common, and the leaky one with receptors of currents, which has a closed form.

A membrane takes the potential and its other variables through a step, by what the receptors hold at its beginning; then
it tells who fires. Names of parameters are those of the models, [mV], [ms], [pF], [nS], [pA].
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

import lapicque as lq
from reference.elementary import expm1
from reference.propagators import chain
from reference.receptors import Receptor, time_constants

Array = Any  # of NumPy
State = dict[str, Array]


class Membrane(ABC):
    """Reads parameters as attributes, rounded to the precision of the network."""

    nodes: tuple[float, ...] = ()  # parts of a step at which it wants its input; without any it wants cubics
    held_for: Any = 0.0  # t_ref

    def __init__(self, model: Any, dt: float, real: Any) -> None:
        self.model, self.real, self.h = model, real, real(dt)
        self.receptors = [Receptor(name, kind, dt, self.nodes, real) for name, kind in model.receptors.items()]
        self.held_for = getattr(model, "t_ref", 0.0)
        for name, value in vars(model).items():
            if name not in ("receptors", "spike_timing") and value is not None:
                setattr(self, name, real(value))

    def variables(self) -> dict[str, Any]:
        """State and initial values, V_m first; without receptors and what is ``spike_triggered``."""
        return {"V_m": self.model.E_L}

    def spike_triggered(self) -> dict[str, Any]:
        return {}

    def equilibrium(self, V_m: Array) -> State:
        """Variables that begin as functions of V_m unless their initial values are given."""
        return {}

    @abstractmethod
    def step(self, state: State, I_ext: Array, arriving: State, held: Array, uniform: Any) -> Array:
        """Advance all but the receptors; who fires. ``held`` says who is refractory, `uniform()` draws numbers."""

    def jump(self, arriving: State) -> Array:
        """Of the potential at the end of the step."""
        total = self.real(0.0)
        for receptor in self.receptors:
            total = total + arriving[receptor.name] if receptor.jump else total
        return total

    def by_propagator(self, tau_m: Array, dt: float) -> tuple[dict[str, Array], dict[str, Array | None]]:
        """What receptors of currents do to a leaky V_m in a step, by x and by the rise [mV/pA]."""
        of_x, of_rise = {}, {}
        for r in self.receptors:
            if r.jump:
                continue
            rise, decay = time_constants(r.kind)
            of_x[r.name] = self.real(chain(dt, decay, tau_m) / self.model.C_m)
            of_rise[r.name] = self.real(chain(dt, rise, decay, tau_m) / self.model.C_m) if r.rises else None
        return of_x, of_rise

    def reset(self, state: State, V_m: Array, held: Array, threshold: Array, V_reset: Array) -> Array:
        """Hold who is refractory, let fire who has reached the threshold, and reset."""
        V_m = np.where(held, V_reset, V_m)
        fired = V_m >= threshold
        state["V_m"] = np.where(fired, V_reset, V_m)
        return fired


class Leaky(Membrane):
    """LIF with receptors of currents, by its exact propagator."""

    def __init__(self, model: lq.LIF, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        tau_m = model.membrane_time_constant
        leak = np.vectorize(lambda tau: expm1(-dt / tau))(tau_m)
        current_to_V = -leak * (tau_m / np.asarray(model.C_m))
        self.leak, self.current_to_V = real(leak), real(current_to_V)
        # With leak as rounded, so that V_m = E_L stays.
        self.rest = real(current_to_V * model.I_e - np.float64(self.leak) * model.E_L)
        self.to_V, self.rise_to_V = self.by_propagator(tau_m, dt)

    def step(self, state: State, I_ext: Array, arriving: State, held: Array, uniform: Any) -> Array:
        drive = self.current_to_V * I_ext
        for r in self.receptors:
            moved = arriving[r.name] if r.jump else r.by(state, self.to_V[r.name], self.rise_to_V[r.name])
            drive = drive + moved
        V_m = state["V_m"] + ((state["V_m"] * self.leak + self.rest) + drive)
        return self.reset(state, V_m, held, self.V_th, self.V_reset)
