"""From what bench/compare.py measured to a table and a figure."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

from compare import low_and_middle
from networks import BENCHMARKS, DT, Benchmark

COLUMNS = (
    "network",
    "threads",
    "simulator",
    "rate / Hz",
    "CV",
    "construction / s",
    "memory / MB",
    "10th pct",
    "median",
    "10th/ours (min..max)",
    "median/ours (min..max)",
    "construction/ours",
    "ns a step",
    "demanded",
    "reached",
)


def spread(values: list[float]) -> tuple[float, float, float]:
    """Median, smallest and largest."""
    return median(values), min(values), max(values)


def overall(firing: dict[str, Any], sizes: dict[str, int]) -> tuple[float, float]:
    """Mean rate of all neurons [Hz] and mean CV of those that have one (NaN where none has)."""
    rate = sum(firing[name]["rate"] * n for name, n in sizes.items()) / sum(sizes.values())
    with_cv = sum(entry["cv_neurons"] for entry in firing.values())
    cv = sum(entry["cv"] * entry["cv_neurons"] for entry in firing.values())
    return rate, cv / with_cv if with_cv else float("nan")


def summary(measured: dict[str, Any]) -> list[dict[str, Any]]:
    """A row a simulator, ours first: real-time factors (wall time over model time), ratios to ours, and demands."""
    benchmark = BENCHMARKS[measured["network"]]
    chunk = measured["durations"]["chunk"]
    repeats = measured["repeats"]
    rows = []
    for name in repeats[0]:
        runs = [repeat[name] for repeat in repeats]
        ours = [repeat["ours"] for repeat in repeats]
        levels = [low_and_middle(run["chunks"]) for run in runs]
        our_levels = [low_and_middle(run["chunks"]) for run in ours]
        firing = [overall(run["firing"], run["neurons"]) for run in runs]
        row = {
            "network": benchmark.name,
            "threads": measured["threads"],
            "simulator": name,
            "version": runs[0]["version"],
            "rate": median(rate for rate, _ in firing),
            "cv": median(cv for _, cv in firing),
            "construction": median(run["construction"] for run in runs),
            "memory": max(run["memory"] for run in runs),
            "low": 1000.0 * median(low for low, _ in levels) / chunk,
            "middle": 1000.0 * median(middle for _, middle in levels) / chunk,
            "low_ratio": spread([a[0] / b[0] for a, b in zip(levels, our_levels, strict=True)]),
            "middle_ratio": spread([a[1] / b[1] for a, b in zip(levels, our_levels, strict=True)]),
            "construction_ratio": median(
                a["construction"] / b["construction"] for a, b in zip(runs, ours, strict=True)
            ),
        }
        row["per_step"] = row["low"] * 1e6 * DT / benchmark.neurons
        row["least"] = benchmark.demanded.get(name)
        rows.append(row | verdict(row, benchmark))
    return rows


def verdict(row: dict[str, Any], benchmark: Benchmark) -> dict[str, Any]:
    """What is demanded in this row, in words, and whether all of it was reached; None without a demand."""
    demands: list[tuple[str, bool]] = []
    name = row["simulator"]
    if name in benchmark.demanded:
        least = benchmark.demanded[name]
        demands.append((f"{least:g}x", min(row["low_ratio"][0], row["middle_ratio"][0]) >= least))
    if name in benchmark.construction:
        least = benchmark.construction[name]
        demands.append((f"construction {least:g}x", row["construction_ratio"] >= least))
    if name == "ours" and benchmark.per_step is not None and row["threads"] == 1:
        demands.append((f"{benchmark.per_step:g} ns a step", row["per_step"] <= benchmark.per_step))
    if name == "ours" and benchmark.memory is not None:
        demands.append((f"{benchmark.memory / 1e6:g} MB", row["memory"] < benchmark.memory))
    reached = all(met for _, met in demands) if demands else None
    return {"demanded": ", ".join(text for text, _ in demands), "reached": reached}


def _ratio(values: tuple[float, float, float]) -> str:
    middle, low, high = values
    return f"{middle:.2f} ({low:.2f}..{high:.2f})"


def line(row: dict[str, Any]) -> str:
    """A line of the Markdown table."""
    own = row["simulator"] == "ours"
    cells = (
        row["network"],
        str(row["threads"]),
        row["version"],
        f"{row['rate']:.2f}",
        f"{row['cv']:.3f}" if row["cv"] == row["cv"] else "-",
        f"{row['construction']:.3f}",
        f"{row['memory'] / 1e6:.0f}",
        f"{row['low']:.4f}",
        f"{row['middle']:.4f}",
        "1" if own else _ratio(row["low_ratio"]),
        "1" if own else _ratio(row["middle_ratio"]),
        "1" if own else f"{row['construction_ratio']:.1f}",
        f"{row['per_step']:.2f}",
        row["demanded"] or "-",
        "-" if row["reached"] is None else "yes" if row["reached"] else "no",
    )
    return "| " + " | ".join(cells) + " |"


def heading() -> list[str]:
    """The first two lines of the Markdown table."""
    return ["| " + " | ".join(COLUMNS) + " |", "|" + "---|" * len(COLUMNS)]


def table(measured: dict[str, Any]) -> list[str]:
    """Lines of the Markdown table; a ValueError where the simulators disagree, as times then mean nothing."""
    if measured["differences"]:
        raise ValueError("\n  ".join(["the simulators do not simulate the same:", *measured["differences"]]))
    return [line(row) for row in summary(measured)]


def figure(rows: Iterable[dict[str, Any]], path: Path) -> None:
    """Draw the ratios of the 10th percentiles by network, with smallest and largest, and the demands."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    peers = [row for row in rows if row["simulator"] != "ours"]
    groups = sorted({(row["simulator"], row["threads"]) for row in peers})
    names = list(dict.fromkeys(row["network"] for row in peers))
    fig, ax = plt.subplots(figsize=(1.5 + 1.3 * max(len(names), 3), 4.0), layout="constrained")
    width = 0.8 / max(len(groups), 1)
    for k, (simulator, threads) in enumerate(groups):
        for row in (row for row in peers if (row["simulator"], row["threads"]) == (simulator, threads)):
            x = names.index(row["network"]) + (k - (len(groups) - 1) / 2) * width
            middle, low, high = row["low_ratio"]
            ax.bar(x, middle, 0.9 * width, color=f"C{k}", label=f"{simulator}, {threads} threads")
            ax.errorbar(x, middle, [[middle - low], [high - middle]], color="black", capsize=2, linewidth=1)
            if row["least"]:
                ax.hlines(row["least"], x - width / 2, x + width / 2, color="black", linestyle=":")
    handles = {label: handle for handle, label in zip(*ax.get_legend_handles_labels(), strict=True)}
    ax.legend(handles.values(), handles.keys(), fontsize="small")
    ax.set(yscale="log", ylabel="wall time over ours", title="dotted: demanded")
    ax.axhline(1.0, color="grey", linewidth=0.8)
    ax.set_xticks(range(len(names)), names, rotation=15)
    fig.savefig(path, dpi=150)
    plt.close(fig)
