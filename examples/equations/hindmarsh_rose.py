"""
Hindmarsh-Rose
==============

J. L. Hindmarsh & R. M. Rose (1984). A model of neuronal bursting using three coupled first order differential
equations. Proc. R. Soc. Lond. B 221, 87-102.

A slow current z that follows the potential x ends a run of spikes and lets the next one begin: with r = 0.001, the
current I = 2 gives bursts and I = 4 a train of single spikes; with r = 0.005, I = 3.25 gives bursts that never repeat.
"""

import lapicque as lq

TEXT = """
dx/dt = y - a*x**3 + b*x**2 + I - z
dy/dt = c - d*x**2 - y
dz/dt = r*(s*(x - x_1) - z)
"""
# x_1 is the resting state of x, -(1 + 5**0.5)/2
PARAMETERS = {"a": 1, "b": 3, "c": 1, "d": 5, "s": 4, "r": 0.001, "x_1": -1.618033988749895, "I": 2}
REST = {"x": -1.618033988749895, "y": -12.090169943749475}


def model(**changes):
    return lq.Equations(TEXT, threshold="x > 1", parameters=PARAMETERS | changes)


def figure(ax):
    for row, (r, current) in enumerate(((0.001, 2), (0.005, 3.25), (0.001, 4))):
        net = lq.Network(dt=0.02)
        trace = net.record(net.population(1, model(r=r, I=current), **REST, z=1.9), "x", every=0.1)
        net.run(1500)
        ax.plot(trace.t, trace.x[:, 0] - 5 * row, color="black", linewidth=0.6)
        ax.text(1520, -5 * row, f"r = {r}, I = {current}")
    ax.set(xlabel="time", ylabel="x", yticks=[], title="Hindmarsh-Rose")


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
