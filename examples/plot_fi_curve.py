"""
Rate and current
================

How fast a neuron fires under a constant current, simulated and in closed form. A refractory time bends the curve: no
neuron fires more often than once in ``t_ref``.
"""

import matplotlib.pyplot as plt
import numpy as np

import lapicque as lq

neuron = lq.LIF()
print(f"The neuron needs more than {lq.theory.rheobase(neuron):.0f} pA to fire at all.")

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
lq.plot.fi_curve(neuron, ax=left).set_title("simulated and exact")

currents = np.linspace(300, 3000, 400)
for t_ref in (0.0, 2.0, 5.0):
    right.plot(currents, lq.theory.lif_rate(neuron.replace(t_ref=t_ref), currents), label=f"t_ref = {t_ref:g} ms")
right.set(xlabel="I_e / pA", ylabel="rate / Hz", title="refractory time")
right.legend(frameon=False)
plt.show()
