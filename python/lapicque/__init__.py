"""Lapicque: point neurons and networks of them, simulated exactly and repeatably.

Units are ms, mV, pF, nS, pA and Hz throughout.

>>> import lapicque as lq
>>> net = lq.Network(seed=1)
>>> cells = net.population(100, lq.LIF(I_e=400), V_m=lq.Uniform(-70, -55))
>>> spikes = net.record(cells, "spikes")
>>> net.run(1000)
>>> spikes.rates().shape
(100,)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from lapicque import _core
from lapicque._info import info
from lapicque._names import no_attribute
from lapicque.distributions import Exponential, LogNormal, Normal, Uniform
from lapicque.models import (
    EIF,
    GIF,
    LIF,
    NMDA,
    QIF,
    AdEx,
    AlphaConductance,
    AlphaCurrent,
    BiExpConductance,
    BiExpCurrent,
    Delta,
    ExpConductance,
    ExpCurrent,
    HodgkinHuxley,
    Izhikevich,
    TraubMiles,
)
from lapicque.network import Network
from lapicque.population import Population, Selection
from lapicque.projection import Projection, Synapses
from lapicque.rates import ArrayRate, SineRate
from lapicque.results import SpikeData, Trace
from lapicque.rules import (
    AllToAll,
    FixedIndegree,
    FixedOutdegree,
    FixedProbability,
    FixedTotal,
    Matrix,
    OneToOne,
    Pairs,
)
from lapicque.simulate import Simulation, simulate
from lapicque.stimuli import (
    ArrayCurrent,
    OrnsteinUhlenbeck,
    PoissonInput,
    Ramp,
    Sine,
    Step,
    Steps,
    WhiteNoise,
)
from lapicque.synapses import STDP, Static, TripletSTDP, TsodyksMarkram, VogelsSprekeler
from lapicque.weights import WeightTrace

if TYPE_CHECKING:
    from lapicque import networks, plot, theory

__version__: str = _core.version()

__all__ = [
    "EIF",
    "GIF",
    "LIF",
    "NMDA",
    "QIF",
    "STDP",
    "AdEx",
    "AllToAll",
    "AlphaConductance",
    "AlphaCurrent",
    "ArrayCurrent",
    "ArrayRate",
    "BiExpConductance",
    "BiExpCurrent",
    "Delta",
    "ExpConductance",
    "ExpCurrent",
    "Exponential",
    "FixedIndegree",
    "FixedOutdegree",
    "FixedProbability",
    "FixedTotal",
    "HodgkinHuxley",
    "Izhikevich",
    "LogNormal",
    "Matrix",
    "Network",
    "Normal",
    "OneToOne",
    "OrnsteinUhlenbeck",
    "Pairs",
    "PoissonInput",
    "Population",
    "Projection",
    "Ramp",
    "Selection",
    "Simulation",
    "Sine",
    "SineRate",
    "SpikeData",
    "Static",
    "Step",
    "Steps",
    "Synapses",
    "Trace",
    "TraubMiles",
    "TripletSTDP",
    "TsodyksMarkram",
    "Uniform",
    "VogelsSprekeler",
    "WeightTrace",
    "WhiteNoise",
    "__version__",
    "info",
    "networks",
    "plot",
    "simulate",
    "theory",
]

_SUBMODULES = ("networks", "plot", "theory")


def __getattr__(name: str) -> Any:
    # Imported when first used, so that a simulation does not wait for what only some need.
    if name not in _SUBMODULES:
        no_attribute("lapicque", name, __all__)
    return importlib.import_module(f"lapicque.{name}")


def __dir__() -> list[str]:
    return __all__
