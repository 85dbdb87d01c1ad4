"""
Neuron with a threshold of many time scales (MAT)
=================================================

R. Kobayashi, Y. Tsubo & S. Shinomoto (2009). Made-to-order spiking neuron model equipped with a multi-timescale
adaptive threshold. Front. Comput. Neurosci. 3, 9.

The potential is not reset at all: a spike raises the threshold, which falls again in 10 and in 200 ms. Four sets of
three numbers give the four classes of figure 5B: regular spiking, intrinsic bursting, fast spiking and chattering.
"""

import lapicque as lq

TEXT = """
tau_m*dV_m/dt = -(V_m - E_L) + R*I_ext : mV
dtheta_1/dt = -theta_1/tau_1 : mV
dtheta_2/dt = -theta_2/tau_2 : mV

tau_m, tau_1, tau_2 : ms
R : GOhm
E_L, omega, alpha_1, alpha_2 : mV
"""
PARAMETERS = {"tau_m": 5, "R": 0.05, "E_L": -65, "tau_1": 10, "tau_2": 200}
KINDS = {
    "RS": {"omega": -45, "alpha_1": 30, "alpha_2": 2.0},
    "IB": {"omega": -46, "alpha_1": 7.5, "alpha_2": 1.5},
    "FS": {"omega": -55, "alpha_1": 10, "alpha_2": 0.2},
    "CH": {"omega": -39, "alpha_1": -0.5, "alpha_2": 0.4},
}


def model(kind="RS", **changes):
    return lq.Equations(
        TEXT,
        threshold="V_m > omega + theta_1 + theta_2",
        reset="theta_1 += alpha_1; theta_2 += alpha_2",
        t_ref=2,
        parameters=PARAMETERS | KINDS[kind] | changes,
    )


def figure(ax):
    for row, kind in enumerate(KINDS):
        net = lq.Network()
        neuron = net.population(1, model(kind))
        net.stimulate(neuron, lq.Step(start=100, stop=600, amplitude=600))
        spikes, trace = net.record(neuron, "spikes"), net.record(neuron, ["V_m", "theta_1", "theta_2"])
        net.run(700)
        threshold = KINDS[kind]["omega"] + trace.theta_1 + trace.theta_2
        ax.plot(trace.t, trace.V_m - 80 * row, color="black", linewidth=0.7)
        ax.plot(trace.t, threshold - 80 * row, color="tab:red", linewidth=0.7)
        ax.plot(spikes.t, 0 * spikes.t - 80 * row, "|", color="black")
        ax.text(0, -45 - 80 * row, kind)
    ax.set(xlabel="time / ms", ylabel="V_m, and threshold (red)", yticks=[], title="MAT")


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
