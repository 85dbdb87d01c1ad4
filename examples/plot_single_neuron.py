"""
One neuron
==========

A leaky integrate-and-fire neuron under a step of current: it charges, fires, and starts again from its reset potential.
"""

import matplotlib.pyplot as plt

import lapicque as lq

neuron = lq.LIF(C_m=250, tau_m=10, E_L=-70, V_th=-55, V_reset=-70, t_ref=2)
result = lq.simulate(neuron, duration=500, current=lq.Step(start=100, stop=400, amplitude=450), dt=0.1)

print(f"{len(result.spikes)} spikes, the first at {result.spikes.t[0]:.1f} ms")
result.plot()
plt.show()
