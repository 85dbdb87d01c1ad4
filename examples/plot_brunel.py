"""
Two regimes of one network
==========================

Model A of Brunel (2000), 12,500 neurons and 15.6 million synapses, with two choices of inhibition and input: either the
network is asynchronous and irregular, or it oscillates fast, although each neuron still fires irregularly.
"""

import matplotlib.pyplot as plt

import lapicque as lq

figure, axes = plt.subplots(2, 2, figsize=(10, 5.5), sharex=True, height_ratios=(3, 1), layout="constrained")
for (raster, rate), (g, eta, title) in zip(
    axes.T, [(5.0, 2.0, "asynchronous irregular"), (6.0, 4.0, "fast oscillation")], strict=True
):
    net = lq.networks.brunel(g=g, eta=eta, seed=1)
    net.run(100)  # ms, to forget the start
    spikes = net.record(net["exc"][:500], "spikes")
    net.run(200)
    lq.plot.raster(spikes, ax=raster).set(title=f"{title}: g = {g:g}, eta = {eta:g}", xlabel="")
    lq.plot.rate(spikes, ax=rate, bin=1)
    print(f"g = {g:g}, eta = {eta:g}: {spikes.rates().mean():.1f} Hz")
plt.show()
