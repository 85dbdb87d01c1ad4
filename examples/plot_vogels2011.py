"""
Inhibition that learns to balance excitation
============================================

The network of Vogels et al. (2011): inhibitory synapses grow where a neuron fires more than it should. Within seconds
the neurons fire at similar low rates, irregularly, and each synaptic weight goes to a place of its own.
"""

import matplotlib.pyplot as plt
import numpy as np

import lapicque as lq

net = lq.networks.vogels2011(scale=0.4, eta=0.05)
spikes = net.record(net["exc"], "spikes")
plastic = net.projections[2]
net.run(15_000, progress=True)

n = len(net["exc"])
figure, axes = plt.subplots(2, 2, figsize=(10, 6), layout="constrained")
for ax, begin, title in ((axes[0, 0], 0, "at first"), (axes[0, 1], 14_800, "after 15 s")):
    shown = (spikes.t > begin) & (spikes.t <= begin + 200) & (spikes.i < 200)
    ax.plot(spikes.t[shown], spikes.i[shown], ".", markersize=2)
    ax.set(xlabel="time / ms", ylabel="neuron", title=title)
rate = np.histogram(spikes.t, np.arange(0, 15_001, 500))[0] / n / 0.5
axes[1, 0].plot(np.arange(rate.size) * 0.5 + 0.25, rate)
axes[1, 0].axhline(3.0, linestyle=":", color="gray")
axes[1, 0].set(xlabel="time / s", ylabel="mean rate / Hz", ylim=(0, None), title="mean rate, and the target of 3 Hz")
axes[1, 1].hist(plastic.weights, bins=100, log=True)
axes[1, 1].set(xlabel="inhibitory weight / nS", ylabel="synapses", title="weights after 15 s")
plt.show()
