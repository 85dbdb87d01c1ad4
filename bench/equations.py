"""What do equations as text cost beside the kernels that are compiled for a model?

    python bench/equations.py [--turns 40] [--neurons 4096] [--brian2 PYTHON]

The same membrane as a built-in model and as `Equations`, one thread, taking turns chunk by chunk (2 ms of model time);
printed are 10th percentiles [ns a neuron-step] and their ratio. "auto" looks at the error of each step, as built-in
kernels do, "rk4" does not; the leaky neuron is solved exactly, with currents that flow all the time. Then the same
while neurons fire under random spikes, as means. With ``--brian2``, the interpreter of an environment that has it: the
time from ``python script.py`` to the last spike of 1 s of a model of 1,000 neurons that neither has seen before.
"""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

import lapicque as lq

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "python"))

from equation_models import as_equations

SLOW = {"exc": lq.ExpCurrent(tau=1e6), "inh": lq.ExpCurrent(tau=1e6)}
FLOWING = {"I_exc": 10.0, "I_inh": -5.0}
GATES = {"m": 0.053, "h": 0.6, "n": 0.32}
CONDUCTANCE = {"exc": lq.ExpConductance(E_rev=0.0, tau=5.0)}
# Model, start of the built-in and of the equations, and a current and a weight that make it fire.
CASES: dict[str, tuple[Any, dict[str, float], dict[str, float], float, float]] = {
    "LIF": (lq.LIF(receptors=SLOW), FLOWING, FLOWING, 0.0, 0.0),
    "Izhikevich": (lq.Izhikevich(receptors=CONDUCTANCE), {"U_m": -13.0}, {"V_m": -65.0, "U_m": -13.0}, 6.0, 0.02),
    "AdEx": (lq.AdEx(receptors=CONDUCTANCE), {}, {}, 600.0, 2.0),
    "HodgkinHuxley": (lq.HodgkinHuxley(receptors=CONDUCTANCE), {}, {"V_m": -65.0, **GATES}, 500.0, 2.0),
}
CHUNK = 2.0  # [ms]
DT = 0.1

SCRIPT_OURS = """
import numpy as np
import lapicque as lq
model = lq.Equations('''
    tau*dv/dt = -(v - E) + R*I + g*(E_s - v) + k{n}*(v - E)**2
    dg/dt = -g/tau_s''', threshold="v > theta", reset="v = E; g += 0.1",
    parameters=dict(tau=10.0, E=-70.0, R=0.1, I=np.linspace(100, 300, 1000), E_s=-80.0, tau_s=5.0, theta=-50.0,
    k{n}=1e-3))
net = lq.Network(dt=0.1)
spikes = net.record(net.population(1000, model, v=-70.0))
net.run(1000.0)
print(len(spikes.t))
"""
SCRIPT_BRIAN2 = """
import numpy as np
from brian2 import *
prefs.codegen.target = "{target}"
if "{target}" == "standalone":
    prefs.codegen.target = "auto"
    set_device("cpp_standalone", directory=None)
defaultclock.dt = 0.1*ms
tau, tau_s = 10*ms, 5*ms
group = NeuronGroup(1000, '''
    dv/dt = (-(v + 70) + 0.1*I + g*(-80 - v) + k{n}*(v + 70)**2)/tau : 1
    dg/dt = -g/tau_s : 1
    k{n} : 1 (shared)
    I : 1''', threshold="v > -50", reset="v = -70; g += 0.1", method="rk4")
group.v, group.k{n}, group.I = -70, 1e-3, np.linspace(100, 300, 1000)
spikes = SpikeMonitor(group)
run(1*second)
print(len(spikes.t))
"""


def network(model: Any, n: int, start: dict[str, float], current: float, weight: float) -> lq.Network:
    """Build a population by itself, with input if it is to fire."""
    net = lq.Network(dt=DT, seed=1, threads=1)
    cells = net.population(n, model, **start)
    if current:
        net.stimulate(cells, lq.Step(amplitude=current))
        net.stimulate(cells, lq.PoissonInput(rate=400.0, weight=weight, receptor="exc"))
    net.record(cells)
    net.run(20.0)
    return net


def by_turns(networks: list[lq.Network], n: int, turns: int, mean: bool) -> list[float]:
    """Nanoseconds a neuron-step of each, chunk by chunk in turn."""
    times = np.zeros((turns, len(networks)))
    for turn in range(turns):
        for k, net in enumerate(networks):
            start = time.perf_counter()
            net.run(CHUNK)
            times[turn, k] = time.perf_counter() - start
    summary = times.mean(axis=0) if mean else np.percentile(times, 10, axis=0)
    return list(summary / (n * round(CHUNK / DT)) * 1e9)


def compare(n: int, turns: int) -> None:
    """Print the table of models."""
    print("| membrane | input | built-in | auto | ratio | rk4 or exact | ratio |\n|---|---|---|---|---|---|---|")
    for name, (model, start, own_start, current, weight) in CASES.items():
        equations = as_equations(model)
        forced = equations.replace(scheme="exact" if name == "LIF" else "rk4")
        for firing in (False, True) if current else (False,):
            drive = (current, weight) if firing else (0.0, 0.0)
            networks = [network(model, n, start, *drive), network(equations, n, own_start, *drive)]
            # Without pieces, an upstroke may leave the range of numbers before the threshold is looked at.
            with contextlib.suppress(RuntimeError):
                networks.append(network(forced, n, own_start, *drive))
            built_in, auto, other = [*by_turns(networks, n, turns, mean=firing), np.nan][:3]
            shown = f"{built_in:.2f} | {auto:.2f} | {auto / built_in:.2f} | {other:.2f} | {other / built_in:.2f}"
            print(f"| `{name}` | {'firing' if firing else 'none'} | {shown} |", flush=True)


def cold(python: str, text: str) -> float:
    """Seconds from the start of an interpreter to its end."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "script.py"
        script.write_text(text, encoding="utf-8")
        start = time.perf_counter()
        subprocess.run([python, script], check=True, cwd=folder, stdout=subprocess.DEVNULL)
        return time.perf_counter() - start


def compare_cold(python: str) -> None:
    """Print times of models that are new, by a name in them that is another one each time."""
    unique = iter(range(time.time_ns() % 10**9, 10**12))
    ours = min(cold(sys.executable, SCRIPT_OURS.replace("{n}", str(next(unique)))) for _ in range(5))
    print(f"from python script.py to the last spike of 1 s, 1,000 neurons, cold: ours {ours:.2f} s")
    for target in ("cython", "standalone"):
        text = SCRIPT_BRIAN2.replace("{target}", target).replace("{n}", str(next(unique)))
        theirs = cold(python, text)
        print(f"Brian2, {target}: {theirs:.1f} s, {theirs / ours:.0f} times")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=40)
    parser.add_argument("--neurons", type=int, default=4096)
    parser.add_argument("--brian2", metavar="PYTHON")
    options = parser.parse_args()
    compare(options.neurons, options.turns)
    if options.brian2:
        compare_cold(options.brian2)


if __name__ == "__main__":
    main()
