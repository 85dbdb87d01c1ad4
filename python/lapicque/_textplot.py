"""Plots made of characters, for a terminal where matplotlib is missing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_WIDTH = 72
_GAP = "  "


def raster(bands: Sequence[tuple[str, npt.ArrayLike, npt.ArrayLike, int]], start: float, stop: float) -> str:
    """Spikes of some twenty neurons, time across [ms] and neurons up; a column with any spike of the neuron has a mark.

    Each band is a name, spike times [ms], neuron indices and the number of neurons; the first is the lowest. Of each
    band as many neurons are shown as its share of all neurons asks for, at least two, evenly spaced.
    """
    total = sum(band[3] for band in bands)
    margin = max(len(band[0]) for band in bands)
    rows: list[str] = []
    for name, t, i, n in bands:
        shown = np.unique(np.linspace(0, n - 1, max(round(20 * n / total), 2)).astype(int))
        columns = np.clip(((np.asarray(t) - start) / (stop - start) * _WIDTH).astype(int), 0, _WIDTH - 1)
        for number, neuron in enumerate(shown):
            line = np.full(_WIDTH, " ")
            line[columns[np.asarray(i) == neuron]] = "|"
            rows.append((name if number == len(shown) // 2 else "").rjust(margin) + " |" + "".join(line))
    return "\n".join([*reversed(rows), _time_axis(margin, start, stop)])


def trace(t: npt.NDArray[np.float64], values: npt.NDArray[np.float64], *, height: int = 12) -> str:
    """A line over time; each column shows the range of the samples that fall into it."""
    low, high = float(values.min()), float(values.max())
    levels = np.zeros(values.size, int)
    if high > low:
        levels = np.rint((values - low) / (high - low) * (height - 1)).astype(int)
    grid = np.full((height, _WIDTH), " ")
    columns = np.minimum(np.arange(values.size) * _WIDTH // values.size, _WIDTH - 1)
    for column in np.unique(columns):
        inside = levels[columns == column]
        grid[inside.min() : inside.max() + 1, column] = "*"
    marks = {0: f"{low:.4g}", height - 1: f"{high:.4g}"}
    margin = max(map(len, marks.values()))
    rows = [marks.get(row, "").rjust(margin) + " |" + "".join(grid[row]) for row in range(height - 1, -1, -1)]
    return "\n".join([*rows, _time_axis(margin, float(t[0]), float(t[-1]))])


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns aligned, the first to the left and the others to the right."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = [header, ["-" * width for width in widths], *rows]
    aligned = [[line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])] for line in lines]
    return "\n".join(_GAP.join(line) for line in aligned)


def _time_axis(margin: int, start: float, stop: float) -> str:
    right = f"{stop:g} ms"
    ends = f"{start:g}".ljust(_WIDTH - len(right)) + right
    return f"{' ' * margin} +{'-' * _WIDTH}\n{' ' * (margin + 2)}{ends}"
