"""
FitzHugh-Nagumo
===============

R. FitzHugh (1961). Impulses and physiological states in theoretical models of nerve membrane. Biophys. J. 1, 445-466.

The two variables to which FitzHugh reduced the four of Hodgkin and Huxley, in his own notation, in which an impulse
goes to negative x and a stimulus is a negative z. At rest (z = 0) the state stays at x = 1.20, y = -0.625; the
stimulus z = -0.4 lies beyond the point where rest becomes unstable, and impulses follow each other
without end.
"""

import numpy as np

import lapicque as lq

TEXT = """
dx/dt = c*(y + x - x**3/3 + z)
dy/dt = -(x - a + b*y)/c
"""
PARAMETERS = {"a": 0.7, "b": 0.8, "c": 3, "z": -0.4}


def model(**changes):
    return lq.Equations(TEXT, threshold="x < -1", parameters=PARAMETERS | changes)


def figure(ax):
    x = np.linspace(-2.2, 2.2, 200)
    for z, color in ((0.0, "tab:blue"), (-0.4, "black")):
        net = lq.Network(dt=0.02)
        trace = net.record(net.population(1, model(z=z), x=0.5, y=-0.5), ["x", "y"])
        net.run(40)
        ax.plot(trace.x[:, 0], trace.y[:, 0], color=color, label=f"z = {z}")
    ax.plot(x, x**3 / 3 - x + 0.4, ":", color="gray", label="where x stands still, z = -0.4")
    ax.plot(x, (0.7 - x) / 0.8, "--", color="gray", label="where y stands still")
    ax.set(xlabel="x", ylabel="y", ylim=(-1, 2), title="FitzHugh-Nagumo")
    ax.legend(fontsize="small")


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
