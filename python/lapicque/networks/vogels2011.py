"""Inhibitory plasticity that balances excitation (Vogels et al. 2011)."""

from __future__ import annotations

from typing import Literal

import lapicque as lq
from lapicque._names import known_arguments
from lapicque._values import number
from lapicque.networks._sizes import scaled

_SIZE = {"exc": 8000, "inh": 2000}
_INDEGREE = {"exc": 160, "inh": 40}
_WEIGHT = {"exc": 0.3, "inh": 3.0}  # [nS]
_TAU_STDP = 20.0  # [ms]


@known_arguments
def vogels2011(
    scale: float = 1.0,
    *,
    target_rate: float = 3.0,
    eta: float = 0.01,
    seed: int = 1,
    threads: int | None = None,
    dt: float = 0.1,
    precision: Literal["double", "single"] = "double",
) -> lq.Network:
    """Random network in which plastic inhibitory synapses bring every excitatory neuron near the same low rate.

    ============================  ==================================================================
    neurons                       8000 ``exc``, 2000 ``inh``, leaky integrate-and-fire
    membrane                      C_m 200 pF, g_L 10 nS, E_L -60 mV, constant current 200 pA
    threshold, reset              V_th -50 mV, V_reset -60 mV, t_ref 5 ms
    synapses                      every pair with probability 0.02, one step of delay
    excitatory                    conductance to 0 mV, tau 5 ms, 0.3 nS
    inhibitory                    conductance to -80 mV, tau 10 ms, 3 nS; onto ``exc`` plastic, at first 0.1 nS
    plasticity                    `VogelsSprekeler`, tau 20 ms, Wmax 100 nS, for a rate of `target_rate`
    V_m at the start              uniform between -60 and -50 mV
    ============================  ==================================================================

    At first the excitatory neurons fire fast, in synchrony. Inhibition onto them grows until they fire near the
    target rate, irregularly and asynchronously. As inhibition keeps their spikes away from those of the inhibitory
    neurons, they stay somewhat above it: at ``scale=0.4`` and ``eta=0.05``, after a minute, at 3.9 ± 0.9 Hz for 3 Hz.

    Parameters
    ----------
    scale : float
        Factor on the number of neurons; the mean number of synapses a neuron stays.
    target_rate : float
        Rate that excitatory neurons are brought to [Hz].
    eta : float
        Learning rate [nS]; larger is faster.
    seed : int
        Key of every random number of the network.
    threads : int, optional
        Threads to run on, by default as many as pay; results do not depend on it.
    dt : float
        Time step [ms].
    precision : {"double", "single"}
        Of the state, see `lapicque.Network`.

    Returns
    -------
    Network
        With the populations ``exc`` and ``inh``; its third projection is the plastic one.

    Raises
    ------
    ValueError
        If `scale` leaves fewer neurons than a neuron has synapses, or `target_rate` is not positive.

    References
    ----------
    Vogels, T. P., Sprekeler, H., Zenke, F., Clopath, C. & Gerstner, W. (2011). Inhibitory plasticity balances
    excitation and inhibition in sensory pathways and memory networks. Science 334, 1569-1573.
    """
    target_rate = number("Hz")(target_rate, "target_rate")
    if not 0.0 < target_rate < float("inf"):
        raise ValueError(f"target_rate must be finite and positive, got {target_rate}")
    sizes = {name: scaled(name, size, scale, _INDEGREE[name]) for name, size in _SIZE.items()}
    net = lq.Network(dt=dt, seed=seed, threads=threads, precision=precision)
    model = lq.LIF(
        C_m=200,
        g_L=10,
        E_L=-60,
        V_th=-50,
        V_reset=-60,
        t_ref=5,
        I_e=200,
        receptors={"exc": lq.ExpConductance(0, tau=5), "inh": lq.ExpConductance(-80, tau=10)},
    )
    exc, inh = (net.population(n, model, name=name, V_m=lq.Uniform(-60, -50)) for name, n in sizes.items())

    def connect(pre: lq.Population, post: lq.Population, weight: float, synapse: lq.Synapse) -> None:
        rule = lq.FixedProbability(min(_INDEGREE[pre.name] / sizes[pre.name], 1.0))
        net.connect(pre, post, rule, weight=weight, delay=dt, receptor=pre.name, synapse=synapse)

    connect(exc, exc, _WEIGHT["exc"], lq.Static())
    connect(exc, inh, _WEIGHT["exc"], lq.Static())
    alpha = 2.0 * target_rate * 1e-3 * _TAU_STDP
    connect(inh, exc, 0.1, lq.VogelsSprekeler(tau=_TAU_STDP, eta=eta, alpha=alpha, Wmax=100.0))
    connect(inh, inh, _WEIGHT["inh"], lq.Static())
    return net
