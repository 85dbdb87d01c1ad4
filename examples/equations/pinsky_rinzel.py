"""
Pinsky-Rinzel
=============

P. F. Pinsky & J. Rinzel (1994). Intrinsic and network rhythmogenesis in a reduced Traub model for CA3 neurons.
J. Comput. Neurosci. 1, 39-60; erratum 2, 275 (1995).

A pyramidal cell of CA3 of two compartments: a soma with fast spikes and a dendrite with a slow calcium spike, which
together make a burst. With the coupling g_c = 2.1 mS/cm², a current of 0.75 µA/cm² into the soma gives slow
bursts, far below 8 Hz, and one of 3 µA/cm² a train of single spikes. Potentials are counted from -60 mV.

The numbers are those of the paper for a patch of 100 µm², on which 1 µF/cm² is 1 pF, 1 mS/cm² 1 nS and 1 µA/cm² 1 pA;
calcium has no unit.
"""

import lapicque as lq

# exprel(x) = (exp(x) - 1)/x, by which rates like x/(exp(x) - 1) have no hole at 0
TEXT = """
C_m*dV_s/dt = -g_L*(V_s - E_L) - I_Na - I_K_DR + g_c/p*(V_d - V_s) + I_s/p : mV
C_m*dV_d/dt = -g_L*(V_d - E_L) - I_Ca - I_K_AHP - I_K_C + g_c/(1 - p)*(V_s - V_d) + I_d/(1 - p) : mV
I_Na = g_Na*m_inf**2*h*(V_s - E_Na)
I_K_DR = g_K_DR*n*(V_s - E_K)
I_Ca = g_Ca*s**2*(V_d - E_Ca)
I_K_C = g_K_C*c*min(Ca/250, 1)*(V_d - E_K)
I_K_AHP = g_K_AHP*q*(V_d - E_K)

dh/dt = (0.128*exp((17 - u)/18)*(1 - h) - 4/(1 + exp((40 - u)/5))*h)/ms
dn/dt = (0.08/exprel((35.1 - u)/5)*(1 - n) - 0.25*exp(0.5 - 0.025*u)*n)/ms
ds/dt = (1.6/(1 + exp(-0.072*(v - 65)))*(1 - s) - 0.1/exprel((v - 51.1)/5)*s)/ms
dc/dt = (alpha_c*(1 - c) - beta_c*c)/ms
dq/dt = (min(0.00002*Ca, 0.01)*(1 - q) - 0.001*q)/ms
dCa/dt = -0.13*I_Ca/pA/ms - 0.075*Ca/ms

u = V_s/mV
v = V_d/mV
m_inf = alpha_m/(alpha_m + beta_m)
alpha_m = 1.28/exprel((13.1 - u)/4)
beta_m = 1.4/exprel((u - 40.1)/5)
alpha_c = where(v <= 50, exp((v - 10)/11 - (v - 6.5)/27)/18.975, 2*exp((6.5 - v)/27))
beta_c = where(v <= 50, 2*exp((6.5 - v)/27) - alpha_c, 0)

C_m : pF
g_L, g_Na, g_K_DR, g_Ca, g_K_AHP, g_K_C, g_c : nS
E_L, E_Na, E_K, E_Ca : mV
I_s, I_d : pA
"""
PARAMETERS = {"C_m": 3, "g_L": 0.1, "g_Na": 30, "g_K_DR": 15, "g_Ca": 10, "g_K_AHP": 0.8, "g_K_C": 15}
PARAMETERS |= {"E_L": 0, "E_Na": 120, "E_Ca": 140, "E_K": -15, "g_c": 2.1, "p": 0.5, "I_s": 0.75, "I_d": 0}
REST = {"V_s": -4.6, "V_d": -4.5, "h": 0.999, "n": 0.001, "s": 0.009, "c": 0.007, "q": 0.01, "Ca": 0.2}


def model(**changes):
    return lq.Equations(TEXT, threshold="V_s > 40*mV", parameters=PARAMETERS | changes)


def figure(ax):
    for row, current in enumerate((0.75, 3.0)):
        net = lq.Network(dt=0.05)
        trace = net.record(net.population(1, model(I_s=current), **REST), ["V_s", "V_d"], every=0.1)
        net.run(1500)
        ax.plot(trace.t, trace.V_s[:, 0] - 150 * row, color="black", linewidth=0.6)
        ax.plot(trace.t, trace.V_d[:, 0] - 150 * row, color="tab:red", linewidth=0.6)
        ax.text(1520, 20 - 150 * row, f"{current} µA/cm²")
    ax.set(xlabel="time / ms", ylabel="soma (black) and dendrite (red)", yticks=[], title="Pinsky-Rinzel")


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
