"""Which point of one scatter reading is which of another: their numbers are places, not labels, so the nearest pair."""

from __future__ import annotations

from collections.abc import Sequence

from gbi.types import Reading

POINTS = ("scatter", "bubble")
NEAR = 0.02  # of an axis' span: points further apart than this along it are two


def pair_points(frame: Reading, other: Reading) -> tuple[int | None, ...]:
    """For each row of `frame` the row of `other` that stands where it stands; the nearest pairs first, each once."""
    ours, theirs = _coordinates(frame), _coordinates(other)
    spans = _spans(ours)
    near = []
    for i, a in enumerate(ours):
        for j, b in enumerate(theirs):
            off = [abs(x - y) / span for x, y, span in zip(a, b, spans, strict=False)]
            if off and max(off) <= NEAR:
                near.append((sum(off), i, j))
    paired: list[int | None] = [None] * len(ours)
    used: set[int] = set()
    for _, i, j in sorted(near):
        if paired[i] is None and j not in used:
            paired[i] = j
            used.add(j)
    return tuple(paired)


def _coordinates(reading: Reading) -> list[tuple[float, ...]]:
    """Each row's x and y, the first two numbers of a reading of points; `()` where one is missing."""
    columns = [c for c, column in enumerate(reading.columns) if column.type == "number"][:2]
    rows = [[row[c].value for c in columns] for row in reading.rows]
    return [
        tuple(float(v) for v in row) if all(isinstance(v, int | float) for v in row) else ()  # type: ignore[arg-type]
        for row in rows
    ]


def _spans(points: Sequence[tuple[float, ...]]) -> list[float]:
    full = [point for point in points if point]
    return [(max(values) - min(values)) or 1.0 for values in zip(*full, strict=True)]
