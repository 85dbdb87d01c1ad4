"""
Wang-Buzsáki
============

X.-J. Wang & G. Buzsáki (1996). Gamma oscillation by synaptic inhibition in a hippocampal interneuronal network model.
J. Neurosci. 16, 6402-6413.

A fast-spiking interneuron of the hippocampus. As in the text of the paper, it begins to fire at arbitrarily low rates,
reaches 400 Hz, and its hyperpolarization after a spike goes some 15 mV below the threshold of -55 mV. The figure is the
rate against the current (figure 1).

The numbers are those of the paper for a patch of 100 µm², on which 1 µF/cm² is 1 pF, 1 mS/cm² 1 nS and 1 µA/cm² 1 pA.
"""

import numpy as np

import lapicque as lq

# exprel(x) = (exp(x) - 1)/x, by which rates like x/(1 - exp(-x)) have no hole at 0
TEXT = """
C_m*dV_m/dt = -I_Na - I_K - g_L*(V_m - E_L) + I : mV
I_Na = g_Na*m_inf**3*h*(V_m - E_Na)
I_K = g_K*n**4*(V_m - E_K)
dh/dt = phi*(alpha_h*(1 - h) - beta_h*h)
dn/dt = phi*(alpha_n*(1 - n) - beta_n*n)

v = V_m/mV
m_inf = alpha_m/(alpha_m + beta_m)
alpha_m = 1/exprel(-0.1*(v + 35)) / ms
beta_m = 4*exp(-(v + 60)/18) / ms
alpha_h = 0.07*exp(-(v + 58)/20) / ms
beta_h = 1/(exp(-0.1*(v + 28)) + 1) / ms
alpha_n = 0.1/exprel(-0.1*(v + 34)) / ms
beta_n = 0.125*exp(-(v + 44)/80) / ms

C_m : pF
g_Na, g_K, g_L : nS
E_Na, E_K, E_L : mV
I : pA
"""
PARAMETERS = {"C_m": 1, "g_Na": 35, "g_K": 9, "g_L": 0.1, "E_Na": 55, "E_K": -90, "E_L": -65, "phi": 5, "I": 1}
REST = {"h": 0.78, "n": 0.09}


def model(**changes):
    return lq.Equations(TEXT, threshold="V_m > 0", parameters=PARAMETERS | changes)


def rates(currents, duration=1000):
    net = lq.Network(dt=0.05)
    neurons = net.population(len(currents), model(I=currents), **REST)
    net.run(200)
    spikes = net.record(neurons, "spikes")
    net.run(duration)
    return np.bincount(spikes.i, minlength=len(currents)) / duration * 1e3


def figure(ax):
    currents = np.concatenate([np.linspace(0, 1, 20), np.linspace(1.5, 20, 20)])
    ax.plot(currents, rates(currents), ".-", color="black")
    ax.set(xlabel="current / (µA/cm²)", ylabel="rate / Hz", title="Wang-Buzsáki")


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
