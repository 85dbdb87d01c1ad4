"""Rules of connection: who is connected to whom.

Indices count within the populations, or the parts of populations, that are connected. An autapse connects a neuron
with itself; multapses are several synapses of the same pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from lapicque import _core, _names, _units
from lapicque._description import Description, described
from lapicque._names import known_parameters
from lapicque._units import Number
from lapicque._values import FloatArray, IntArray, indices

__all__ = [
    "AllToAll",
    "FixedIndegree",
    "FixedOutdegree",
    "FixedProbability",
    "FixedTotal",
    "Matrix",
    "OneToOne",
    "Pairs",
]
__dir__ = _names.only(__all__)


class Rule(Description):
    """Base of the rules."""

    def _validate(self) -> None:
        _core.validate_rule(self._build())


@known_parameters
@described(_core.AllToAll)
@dataclass(frozen=True, eq=False, repr=False)
class AllToAll(Rule):
    """Every source with every target.

    Parameters
    ----------
    autapses : bool
        Whether a neuron may connect with itself.
    """

    autapses: bool = True


@known_parameters
@described(_core.OneToOne)
@dataclass(frozen=True, eq=False, repr=False)
class OneToOne(Rule):
    """Source i with target i; both sides have the same size."""


@known_parameters
@described(_core.FixedProbability)
@dataclass(frozen=True, eq=False, repr=False)
class FixedProbability(Rule):
    """Every pair independently with the same probability.

    Parameters
    ----------
    p : float
        Probability, 0 to 1.
    autapses : bool
        Whether a neuron may connect with itself.
    """

    p: Number
    autapses: bool = True


@known_parameters
@described(_core.FixedIndegree)
@dataclass(frozen=True, eq=False, repr=False)
class FixedIndegree(Rule):
    """The same number of sources for every target.

    Parameters
    ----------
    k : int
        Sources of a target.
    autapses, multapses : bool
        Whether a neuron may connect with itself, and a pair more than once.
    """

    k: int
    autapses: bool = True
    multapses: bool = True


@known_parameters
@described(_core.FixedOutdegree)
@dataclass(frozen=True, eq=False, repr=False)
class FixedOutdegree(Rule):
    """The same number of targets for every source.

    Parameters
    ----------
    k : int
        Targets of a source.
    autapses, multapses : bool
        Whether a neuron may connect with itself, and a pair more than once.
    """

    k: int
    autapses: bool = True
    multapses: bool = True


@known_parameters
@described(_core.FixedTotal)
@dataclass(frozen=True, eq=False, repr=False)
class FixedTotal(Rule):
    """A given number of synapses, both ends of each drawn at random.

    Parameters
    ----------
    n : int
        Synapses in all.
    autapses, multapses : bool
        Whether a neuron may connect with itself, and a pair more than once.
    """

    n: int
    autapses: bool = True
    multapses: bool = True


@known_parameters
@described(_core.Pairs)
@dataclass(frozen=True, eq=False, repr=False)
class Pairs(Rule):
    """Synapse j connects ``pre[j]`` with ``post[j]``.

    Parameters
    ----------
    pre, post : array of int, shape (synapses,)
        Indices of the two ends.
    """

    pre: Any
    post: Any


class SparseEntries(NamedTuple):
    """The stored entries of a sparse matrix."""

    shape: tuple[int, int]
    row: IntArray
    col: IntArray
    data: FloatArray

    def tocoo(self) -> SparseEntries:
        """Return itself: it is in coordinate form."""
        return self


@known_parameters
@dataclass(frozen=True, eq=False, repr=False)
class Matrix(Rule):
    """The weights themselves: entry ``[i, j]`` is the weight from source i to target j.

    Parameters
    ----------
    values : array of shape (n_pre, n_post), or a sparse matrix of scipy
        Weights in the unit of the receptor. The nonzero entries of an array, the stored entries of a sparse matrix,
        each become a synapse.
    unit : str, optional
        Unit of the weights, found by itself where they bring one.
    """

    values: Any
    unit: str | None = None

    def __post_init__(self) -> None:
        """Keep a read-only copy of the entries."""
        sparse = hasattr(self.values, "tocoo")
        given, unit = _units.remembered(() if sparse else self.values, self.unit, "values")
        object.__setattr__(self, "values", _read_sparse(self.values) if sparse else _read_dense(given))
        object.__setattr__(self, "unit", unit)
        self._validate()

    def _build(self) -> Any:
        if isinstance(self.values, SparseEntries):
            (n_pre, n_post), row, col, data = self.values
            return _core.Matrix.from_sparse(n_pre, n_post, row, col, data)
        return _core.Matrix.from_dense(self.values)


def _read_dense(matrix: Any) -> FloatArray:
    values = _core.array(matrix, "values", 2).copy()
    values.setflags(write=False)
    return values


def _read_sparse(matrix: Any) -> SparseEntries:
    entries = matrix.tocoo()
    if len(entries.shape) != 2:
        raise ValueError(f"values must have the shape (n_pre, n_post), got {entries.shape}")
    data = _core.array(entries.data, "values", 1).copy()
    data.setflags(write=False)
    shape = (int(entries.shape[0]), int(entries.shape[1]))
    return SparseEntries(shape, indices(entries.row, "values.row"), indices(entries.col, "values.col"), data)
