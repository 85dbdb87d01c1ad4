"""
Traub-Miles neuron of Brette et al. (2007)
==========================================

R. Brette et al. (2007). Simulation of networks of spiking neurons: a review of tools and strategies. J. Comput.
Neurosci. 23, 349-398, benchmark 3; after R. D. Traub & R. Miles (1991), Neuronal Networks of the Hippocampus.

The pyramidal cell of a widespread benchmark, 20 000 µm² large, with its two receptors. V_T = -63 mV, from which
its rates count, puts the threshold of spikes around -50 mV.
"""

import lapicque as lq

# exprel(x) = (exp(x) - 1)/x, by which rates like x/(exp(x) - 1) have no hole at 0
TEXT = """
C_m*dV_m/dt = g_L*(E_L - V_m) - I_Na - I_K + I_syn + I_ext : mV
I_Na = g_Na*m**3*h*(V_m - E_Na)
I_K = g_K*n**4*(V_m - E_K)
dm/dt = alpha_m*(1 - m) - beta_m*m
dh/dt = alpha_h*(1 - h) - beta_h*h
dn/dt = alpha_n*(1 - n) - beta_n*n

u = (V_m - V_T)/mV
alpha_m = 1.28/exprel((13 - u)/4) / ms
beta_m = 1.4/exprel((u - 40)/5) / ms
alpha_h = 0.128*exp((17 - u)/18) / ms
beta_h = 4/(1 + exp((40 - u)/5)) / ms
alpha_n = 0.16/exprel((15 - u)/5) / ms
beta_n = 0.5*exp((10 - u)/40) / ms

C_m : pF
g_L, g_Na, g_K : nS
E_L, E_Na, E_K, V_T : mV
"""
PARAMETERS = {"C_m": 200, "g_L": 10, "E_L": -60, "g_Na": 20000, "E_Na": 50, "g_K": 6000, "E_K": -90, "V_T": -63}
REST = {"h": 1}


def model(**changes):
    return lq.Equations(
        TEXT,
        threshold="V_m > V_T + 30*mV",
        parameters=PARAMETERS | changes,
        receptors={"exc": lq.ExpConductance(E_rev=0, tau=5), "inh": lq.ExpConductance(E_rev=-80, tau=10)},
    )


def figure(ax):
    net = lq.Network(dt=0.05, seed=1)
    neuron = net.population(1, model(), **REST)
    net.stimulate(neuron, lq.PoissonInput(rate=2000, weight=6, receptor="exc"))
    net.stimulate(neuron, lq.PoissonInput(rate=500, weight=67, receptor="inh"))
    trace = net.record(neuron, "V_m")
    net.run(500)
    ax.plot(trace.t, trace.V_m[:, 0], color="black", linewidth=0.7)
    ax.set(xlabel="time / ms", ylabel="V_m / mV", title="Traub-Miles in noise of conductances")


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
