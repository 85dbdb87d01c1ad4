"""
Morris-Lecar
============

C. Morris & H. Lecar (1981). Voltage oscillations in the barnacle giant muscle fiber. Biophys. J. 35, 193-213. The two
sets of parameters are those of J. Rinzel & B. Ermentrout (1989), Analysis of neural excitability and oscillations, in
Koch & Segev, Methods in Neuronal Modeling.

The two ways in which a neuron begins to fire: with set "I" the rate grows from zero, like the square root of the
current above 40 µA/cm² (a saddle-node on a circle); with set "II" firing begins at a finite rate, where rest becomes
unstable at 94 µA/cm² (a Hopf bifurcation).

The numbers are those of the paper for a patch of 100 µm², on which 1 µF/cm² is 1 pF, 1 mS/cm² 1 nS and 1 µA/cm² 1 pA.
"""

import numpy as np

import lapicque as lq

TEXT = """
C_m*dV_m/dt = -g_Ca*m_inf*(V_m - E_Ca) - g_K*w*(V_m - E_K) - g_L*(V_m - E_L) + I : mV
dw/dt = phi*(w_inf - w)/tau_w

m_inf = (1 + tanh((V_m - V_1)/V_2))/2
w_inf = (1 + tanh((V_m - V_3)/V_4))/2
tau_w = 1/cosh((V_m - V_3)/(2*V_4))

C_m : pF
g_Ca, g_K, g_L : nS
E_Ca, E_K, E_L, V_1, V_2, V_3, V_4 : mV
phi : kHz
I : pA
"""
PARAMETERS = {"C_m": 20, "g_K": 8, "g_L": 2, "E_Ca": 120, "E_K": -84, "E_L": -60, "V_1": -1.2, "V_2": 18}
KINDS = {
    "I": {"g_Ca": 4, "V_3": 12, "V_4": 17.4, "phi": 1 / 15},
    "II": {"g_Ca": 4.4, "V_3": 2, "V_4": 30, "phi": 0.04},
}


def model(kind="I", I=100, **changes):  # noqa: E741
    return lq.Equations(TEXT, threshold="V_m > 0", parameters=PARAMETERS | KINDS[kind] | {"I": I} | changes)


def rates(kind, currents):
    """Spikes a second in the second half of 4 s."""
    net = lq.Network(dt=0.1)
    neurons = net.population(len(currents), model(kind, currents))
    net.run(2000)
    spikes = net.record(neurons, "spikes")
    net.run(2000)
    return np.bincount(spikes.i, minlength=len(currents)) / 2


def figure(ax):
    currents = np.arange(30, 130, 1.0)
    for kind in KINDS:
        ax.plot(currents, rates(kind, currents), ".", label=f"class {kind}")
    ax.set(xlabel="current / (µA/cm²)", ylabel="rate / Hz", title="Morris-Lecar")
    ax.legend()


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
