"""
A decision by slow reverberation
================================

The network of Wang (2002): two groups of neurons get noisy stimuli of nearly the same strength, excite themselves
through slow NMDA synapses and inhibit each other. One wins, and goes on firing when the stimuli have ended.
"""

import matplotlib.pyplot as plt
import numpy as np

import lapicque as lq

START, STOP, END, BIN = 500.0, 1500.0, 2500.0, 50.0
figure, axes = plt.subplots(2, 3, figsize=(12, 5), sharex=True, layout="constrained")
for column, coherence in zip(axes.T, (0.0, 12.8, 51.2), strict=True):
    net = lq.networks.wang2002(coherence, stimulus=(START, STOP), seed=4)
    choices = {name: net.record(net[name], "spikes") for name in ("A", "B")}
    net.run(END)
    for spikes, offset, color in zip(choices.values(), (0, 240), ("C0", "C3"), strict=True):
        column[0].plot(spikes.t, spikes.i + offset, ",", color=color)
        rate = np.histogram(spikes.t, np.arange(0, END + 1, BIN))[0] / 240 / (1e-3 * BIN)
        column[1].plot(np.arange(rate.size) * BIN + BIN / 2, rate, color=color)
    column[0].set(title=f"coherence {coherence:g} % in favour of A", ylabel="neuron", xlim=(0, END))
    column[1].axvspan(START, STOP, color="0.93")
    column[1].set(xlabel="time / ms", ylabel="rate / Hz")
axes[1, 0].legend(["A", "B"])
plt.show()
