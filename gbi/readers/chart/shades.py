"""Stacks whose rows are coloured in shades (a darker row for the total): segments belong together by their order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from gbi.readers.chart.layout import Layout


def in_order(layout: Layout) -> Layout:
    """The layout with the segments of odd-coloured stacks given to the series that stand in the same order elsewhere.

    A stack is odd when it has as many segments as the usual one and no colour in common with it.
    """
    if not layout.stacked:
        return layout
    orders: dict[int, list[int]] = {}
    for mark in sorted(layout.marks, key=lambda m: (m.box[0], -m.box[1])):
        orders.setdefault(mark.group, []).append(mark.series)
    usual, times = Counter(tuple(order) for order in orders.values()).most_common(1)[0]
    if len(usual) < 2 or times < 2:
        return layout
    odd = {
        group: dict(zip(order, usual, strict=True))
        for group, order in orders.items()
        if len(order) == len(usual) == len(set(order)) and not set(order) & set(usual)
    }
    marks = [replace(m, series=odd[m.group][m.series]) if m.group in odd else m for m in layout.marks]
    kept = sorted({mark.series for mark in marks})
    number = {old: new for new, old in enumerate(kept)}
    renumbered = tuple(replace(mark, series=number[mark.series]) for mark in marks)
    return replace(layout, marks=renumbered, colours=tuple(layout.colours[old] for old in kept))
