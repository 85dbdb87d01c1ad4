"""
Brunel-Hakim
============

N. Brunel & V. Hakim (1999). Fast global oscillations in networks of integrate-and-fire neurons with low firing rates.
Neural Comput. 11, 1621-1671.

A neuron of this network alone: an integrate-and-fire neuron in white noise, in the notation of the paper, with
threshold 20 mV and reset 10 mV. Its rate is that of Siegert's formula, which the paper uses for its network.
"""

import numpy as np

import lapicque as lq

TEXT = """
tau*dV/dt = -V + mu + sigma*sqrt(tau)*xi : mV

tau : ms
mu, sigma, theta, V_r : mV
"""
PARAMETERS = {"tau": 20, "mu": 15, "sigma": 5, "theta": 20, "V_r": 10}


def model(**changes):
    return lq.Equations(
        TEXT, threshold="V > theta", reset="V = V_r", t_ref=2, hold="V", parameters=PARAMETERS | changes
    )


def rate(mu, n=1000, duration=1000, dt=0.05, seed=1, **changes):
    """Spikes a second of n neurons, after 200 ms."""
    net = lq.Network(dt=dt, seed=seed)
    neurons = net.population(n, model(mu=mu, **changes), V=lq.Uniform(5, 15))
    net.run(200)
    spikes = net.record(neurons, "spikes")
    net.run(duration)
    return len(spikes) / n / duration * 1e3


def siegert(mu, tau=20, sigma=5, theta=20, V_r=10, t_ref=2):
    """Rate [Hz]: 1/rate = t_ref + tau*sqrt(pi) * integral of exp(x**2)*(1 + erf(x)) from reset to threshold."""
    from math import erf, pi, sqrt

    x = np.linspace((V_r - mu) / sigma, (theta - mu) / sigma, 2001)
    f = np.exp(x**2) * np.array([1 + erf(at) for at in x])
    integral = np.sum((f[1:] + f[:-1]) / 2 * np.diff(x))
    return 1e3 / (t_ref + tau * sqrt(pi) * integral)


def figure(ax):
    means = np.arange(6, 26, 2)
    ax.plot(means, [siegert(mu) for mu in means], color="black", label="Siegert's formula")
    ax.plot(means, [rate(mu, n=200) for mu in means], "o", label="200 neurons for 1 s")
    ax.set(xlabel="mean input / mV", ylabel="rate / Hz", title="Integrate-and-fire neuron in white noise")
    ax.legend()


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
