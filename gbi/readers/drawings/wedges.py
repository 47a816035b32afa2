"""Sectors of pies and donuts from their outlines: arcs are fitted by circles (least squares, Kasa's method)."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from gbi.readers.chart.scene import Point
from gbi.readers.drawings.paths import Subpath
from gbi.readers.drawings.shapes import turned

FLATTEST = 10.0  # a narrow slice's radius is at most this many times as long as the slice
CORNER_DEG = 25.0  # a turn by more ends an arc: arcs are flattened to pieces of at most 90/8 degrees


@dataclass(frozen=True, slots=True)
class Sector:
    """Centre and radii in points; `start` in degrees clockwise from 12 o'clock, over `sweep` degrees."""

    centre: Point
    inner: float
    outer: float
    start: float
    sweep: float


@dataclass(frozen=True, slots=True)
class _Arc:
    centre: Point
    radius: float
    start: float
    sweep: float
    points: tuple[Point, ...]


def sector(outline: Subpath) -> Sector | None:
    """The sector that a closed outline draws; None when it is none (no arc, or sides that miss the centre)."""
    x0, y0, x1, y1 = outline.box
    most = FLATTEST * math.hypot(x1 - x0, y1 - y0)  # a straight edge is an arc of a circle without end
    arcs = sorted((a for a in _arcs(outline.points) if a.radius <= most), key=lambda a: -a.radius * a.sweep)
    if not arcs:
        return None
    outer = arcs[0]
    slack = 0.03 * outer.radius + 0.2
    partner = next((a for a in arcs[1:] if math.dist(a.centre, outer.centre) < 3 * slack and a.sweep > 1.0), None)
    covered = sum(len(a.points) for a in (outer, partner) if a) / len(outline.points)
    if partner and abs(partner.radius - outer.radius) > slack and covered > 0.85:
        big, small = (outer, partner) if outer.radius > partner.radius else (partner, outer)
        return Sector(big.centre, small.radius, big.radius, big.start, big.sweep)
    others = [p for p in outline.points if abs(math.dist(p, outer.centre) - outer.radius) > slack]
    at_centre = [p for p in others if math.dist(p, outer.centre) < max(slack, 0.06 * outer.radius)]
    half = not others and abs(outer.sweep - 180.0) < 0.5
    if half or (at_centre and len(at_centre) == len(others)):
        return Sector(outer.centre, 0.0, outer.radius, outer.start, outer.sweep)
    return None


def sector_on(outline: Subpath, known: Sector) -> Sector | None:
    """The sector of a slice too narrow to be fitted by itself, on the circles of a `known` slice of the same pie."""
    radii = [math.dist(p, known.centre) for p in outline.points]
    slack = 0.02 * known.outer + 0.2
    rim = [p for p, r in zip(outline.points, radii, strict=True) if abs(r - known.outer) <= slack]
    rest = [r for r in radii if abs(r - known.outer) > slack]
    if len(rim) < 2 or not rest or any(abs(r - known.inner) > slack for r in rest):
        return None
    turns = [turned(rim[0], p, known.centre) for p in rim]
    first = rim[turns.index(min(turns))]
    start = math.degrees(math.atan2(first[0] - known.centre[0], known.centre[1] - first[1])) % 360.0
    return Sector(known.centre, known.inner, known.outer, start, max(turns) - min(turns))


def _arcs(points: tuple[Point, ...]) -> list[_Arc]:
    ring = [p for p, q in zip(points, (*points[1:], points[0]), strict=True) if math.dist(p, q) > 1e-3]
    if len(ring) < 5:
        return []
    found = []
    for run in _runs(ring):
        if len(run) >= 4 and (fit := fit_circle(run)):
            centre, radius, worst = fit
            steps = [turned(a, b, centre) for a, b in itertools.pairwise(run)]
            same_way = all(s > 0 for s in steps) or all(s < 0 for s in steps)
            if worst <= 0.004 * radius + 0.05 and same_way and max(map(abs, steps)) < 40.0:
                first = run[0] if steps[0] > 0 else run[-1]
                start = (math.degrees(math.atan2(first[0] - centre[0], centre[1] - first[1]))) % 360.0
                found.append(_Arc(centre, radius, start, abs(sum(steps)), tuple(run)))
    return found


def _runs(ring: list[Point]) -> list[list[Point]]:
    """The ring cut where it turns sharply; the first point of a piece is the last of the one before."""
    count = len(ring)
    cuts = []
    for i in range(count):
        before, here, after = ring[i - 1], ring[i], ring[(i + 1) % count]
        bend = math.degrees(
            math.atan2(after[1] - here[1], after[0] - here[0]) - math.atan2(here[1] - before[1], here[0] - before[0])
        )
        if abs((bend + 180.0) % 360.0 - 180.0) > CORNER_DEG:
            cuts.append(i)
    if not cuts:
        return [ring]
    turned_ring = ring[cuts[0] :] + ring[: cuts[0]]
    places = [c - cuts[0] for c in cuts] + [count]
    closed = [*turned_ring, turned_ring[0]]
    return [closed[a : b + 1] for a, b in itertools.pairwise(places)]


def fit_circle(points: list[Point]) -> tuple[Point, float, float] | None:
    """Centre, radius and the largest residual in points of the least-squares circle; None for points on a line.

    Kasa's linear method: I. Kasa, "A circle fitting procedure and its error analysis", IEEE Trans. Instrum. Meas. 1976.
    """
    count = len(points)
    mx = sum(p[0] for p in points) / count
    my = sum(p[1] for p in points) / count
    rel = [(p[0] - mx, p[1] - my) for p in points]
    suu = sum(u * u for u, _ in rel)
    svv = sum(v * v for _, v in rel)
    suv = sum(u * v for u, v in rel)
    det = suu * svv - suv * suv
    if det <= 1e-9 * max(suu, svv) ** 2:
        return None
    right_u = sum(u * (u * u + v * v) for u, v in rel) / 2.0
    right_v = sum(v * (u * u + v * v) for u, v in rel) / 2.0
    cu = (right_u * svv - right_v * suv) / det
    cv = (right_v * suu - right_u * suv) / det
    radius = math.sqrt(cu * cu + cv * cv + (suu + svv) / count)
    centre = (cu + mx, cv + my)
    worst = max(abs(math.dist(p, centre) - radius) for p in points)
    return centre, radius, worst
