"""Reference statistics of the COBA network from NEST (Vogels & Abbott 2005, as in Brette et al. 2007).

    pip install nest-simulator==3.10.0 numpy
    python bench/reference/nest_coba.py --out tests/python/data/nest_coba.json

It is the network that ``lapicque.networks.coba()`` describes; balanced.py says what is written.
"""

from __future__ import annotations

import balanced
import conductances

COBA = conductances.network(
    model="iaf_cond_exp",
    neuron={"C_m": 200.0, "g_L": 10.0, "E_L": -60.0, "V_th": -50.0, "V_reset": -60.0, "t_ref": 5.0},
    window=1000.0,
    seeds=10,
    start={"V_m": (-65.0, 5.0), "g_ex": (20.0, 15.0), "g_in": (100.0, 100.0)},
    kick={},
)

if __name__ == "__main__":
    balanced.write(COBA, __doc__)
