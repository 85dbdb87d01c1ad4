"""
A neuron in noise
=================

A current that wanders about its mean, an Ornstein-Uhlenbeck process, drives a neuron whose mean input would not make it
fire. The faster the current forgets, the less of it the membrane follows: the same standard deviation of the current
moves the potential by ``R std sqrt(tau/(tau + tau_m))``. On the right, rates of many neurons in white noise, and
Siegert's formula for them.
"""

import matplotlib.pyplot as plt
import numpy as np

import lapicque as lq

neuron = lq.LIF()
figure, axes = plt.subplots(2, 2, figsize=(10, 5), sharex="col", width_ratios=(2, 1), layout="constrained")
for ax, tau in zip(axes[:, 0], (2.0, 20.0), strict=True):
    result = lq.simulate(neuron, duration=500, current=lq.OrnsteinUhlenbeck(mean=300, std=120, tau=tau), seed=4)
    result.plot(ax=ax).set_title(f"tau = {tau:g} ms: {len(result.spikes)} spikes")

currents = np.linspace(250, 500, 11)
for ax, intensity in zip(axes[:, 1], (150.0, 450.0), strict=True):
    each = 100
    net = lq.Network(seed=1)
    cells = net.population(len(currents) * each, neuron, V_m=lq.Uniform(-70, -55))
    net.stimulate(cells, lq.WhiteNoise(mean=np.repeat(currents, each), intensity=intensity))
    spikes = net.record(cells, "spikes")
    net.run(1000)
    ax.plot(currents, spikes.rates(t_start=200).reshape(-1, each).mean(axis=1), "o", label="simulated")
    ax.plot(currents, lq.theory.noisy_lif_rate(neuron, currents, intensity, dt=net.dt), label="Siegert, on the grid")
    ax.plot(currents, lq.theory.lif_rate(neuron, currents), ":", color="0.5", label="without noise")
    ax.set(title=f"intensity {intensity:g} pA ms$^{{1/2}}$", ylabel="rate / Hz")
axes[1, 1].set_xlabel("mean current / pA")
axes[0, 1].legend(frameon=False)
plt.show()
