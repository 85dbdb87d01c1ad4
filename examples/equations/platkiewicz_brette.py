"""
Threshold that follows the potential
====================================

J. Platkiewicz & R. Brette (2010). A threshold equation for action potential initiation. PLoS Comput. Biol. 6,
e1000850, and (2011), Impact of fast sodium channel inactivation on spike threshold dynamics and synaptic integration.
PLoS Comput. Biol. 7, e1001129.

Inactivation of sodium raises the threshold of spikes to theta_inf(V), which takes the time tau_theta. Where theta_inf
grows as fast as the potential, slow depolarizations give no spike however far they go: V has to rise faster than
(V_T - V_i)/tau_theta, here 1.6 mV/ms. The figure shows ramps on both sides of it.
"""

import numpy as np

import lapicque as lq

TEXT = """
C_m*dV_m/dt = g_L*(E_L - V_m) + I : mV
tau_theta*dtheta/dt = theta_inf - theta : mV
theta_inf = V_T + k_a*log(1 + exp((V_m - V_i)/k_i))

C_m : pF
g_L : nS
E_L, V_T, V_i, k_a, k_i : mV
tau_theta : ms
I : pA
"""
PARAMETERS = {"C_m": 100, "g_L": 10, "E_L": -70, "V_T": -55, "V_i": -63, "k_a": 5, "k_i": 5, "tau_theta": 5, "I": 500}
REST = {"theta": -53.9}


def model(**changes):
    return lq.Equations(
        TEXT, threshold="V_m > theta", reset="V_m = E_L", t_ref=5, hold="V_m", parameters=PARAMETERS | changes
    )


def figure(ax):
    # without a leak, a current of C_m*slope is a ramp of the potential
    slopes = np.array([1.0, 1.4, 1.8, 3.0, 6.0])
    net = lq.Network(dt=0.05)
    trace = net.record(net.population(len(slopes), model(g_L=0, I=100 * slopes), **REST), ["V_m", "theta"])
    net.run(30)
    for k, slope in enumerate(slopes):
        (line,) = ax.plot(trace.t, trace.V_m[:, k], label=f"{slope} mV/ms")
        ax.plot(trace.t, trace.theta[:, k], ":", color=line.get_color())
    ax.set(xlabel="time / ms", ylabel="V_m and threshold (dotted) / mV", title="Threshold that follows the potential")
    ax.legend()


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
