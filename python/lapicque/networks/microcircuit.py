"""The cortical microcircuit of Potjans & Diesmann (2014)."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

import lapicque as lq
from lapicque._names import known_arguments
from lapicque._values import number
from lapicque.networks import _microcircuit as published


@known_arguments
def microcircuit(
    scale: float = 1.0,
    *,
    input: Literal["poisson", "dc"] = "poisson",  # noqa: A002
    seed: int = 1,
    threads: int | None = None,
    dt: float = 0.1,
    precision: Literal["double", "single"] = "double",
) -> lq.Network:
    """Four layers below 1 mm² of early sensory cortex: 77,169 neurons and 299 million synapses at full size.

    Every layer has an excitatory and an inhibitory population of leaky integrate-and-fire neurons with exponential
    synaptic currents. The activity is asynchronous and irregular, with a rate of its own in every population.

    ===========================  ==========================================================================
    membrane                     C_m 250 pF, tau_m 10 ms, E_L -65 mV
    threshold, reset             V_th -50 mV, V_reset -65 mV, t_ref 2 ms
    synapses                     exponential currents, tau_syn 0.5 ms; one receptor ``syn`` sums both signs
    number of a pair             K = ln(1 - p)/ln(1 - 1/(N_target N_source)), p from table 5 of the paper
    ends of a synapse            drawn independently; autapses and multapses are allowed
    excitatory weight            87.81 pA, which makes a PSP of 0.15 mV; twice that from ``L4E`` to ``L23E``
    inhibitory weight            -4 times the excitatory one
    spread of the weights        normal, 10 % of the mean; drawn again where the sign would change
    delays                       normal, 1.5 ± 0.75 ms from excitatory, 0.75 ± 0.375 ms from inhibitory
                                 neurons; drawn again below dt
    external input               Poisson, 8 Hz times K_ext, 87.81 pA a spike
    V_m at the start             normal, near the stationary distribution of each population
    ===========================  ==========================================================================

    ==========  =======  =======  ==========================  ===============
    population  neurons  K_ext    V_m at the start / mV       mean rate / Hz
    ==========  =======  =======  ==========================  ===============
    ``L23E``    20683    1600     -68.28 ± 5.36               0.903
    ``L23I``    5834     1500     -63.16 ± 4.57               2.965
    ``L4E``     21915    2100     -63.33 ± 4.74               4.414
    ``L4I``     5479     1900     -63.45 ± 4.94               5.876
    ``L5E``     4850     2000     -63.11 ± 4.94               7.569
    ``L5I``     1065     1900     -61.66 ± 4.55               8.633
    ``L6E``     14395    2900     -66.72 ± 5.46               1.105
    ``L6I``     2948     2100     -61.43 ± 4.48               7.829
    ==========  =======  =======  ==========================  ===============

    The rates are those of the full network under Poisson input.

    Parameters
    ----------
    scale : float
        Size k, from 0.01 to 1, by the rule of van Albada et al. (2015): neurons and in-degrees, external ones
        included, times k; weights divided by sqrt(k); and a constant current that restores the mean input, computed
        from the rates above. This keeps mean and variance of the input at those rates, but not all that follows from
        them: rates fall (by a tenth to a half at 0.1, hardly at 0.5 but for ``L23E``), correlations grow.
    input : {"poisson", "dc"}
        External input: Poisson trains, or the constant current of the same mean. Without Poisson trains nothing stirs a
        scaled network but itself, and it falls silent at 0.1 and below.
    seed : int
        Key of every random number of the network.
    threads : int, optional
        Threads to run on, by default as many as pay; results do not depend on it.
    dt : float
        Time step in ms; t_ref must be a multiple of it. Delays are rounded to it.
    precision : {"double", "single"}
        Of the state, see `lapicque.Network`.

    Returns
    -------
    Network
        With the populations of the table, in its order.

    Raises
    ------
    ValueError
        If `scale` is above 1 or leaves fewer than 10 neurons of a population, or `input` is neither of the two.

    References
    ----------
    Potjans, T. C. & Diesmann, M. (2014). The cell-type specific cortical microcircuit: relating structure and activity
    in a full-scale spiking network model. Cereb. Cortex 24, 785-806. van Albada, S. J., Helias, M. & Diesmann, M.
    (2015). Scalability of asynchronous networks is limited by one-to-one mapping between effective connectivity and
    correlations. PLoS Comput. Biol. 11, e1004490.

    Examples
    --------
    >>> net = lq.networks.microcircuit(scale=0.1)
    >>> spikes = {name: net.record(population, "spikes") for name, population in net.populations.items()}
    >>> net.run(500)
    """
    if input not in ("poisson", "dc"):
        raise ValueError(f"input must be 'poisson' or 'dc', got {input!r}")
    scale = number()(scale, "scale")
    sizes = published.sizes(scale)
    net = lq.Network(dt=dt, seed=seed, threads=threads, precision=precision)
    _add_populations(net, sizes.tolist(), published.constant_current(scale, poisson=input == "poisson").tolist())
    _connect(net, scale)
    if input == "poisson":
        weight = published.psc_amplitude() / math.sqrt(scale)
        for name, rate in zip(published.POPULATIONS, published.external_rates(scale).tolist(), strict=True):
            net.stimulate(net[name], lq.PoissonInput(rate=rate, weight=weight))
    return net


def _add_populations(net: lq.Network, sizes: list[int], currents: list[float]) -> None:
    receptors = {"syn": lq.ExpCurrent(tau=published.TAU_SYN)}
    model = lq.LIF(
        C_m=published.C_M,
        tau_m=published.TAU_M,
        E_L=published.E_L,
        V_th=published.V_TH,
        V_reset=published.V_RESET,
        t_ref=published.T_REF,
        receptors=receptors,
    )
    for name, size, I_e, V_m in zip(published.POPULATIONS, sizes, currents, published.V_M, strict=True):
        net.population(size, model.replace(I_e=I_e), name=name, V_m=lq.Normal(*V_m))


def _connect(net: lq.Network, scale: float) -> None:
    counts, weights = published.synapse_counts(scale), published.mean_weights(scale)
    for source, pre in enumerate(published.POPULATIONS):
        delay = lq.Normal(*published.DELAY[pre[-1]], min=net.dt)
        for target in np.flatnonzero(counts[:, source]):
            mean = float(weights[target, source])
            low, high = (0.0, math.inf) if mean > 0.0 else (-math.inf, 0.0)
            weight = lq.Normal(mean, published.WEIGHT_SPREAD * abs(mean), min=low, max=high)
            post = net[published.POPULATIONS[target]]
            net.connect(net[pre], post, lq.FixedTotal(int(counts[target, source])), weight=weight, delay=delay)
