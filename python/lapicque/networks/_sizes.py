"""Sizes of scaled networks."""

from __future__ import annotations


def scaled(name: str, size: int, scale: float, smallest: int) -> int:
    """`size` times `scale`, rounded; a ValueError unless that leaves at least `smallest` neurons of population `name`."""
    if not 0.0 < scale < float("inf"):
        raise ValueError(f"scale must be finite and positive, got {scale}")
    if round(size * scale) < smallest:
        raise ValueError(f"scale must leave at least {smallest} neurons of {name}, got {scale}, which leaves "
                         f"{round(size * scale)} of {size}")  # fmt: skip
    return round(size * scale)
