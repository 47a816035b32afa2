"""The data points of lines that were traced from pixels: at their markers, else where they bend.

Markers say exactly where the data are. A series whose marker another one hides is read off its line there. Lines
without markers are read at the places of `grain`. Values read off a line between its bends are less sure.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace

from gbi.readers.chart.frame import Frame
from gbi.readers.chart.grain import OFF_PX, bends_of, on_grain, places_of
from gbi.readers.chart.scene import Point, Scene
from gbi.readers.chart.series import Measured
from gbi.readers.chart.strands import Strand, level_at, measure

HIDES = 1.3  # of a marker's size: as near to another marker, one may be hidden
HIDDEN = 0.65  # how sure a value is whose marker another hides
TOUCH_PX = 3.0  # traces nearer than this may be taken for each other
CROWD, CROWDED = 4, 0.9  # from so many lines on, one may be taken for another
BETWEEN = 0.8  # how sure a value on a straight stretch is against one at a bend or marker


def read_traces(strands: Sequence[Strand], frames: Sequence[Frame], scene: Scene) -> tuple[list[list[Measured]], str]:
    """Each strand's points against its own frame, in order along the base axis, and a doubt (else empty)."""
    px = 2 * scene.tolerance
    plain = [s for s in strands if len(s.markers) < 2]
    bends = [frames[0].at(p) for s in plain for piece in s.pieces for p in bends_of(piece, px)] if plain else []
    fine = [frames[0].at(p) for s in plain for piece in s.pieces for p in piece]
    places = places_of(bends, frames[0].base, px, fine, crossings(plain, frames[0], px), len(plain))
    found = []
    for strand, frame in zip(strands, frames, strict=True):
        if len(strand.markers) >= 2:
            found.append(_at_markers(strand, strands, frame, scene))
        else:
            found.append(_at_places(strand, places.at, frame, scene))
    if frames[0].base.kind == "date":
        home = on_grain([p.at for points in found for p in points], frames[0].base, px)
        found = [[replace(p, at=home[p.at]) for p in points] for points in found]
    if len(strands) >= CROWD:
        found = [[less_sure(p, CROWDED) for p in points] for points in found]
    return found, places.warning


def crossings(strands: Sequence[Strand], frame: Frame, px: float) -> list[float]:
    """Where lines of different strands cross or come as near as `TOUCH_PX`, in points along the base axis."""
    found = []
    for one, other in itertools.combinations(strands, 2):
        for piece, across in itertools.product(one.pieces, other.pieces):
            places = sorted({frame.at(p) for p in (*piece, *across)})
            pairs = [(at, level_at(piece, at, frame), level_at(across, at, frame)) for at in places]
            gaps = [(at, a - b) for at, a, b in pairs if a is not None and b is not None]
            found += [at for at, gap in gaps if abs(gap) <= TOUCH_PX * px]
            for (x0, first), (x1, last) in itertools.pairwise(gaps):
                if first * last < 0.0:
                    found.append(x0 + (x1 - x0) * first / (first - last))
    return found


def trace_places(strand: Strand, frame: Frame, px: float) -> list[Point]:
    """Where a strand may be read, in page points, before its scale is known."""
    if len(strand.markers) >= 2:
        return list(strand.markers)
    places = places_of([frame.at(p) for piece in strand.pieces for p in bends_of(piece, px)], frame.base, px)
    return [_on_page(at, v, frame) for at in places.at if (v := _level(strand, at, frame, px)) is not None]


def _at_markers(strand: Strand, strands: Sequence[Strand], frame: Frame, scene: Scene) -> list[Measured]:
    px = 2 * scene.tolerance
    points = [measure(m, frame, scene.edge, _SIZE) for m in strand.markers]
    others = [m for s in strands if s is not strand for m in s.markers]
    own = [frame.at(m) for m in strand.markers]
    for at in sorted({round(frame.at(m), 1) for m in others}):
        if any(abs(at - known) <= OFF_PX * px for known in own):
            continue
        level = _level(strand, at, frame, px)
        near = HIDES * strand.size
        if level is not None and any(math.hypot(frame.at(m) - at, frame.level(m) - level) <= near for m in others):
            hidden = measure(_on_page(at, level, frame), frame, 2 * scene.edge, _SIZE)
            points.append(less_sure(hidden, HIDDEN) if hidden else None)
            own.append(at)
    return sorted((p for p in points if p is not None), key=lambda p: p.at)


def _at_places(strand: Strand, places: Sequence[float], frame: Frame, scene: Scene) -> list[Measured]:
    px = 2 * scene.tolerance
    bends = [frame.at(p) for piece in strand.pieces for p in bends_of(piece, px)]
    out = []
    for at in places:
        level = _level(strand, at, frame, px)
        if level is None:
            continue
        slack = scene.edge + 0.5 * px * _steepness(strand, at, frame)
        point = measure(_on_page(at, level, frame), frame, slack, _SIZE)
        if point is not None:
            bent = frame.base.kind == "category" or any(abs(at - b) <= OFF_PX * px for b in bends)
            out.append(point if bent else less_sure(point))
    return out


def less_sure(point: Measured, factor: float = BETWEEN) -> Measured:
    """The point with its confidence times `factor`: by default that of a place on a straight stretch, where nothing
    shows that there are data."""
    known = point.measure
    return replace(point, measure=replace(known, confidence=known.confidence * factor)) if known else point


def _level(strand: Strand, at: float, frame: Frame, px: float) -> float | None:
    return next((v for piece in strand.pieces if (v := level_at(piece, at, frame, OFF_PX * px)) is not None), None)


def _steepness(strand: Strand, at: float, frame: Frame) -> float:
    """How far the line rises or falls over a pixel at a place, the steeper side of a bend: at most 4."""
    steep = 0.0
    for piece in strand.pieces:
        for a, b in itertools.pairwise(piece):
            run = abs(frame.at(b) - frame.at(a))
            if min(frame.at(a), frame.at(b)) - 1 <= at <= max(frame.at(a), frame.at(b)) + 1:
                steep = max(steep, abs(frame.level(b) - frame.level(a)) / max(run, 0.25))
    return min(steep, 4.0)


def _on_page(at: float, level: float, frame: Frame) -> Point:
    return (at, level) if frame.upright else (level, at)


_SIZE = 4.0  # points: the box of a place on a line
