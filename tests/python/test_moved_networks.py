"""``net.threads = n`` between runs: a network that is divided anew goes on with the same bits.

Everything that shards hold has to come along: spikes under way, on the grid and off it, plastic weights, traces of
sources, spike histories of targets and recorders.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

import lapicque as lq
from random_networks import descriptions
from side_by_side import Description, Pair
from test_precise_networks import Recurrent
from test_reference import CORPUS, profile
from test_same_bits import DURATION, Kept, assert_same_bits, every_member, whole
from test_threads import Everything

THREADS = [1, 2, 3, 5, 8]


def moves(seed: int, steps: int, most: int = 40) -> list[tuple[int, int]]:
    """Random numbers of threads, and of steps that each of them runs."""
    rng = np.random.default_rng(seed)
    plan = []
    while steps > 0:
        n = min(steps, int(rng.integers(0, most)))
        plan.append((int(rng.choice(THREADS)), n))
        steps -= n
    return plan


class Moved(Pair):
    """The package's network is moved at random times, the reference has no threads."""

    def __init__(self, d: Description) -> None:
        super().__init__(d)
        self.seed = 0

    def advance(self, steps: int) -> None:
        self.seed += 1
        for threads, n in moves(self.seed, steps, 15):
            self.net.threads = threads
            assert self.net.threads == threads
            self.net.run(n * self.d.dt)


@every_member
def test_every_model(name: str, precision: str) -> None:
    """With synapses of every dynamics, gap junctions, noise, gamma trains and recorders."""
    kept = Kept(name, precision, threads=3)
    for threads, n in moves(5, round(DURATION / 0.2), 90):
        kept.net.threads = threads
        kept.net.run(n * 0.2)
    assert_same_bits(kept.run([0.0]), whole(name, precision))


def test_every_rule_and_stimulus() -> None:
    expected = Everything(threads=1).run([100.0])
    network = Everything(threads=2)
    for threads, n in moves(1, 1000):
        network.net.threads = threads
        network.net.run(n * 0.1)
    found = network.results()
    assert [name for name in expected if found[name].tobytes() != expected[name].tobytes()] == []


def test_spikes_off_the_grid() -> None:
    expected = Recurrent(0.1, 1, drawn=True, noise=1000.0).run([100.0])
    network = Recurrent(0.1, 3, drawn=True, noise=1000.0)
    for threads, n in moves(2, 1000):
        network.net.threads = threads
        network.net.run(n * 0.1)
    found = network.run([0.0])
    assert len(expected) > 2
    assert [name for name in expected if np.array(found[name]).tobytes() != np.array(expected[name]).tobytes()] == []


@pytest.mark.parametrize("name", sorted(CORPUS))
def test_networks_of_the_reference(name: str) -> None:
    pair = Moved(CORPUS[name])
    for stage in CORPUS[name].stages:
        assert pair.run(stage)


@profile
@given(descriptions())
def test_random_networks(description: Description) -> None:
    """Connected, stimulated and recorded while they run, and moved at random times."""
    pair = Moved(description)
    for stage in description.stages:
        if not pair.run(stage):
            return


def learning(threads: int) -> tuple[Any, Any, Any]:
    """A network whose plastic synapses wait for longer than the second after which silent sources are looked at."""
    net = lq.Network(dt=1.0, seed=3, threads=threads)
    pre = net.spike_source([[5.0, 1900.0 + k, 3300.0] for k in range(20)])
    cells = net.population(300, lq.LIF(I_e=400.0), V_m=lq.Uniform(-70.0, -55.0))
    learned = net.connect(
        pre, cells, lq.FixedProbability(0.5), weight=50.0, delay=lq.Uniform(1.0, 60.0), receptor="exc",
        synapse=lq.STDP(tau_plus=400.0, tau_minus=300.0, lambda_=0.1, Wmax=100.0),
    )  # fmt: skip
    return net, learned, net.record(learned, "weights", every=50.0)


def test_synapses_that_wait_for_seconds() -> None:
    net, learned, trace = learning(1)
    net.run(4000.0)
    moved, moved_learned, moved_trace = learning(2)
    for threads, duration in ((2, 1010.0), (5, 7.0), (1, 983.0), (3, 1300.0), (2, 700.0)):
        moved.threads = threads
        moved.run(duration)
    assert np.ptp(learned.weights) > 1.0
    assert learned.weights.tobytes() == moved_learned.weights.tobytes()
    assert trace.weights.tobytes() == moved_trace.weights.tobytes()
    assert trace.t.tobytes() == moved_trace.t.tobytes()


def test_reset_after_a_move_repeats_the_run() -> None:
    kept = Kept("LIF", "double", threads=2)
    kept.net.run(30.0)
    kept.net.threads = 5
    kept.net.run(10.0)
    kept.net.reset()
    kept.net.threads = 3
    assert_same_bits(kept.run([DURATION]), whole("LIF", "double"))


def test_synapses_made_later_know_nothing_of_spikes_before() -> None:
    """A spike fired before a projection was made has no effect through it, wherever the network is moved."""

    def potentials(threads: tuple[int, int]) -> Any:
        net = lq.Network(dt=1.0, threads=threads[0])
        source = net.spike_source([[2.0], [12.0]])
        cells = net.population(2, lq.LIF(receptors={"jump": lq.Delta()}))
        net.connect(source, cells, lq.OneToOne(), weight=1.0, delay=20.0)
        trace = net.record(cells)
        net.run(5.0)
        net.connect(source, cells, lq.OneToOne(), weight=100.0, delay=20.0)
        net.run(1.0)
        net.threads = threads[1]
        net.run(60.0)
        return np.array(cells.V_m), np.array(trace.t), np.array(trace.i)

    for found, expected in zip(potentials((1, 3)), potentials((2, 2)), strict=True):
        assert found.tobytes() == expected.tobytes()
    assert potentials((1, 3))[2].tolist() == [1]


def test_a_network_that_grew_gets_more_threads() -> None:
    """threads=None chooses again: one neuron needs one thread, 50,000 more are worth all there are."""
    net = lq.Network()
    net.population(1, lq.LIF())
    net.run(0.0)
    assert net.threads == 1
    net.population(50_000, lq.HodgkinHuxley())
    net.run(0.0)
    assert net.threads == lq.info()["threads"]
    net.threads = 1
    assert net.threads == 1
    net.threads = None
    assert net.threads == lq.info()["threads"]


@pytest.mark.parametrize("threads", [0, -1, 1025, 2**40, 1.5, "two"])
def test_bad_numbers_are_refused(threads: Any) -> None:
    net = lq.Network(threads=2)
    net.population(3, lq.LIF())
    net.run(1.0)
    with pytest.raises((ValueError, TypeError), match="threads must be"):
        net.threads = threads
    assert net.threads == 2
