"""Data lines as series: their vertices are the data of a drawing; of pixels, what `tracing` makes of the traces.

Not covered: which of two value axes a line belongs to when its name does not say (the first is taken, with a warning).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from gbi.readers.chart.axis import Axes, FittedAxis
from gbi.readers.chart.colours import distance
from gbi.readers.chart.frame import Frame, between_pixels, series_names, upright_frame
from gbi.readers.chart.labels import ValueLabel
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.point_labels import labelled, labels_on, scale_by_labels
from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.scene import Point, Scene
from gbi.readers.chart.series import Measured, Series, wide_table
from gbi.readers.chart.strands import SAME_COLOUR, Strand, find_strands, level_at, measure
from gbi.readers.chart.sureness import GUESS
from gbi.readers.chart.tracing import less_sure, read_traces, trace_places

LEAST_RUN = 0.25  # of the plot's width
MANY_TWINS = 5  # strands of one colour: up to four may be panels
SHARED = 0.6  # of all places: from this share on, series are taken to have one grid of places
SEVERAL_PANELS = "lines of one colour stand apart: the figure may hold several panels, which were read as one"


def read_lines(scene: Scene, axes: Axes, legend: Legend, page: int | None = None) -> ChartTable | None:
    """Rows along x, one column a line; values printed at the points are preferred. None without an x axis or data
    lines, or when they have neither a value axis nor printed values."""
    labels = labels_on(scene, axes, legend)
    scale = axes.y if axes.y and axes.y.kind != "category" else axes.y2
    frame = upright_frame(axes, scale, scene)
    strands = find_strands(scene, frame, legend) if frame else ()
    if frame is None or not strands or not _enough(strands, frame, scene):
        return None
    if scale is None:
        scale = scale_by_labels(_vertices(strands, frame, scene), labels, scene.tolerance)
        frame = replace(frame, value=scale or frame.value)
    names = series_names([s.colour for s in strands], legend, frame.value.title or "value")
    second = between_pixels(axes.y2, scene) if axes.y2 and axes.y2 is not scale else None
    frames = [replace(frame, value=second) if second and is_on_the_right(name) else frame for name in names]
    points, doubt = _points(strands, frames, scene)
    found = [Series(n, tuple(p), f.value) for n, p, f in zip(names, points, frames, strict=True)]
    found = _with_labels(found, labels)
    found = _filled(found, strands, frame, scene) if scene.source == "vector" else found
    if not any(p.measure or p.label for s in found for p in s.points):
        return None
    if scene.source == "raster" and len({round(p.at) for s in found for p in s.points}) < 2:
        return None  # one place makes no line
    notes = (*_doubts(strands, found, second), *((doubt,) if doubt else ()))
    if SEVERAL_PANELS in notes:
        found = [replace(s, points=tuple(less_sure(p, GUESS) for p in s.points)) for s in found]
    return wide_table(
        "line",
        frame.base,
        [s for s in found if s.points],
        page=page,
        tolerance=scene.tolerance,
        confidence=0.4 + 0.2 * (SEVERAL_PANELS not in notes) if notes else 0.95,
        warnings=notes,
    )


def _enough(strands: Sequence[Strand], frame: Frame, scene: Scene) -> bool:
    """False for a picture's strokes that are no series: all together they run over little of the plot, or many of
    one look lie over each other, as the whiskers and medians of boxes do."""
    if scene.source != "raster":
        return True
    ends = [frame.at(p) for strand in strands for piece in strand.pieces for p in (piece[0], piece[-1])]
    looks = [sum(distance(s.colour, t.colour) <= SAME_COLOUR for t in strands) for s in strands]
    return max(ends) - min(ends) >= LEAST_RUN * (frame.box[2] - frame.box[0]) and max(looks) < MANY_TWINS


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
    return [p for s in strands for p in trace_places(s, frame, 2 * scene.tolerance)]


def _points(strands: Sequence[Strand], frames: Sequence[Frame], scene: Scene) -> tuple[list[list[Measured]], str]:
    """Each strand's data points, and a doubt about all (else empty)."""
    if scene.source == "raster":
        return read_traces(strands, frames, scene)
    found = []
    for strand, frame in zip(strands, frames, strict=True):
        places = [p for piece in strand.pieces for p in (_steps(piece, frame) or piece)]
        found.append([m for p in places if (m := measure(p, frame, scene.tolerance, 4.0)) is not None])
    return found, ""


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
