"""Sizes of scaled networks."""

from __future__ import annotations

from lapicque._values import number


def scaled(name: str, size: int, scale: float, smallest: int) -> int:
    """`size` times `scale`, rounded; a ValueError unless population `name` keeps at least `smallest` neurons."""
    scale = number()(scale, "scale")
    if not 0.0 < scale < float("inf"):
        raise ValueError(f"scale must be finite and positive, got {scale}")
    neurons = round(size * scale)
    if neurons < smallest:
        raise ValueError(f"scale must leave at least {smallest} neurons of {name}, got {scale}, which leaves {neurons}")
    return neurons
