"""Reference statistics of the network of Hodgkin-Huxley neurons of Brette et al. (2007), benchmark 3, from NEST.

    pip install nest-simulator==3.10.0 numpy
    python bench/reference/nest_hh_coba.py --out tests/python/data/nest_hh_coba.json

It is the network that ``lapicque.networks.hh_coba()`` describes; balanced.py says what is written.
"""

from __future__ import annotations

import balanced
import conductances

NEURON = {
    "C_m": 200.0,
    "g_Na": 20_000.0,
    "g_K": 6_000.0,
    "g_L": 10.0,
    "E_Na": 50.0,
    "E_K": -90.0,
    "E_L": -60.0,
    "V_T": -63.0,
}
HH_COBA = conductances.network(
    model="hh_cond_exp_traub",
    neuron=NEURON,
    window=500.0,
    seeds=8,
    start={"V_m": (-65.0, 5.0)},
    kick={"g_ex": (40.0, 15.0), "g_in": (200.0, 120.0)},
)

if __name__ == "__main__":
    balanced.write(HH_COBA, __doc__)
