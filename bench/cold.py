"""What does it cost to start, simulate one neuron for a second with its potential recorded, and end?

Fresh processes take turns; the wall time is that of the whole process. The traces have to agree before it is printed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any

from compare import Options, low_and_middle
from networks import DT, LIF_CURRENT, LIF_NEURON, LIF_TAU
from peers import environment
from report import spread

PEERS = ("nest",)
DEMANDED = {"nest": 5.0}
RUNS = 5  # a repeat
TIMES = [100.0 * k for k in range(1, 10)]  # where the traces are compared [ms]
TOLERANCE = 1e-6  # [mV]

SCRIPTS = {
    "ours": """
import lapicque as lq
receptors = {name: lq.ExpCurrent(tau=TAU) for name in ("exc", "inh")}
result = lq.simulate(lq.LIF(**NEURON, I_e=CURRENT, receptors=receptors), duration=1000, dt=DT)
times, V_m, spikes = result.t, result.V_m, len(result.spikes.t)
""",
    "nest": """
import nest
nest.set(resolution=DT, print_time=False)
neuron = nest.Create("iaf_psc_exp", params={**NEURON, "tau_syn_ex": TAU, "tau_syn_in": TAU, "I_e": CURRENT})
meter = nest.Create("voltmeter", params={"interval": DT})
recorder = nest.Create("spike_recorder")
nest.Connect(meter, neuron)
nest.Connect(neuron, recorder)
nest.Simulate(1000.0)
times, V_m, spikes = meter.events["times"], meter.events["V_m"], recorder.n_events
""",
}
# Found by place: times are multiples of the step, up to rounding.
ANSWER = """
import json
try:
    with open("/proc/self/status") as status:
        memory = 1024 * int(status.read().split("VmHWM:")[1].split()[0])
except OSError:
    memory = 0
at = {round(float(t) / DT): float(v) for t, v in zip(times, V_m)}
print(json.dumps({"spikes": int(spikes), "V_m": [at[round(t / DT)] for t in TIMES], "memory": memory}))
"""


def script(simulator: str) -> str:
    """The program of a simulator: it prints the number of spikes and V_m at `TIMES`."""
    constants = {"NEURON": LIF_NEURON, "TAU": LIF_TAU, "CURRENT": LIF_CURRENT, "DT": DT, "TIMES": TIMES}
    return "\n".join(f"{name} = {value!r}" for name, value in constants.items()) + SCRIPTS[simulator] + ANSWER


def run(python: str, simulator: str) -> dict[str, Any]:
    """Wall time [s], and what the program printed last, its peak memory [bytes] among it."""
    start = time.perf_counter()
    done = subprocess.run([python, "-c", script(simulator)], stdout=subprocess.PIPE, text=True, check=True)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, **json.loads(done.stdout.splitlines()[-1])}


def differences(ours: Mapping[str, Any], peer: Mapping[str, Any], name: str) -> list[str]:
    """In what a peer differs from us."""
    found = []
    if ours["spikes"] != peer["spikes"]:
        found.append(f"{name}: spikes {ours['spikes']} and {peer['spikes']}")
    for t, a, b in zip(TIMES, ours["V_m"], peer["V_m"], strict=True):
        if not abs(a - b) <= TOLERANCE:
            found.append(f"{name}: V_m at {t} ms {a} and {b} mV")
    return found


def measure(peers: list[str], options: Options) -> dict[str, Any]:
    """Runs of every simulator, by repeat, and in what they disagree."""
    pythons = {"ours": sys.executable}
    pythons |= {peer: environment(peer, options.environments) for peer in peers if peer in PEERS}
    repeats = []
    found: list[str] = []
    for _ in range(options.repeats):
        runs: dict[str, list[dict[str, Any]]] = {name: [] for name in pythons}
        for _ in range(RUNS):
            for name, python in pythons.items():
                runs[name].append(run(python, name))
        repeats.append(runs)
    for peer in list(pythons)[1:]:
        found += differences(repeats[0]["ours"][0], repeats[0][peer][0], peer)
    return {"network": "cold", "threads": 1, "differences": found, "repeats": repeats}


def summary(measured: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A row a simulator, ours first."""
    rows = []
    for name in measured["repeats"][0]:
        levels, ours = (
            [low_and_middle([one["seconds"] for one in repeat[who]]) for repeat in measured["repeats"]]
            for who in (name, "ours")
        )
        least = DEMANDED.get(name)
        low, middle = (spread([a[k] / b[k] for a, b in zip(levels, ours, strict=True)]) for k in (0, 1))
        rows.append(
            {
                "network": "cold",
                "threads": 1,
                "simulator": name,
                "low": spread([level[0] for level in levels])[0],
                "middle": spread([level[1] for level in levels])[0],
                "low_ratio": low,
                "middle_ratio": middle,
                "memory": max(one["memory"] for repeat in measured["repeats"] for one in repeat[name]),
                "least": least,
                "reached": None if least is None else min(low[0], middle[0]) >= least,
            }
        )
    return rows


def table(measured: Mapping[str, Any]) -> list[str]:
    """Lines of a Markdown table; a ValueError where the simulators disagree."""
    if measured["differences"]:
        raise ValueError("\n  ".join(["the simulators do not simulate the same:", *measured["differences"]]))
    lines = ["| cold start | 10th pct / s | median / s | memory / MB | 10th/ours | median/ours | demanded | reached |"]
    lines.append("|" + "---|" * 8)
    for row in summary(measured):
        cells = [row["simulator"], f"{row['low']:.3f}", f"{row['middle']:.3f}", f"{row['memory'] / 1e6:.0f}"]
        for ratio in (row["low_ratio"], row["middle_ratio"]):
            cells.append("1" if row["simulator"] == "ours" else "{:.1f} ({:.1f}..{:.1f})".format(*ratio))
        cells.append("-" if row["least"] is None else f"{row['least']:g}x")
        cells.append("-" if row["reached"] is None else "yes" if row["reached"] else "no")
        lines.append("| " + " | ".join(cells) + " |")
    return lines
