"""Populations of neurons or of sources, and parts of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from lapicque import _core, _names, _units
from lapicque._values import FloatArray, IntArray, short, type_error
from lapicque.models import Model

__all__ = ["Population", "Selection"]
__dir__ = _names.only(__all__)


class Selection:
    """Some neurons of one population, in a given order: what connections, stimuli and recorders are applied to.

    Made by indexing a population: ``exc[:10]``, ``exc[5]``, ``exc[[3, 1, 4]]``, ``exc[mask]``; indexing it again
    selects from it. Negative indices count from the end.

    The state variables (``V_m``, ``I_exc``, ...) are attributes of shape (n,). For slices they are views of the live
    state: they change as the network runs, and writing into them changes it. Index arrays and masks give a read-only
    copy. Setting an attribute, ``exc[[3, 1]].V_m = -60``, writes the live state in every case; values must be finite.

    Raises
    ------
    IndexError
        For an index that is out of range, or a mask of another length.
    AttributeError
        For an unknown state variable.
    """

    _handle: _core.Population
    _selection: _core.Selection
    _population: Population
    _index: range | IntArray

    def __init__(self, population: Population, index: range | IntArray) -> None:
        core = population._handle
        if isinstance(index, range):
            selection = core.slice(index.start, len(index), index.step if len(index) > 1 else 1)
        else:
            selection = core.select(index)
        object.__setattr__(self, "_handle", core)
        object.__setattr__(self, "_selection", selection)
        object.__setattr__(self, "_population", population)
        object.__setattr__(self, "_index", index)

    @property
    def population(self) -> Population:
        """The population that the neurons belong to."""
        return self._population

    @property
    def size(self) -> int:
        """Number of neurons."""
        return len(self._index)

    @property
    def indices(self) -> IntArray:
        """Index of each neuron in its population, shape (n,); a copy."""
        return np.array(self._index, dtype=np.int64)

    def __len__(self) -> int:
        return len(self._index)

    def __getitem__(self, key: Any) -> Selection:
        return Selection(self.population, _select(self._index, key, repr(self)))

    def __iter__(self) -> Iterator[Selection]:
        return (self[j] for j in range(len(self)))

    def __getattr__(self, name: str) -> FloatArray:
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        if name not in self._handle.state_names():
            self._refuse_parameter(name)
            _names.no_attribute(repr(self), name, dir(self))
        live = self._handle.state(name)[self._as_key()]
        if not isinstance(self._index, range):
            live.setflags(write=False)
        return live

    def __setattr__(self, name: str, value: object) -> None:
        if name not in self._handle.state_names():
            self._refuse_parameter(name)
            _names.no_attribute(repr(self), name, self._handle.state_names())
        values = np.asarray(_core.parameter(_units.in_unit(value, _units.of_state(name) or _units.NONE, name), name))
        if values.ndim == 1 and len(values) != len(self):
            raise ValueError(f"{name} must be one value or one a neuron ({len(self)}), got {len(values)} values")
        if not np.isfinite(values).all():
            first = values.ravel()[~np.isfinite(values.ravel())][0]
            raise ValueError(f"{name} must be finite, got {first}")
        self._handle.state(name)[self._as_key()] = values

    def __dir__(self) -> list[str]:
        public = ["indices", "population", "size", *(("model", "name") if isinstance(self, Population) else ())]
        return public + self._handle.state_names()

    def __repr__(self) -> str:
        where = short(self._index, 60) if not isinstance(self._index, range) else str(self._index)[5:]
        return f"<{len(self)} of {self._population!r}: {where}>"

    def _refuse_parameter(self, name: str) -> None:
        """Say where a parameter is found, and that it stays."""
        if not name.startswith("_") and name in getattr(self.population.model, "_readers", ()):
            where = f"it is .population.model.{name}, and stays as it is"
            raise AttributeError(f"{name} of {self!r} is a parameter, not a state variable: {where}")

    def _as_key(self) -> slice | IntArray:
        if not isinstance(self._index, range):
            return self._index
        start, stop, step = self._index.start, self._index.stop, self._index.step
        return slice(start, stop if stop >= 0 else None, step)


class Population(Selection):
    """A population of neurons, or of sources of spikes; as a `Selection` it is all of them.

    Made by `Network.population`, and by `Network.poisson_source`, `Network.gamma_source` and `Network.spike_source`.
    """

    _model: Model | None
    _what: str

    def __init__(self, core: _core.Population, model: Model | None, what: str) -> None:
        object.__setattr__(self, "_handle", core)
        object.__setattr__(self, "_selection", core.all())
        object.__setattr__(self, "_model", model)
        object.__setattr__(self, "_what", what)
        object.__setattr__(self, "_index", range(len(core)))

    @property
    def population(self) -> Population:
        """The population itself."""
        return self

    @property
    def name(self) -> str:
        """Name, unique in the network."""
        return self._handle.name

    @property
    def model(self) -> Any:
        """Neuron model; None for sources."""
        return self._model

    def __repr__(self) -> str:
        return f"<Population {self.name!r}: {len(self)} {self._what}>"


def _select(index: range | IntArray, key: Any, owner: str) -> range | IntArray:
    """The part of `index` that `key` stands for."""
    part: range | IntArray
    if isinstance(key, slice):
        part = index[key]
        return part
    allowed = "an integer, a slice, or a one-dimensional array of indices or booleans"
    try:
        array = np.asarray(key)
    except ValueError:
        raise type_error("index", allowed, key) from None
    mask = array.ndim == 1 and array.dtype == bool
    if isinstance(key, tuple) or (array.size and not mask and array.dtype.kind not in "iu"):
        raise type_error("index", allowed, key)
    if mask:
        if len(array) != len(index):
            raise IndexError(f"mask must have {len(index)} elements for {owner}, got {len(array)}")
        key = np.flatnonzero(array)
    wanted = _core.indices(array.reshape(1) if array.ndim == 0 else key, "index")
    return _pick(index, wanted, owner) if array.ndim else _one(index, int(wanted[0]), owner)


def _pick(index: range | IntArray, wanted: npt.NDArray[np.int64], owner: str) -> IntArray:
    outside = (wanted < -len(index)) | (wanted >= len(index))
    if outside.any():
        _refuse_index(int(wanted[outside][0]), len(index), owner)
    return np.asarray(index, dtype=np.int64)[wanted]


def _one(index: range | IntArray, wanted: int, owner: str) -> range | IntArray:
    if not -len(index) <= wanted < len(index):
        _refuse_index(wanted, len(index), owner)
    position = wanted % len(index)
    one: range | IntArray = index[position : position + 1]
    return one


def _refuse_index(wanted: int, size: int, owner: str) -> None:
    allowed = f"from {-size} to {size - 1}" if size else "absent"
    raise IndexError(f"index must be {allowed} for {owner}, got {wanted}")
