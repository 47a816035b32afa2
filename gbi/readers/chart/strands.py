"""The pieces of drawn lines put together to strands, one a series, and what any point of them measures."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from gbi.boxes import hull
from gbi.readers.chart.colours import distance
from gbi.readers.chart.crumbs import of_grid, without_heaps
from gbi.readers.chart.frame import Frame, in_legend
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.scene import Colour, Line, Point, Scene, Symbol
from gbi.readers.chart.series import Measured
from gbi.readers.chart.values import Measure
from gbi.types import Box

SAME_COLOUR = 4.0  # CIE76: the same ink, give or take anti-aliasing
JOIN_PT = 16.0  # a steep piece that goes on within a marker's reach is of the line, however thick it looks
STEEP = 1.5
LEAST_SPAN = 0.12  # of the plot's extent: shorter lines are leaders, brackets or arrows
RIM = 0.7  # of a line's width: a line as thin along it is its anti-aliased edge
HALO = 0.4  # of a line's length: shorter pieces of its colour elsewhere are rims of other marks


@dataclass(frozen=True, slots=True)
class Strand:
    """The pieces of one series' line, in order along the base axis, with the markers that stand on it
    and their diameter."""

    pieces: tuple[tuple[Point, ...], ...]
    colour: Colour
    dashed: bool
    markers: tuple[Point, ...] = ()
    size: float = 0.0


def find_strands(scene: Scene, frame: Frame, legend: Legend) -> tuple[Strand, ...]:
    """The data lines of the plot, pieces of one colour and dash that follow each other taken together."""
    groups: list[list[Line]] = []
    for line in scene.lines:
        if of_grid(line, scene) or not _is_data(line, frame, legend):
            continue
        home = next((g for g in groups if _continues(g, line, frame)), None)
        if home is None:
            groups.append([line])
        else:
            home.append(line)
    if scene.source == "raster":
        groups = without_heaps(_without_halos(_with_steep(groups, frame), frame), scene, frame)
    groups = [g for g in groups if sum(_reach(x, frame) for x in g) >= LEAST_SPAN * _extent(frame)]
    marks = [s for s in scene.symbols if not in_legend(_box_of(s.centre, s.size), legend)]
    strands = []
    for group in groups:
        pieces = sorted((_forward(x.points, frame) for x in group), key=lambda p: frame.at(p[0]))
        on = [s for s in marks if _stands_on(s, group)]
        size = max((s.size for s in on), default=0.0)
        look = group[0]
        strands.append(Strand(tuple(pieces), look.colour, look.dashed, tuple(s.centre for s in on), size))
    return tuple(strands)


def _with_steep(groups: list[list[Line]], frame: Frame) -> list[list[Line]]:
    """The groups, those of one colour joined where a steep piece begins within a marker's reach of where the other
    ends: how thick a steep piece is, its pixels do not tell."""
    joined: list[list[Line]] = []
    for group in sorted(groups, key=lambda g: min(_range(x, frame)[0] for x in g)):
        home = next((g for g in joined if _goes_on(g, group, frame)), None)
        if home is None:
            joined.append(list(group))
        else:
            home += group
    return joined


def _goes_on(group: Sequence[Line], other: Sequence[Line], frame: Frame) -> bool:
    last = max(group, key=lambda x: _range(x, frame)[1])
    first = min(other, key=lambda x: _range(x, frame)[0])
    if distance(last.colour, first.colour) > SAME_COLOUR or not (is_steep(last) or is_steep(first)):
        return False
    end, start = _forward(last.points, frame)[-1], _forward(first.points, frame)[0]
    return math.dist(end, start) <= JOIN_PT and _range(first, frame)[0] >= _range(last, frame)[1] - JOIN_PT / 2


def _without_halos(groups: list[list[Line]], frame: Frame) -> list[list[Line]]:
    """Without the rims of other marks: short pieces of one colour beside the line that has this colour, and thin lines
    all along a thick one."""
    kept = []
    for group in groups:
        reach = sum(_reach(x, frame) for x in group)
        others = [g for g in groups if g is not group]
        alike = [g for g in others if distance(g[0].colour, group[0].colour) <= SAME_COLOUR]
        short = any(reach < HALO * sum(_reach(x, frame) for x in g) for g in alike)
        if not short and not any(_rims(group, g) for g in others):
            kept.append(group)
    return kept


def _rims(group: Sequence[Line], other: Sequence[Line]) -> bool:
    """True when a thinner line never leaves a thicker one's side by more than the latter is thick."""
    thick = max(x.width for x in other)
    if max(x.width for x in group) > RIM * thick:
        return False
    points = [p for x in group for p in x.points]
    near = sum(any(off_line(p, x.points) <= thick for x in other) for p in points)
    return near >= 0.9 * len(points)


def level_at(piece: Sequence[Point], at: float, frame: Frame, slack: float = 0.5) -> float | None:
    """The position along the value axis of a line at a place of the base axis; None more than `slack` points beyond its
    ends."""
    for a, b in itertools.pairwise(piece):
        start, end = frame.at(a), frame.at(b)
        if min(start, end) - slack <= at <= max(start, end) + slack:
            share = 0.0 if end == start else min(max((at - start) / (end - start), 0.0), 1.0)
            return frame.level(a) + share * (frame.level(b) - frame.level(a))
    return None


def measure(point: Point, frame: Frame, tolerance: float, size: float) -> Measured | None:
    """The data point that a mark of `size` points stands for, without a measure where the frame has no scale; None off
    a category or off the scale."""
    at, level = frame.at(point), frame.level(point)
    value = frame.value.to_value(level)
    if value is not None and not math.isfinite(value):
        return None
    if frame.base.kind == "category":
        near = frame.base.nearest(at)
        if near is None or abs(near.centre - at) > 0.4 * _spacing(frame):
            return None
        at = near.centre
    if value is None:
        return Measured(at, None, _box_of(point, size))
    error = frame.value.error(tolerance, level)
    return Measured(at, Measure(value, error, frame.value.confidence), _box_of(point, size))


def _spacing(frame: Frame) -> float:
    centres = sorted(c.centre for c in frame.base.categories)
    gaps = [b - a for a, b in itertools.pairwise(centres) if b - a > 0.5]
    return min(gaps, default=math.inf)


def _is_data(line: Line, frame: Frame, legend: Legend) -> bool:
    box = hull(line.points)
    return frame.holds(box) and not in_legend(box, legend) and _monotone(line.points, frame)


def _monotone(points: Sequence[Point], frame: Frame) -> bool:
    steps = [frame.at(b) - frame.at(a) for a, b in itertools.pairwise(points)]
    return all(s >= -0.1 for s in steps) or all(s <= 0.1 for s in steps)


def _continues(group: list[Line], line: Line, frame: Frame) -> bool:
    if distance(group[0].colour, line.colour) > SAME_COLOUR or abs(group[0].width - line.width) > 0.5:
        return False
    low, high = _range(line, frame)
    return all(low >= _range(g, frame)[1] - 0.5 or high <= _range(g, frame)[0] + 0.5 for g in group)


def is_steep(line: Line) -> bool:
    """True for a piece that rises or falls by more than it runs: its thickness cannot be told well."""
    box = hull(line.points)
    return box[3] - box[1] > STEEP * (box[2] - box[0])


def _range(line: Line, frame: Frame) -> tuple[float, float]:
    places = [frame.at(p) for p in line.points]
    return min(places), max(places)


def _reach(line: Line, frame: Frame) -> float:
    low, high = _range(line, frame)
    return high - low


def _extent(frame: Frame) -> float:
    return frame.box[2] - frame.box[0] if frame.upright else frame.box[3] - frame.box[1]


def _forward(points: tuple[Point, ...], frame: Frame) -> tuple[Point, ...]:
    return points if frame.at(points[0]) <= frame.at(points[-1]) else points[::-1]


def _stands_on(symbol: Symbol, group: Sequence[Line]) -> bool:
    if distance(symbol.colour, group[0].colour) > 12.0:
        return False
    return any(off_line(symbol.centre, line.points) <= max(1.0, symbol.size / 4) for line in group)


def off_line(point: Point, points: Sequence[Point]) -> float:
    """How far, in page points, a point lies from a polyline."""
    best = math.inf
    for a, b in itertools.pairwise(points):
        dx, dy = b[0] - a[0], b[1] - a[1]
        length = dx * dx + dy * dy
        share = 0.0 if length == 0 else ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length
        share = min(max(share, 0.0), 1.0)
        best = min(best, math.dist(point, (a[0] + share * dx, a[1] + share * dy)))
    return best


def _box_of(centre: Point, size: float) -> Box:
    half = size / 2
    return centre[0] - half, centre[1] - half, centre[0] + half, centre[1] + half
