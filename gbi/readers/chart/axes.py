"""Finds a figure's axes from its words, rules and marks.

`FittedAxis`, `Tick`, `Category` and `Axes` are re-exported here: this module is the face of everything about axes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gbi.boxes import hull, union
from gbi.numbers import parse_number, parse_unit
from gbi.readers.chart.axis import Axes, Category, Direction, FittedAxis, Tick
from gbi.readers.chart.categories import blocks, label_lines
from gbi.readers.chart.phrases import Phrase, phrases_of
from gbi.readers.chart.scene import Scene
from gbi.readers.chart.swatches import Swatch, find_keyless, find_swatches
from gbi.readers.chart.ticks import fit_axes, labels_of
from gbi.readers.chart.titles import axis_title, is_note
from gbi.types import Box

__all__ = ["Axes", "Category", "FittedAxis", "Tick", "data_box", "find_axes"]


def find_axes(scene: Scene) -> Axes:
    """The scene's axes with ticks, categories, titles and units.

    An axis whose labels make no scale is of kind "category" with the labels that stand along it, or None
    when there are none. Positions are read off tick marks and grid lines where the labels have them.
    """
    phrases = [p for p in phrases_of(scene.words) if not is_note(p.text)]
    swatches = find_swatches(scene, phrases)
    keyed = {id(s.phrase) for s in swatches} | {id(p) for p in find_keyless(swatches, phrases)}
    phrases = [p for p in phrases if id(p) not in keyed]
    data = data_box(scene, swatches)
    labels = labels_of(phrases)
    upright = fit_axes([lb for lb in labels if lb.phrase.angle == 0], "y", scene.rules, scene.tolerance)
    level = fit_axes(labels, "x", scene.rules, scene.tolerance)
    x, y = _pair(level, upright, data)
    y2 = _second(upright, y, data)
    plot = _plot_box(data, x, y, scene)
    named = [_with_labels(axis, direction, phrases, plot) for axis, direction in ((x, "x"), (y, "y"))]  # type: ignore[arg-type]
    taken = [s.phrase.box for s in swatches] + [_tick_box(axis) for axis in (*named, y2) if axis]
    titled = [_titled(axis, phrases, plot, taken) for axis in (*named, y2)]
    return Axes(titled[0], titled[1], titled[2], plot)


def data_box(scene: Scene, swatches: Sequence[Swatch]) -> Box:
    """The box around the marks, legend keys left out; without marks that of the rules, else the figure's middle."""
    keys = {s.box for s in swatches}
    boxes = _alike([bar.box for bar in scene.bars if bar.box not in keys])
    reach = 0.12 * max(scene.box[2] - scene.box[0], scene.box[3] - scene.box[1])
    for line in scene.lines:
        box = hull(line.points)
        if _plain(box, swatches) and max(box[2] - box[0], box[3] - box[1]) > reach:
            boxes.append(box)
    boxes += [hull(area.points) for area in scene.areas]
    boxes += [hull([s.centre]) for s in scene.symbols if _plain(hull([s.centre]), swatches)]
    for w in scene.wedges:
        x, y = w.centre
        boxes.append((x - w.outer, y - w.outer, x + w.outer, y + w.outer))
    if boxes:
        return union(boxes)
    rules = [hull((r.start, r.end)) for r in scene.rules]
    x0, y0, x1, y1 = union(rules) if rules else scene.box
    return (
        (x0, y0, x1, y1)
        if rules and y1 > y0 and x1 > x0
        else ((x0 + x1) / 2, (y0 + y1) / 2, (x0 + x1) / 2, (y0 + y1) / 2)
    )


def _alike(boxes: list[Box]) -> list[Box]:
    """The boxes of the usual thickness, when most agree in it: icons and pieces are no measure of the plot."""
    if len(boxes) < 3:
        return boxes
    best = boxes
    most = 0.5 * len(boxes)
    for low, high in ((0, 2), (1, 3)):
        for box in boxes:
            thick = box[high] - box[low]
            same = [b for b in boxes if abs(b[high] - b[low] - thick) <= 0.15 * thick + 1]
            if len(same) > most and thick > 3:
                best, most = same, float(len(same))
    return best


def _plain(box: Box, swatches: Sequence[Swatch]) -> bool:
    """True for what lies in no legend key, nor is the line or dot of which the key is the other part."""
    for s in swatches:
        size = s.phrase.size
        small = box[2] - box[0] < 5 * size and box[3] - box[1] < 2 * size
        level = abs((box[1] + box[3]) - (s.box[1] + s.box[3])) < size
        if small and level and s.box[0] - 3 * size <= box[0] and box[2] <= s.box[2] + 3 * size:
            return False
    return True


def _best(axes: Sequence[FittedAxis], data: Box) -> FittedAxis | None:
    """The axis with most ticks, those beside the marks before those among them; two ticks need to be sure."""
    usable = [axis for axis in axes if _credible(axis, data)]
    return max(
        usable, key=lambda a: (len(a.ticks) + 0.5 * a.confidence) * (1.0 if _outside(a, data) else 0.4), default=None
    )


def _pair(
    level: Sequence[FittedAxis], upright: Sequence[FittedAxis], data: Box
) -> tuple[FittedAxis | None, FittedAxis | None]:
    """The best x and y axis; a label may serve one only, and the axis with more ticks keeps it."""
    x, y = _best(level, data), _best(upright, data)
    if x and y and _shares_words(x, y):
        if len(x.ticks) > len(y.ticks):
            y = _best([axis for axis in upright if not _shares_words(axis, x)], data)
        else:
            x = _best([axis for axis in level if not _shares_words(axis, y)], data)
    return x, y


def _credible(axis: FittedAxis, data: Box) -> bool:
    """Numbers among the marks are rather their values; two numbers make a scale only when both stand at tick marks."""
    if not _outside(axis, data):
        return len(axis.ticks) >= 4 and axis.ruled and axis.confidence > 0.8
    return len(axis.ticks) > 2 or axis.ruled or axis.kind == "date"


def _outside(axis: FittedAxis, data: Box) -> bool:
    x0, y0, x1, y1 = _tick_box(axis)
    slack_x, slack_y = 0.03 * (data[2] - data[0]), 0.03 * (data[3] - data[1])
    if axis.direction == "y":
        return x1 <= data[0] + slack_x or x0 >= data[2] - slack_x
    return y0 >= data[3] - slack_y or y1 <= data[1] + slack_y


def _second(axes: Sequence[FittedAxis], first: FittedAxis | None, data: Box) -> FittedAxis | None:
    """A value axis on the other side of the marks with another scale than the first."""
    if first is None:
        return None
    middle = (data[0] + data[2]) / 2
    side = _tick_box(first)[0] < middle
    for axis in axes:
        other = axis is not first and (_tick_box(axis)[0] < middle) != side and len(axis.ticks) >= 3
        if other and _outside(axis, data) and abs(axis.slope - first.slope) > 0.01 * abs(first.slope):
            return axis
    return None


def _tick_box(axis: FittedAxis) -> Box:
    boxes = [tick.word.box for tick in axis.ticks] + [category.box for category in axis.categories]
    return union(boxes)


def _shares_words(axis: FittedAxis, other: FittedAxis) -> bool:
    """True when a word is a tick of both, a corner's common label apart."""
    words = {id(tick.word) for tick in other.ticks}
    shared = sum(id(tick.word) in words for tick in axis.ticks)
    return shared > 1 or (shared == 1 and min(len(axis.ticks), len(other.ticks)) < 3)


def _plot_box(data: Box, x: FittedAxis | None, y: FittedAxis | None, scene: Scene) -> Box:
    """The marks' box, widened to the axes' ticks and to the grid lines that cross it."""
    x0, y0, x1, y1 = data
    if y:
        y0, y1 = min([y0] + [t.position for t in y.ticks]), max([y1] + [t.position for t in y.ticks])
    if x:
        x0, x1 = min([x0] + [t.position for t in x.ticks]), max([x1] + [t.position for t in x.ticks])
    for rule in scene.rules:
        length = max(abs(rule.end[0] - rule.start[0]), abs(rule.end[1] - rule.start[1]))
        if rule.horizontal and is_scale(y) and length > 0.5 * (x1 - x0) and y0 - 2 <= rule.start[1] <= y1 + 2:
            x0, x1 = min(x0, rule.start[0], rule.end[0]), max(x1, rule.start[0], rule.end[0])
        elif not rule.horizontal and is_scale(x) and length > 0.25 * (y1 - y0) and x0 - 2 <= rule.start[0] <= x1 + 2:
            low, high = sorted((rule.start[1], rule.end[1]))
            if low < y1 and high > y0:
                y0, y1 = min(y0, low), max(y1, high)
    return x0, y0, x1, y1


def is_scale(axis: FittedAxis | None) -> bool:
    """True for an axis of numbers: rules across it are its grid, not lines between the rows of a list."""
    return axis is not None and axis.kind in ("linear", "log")


def _with_labels(
    axis: FittedAxis | None, direction: Direction, phrases: Sequence[Phrase], plot: Box
) -> FittedAxis | None:
    """The axis with the labels that stand along it; a category axis when there are labels but no scale."""
    if axis and axis.kind in ("linear", "log"):
        return axis
    if axis:
        words = {id(tick.word) for tick in axis.ticks}
        row = union(tick.word.box for tick in axis.ticks)
        lines = [p for p in phrases if id(p.words[0]) in words or (direction == "x" and _same_row(p, row))]
        return replace(axis, categories=blocks(lines, direction))
    found = blocks(label_lines(phrases, direction, plot), direction)
    if not found:
        return None
    return FittedAxis(
        direction=direction, kind="category", categories=found, confidence=min(c.confidence for c in found)
    )


def _same_row(phrase: Phrase, row: Box) -> bool:
    return (
        row[1] - 0.3 * phrase.size <= phrase.centre[1] <= row[3] + 0.3 * phrase.size
        and row[0] <= phrase.centre[0] <= row[2]
    )


def _titled(axis: FittedAxis | None, phrases: Sequence[Phrase], plot: Box, taken: Sequence[Box]) -> FittedAxis | None:
    if axis is None:
        return None
    title = axis_title(phrases, axis.direction, plot, _tick_box(axis), taken)
    unit = parse_unit(title)
    shown = axis.unit or unit.unit
    told = [_has_suffix(tick.text) for tick in axis.ticks if tick.value]  # one misread label is no suffix
    expanded = 2 * sum(told) > len(told)
    scale = 0.01 if shown == "%" else 1.0 if expanded else unit.scale
    return replace(axis, title=title, unit=shown, scale=scale)


def _has_suffix(text: str) -> bool:
    """True for a tick like "5M", whose scale is already multiplied out in the axis's values."""
    parsed = parse_number(text)
    return parsed is not None and parsed.scale != 1.0 and parsed.unit != "%"
