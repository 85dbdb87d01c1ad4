"""
Izhikevich
==========

E. M. Izhikevich (2003). Simple model of spiking neurons. IEEE Trans. Neural Netw. 14, 1569-1572.

The simple model with the parameters of figure 2, by class of neurons: regular spiking, intrinsic bursting, chattering,
fast spiking and low-threshold spiking. With b = 0.2 it rests at exactly -70 mV.
"""

import lapicque as lq

# numbers are those of the paper, which has no units for them: mV, ms, and the current in mV/ms
TEXT = """
dv/dt = 0.04*v**2 + 5*v + 140 - u + I
du/dt = a*(b*v - u)
"""
KINDS = {
    "RS": {"a": 0.02, "b": 0.2, "c": -65, "d": 8},
    "IB": {"a": 0.02, "b": 0.2, "c": -55, "d": 4},
    "CH": {"a": 0.02, "b": 0.2, "c": -50, "d": 2},
    "FS": {"a": 0.1, "b": 0.2, "c": -65, "d": 2},
    "LTS": {"a": 0.02, "b": 0.25, "c": -65, "d": 2},
}


def model(kind="RS", I=10, **changes):  # noqa: E741
    return lq.Equations(TEXT, threshold="v >= 30", reset="v = c; u += d", parameters=KINDS[kind] | {"I": I} | changes)


def figure(ax):
    for row, kind in enumerate(KINDS):
        net = lq.Network()
        trace = net.record(net.population(1, model(kind), v=-65, u=-13), "v")
        net.run(300)
        ax.plot(trace.t, trace.v[:, 0] - 120 * row, color="black", linewidth=0.7)
        ax.text(305, -60 - 120 * row, kind)
    ax.set(xlabel="time / ms", ylabel="v", yticks=[], title="Izhikevich")


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
