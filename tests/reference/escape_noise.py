"""GIF with a conductance: elements of a current and of the threshold, which spikes increase; spikes are drawn."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.elementary import array_exp, array_expm1
from reference.membranes import Array, Membrane, State
from reference.propagators import chain
from reference.receptors import NODES
from reference.runge_kutta import runge_kutta


class Generalised(Membrane):
    def __init__(self, model: Any, dt: float, real: Any) -> None:
        super().__init__(model, dt, real)
        self.inverse_C, self.inverse_Delta_V = real(1.0 / model.C_m), real(1.0 / model.Delta_V)
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

    def step(self, state: State, I_ext: Array, arriving: State, held: Array, uniform: Any) -> Array:
        real, given = self.real, self.input(state, I_ext)
        I_stc = [real(0.0)] * NODES
        for name, tau, _ in self.elements("I_stc"):
            left = [real(chain(node * self.dt, tau)) * state[name] for node in self.nodes]
            I_stc = [total + x for total, x in zip(I_stc, left, strict=True)]

        def slope(k: int, y: list[Array]) -> list[Array]:
            leak = self.g_L * (self.E_L - y[0])
            return [(leak + (given.current(k, y[0]) - I_stc[k])) * self.inverse_C]

        (V_m,) = runge_kutta([state["V_m"]], self.h, slope, real)
        V_m = np.where(held, self.V_reset, V_m + self.jump(arriving))
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
