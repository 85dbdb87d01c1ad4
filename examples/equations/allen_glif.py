"""
Generalized leaky integrate-and-fire neurons, levels 1 to 5
===========================================================

C. Teeter et al. (2018). Generalized leaky integrate-and-fire models classify multiple neuron types. Nat. Commun. 9,
709; the equations after S. Mihalas & E. Niebur (2009), Neural Comput. 21, 704-718.

The five levels of the Allen Institute, each a term more than an earlier one: 1, leaky integrate-and-fire; 2, with
biological reset rules (the potential keeps a part of what it was, and the threshold rises); 3, with after-spike
currents; 4, with both; 5, with a threshold that also depends on the potential. Lower levels are the fifth with some
numbers zero. The numbers are plausible ones, of no cell of the paper.
"""

import lapicque as lq

TEXT = """
C*dV_m/dt = I_ext + I_1 + I_2 - G*(V_m - E_L) : mV
dI_1/dt = -k_1*I_1 : pA
dI_2/dt = -k_2*I_2 : pA
dtheta_s/dt = -b_s*theta_s : mV
dtheta_v/dt = a_v*(V_m - E_L) - b_v*theta_v : mV

C : pF
G : nS
E_L, theta_inf, delta_V, delta_theta : mV
k_1, k_2, b_s, a_v, b_v : kHz
delta_I_1, delta_I_2 : pA
"""
RESET = """V_m = E_L + f_V*(V_m - E_L) - delta_V; theta_s += delta_theta;
           I_1 += delta_I_1; I_2 += delta_I_2"""
MEMBRANE = {"C": 120, "G": 5, "E_L": -75, "theta_inf": -48, "k_1": 0.003, "k_2": 0.1, "b_s": 0.03, "b_v": 0.02}
RULES = {"f_V": 0.4, "delta_V": 3, "delta_theta": 6}
CURRENTS = {"delta_I_1": -6, "delta_I_2": -40}
NONE = {"f_V": 0, "delta_V": 0, "delta_theta": 0, "delta_I_1": 0, "delta_I_2": 0, "a_v": 0}
LEVELS = {
    1: NONE,
    2: NONE | RULES,
    3: NONE | CURRENTS,
    4: NONE | RULES | CURRENTS,
    5: NONE | RULES | CURRENTS | {"a_v": 0.006},
}


def model(level=5, **changes):
    return lq.Equations(
        TEXT,
        threshold="V_m > theta_inf + theta_s + theta_v",
        reset=RESET,
        t_ref=2,
        hold="V_m",
        parameters=MEMBRANE | LEVELS[level] | changes,
    )


def figure(ax):
    for level in LEVELS:
        simulation = lq.simulate(model(level), duration=700, current=lq.Step(start=100, stop=600, amplitude=250))
        ax.plot(simulation.t, simulation.V_m - 40 * level, color="black", linewidth=0.7)
        ax.text(710, -75 - 40 * level, f"GLIF {level}, {len(simulation.spikes)} spikes")
    ax.set(xlabel="time / ms", ylabel="V_m", yticks=[], title="Levels of integrate-and-fire")


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
