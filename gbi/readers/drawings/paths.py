"""A page's drawings as plain paths in displayed coordinates: flattened, blended with the paper, with their clips.

Not covered: shadings (gradients), which PyMuPDF does not report.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gbi.boxes import grown
from gbi.readers.chart.scene import Colour, Point
from gbi.readers.drawings.boxes import intersection, meets
from gbi.types import Box

MOST_PATHS = 50_000
"""Drawing operations inside a region above which its geometry is not read (a map or a technical drawing)."""
MOST_ON_PAGE = 400_000
"""Drawing operations on a page above which none of its regions is read: listing them alone takes half a minute."""
MOST_VERTICES = 200_000
"""Vertices inside a region above which its geometry is not read."""
STEPS = 8  # pieces a Bezier curve is flattened to


@dataclass(frozen=True, slots=True)
class Subpath:
    """One run of a path. `knots` are its on-curve vertices, `points` the flattened outline (the same when straight)."""

    knots: tuple[Point, ...]
    points: tuple[Point, ...]
    closed: bool
    curved: bool

    @property
    def box(self) -> Box:
        """The extent of the flattened outline."""
        xs = [p[0] for p in self.points]
        ys = [p[1] for p in self.points]
        return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, slots=True)
class Path:
    """One painted path. Colours are as they look on `paper`; None where it is not filled or not stroked."""

    subpaths: tuple[Subpath, ...]
    fill: Colour | None
    stroke: Colour | None
    width: float
    dashed: bool
    clip: Box | None
    clip_depth: int
    opacity: float = 1.0

    @property
    def box(self) -> Box:
        """The extent of all outlines, unclipped."""
        boxes = [s.box for s in self.subpaths]
        return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


@dataclass(frozen=True, slots=True)
class Paths:
    """What is drawn in a region, in drawing order; `too_many` when there is more than can be read."""

    paths: tuple[Path, ...]
    too_many: int = 0


def count_in(page: Any, box: Box) -> tuple[int, int]:
    """Drawing operations of the page that touch `box` (displayed points), and of the page: a quick count."""
    inside = whole = 0
    matrix = tuple(page.rotation_matrix)
    for kind, found in page.get_bboxlog():
        if kind.endswith("path"):
            whole += 1
            inside += meets(_turned_box(found, matrix), box)
    return inside, whole


def paths_in(page: Any, box: Box, paper: Colour = (255, 255, 255)) -> Paths:
    """The paths of a `pymupdf.Page` that touch `box`. Coordinates are turned by the page's rotation."""
    inside, whole = count_in(page, box)
    if inside > MOST_PATHS or whole > MOST_ON_PAGE:
        return Paths((), max(inside, 1))
    matrix = tuple(page.rotation_matrix)
    near = grown(box, 2.0)
    clips: list[tuple[int, Box]] = []
    out = []
    for raw in page.get_cdrawings(extended=True):
        level = int(raw.get("level", 0))
        while clips and clips[-1][0] >= level:
            clips.pop()
        if raw["type"] == "clip":
            inner = _turned_box(raw["scissor"], matrix)
            outer = clips[-1][1] if clips else None
            clips.append((level, intersection(inner, outer) or inner if outer else inner))
        elif raw["type"] != "group" and raw.get("items"):
            tiled = len(clips) > 1 and meets(clips[-1][1], near)  # a hatch pattern's tile may lie anywhere
            if tiled or meets(_turned_box(raw["rect"], matrix), near):
                path = _path(raw, matrix, clips, paper)
                out += [path] if path else []
    vertices = sum(len(s.points) for p in out for s in p.subpaths)
    return Paths(tuple(out)) if vertices <= MOST_VERTICES else Paths((), vertices)


def _path(
    raw: Mapping[str, Any], matrix: tuple[float, ...], clips: list[tuple[int, Box]], paper: Colour
) -> Path | None:
    subpaths = tuple(s for s in _subpaths(raw["items"], matrix, bool(raw.get("closePath"))) if len(s.points) > 1)
    fill_opacity = raw.get("fill_opacity")
    stroke_opacity = raw.get("stroke_opacity")
    fill = _colour(raw.get("fill"), fill_opacity, paper) if "f" in raw["type"] else None
    stroke = _colour(raw.get("color"), stroke_opacity, paper) if "s" in raw["type"] else None
    if not subpaths or (fill is None and stroke is None):
        return None
    dashes = str(raw.get("dashes") or "")
    return Path(
        subpaths=subpaths,
        fill=fill,
        stroke=stroke,
        width=float(raw.get("width") or 0.0),
        dashed=any(c.isdigit() and c != "0" for c in dashes.split("]")[0]),
        clip=clips[-1][1] if clips else None,
        clip_depth=len(clips),
        opacity=float(fill_opacity if fill is not None and fill_opacity is not None else 1.0),
    )


def _colour(raw: Any, opacity: float | None, paper: Colour) -> Colour | None:
    alpha = 1.0 if opacity is None else float(opacity)
    if raw is None or alpha <= 0.01:
        return None
    red, green, blue = (round(255 * float(c) * alpha + (1 - alpha) * p) for c, p in zip(raw, paper, strict=True))
    return red, green, blue


def _subpaths(items: Iterable[Any], matrix: tuple[float, ...], closes: bool) -> list[Subpath]:
    out: list[Subpath] = []
    run = _Run()
    for item in items:
        kind = item[0]
        if kind == "re":
            out, run = out + run.made(False), _Run()
            x0, y0, x1, y1 = item[1]
            corners = tuple(_turned(p, matrix) for p in ((x0, y0), (x1, y0), (x1, y1), (x0, y1)))
            out.append(Subpath(corners, corners, True, False))
        elif kind == "qu":
            out, run = out + run.made(False), _Run()
            ul, ur, ll, lr = (_turned(p, matrix) for p in item[1])
            out.append(Subpath((ul, ur, lr, ll), (ul, ur, lr, ll), True, False))
        else:
            points = [_turned(p, matrix) for p in item[1:]]
            if run.knots and math.dist(run.knots[-1], points[0]) > 1e-3:
                out, run = out + run.made(False), _Run()
            run.add(points)
    return out + run.made(closes)


class _Run:
    """Collects the pieces of one subpath."""

    def __init__(self) -> None:
        self.knots: list[Point] = []
        self.points: list[Point] = []
        self.curved = False

    def add(self, points: list[Point]) -> None:
        if not self.knots:
            self.knots.append(points[0])
            self.points.append(points[0])
        if len(points) == 4 and not _straight(points):
            self.curved = True
            self.points += [_bezier(points, step / STEPS) for step in range(1, STEPS + 1)]
        else:
            self.points.append(points[-1])
        self.knots.append(points[-1])

    def made(self, closed: bool) -> list[Subpath]:
        if not self.knots:
            return []
        closes = closed or (len(self.knots) > 2 and math.dist(self.knots[0], self.knots[-1]) < 1e-3)
        return [Subpath(tuple(self.knots), tuple(self.points), closes, self.curved)]


def _straight(points: list[Point]) -> bool:
    (ax, ay), (dx, dy) = points[0], points[3]
    length = math.hypot(dx - ax, dy - ay)
    if length == 0.0:
        return all(math.dist(p, points[0]) < 1e-3 for p in points)
    return all(abs((dx - ax) * (ay - y) - (ax - x) * (dy - ay)) / length < 1e-3 for x, y in points[1:3])


def _bezier(points: list[Point], t: float) -> Point:
    s = 1.0 - t
    weights = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
    return (
        sum(w * p[0] for w, p in zip(weights, points, strict=True)),
        sum(w * p[1] for w, p in zip(weights, points, strict=True)),
    )


def _turned(point: Any, matrix: tuple[float, ...]) -> Point:
    x, y = float(point[0]), float(point[1])
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _turned_box(box: Any, matrix: tuple[float, ...]) -> Box:
    ax, ay = _turned(box[:2], matrix)
    bx, by = _turned(box[2:], matrix)
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
