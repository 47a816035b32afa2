"""Arithmetic of boxes `(x0, y0, x1, y1)`, y downwards; sizes in the boxes' own unit."""

from __future__ import annotations

from collections.abc import Iterable

from gbi.types import Box


def area(box: Box) -> float:
    """Width times height; 0 for an empty box."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all `boxes` (at least one)."""
    x0s, y0s, x1s, y1s = zip(*boxes, strict=True)
    return (min(x0s), min(y0s), max(x1s), max(y1s))


def hull(points: Iterable[tuple[float, float]]) -> Box:
    """The smallest box around all `points` (at least one)."""
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def overlap(a: Box, b: Box) -> float:
    """The area that both cover."""
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))


def shared(a: Box, b: Box) -> float:
    """The overlap as a share of the smaller box; 0 when one is empty."""
    smaller = min(area(a), area(b))
    return overlap(a, b) / smaller if smaller > 0 else 0.0


def inside(box: Box, outer: Box) -> bool:
    """True when the middle of `box` lies in `outer`."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def grown(box: Box, by: float) -> Box:
    """The box with `by` more on each side."""
    return (box[0] - by, box[1] - by, box[2] + by, box[3] + by)


def clipped(box: Box, outer: Box) -> Box:
    """The part of `box` inside `outer` (possibly empty)."""
    return (max(box[0], outer[0]), max(box[1], outer[1]), min(box[2], outer[2]), min(box[3], outer[3]))


def gaps(a: Box, b: Box) -> tuple[float, float]:
    """The free space between two boxes along x and along y; negative where they overlap."""
    return max(a[0], b[0]) - min(a[2], b[2]), max(a[1], b[1]) - min(a[3], b[3])


def along(a: Box, b: Box, axis: int) -> float:
    """How much of the shorter side along `axis` (0 x, 1 y) both boxes share, 0 to 1."""
    side = min(a[axis + 2] - a[axis], b[axis + 2] - b[axis])
    common = min(a[axis + 2], b[axis + 2]) - max(a[axis], b[axis])
    return max(0.0, common) / side if side > 0 else float(common >= 0)
