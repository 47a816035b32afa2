"""Point marks as data: a scatter's x and y, or a dot plot's values at categories; bubbles' sizes by their legend.

Not covered: the third quantity of bubbles without a size legend.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from gbi.numbers import parse_number
from gbi.readers.chart.axis import Axes, FittedAxis
from gbi.readers.chart.colours import distance
from gbi.readers.chart.crumbs import TOUCHING, heaped, without_crumbs, without_parts
from gbi.readers.chart.frame import frame_of, in_legend, series_names
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.scene import Colour, Scene, Symbol
from gbi.readers.chart.series import Series, axis_noun, label_cell, value_column, wide_table
from gbi.readers.chart.sizes import SizeScale, size_scale
from gbi.readers.chart.strands import measure
from gbi.readers.chart.values import place
from gbi.types import Basis, Box, Cell, Column

SAME_COLOUR = 3.0  # CIE76
ASTRAY = 0.15  # of the distance between categories
FEWEST = 3  # points of a picture's scatter
REACH_PT = 1.0  # how far a point's centre may lie outside the plot


def read_points(scene: Scene, axes: Axes, legend: Legend, page: int | None = None) -> ChartTable | None:
    """A scatter's x and y (with a leading `series` column when the legend names several), or rows along the categories
    with one column a series. None without both axes or points, or
    when most labels along y are plain numbers that make no scale."""
    x, y = axes.x, axes.y or axes.y2
    sized = size_scale(scene)
    keys = {id(s) for s in sized[1]} if sized else set()
    shown = [s for s in scene.symbols if id(s) not in keys and not in_legend(_box(s), legend)]
    marks = without_crumbs([s for s in shown if _in_plot(s, axes.plot_box)], scene)
    if x is None or y is None or not marks:
        return None
    marks, parted = without_parts(marks, scene) if sized is None else (marks, False)
    groups = _groups(marks)
    named = [c for c, _ in groups if legend.name_of(c) is not None]
    if len(groups) > 1 and not named and (len(groups) > 0.3 * len(marks) or heaped(scene)):
        groups = [(marks[0].colour, list(marks))]  # colour shows a quantity, or where points overlap, not a series
    names = series_names([c for c, _ in groups], legend, y.title or "value")
    if "category" in (x.kind, y.kind) and x.kind != y.kind:
        wide = _dots(scene, axes, groups, names, page)
        if wide is not None:
            return wide
    if y.kind == "category" and 2 * sum(parse_number(c.text) is not None for c in y.categories) >= len(y.categories):
        return None  # numbers beside points that make no scale are values of some of them
    if scene.source == "raster" and scene.lines and len(marks) < FEWEST:
        return None  # specks between strokes
    if _astray(x, [m.centre[0] for m in marks]) or _astray(y, [m.centre[1] for m in marks]):
        return None  # between categories nothing is told
    table = _scatter(scene, x, y, groups, names, sized[0] if sized else None, page)
    return table.model_copy(update={"warnings": (TOUCHING,)}) if parted else table


def _astray(axis: FittedAxis, places: Sequence[float]) -> bool:
    """True when most places stand off the middles of the categories, as the crossings of hatching do."""
    if axis.kind != "category" or len(axis.categories) < 2:
        return False
    gap = min(b.centre - a.centre for a, b in pairwise(sorted(axis.categories, key=lambda c: c.centre)))
    off = [abs(near.centre - at) for at in places if (near := axis.nearest(at)) is not None]
    return sum(apart > ASTRAY * gap for apart in off) > len(off) / 2


def _dots(
    scene: Scene,
    axes: Axes,
    groups: Sequence[tuple[Colour, list[Symbol]]],
    names: Sequence[str],
    page: int | None,
) -> ChartTable | None:
    """A wide table when no series has two points at one category."""
    frame = frame_of(axes, scene)
    if frame is None:
        return None
    series = []
    for name, (_, marks) in zip(names, groups, strict=True):
        points = [m for s in marks if (m := measure(s.centre, frame, scene.edge, s.size)) is not None]
        if max(Counter(round(p.at, 2) for p in points).values(), default=0) > 1:
            return None
        series.append(Series(name if len(groups) > 1 else frame.value.title or "value", tuple(points), frame.value))
    return wide_table("dot", frame.base, series, page=page, tolerance=scene.tolerance, confidence=0.9)


def _scatter(
    scene: Scene,
    x: FittedAxis,
    y: FittedAxis,
    groups: Sequence[tuple[Colour, list[Symbol]]],
    names: Sequence[str],
    sizes: SizeScale | None,
    page: int | None,
) -> ChartTable:
    """One row a point, in drawing order within a series."""
    several = len(groups) > 1
    columns = [_column(x), _column(y)]
    if several:
        columns.insert(0, Column(name="series"))
    if sizes is not None:
        columns.append(Column(name=sizes.title or "size", type="number"))
    rows = []
    for name, (_, marks) in zip(names, groups, strict=True):
        for mark in marks:
            row = [_coordinate(x, mark.centre[0], scene.tolerance, mark, page)]
            row.append(_coordinate(y, mark.centre[1], scene.tolerance, mark, page))
            if several:
                row.insert(0, Cell(value=name, text=name, basis=Basis.PRINTED, error=0.0))
            if sizes is not None:
                row.append(sizes.cell(mark, scene.tolerance, page))
            rows.append(tuple(row))
    kind = "bubble" if sizes is not None else "scatter"
    return ChartTable(
        chart_type=kind,
        columns=tuple(columns),
        rows=tuple(rows),
        axes=(axis_noun(x), axis_noun(y)),
        confidence=0.9,
        warnings=(TOUCHING,) if heaped(scene) else (),
    )


def _coordinate(axis: FittedAxis, at: float, tolerance: float, mark: Symbol, page: int | None) -> Cell:
    cell = label_cell(axis, at, page, tolerance, ticks=False)
    return cell if axis.kind == "category" else cell.model_copy(update={"place": place(page, _box(mark))})


def _column(axis: FittedAxis) -> Column:
    if axis.kind == "linear" or axis.kind == "log":
        return value_column(axis.title or axis.direction, axis)
    return Column(name=axis.title or axis.direction, type="date" if axis.kind == "date" else "text")


def _groups(marks: Sequence[Symbol]) -> list[tuple[Colour, list[Symbol]]]:
    """Marks by colour; marks of one colour and several shapes are apart only when the legend could tell them."""
    groups: list[tuple[Colour, list[Symbol]]] = []
    for mark in marks:
        home = next((g for g in groups if distance(g[0], mark.colour) <= SAME_COLOUR), None)
        if home is None:
            groups.append((mark.colour, [mark]))
        else:
            home[1].append(mark)
    return groups


def _in_plot(mark: Symbol, box: Box) -> bool:
    x, y = mark.centre
    return box[0] - REACH_PT <= x <= box[2] + REACH_PT and box[1] - REACH_PT <= y <= box[3] + REACH_PT


def _box(mark: Symbol) -> Box:
    (x, y), half = mark.centre, mark.size / 2
    return x - half, y - half, x + half, y + half
