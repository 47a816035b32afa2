"""What one outline is: a rectangle (rounded or not), a circle, a small marker. Wedges are in `wedges`."""

from __future__ import annotations

import math

from gbi.readers.chart.scene import Point
from gbi.readers.drawings.paths import Subpath
from gbi.types import Box

MARKER_PT = 18.0
"""The largest side of a point mark that is not a circle."""
EPS_PT = 0.06
"""How far a vertex may be off a line to count as on it: the third decimal of the common writers, with room."""


def rectangle(outline: Subpath) -> Box | None:
    """The box of an axis-parallel rectangle, its corners square or rounded; None for any other outline."""
    points = outline.points
    x0, y0, x1, y1 = box = outline.box
    width, height = x1 - x0, y1 - y0
    if len(points) < 4 or min(width, height) <= 0.0:
        return None
    eps = min(EPS_PT, 0.02 * max(width, height))
    if all(_at_corner(p, box, eps) for p in points):
        return box if polygon_area(points) > 0.9 * width * height else None
    if not outline.closed and math.dist(points[0], points[-1]) > eps:
        return None
    filled = polygon_area(points) / (width * height)
    sides = _straight_share(points, box, eps)
    even = abs(sides[0] - sides[2]) < 0.1 * height, abs(sides[1] - sides[3]) < 0.1 * width  # unlike a sloping area's
    upright = min(sides[0], sides[2]) > 0.3 * height and max(sides[1], sides[3]) > 0.0 and even[0]
    level = min(sides[1], sides[3]) > 0.3 * width and max(sides[0], sides[2]) > 0.0 and even[1]
    return box if filled > 0.8 and (upright or level) and _convex(points) else None


def circle(outline: Subpath) -> tuple[Point, float] | None:
    """Centre and radius in points of a full circle; None for any other outline."""
    x0, y0, x1, y1 = outline.box
    radius = (x1 - x0 + y1 - y0) / 4.0
    if len(outline.points) < 8 or radius <= 0.0 or abs((x1 - x0) - (y1 - y0)) > 0.04 * radius + 0.02:
        return None
    centre = ((x0 + x1) / 2.0, (y0 + y1) / 2.0)
    slack = 0.04 * radius + 0.02
    if any(abs(math.dist(p, centre) - radius) > slack for p in outline.points):
        return None
    turns = sum(turned(a, b, centre) for a, b in zip(outline.points, outline.points[1:], strict=False))
    return (centre, radius) if abs(turns) > 330.0 else None


def marker(outline: Subpath) -> str | None:
    """The name of a small closed shape that charts use as a point mark; None when it is none (a glyph, a scrap)."""
    x0, y0, x1, y1 = outline.box
    width, height = x1 - x0, y1 - y0
    corners = _corners(outline.knots)
    if outline.curved or min(width, height) < 1.0 or max(width, height) > MARKER_PT:
        return None
    if max(width, height) > 1.6 * min(width, height):
        return None
    filled = polygon_area(corners) / (width * height)
    if len(corners) == 4:
        return "square" if filled > 0.9 else "diamond" if 0.45 < filled < 0.55 else None
    if len(corners) == 3:
        return "triangle" if 0.45 < filled < 0.55 else None
    if len(corners) == 12:
        return "cross" if 0.2 < filled < 0.7 else None
    if len(corners) == 10:
        return "star" if 0.2 < filled < 0.6 else None
    return {5: "pentagon", 6: "hexagon", 8: "octagon"}.get(len(corners)) if filled > 0.6 else None


def polygon_area(points: tuple[Point, ...]) -> float:
    """Area in square points that the closed polygon encloses (shoelace formula)."""
    pairs = zip(points, (*points[1:], points[0]), strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2.0


def turned(a: Point, b: Point, centre: Point) -> float:
    """Degrees from `a` to `b` around `centre`, clockwise on the page, between -180 and 180."""
    start = math.atan2(a[1] - centre[1], a[0] - centre[0])
    end = math.atan2(b[1] - centre[1], b[0] - centre[0])
    return (math.degrees(end - start) + 180.0) % 360.0 - 180.0


def _at_corner(p: Point, box: Box, eps: float) -> bool:
    return min(abs(p[0] - box[0]), abs(p[0] - box[2])) <= eps and min(abs(p[1] - box[1]), abs(p[1] - box[3])) <= eps


def _straight_share(points: tuple[Point, ...], box: Box, eps: float) -> tuple[float, float, float, float]:
    """How many points of the box's left, top, right and bottom side the outline runs along."""
    found = [0.0, 0.0, 0.0, 0.0]
    for a, b in zip(points, (*points[1:], points[0]), strict=True):
        for side, (axis, at) in enumerate(((0, box[0]), (1, box[1]), (0, box[2]), (1, box[3]))):
            if abs(a[axis] - at) <= eps and abs(b[axis] - at) <= eps:
                found[side] += abs(a[1 - axis] - b[1 - axis])
    return found[0], found[1], found[2], found[3]


def _convex(points: tuple[Point, ...]) -> bool:
    ring = [p for p, q in zip(points, (*points[1:], points[0]), strict=True) if math.dist(p, q) > 1e-3]
    signs = set()
    for a, b, c in zip(ring, (*ring[1:], *ring[:1]), (*ring[2:], *ring[:2]), strict=True):
        cross = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
        if abs(cross) > 0.02 * math.dist(a, b) * math.dist(b, c):
            signs.add(cross > 0)
    return len(signs) < 2


def _corners(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The vertices where the closed outline turns by more than 10 degrees."""
    ring = [p for p, q in zip(points, (*points[1:], points[0]), strict=True) if math.dist(p, q) > 1e-3]
    if len(ring) < 3:
        return tuple(ring)
    kept = []
    for a, b, c in zip((ring[-1], *ring[:-1]), ring, (*ring[1:], ring[0]), strict=True):
        straight = math.atan2(b[1] - a[1], b[0] - a[0])
        onward = math.atan2(c[1] - b[1], c[0] - b[0])
        if abs((math.degrees(onward - straight) + 180.0) % 360.0 - 180.0) > 10.0:
            kept.append(b)
    return tuple(kept)
