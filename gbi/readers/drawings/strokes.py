"""Stroked paths sorted into data lines, rules (axes, ticks, grid) and point marks; pieces drawn apart are joined."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass

from gbi.boxes import grown
from gbi.readers.chart.scene import Colour, Line, Point, Rule, Symbol
from gbi.readers.drawings.paths import Path, Subpath
from gbi.readers.drawings.shapes import MARKER_PT, circle, marker, rectangle
from gbi.types import Box

LEVEL_PT = 0.05  # a segment off the horizontal or vertical by less is axis-parallel
JOIN_PT = 0.05  # ends nearer than this belong together


@dataclass(frozen=True, slots=True)
class Run:
    """A stroked polyline and its style; `own` when it was drawn as one path."""

    points: tuple[Point, ...]
    colour: Colour
    width: float
    dashed: bool
    own: bool = True


@dataclass(frozen=True, slots=True)
class Strokes:
    """What the strokes of a figure are. `frames` are the outlines of rectangles with their colours."""

    lines: tuple[Line, ...]
    rules: tuple[Rule, ...]
    symbols: tuple[Symbol, ...]
    frames: tuple[tuple[Box, Colour], ...]


def sort_strokes(paths: Iterable[Path]) -> Strokes:
    """Lines, rules, point marks and frames of the paths' strokes; the paths' fills are not looked at."""
    symbols: list[Symbol] = []
    frames: list[tuple[Box, Colour]] = []
    runs: list[Run] = []
    for path in paths:
        if path.stroke is None:
            continue
        if (cross := crossing(path)) is not None:
            symbols.append(cross)
            continue
        for sub in path.subpaths:
            if (mark := outlined_mark(sub, path.stroke)) is not None:
                symbols.append(mark)
            elif (box := rectangle(sub)) is not None:
                frames.append((box, path.stroke))
            else:
                runs += _visible(sub, path)
    lines: list[Line] = []
    rules: list[Rule] = []
    for run in joined(runs):
        if _is_line(run):
            lines.append(Line(run.points, run.colour, run.width, run.dashed))
        else:
            rules += [Rule(a, b, run.colour, run.width, run.dashed) for a, b in _segments(run.points)]
    return Strokes(tuple(lines), tuple(rules), tuple(symbols), tuple(frames))


def outlined_mark(sub: Subpath, colour: Colour) -> Symbol | None:
    """The hollow point mark that a closed outline draws; None for any other outline."""
    x0, y0, x1, y1 = sub.box
    if (round_mark := circle(sub)) is not None:
        return Symbol(round_mark[0], 2 * round_mark[1], colour, "circle")
    if sub.closed and (name := marker(sub)) is not None:
        return Symbol(((x0 + x1) / 2, (y0 + y1) / 2), max(x1 - x0, y1 - y0), colour, name)
    return None


def crossing(path: Path) -> Symbol | None:
    """A small "x", "+" or asterisk: two to four straight segments that share their middle."""
    if path.stroke is None or not 2 <= len(path.subpaths) <= 4 or any(len(s.knots) != 2 for s in path.subpaths):
        return None
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in (s.knots for s in path.subpaths)]
    x0, y0, x1, y1 = path.box
    size = max(x1 - x0, y1 - y0)
    if size > MARKER_PT or size < 1.0 or any(math.dist(m, middles[0]) > 0.02 * size + 0.02 for m in middles):
        return None
    return Symbol(middles[0], size, path.stroke, "cross")


def joined(runs: list[Run]) -> list[Run]:
    """Runs of one style whose ends meet, in drawing order, made into one; what stays axis-parallel is not joined."""
    out: list[Run] = []
    last: dict[tuple[Colour, float, bool], int] = {}
    for run in runs:
        style = (run.colour, round(run.width, 2), run.dashed)
        at = last.get(style)
        chained = _chain(out[at], run) if at is not None else None
        if at is not None and chained is not None:
            out[at] = chained
        else:
            last[style] = len(out)
            out.append(run)
    return out


def _chain(a: Run, b: Run) -> Run | None:
    if _parallel(a.points) and _parallel(b.points) and not (_steps(a.points) and len(a.points) > 4):
        return None
    if math.dist(a.points[-1], b.points[0]) <= JOIN_PT:
        points = a.points + b.points[1:]
    elif math.dist(a.points[-1], b.points[-1]) <= JOIN_PT:
        points = a.points + b.points[-2::-1]
    elif math.dist(a.points[0], b.points[-1]) <= JOIN_PT:
        points = b.points + a.points[1:]
    else:
        return None
    return Run(points, a.colour, a.width, a.dashed, own=False)


def _visible(sub: Subpath, path: Path) -> list[Run]:
    """The runs of a stroked outline that its clip leaves to be seen (by vertices, a point of slack)."""
    points = sub.knots
    if sub.closed and math.dist(points[0], points[-1]) > 1e-3:
        points = (*points, points[0])
    assert path.stroke is not None
    kept: list[list[Point]] = [[]]
    window = grown(path.clip, 1.0 + path.width) if path.clip else None
    for point in points:
        if window is None or (window[0] <= point[0] <= window[2] and window[1] <= point[1] <= window[3]):
            kept[-1].append(point)
        elif kept[-1]:
            kept.append([])
    if window and all(len(run) < 2 for run in kept) and _parallel(points):
        kept = [_clamped(points, window)]
    return [Run(tuple(run), path.stroke, path.width, path.dashed) for run in kept if len(run) > 1]


def _clamped(points: tuple[Point, ...], box: Box) -> list[Point]:
    """A straight axis-parallel run cut at the box: a grid line that is drawn beyond its clip."""
    out = [(min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3])) for x, y in points]
    off = any(not (box[0] <= x <= box[2]) for x, _ in points) and abs(points[0][0] - points[-1][0]) < LEVEL_PT
    return [] if off else out


def _segments(points: tuple[Point, ...]) -> list[tuple[Point, Point]]:
    """The straight stretches between the points; pieces that go on in the same direction are one."""
    out: list[tuple[Point, Point]] = []
    for a, b in itertools.pairwise(points):
        if math.dist(a, b) < 1e-3:
            continue
        if out and (_same(out[-1][0], a, b, 0) or _same(out[-1][0], a, b, 1)):
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out


def _same(a: Point, b: Point, c: Point, axis: int) -> bool:
    return abs(a[axis] - b[axis]) < LEVEL_PT and abs(b[axis] - c[axis]) < LEVEL_PT


def _parallel(points: tuple[Point, ...]) -> bool:
    pairs = itertools.pairwise(points)
    return all(min(abs(a[0] - b[0]), abs(a[1] - b[1])) < LEVEL_PT for a, b in pairs)


def _steps(points: tuple[Point, ...]) -> bool:
    """True for a staircase: axis-parallel, never turning back along x."""
    xs = [p[0] for p in points]
    onward = all(b >= a - LEVEL_PT for a, b in itertools.pairwise(xs))
    back = all(b <= a + LEVEL_PT for a, b in itertools.pairwise(xs))
    return _parallel(points) and (onward or back)


def _is_line(run: Run) -> bool:
    """True for a data line: slanted somewhere, or a staircase of more than the three strokes of an axis."""
    if not _parallel(run.points):
        return True
    return _steps(run.points) and len(_segments(run.points)) > 3
