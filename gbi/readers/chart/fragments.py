"""Bars that a picture shows in pieces, because a label or a grid line runs over them, put together again.

Two pieces of one colour in one slot are one bar when only a line of text lies between them: neighbours in a stack
differ in colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from gbi.readers.chart.axis import Direction
from gbi.readers.chart.colours import distance
from gbi.readers.chart.phrases import overlap
from gbi.readers.chart.scene import Bar
from gbi.types import Box

SAME_COLOUR = 8.0


def mended(bars: Sequence[Bar], value: Direction, line_pt: float) -> list[Bar]:
    """The bars with pieces joined; `line_pt` is the height of a line of text in points."""
    low, high = (0, 2) if value == "y" else (1, 3)
    thick = median([bar.box[high] - bar.box[low] for bar in bars])
    whole = [bar for bar in bars if bar.box[high] - bar.box[low] > 0.7 * thick]
    thin = [_widened(bar, whole, low, high, line_pt) for bar in bars if bar.box[high] - bar.box[low] <= 0.7 * thick]
    joined: list[Bar] = []
    along = (1, 3) if value == "y" else (0, 2)
    for bar in sorted([*whole, *thin], key=lambda b: b.box[along[0]]):
        home = next((i for i, other in enumerate(joined) if _one(other, bar, (low, high), along, line_pt)), None)
        if home is None:
            joined.append(bar)
        else:
            joined[home] = replace(joined[home], box=_union(joined[home].box, bar.box))
    return joined


def _widened(bar: Bar, whole: Sequence[Bar], low: int, high: int, line_pt: float) -> Bar:
    """A thin piece that touches a whole bar end to end and lies within its thickness takes that thickness."""
    first, last = (1, 3) if low == 0 else (0, 2)
    for host in whole:
        inside = host.box[low] - 1.5 <= bar.box[low] and bar.box[high] <= host.box[high] + 1.5
        edge = min(abs(bar.box[low] - host.box[low]), abs(bar.box[high] - host.box[high])) <= 1.5
        gap = max(bar.box[first] - host.box[last], host.box[first] - bar.box[last])
        if inside and edge and -1.5 <= gap < 0.4 * line_pt:
            box = list(bar.box)
            box[low], box[high] = host.box[low], host.box[high]
            return replace(bar, box=(box[0], box[1], box[2], box[3]))
    return bar


def _one(a: Bar, b: Bar, across: tuple[int, int], along: tuple[int, int], line_pt: float) -> bool:
    if distance(a.colour, b.colour) > SAME_COLOUR:
        return False
    wide = max(a.box[across[1]] - a.box[across[0]], b.box[across[1]] - b.box[across[0]])
    shared = overlap(a.box[across[0]], a.box[across[1]], b.box[across[0]], b.box[across[1]])
    gap = max(b.box[along[0]] - a.box[along[1]], a.box[along[0]] - b.box[along[1]])
    return shared > 0.85 * wide and gap < 1.6 * line_pt


def _union(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
