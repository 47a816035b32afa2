"""Numbers printed at the points of lines: above, below or beside, one to one; a scale where no axis is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gbi.readers.chart.axis import Axes, FittedAxis
from gbi.readers.chart.frame import in_legend
from gbi.readers.chart.labels import ValueLabel, value_labels
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.phrases import phrases_of
from gbi.readers.chart.scene import Point, Scene
from gbi.readers.chart.series import Measured
from gbi.readers.chart.values import scale_from_labels
from gbi.types import Box

REACH = 2.2  # text heights: how far from its point a label may stand
MOST_POINTS = 2000  # denser lines bear no labels
FAR = 0.3  # of the values' spread: a number further off than this is about something else
WRONG = 3.0  # what a disagreement with the geometry costs, in text heights


def labels_on(scene: Scene, axes: Axes, legend: Legend) -> tuple[ValueLabel, ...]:
    """The numbers on the figure that are neither tick labels nor part of the legend."""
    taken = [t.word.box for axis in (axes.x, axes.y, axes.y2) if axis for t in axis.ticks]
    taken += [c.box for axis in (axes.x, axes.y2) if axis for c in axis.categories]
    phrases = [p for p in phrases_of(scene.words) if not in_legend(p.box, legend)]
    free = [p for p in phrases if not any(_same(w.box, box) for w in p.words for box in taken)]
    return value_labels(free)


def labelled(points: Sequence[Measured], labels: Sequence[ValueLabel]) -> list[Measured]:
    """The points, each with the number printed at it where there is one: nearest pairs first."""
    if len(points) > MOST_POINTS:
        return list(points)
    pairs = []
    for p, point in enumerate(points):
        for k, label in enumerate(labels):
            cost = _cost(_middle(point.box), label)
            if cost is not None:
                pairs.append((cost + (WRONG if _differs(point, label) else 0.0), p, k))
    found: dict[int, ValueLabel] = {}
    used: set[int] = set()
    for _, p, k in sorted(pairs, key=lambda pair: pair[0]):
        if p not in found and k not in used:
            found[p] = labels[k]
            used.add(k)
    kept = _believable(points, found)
    return [replace(point, label=kept.get(p)) for p, point in enumerate(points)]


def _believable(points: Sequence[Measured], found: dict[int, ValueLabel]) -> dict[int, ValueLabel]:
    """The labels without those far off their points, unless most are: then the scale is what is wrong."""
    values = [point.measure.value for point in points if point.measure]
    spread = max(values, default=0.0) - min(values, default=0.0)
    odd = {p for p, label in found.items() if _off(points[p], label) > max(FAR * spread, 0.1 * abs(label.full))}
    return found if len(found) >= 3 and 2 * len(odd) > len(found) else {p: v for p, v in found.items() if p not in odd}


def _off(point: Measured, label: ValueLabel) -> float:
    return abs(label.full - point.measure.value) if point.measure else 0.0


def scale_by_labels(places: Sequence[Point], labels: Sequence[ValueLabel], tolerance: float) -> FittedAxis | None:
    """A value axis along y from the numbers printed at `places`; None when fewer than three agree on one."""
    bare = [Measured(p[0], None, (p[0] - 1, p[1] - 1, p[0] + 1, p[1] + 1)) for p in places]
    known = [(_middle(m.box)[1], m.label) for m in labelled(bare, labels) if m.label]
    units = {label.parsed.unit for _, label in known}
    unit = units.pop() if len(units) == 1 else None
    return scale_from_labels([(y, label.full) for y, label in known], "y", tolerance, unit=unit)


def _cost(at: Point, label: ValueLabel) -> float | None:
    """Distance of the label from its usual places, in text heights; None beyond reach."""
    x0, y0, x1, y1 = label.phrase.box
    size = label.phrase.size
    off = abs((x0 + x1) / 2 - at[0])
    for gap, worse in ((at[1] - y1, 0.0), (y0 - at[1], 0.25)):
        if -0.3 * size <= gap <= REACH * size and off <= max(0.6 * size, 0.55 * (x1 - x0)):
            return off / size + 0.6 * max(gap, 0.0) / size + worse
    beside = max(x0 - at[0], at[0] - x1)
    level = abs((y0 + y1) / 2 - at[1])
    if -0.2 * size <= beside <= 1.5 * size and level <= 0.7 * size:
        return level / size + beside / size + 0.5
    return None


def _differs(point: Measured, label: ValueLabel) -> bool:
    measure = point.measure
    return measure is not None and abs(label.full - measure.value) > max(4 * measure.error, 0.03 * abs(measure.value))


def _same(a: Box, b: Box) -> bool:
    return all(abs(p - q) < 0.01 for p, q in zip(a, b, strict=True))


def _middle(box: Box) -> Point:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
