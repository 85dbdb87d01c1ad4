"""
Pospischil et al. (2008)
========================

M. Pospischil et al. (2008). Minimal Hodgkin-Huxley type models for different classes of cortical and thalamic neurons.
Biol. Cybern. 99, 427-441.

Three classes of cells of the cortex from one set of currents. Regular spiking ("RS", figure 2 of the paper) slows down
by a slow potassium current I_M; fast spiking ("FS") is what remains without it; intrinsic bursting ("IB") comes from
an L-type calcium current, I_L, by which firing begins with a burst. The numbers of RS and FS are those of single
cells of the paper, those of IB are near them.

The numbers are those of the paper for a patch of 100 µm², on which 1 µF/cm² is 1 pF, 1 mS/cm² 1 nS and 1 µA/cm² 1 pA.
"""

import lapicque as lq

# exprel(x) = (exp(x) - 1)/x, by which rates like x/(exp(x) - 1) have no hole at 0
TEXT = """
C_m*dV_m/dt = -g_leak*(V_m - E_leak) - I_Na - I_Kd - I_M - I_L + I_ext : mV
I_Na = g_Na*m**3*h*(V_m - E_Na)
I_Kd = g_Kd*n**4*(V_m - E_K)
I_M = g_M*p*(V_m - E_K)
I_L = g_Ca*q**2*r*(V_m - E_Ca)

dm/dt = (1.28/exprel(-(u - 13)/4)*(1 - m) - 1.4/exprel((u - 40)/5)*m)/ms
dh/dt = (0.128*exp(-(u - 17)/18)*(1 - h) - 4/(1 + exp(-(u - 40)/5))*h)/ms
dn/dt = (0.16/exprel(-(u - 15)/5)*(1 - n) - 0.5*exp(-(u - 10)/40)*n)/ms
dp/dt = (1/(1 + exp(-(v + 35)/10)) - p)/(tau_max/(3.3*exp((v + 35)/20) + exp(-(v + 35)/20)))
dq/dt = (0.209/exprel((-27 - v)/3.8)*(1 - q) - 0.94*exp((-75 - v)/17)*q)/ms
dr/dt = (0.000457*exp((-13 - v)/50)*(1 - r) - 0.0065/(exp((-15 - v)/28) + 1)*r)/ms
u = (V_m - V_T)/mV
v = V_m/mV

C_m : pF
g_leak, g_Na, g_Kd, g_M, g_Ca : nS
E_leak, E_Na, E_K, E_Ca, V_T : mV
tau_max : ms
"""
PARAMETERS = {"C_m": 1, "E_Na": 50, "E_K": -90, "E_Ca": 120, "g_Ca": 0, "tau_max": 608}
KINDS = {
    "RS": {"g_leak": 0.0205, "E_leak": -70.3, "g_Na": 56, "g_Kd": 6, "V_T": -56.2, "g_M": 0.075},
    "FS": {"g_leak": 0.038, "E_leak": -70.4, "g_Na": 58, "g_Kd": 3.9, "V_T": -57.9, "g_M": 0},
    "IB": {"g_leak": 0.01, "E_leak": -70, "g_Na": 50, "g_Kd": 5, "V_T": -56.2, "g_M": 0.03, "g_Ca": 0.1},
}
REST = {"V_m": -70, "h": 1, "r": 0.95}


def model(kind="RS", **changes):
    return lq.Equations(TEXT, threshold="V_m > 0", parameters=PARAMETERS | KINDS[kind] | changes)


def figure(ax):
    for row, (kind, current) in enumerate((("RS", 1.5), ("FS", 2.0), ("IB", 0.52))):
        net = lq.Network(dt=0.02)
        neuron = net.population(1, model(kind), **REST)
        net.stimulate(neuron, lq.Step(start=100, stop=600, amplitude=current))
        trace = net.record(neuron, "V_m", every=0.1)
        net.run(700)
        ax.plot(trace.t, trace.V_m[:, 0] - 150 * row, linewidth=0.7, label=f"{kind}, {current} µA/cm²")
    ax.set(xlabel="time / ms", ylabel="V_m", yticks=[], title="Pospischil et al.")
    ax.legend(loc="upper right")


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
