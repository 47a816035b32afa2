"""Bars that a picture shows in pieces, because a label or a grid line runs over them, put together again.

Two pieces of one colour in one slot are one bar when only a line of text lies between them: neighbours in a stack
differ in colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from gbi.boxes import hull
from gbi.readers.chart.axis import Direction
from gbi.readers.chart.colours import distance
from gbi.readers.chart.phrases import overlap
from gbi.readers.chart.scene import Bar, Scene
from gbi.types import Box

SAME_COLOUR = 8.0
FEWEST = 3  # whole bars that show what the cut ones are like
ALIKE = 0.1  # of their thickness
CUT_PT = 24.0  # how far above the base line a line's markers may end the last piece


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


def with_crossed(scene: Scene) -> Scene:
    """A picture's scene with upright bars put together that a line or its markers cut into pieces: pieces of the colour
    of three bars or more that share thickness and base line, in a slot as thick, which reach down to that line."""
    if scene.source != "raster" or not scene.areas:
        return scene
    bars, areas = list(scene.bars), list(scene.areas)
    for colour in {bar.colour for bar in scene.bars}:
        own = [bar.box for bar in bars if bar.colour == colour]
        thick, base = median([b[2] - b[0] for b in own]), median([b[3] for b in own])
        like = [b for b in own if abs(b[2] - b[0] - thick) <= ALIKE * thick and abs(b[3] - base) <= 2.0]
        if len(like) < FEWEST:
            continue
        loose = [b for b in own if b not in like and b[2] - b[0] <= (1 + ALIKE) * thick]
        pieces = [hull(a.points) for a in areas if distance(a.colour, colour) <= SAME_COLOUR]
        for box in _slots([p for p in pieces if p[2] - p[0] <= (1 + ALIKE) * thick], [*loose, *like], thick):
            inner = [p for p in pieces if _in_slot(p, box)]
            if base - box[3] > CUT_PT or not inner:
                continue
            bars = [b for b in bars if b.colour != colour or not _in_slot(b.box, box)]
            areas = [a for a in areas if hull(a.points) not in inner]
            bars.append(Bar((box[0], box[1], box[2], base), colour))
    return replace(scene, bars=tuple(bars), areas=tuple(areas))


def _slots(pieces: Sequence[Box], loose: Sequence[Box], thick: float) -> list[Box]:
    """The hulls of pieces that stand over one another, as thick as a bar."""
    slots: list[Box] = []
    for piece in sorted([*pieces, *loose], key=lambda b: b[0] - b[2]):
        home = next((i for i, slot in enumerate(slots) if _in_slot(piece, slot) and _cut(piece, slot)), None)
        if home is None:
            slots.append(piece)
        else:
            slots[home] = _union(slots[home], piece)
    return [slot for slot in slots if abs(slot[2] - slot[0] - thick) <= ALIKE * thick]


def _cut(piece: Box, slot: Box) -> bool:
    """True where no more than a line with its markers lies between two pieces."""
    return max(piece[1] - slot[3], slot[1] - piece[3]) <= CUT_PT


def _in_slot(piece: Box, slot: Box) -> bool:
    return slot[0] - 1.5 <= piece[0] and piece[2] <= slot[2] + 1.5


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
