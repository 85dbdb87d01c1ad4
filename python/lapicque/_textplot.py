"""Plots made of characters, for a terminal where matplotlib is missing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_SHADES = " .:-=+*#%@"
_GAP = "  "


def raster(bands: Sequence[tuple[str, npt.ArrayLike, npt.ArrayLike, int]], start: float, stop: float) -> str:
    """Density of spikes, time across and neurons up: darker characters stand for more spikes.

    Each band is a name, spike times in ms, neuron indices and the number of neurons; the first is the lowest.
    """
    width, lines, total = 72, 16, sum(band[3] for band in bands)
    grids = []
    for _, t, i, n in bands:
        height = max(round(lines * n / total), 2)
        grids.append(np.histogram2d(np.asarray(i) / n, np.asarray(t), (height, width), ((0, 1), (start, stop)))[0])
    most = max(float(grid.max()) for grid in grids) or 1.0
    margin = max(len(band[0]) for band in bands)
    rows = []
    for (name, *_), grid in reversed(list(zip(bands, grids, strict=True))):
        shades = np.ceil(grid / most * (len(_SHADES) - 1)).astype(int)[::-1]
        rows += [
            (name if number == len(shades) // 2 else "").rjust(margin) + " |" + "".join(_SHADES[s] for s in row)
            for number, row in enumerate(shades)
        ]
    return "\n".join([*rows, _time_axis(margin, width, start, stop)])


def trace(t: npt.NDArray[np.float64], values: npt.NDArray[np.float64], *, height: int = 12) -> str:
    """A line over time; each column shows the range of the samples that fall into it."""
    width = 72
    low, high = float(values.min()), float(values.max())
    levels = np.zeros(values.size, int)
    if high > low:
        levels = np.rint((values - low) / (high - low) * (height - 1)).astype(int)
    grid = np.full((height, width), " ")
    columns = np.minimum(np.arange(values.size) * width // values.size, width - 1)
    for column in np.unique(columns):
        inside = levels[columns == column]
        grid[inside.min() : inside.max() + 1, column] = "*"
    marks = {0: f"{low:.4g}", height - 1: f"{high:.4g}"}
    margin = max(map(len, marks.values()))
    rows = [marks.get(row, "").rjust(margin) + " |" + "".join(grid[row]) for row in range(height - 1, -1, -1)]
    return "\n".join([*rows, _time_axis(margin, width, float(t[0]), float(t[-1]))])


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns aligned, the first to the left and the others to the right."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = [list(header), ["-" * width for width in widths], *map(list, rows)]
    return "\n".join(
        _GAP.join(cell.ljust(width) if not number else cell.rjust(width)
                  for number, (cell, width) in enumerate(zip(line, widths, strict=True)))  # fmt: skip
        for line in lines
    )


def _time_axis(margin: int, width: int, start: float, stop: float) -> str:
    right = f"{stop:g} ms"
    return " " * margin + " +" + "-" * width + "\n" + " " * (margin + 2) + f"{start:g}".ljust(width - len(right)) + right
