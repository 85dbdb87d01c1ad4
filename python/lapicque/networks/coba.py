"""The conductance-based network of Vogels & Abbott (2005)."""

from __future__ import annotations

from typing import Literal

import lapicque as lq
from lapicque._names import known_arguments
from lapicque.networks._vogels_abbott import vogels_abbott

_WEIGHT = {"exc": 6.0, "inh": 67.0}  # [nS]


@known_arguments
def coba(
    scale: float = 1.0,
    *,
    n: int = 4000,
    seed: int = 1,
    threads: int | None = None,
    dt: float = 0.1,
    precision: Literal["double", "single"] = "double",
) -> lq.Network:
    """Conductance-based excitatory-inhibitory network that keeps itself active without any input.

    Leaky integrate-and-fire neurons, four fifths excitatory and one fifth inhibitory, connected at random with
    exponential synaptic conductances: the COBA benchmark of Brette et al. (2007).

    ============================  =====================================================
    neurons                       3200 ``exc``, 800 ``inh``
    membrane                      C_m 200 pF, g_L 10 nS (tau_m 20 ms), E_L -60 mV
    threshold, reset              V_th -50 mV, V_reset -60 mV, t_ref 5 ms
    synapses                      every pair with probability 0.02, delay 0.1 ms
    excitatory                    exponential, tau 5 ms, E_rev 0 mV, peak 6 nS
    inhibitory                    exponential, tau 10 ms, E_rev -80 mV, peak 67 nS
    V_m at the start              normal, -65 ± 5 mV
    g_exc, g_inh at the start     normal, 20 ± 15 nS and 100 ± 100 nS, drawn again below 0
    ============================  =====================================================

    At rest nothing would happen: the conductances at the start set the network going. Their means are half of those of
    the active network, where V_m and g_inh are correlated: drawn independently at their full size (40 ± 15 nS and 200 ±
    120 nS, the published start, which goes on where conductances may be negative), they hush most networks within 30
    ms. The activity is asynchronous and irregular; with 1000 neurons or fewer it often dies out.

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
    Vogels, T. P. & Abbott, L. F. (2005). Signal propagation and logic gating in networks of integrate-and-fire neurons.
    J. Neurosci. 25, 10786-10795. Brette, R. et al. (2007). Simulation of networks of spiking neurons: a review of tools
    and strategies. J. Comput. Neurosci. 23, 349-398.

    Examples
    --------
    >>> net = lq.networks.coba(seed=1)
    >>> spikes = net.record(net["exc"], "spikes")
    >>> net.run(1000)
    """
    model = lq.LIF(
        C_m=200,
        g_L=10,
        E_L=-60,
        V_th=-50,
        V_reset=-60,
        t_ref=5,
        receptors={"exc": lq.ExpConductance(E_rev=0, tau=5), "inh": lq.ExpConductance(E_rev=-80, tau=10)},
    )
    start = {"V_m": lq.Normal(-65, 5), "g_exc": lq.Normal(20, 15, min=0), "g_inh": lq.Normal(100, 100, min=0)}
    return vogels_abbott(
        model, start, _WEIGHT, n=n, scale=scale, dt=dt, seed=seed, threads=threads, precision=precision
    )
