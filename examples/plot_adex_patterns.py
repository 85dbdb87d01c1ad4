"""
Firing patterns of the AdEx neuron
==================================

The eight patterns of figure 4 of Naud et al. (2008), each from one set of parameters of the adaptive exponential
integrate-and-fire neuron and a step of current. The sets are those of their table 1, but for delayed regular bursting
and transient spiking, where the table does not give the figure (P. Müller's sets, as in Brian2's example).
"""

import matplotlib.pyplot as plt

import lapicque as lq

# C_m, g_L, E_L, a, tau_w, b, V_reset, current
PATTERNS = {
    "tonic": (200, 10, -70, 2, 30, 0, -58, 500),
    "adapting": (200, 12, -70, 2, 300, 60, -58, 500),
    "initial burst": (130, 18, -58, 4, 150, 120, -50, 400),
    "regular bursting": (200, 10, -58, 2, 120, 100, -46, 210),
    "delayed accelerating": (200, 12, -70, -10, 300, 0, -58, 300),
    "delayed regular bursting": (100, 10, -65, -10, 90, 30, -47, 110),
    "transient": (100, 10, -65, 10, 90, 100, -47, 180),
    "irregular": (100, 12, -60, -11, 130, 30, -48, 160),
}

figure, axes = plt.subplots(4, 2, figsize=(10, 9), sharex=True, sharey=True, layout="constrained")
for ax, (name, (C_m, g_L, E_L, a, tau_w, b, V_reset, current)) in zip(axes.flat, PATTERNS.items(), strict=True):
    model = lq.AdEx(C_m=C_m, g_L=g_L, E_L=E_L, V_th=-50, Delta_T=2, V_reset=V_reset, t_ref=0, a=a, tau_w=tau_w, b=b)
    r = lq.simulate(model, duration=500, current=lq.Step(start=20, stop=500, amplitude=current), dt=0.05)
    V_m = r.V_m.copy()
    V_m[[round(t / 0.05) for t in r.spikes.t]] = 0.0
    ax.plot(r.t, V_m, color="black", linewidth=0.7)
    ax.set_title(name, fontsize="medium")
    print(f"{name}: spikes in 480 ms: {len(r.spikes)}")
for ax in axes[-1]:
    ax.set_xlabel("time / ms")
figure.supylabel("V_m / mV")
plt.show()
