"""Models, receptors, distributions, rules and stimuli as values: defaults, equality, repr, copies, refusals at once."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import numpy as np
import pytest
from scipy import sparse

import lapicque as lq

EXAMPLES = [
    lq.LIF(),
    lq.LIF(V_th=np.array([-50.0, -51.0]), g_L=25.0),
    lq.LIF(receptors={"syn": lq.Delta(sign=1), "slow": lq.BiExpCurrent(1.0, [10.0, 20.0])}),
    lq.ExpCurrent(tau=[1.0, 2.0]),
    lq.AlphaCurrent(3.0, sign=-1),
    lq.BiExpCurrent(),
    lq.Delta(),
    lq.Uniform(-60, -50),
    lq.Normal(1.0, 2.0, min=0.0),
    lq.LogNormal(0.1, 0.5, max=10.0),
    lq.Exponential(2.0),
    lq.AllToAll(autapses=False),
    lq.OneToOne(),
    lq.FixedProbability(0.1),
    lq.FixedIndegree(3, multapses=False),
    lq.FixedOutdegree(np.int32(4)),
    lq.FixedTotal(5),
    lq.Pairs([0, 1], [2, 3]),
    lq.Matrix(np.eye(2)),
    lq.Matrix(sparse.csr_matrix([[0.0, 2.0], [3.0, 0.0]])),
    lq.Step(1.0, 2.0, 3.0),
    lq.Steps([0.0, 1.0], [1.0, 2.0]),
    lq.Sine(amplitude=1.0),
    lq.Ramp(0.0, 1.0, 2.0, 3.0),
    lq.ArrayCurrent([[1.0, 2.0], [3.0, 4.0]]),
    lq.WhiteNoise(mean=[1.0, 2.0], std=3.0),
    lq.WhiteNoise(intensity=3.0, stop=10.0),
    lq.OrnsteinUhlenbeck(1.0, [2.0, 3.0], 4.0),
    lq.PoissonInput(rate=[1.0, 2.0], weight=3.0),
    lq.PoissonInput(rate=lq.SineRate(5.0, 2.0), weight=3.0),
    lq.ArrayRate([1.0, 2.0], every=5.0),
    lq.SineRate(5.0, -2.0, frequency=4.0, phase=90.0),
]
BY_NAME = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: type(example).__name__)


@BY_NAME
def test_equal_to_its_copies(example: Any) -> None:
    for twin in (copy.copy(example), copy.deepcopy(example), pickle.loads(pickle.dumps(example)), example.replace()):
        assert twin is not example
        assert twin == example
        assert hash(twin) == hash(example)
        assert type(twin) is type(example)
    assert example != object()
    assert example != "text"


@BY_NAME
def test_frozen(example: Any) -> None:
    for field in dataclasses.fields(example):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(example, field.name, 1.0)
        value = getattr(example, field.name)
        if isinstance(value, np.ndarray):
            with pytest.raises(ValueError, match="read-only"):
                value[...] = 0.0


@BY_NAME
def test_repr_can_be_read_back(example: Any) -> None:
    names: dict[str, Any] = {**vars(lq), "array": np.array, "inf": np.inf, "dtype": np.dtype}
    names["SparseEntries"] = lq.rules.SparseEntries  # type: ignore[attr-defined]
    assert eval(repr(example), names) == example


def test_different_values_differ() -> None:
    for i, a in enumerate(EXAMPLES):
        assert all(a != b for b in EXAMPLES[i + 1 :])
    assert lq.LIF(V_th=[-50.0, -51.0]) != lq.LIF(V_th=[-50.0, -52.0])
    assert lq.LIF(V_th=[-50.0, -50.0]) != lq.LIF(V_th=-50.0)
    assert lq.ExpCurrent() != lq.AlphaCurrent()


def test_long_arrays_have_short_reprs() -> None:
    assert len(repr(lq.LIF(V_th=np.linspace(-50, -40, 100_000)))) < 500


def test_parameters_are_copied() -> None:
    thresholds = np.array([-50.0, -51.0])
    model = lq.LIF(V_th=thresholds)
    thresholds[:] = 0.0
    np.testing.assert_array_equal(model.V_th, [-50.0, -51.0])
    receptors: dict[str, Any] = {"syn": lq.Delta()}
    model = lq.LIF(receptors=receptors)
    receptors.clear()
    assert list(model.receptors) == ["syn"]
    with pytest.raises(TypeError):
        model.receptors["other"] = lq.Delta()  # type: ignore[index]


@pytest.mark.parametrize(
    "dtype", [np.int8, np.uint16, np.int64, np.float16, np.float32, np.float64, np.longdouble, ">f8"]
)
def test_every_real_dtype_is_taken(dtype: Any) -> None:
    model = lq.LIF(C_m=np.array([100, 120], dtype=dtype), tau_m=np.array(5, dtype=dtype), I_e=np.ones(1, dtype)[0])
    assert isinstance(model.C_m, np.ndarray)
    assert model.C_m.dtype == np.float64
    np.testing.assert_array_equal(model.C_m, [100.0, 120.0])
    assert type(model.tau_m) is float
    assert model.tau_m == 5.0
    assert type(model.I_e) is float


def test_strided_arrays_are_taken_in_their_order() -> None:
    values = np.arange(1.0, 21.0).reshape(10, 2)
    np.testing.assert_array_equal(lq.ExpCurrent(tau=values[::-3, 1]).tau, values[::-3, 1])
    np.testing.assert_array_equal(lq.ArrayCurrent(values.T).values, values.T)


def test_replace() -> None:
    model = lq.LIF(C_m=200, receptors={"syn": lq.Delta()})
    changed = model.replace(V_th=-52)
    assert (changed.V_th, changed.C_m, list(changed.receptors)) == (-52.0, 200.0, ["syn"])
    assert model.V_th == -55.0
    by_conductance = model.replace(g_L=10)
    assert (by_conductance.g_L, by_conductance.tau_m) == (10.0, None)
    assert by_conductance.membrane_time_constant == 20.0
    assert by_conductance.replace(E_L=-60).g_L == 10.0
    assert by_conductance.replace(tau_m=5).g_L is None
    with pytest.raises(ValueError, match=r"tau_m must be positive .* got -1"):
        model.replace(tau_m=-1)
    with pytest.raises(TypeError, match="LIF has no parameter 'V_thresh'; did you mean 'V_th'"):
        model.replace(V_thresh=-50)


def test_membrane_time_constant() -> None:
    assert lq.LIF().membrane_time_constant == 10.0
    np.testing.assert_array_equal(lq.LIF(C_m=[100, 200], g_L=10).membrane_time_constant, [10.0, 20.0])


def test_unknown_receptor_name() -> None:
    with pytest.raises(KeyError, match="there is no receptor 'ex'; did you mean 'exc'"):
        lq.LIF().receptors["ex"]


@pytest.mark.parametrize("make", [sparse.coo_matrix, sparse.csr_matrix, sparse.csc_array, sparse.coo_array])
def test_sparse_matrices_keep_their_stored_entries(make: Any) -> None:
    dense = np.array([[0.0, 1.5, 0.0], [2.5, 0.0, -3.5]])
    matrix = lq.Matrix(make(dense))
    assert matrix.values.shape == (2, 3)
    np.testing.assert_array_equal(sparse.coo_matrix((matrix.values.data, matrix.values[1:3])).toarray(), dense)


def test_import_does_not_need_scipy_for_sparse_matrices() -> None:
    class Coordinates:
        shape = (2, 2)
        row, col, data = np.array([0, 1]), np.array([1, 0]), np.array([1, 2])

        def tocoo(self) -> Coordinates:
            return self

    assert lq.Matrix(Coordinates()) == lq.Matrix(sparse.csr_matrix([[0, 1], [2, 0]]))
