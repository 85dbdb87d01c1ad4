"""
Volleys along a chain
=====================

The synfire chain of Diesmann, Gewaltig & Aertsen (1999): a packet of many spikes that are synchronous enough converges
to a volley of nearly all neurons of a pool within a millisecond, a weak one dies out. Above: the spikes of two packets.
Below: number and spread of the spikes of a volley from pool to pool, from many beginnings.
"""

import matplotlib.pyplot as plt
import numpy as np

import lapicque as lq

POOLS = 10


def run(a, sigma, seed=1):
    """Spikes of the pools."""
    net = lq.networks.synfire(a=a, sigma=sigma, pools=POOLS, seed=seed)
    spikes = [net.record(net[f"pool{k + 1}"], "spikes") for k in range(POOLS)]
    net.run(130)
    return spikes


def volleys(spikes, start=50.0):
    """Number of spikes and their standard deviation in each pool, in a window of 10 ms around the median."""
    found, expected = [], start + 3.0
    for pool in spikes:
        near = pool.t[np.abs(pool.t - expected) < 8.0]
        middle = np.median(near) if len(near) > 20 else expected
        volley = pool.t[np.abs(pool.t - middle) < 5.0]
        found.append((len(volley), volley.std() if len(volley) > 1 else np.nan))
        expected = middle + 3.5
    return np.array(found)


figure, axes = plt.subplot_mosaic([["strong", "weak"], ["plane", "plane"]], figsize=(9, 8), layout="constrained")
for name, (a, sigma) in {"strong": (65, 1.0), "weak": (40, 1.0)}.items():
    spikes = run(a, sigma)
    for k, pool in enumerate(spikes):
        axes[name].plot(pool.t, 100 * k + pool.i, ".", markersize=2, color="black")
    print(f"{a} spikes within {sigma} ms: {volleys(spikes)[-1, 0]:.0f} spikes in pool {POOLS}")
    axes[name].set(title=f"a = {a}, σ = {sigma} ms", xlabel="time / ms", ylabel="neuron", xlim=(30, 130))

for a, sigma in [(100, 0), (100, 2), (100, 3), (100, 4), (80, 3), (60, 0), (60, 1), (50, 0), (40, 0), (40, 2), (70, 4)]:
    path = np.vstack([[a, sigma], volleys(run(a, sigma))])
    alive = path[-1, 0] > 50
    axes["plane"].plot(path[:, 1], path[:, 0], ".-", color="C0" if alive else "C3", linewidth=0.8, markersize=4)
    axes["plane"].plot(sigma, a, "o", color="C0" if alive else "C3")
axes["plane"].set(xlabel="σ / ms", ylabel="a / spikes", xlim=(-0.1, 4.5), ylim=(0, 110))
axes["plane"].set_title(f"from the packet (large dot) to pool {POOLS}")
plt.show()
