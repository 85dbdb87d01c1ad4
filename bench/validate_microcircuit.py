"""Does the cortical microcircuit fire as published?

Runs ``lapicque.networks.microcircuit`` once a seed and holds the mean rate of every population against the reference,
beside irregularity, synchrony and correlation. A rate may be off by 5 %, or by three standard errors where those are
more; the CV of the intervals is to be between 0.7 and 1.1, and gets a verdict where the window holds 20 spikes a neuron
(3 s for the busiest populations, 20 s for all but the sparsest, which gets none). Ends with exit code 1 where a
population disagrees.

    python bench/validate_microcircuit.py --seeds 3 --time 10000 --json microcircuit.json --figure microcircuit.png
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

import lapicque as lq
from lapicque.networks import _microcircuit as published

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "python"))
import spike_statistics as statistics

Spikes = dict[str, tuple[np.ndarray, np.ndarray]]

TOLERANCE = 0.05  # of the reference rate
ERRORS = 3.0  # standard errors that a rate may be off where that is more
BLOCK = 250.0  # ms; means of blocks this long are independent, and their spread gives the standard error
LARGEST_ERROR = 0.15  # of the reference rate: where ERRORS standard errors are more, nothing is proved
CV_RANGE = (0.7, 1.1)
MIN_SPIKES = 5  # of a neuron whose CV counts
JUDGED_SPIKES = 20  # of the average neuron, for a verdict on the CV: short windows bias it downwards
CORRELATION = {"neurons": 1000, "bin_ms": 2.0}
SYNCHRONY_BIN = 3.0
RASTER_MS = 300.0
VERDICTS = {
    True: "PASS",
    False: "FAIL: not every population is within what is allowed",
    None: "No verdict: the reference is for the full network under Poisson input.",
}


def simulate(seed: int, arguments: argparse.Namespace) -> tuple[Spikes, dict[str, float]]:
    """Spikes of the measured window, times from its start [ms], and what the run took."""
    begin = time.perf_counter()
    net = lq.networks.microcircuit(
        arguments.scale, input=arguments.input, seed=seed, threads=arguments.threads, dt=arguments.dt
    )
    net.build()
    built = time.perf_counter()
    net.run(arguments.warm_up, progress=arguments.progress)
    recorders = {name: net.record(population, "spikes") for name, population in net.populations.items()}
    net.run(arguments.time, progress=arguments.progress)
    done = time.perf_counter()
    spikes = {name: (recorder.t - arguments.warm_up, recorder.i) for name, recorder in recorders.items()}
    cost = {
        "threads": net.threads,
        "build_s": round(built - begin, 2),
        "run_s": round(done - built, 2),
        "wall_over_model_time": round(1e3 * (done - built) / (arguments.warm_up + arguments.time), 3),
        "peak_memory_GB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
    }
    return spikes, cost


def describe(times: np.ndarray, index: np.ndarray, n: int, window: float, dt: float) -> dict[str, Any]:
    """Statistics of one population in one run."""
    sample = min(n, int(CORRELATION["neurons"]))
    counts = statistics.binned_counts(times, index, sample, 0.0, window, CORRELATION["bin_ms"], dt)
    cv = statistics.coefficients_of_variation(times, index, n, MIN_SPIKES)
    number = int(window / BLOCK)
    blocks = np.bincount(statistics.bins(times, 0.0, BLOCK, dt), minlength=number)[:number]
    return {
        "rate": len(times) / (n * window * 1e-3),
        "rate_of_blocks": (blocks / (n * BLOCK * 1e-3)).tolist(),
        "cv": float(cv.mean()) if len(cv) else math.nan,
        "cv_neurons": len(cv),
        "cv_quantiles": np.quantile(cv, (0.05, 0.25, 0.5, 0.75, 0.95)).tolist() if len(cv) else [],
        "correlation": statistics.mean_correlation(counts),
        "synchrony": statistics.synchrony(times, 0.0, window, SYNCHRONY_BIN, dt),
        "count_histogram": statistics.count_histogram(index, n),
    }


def summarise(runs: list[dict[str, Any]], name: str, reference: float) -> dict[str, Any]:
    """One population over all seeds, beside its reference rate."""
    own = [run[name] for run in runs]
    blocks = np.concatenate([run["rate_of_blocks"] for run in own])
    error = float(blocks.std(ddof=1) / math.sqrt(len(blocks)))
    summary = {key: float(np.mean([run[key] for run in own])) for key in ("rate", "cv", "correlation", "synchrony")}
    summary |= {"rate_error": error, "reference_rate": reference, "difference": summary["rate"] / reference - 1.0}
    summary["tolerance"] = max(TOLERANCE, ERRORS * error / reference)
    return summary


def rate_verdict(summary: dict[str, Any]) -> str:
    """Whether the rate is the reference's."""
    if ERRORS * summary["rate_error"] > LARGEST_ERROR * summary["reference_rate"]:
        return "too short"
    return "pass" if abs(summary["difference"]) <= summary["tolerance"] else "FAIL"


def cv_verdict(summary: dict[str, Any], window: float) -> str:
    """Whether the intervals are as irregular as they should be."""
    rate = summary["reference_rate"]
    if rate * window * 1e-3 < JUDGED_SPIKES or rate == min(published.RATES):
        return "few"
    low, high = CV_RANGE
    return "pass" if low <= summary["cv"] <= high else "FAIL"


def judge(summaries: dict[str, dict[str, Any]], arguments: argparse.Namespace) -> bool | None:
    """Add the verdicts to the summaries; whether all is well, or None where the reference is for another network."""
    if arguments.scale != 1.0 or arguments.input != "poisson":
        return None
    for summary in summaries.values():
        summary |= {"rate_verdict": rate_verdict(summary), "cv_verdict": cv_verdict(summary, arguments.time)}
    return all(s["rate_verdict"] == "pass" and s["cv_verdict"] != "FAIL" for s in summaries.values())


def table(summaries: dict[str, dict[str, Any]]) -> str:
    """All populations, a line each."""
    header = "population      rate / Hz   reference  difference  allowed     rate   CV of ISI       CV  synchrony"
    lines = [f"{header}  correlation"]
    for name, s in summaries.items():
        verdicts = (s.get("rate_verdict", "-"), s.get("cv_verdict", "-"))
        lines.append(
            f"{name:<10}  {s['rate']:6.3f} ± {s['rate_error']:.3f}  {s['reference_rate']:8.3f}  "
            f"{100 * s['difference']:+9.1f} %  {100 * s['tolerance']:5.1f} %  {verdicts[0]:>9}  "
            f"{s['cv']:8.2f}  {verdicts[1]:>7}  {s['synchrony']:9.2f}  {s['correlation']:11.5f}"
        )
    return "\n".join(lines)


def draw(path: Path, spikes: Spikes, summaries: dict[str, dict[str, Any]], runs: list[dict[str, Any]]) -> None:
    """Raster of the first run's last stretch, rates beside the reference, quantiles of its CVs."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, (raster, rates, cv) = pyplot.subplots(
        1, 3, figsize=(13, 5), width_ratios=(2.2, 1, 1), layout="constrained", dpi=130
    )
    places = np.arange(len(summaries))
    colours = ["#0072B2" if published.is_excitatory(name) else "#D55E00" for name in summaries]
    draw_raster(raster, spikes, runs[0], colours)
    rates.barh(places - 0.2, [s["rate"] for s in summaries.values()], 0.4, color=colours)
    rates.barh(places + 0.2, [s["reference_rate"] for s in summaries.values()], 0.4, color="#BBBBBB")
    errors = [s["rate_error"] for s in summaries.values()]
    rates.errorbar([s["rate"] for s in summaries.values()], places - 0.2, xerr=errors, fmt="none", color="#333333")
    rates.set(xlabel="rate / Hz (grey: reference)")
    cv.axvspan(*CV_RANGE, color="#EEEEEE", zorder=0)
    for place, name, colour in zip(places, summaries, colours, strict=True):
        if quantiles := runs[0][name]["cv_quantiles"]:
            cv.hlines(place, quantiles[0], quantiles[4], color=colour)
            cv.hlines(place, quantiles[1], quantiles[3], color=colour, linewidth=8)
            cv.plot(quantiles[2], place, "|", color="white", markersize=10)
    cv.set(xlabel="CV of ISI (grey: expected)", xlim=(0, 1.6))
    for axes in (rates, cv):
        axes.set_yticks(places, list(summaries))
        axes.set_ylim(len(places) - 0.4, -0.6)
    figure.savefig(path)


def draw_raster(axes: Any, spikes: Spikes, run: dict[str, Any], colours: list[str]) -> None:
    """L23E at the top; as many neurons of each population as its share of a few thousand."""
    sizes = [sum(run[name]["count_histogram"]) for name in spikes]
    every = max(sum(sizes) // 4000, 1)
    stop = max((float(times[-1]) for times, _ in spikes.values() if len(times)), default=0.0)
    top, middles = 0, []
    for (times, index), n, colour in zip(spikes.values(), sizes, colours, strict=True):
        keep = (times > stop - RASTER_MS) & (index % every == 0)
        axes.plot(times[keep], top + index[keep], "o", color=colour, markersize=1.5, markeredgewidth=0)
        middles.append(top + n / 2)
        top += n
        axes.axhline(top, color="#BBBBBB", linewidth=0.5)
    axes.set(xlabel="time / ms", xlim=(stop - RASTER_MS, stop), ylim=(top, 0))
    axes.set_yticks(middles, list(spikes))
    axes.tick_params(axis="y", length=0, labelsize="small")


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0, help="size of the network (default: 1)")
    parser.add_argument("--input", choices=("poisson", "dc"), default="poisson", help="default: poisson")
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="runs, of seeds 1 to N (default: 1)")
    parser.add_argument("--warm-up", type=float, default=500.0, metavar="MS", help="discarded (default: 500 ms)")
    parser.add_argument("--time", type=float, default=2000.0, metavar="MS", help="measured (default: 2000 ms)")
    parser.add_argument("--dt", type=float, default=0.1, metavar="MS", help="default: 0.1 ms")
    parser.add_argument("--threads", type=int, metavar="N", help="default: as many as pay")
    parser.add_argument("--progress", action="store_true", help="show a progress bar")
    parser.add_argument("--json", type=Path, help="file to write all statistics to")
    parser.add_argument("--figure", type=Path, help="picture to write: raster, rates and CV")
    arguments = parser.parse_args()
    if arguments.seeds < 1:
        parser.error(f"--seeds must be at least 1, got {arguments.seeds}")
    if not arguments.time >= 2 * BLOCK:
        parser.error(f"--time must be at least {2 * BLOCK:g} ms, got {arguments.time:g}")
    return arguments


def main() -> int:
    arguments = read_arguments()
    sizes = dict(zip(published.POPULATIONS, published.sizes(arguments.scale).tolist(), strict=True))
    runs, first = [], {}
    for seed in range(1, arguments.seeds + 1):
        spikes, cost = simulate(seed, arguments)
        own = {n: describe(*spikes[n], sizes[n], arguments.time, arguments.dt) for n in sizes}
        runs.append({"seed": seed, **cost, **own})
        first = first or spikes
        del spikes
        # before the next network takes the memory of this one again
        gc.collect()
        print(f"seed {seed}: {', '.join(f'{key} {value}' for key, value in cost.items())}", flush=True)
    references = dict(zip(published.POPULATIONS, published.RATES, strict=True))
    summaries = {n: summarise(runs, n, references[n]) for n in sizes}
    passed = judge(summaries, arguments)
    print(f"\n{table(summaries)}\n\n{VERDICTS[passed]}")
    if arguments.json:
        settings = {key: getattr(arguments, key) for key in ("scale", "input", "warm_up", "time", "dt")}
        report = {"version": lq.__version__, **settings, "passed": passed}
        arguments.json.write_text(json.dumps({**report, "summary": summaries, "runs": runs}, indent=1) + "\n")
    if arguments.figure:
        draw(arguments.figure, first, summaries, runs)
    return 1 if passed is False else 0


if __name__ == "__main__":
    sys.exit(main())
