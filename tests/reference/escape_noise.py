"""GIF: elements of a current and of the threshold, which spikes increase; spikes are drawn.

The potential goes to the end of a step by the exact propagator, by the formula of sixth order where there are
conductances, numerically where there is NMDA; the rest is the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.conductances import LinearMembrane
from reference.elementary import array_exp, array_expm1, expm1
from reference.input_along import POWERS, Input
from reference.membranes import Array, Membrane, State
from reference.numerical import LeakyEquations
from reference.propagators import chain
from reference.receptors import NODES, decay_by_powers


class EscapeNoise(Membrane):
    """All but the potential."""

    def __init__(self, model: Any, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        self.inverse_Delta_V = real(1.0 / model.Delta_V)
        self.hazard = real(np.asarray(model.lambda_0) * 1e-3 * dt)
        self.dt = dt

    def variables(self) -> dict[str, Any]:
        return {"V_m": self.model.E_L, "I_stc": 0.0, "E_sfa": self.model.V_T_star}

    def elements(self, name: str) -> list[tuple[str, float, Any]]:
        """Name, time constant and increase by a spike."""
        taus, jumps = (getattr(self.model, f"{letter}_{name[2:]}").tolist() for letter in ("tau", "q"))
        return [(f"{name}_{e}", tau, self.real(jump)) for e, (tau, jump) in enumerate(zip(taus, jumps, strict=True))]

    def spike_triggered(self) -> dict[str, Any]:
        return {name: 0.0 for of in ("I_stc", "E_sfa") for name, _, _ in self.elements(of)}

    def I_stc(self, state: State) -> list[Array]:
        """At the nodes, or as a cubic."""
        total = [self.real(0.0)] * (len(self.nodes) or POWERS)
        for name, tau, _ in self.elements("I_stc"):
            of = [chain(node * self.dt, tau) for node in self.nodes] or decay_by_powers(self.dt, tau)
            total = [before + self.real(x) * state[name] for before, x in zip(total, of, strict=True)]
        return total

    def escape(self, state: State, V_m: Array, held: Array, uniform: Any) -> Array:
        """End a step in which V_m comes so far if it is not held; who fires."""
        real = self.real
        V_m = np.where(held, self.V_reset, V_m)
        I_end, raised = self.decayed(state, "I_stc"), self.decayed(state, "E_sfa")
        E_sfa = self.V_T_star + raised
        hazard = self.hazard * array_exp((V_m - E_sfa) * self.inverse_Delta_V)
        probability = real(0.0) - array_expm1(real(0.0) - hazard)
        fired = ~held & (probability >= real(uniform()))
        state["V_m"] = np.where(fired, self.V_reset, V_m)
        state["I_stc"] = I_end + self.increased(state, "I_stc", fired)
        state["E_sfa"] = E_sfa + self.increased(state, "E_sfa", fired)
        return fired

    def decayed(self, state: State, of: str) -> Array:
        """Take elements to the end of the step; their sum."""
        total = np.zeros_like(state["V_m"])
        for name, tau, _ in self.elements(of):
            state[name] = self.real(chain(self.dt, tau)) * state[name]
            total = total + state[name]
        return total

    def increased(self, state: State, of: str, fired: Array) -> Array:
        """Add what spikes add; its sum."""
        total = np.zeros_like(state["V_m"])
        for name, _, jump in self.elements(of):
            added = np.where(fired, jump, self.real(0.0))
            state[name] = state[name] + added
            total = total + added
        return total


class Generalised(EscapeNoise):
    """With receptors of currents."""

    def __init__(self, model: Any, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        tau_m = np.divide(model.C_m, model.g_L)
        leak = np.vectorize(lambda tau: expm1(-dt / tau))(tau_m)
        self.leak, self.current_to_V = real(leak), real(-leak / np.asarray(model.g_L))
        self.V_inf = real(model.E_L + np.divide(model.I_e, model.g_L))
        self.to_V, self.rise_to_V = self.by_propagator(tau_m, dt)
        for name, tau, _ in self.elements("I_stc"):
            self.to_V[name] = real(chain(dt, tau, tau_m) / model.C_m)

    def step(self, state: State, I_ext: Array, arriving: State, held: Array, uniform: Any) -> Array:
        synaptic = triggered = self.real(0.0)
        for r in self.receptors:
            if not r.jump:
                synaptic = synaptic + r.by(state, self.to_V[r.name], self.rise_to_V[r.name])
        for name, _, _ in self.elements("I_stc"):
            triggered = triggered + self.to_V[name] * state[name]
        leak = (state["V_m"] - self.V_inf) * self.leak
        drive = (self.current_to_V * I_ext + (synaptic - triggered)) + self.jump(arriving)
        return self.escape(state, state["V_m"] + (leak + drive), held, uniform)


class GeneralisedWithConductances(EscapeNoise, LinearMembrane):
    """With conductances that are not NMDA."""

    def __init__(self, model: Any, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        self.decay = real(np.asarray(model.g_L) * dt / model.C_m)

    def step(self, state: State, I_ext: Array, arriving: State, held: Array, uniform: Any) -> Array:
        V_m = state["V_m"]
        A, current, bend = self.add_receptors(state, [self.I_e + I_ext] * NODES, self.real(0.0))
        leak = self.g_L * (self.E_L - V_m)
        current = [leak + (given - own) for given, own in zip(current, self.I_stc(state), strict=True)]
        change = self.weighted_integral(state, A + self.decay, current, bend)
        return self.escape(state, V_m + (change * self.dt_over_C + self.jump(arriving)), held, uniform)


class GeneralisedWithNMDA(EscapeNoise, LeakyEquations):
    def step(self, state: State, I_ext: Array, arriving: State, held: Array, uniform: Any) -> Array:
        given = Input.of(self.receptors, state, self.I_e + I_ext, self.real)
        given.J = [J - spent for J, spent in zip(given.J, self.I_stc(state), strict=True)]
        V_m = self.after_step(given, held, state["V_m"])
        return self.escape(state, V_m + self.jump(arriving), held, uniform)
