"""Plots of results. Each takes ``ax=``, draws on it (or on a new one) and returns it; none calls ``show()``.

matplotlib is imported by the call that needs it: ``pip install 'lapicque[plot]'``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from lapicque import _names
from lapicque._names import no_attribute
from lapicque.plot.fi_curve import fi_curve
from lapicque.plot.isi import isi
from lapicque.plot.neuron import neuron
from lapicque.plot.raster import raster
from lapicque.plot.rate import rate
from lapicque.plot.trace import trace
from lapicque.plot.weights import weights

__all__ = ["fi_curve", "isi", "neuron", "raster", "rate", "trace", "weights"]
__dir__ = _names.only(__all__)

if not TYPE_CHECKING:

    def __getattr__(name: str) -> NoReturn:
        no_attribute("lapicque.plot", name, __all__)
