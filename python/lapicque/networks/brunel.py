"""Model A of Brunel (2000)."""

from __future__ import annotations

from typing import Literal

import lapicque as lq
from lapicque._names import known_arguments
from lapicque._values import number
from lapicque.networks._sizes import scaled

_SIZE = {"exc": 10_000, "inh": 2_500}
_INDEGREE = {"exc": 1_000, "inh": 250}
_J = 0.1  # [mV]
_TAU_M = 20.0  # [ms]
_THETA = 20.0  # [mV]


@known_arguments
def brunel(
    g: float = 5.0,
    eta: float = 2.0,
    *,
    scale: float = 1.0,
    seed: int = 1,
    threads: int | None = None,
    dt: float = 0.1,
    precision: Literal["double", "single"] = "double",
) -> lq.Network:
    """Sparsely connected excitatory and inhibitory neurons under Poisson input, model A of Brunel (2000).

    Synapses are jumps of the membrane potential. Two numbers choose the regime: how much stronger inhibition is than
    excitation, and how strong the external input is.

    ============================  ======================================================================
    neurons                       10000 ``exc``, 2500 ``inh``
    membrane                      tau_m 20 ms, E_L 0 mV
    threshold, reset              V_th 20 mV, V_reset 10 mV, t_ref 2 ms
    synapses onto each neuron     C_E = 1000 from random ``exc``, C_I = 250 from random ``inh``
    strength                      J = 0.1 mV excitatory, -g J inhibitory
    delay                         1.5 ms
    external input                Poisson, C_E eta nu_thr = 10000 eta Hz a neuron, 0.1 mV a spike
    V_m at the start              uniform between 0 and 20 mV
    ============================  ======================================================================

    nu_thr = V_th/(J C_E tau_m) = 10 Hz is the rate of an external synapse whose mean input just reaches the threshold.

    =====  =====  ==========================================  ===============  ====================
    g      eta    regime                                      paper, theory    paper, simulation
    =====  =====  ==========================================  ===============  ====================
    6      4      asynchronous, fast oscillation              55.8 Hz          60.7 Hz
    5      2      asynchronous irregular                      38.0 Hz          37.7 Hz
    4.5    0.9    slow oscillation                            6.5 Hz           5.5 Hz
    =====  =====  ==========================================  ===============  ====================

    Parameters
    ----------
    g : float
        Strength of inhibition relative to excitation, at least 0.
    eta : float
        External rate in units of nu_thr, at least 0.
    scale : float
        Factor on the number of neurons, at least 0.1; the number of synapses a neuron stays as it is. Small networks
        share more of their input, so that they are more correlated.
    seed : int
        Key of every random number of the network.
    threads : int, optional
        Threads to run on, by default as many as pay; results do not depend on it.
    dt : float
        Time step in ms; the delay and t_ref must be multiples of it.
    precision : {"double", "single"}
        Of the state, see `lapicque.Network`.

    Returns
    -------
    Network
        With the populations ``exc`` and ``inh``.

    Raises
    ------
    ValueError
        If `g` or `eta` is negative or not finite, or `scale` leaves fewer neurons than a neuron has synapses.

    References
    ----------
    Brunel, N. (2000). Dynamics of sparsely connected networks of excitatory and inhibitory spiking neurons. J. Comput.
    Neurosci. 8, 183-208.

    Examples
    --------
    >>> net = lq.networks.brunel(g=6, eta=4, seed=1)
    >>> spikes = net.record(net["exc"][:1000], "spikes")
    >>> net.run(200)
    """
    for name, value in (("g", g), ("eta", eta)):
        if not 0.0 <= number()(value, name) < float("inf"):
            raise ValueError(f"{name} must be finite and at least 0, got {value}")
    sizes = {name: scaled(name, size, scale, _INDEGREE[name]) for name, size in _SIZE.items()}
    net = lq.Network(dt=dt, seed=seed, threads=threads, precision=precision)
    model = lq.LIF(tau_m=_TAU_M, E_L=0, V_th=_THETA, V_reset=10, t_ref=2, receptors={"syn": lq.Delta()})
    populations = {
        name: net.population(size, model, name=name, V_m=lq.Uniform(0, _THETA)) for name, size in sizes.items()
    }
    weight = {"exc": _J, "inh": -g * _J}
    for name, pre in populations.items():
        for post in populations.values():
            net.connect(pre, post, lq.FixedIndegree(_INDEGREE[name]), weight=weight[name], delay=1.5)
    nu_thr = 1000.0 * _THETA / (_J * _INDEGREE["exc"] * _TAU_M)
    for population in populations.values():
        net.stimulate(population, lq.PoissonInput(rate=eta * nu_thr * _INDEGREE["exc"], weight=_J))
    return net
