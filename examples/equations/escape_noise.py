"""
Escape noise
============

H. E. Plesser & W. Gerstner (2000). Noise in integrate-and-fire neurons: from stochastic input to escape rates. Neural
Comput. 12, 367-384; W. Gerstner & W. M. Kistler (2002), Spiking Neuron Models, chapter 5.

A neuron without a sharp threshold: it fires with a hazard that grows with the potential, so that in a step it fires
with the probability 1 - exp(-hazard*step). Of many neurons, exp(-integral of the hazard) have not fired yet (the
survivor function), which the figure compares.
"""

import numpy as np

import lapicque as lq

TEXT = """
tau_m*dV_m/dt = E_L - V_m + R*I : mV
hazard = rate_0*exp((V_m - theta)/Delta) : kHz

tau_m, step : ms
E_L, theta, Delta, V_r : mV
R : GOhm
rate_0 : kHz
I : pA
"""
# step is the dt of the network
PARAMETERS = {
    "tau_m": 10,
    "E_L": -65,
    "R": 0.04,
    "theta": -50,
    "Delta": 3,
    "rate_0": 0.1,
    "V_r": -65,
    "I": 350,
    "step": 0.1,
}


def model(**changes):
    return lq.Equations(
        TEXT, threshold="rand() < 1 - exp(-hazard*step)", reset="V_m = V_r", parameters=PARAMETERS | changes
    )


def survivors(t, tau_m=10, E_L=-65, R=0.04, theta=-50, Delta=3, rate_0=0.1, I=350):  # noqa: E741
    """Share of neurons that have not fired until t, an array from 0 on in small steps."""
    V_m = E_L + R * I * (1 - np.exp(-t / tau_m))
    hazard = rate_0 * np.exp((V_m - theta) / Delta)
    integral = np.concatenate([[0], np.cumsum((hazard[1:] + hazard[:-1]) / 2 * np.diff(t))])
    return np.exp(-integral)


def first_spikes(n, duration=100, seed=1):
    net = lq.Network(dt=0.1, seed=seed)
    spikes = net.record(net.population(n, model()), "spikes")
    net.run(duration)
    neurons, first = np.unique(spikes.i, return_index=True)
    return np.concatenate([spikes.t[first], np.full(n - len(neurons), np.inf)])


def figure(ax):
    t = np.arange(0, 100, 0.1)
    first = first_spikes(1000)
    ax.plot(t, [np.mean(first > at) for at in t], label="1000 neurons")
    ax.plot(t, survivors(t), "--", color="black", label="exp(-integral of the hazard)")
    ax.set(xlabel="time / ms", ylabel="have not fired yet", title="Escape noise")
    ax.legend()


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
