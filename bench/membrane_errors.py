"""How large are the errors of the membranes that are integrated numerically?

    python bench/membrane_errors.py [--firing [--nest PYTHON]] [--brian2 PYTHON] [--markdown FILE] [--figure FILE.png]

Every model gets random spikes on its receptors (50 a receptor in 100 ms, or 30 where it would fire else: the potential
has to stay smooth) and is compared with DOP853 at a tolerance of 1e-12. Printed are the largest errors of V_m at whole
milliseconds. With ``--firing`` it is a current and random spikes that make them fire; printed are the mean and the
largest error of V_m at every 0.1 ms, and that of spikes off the grid; with ``--nest``, the interpreter of an
environment that has NEST, its membranes on the same input beside these. With ``--brian2``, the interpreter of an
environment that has it, the membrane of `coba` beside Brian2's exponential Euler, which is what the benchmark gives it.
Needs scipy; the figure matplotlib.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

import lapicque as lq

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "python"))

import firing_membranes
import membranes
from membranes import CURRENTS, END, EXP, MIXED, NMDA

STEPS = (0.1, 0.05, 0.01)
FIRING_STEPS = (1.0, 0.5, 0.1, 0.02)
COBA = lq.LIF(C_m=200.0, g_L=10.0, E_L=-60.0, V_th=1000.0, V_reset=-60.0, receptors=EXP)
COBA_SIZES = {"exc": 6.0, "inh": 67.0}
# name, scheme, model, sizes of weights, number of spikes of a receptor
CASES: list[tuple[str, str, Any, dict[str, float], int]] = [
    ("`LIF`, exponential conductances (`coba`)", "exponential, Gauss", COBA, COBA_SIZES, 50),
    (
        "`LIF`, conductances that rise",
        "exponential, Gauss",
        lq.LIF(V_th=1000.0, receptors=MIXED),
        {"exc": 10.0, "inh": 10.0, "I": 100.0},
        50,
    ),
    ("`LIF`, NMDA", "Taylor series", lq.LIF(V_th=1000.0, receptors=NMDA), {"exc": 5.0, "nmda": 2.0}, 50),
    (
        "`GIF`, conductances that rise",
        "exponential, Gauss",
        lq.GIF(lambda_0=0.0, receptors=MIXED),
        {"exc": 3.0, "inh": 5.0, "I": 30.0},
        50,
    ),
    ("`QIF`", "Taylor series", lq.QIF(receptors=MIXED), {"exc": 2.0, "inh": 5.0, "I": 20.0}, 30),
    ("`EIF`", "Taylor series", lq.EIF(receptors=MIXED), {"exc": 2.0, "inh": 5.0, "I": 50.0}, 30),
    ("`AdEx`", "Taylor series", lq.AdEx(receptors=MIXED), {"exc": 2.0, "inh": 5.0, "I": 50.0}, 30),
    ("`Izhikevich`", "Taylor series", lq.Izhikevich(receptors=CURRENTS), {"exc": 1.0, "inh": -1.0}, 30),
    ("`HodgkinHuxley`", "Runge-Kutta", lq.HodgkinHuxley(receptors=MIXED), {"exc": 1.0, "inh": 3.0, "I": 30.0}, 30),
    ("`TraubMiles`", "Runge-Kutta", lq.TraubMiles(receptors=EXP), {"exc": 0.3, "inh": 5.0}, 30),
]
BRIAN2 = """
import json, sys
import numpy as np
import brian2 as b2
b2.prefs.codegen.target = "numpy"
given = json.load(sys.stdin)
b2.defaultclock.dt = given["dt"]*b2.ms
cell = b2.NeuronGroup(1, '''
    dv/dt = (10*nS*(-60*mV - v) + g_exc*(0*mV - v) + g_inh*(-80*mV - v))/(200*pF) : volt
    dg_exc/dt = -g_exc/(5*ms) : siemens
    dg_inh/dt = -g_inh/(10*ms) : siemens''', method="exponential_euler")
cell.v = -60*b2.mV
objects = [cell]
for name, (times, weights) in given["spikes"].items():
    # What is applied at the end of the step that begins at t is there at t + dt.
    source = b2.SpikeGeneratorGroup(len(times), range(len(times)), (np.array(times) - given["dt"])*b2.ms)
    synapses = b2.Synapses(source, cell, "w : siemens", on_pre="g_%s_post += w" % name)
    synapses.connect()
    synapses.w = np.array(weights)*b2.nS
    objects += [source, synapses]
trace = b2.StateMonitor(cell, "v", record=0)
b2.Network(*objects, trace).run((given["end"] + given["dt"])*b2.ms)
every = round(1.0/given["dt"])
print(json.dumps((trace.v[0]/b2.mV)[::every].tolist()))
"""
NEST_END = 200.0
NEST_PARAMETERS = (
    "t_ref", "g_Na", "g_K", "g_L", "C_m", "E_Na", "E_K", "E_L", "V_T", "I_e", "V_peak", "V_reset", "V_th", "Delta_T",
    "a", "b", "tau_w",
)  # fmt: skip
NEST = """
import json, sys
import nest
found = {}
for name, given in json.load(sys.stdin).items():
    nest.ResetKernel()
    nest.resolution = 0.1
    cell = nest.Create(given["model"], params=given["parameters"])
    for times, weights in given["spikes"].values():
        # A spike that is sent at t takes a delay of one step, and arrives at t + 0.1.
        train = {"spike_times": [t - 0.1 for t in times], "spike_weights": weights}
        nest.Connect(nest.Create("spike_generator", params=train), cell, syn_spec={"delay": 0.1})
    start, stop, amplitude = given["step"]
    current = {"start": start - 0.1, "stop": stop - 0.1, "amplitude": amplitude}
    nest.Connect(nest.Create("dc_generator", params=current), cell, syn_spec={"delay": 0.1})
    meter = nest.Create("multimeter", params={"record_from": ["V_m"], "interval": 0.1})
    nest.Connect(meter, cell)
    nest.Simulate(given["end"] + 0.1)
    found[name] = {"t": meter.events["times"].tolist(), "V_m": meter.events["V_m"].tolist()}
print(json.dumps(found))
"""


def errors_of_brian2(python: str, given: membranes.Input, exact: np.ndarray[Any, Any]) -> list[float]:
    """The same of Brian2."""
    spikes = {name: [times.tolist(), weights.tolist()] for name, (times, weights) in given.spikes.items()}
    found = []
    for dt in STEPS:
        request = json.dumps({"dt": dt, "end": END, "spikes": spikes})
        done = subprocess.run([python, "-c", BRIAN2], input=request, capture_output=True, text=True, check=True)
        V_m = np.array(json.loads(done.stdout.splitlines()[-1]))[: len(exact)]
        found.append(float(np.abs(V_m - exact).max()))
    return found


def nest_cases() -> dict[str, tuple[str, Any, membranes.Input]]:
    """Membranes that NEST has, too: its name of each, the model, and spikes and a step of current into it."""
    currents = {"exc": lq.AlphaCurrent(tau=0.2), "inh": lq.AlphaCurrent(tau=2.0)}
    conductances = {"exc": lq.AlphaConductance(0.0, tau=0.2), "inh": lq.AlphaConductance(-85.0, tau=2.0)}
    adaptive = lq.AdEx(receptors=conductances)
    chosen: list[tuple[str, str, Any, dict[str, float], float]] = [
        ("HodgkinHuxley", "hh_psc_alpha", lq.HodgkinHuxley(receptors=currents), {"exc": 100.0, "inh": -50.0}, 1000.0),
        ("TraubMiles", "hh_cond_exp_traub", lq.TraubMiles(receptors=EXP), {"exc": 5.0, "inh": 5.0}, 300.0),
        ("AdEx", "aeif_cond_alpha", adaptive, {"exc": 20.0, "inh": 5.0}, 800.0),
        ("AdEx with t_ref", "aeif_cond_alpha", adaptive.replace(t_ref=2.0), {"exc": 20.0, "inh": 5.0}, 800.0),
        ("EIF", "aeif_cond_alpha", adaptive.replace(a=0.0, b=0.0), {"exc": 20.0, "inh": 5.0}, 700.0),
    ]
    cases = {}
    for name, nest_name, model, sizes, current in chosen:
        rng = np.random.default_rng(1)
        spikes = {}
        for port in model.receptors:
            times = np.sort(rng.choice(np.arange(1.0, NEST_END), 100, replace=False))
            spikes[port] = (times, sizes[port] * rng.uniform(0.5, 1.5, 100))
        given = membranes.Input(dict(model.receptors), spikes, step=(20.0, 180.0, current))
        cases[name] = (nest_name, model, given)
    return cases


def request_of(nest_name: str, model: Any, given: membranes.Input) -> dict[str, Any]:
    """What NEST is told."""
    own = {name: getattr(model, name) for name in NEST_PARAMETERS if hasattr(model, name)}
    start = membranes.start_of(model)
    if nest_name.startswith("hh"):
        own |= dict(zip(("V_m", "Act_m", "Inact_h", "Act_n"), start, strict=True))
    else:
        own |= {"V_m": start[0], "w": 0.0, "gsl_error_tol": 1e-6}
    taus = {"tau_syn_ex": model.receptors["exc"].tau, "tau_syn_in": model.receptors["inh"].tau}
    sign = {"exc": 1.0, "inh": 1.0}
    if hasattr(model.receptors["exc"], "E_rev"):
        taus |= {"E_ex": model.receptors["exc"].E_rev, "E_in": model.receptors["inh"].E_rev}
        sign["inh"] = -1.0
    spikes = {
        port: [times.tolist(), (sign[port] * weights).tolist()] for port, (times, weights) in given.spikes.items()
    }
    return {"model": nest_name, "parameters": own | taus, "spikes": spikes, "step": given.step, "end": NEST_END}


def beside_nest(python: str) -> list[str]:
    """The table of NEST's errors and ours, while both fire."""
    cases = nest_cases()
    request = json.dumps({name: request_of(*case) for name, case in cases.items()})
    done = subprocess.run([python, "-c", NEST], input=request, capture_output=True, text=True, check=True)
    theirs = json.loads(done.stdout.splitlines()[-1])
    lines = ["| membrane | spikes | NEST, mean | largest | mean | largest |", "|---|---|---|---|---|---|"]
    print(*lines, sep="\n")
    times = np.arange(round(10 * NEST_END) + 1) * 0.1
    for name, (_, model, given) in cases.items():
        exact, spikes = membranes.firing(model, given, times, 0.1)
        ours = np.abs(membranes.simulated(model, given, 0.1, NEST_END, ["V_m"])["V_m"] - exact[0])
        steps = np.rint(np.array(theirs[name]["t"]) / 0.1).astype(int)
        inside = steps < len(times)
        nest = np.abs(np.array(theirs[name]["V_m"])[inside] - exact[0][steps[inside]])
        figures = " | ".join(f"{x:.1e}" for x in (nest.mean(), nest.max(), ours.mean(), ours.max()))
        lines.append(f"| `{name}` | {len(spikes)} | {figures} |")
        print(lines[-1], flush=True)
    return lines


def row(name: str, scheme: str, found: list[float]) -> str:
    """A row of the table, with the order seen between 0.1 and 0.05 ms."""
    # below 1e-10 the errors are the reference's own
    order = f"{math.log2(found[0] / found[1]):.1f}" if found[1] > 1e-10 else "-"
    return f"| {name} | {scheme} | " + " | ".join(f"{error:.1e}" for error in found) + f" | {order} |"


def firing() -> list[str]:
    """The table of membranes that fire."""
    heads = " | ".join(f"{dt:g} ms" for dt in FIRING_STEPS)
    lines = [
        f"| membrane | spikes | mean, {heads} | largest, 0.1 ms | spikes off the grid [ms] |",
        "|---|---|" + "---|" * (len(FIRING_STEPS) + 2),
    ]
    print(*lines, sep="\n")
    for name in firing_membranes.CASES:
        found = [firing_membranes.errors(name, dt) for dt in FIRING_STEPS]
        exact = firing_membranes.truth(name, None)[1]
        precise = firing_membranes.simulated(name, 0.1, spike_timing="precise")[1]
        off = float(np.abs(precise - exact).max()) if len(precise) == len(exact) else math.inf
        means = " | ".join(f"{error.mean():.1e}" for error in found)
        largest = found[FIRING_STEPS.index(0.1)].max()
        lines.append(f"| `{name}` | {len(exact)} | {means} | {largest:.1e} | {off:.1e} |")
        print(lines[-1], flush=True)
    return lines


def figure(measured: dict[str, list[float]], path: Path) -> None:
    """Errors over the step."""
    import matplotlib.pyplot as plt

    drawn, ax = plt.subplots(figsize=(7, 5), layout="constrained")
    for name, found in measured.items():
        ax.loglog(STEPS, found, ".-", label=name.replace("`", ""))
    ax.set(xlabel="dt / ms", ylabel="largest error of V_m / mV")
    ax.legend(fontsize="small")
    drawn.savefig(path, dpi=120)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--brian2", help="interpreter that has Brian2")
    parser.add_argument("--markdown", type=Path, help="write the table to this file, too")
    parser.add_argument("--figure", type=Path, help="draw the errors into this file (needs matplotlib)")
    parser.add_argument("--firing", action="store_true", help="membranes that fire")
    parser.add_argument("--nest", help="interpreter that has NEST, for membranes that fire")
    options = parser.parse_args()
    if options.firing:
        lines = beside_nest(options.nest) if options.nest else firing()
        if options.markdown:
            options.markdown.write_text("\n".join(lines) + "\n")
        return
    heads = " | ".join(f"{dt:g} ms" for dt in STEPS)
    lines = [f"| membrane | scheme | {heads} | order |", "|---|---|" + "---|" * (len(STEPS) + 1)]
    print(*lines, sep="\n")
    measured = {}

    def add(name: str, scheme: str, found: list[float]) -> None:
        measured[name] = found
        lines.append(row(name, scheme, found))
        print(lines[-1], flush=True)

    for name, scheme, model, sizes, number in CASES:
        given = membranes.Input(dict(model.receptors), membranes.spikes_into(model.receptors, sizes, number))
        exact = membranes.exact_potential(model, given)
        add(name, scheme, membranes.errors(model, given, STEPS, exact))
        if model is COBA and options.brian2:
            add("Brian2, the same membrane", "exponential Euler", errors_of_brian2(options.brian2, given, exact))
    if options.markdown:
        options.markdown.write_text("\n".join(lines) + "\n")
    if options.figure:
        figure(measured, options.figure)


if __name__ == "__main__":
    main()
