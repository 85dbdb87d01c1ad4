"""
Rothman-Manis
=============

J. S. Rothman & P. B. Manis (2003). The roles potassium currents play in regulating the electrical activity of ventral
cochlear nucleus neurons. J. Neurophysiol. 89, 3097-3113.

Two neurons of the cochlear nucleus at 22 °C, which differ in their conductances only: type I-c fires as long as a
current lasts; in type II a potassium current of low threshold lets one spike pass at its onset. They rest at -63.9 and
-63.6 mV (table 1 of the paper).
"""

import lapicque as lq

TEXT = """
C_m*dV_m/dt = -I_Na - I_HT - I_LT - I_h - g_lk*(V_m - E_lk) + I_ext : mV
I_Na = g_Na*m**3*h*(V_m - E_Na)
I_HT = g_HT*(phi*n**2 + (1 - phi)*p)*(V_m - E_K)
I_LT = g_LT*w**4*z*(V_m - E_K)
I_h = g_h*r*(V_m - E_h)

v = V_m/mV
dm/dt = (1/(1 + exp(-(v + 38)/7)) - m)/ms / (10/(5*exp((v + 60)/18) + 36*exp(-(v + 60)/25)) + 0.04)
dh/dt = (1/(1 + exp((v + 65)/6)) - h)/ms / (100/(7*exp((v + 60)/11) + 10*exp(-(v + 60)/25)) + 0.6)
dn/dt = ((1 + exp(-(v + 15)/5))**-0.5 - n)/ms / (100/(11*exp((v + 60)/24) + 21*exp(-(v + 60)/23)) + 0.7)
dp/dt = (1/(1 + exp(-(v + 23)/6)) - p)/ms / (100/(4*exp((v + 60)/32) + 5*exp(-(v + 60)/22)) + 5)
dw/dt = ((1 + exp(-(v + 48)/6))**-0.25 - w)/ms / (100/(6*exp((v + 60)/6) + 16*exp(-(v + 60)/45)) + 1.5)
dz/dt = ((1 - zeta)/(1 + exp((v + 71)/10)) + zeta - z)/ms / (1000/(exp((v + 60)/20) + exp(-(v + 60)/8)) + 50)
dr/dt = (1/(1 + exp((v + 76)/7)) - r)/ms / (1e5/(237*exp((v + 60)/12) + 17*exp(-(v + 60)/14)) + 25)

C_m : pF
g_Na, g_HT, g_LT, g_h, g_lk : nS
E_Na, E_K, E_h, E_lk : mV
"""
PARAMETERS = {
    "C_m": 12,
    "g_Na": 1000,
    "g_HT": 150,
    "g_lk": 2,
    "E_Na": 55,
    "E_K": -70,
    "E_h": -43,
    "E_lk": -65,
    "phi": 0.85,
    "zeta": 0.5,
}
KINDS = {"I-c": {"g_LT": 0, "g_h": 0.5}, "II": {"g_LT": 200, "g_h": 20}}
REST = {"V_m": -63.8, "m": 0.024, "h": 0.45, "n": 0.008, "p": 0.001, "w": 0.51, "z": 0.66, "r": 0.15}


def model(kind="II", **changes):
    return lq.Equations(TEXT, threshold="V_m > -20*mV", parameters=PARAMETERS | KINDS[kind] | changes)


def figure(ax):
    for kind, current, shift in (("I-c", 50, 0), ("II", 300, -100)):
        net = lq.Network(dt=0.02)
        neuron = net.population(1, model(kind), **REST)
        net.stimulate(neuron, lq.Step(start=300, stop=400, amplitude=current))
        trace = net.record(neuron, "V_m")
        net.run(450)
        shown = trace.t > 280
        ax.plot(trace.t[shown] - 300, trace.V_m[shown, 0] + shift, label=f"type {kind}, {current} pA")
    ax.set(xlabel="time / ms", ylabel="V_m / mV (type II shifted by -100 mV)", title="Rothman-Manis")
    ax.legend()


def main():
    import matplotlib.pyplot as plt

    figure(plt.subplots(layout="constrained")[1])
    plt.show()


if __name__ == "__main__":
    main()
