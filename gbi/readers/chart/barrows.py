"""The rows of a bar chart: which category each group of bars stands for, skipped labels filled in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from gbi.readers.chart.axis import Category, FittedAxis, Tick
from gbi.readers.chart.categories import at_centres, label_lines
from gbi.readers.chart.dates import restyled
from gbi.readers.chart.layout import Layout
from gbi.readers.chart.phrases import Phrase
from gbi.types import Box

FEWEST = 5  # bars of a histogram
ASTRAY = 0.12  # of the bars' pitch: a tick further off a middle or an edge does not belong to it
NEARLY = 0.8  # of the ticks
EDGE = 0.35  # of the bars' pitch: ticks as far from all middles stand at the bars' edges
LEVEL = 1.3  # of its height: a label that is not as long as that stands on its side or slants, and its place is a guess


def category_lines(layout: Layout, axis: FittedAxis | None, phrases: Sequence[Phrase], plot: Box) -> tuple[Phrase, ...]:
    """The lines of text that label the bars' groups: those along the axis, the ticks of its scale where it has one."""
    words = {id(tick.word) for tick in axis.ticks} if axis else set()
    lines = label_lines(phrases, layout.along, plot)
    if words and not any(id(line.words[0]) in words for line in lines):
        lines = tuple(p for p in phrases if id(p.words[0]) in words)
    return lines


def between_ticks(layout: Layout, axis: FittedAxis | None) -> bool:
    """True for bars along a scale of numbers whose ticks stand anywhere among them, as in a histogram, where
    neither the middles nor the edges of bars have labels of their own."""
    if axis is None or axis.kind != "linear" or len(axis.ticks) < 2 or len(layout.centres) < FEWEST:
        return False
    pitch = median([b - a for a, b in pairwise(layout.centres)])
    low, high = layout.centres[0] - pitch / 2, layout.centres[-1] + pitch / 2
    off = [min(abs(t.position - c) for c in layout.centres) / pitch for t in axis.ticks if low <= t.position <= high]
    middles, edges = (sum(abs(share - place) <= ASTRAY for share in off) for place in (0.0, 0.5))
    return len(off) > 1 and max(middles, edges) < NEARLY * len(off)


def category_rows(layout: Layout, axis: FittedAxis | None, lines: Sequence[Phrase]) -> tuple[Category, ...]:
    """One category a group of bars, in order along the axis.

    Labels that the chart skips are read off a date or number axis with lower confidence; where there is no such
    axis they are "" with confidence 0.
    """
    places = _label_places(layout, axis)
    found = at_centres(lines, layout.along, places)
    rows = []
    for group, (centre, category) in enumerate(zip(places, found, strict=True)):
        if category is not None:
            rows.append(category)
            continue
        box = _box_of(layout, group)
        text = _inferred(axis, centre)
        rows.append(Category(centre, text, box, 0.6 if text else 0.0, printed=False))
    return tuple(rows)


def _label_places(layout: Layout, axis: FittedAxis | None) -> Sequence[float]:
    """Where the groups' labels stand: at their middles, or, where a time axis has its ticks between the bars, at the
    edge where each bar's time begins."""
    if axis is None or axis.kind != "date" or not axis.ruled or len(axis.ticks) < 2 or len(layout.centres) < 3:
        return layout.centres
    pitch = median([b - a for a, b in pairwise(layout.centres)])
    off = [min(abs(tick.position - centre) for centre in layout.centres) / pitch for tick in axis.ticks]
    if not EDGE <= median(off) <= 1.0 - EDGE or not all(map(_is_level, axis.ticks)):
        return layout.centres
    return [centre - math.copysign(pitch / 2, axis.slope) for centre in layout.centres]


def _is_level(tick: Tick) -> bool:
    x0, y0, x1, y1 = tick.word.box
    return x1 - x0 > LEVEL * (y1 - y0)


def _inferred(axis: FittedAxis | None, centre: float) -> str:
    if axis is None or axis.kind not in ("date", "linear") or len(axis.ticks) < 2:
        return ""
    value = axis.to_value(centre)
    if value is None:
        return ""
    return restyled(axis.ticks[0].text, value, axis.grain) if axis.kind == "date" else f"{value:.4g}"


def _box_of(layout: Layout, group: int) -> Box:
    boxes = [mark.box for mark in layout.marks if mark.group == group] or [mark.box for mark in layout.marks]
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)
