"""
A piece of cortex
=================

The microcircuit of Potjans & Diesmann (2014), four layers with an excitatory and an inhibitory population each, at a
tenth of its size: 7,717 neurons and 3 million synapses. Leave out ``scale`` for all of it.
"""

import matplotlib.pyplot as plt

import lapicque as lq

net = lq.networks.microcircuit(scale=0.1, seed=1)
net.run(200)  # ms, to forget the start
spikes = {name: net.record(population, "spikes") for name, population in net.populations.items()}
net.run(500)

rates = {name: data.rates().mean() for name, data in spikes.items()}
colors = ["tab:blue", "tab:red"]
figure, (raster, bars) = plt.subplots(1, 2, figsize=(10, 5.5), width_ratios=(3, 1), layout="constrained")
# the raster starts at the bottom, where the deepest layer belongs
lq.plot.raster(dict(reversed(spikes.items())), ax=raster, colors=colors[::-1])
bars.barh(list(rates), list(rates.values()), color=colors)
bars.invert_yaxis()
bars.set_xlabel("mean rate / Hz")
plt.show()
