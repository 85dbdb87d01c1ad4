"""Storage of records that grow."""

from __future__ import annotations

from typing import Any

import numpy as np


class Growing:
    """Rows in a buffer that doubles where it must; earlier views of it stay valid."""

    def __init__(self) -> None:
        self._buffer: Any = None
        self.size = 0

    def append(self, rows: Any) -> None:
        """Add rows at the end."""
        size = self.size + len(rows)
        if self._buffer is None:
            self._buffer = rows
        else:
            if size > len(self._buffer):
                larger = np.empty((max(size, 2 * len(self._buffer)), *rows.shape[1:]), rows.dtype)
                larger[: self.size] = self._buffer[: self.size]
                self._buffer = larger
            self._buffer[self.size : size] = rows
        self.size = size

    def view(self) -> Any:
        """All rows, read-only."""
        view = self._buffer[: self.size]
        view.setflags(write=False)
        return view
