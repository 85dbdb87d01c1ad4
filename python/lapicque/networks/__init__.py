"""Published networks, each a function that returns a `lapicque.Network` ready to run.

``BY_NAME`` maps the names that the command ``lapicque run`` takes to these functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

from lapicque import _names
from lapicque._names import no_attribute
from lapicque.networks.brunel import brunel
from lapicque.networks.coba import coba
from lapicque.networks.cuba import cuba
from lapicque.networks.hh_coba import hh_coba
from lapicque.networks.microcircuit import microcircuit
from lapicque.networks.synfire import synfire
from lapicque.networks.vogels2011 import vogels2011
from lapicque.networks.wang2002 import wang2002

if TYPE_CHECKING:
    from lapicque.network import Network

__all__ = [
    "BY_NAME",
    "brunel",
    "coba",
    "cuba",
    "hh_coba",
    "microcircuit",
    "synfire",
    "vogels2011",
    "wang2002",
]
__dir__ = _names.only(__all__)

BY_NAME: Mapping[str, Callable[..., Network]] = MappingProxyType(
    {
        "brunel": brunel,
        "coba": coba,
        "cuba": cuba,
        "hh_coba": hh_coba,
        "microcircuit": microcircuit,
        "synfire": synfire,
        "vogels2011": vogels2011,
        "wang2002": wang2002,
    }
)

if not TYPE_CHECKING:

    def __getattr__(name: str) -> NoReturn:
        no_attribute("lapicque.networks", name, __all__)
