"""What the neuron models have in common."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from lapicque._description import Description
from lapicque._names import Named
from lapicque._values import Reader, encodable, type_error
from lapicque.models.receptors import ExpCurrent, Receptor


def read_receptors(value: Any, name: str) -> Named[Receptor]:
    """A dict of receptors by name, in normal form."""
    if not isinstance(value, Mapping):
        raise type_error(name, "a dict of receptors by name", value)
    for key, receptor in value.items():
        if not isinstance(key, str):
            raise type_error(name, "a dict of receptors by name", value)
        encodable(key, f"a name in {name}")
        if not isinstance(receptor, Receptor):
            raise type_error(f"{name}[{key!r}]", "a receptor such as ExpCurrent()", receptor)
    return Named(dict(value), "receptor")


def default_receptors() -> dict[str, Receptor]:
    """A pair of currents that decay."""
    return {"exc": ExpCurrent(), "inh": ExpCurrent()}


def _callers_level() -> int:
    """How many calls up the code of the user is."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith("lapicque"):
        level, frame = level + 1, frame.f_back
    return level


# Potentials in volts are below this number of mV, and no neuron has all of them there.
_SMALLEST_POTENTIAL = 0.2
_POTENTIALS = ("E_L", "V_th", "V_reset", "V_peak", "V_c", "V_T", "V_T_star", "E_Na", "E_K")


class Model(Description):
    """Base of the neuron models."""

    receptors: Mapping[str, Receptor]
    _readers: ClassVar[Mapping[str, Reader]] = {"receptors": read_receptors}

    def __post_init__(self) -> None:
        """Read and judge the parameters; say so where potentials seem to be in volts."""
        super().__post_init__()
        given = {name: np.abs(getattr(self, name)).max() for name in _POTENTIALS if hasattr(self, name)}
        if 0.0 < max(given.values(), default=0.0) < _SMALLEST_POTENTIAL:
            first = next(name for name, size in given.items() if size > 0.0)
            millivolts = 1e3 * np.ravel(getattr(self, first))[0]
            text = f"{', '.join(given)} of {type(self).__name__} are in mV, and all are below {_SMALLEST_POTENTIAL} mV"
            warnings.warn(
                f"{text}; if they are in V, give {first}={millivolts:g} and so on",
                UserWarning,
                stacklevel=_callers_level(),
            )

    def _validate(self) -> None:
        self._build().validate()

    def _weight_unit(self, receptor: str | None) -> str | None:
        """Unit of weights onto a receptor; None if that is not known, or not the same for all that could be meant."""
        meant = self.receptors if receptor is None else [receptor]
        units = {self.receptors[name].weight_unit for name in meant if name in self.receptors}
        return units.pop() if len(units) == 1 else None
