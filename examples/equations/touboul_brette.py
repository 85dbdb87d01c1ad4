"""
Touboul-Brette
==============

J. Touboul & R. Brette (2008). Dynamics and bifurcations of the adaptive exponential integrate-and-fire model. Biol.
Cybern. 99, 319-334.

The value to which the potential is reset decides on the pattern: from -48.5 mV on, the neuron fires bursts of two
spikes, at -47.7 mV of three and at -47.2 mV of four, and near -48 mV the bursts never repeat (figure 8). The figure
shows w at spikes against the reset: a cascade of period doublings and adding.
"""

import numpy as np

import lapicque as lq

TEXT = """
C_m*dV_m/dt = g_L*(E_L - V_m) + g_L*Delta_T*exp((V_m - V_T)/Delta_T) - w + I : mV
tau_w*dw/dt = a*(V_m - E_L) - w : pA

C_m : pF
g_L, a : nS
E_L, V_T, Delta_T, V_r, V_peak : mV
tau_w : ms
b, I : pA
"""
PARAMETERS = {"C_m": 281, "g_L": 30, "E_L": -70.6, "V_T": -50.4, "Delta_T": 2, "V_peak": -40.4, "V_r": -48.5}
PARAMETERS |= {"tau_w": 40, "a": 4, "b": 80, "I": 800}


def model(**changes):
    return lq.Equations(TEXT, threshold="V_m >= V_peak", reset="V_m = V_r; w += b", parameters=PARAMETERS | changes)


def figure(ax):
    resets = np.linspace(-48.7, -46.5, 60)
    net = lq.Network(dt=0.02)
    neurons = net.population(len(resets), model(V_r=resets))
    net.run(300)
    spikes, trace = net.record(neurons, "spikes"), net.record(neurons, "w")
    net.run(200)
    step = np.round((spikes.t - trace.t[0]) / 0.02).astype(int)
    ax.plot(resets[spikes.i], trace.w[step, spikes.i], ",", color="black")
    ax.set(xlabel="V_r / mV", ylabel="w after a spike / pA", title="Touboul-Brette")


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
