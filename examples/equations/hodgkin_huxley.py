"""
Hodgkin-Huxley
==============

A. L. Hodgkin & A. F. Huxley (1952). A quantitative description of membrane current and its application to conduction
and excitation in nerve. J. Physiol. 117, 500-544.

The membrane of the giant axon of the squid at 6.3 °C, with V counted from rest as in the paper (its sign turned, so
that a spike goes up). The figure is their figure 12: the response to shocks that displace the potential by 90, 15, 7
and 6 mV, of which the last one fails.

The numbers are those of the paper for a patch of 100 µm², on which 1 µF/cm² is 1 pF, 1 mS/cm² 1 nS and 1 µA/cm² 1 pA.
"""

import lapicque as lq

# exprel(x) = (exp(x) - 1)/x, by which rates like x/(exp(x) - 1) have no hole at 0
TEXT = """
C_m*dV/dt = -I_Na - I_K - I_l + I : mV
I_Na = g_Na*m**3*h*(V - E_Na)
I_K = g_K*n**4*(V - E_K)
I_l = g_l*(V - E_l)
dm/dt = alpha_m*(1 - m) - beta_m*m
dh/dt = alpha_h*(1 - h) - beta_h*h
dn/dt = alpha_n*(1 - n) - beta_n*n

v = V/mV
alpha_m = 1/exprel((25 - v)/10) / ms
beta_m = 4*exp(-v/18) / ms
alpha_h = 0.07*exp(-v/20) / ms
beta_h = 1/(exp((30 - v)/10) + 1) / ms
alpha_n = 0.1/exprel((10 - v)/10) / ms
beta_n = 0.125*exp(-v/80) / ms

C_m : pF
g_Na, g_K, g_l : nS
E_Na, E_K, E_l : mV
I : pA
"""
PARAMETERS = {"C_m": 1, "g_Na": 120, "g_K": 36, "g_l": 0.3, "E_Na": 115, "E_K": -12, "E_l": 10.613, "I": 0}
REST = {"m": 0.0529, "h": 0.5961, "n": 0.3177}


def model(**changes):
    return lq.Equations(TEXT, threshold="V > 50*mV", parameters=PARAMETERS | changes)


def figure(ax):
    shocks = [90, 15, 7, 6]
    net = lq.Network(dt=0.02)
    trace = net.record(net.population(len(shocks), model(), V=shocks, **REST), "V")
    net.run(8)
    ax.plot(trace.t, trace.V, label=[f"{shock} mV" for shock in shocks])
    ax.set(xlabel="time / ms", ylabel="V / mV", title="Hodgkin-Huxley")
    ax.legend()


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
