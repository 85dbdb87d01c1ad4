"""
A network that keeps itself active
==================================

The current-based network of Vogels & Abbott (2005): 4000 neurons, no input from outside, and yet it goes on and
on, each neuron irregularly.
"""

import matplotlib.pyplot as plt

import lapicque as lq

net = lq.networks.cuba(seed=1)
spikes = {name: net.record(population, "spikes") for name, population in net.populations.items()}
trace = net.record(net["exc"][:3], "V_m")
net.run(1000)

for name, data in spikes.items():
    print(f"{name}: {data.rates().mean():.2f} Hz")

figure, axes = plt.subplots(2, 2, figsize=(10, 6), layout="constrained")
lq.plot.raster(spikes, ax=axes[0, 0])
lq.plot.rate(spikes, ax=axes[1, 0], bin=5)
lq.plot.trace(trace, "V_m", ax=axes[0, 1])
lq.plot.isi(spikes["exc"], ax=axes[1, 1])
plt.show()
