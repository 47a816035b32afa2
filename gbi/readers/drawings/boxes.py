"""Arithmetic of boxes `(x0, y0, x1, y1)` in points."""

from __future__ import annotations

from gbi.types import Box


def meets(a: Box, b: Box) -> bool:
    """True when the boxes share a point; a box of no width or height counts as its line."""
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def inside(inner: Box, outer: Box, slack: float = 0.0) -> bool:
    """True when `inner` does not reach beyond `outer` by more than `slack` points."""
    return (
        inner[0] >= outer[0] - slack
        and inner[1] >= outer[1] - slack
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )


def intersection(a: Box, b: Box) -> Box | None:
    """What the boxes share; None when they are apart."""
    x0, y0, x1, y1 = max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])
    return (x0, y0, x1, y1) if x0 <= x1 and y0 <= y1 else None
