"""
Neuron with an astrocyte
========================

S. Nadkarni & P. Jung (2003). Spontaneous oscillations of dressed neurons: a new mechanism for epilepsy? Phys. Rev.
Lett. 91, 268101, with an integrate-and-fire neuron in the place of theirs; the calcium of the astrocyte is that of
Y.-X. Li & J. Rinzel (1994), J. Theor. Biol. 166, 461-473.

Spikes release transmitter, by which the astrocyte at the synapse makes IP3; IP3 opens channels of its calcium store,
and calcium above 0.2 µM gives the neuron a current. With IP3 kept constant, calcium oscillates between about 0.35 and
0.64 µM of it, with periods of many seconds, and rests on both sides.
"""

import numpy as np

import lapicque as lq

TEXT = """
C_m*dV_m/dt = g_L*(E_L - V_m) + I_astro + I_ext : mV
I_astro = g_astro*log(max(Ca/nM - 196.69, 1)) : pA

# Li & Rinzel: through the channel, the leak of the store, and the pump into it
dCa/dt = c_1*v_1*(m_inf*n_inf*h)**3*(Ca_ER - Ca) + c_1*v_2*(Ca_ER - Ca) - v_3*Ca**2/(k_3**2 + Ca**2) : mM
dh/dt = a_2*(Q_2*(1 - h) - Ca*h)
Ca_ER = (c_0 - Ca)/c_1
m_inf = IP3/(IP3 + d_1)
n_inf = Ca/(Ca + d_5)
Q_2 = d_2*(IP3 + d_1)/(IP3 + d_3)
tau_IP3*dIP3/dt = IP3_0 - IP3 : mM

C_m : pF
g_L : nS
E_L, V_th, V_r : mV
g_astro : pA
v_1, v_2 : kHz
v_3 : mM/ms
a_2 : 1/mM/ms
c_0, k_3, d_1, d_2, d_3, d_5, IP3_0, per_spike : mM
tau_IP3 : ms
"""
# of the astrocyte; 1e-3 mM is 1 µM
PARAMETERS = {"c_0": 2e-3, "c_1": 0.185, "v_1": 6e-3, "v_2": 0.11e-3, "v_3": 0.9e-6, "k_3": 0.1e-3, "a_2": 0.2}
PARAMETERS |= {"d_1": 0.13e-3, "d_2": 1.049e-3, "d_3": 0.9434e-3, "d_5": 0.08234e-3}
PARAMETERS |= {"IP3_0": 0.16e-3, "tau_IP3": 7142.9, "per_spike": 0.001e-3}
# of the neuron
PARAMETERS |= {"C_m": 200, "g_L": 10, "E_L": -65, "V_th": -50, "V_r": -65, "g_astro": 40}
REST = {"Ca": 0.07e-3, "h": 0.8, "IP3": 0.16e-3}


def model(**changes):
    return lq.Equations(
        TEXT,
        threshold="V_m > V_th",
        reset="V_m = V_r; IP3 += per_spike",
        t_ref=2,
        hold="V_m",
        parameters=PARAMETERS | changes,
    )


def calcium(IP3, duration=200_000, dt=1):
    """Time [ms] and calcium [mM] of astrocytes whose IP3 [mM] is constant; the neurons are silent."""
    net = lq.Network(dt=dt)
    astrocytes = net.population(len(IP3), model(IP3_0=IP3, g_astro=0), IP3=IP3, Ca=0.07e-3, h=0.8)
    trace = net.record(astrocytes, "Ca", every=100)
    net.run(duration)
    return trace.t, trace.Ca


def figure(ax):
    t, Ca = calcium(np.array([0.3e-3, 0.45e-3, 0.7e-3]), 100_000)
    ax.plot(t / 1e3, Ca * 1e3, label=["IP3 0.3 µM", "0.45 µM", "0.7 µM"])
    net = lq.Network(dt=0.2)
    neuron = net.population(1, model(), **REST)
    net.stimulate(neuron, lq.Step(start=10_000, stop=40_000, amplitude=200))
    spikes, trace = net.record(neuron, "spikes"), net.record(neuron, "Ca", every=50)
    net.run(100_000)
    ax.plot(trace.t / 1e3, trace.Ca * 1e3, color="black", label="neuron stimulated from 10 to 40 s, and its spikes")
    ax.plot(spikes.t / 1e3, 0 * spikes.t - 0.05, "|", color="black")
    ax.set(xlabel="time / s", ylabel="calcium / µM", title="Neuron with an astrocyte")
    ax.legend()


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
