"""The rows of a bar chart: which category each group of bars stands for, skipped labels filled in."""

from __future__ import annotations

from collections.abc import Sequence

from gbi.readers.chart.axis import Category, FittedAxis
from gbi.readers.chart.categories import at_centres, label_lines
from gbi.readers.chart.dates import restyled
from gbi.readers.chart.layout import Layout
from gbi.readers.chart.phrases import Phrase
from gbi.types import Box


def category_lines(layout: Layout, axis: FittedAxis | None, phrases: Sequence[Phrase], plot: Box) -> tuple[Phrase, ...]:
    """The lines of text that label the bars' groups: those along the axis, the ticks of its scale where it has one."""
    words = {id(tick.word) for tick in axis.ticks} if axis else set()
    lines = label_lines(phrases, layout.along, plot)
    if words and not any(id(line.words[0]) in words for line in lines):
        lines = tuple(p for p in phrases if id(p.words[0]) in words)
    return lines


def category_rows(layout: Layout, axis: FittedAxis | None, lines: Sequence[Phrase]) -> tuple[Category, ...]:
    """One category a group of bars, in order along the axis.

    Labels that the chart skips are read off a date or number axis with lower confidence; where there is no such
    axis they are "" with confidence 0.
    """
    found = at_centres(lines, layout.along, layout.centres)
    rows = []
    for group, (centre, category) in enumerate(zip(layout.centres, found, strict=True)):
        if category is not None:
            rows.append(category)
            continue
        box = _box_of(layout, group)
        text = _inferred(axis, centre)
        rows.append(Category(centre, text, box, 0.6 if text else 0.0, printed=False))
    return tuple(rows)


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
