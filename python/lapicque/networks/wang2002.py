"""Decision making by slow reverberation (Wang 2002)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

import lapicque as lq
from lapicque._names import known_arguments
from lapicque._values import number, type_error

_SHARE = 0.15  # of the excitatory neurons, that each choice has
_STRONG = 1.7  # between neurons of one choice
_WEAK = 1.0 - _SHARE * (_STRONG - 1.0) / (1.0 - _SHARE)  # from other neurons onto those of a choice
_BACKGROUND = 2400.0  # [Hz]
_MEAN_STIMULUS = 40.0  # [Hz]
_STIMULUS_STD = 4.0  # [Hz]
_STIMULUS_EVERY = 50.0  # [ms]
# What a spike opens of the channels that are closed: exp(-alpha tau_rise) with alpha 0.5/ms and tau_rise 2 ms are left.
_OPENING = 1.0 - float(np.exp(-1.0))
_TAU_NMDA = 100.0  # [ms]

# Conductances of a synapse [nS].
_EXTERNAL = {"exc": 2.1, "inh": 1.62}
_AMPA = {"exc": 0.05, "inh": 0.04}
_NMDA = {"exc": 0.165, "inh": 0.13}
_GABA = {"exc": 1.3, "inh": 1.0}


@known_arguments
def wang2002(
    coherence: float = 0.0,
    *,
    stimulus: tuple[float, float] = (1000.0, 2000.0),
    seed: int = 1,
    threads: int | None = None,
    dt: float = 0.1,
    precision: Literal["double", "single"] = "double",
) -> lq.Network:
    """Network that decides between two noisy stimuli: two groups of neurons compete through shared inhibition.

    ============================  ======================================================================
    neurons                       240 ``A``, 240 ``B``, 1120 ``nonselective``, 400 ``inh``
    excitatory                    C_m 500 pF, g_L 25 nS, t_ref 2 ms
    inhibitory                    C_m 200 pF, g_L 20 nS, t_ref 1 ms
    both                          E_L -70 mV, V_th -50 mV, V_reset -55 mV
    synapses                      all to all, delay 0.5 ms, AMPA (2 ms), NMDA (2 and 100 ms), GABA (5 ms)
    between neurons of a choice   1.7 times as strong, from others onto them weaker, so that the mean stays
    background                    2400 Hz of AMPA into every neuron
    stimulus                      40 ± 4 Hz into ``A`` and ``B``, the mean times 1 ± coherence/100, redrawn
                                  every 50 ms
    V_m at the start              uniform between -70 and -50 mV
    ============================  ======================================================================

    NMDA channels of a synapse saturate: a spike opens a share of those that are closed. As they close with one time
    constant, this is `TsodyksMarkram` depression with that time constant of recovery.

    The rates of the stimuli are drawn by NumPy's default generator with the seed `seed`; all other random numbers are
    the network's own.

    Parameters
    ----------
    coherence : float
        In favour of A, from -100 to 100 [%].
    stimulus : tuple of float
        Beginning and end of the stimulus [ms], multiples of dt.
    seed : int
        Key of every random number of the network.
    threads : int, optional
        Threads to run on, by default as many as pay; results do not depend on it.
    dt : float
        Time step [ms], of which 0.5 ms is a multiple.
    precision : {"double", "single"}
        Of the state, see `lapicque.Network`.

    Returns
    -------
    Network
        With the populations named above, and the sources ``stimulus_A`` and ``stimulus_B``.

    Raises
    ------
    ValueError
        If `coherence` is not in its range, or `stimulus` does not end after it begins.

    References
    ----------
    Wang, X.-J. (2002). Probabilistic decision making by slow reverberation in cortical circuits. Neuron 36, 955-968.
    """
    coherence = number()(coherence, "coherence")
    if not -100.0 <= coherence <= 100.0:
        raise ValueError(f"coherence must be between -100 and 100, got {coherence}")
    if not isinstance(stimulus, (tuple, list)) or len(stimulus) != 2:
        raise type_error("stimulus", "a beginning and a later end", stimulus)
    start, stop = (number("ms")(time, f"stimulus[{k}]") for k, time in enumerate(stimulus))
    if not 0.0 <= start < stop:
        raise ValueError(f"stimulus must be a beginning and a later end, got {stimulus}")
    net = lq.Network(dt=dt, seed=seed, threads=threads, precision=precision)
    models = {"exc": _model(500.0, 25.0, 2.0), "inh": _model(200.0, 20.0, 1.0)}
    sizes = {"A": 240, "B": 240, "nonselective": 1120, "inh": 400}
    cells = {
        name: net.population(n, models["inh" if name == "inh" else "exc"], name=name, V_m=lq.Uniform(-70, -50))
        for name, n in sizes.items()
    }
    for name, population in cells.items():
        kind = "inh" if name == "inh" else "exc"
        background = lq.PoissonInput(rate=_BACKGROUND, weight=_EXTERNAL[kind], receptor="ampa")
        net.stimulate(population, background)
    _connect(net, cells)
    rng = np.random.default_rng(seed)
    for name, sign in (("A", 1.0), ("B", -1.0)):
        mean = _MEAN_STIMULUS * (1.0 + sign * coherence / 100.0)
        rate = _stimulus(mean, start, stop, dt, rng)
        source = net.poisson_source(sizes[name], rate, name=f"stimulus_{name}")
        net.connect(source, cells[name], lq.OneToOne(), weight=_EXTERNAL["exc"], delay=dt, receptor="ampa")
    return net


def _model(C_m: float, g_L: float, t_ref: float) -> lq.LIF:
    receptors = {
        "ampa": lq.ExpConductance(0.0, tau=2.0),
        "nmda": lq.NMDA(0.0, tau_rise=2.0, tau_decay=_TAU_NMDA, Mg=1.0),
        "gaba": lq.ExpConductance(-70.0, tau=5.0),
    }
    return lq.LIF(C_m=C_m, g_L=g_L, E_L=-70.0, V_th=-50.0, V_reset=-55.0, t_ref=t_ref, receptors=receptors)


def _strength(pre: str, post: str) -> float:
    if post in ("A", "B"):
        return _STRONG if pre == post else _WEAK
    return 1.0


def _connect(net: lq.Network, cells: Mapping[str, lq.Population]) -> None:
    saturation = lq.TsodyksMarkram(U=_OPENING, tau_rec=_TAU_NMDA, tau_fac=0.0)
    for pre_name, pre in cells.items():
        for post_name, post in cells.items():
            kind = "inh" if post_name == "inh" else "exc"
            rule = lq.AllToAll(autapses=False)
            if pre_name == "inh":
                net.connect(pre, post, rule, weight=_GABA[kind], delay=0.5, receptor="gaba")
                continue
            w = _strength(pre_name, post_name)
            net.connect(pre, post, rule, weight=w * _AMPA[kind], delay=0.5, receptor="ampa")
            net.connect(pre, post, rule, weight=w * _NMDA[kind], delay=0.5, receptor="nmda", synapse=saturation)


def _stimulus(mean: float, start: float, stop: float, dt: float, rng: np.random.Generator) -> lq.ArrayRate:
    """Rates that are redrawn every 50 ms from `start` to `stop`, and zero outside, on a grid that fits both."""
    every = next(step for step in (_STIMULUS_EVERY, 10.0, 1.0, dt) if _fits(step, start, stop, dt))
    times = np.arange(round(stop / every)) * every
    drawn = np.maximum(rng.normal(mean, _STIMULUS_STD, int((stop - start) / _STIMULUS_EVERY) + 1), 0.0)
    which = np.maximum((times - start + 1e-9) // _STIMULUS_EVERY, 0.0).astype(int)
    return lq.ArrayRate(np.where(times >= start - 1e-9, drawn[which], 0.0), every=every)


def _fits(step: float, start: float, stop: float, dt: float) -> bool:
    multiples = (step / dt, start / step, stop / step)
    return all(abs(number - round(number)) < 1e-6 for number in multiples)
