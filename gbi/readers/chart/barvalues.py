"""What the bars of a layout are worth: their labels, the scale that turns lengths into values, and both together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gbi.readers.chart.axis import FittedAxis
from gbi.readers.chart.labels import Target, ValueLabel, match_labels, value_labels
from gbi.readers.chart.layout import Layout, Mark
from gbi.readers.chart.phrases import Phrase
from gbi.readers.chart.sums import is_sum, stands_inside
from gbi.readers.chart.values import Measure, agreement, ratio_from_labels, scale_from_labels
from gbi.types import Box


@dataclass(frozen=True, slots=True)
class BarScale:
    """How lengths become values: an axis, or for stacks without one a value per point; None when neither is known."""

    axis: FittedAxis | None
    ratio: float | None = None
    reliable: bool = False


@dataclass(frozen=True, slots=True)
class Labelled:
    """The labels of a layout's marks: `matched` by mark index; `thin` by (group, series) those of stacked segments
    that are too thin to be seen."""

    matched: dict[int, ValueLabel]
    thin: dict[tuple[int, int], ValueLabel]

    @property
    def all(self) -> list[ValueLabel]:
        """Every label that was given to a mark or segment."""
        return [*self.matched.values(), *self.thin.values()]


def label_marks(
    layout: Layout, numbers: Sequence[ValueLabel], axis: FittedAxis | None, tolerance_pt: float
) -> tuple[Labelled, BarScale]:
    """Each mark's printed label, and the scale that the axis and the labels agree on."""
    matched = match_labels(numbers, [_target(mark, layout) for mark in layout.marks])
    scale = _scale(layout, matched, axis, tolerance_pt)
    if layout.stacked:
        inner = {i: label for i, label in matched.items() if stands_inside(layout, i, label)}
        known = _scale(layout, inner, axis, tolerance_pt) if len(inner) >= 3 else scale
        sums = [
            i for i in matched if is_sum(layout, i, matched[i], lambda m: measure_mark(m, layout, known, tolerance_pt))
        ]
        if sums:
            taken = {id(matched.pop(i)) for i in sums}
            numbers = [label for label in numbers if id(label) not in taken]
            scale = _scale(layout, matched, axis, tolerance_pt)
        return Labelled(matched, _slivers(layout, numbers, matched, scale)), scale
    return Labelled(matched | _orphans(layout, numbers, matched, scale), {}), scale


def without_ticks(phrases: Sequence[Phrase], value_axis: FittedAxis | None) -> list[Phrase]:
    """Phrases that are no tick of the value axis."""
    ticks = {id(tick.word) for tick in value_axis.ticks} if value_axis else set()
    return [p for p in phrases if id(p.words[0]) not in ticks]


def find_numbers(
    phrases: Sequence[Phrase], value_axis: FittedAxis | None, used: Sequence[Box], plot: Box
) -> tuple[ValueLabel, ...]:
    """Numbers on the plot that are neither ticks nor categories."""
    free = []
    for phrase in without_ticks(phrases, value_axis):
        x, y = phrase.centre
        inside = (
            plot[0] - 6 * phrase.size < x < plot[2] + 8 * phrase.size
            and plot[1] - 3 * phrase.size < y < plot[3] + 3 * phrase.size
        )
        if inside and not any(b[0] - 0.5 <= x <= b[2] + 0.5 and b[1] - 0.5 <= y <= b[3] + 0.5 for b in used):
            free.append(phrase)
    return value_labels(free)


def measure_mark(mark: Mark, layout: Layout, scale: BarScale, tolerance_pt: float) -> Measure | None:
    """A bar's value: where it ends; for a segment of a stack how long it is, negative below the axis's zero
    and where it falls."""
    length = abs(mark.end - mark.start)
    if scale.axis is None:
        if scale.ratio is None:
            return None
        return Measure(length * scale.ratio, 2 * tolerance_pt * scale.ratio, 0.8)
    axis = scale.axis
    end, start = axis.to_value(mark.end), axis.to_value(mark.start)
    if end is None or start is None:
        return None
    confidence = axis.confidence
    if not (layout.stacked or layout.floating):
        return Measure(end, axis.error(tolerance_pt, mark.end), confidence)
    size = abs(end - start)
    below = max(end, start) <= axis.error(2 * tolerance_pt, mark.end) and (axis.low or 0.0) < 0
    return Measure(-size if below or mark.falls else size, 2 * axis.error(tolerance_pt, mark.end), 0.95 * confidence)


def _scale(layout: Layout, matched: dict[int, ValueLabel], axis: FittedAxis | None, tolerance_pt: float) -> BarScale:
    """The axis when the labels do not contradict it; else a scale that the labels themselves make."""
    given = BarScale(axis)
    pairs = _pairs(layout, matched, given, tolerance_pt)
    agreeing = agreement(pairs)
    if axis is not None and (len(pairs) < 3 or agreeing >= 0.5):
        return BarScale(axis, None, len(pairs) >= 3 and agreeing >= 0.7)
    if layout.stacked:
        lengths = [(abs(layout.marks[i].end - layout.marks[i].start), abs(label.full)) for i, label in matched.items()]
        ratio = ratio_from_labels(lengths)
        made = BarScale(None, ratio)
    else:
        points = [(layout.marks[i].end, label.full) for i, label in matched.items()]
        units = {label.parsed.unit for label in matched.values()}
        unit = units.pop() if len(units) == 1 else None
        inferred = scale_from_labels(points, layout.value, tolerance_pt, unit=unit)
        made = BarScale(inferred)
    better = agreement(_pairs(layout, matched, made, tolerance_pt))
    if better > agreeing:
        return BarScale(made.axis, made.ratio, better >= 0.7)
    sound = axis is not None and axis.ruled and len(axis.ticks) >= 4
    return BarScale(axis, None, sound)


def _pairs(
    layout: Layout, matched: dict[int, ValueLabel], scale: BarScale, tolerance_pt: float
) -> list[tuple[ValueLabel, Measure]]:
    pairs = []
    for index, label in matched.items():
        measure = measure_mark(layout.marks[index], layout, scale, tolerance_pt)
        if measure is not None:
            pairs.append((label, measure))
    return pairs


def _orphans(
    layout: Layout, numbers: Sequence[ValueLabel], matched: dict[int, ValueLabel], scale: BarScale
) -> dict[int, ValueLabel]:
    """Labels left over that stand where the bar that they name would end, had it been seen."""
    if scale.axis is None:
        return {}
    used = {id(label) for label in matched.values()}
    found: dict[int, ValueLabel] = {}
    for index, mark in enumerate(layout.marks):
        if mark.drawn or index in matched:
            continue
        for label in numbers:
            end = scale.axis.to_position(label.full)
            if end is None or id(label) in used:
                continue
            x0, y0, x1, y1 = mark.box
            box = (x0, min(y0, end), x1, max(y1, end)) if layout.value == "y" else (min(x0, end), y0, max(x1, end), y1)
            if match_labels([label], [Target(box, layout.value, mark.start, end)]):
                found[index] = label
                used.add(id(label))
                break
    return found


def _slivers(
    layout: Layout, numbers: Sequence[ValueLabel], matched: dict[int, ValueLabel], scale: BarScale
) -> dict[tuple[int, int], ValueLabel]:
    """By (group, series) the label of the one segment of a stack that is too thin to be seen: the only number left
    over on that stack, and small enough to be invisible."""
    per_unit = (
        abs(1.0 / scale.axis.slope) if scale.axis and scale.axis.slope else (1.0 / scale.ratio if scale.ratio else 0.0)
    )
    used = {id(label) for label in matched.values()}
    held = {(mark.group, mark.series) for mark in layout.marks}
    found = {}
    for group, centre in enumerate(layout.centres):
        lacking = [s for s in range(len(layout.colours)) if (group, s) not in held]
        marks = [mark for mark in layout.marks if mark.group == group]
        if len(lacking) != 1 or not marks:
            continue
        low, high = min(min(m.start, m.end) for m in marks), max(max(m.start, m.end) for m in marks)
        near = []
        for label in numbers:
            along, at = label.phrase.centre if layout.value == "y" else label.phrase.centre[::-1]
            inside = low - label.phrase.size <= at <= high + label.phrase.size
            small = abs(label.full) * per_unit < 1.2 * label.phrase.size
            if id(label) not in used and inside and small and abs(along - centre) < 0.6 * marks[0].width:
                near.append(label)
        if len(near) == 1:
            found[group, lacking[0]] = near[0]
    return found


def _target(mark: Mark, layout: Layout) -> Target:
    return Target(mark.box, layout.value, mark.start, mark.end, layout.stacked)
