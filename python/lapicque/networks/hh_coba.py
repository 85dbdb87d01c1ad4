"""The network of Hodgkin-Huxley neurons of Brette et al. (2007)."""

from __future__ import annotations

from typing import Literal

import lapicque as lq
from lapicque._names import known_arguments
from lapicque.networks._vogels_abbott import vogels_abbott

_WEIGHT = {"exc": 6.0, "inh": 67.0}  # [nS]


@known_arguments
def hh_coba(
    scale: float = 1.0,
    *,
    n: int = 4000,
    seed: int = 1,
    threads: int | None = None,
    dt: float = 0.1,
    precision: Literal["double", "single"] = "double",
) -> lq.Network:
    """Excitatory-inhibitory network of Hodgkin-Huxley neurons that keeps itself active without any input.

    The network of `coba` with neurons of the type of Traub & Miles: the COBAHH benchmark (number 3) of Brette et al.
    (2007).

    ============================  =====================================================
    neurons                       3200 ``exc``, 800 ``inh``
    membrane                      C_m 200 pF, g_L 10 nS, E_L -60 mV
    sodium                        g_Na 20 uS, E_Na 50 mV
    potassium                     g_K 6 uS, E_K -90 mV
    threshold of the channels     V_T -63 mV
    synapses                      every pair with probability 0.02, delay 0.1 ms
    excitatory                    exponential, tau 5 ms, E_rev 0 mV, peak 6 nS
    inhibitory                    exponential, tau 10 ms, E_rev -80 mV, peak 67 nS
    V_m at the start              normal, -65 ± 5 mV
    g_exc, g_inh at the start     normal, 40 ± 15 nS and 200 ± 120 nS, drawn again below 0
    ============================  =====================================================

    Parameters
    ----------
    scale : float
        Factor on the number of neurons; the mean number of synapses a neuron (0.02 `n`) stays as it is, and with it,
        nearly, the activity.
    n : int
        Number of neurons at ``scale=1``, excitatory and inhibitory together; the probability stays 0.02.
    seed : int
        Key of every random number of the network.
    threads : int, optional
        Threads to run on, by default as many as pay; results do not depend on it.
    dt : float
        Time step in ms. The delay is one step or 0.1 ms, whichever is longer.
    precision : {"double", "single"}
        Of the state, see `lapicque.Network`.

    Returns
    -------
    Network
        With the populations ``exc`` and ``inh``.

    Raises
    ------
    ValueError
        If `scale` leaves fewer neurons than a neuron has synapses, or `n` is below 50.

    References
    ----------
    Brette, R. et al. (2007). Simulation of networks of spiking neurons: a review of tools and strategies. J. Comput.
    Neurosci. 23, 349-398. Traub, R. D. & Miles, R. (1991). Neuronal networks of the hippocampus. Cambridge University
    Press.

    Examples
    --------
    >>> net = lq.networks.hh_coba(seed=1)
    >>> spikes = net.record(net["exc"], "spikes")
    >>> net.run(300)
    """
    model = lq.TraubMiles(
        C_m=200,
        g_Na=20_000,
        g_K=6_000,
        g_L=10,
        E_Na=50,
        E_K=-90,
        E_L=-60,
        V_T=-63,
        receptors={"exc": lq.ExpConductance(E_rev=0, tau=5), "inh": lq.ExpConductance(E_rev=-80, tau=10)},
    )
    start = {"V_m": lq.Normal(-65, 5), "g_exc": lq.Normal(40, 15, min=0), "g_inh": lq.Normal(200, 120, min=0)}
    return vogels_abbott(
        model, start, _WEIGHT, n=n, scale=scale, dt=dt, seed=seed, threads=threads, precision=precision
    )
