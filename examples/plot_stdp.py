"""
Inputs that compete
===================

Spike-timing dependent plasticity of 200 inputs of one neuron: half of them fire at 40 Hz, half at 5 Hz. Additive
potentiation prevails, so that those which fire more often reach the bound first.
"""

import matplotlib.pyplot as plt
import numpy as np

import lapicque as lq

net = lq.Network(seed=11)
inputs = net.poisson_source(200, np.repeat([40.0, 5.0], 100))
neuron = net.population(1, lq.LIF(tau_m=20.0))
synapse = lq.STDP(lambda_=0.01, alpha=0.8, mu_plus=0, mu_minus=0, Wmax=60)
learning = net.connect(inputs, neuron, lq.AllToAll(), lq.Uniform(20, 30), 1.0, "exc", synapse)
trace = net.record(learning, "weights", every=100)
net.run(10_000)

fig, ax = plt.subplots(layout="constrained")
for rate, weights, color in ((40, trace.weights[:, :100], "C3"), (5, trace.weights[:, 100:], "C0")):
    ax.plot(trace.t * 1e-3, weights[:, ::10], color=color, linewidth=0.4)
    ax.plot(trace.t * 1e-3, weights.mean(axis=1), color=color, linewidth=2, label=f"{rate} Hz, mean")
ax.set(xlabel="time / s", ylabel="weight / pA", title="Weights of inputs under STDP")
ax.legend()
plt.show()
