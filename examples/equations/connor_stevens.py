"""
Connor-Stevens
==============

J. A. Connor, D. Walter & R. McKown (1977). Neural repetitive firing: modifications of the Hodgkin-Huxley axon
suggested by experimental results from crustacean axons. Biophys. J. 18, 81-102; after J. A. Connor & C. F. Stevens
(1971), J. Physiol. 213, 31-53. Rates for 18 °C, in the form of P. Dayan & L. F. Abbott (2001), Theoretical
Neuroscience, chapter 6.

The transient potassium current I_A makes the squid's axon, which begins to fire at a high rate, one that begins to
fire at arbitrarily low rates. The figure is the rate against the current with I_A, and with a leak in its place.

The numbers are those of the paper for a patch of 100 µm², on which 1 µF/cm² is 1 pF, 1 mS/cm² 1 nS and 1 µA/cm² 1 pA.
"""

import numpy as np

import lapicque as lq

# exprel(x) = (exp(x) - 1)/x, by which rates like x/(1 - exp(-x)) have no hole at 0
TEXT = """
C_m*dV_m/dt = -I_Na - I_K - I_A - g_L*(V_m - E_L) + I : mV
I_Na = g_Na*m**3*h*(V_m - E_Na)
I_K = g_K*n**4*(V_m - E_K)
I_A = g_A*a**3*b*(V_m - E_A)

dm/dt = (3.8/exprel(-0.1*(v + 29.7))*(1 - m) - 15.2*exp(-0.0556*(v + 54.7))*m)/ms
dh/dt = (0.266*exp(-0.05*(v + 48))*(1 - h) - 3.8/(1 + exp(-0.1*(v + 18)))*h)/ms
dn/dt = (0.2/exprel(-0.1*(v + 45.7))*(1 - n) - 0.25*exp(-0.0125*(v + 55.7))*n)/ms
da/dt = (a_inf - a)/(0.3632 + 1.158/(1 + exp(0.0497*(v + 55.96))))/ms
db/dt = (b_inf - b)/(1.24 + 2.678/(1 + exp(0.0624*(v + 50))))/ms
a_inf = (0.0761*exp(0.0314*(v + 94.22))/(1 + exp(0.0346*(v + 1.17))))**(1/3)
b_inf = (1/(1 + exp(0.0688*(v + 53.3))))**4
v = V_m/mV

C_m : pF
g_Na, g_K, g_A, g_L : nS
E_Na, E_K, E_A, E_L : mV
I : pA
"""
PARAMETERS = {
    "C_m": 1,
    "g_Na": 120,
    "g_K": 20,
    "g_A": 47.7,
    "g_L": 0.3,
    "E_Na": 55,
    "E_K": -72,
    "E_A": -75,
    "E_L": -17,
    "I": 10,
}
REST = {"V_m": -68, "m": 0.01, "h": 0.97, "n": 0.16, "a": 0.54, "b": 0.29}


def model(**changes):
    return lq.Equations(TEXT, threshold="V_m > 0", parameters=PARAMETERS | changes)


def rates(currents, **changes):
    net = lq.Network(dt=0.05)
    neurons = net.population(len(currents), model(I=currents, **changes), **REST)
    net.run(200)
    spikes = net.record(neurons, "spikes")
    net.run(1000)
    return np.bincount(spikes.i, minlength=len(currents))


def figure(ax):
    currents = np.linspace(5, 20, 16)
    ax.plot(currents, rates(currents), ".", label="with I_A")
    ax.plot(currents, rates(currents, g_A=0, E_L=-72.7), ".", label="without it, and the same rest")
    ax.set(xlabel="current / (µA/cm²)", ylabel="rate / Hz", title="Connor-Stevens")
    ax.legend()


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
