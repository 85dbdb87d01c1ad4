"""
Wilson-Cowan
============

H. R. Wilson & J. D. Cowan (1972). Excitatory and inhibitory interactions in localized populations of model neurons.
Biophys. J. 12, 1-24.

The active shares E and I of an excitatory and an inhibitory population. With the coefficients of figure 11 and the
input P = 1.25 to the excitatory population they go round a limit cycle; without input they rest.
"""

import lapicque as lq

TEXT = """
tau*dE/dt = -E + (k_e - r_e*E)*S_e
tau*dI/dt = -I + (k_i - r_i*I)*S_i
S_e = 1/(1 + exp(-a_e*(x_e - theta_e))) - 1/(1 + exp(a_e*theta_e))
S_i = 1/(1 + exp(-a_i*(x_i - theta_i))) - 1/(1 + exp(a_i*theta_i))
x_e = c_1*E - c_2*I + P
x_i = c_3*E - c_4*I + Q

# the largest values of the two sigmoid functions
k_e = 1 - 1/(1 + exp(a_e*theta_e))
k_i = 1 - 1/(1 + exp(a_i*theta_i))
"""
PARAMETERS = {
    "tau": 8,
    "c_1": 16,
    "c_2": 12,
    "c_3": 15,
    "c_4": 3,
    "a_e": 1.3,
    "theta_e": 4,
    "a_i": 2,
    "theta_i": 3.7,
    "r_e": 1,
    "r_i": 1,
}
PARAMETERS |= {"P": 1.25, "Q": 0}


def model(**changes):
    return lq.Equations(TEXT, parameters=PARAMETERS | changes)


def figure(ax):
    for P in (0.0, 1.25):
        net = lq.Network()
        trace = net.record(net.population(1, model(P=P), E=0.3, I=0.1), ["E", "I"])
        net.run(400)
        ax.plot(trace.E[:, 0], trace.I[:, 0], label=f"P = {P}")
    ax.set(xlabel="E", ylabel="I", title="Wilson-Cowan")
    ax.legend()


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
