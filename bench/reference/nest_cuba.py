"""Reference statistics of the CUBA network from NEST (Vogels & Abbott 2005, as in Brette et al. 2007).

    pip install nest-simulator==3.10.0 numpy
    python bench/reference/nest_cuba.py --out tests/python/data/nest_cuba.json

It is the network that ``lapicque.networks.cuba()`` describes; balanced.py says what is written.
"""

from __future__ import annotations

from typing import Any

import balanced
import nest

NEURON = {
    "C_m": 250.0,
    "tau_m": 20.0,
    "E_L": -49.0,
    "V_th": -50.0,
    "V_reset": -60.0,
    "t_ref": 5.0,
    "tau_syn_ex": 5.0,
    "tau_syn_in": 10.0,
}
V_M = (-60.0, -50.0)


def start() -> dict[str, Any]:
    """Potentials between reset and threshold."""
    return {"V_m": nest.random.uniform(min=V_M[0], max=V_M[1])}


CUBA = balanced.Network(
    model="iaf_psc_exp",
    neuron=NEURON,
    unit="pA",
    weights={"exc": 20.25, "inh": -112.5},
    window=1000.0,
    seeds=10,
    initial={"V_m_initial": {"uniform": V_M}},
    start=start,
)

if __name__ == "__main__":
    balanced.write(CUBA, __doc__)
