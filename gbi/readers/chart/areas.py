"""Filled areas as series: an area's value at a place is how high its band is there, stacked or not.

Not covered: areas that lie along the y axis.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from gbi.boxes import hull
from gbi.readers.chart.axis import Axes
from gbi.readers.chart.crumbs import is_panel
from gbi.readers.chart.frame import Frame, frame_of, in_legend, series_names
from gbi.readers.chart.grain import OFF_PX, bends_of, places_of
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.scene import Area, Point, Scene
from gbi.readers.chart.series import Measured, Series, wide_table
from gbi.readers.chart.strands import measure
from gbi.readers.chart.tints import solid_colours
from gbi.readers.chart.tracing import less_sure
from gbi.readers.chart.values import Measure

ALONG = 0.9  # of an area's width: how far the line along its top runs at least
FLAT_PT = 0.6  # an edge that stays within this is a base line


def read_areas(scene: Scene, axes: Axes, legend: Legend, page: int | None = None) -> ChartTable | None:
    """Rows along x, one column an area; None without a value axis or areas.

    The value is the height of the band: for an area that stands on the base line that is the top's value.
    """
    frame = frame_of(axes, scene)
    if frame is None or not frame.upright:
        return None
    areas = [a for a in scene.areas if frame.holds(hull(a.points)) and not in_legend(hull(a.points), legend)]
    if scene.source == "raster":
        areas = [a for a in areas if not is_panel(a, frame.box)]
    areas = [a for a in areas if hull(a.points)[2] - hull(a.points)[0] > 0.1 * (frame.box[2] - frame.box[0])]
    if not areas or (scene.source == "raster" and (_are_bands(areas, scene, frame) or _is_under_line(areas, scene))):
        return None
    if scene.source == "raster":
        places, doubt = _traced_places(areas, frame, scene)
    else:
        places, doubt = _places(areas, scene), ""
    inks = solid_colours([a.colour for a in areas], legend, scene.background)
    names = series_names(inks, legend, frame.value.title or "value")
    series = [
        Series(name, tuple(_band(a, places, frame, scene)), frame.value) for name, a in zip(names, areas, strict=True)
    ]
    stacked = len(areas) > 1 and not all(_stands(a, frame) for a in areas)
    return wide_table(
        "stacked area" if stacked else "area",
        frame.base,
        [s for s in series if s.points],
        page=page,
        tolerance=scene.tolerance,
        confidence=0.5 if doubt else 0.9,
        warnings=(doubt,) if doubt else (),
    )


def span_at(points: Sequence[Point], x: float) -> tuple[float, float] | None:
    """Top and bottom of a polygon on the vertical line through `x`, in points; None where it is not."""
    ys: list[float] = []
    for a, b in zip(points, (*points[1:], points[0]), strict=True):
        if a[0] == b[0] == x:
            ys += [a[1], b[1]]
        elif min(a[0], b[0]) <= x <= max(a[0], b[0]) and a[0] != b[0]:
            ys.append(a[1] + (x - a[0]) / (b[0] - a[0]) * (b[1] - a[1]))
    return (min(ys), max(ys)) if ys else None


def _places(areas: Sequence[Area], scene: Scene) -> list[float]:
    """The x of all vertices, those nearer than the tolerance taken as one."""
    xs = sorted(p[0] for a in areas for p in a.points)
    gap = max((2 if scene.source == "vector" else 8) * scene.tolerance, 0.2)  # two edges' corners differ in pixels
    return [x for before, x in zip([float("-inf"), *xs], xs, strict=False) if x - before > gap]


def _are_bands(areas: Sequence[Area], scene: Scene, frame: Frame) -> bool:
    """True for periods that are shaded behind lines: the lines go on where the areas do not."""
    hulls = [hull(a.points) for a in areas]
    wide = max(h[2] for h in hulls) - min(h[0] for h in hulls)
    one = max(h[2] - h[0] for h in hulls)
    lines = [hull(x.points) for x in scene.lines]
    drawn = max((h[2] - h[0] for h in lines if frame.holds(h)), default=0.0)
    return drawn > 0.5 * (frame.box[2] - frame.box[0]) and one < 0.5 * drawn and wide < 0.9 * drawn


def _is_under_line(areas: Sequence[Area], scene: Scene) -> bool:
    """True for the one area of a picture whose top is drawn as a line, which says more exactly where the data are."""
    if len(areas) != 1:
        return False
    top, (x0, _, x1, _) = _top(areas[0]), hull(areas[0].points)
    for line in scene.lines:
        box = hull(line.points)
        off = [abs(y - level) for x, y in line.points if (level := _level(top, x)) is not None]
        if box[2] - box[0] >= ALONG * (x1 - x0) and len(off) > 1 and max(off) <= line.width + OFF_PX * scene.edge:
            return True
    return False


def _traced_places(areas: Sequence[Area], frame: Frame, scene: Scene) -> tuple[list[float], str]:
    """Where areas that were traced from pixels have data: at the point marks on their tops, else where they bend; and a
    doubt (else empty)."""
    px = 2 * scene.tolerance
    tops = [_top(a) for a in areas]
    marked = sorted(
        s.centre[0]
        for s in scene.symbols
        if any((y := _level(top, s.centre[0])) is not None and abs(y - s.centre[1]) <= 3 * px for top in tops)
    )
    if len(marked) >= 2:
        return [x for before, x in zip([float("-inf"), *marked], marked, strict=False) if x - before > OFF_PX * px], ""
    fine = [x for top in tops for x, _ in top]
    found = places_of([x for top in tops for x, _ in bends_of(top, px)], frame.base, px, fine)
    return list(found.at), found.warning


def _top(area: Area) -> list[Point]:
    """The upper edge's vertices from left to right."""
    x0, _, x1, _ = hull(area.points)
    found = []
    for x, y in area.points:
        span = span_at(area.points, min(max(x, x0 + 1e-3), x1 - 1e-3))
        if span is not None and abs(y - span[0]) <= max(0.5, 0.1 * (span[1] - span[0])):
            found.append((x, y))
    return sorted(found)


def _level(edge: Sequence[Point], x: float) -> float | None:
    """The edge's y at `x`; None more than a few points beyond its ends."""
    if not edge or not edge[0][0] - OFF_PX <= x <= edge[-1][0] + OFF_PX:
        return None
    for a, b in itertools.pairwise(edge):
        if a[0] <= x <= b[0] and a[0] != b[0]:
            return a[1] + (x - a[0]) / (b[0] - a[0]) * (b[1] - a[1])
    return edge[0][1] if x < edge[0][0] else edge[-1][1]


def _band(area: Area, places: Sequence[float], frame: Frame, scene: Scene) -> list[Measured]:
    tolerance = scene.edge
    left, _, right, _ = hull(area.points)
    flat = _flat_side(area)
    reach = 1.0 if scene.source == "vector" else OFF_PX * 2 * scene.tolerance
    out = []
    for x in places:
        inner = min(max(x, left + 1e-3), right - 1e-3)
        span = span_at(area.points, inner) if abs(x - inner) <= reach else None
        if span is None:
            continue
        top, bottom = span
        point = measure((x, bottom if flat == "top" else top), frame, tolerance, 4.0)
        if point is None:
            continue
        value, error = _height(top, bottom, flat, frame, tolerance)
        if value is not None:
            band = Measure(value, error, frame.value.confidence)
            found = Measured(point.at, band, (x - 2, top, x + 2, max(bottom, top + 1)))
            bent = frame.base.kind == "category" or any(abs(x - p[0]) <= reach for p in area.points)
            out.append(found if bent else less_sure(found))
    return out


def _height(top: float, bottom: float, flat: str | None, frame: Frame, tolerance: float) -> tuple[float | None, float]:
    """The band's value and its error; a band that hangs from a base line is negative, one from the top of a stack as
    any within it."""
    axis = frame.value
    upper, lower = axis.to_value(top), axis.to_value(bottom)
    if upper is None or lower is None:
        return None, 0.0
    error = axis.error(tolerance, top)
    if flat is not None:
        base, edge = (upper, lower) if flat == "top" else (lower, upper)
        near_zero = axis.kind != "log" and abs(base) <= axis.error(1.0)
        if flat == "bottom" or near_zero:
            return (edge - base if near_zero else edge), error
    return upper - lower, math.hypot(error, axis.error(tolerance, bottom))


def _flat_side(area: Area) -> str | None:
    """Which side of the area is a base line: "bottom", "top" or None for a band within a stack."""
    x0, y0, x1, y1 = hull(area.points)
    spans = [span_at(area.points, min(max(p[0], x0 + 1e-3), x1 - 1e-3)) for p in area.points]
    found = [span for span in spans if span is not None]
    if all(abs(bottom - y1) <= FLAT_PT for _, bottom in found):
        return "bottom"
    return "top" if all(abs(top - y0) <= FLAT_PT for top, _ in found) else None


def _stands(area: Area, frame: Frame) -> bool:
    return _flat_side(area) == "bottom" and abs(hull(area.points)[3] - frame.box[3]) < 2.0
