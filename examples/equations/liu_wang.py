"""
Adaptation by calcium
=====================

Y.-H. Liu & X.-J. Wang (2001). Spike-frequency adaptation of a generalized leaky integrate-and-fire model neuron.
J. Comput. Neurosci. 10, 25-45.

Each spike lets some calcium in, calcium opens a potassium conductance, and firing slows down. The paper finds that the
rate adapts exponentially, and faster than calcium decays: tau_adap = tau_Ca*(1 - F_adap), where F_adap is the share by
which the rate falls.
"""

import numpy as np

import lapicque as lq

TEXT = """
C_m*dV_m/dt = -g_L*(V_m - E_L) - g_AHP*Ca*(V_m - E_K) + I : mV
dCa/dt = -Ca/tau_Ca : mM

C_m : pF
g_L : nS
g_AHP : nS/mM
E_L, E_K, V_th, V_reset : mV
tau_Ca : ms
per_spike : mM
I : pA
"""
# 0.2e-3 mM is 0.2 µM
PARAMETERS = {
    "C_m": 500,
    "g_L": 25,
    "g_AHP": 5e3,
    "E_L": -70,
    "E_K": -80,
    "V_th": -54,
    "V_reset": -60,
    "tau_Ca": 80,
    "per_spike": 0.2e-3,
}
PARAMETERS |= {"I": 900}


def model(**changes):
    return lq.Equations(
        TEXT,
        threshold="V_m > V_th",
        reset="V_m = V_reset; Ca += per_spike",
        t_ref=2,
        hold="V_m",
        parameters=PARAMETERS | changes,
    )


def figure(ax):
    net = lq.Network(dt=0.05)
    neuron = net.population(1, model())
    spikes, trace = net.record(neuron, "spikes"), net.record(neuron, "Ca")
    net.run(500)
    ax.plot(spikes.t[1:], 1e3 / np.diff(spikes.t), "o", label="rate / Hz, of intervals")
    ax.plot(trace.t, trace.Ca * 1e5, color="gray", linewidth=0.7, label="calcium / (10 nM)")
    ax.set(xlabel="time / ms", title="Adaptation by calcium")
    ax.legend()


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
