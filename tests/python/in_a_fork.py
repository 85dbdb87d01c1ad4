"""Run by test_failures.py in a process of its own: what comes after a fork, in the child and in its parent."""

from __future__ import annotations

import os
import sys
import warnings

import numpy as np

import lapicque as lq


def network(threads: int) -> tuple[lq.Network, lq.SpikeData]:
    net = lq.networks.cuba(seed=1, threads=threads)
    return net, net.record(net["exc"], "spikes")


def main() -> None:
    whole, expected = network(1)
    whole.run(100.0)
    net, spikes = network(2)
    net.run(50.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python warns of all forks of processes with threads
        child = os.fork()
    if child == 0:
        fresh, others = network(2)
        fresh.run(100.0)
        net.run(50.0)
        same = np.array_equal(spikes.t, expected.t) and np.array_equal(others.t, expected.t)
        del net, fresh
        os._exit(0 if same else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    net.run(50.0)
    assert np.array_equal(spikes.t, expected.t)
    print("as before")


sys.exit(main())
