"""``python -m lapicque``: the command line."""

from __future__ import annotations

import sys

from lapicque.cli import main

if __name__ == "__main__":
    sys.exit(main())
