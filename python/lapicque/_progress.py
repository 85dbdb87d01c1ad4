"""What a run shows while it goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeAlias

from lapicque._values import type_error

Callback: TypeAlias = Callable[[float, float], object]
"""Called with the simulated time done and to do [ms]; returning False stops the run."""


class Reporter:
    """Turns the `progress` argument of a run into a callback, and cleans up after it."""

    def __init__(self, progress: bool | Callback) -> None:
        self._bar: Any = None
        self._shown = 0.0
        self._line = False
        self.callback: Callback | None
        if callable(progress):
            self.callback = progress
        elif isinstance(progress, bool):
            self.callback = self._show if progress else None
        else:
            raise type_error("progress", "True, False, or a function of the time done and to do", progress)

    def __enter__(self) -> Reporter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()
        if self._line:
            sys.stderr.write("\n")

    def _show(self, done: float, total: float) -> None:
        if self._bar is None and not self._line:
            self._open(total)
        if self._bar is not None:
            self._bar.update(done - self._shown)
            self._shown = done
        else:
            sys.stderr.write(f"\r{done:.0f} of {total:.0f} ms ({100 * done / max(total, 1e-300):.0f} %)")
            sys.stderr.flush()

    def _open(self, total: float) -> None:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            self._line = True
            return
        # Bars of other tools in the same terminal keep their own format, so ours counts whole milliseconds.
        self._bar = tqdm(
            total=total, unit="ms", bar_format="{l_bar}{bar}| {n:.0f}/{total:.0f} ms [{elapsed}<{remaining}]"
        )
