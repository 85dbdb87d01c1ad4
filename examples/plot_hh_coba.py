"""
Hodgkin-Huxley neurons in a network
===================================

Benchmark 3 of Brette et al. (2007): 4000 neurons with sodium and potassium channels and synaptic conductances, which
keep each other active without any input.
"""

import matplotlib.pyplot as plt

import lapicque as lq

net = lq.networks.hh_coba(seed=1)
spikes = {name: net.record(population, "spikes") for name, population in net.populations.items()}
trace = net.record(net["exc"][:3], "V_m")
conductances = net.record(net["exc"][:1], ["g_exc", "g_inh"])
net.run(300)

for name, data in spikes.items():
    print(f"{name}: {data.rates(t_start=100).mean():.1f} Hz")

figure, axes = plt.subplots(2, 2, figsize=(10, 6), layout="constrained")
lq.plot.raster(spikes, ax=axes[0, 0])
lq.plot.rate(spikes, ax=axes[1, 0], bin=2)
lq.plot.trace(trace, "V_m", ax=axes[0, 1])
axes[1, 1].plot(conductances.t, conductances.g_exc, label="g_exc")
axes[1, 1].plot(conductances.t, conductances.g_inh, label="g_inh")
axes[1, 1].set(xlabel="time / ms", ylabel="conductance / nS")
axes[1, 1].legend()
plt.show()
