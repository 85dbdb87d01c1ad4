"""
Unit with a graded response
===========================

J. J. Hopfield (1984). Neurons with graded response have collective computational properties like those of two-state
neurons. Proc. Natl. Acad. Sci. USA 81, 3088-3092.

A neuron that has a rate and no spikes, here one that excites itself. Up to the coupling J = 1 its only state is zero;
beyond, it stays in one of two states, the solutions of x = tanh(J*x), a memory of one bit.
"""

import numpy as np

import lapicque as lq

TEXT = """
tau*dx/dt = -x + tanh(J*x + h)
"""
PARAMETERS = {"tau": 10, "J": 2, "h": 0}


def model(**changes):
    return lq.Equations(TEXT, parameters=PARAMETERS | changes)


def end_states(couplings, x):
    """Where the units are after 5 s that begin with x."""
    net = lq.Network()
    trace = net.record(net.population(len(couplings), model(J=couplings), x=x), "x", every=5000)
    net.run(5000.1)
    return trace.x[-1]


def figure(ax):
    couplings = np.linspace(0, 2, 81)
    ax.plot(couplings, end_states(couplings, 0.1), ".", label="from 0.1")
    ax.plot(couplings, end_states(couplings, -0.1), ".", label="from -0.1")
    ax.set(xlabel="J", ylabel="x after 5 s", title="A unit that excites itself")
    ax.legend()


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
