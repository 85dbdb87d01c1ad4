"""Run by test_failures.py in a process of its own: a run that ends for want of memory, what is left, what comes after.

Arguments: megabytes that a run may take beyond what there is, threads.
"""

from __future__ import annotations

import resource
import sys

import numpy as np
import pytest

import lapicque as lq


class Recorded:
    def __init__(self, threads: int) -> None:
        self.net = lq.networks.cuba(seed=1, threads=threads)
        self.trace = self.net.record(self.net["exc"], ["V_m", "I_exc"])
        self.spikes = self.net.record(self.net["inh"], "spikes")
        self.net.build()


def used() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def main(margin: int, threads: int) -> None:
    failing = Recorded(threads)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used() + margin * 10**6, hard))
    try:
        with pytest.raises(MemoryError):
            failing.net.run(2000.0)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

    # What was recorded until then is there, and right.
    other = Recorded(1)
    other.net.run(30.0)
    n = len(failing.trace)
    assert failing.trace.V_m.shape == failing.trace.I_exc.shape == (n, 3200)
    assert n > 301
    assert np.array_equal(failing.trace.V_m[:301], other.trace.V_m)
    first = failing.spikes.t <= 30.0
    assert np.array_equal(failing.spikes.t[first], other.spikes.t)

    with pytest.raises(RuntimeError, match=r"reset\(\)"):
        failing.net.run(1.0)
    failing.net.reset()
    failing.net.run(30.0)
    assert np.array_equal(failing.trace.V_m, other.trace.V_m)
    assert np.array_equal(failing.trace.I_exc, other.trace.I_exc)
    assert np.array_equal(failing.spikes.t, other.spikes.t)
    print("as before")


main(int(sys.argv[1]), int(sys.argv[2]))
