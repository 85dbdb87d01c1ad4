"""
Brunel-Wang
===========

N. Brunel & X.-J. Wang (2001). Effects of neuromodulation in a cortical network model of object working memory
dominated by recurrent inhibition. J. Comput. Neurosci. 11, 63-85.

The pyramidal cell with its NMDA receptor written out: spikes that arrive raise x, x opens s, which saturates, and
magnesium blocks the current at rest. The block lets half of the current pass at -20.5 mV, where the magnesium term is
one, and a train of presynaptic spikes brings s near saturation (figure).
"""

import lapicque as lq

TEXT = """
C_m*dV_m/dt = -g_L*(V_m - E_L) - I_NMDA + I_ext : mV
I_NMDA = g_NMDA*s*open*(V_m - E_E)
open = 1/(1 + Mg*exp(-0.062*V_m/mV)/3.57)
ds/dt = -s/tau_decay + alpha*x*(1 - s)
dx/dt = -x/tau_rise

C_m : pF
g_L, g_NMDA : nS
E_L, E_E, V_th, V_reset : mV
tau_decay, tau_rise : ms
alpha : kHz
"""
# Mg in mM; it has no unit here, as 3.57 has none in the paper
PARAMETERS = {"C_m": 500, "g_L": 25, "E_L": -70, "E_E": 0, "V_th": -50, "V_reset": -55, "g_NMDA": 30, "Mg": 1}
PARAMETERS |= {"tau_decay": 100, "tau_rise": 2, "alpha": 0.5}


def model(**changes):
    return lq.Equations(
        TEXT,
        threshold="V_m > V_th",
        reset="V_m = V_reset",
        t_ref=2,
        hold="V_m",
        arrivals={"nmda": "x += weight"},
        parameters=PARAMETERS | changes,
    )


def driven(period, duration, dt=0.1, **changes):
    """Trace of a cell, a spike arriving every `period` ms from the first period and 1 ms on."""
    net = lq.Network(dt=dt)
    # a unit whose phase grows by one in a period
    clock = lq.Equations("dq/dt = 1/T", threshold="q > 1 - 1e-9", reset="q = 0", parameters={"T": period})
    source, cell = net.population(1, clock), net.population(1, model(**changes))
    net.connect(source, cell, lq.OneToOne(), weight=1, delay=1, receptor="nmda")
    trace = net.record(cell, ["V_m", "s", "x"])
    net.run(duration)
    return trace


def figure(ax):
    for rate in (10, 40, 100):
        trace = driven(1000 / rate, 500)
        ax.plot(trace.t, trace.s, label=f"{rate} Hz")
    ax.set(xlabel="time / ms", ylabel="s, open gates of the NMDA receptor", title="Brunel-Wang")
    ax.legend()


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
