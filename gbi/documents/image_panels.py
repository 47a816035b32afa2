"""Panels of a chart image, by their value axes: each column of evenly spaced, evenly stepping numbers is one.

Cut only where that is plain: panels that share an axis stay together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gbi.boxes import inside, union
from gbi.numbers import parse_number
from gbi.types import Box, Word

TICKS = 3
EVEN = 0.12  # of a step: how far a tick may be from its even place, and its number from its even step
ROOM = 0.15  # of the figure's width: that much plot is right of an axis that has its own

VIVID = 40  # chroma of a stroke or bar that no cut goes through: both sides of it are one plot
YEARS = (1700, 2100)  # down the side of a figure they are rows
LEFT = 0.35  # of the figure's width: axes of panels above each other stand left of that


@dataclass(frozen=True, slots=True)
class TickColumn:
    """The labels of a vertical value axis: their common box in px."""

    box: Box


def split_image(box: Box, words: Sequence[Word], pixels: NDArray[np.uint8] | None = None) -> list[Box]:
    """The panels of a chart image or of a part of it; the box itself where it is one chart. With the image's H x W x 3
    `pixels` no cut goes through a coloured mark."""
    columns = tick_columns([w for w in words if inside(w.box, box)])
    for axis in (0, 1):
        cut = _cut(box, columns, words, axis)
        if cut is not None and not (pixels is not None and _crossed(pixels, box, cut, axis)):
            first, second = list(box), list(box)
            first[axis + 2] = second[axis] = cut
            parts = [(first[0], first[1], first[2], first[3]), (second[0], second[1], second[2], second[3])]
            return [panel for part in parts for panel in split_image(part, words, pixels)]
    return [box]


def tick_columns(words: Sequence[Word]) -> list[TickColumn]:
    """The vertical value axes that the words show, from left to right."""
    numbers = []
    for word in words:
        parsed = parse_number(word.text) if word.angle == 0 else None
        if parsed is not None:
            numbers.append((word.box, parsed.value * parsed.scale))
    found: list[TickColumn] = []
    used: set[Box] = set()
    for edge in (2, 0):
        for anchor, _ in sorted(numbers, key=lambda item: item[0][1]):
            if anchor in used:
                continue
            near = 0.6 * (anchor[3] - anchor[1])
            line = [item for item in numbers if abs(item[0][edge] - anchor[edge]) < near and item[0] not in used]
            run = _even_run(sorted(line, key=lambda item: item[0][1]))
            if len(run) >= TICKS:
                used |= set(run)
                found.append(TickColumn(union(run)))
    return sorted(found, key=lambda column: column.box[0])


def _even_run(line: Sequence[tuple[Box, float]]) -> list[Box]:
    """The longest run of labels in a column with one step in place and one in value."""
    best: list[Box] = []
    for start in range(len(line) - TICKS + 1):
        run = [line[start], line[start + 1]]
        dy, dv = _y(run[1]) - _y(run[0]), run[1][1] - run[0][1]
        if dy <= 0 or dv >= 0 or _are_years(run):  # values grow upwards; years down the side are categories
            continue
        for item in line[start + 2 :]:
            place, value = _y(item) - _y(run[-1]), item[1] - run[-1][1]
            if abs(place - dy) > EVEN * dy or abs(value - dv) > EVEN * abs(dv):
                break
            run.append(item)
        if len(run) > len(best):
            best = [box for box, _ in run]
    return best


def _are_years(run: Sequence[tuple[Box, float]]) -> bool:
    """True for two years that follow each other."""
    values = [value for _, value in run]
    low, high = YEARS
    return all(low <= v <= high and v.is_integer() for v in values) and abs(values[0] - values[1]) <= 10


def _cut(box: Box, columns: Sequence[TickColumn], words: Sequence[Word], axis: int) -> float | None:
    """Where to cut along `axis` (0: a vertical cut) so that each side has an axis of its own; None for nowhere."""
    side = box[axis + 2] - box[axis]
    across = 1 - axis
    for first in columns:
        for second in columns:
            apart = second.box[axis] - first.box[axis + 2]
            level = min(first.box[across + 2], second.box[across + 2]) - max(first.box[across], second.box[across])
            shorter = min(c.box[across + 2] - c.box[across] for c in (first, second))
            if axis == 0 and (apart < ROOM * side or level < 0.5 * shorter or box[2] - second.box[2] < ROOM * side):
                continue
            left = max(first.box[2], second.box[2]) < box[0] + LEFT * (box[2] - box[0])
            if axis == 1 and (apart <= 0 or level < 0.3 * shorter or not left):
                continue
            cut = _gutter(box, first.box[axis + 2], second.box[axis], words, axis)
            if cut is not None:
                return cut
    return None


def _crossed(pixels: NDArray[np.uint8], box: Box, cut: float, axis: int) -> bool:
    """True when something coloured runs over the cut."""
    x0, y0, x1, y1 = (round(v) for v in box)
    at = round(cut)
    strip = pixels[y0:y1, max(0, at - 2) : at + 3] if axis == 0 else pixels[max(0, at - 2) : at + 3, x0:x1]
    vivid = strip.max(axis=2).astype(np.int16) - strip.min(axis=2) > VIVID
    return bool(vivid.all(axis=1 - axis).any())


def _gutter(box: Box, low: float, high: float, words: Sequence[Word], axis: int) -> float | None:
    """The middle of the word-free band nearest to `high` (side by side) or the widest one (above each other)."""
    across = 1 - axis
    spans = sorted(
        (w.box[axis], w.box[axis + 2])
        for w in words
        if inside(w.box, box)
        and w.box[axis + 2] > low
        and w.box[axis] < high
        and (axis == 1 or w.box[across + 2] - w.box[across] < 0.9 * (box[across + 2] - box[across]))
        and w.box[axis + 2] - w.box[axis] < 0.5 * (box[axis + 2] - box[axis])
    )
    bands, edge = [], low
    for start, end in [*spans, (high, high)]:
        if start - edge > 0.01 * (box[axis + 2] - box[axis]):
            bands.append((edge, start))
        edge = max(edge, end)
    if not bands:
        return None
    start, end = max(bands, key=lambda band: band[1] - band[0]) if axis == 1 else bands[-1]
    return end - 0.3 * min(end - start, 0.06 * (box[axis + 2] - box[axis])) if axis == 0 else (start + end) / 2


def _y(item: tuple[Box, float]) -> float:
    return (item[0][1] + item[0][3]) / 2
