"""Parts of populations, live views of their state, and who keeps them alive."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import numpy as np
import pytest

import lapicque as lq
from small_network import noisy, spikes_of

# Parts of populations


PARTS = [
    slice(None),
    slice(2, 7),
    slice(-4, None),
    slice(None, None, 3),
    slice(None, None, -2),
    slice(8, 2, -3),
    slice(4, 4),
    slice(5, 1000),
    3,
    -1,
    np.int32(4),
    [3, 1, 4],
    [-1, 0],
    (np.array([7, 2], dtype=np.uint8)),
    np.arange(10) % 3 == 0,
    [True] * 5 + [False] * 5,
    [],
]


@pytest.mark.parametrize("key", PARTS, ids=str)
def test_parts_are_those_of_an_array(key: Any) -> None:
    cells = lq.Network().population(10, lq.LIF(), V_m=np.arange(10.0) - 80)
    part = cells[key]
    expected = np.atleast_1d(np.arange(10)[np.array(key, dtype=int) if isinstance(key, list) and not key else key])
    np.testing.assert_array_equal(part.indices, expected)
    np.testing.assert_array_equal(part.V_m, expected - 80.0)
    assert len(part) == part.size == len(expected)
    assert part.population is cells


def test_parts_of_parts() -> None:
    cells = lq.Network().population(20, lq.LIF())
    np.testing.assert_array_equal(cells[2:15][::-2][1:3].indices, np.arange(20)[2:15][::-2][1:3])
    np.testing.assert_array_equal(cells[5:10][[4, 0]].indices, [9, 5])
    np.testing.assert_array_equal(cells[[4, 0, 7]][-1].indices, [7])
    np.testing.assert_array_equal(cells[[4, 0, 7]][1:].indices, [0, 7])
    np.testing.assert_array_equal(cells[::4][np.array([True, False, False, False, True])].indices, [0, 16])
    with pytest.raises(IndexError, match=r"index must be from -5 to 4 for .*, got 5"):
        cells[5:10][5]
    assert [part.indices.tolist() for part in cells[:3]] == [[0], [1], [2]]


def test_views_of_slices_are_live_and_index_arrays_are_copies() -> None:
    net = lq.Network()
    cells = net.population(10, lq.LIF(I_e=300.0))
    whole, part, backwards = cells.V_m, cells[2:8:2].V_m, cells[::-1].V_m
    copy = cells[[1, 2]].V_m
    for view in (part, backwards):
        assert np.shares_memory(view, whole)
        assert view.flags.writeable
    assert not np.shares_memory(copy, whole)
    with pytest.raises(ValueError, match="read-only"):
        copy[0] = 0.0
    net.run(5.0)
    assert whole[0] > -70.0
    np.testing.assert_array_equal(whole, cells.V_m)
    np.testing.assert_array_equal(part, whole[2:8:2])
    np.testing.assert_array_equal(backwards, whole[::-1])
    np.testing.assert_array_equal(copy, [-70.0, -70.0])


def test_setting_state_writes_in_place() -> None:
    cells = lq.Network().population(6, lq.LIF())
    view = cells.V_m
    cells.V_m = -61
    cells[:2].V_m = [-62, -63]
    cells[[5, 3]].V_m = np.array([-64.0, -65.0])
    cells[-2].V_m = -66.0
    cells[2:3].V_m += 1.0
    np.testing.assert_array_equal(view, [-62.0, -63.0, -60.0, -65.0, -66.0, -64.0])


def test_writes_change_the_run_as_initial_values_would() -> None:
    V = np.linspace(-70, -56, 40)
    net, cells, spikes = noisy()
    cells.V_m[:] = V
    cells[3:5].I_exc = 100.0
    net.run(50.0)
    net2 = lq.Network(seed=3)
    current = np.zeros(40)
    current[3:5] = 100.0
    other = net2.population(40, lq.LIF(), V_m=V, I_exc=current)
    net2.stimulate(other, lq.PoissonInput(rate=9000.0, weight=45.0, receptor="exc"))
    net2.connect(other, other, lq.FixedProbability(0.2), weight=30.0, delay=1.5, receptor="exc")
    spikes2 = net2.record(other, "spikes")
    net2.run(50.0)
    assert spikes_of(spikes) == spikes_of(spikes2)
    untouched, _, spikes3 = noisy()
    untouched.run(50.0)
    assert spikes_of(spikes3) != spikes_of(spikes)


# Lifetimes


def test_views_outlive_the_network() -> None:
    net, cells, _ = noisy(5000)
    net.run(1.0)
    view, part, expected = cells.V_m, cells[10:20].V_m, cells.V_m.copy()
    gone = weakref.ref(net)
    del net, cells, _
    gc.collect()
    assert gone() is None
    rubbish = [np.full(5000, np.nan) for _ in range(50)]
    np.testing.assert_array_equal(view, expected)
    np.testing.assert_array_equal(part, expected[10:20])
    view[:] = 1.0
    assert part[0] == 1.0
    del rubbish


def test_handles_outlive_the_network() -> None:
    net = lq.Network()
    cells = net.population(3, lq.LIF(I_e=1000.0))
    projection = net.connect(cells, cells, lq.AllToAll(), weight=1.0, receptor="exc")
    spikes, trace, part = net.record(cells, "spikes"), net.record(cells, "V_m"), cells[1:]
    net.run(20.0)
    del net, cells
    gc.collect()
    assert len(projection) == 9
    assert projection.weights.tolist() == [1.0] * 9
    assert len(spikes.t) >= 3
    assert trace.V_m.shape == (201, 3)
    assert part.V_m.shape == (2,)


def test_a_dropped_network_gives_its_memory_back() -> None:
    """No cycle holds it until the garbage collector comes."""
    gc.collect()
    gc.disable()
    try:
        net, cells, spikes = noisy()
        net.run(1.0)
        gone = weakref.ref(net), weakref.ref(cells), weakref.ref(spikes)
        del net, cells, spikes
        assert [ref() for ref in gone] == [None] * 3
    finally:
        gc.enable()
