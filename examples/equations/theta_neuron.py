"""
Theta neuron
============

G. B. Ermentrout & N. Kopell (1986). Parabolic bursting in an excitable system coupled with a slow oscillation. SIAM
J. Appl. Math. 46, 233-253.

What every neuron that begins to fire at arbitrarily low rates looks like there: a point on a circle, which slows down
near theta = 0 and fires at theta = pi. Its rate is sqrt(I)/pi. With a slow oscillation of the current it fires in
parabolic bursts, in whose middle it is fastest (figure).
"""

import numpy as np

import lapicque as lq

TEXT = """
dtheta/dt = 1 - cos(theta) + (1 + cos(theta))*(I + A*sin(2*pi*t/T))
"""
PARAMETERS = {"I": 0.1, "A": 0, "T": 1000}


def model(**changes):
    return lq.Equations(TEXT, threshold="theta > pi", reset="theta -= 2*pi", parameters=PARAMETERS | changes)


def figure(ax):
    net = lq.Network(dt=0.05)
    neuron = net.population(1, model(I=0.0, A=0.1), theta=-0.5)
    spikes, trace = net.record(neuron, "spikes"), net.record(neuron, "theta", every=0.5)
    net.run(2000)
    ax.plot(trace.t, 1 - np.cos(trace.theta), color="black", linewidth=0.6)
    ax.plot(spikes.t[1:], 20 / np.diff(spikes.t), ".", color="tab:red")
    ax.set(xlabel="time", ylabel="1 - cos(theta), and rate (red)", title="Theta neuron")


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
