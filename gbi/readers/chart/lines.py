"""Data lines as series: their vertices are the data of a drawing; of pixels, what stands over ticks and markers.

Not covered: which of two value axes a line belongs to when its name does not say (the first is taken, with a warning).
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gbi.readers.chart.axis import Axes, FittedAxis
from gbi.readers.chart.colours import distance
from gbi.readers.chart.frame import Frame, in_legend, series_names, upright_frame
from gbi.readers.chart.labels import ValueLabel
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.point_labels import labelled, labels_on, scale_by_labels
from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.scene import Colour, Line, Point, Scene, Symbol
from gbi.readers.chart.series import Measured, Series, wide_table
from gbi.readers.chart.values import Measure
from gbi.types import Box

SAME_COLOUR = 4.0  # CIE76: the same ink, give or take anti-aliasing
SHARED = 0.6  # of all places: from this share on, series are taken to have one grid of places
SEVERAL_PANELS = "lines of one colour stand apart: the figure may hold several panels, which were read as one"
LEAST_SPAN = 0.12  # of the plot's extent: shorter lines are leaders, brackets or arrows


@dataclass(frozen=True, slots=True)
class Strand:
    """The pieces of one series' line, in order along the base axis, with the markers that stand on it."""

    pieces: tuple[tuple[Point, ...], ...]
    colour: Colour
    dashed: bool
    markers: tuple[Point, ...] = ()


def read_lines(scene: Scene, axes: Axes, legend: Legend, page: int | None = None) -> ChartTable | None:
    """Rows along x, one column a line; values printed at the points are preferred. None without an x axis or data
    lines, or when they have neither a value axis nor printed values."""
    labels = labels_on(scene, axes, legend)
    scale = axes.y if axes.y and axes.y.kind != "category" else axes.y2
    frame = upright_frame(axes, scale, scene)
    strands = find_strands(scene, frame, legend) if frame else ()
    if frame is None or not strands:
        return None
    if scale is None:
        scale = scale_by_labels(_vertices(strands, frame, scene), labels, scene.tolerance)
        frame = replace(frame, value=scale or frame.value)
    names = series_names([s.colour for s in strands], legend, frame.value.title or "value")
    second = axes.y2 if axes.y2 and axes.y2 is not scale else None
    found: list[Series] = []
    for name, strand in zip(names, strands, strict=True):
        own = replace(frame, value=second) if second and is_on_the_right(name) else frame
        found.append(Series(name, tuple(_points(strand, own, scene)), own.value))
    found = _with_labels(found, labels)
    found = _filled(found, strands, frame, scene) if scene.source == "vector" else found
    if not any(p.measure or p.label for s in found for p in s.points):
        return None
    notes = _doubts(strands, found, second)
    return wide_table(
        "line",
        frame.base,
        [s for s in found if s.points],
        page=page,
        tolerance=scene.tolerance,
        confidence=0.4 + 0.2 * (SEVERAL_PANELS not in notes) if notes else 0.95,
        warnings=notes,
    )


def _doubts(strands: Sequence[Strand], found: Sequence[Series], second: FittedAxis | None) -> tuple[str, ...]:
    notes = []
    if second is not None and not any(s.axis is second for s in found):
        notes.append("the chart has two value axes: its lines were read against the left one")
    looks = [(s.colour, s.dashed) for s in strands]
    twins = sum(distance(a[0], b[0]) <= SAME_COLOUR and a[1] == b[1] for a, b in itertools.combinations(looks, 2))
    if twins:
        notes.append(SEVERAL_PANELS)
    return tuple(notes)


def is_on_the_right(name: str) -> bool:
    """True for a series that its name sends to the second axis: "(right)", "rhs", "右轴"."""
    return (
        re.search(r"\(r\.?h\.?s\.?\)|\brhs\b|\(right|right[- ](?:hand )?(?:axis|scale)|[（(]右", name, re.I) is not None
    )


def find_strands(scene: Scene, frame: Frame, legend: Legend) -> tuple[Strand, ...]:
    """The data lines of the plot, pieces of one colour and dash that follow each other taken together."""
    groups: list[list[Line]] = []
    for line in scene.lines:
        if not _is_data(line, frame, legend):
            continue
        home = next((g for g in groups if _continues(g, line, frame)), None)
        if home is None:
            groups.append([line])
        else:
            home.append(line)
    groups = [g for g in groups if sum(_reach(x, frame) for x in g) >= LEAST_SPAN * _extent(frame)]
    marks = [s for s in scene.symbols if not in_legend(_box_of(s.centre, s.size), legend)]
    strands = []
    for group in groups:
        pieces = sorted((_forward(x.points, frame) for x in group), key=lambda p: frame.at(p[0]))
        on = tuple(s.centre for s in marks if _stands_on(s, group))
        strands.append(Strand(tuple(pieces), group[0].colour, group[0].dashed, on))
    return tuple(strands)


def _with_labels(found: Sequence[Series], labels: Sequence[ValueLabel]) -> list[Series]:
    points = iter(labelled([p for s in found for p in s.points], labels))
    return [replace(s, points=tuple(next(points) for _ in s.points)) for s in found]


def _filled(found: Sequence[Series], strands: Sequence[Strand], frame: Frame, scene: Scene) -> list[Series]:
    """Series that share a grid of places, with what straight stretches leave out put in.

    Writers drop vertices that lie on the line between their neighbours. A place that most other series have, and that
    a series passes on a straight stretch, is one of those. Series that do not share most of their places stay apart.
    """
    places = [{round(p.at, 1) for p in s.points} for s in found]
    every = sorted(set().union(*places)) if places else []
    if len(found) < 2 or sum(len(p) for p in places) < SHARED * len(every) * len(places):
        return list(found)
    out = []
    for one, strand, known in zip(found, strands, places, strict=True):
        own = replace(frame, value=one.axis)
        extra = []
        for at in every:
            level = next((v for piece in strand.pieces if (v := level_at(piece, at, own)) is not None), None)
            if level is not None and not {at, round(at - 0.1, 1), round(at + 0.1, 1)} & known:
                point = measure((at, level), own, scene.tolerance, 4.0)
                extra += [point] if point else []
        out.append(replace(one, points=tuple(sorted((*one.points, *extra), key=lambda p: p.at))))
    return out


def _vertices(strands: Sequence[Strand], frame: Frame, scene: Scene) -> list[Point]:
    if scene.source == "vector":
        return [p for s in strands for piece in s.pieces for p in piece]
    return [p for s in strands for piece in s.pieces for p in _raster_places(s, piece, frame)]


def level_at(piece: Sequence[Point], at: float, frame: Frame) -> float | None:
    """The position along the value axis of a line at a place of the base axis; None beyond its ends."""
    for a, b in itertools.pairwise(piece):
        start, end = frame.at(a), frame.at(b)
        if min(start, end) - 0.5 <= at <= max(start, end) + 0.5:
            share = 0.0 if end == start else min(max((at - start) / (end - start), 0.0), 1.0)
            return frame.level(a) + share * (frame.level(b) - frame.level(a))
    return None


def _points(strand: Strand, frame: Frame, scene: Scene) -> list[Measured]:
    found: list[Measured] = []
    for piece in strand.pieces:
        if scene.source == "raster":
            places = _raster_places(strand, piece, frame)
        elif (flat := _steps(piece, frame)) is not None:
            places = flat
        else:
            places = list(piece)
        found += [m for p in places if (m := measure(p, frame, scene.tolerance, 4.0)) is not None]
    return found


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


def _raster_places(strand: Strand, piece: Sequence[Point], frame: Frame) -> list[Point]:
    """Where a traced line is worth reading: at its markers, else at the categories or ticks it passes."""
    ends = sorted((frame.at(piece[0]), frame.at(piece[-1])))
    if len(strand.markers) >= 2:
        return [m for m in strand.markers if ends[0] - 2 <= frame.at(m) <= ends[1] + 2]
    centres = [c.centre for c in frame.base.categories] or [t.position for t in frame.base.ticks]
    out: list[Point] = []
    for at in sorted(centres):
        level = level_at(piece, at, frame)
        if level is not None:
            out.append((at, level) if frame.upright else (level, at))
    return out


def _steps(piece: Sequence[Point], frame: Frame) -> list[Point] | None:
    """The data of a staircase; None for any other line.

    A run that begins flat and ends upright holds each value from its place on ("post"), the other way round up to
    its place ("pre"); flat at both ends, the places are the middles of the flats, the first and last at the ends.
    """
    if len(piece) < 5:
        return None
    flat = [abs(frame.level(a) - frame.level(b)) < 0.05 for a, b in itertools.pairwise(piece)]
    upright = [abs(frame.at(a) - frame.at(b)) < 0.05 for a, b in itertools.pairwise(piece)]
    if not all(f or u for f, u in zip(flat, upright, strict=True)) or not any(upright):
        return None
    if upright[0] and not upright[-1]:
        return [piece[0], *(b for (_, b), f in zip(itertools.pairwise(piece), flat, strict=True) if f)]
    if upright[-1] and not upright[0]:
        return [*(a for (a, _), f in zip(itertools.pairwise(piece), flat, strict=True) if f), piece[-1]]
    middles = [
        ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for (a, b), f in zip(itertools.pairwise(piece), flat, strict=True) if f
    ]
    return [piece[0], *middles[1:-1], piece[-1]]


def _is_data(line: Line, frame: Frame, legend: Legend) -> bool:
    box = _hull(line.points)
    return frame.holds(box) and not in_legend(box, legend) and _monotone(line.points, frame)


def _monotone(points: Sequence[Point], frame: Frame) -> bool:
    steps = [frame.at(b) - frame.at(a) for a, b in itertools.pairwise(points)]
    return all(s >= -0.1 for s in steps) or all(s <= 0.1 for s in steps)


def _continues(group: list[Line], line: Line, frame: Frame) -> bool:
    if distance(group[0].colour, line.colour) > SAME_COLOUR or abs(group[0].width - line.width) > 0.5:
        return False
    low, high = _range(line, frame)
    return all(low >= _range(g, frame)[1] - 0.5 or high <= _range(g, frame)[0] + 0.5 for g in group)


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
    return any(_off(symbol.centre, line.points) <= max(1.0, symbol.size / 4) for line in group)


def _off(point: Point, points: Sequence[Point]) -> float:
    best = math.inf
    for a, b in itertools.pairwise(points):
        dx, dy = b[0] - a[0], b[1] - a[1]
        length = dx * dx + dy * dy
        share = 0.0 if length == 0 else ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length
        share = min(max(share, 0.0), 1.0)
        best = min(best, math.dist(point, (a[0] + share * dx, a[1] + share * dy)))
    return best


def _hull(points: Sequence[Point]) -> Box:
    xs = [p[0] for p in points]
    ys = [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def _box_of(centre: Point, size: float) -> Box:
    half = size / 2
    return centre[0] - half, centre[1] - half, centre[0] + half, centre[1] + half
