"""The current-based network of Vogels & Abbott (2005)."""

from __future__ import annotations

from typing import Literal

import lapicque as lq
from lapicque._names import known_arguments
from lapicque.networks._vogels_abbott import vogels_abbott

# 1.62 mV and -9 mV in the paper, where synapses act on the membrane's own scale: times g_L = C_m/tau_m = 12.5 nS.
_WEIGHT = {"exc": 20.25, "inh": -112.5}


@known_arguments
def cuba(
    scale: float = 1.0,
    *,
    n: int = 4000,
    seed: int = 1,
    threads: int | None = None,
    dt: float = 0.1,
    precision: Literal["double", "single"] = "double",
) -> lq.Network:
    """Current-based excitatory-inhibitory network that keeps itself active without any input.

    Leaky integrate-and-fire neurons, four fifths excitatory and one fifth inhibitory, connected at random with
    exponential synaptic currents: the CUBA benchmark of Brette et al. (2007).

    ============================  =====================================================
    neurons                       3200 ``exc``, 800 ``inh``
    membrane                      tau_m 20 ms, C_m 250 pF, E_L -49 mV
    threshold, reset              V_th -50 mV, V_reset -60 mV, t_ref 5 ms
    synapses                      every pair with probability 0.02, delay 0.1 ms
    excitatory                    exponential, tau 5 ms, peak 20.25 pA (1.62 mV g_L)
    inhibitory                    exponential, tau 10 ms, peak -112.5 pA (-9 mV g_L)
    V_m at the start              uniform between -60 and -50 mV
    ============================  =====================================================

    E_L lies above V_th and stands for the mean drive of a larger network, so that every neuron would fire steadily by
    itself. The activity is asynchronous and irregular.

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
    >>> net = lq.networks.cuba(seed=1)
    >>> spikes = net.record(net["exc"], "spikes")
    >>> net.run(1000)
    """
    model = lq.LIF(
        C_m=250,
        tau_m=20,
        E_L=-49,
        V_th=-50,
        V_reset=-60,
        t_ref=5,
        receptors={"exc": lq.ExpCurrent(tau=5), "inh": lq.ExpCurrent(tau=10)},
    )
    start = {"V_m": lq.Uniform(-60, -50)}
    return vogels_abbott(
        model, start, _WEIGHT, n=n, scale=scale, dt=dt, seed=seed, threads=threads, precision=precision
    )
