"""Bars that are too short to be drawn: their places follow from the others' spacing and from the labels.

A place is believed when a category's label stands there, or when bars stand on both sides of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from gbi.readers.chart.categories import at_centres
from gbi.readers.chart.layout import Layout, Mark
from gbi.readers.chart.phrases import Phrase
from gbi.types import Box

MOST_PLACES = 400


def with_missing(layout: Layout, lines: Sequence[Phrase], plot: Box) -> Layout:
    """The layout with a mark of no length (`drawn` False) for every bar that its pattern lacks; itself when it has
    no regular pattern. Stacks and floating bars get the missing groups, but no marks."""
    if layout.floating or len(layout.centres) < 2:
        return layout
    centres = _all_centres(layout, lines, plot)
    number = {i: min(range(len(centres)), key=lambda k: abs(centres[k] - c)) for i, c in enumerate(layout.centres)}
    marks = [replace(mark, group=number[mark.group]) for mark in layout.marks]
    if not layout.stacked:
        marks += _undrawn(layout, marks, centres)
    return replace(layout, centres=tuple(centres), marks=tuple(marks))


def _all_centres(layout: Layout, lines: Sequence[Phrase], plot: Box) -> list[float]:
    known = list(layout.centres)
    pitch = min(b - a for a, b in pairwise(known))
    steps = [(b - a) / pitch for a, b in pairwise(known)]
    width = median([mark.width for mark in layout.marks])
    regular = all(abs(step - round(step)) < 0.15 * max(1.0, step**0.5) for step in steps) and pitch > 1.02 * width
    if not regular or (known[-1] - known[0]) / pitch > MOST_PLACES:
        return known
    inner = []
    for a, b in pairwise(known):
        count = round((b - a) / pitch)
        inner += [a + (b - a) * k / count for k in range(1, count)]
    low, high = (plot[0], plot[2]) if layout.along == "x" else (plot[1], plot[3])
    pitch = (known[-1] - known[0]) / round((known[-1] - known[0]) / pitch)
    outer = [known[0] - k * pitch for k in range(1, int((known[0] - low) / pitch + 0.25) + 1)]
    outer += [known[-1] + k * pitch for k in range(1, int((high - known[-1]) / pitch + 0.25) + 1)]
    trial = sorted(known + inner + outer)
    labelled = {c for c, label in zip(trial, at_centres(lines, layout.along, trial), strict=True) if label is not None}
    return [c for c in trial if c in known or c in labelled or (c in inner and len(labelled) < 0.8 * len(trial))]


def _undrawn(layout: Layout, marks: Sequence[Mark], centres: Sequence[float]) -> list[Mark]:
    """A mark of no length at the baseline for every (group, series) that has none."""
    held = {(mark.group, mark.series) for mark in marks}
    found = []
    for series in range(len(layout.colours)):
        own = [mark for mark in marks if mark.series == series]
        if not own:
            continue
        offset = median([mark.centre - centres[mark.group] for mark in own])
        width = median([mark.width for mark in own])
        up = sum(mark.end < mark.start for mark in own) * 2 >= len(own)
        for group, middle in enumerate(centres):
            if (group, series) not in held:
                found.append(_empty(layout, group, series, middle + offset, width, up))
    return found


def _empty(layout: Layout, group: int, series: int, centre: float, width: float, up: bool) -> Mark:
    low, high, base = centre - width / 2, centre + width / 2, layout.baseline
    box = (low, base, high, base) if layout.value == "y" else (base, low, base, high)
    return Mark(box, group, series, base, base - 0.01 if up else base + 0.01, centre, width, drawn=False)
