"""Waterfalls: floating bars, each of which begins where the one before ended; those that lead down are negative.

Not covered: waterfalls that run from right to left or from the bottom up.
"""

from __future__ import annotations

from dataclasses import replace

from gbi.readers.chart.layout import Layout, Mark

FEWEST = 4  # bars


def with_falls(layout: Layout, slack_pt: float) -> Layout:
    """The layout with the marks that fall marked as such, where its floating bars are a chain: one a category, the
    first and any total on the base line, every other from the end of the one before, give or take `slack_pt`. Any other
    layout comes back as it is."""
    marks = sorted(layout.marks, key=lambda mark: mark.group)
    alone = len({mark.group for mark in marks}) == len(marks)
    if not layout.floating or not alone or len(marks) < FEWEST:
        return layout
    base, level = _span(marks[0], layout)
    falls: set[int] = set()
    for mark in marks[1:]:
        low, high = _span(mark, layout)
        total = abs(low - base) <= slack_pt and abs(high - level) <= slack_pt
        if not total and abs(low - level) <= slack_pt:
            level = high
        elif not total and abs(high - level) <= slack_pt:
            level = low
            falls.add(mark.group)
        elif not total:
            return layout
    return replace(layout, marks=tuple(replace(m, falls=m.group in falls) for m in layout.marks))


def _span(mark: Mark, layout: Layout) -> tuple[float, float]:
    """Its ends along the value axis, in points, the lower value first."""
    x0, y0, x1, y1 = mark.box
    return (-y1, -y0) if layout.value == "y" else (x0, x1)
