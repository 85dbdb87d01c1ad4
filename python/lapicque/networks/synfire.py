"""The synfire chain of Diesmann, Gewaltig & Aertsen (1999)."""

from __future__ import annotations

from statistics import NormalDist
from typing import Literal

import numpy as np

import lapicque as lq
from lapicque._names import known_arguments
from lapicque._values import integer, number
from lapicque.networks._sizes import scaled

_SIZE = 100  # neurons of a pool
# Alpha currents whose response peaks after 1.7 ms at 0.14 mV.
_TAU_SYN = 0.3255  # [ms]
_WEIGHT = 45.65  # [pA]
_BACKGROUND = {"exc": 17_600 * 2.0, "inh": 2_400 * 12.5}  # [Hz]


@known_arguments
def synfire(
    a: int = 100,
    sigma: float = 1.0,
    *,
    scale: float = 1.0,
    pools: int = 10,
    start: float = 50.0,
    seed: int = 1,
    threads: int | None = None,
    dt: float = 0.1,
    precision: Literal["double", "single"] = "double",
) -> lq.Network:
    """Chain of pools of neurons along which volleys of spikes travel or die out.

    Every neuron of a pool excites every neuron of the next. A pulse packet of `a` spikes with standard deviation
    `sigma` excites the first pool. What becomes of it depends on where it begins: many spikes that are synchronous
    enough converge to a packet of nearly all neurons within a millisecond that travels on for ever, few or dispersed
    ones die out.

    ============================  ======================================================================
    neurons                       100 in each of ``pool1``, ``pool2``, ...
    membrane                      C_m 250 pF, tau_m 10 ms, E_L -70 mV
    threshold, reset              V_th -55 mV, V_reset -70 mV, t_ref 1 ms
    synapses                      all of a pool to all of the next, delay 1 ms
    strength                      alpha current, tau 0.3255 ms, 45.65 pA: a peak of 0.14 mV after 1.7 ms
    background                    Poisson, 17,600 excitatory synapses at 2 Hz and 2,400 inhibitory ones at
                                  12.5 Hz, of the same strength: 3 Hz of spontaneous activity, 5 Hz
                                  at the end of the chain
    V_m at the start              normal, -61.6 ± 2.8 mV, which the background makes of it
    packet                        sources ``packet``, one spike each
    ============================  ======================================================================

    Parameters
    ----------
    a : int
        Spikes of the packet, at least 1.
    sigma : float
        Their standard deviation in ms, at least 0: their times are quantiles of a normal distribution, on the grid.
    scale : float
        Factor on the neurons of a pool and on `a`; weights within the chain are divided by it.
    pools : int
        Length of the chain, at least 1.
    start : float
        Mean time of the packet in ms; its first spike must come after 0.
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
        With the sources ``packet`` and the populations ``pool1``, ...

    Raises
    ------
    ValueError
        If `a`, `sigma`, `scale`, `pools` or `start` is out of the range above.

    References
    ----------
    Diesmann, M., Gewaltig, M.-O. & Aertsen, A. (1999). Stable propagation of synchronous spiking in cortical neural
    networks. Nature 402, 529-533.

    Examples
    --------
    >>> net = lq.networks.synfire(a=100, sigma=1)
    >>> last = net.record(net["pool10"], "spikes")
    >>> net.run(150)
    """
    for name, value in (("a", a), ("pools", pools)):
        if integer(value, name) < 1:
            raise ValueError(f"{name} must be at least 1, got {value}")
    sigma, start = number("ms")(sigma, "sigma"), number("ms")(start, "start")
    if not 0.0 <= sigma < float("inf"):
        raise ValueError(f"sigma must be finite and at least 0, got {sigma}")
    net = lq.Network(dt=dt, seed=seed, threads=threads, precision=precision)
    size = scaled("a pool", _SIZE, scale, 1)
    packet = net.spike_source(list(_packet(max(round(a * scale), 1), sigma, start, dt)[:, None]), name="packet")
    alpha = lq.AlphaCurrent(tau=_TAU_SYN)
    model = lq.LIF(C_m=250, tau_m=10, E_L=-70, V_th=-55, V_reset=-70, t_ref=1, receptors={"syn": alpha})
    before = packet
    for k in range(pools):
        pool = net.population(size, model, name=f"pool{k + 1}", V_m=lq.Normal(-61.6, 2.8, max=-55))
        net.connect(before, pool, lq.AllToAll(), weight=_WEIGHT / scale, delay=1.0)
        net.stimulate(pool, lq.PoissonInput(rate=_BACKGROUND["exc"], weight=_WEIGHT))
        net.stimulate(pool, lq.PoissonInput(rate=_BACKGROUND["inh"], weight=-_WEIGHT))
        before = pool
    return net


def _packet(a: int, sigma: float, start: float, dt: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Times of the spikes of a packet [ms]."""
    normal = NormalDist()
    times = start + sigma * np.array([normal.inv_cdf((k + 0.5) / a) for k in range(a)])
    times = np.rint(times / dt) * dt
    if not times[0] > 0.0:
        raise ValueError(f"start must leave the first spike of the packet after 0, got {start}")
    return np.asarray(times)
