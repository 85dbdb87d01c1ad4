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

from lapicque import (
    _core,
    _info,
    distributions,
    models,
    network,
    population,
    projection,
    rates,
    results,
    rules,
    simulation,
    stimuli,
    synapses,
    weights,
)
from lapicque._info import *
from lapicque._names import no_public_name
from lapicque.distributions import *
from lapicque.models import *
from lapicque.network import *
from lapicque.population import *
from lapicque.projection import *
from lapicque.rates import *
from lapicque.results import *
from lapicque.rules import *
from lapicque.simulation import *
from lapicque.stimuli import *
from lapicque.synapses import *
from lapicque.weights import *

if TYPE_CHECKING:
    from lapicque import networks, plot, theory

__version__: str = _core.version()

__all__ = ["__version__", "networks", "plot", "theory"]
__all__ += _info.__all__
__all__ += distributions.__all__
__all__ += models.__all__
__all__ += network.__all__
__all__ += population.__all__
__all__ += projection.__all__
__all__ += rates.__all__
__all__ += results.__all__
__all__ += rules.__all__
__all__ += simulation.__all__
__all__ += stimuli.__all__
__all__ += synapses.__all__
__all__ += weights.__all__

_SUBMODULES = ("networks", "plot", "theory")


def __getattr__(name: str) -> Any:
    # Imported when first used, so that a simulation does not wait for what only some need.
    if name not in _SUBMODULES:
        no_public_name("lapicque", name, __all__)
    return importlib.import_module(f"lapicque.{name}")


def __dir__() -> list[str]:
    return sorted(__all__)
