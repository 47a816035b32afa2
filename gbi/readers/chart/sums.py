"""Numbers beside a stack that are worth several of its segments: their sum ("net"), not the last segment's value."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gbi.readers.chart.labels import ValueLabel
from gbi.readers.chart.layout import Layout, Mark
from gbi.readers.chart.values import Measure, agrees

TOUCHING = 2.5  # points between segments of one stack

Measured = Callable[[Mark], Measure | None]


def is_sum(layout: Layout, index: int, label: ValueLabel, measured: Measured) -> bool:
    """Whether the label that was given to mark `index` stands beyond the mark, does not fit its length, and fits that
    of two or more segments taken together, from the stack's end at the label's side inwards."""
    mark = layout.marks[index]
    own = measured(mark)
    if stands_inside(layout, index, label) or own is None or agrees(label.full, own, label):
        return False
    step = 1 if _at(layout, label) < _span(mark)[0] else -1
    half, total, slack = 0.5 * _step(label), 0.0, 0.0  # sums are made before their parts are rounded
    for number, segment in enumerate(_inwards(layout, mark, step)):
        more = measured(segment)
        if more is None:
            return False
        total, slack = total + abs(more.value), slack + 2 * more.error + half
        if number and abs(abs(label.full) - total) <= slack + half + 0.02 * total:
            return True
    return False


def stands_inside(layout: Layout, index: int, label: ValueLabel) -> bool:
    """Whether the label's middle lies between the ends of mark `index`."""
    low, high = _span(layout.marks[index])
    return low <= _at(layout, label) <= high


def _at(layout: Layout, label: ValueLabel) -> float:
    return label.phrase.centre[1 if layout.value == "y" else 0]


def _inwards(layout: Layout, mark: Mark, step: int) -> Iterator[Mark]:
    """The drawn segments of the mark's stack from its end on, as long as each touches the one before; `step` is 1 from
    the least coordinate towards greater ones, -1 from the greatest towards smaller ones."""
    stack = [other for other in layout.marks if other.group == mark.group and other.drawn]
    stack.sort(key=lambda other: step * _span(other)[0 if step > 0 else 1])
    edge: float | None = None
    for segment in stack:
        low, high = _span(segment)[::step]
        if edge is not None and abs(low - edge) > TOUCHING:
            return
        edge = high
        yield segment


def _step(label: ValueLabel) -> float:
    """The worth of the label's last digit."""
    decimals = sum(char.isdigit() for char in label.phrase.text.partition(".")[2])
    return 10.0**-decimals * (1.0 if label.parsed.unit == "%" else label.parsed.scale)


def _span(mark: Mark) -> tuple[float, float]:
    return min(mark.start, mark.end), max(mark.start, mark.end)
