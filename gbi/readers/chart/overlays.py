"""Lines drawn over bars: a combined chart is one table, the lines' columns beside the bars'."""

from __future__ import annotations

import itertools
from dataclasses import replace

from gbi.readers.chart.axis import Axes
from gbi.readers.chart.colours import distance
from gbi.readers.chart.crumbs import in_grid_ink
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.lines import read_lines
from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.scene import Line, Scene
from gbi.readers.chart.strands import is_steep
from gbi.types import Basis, Cell

EDGE_PT = 2.5  # how far the rendered edge of a bar may lie from the bar
ACROSS = (0.15, 0.5, 0.85)  # of a bar's width: where an outline is looked for
ALONG = 0.8  # of the bars that a line passes: one that runs along the edges of as many is no series
SAME_INK = 15.0  # CIE76: an outline's colour against its bar's
SHARED = 0.6  # of the bars' rows: a line over fewer is no series of the chart


def with_lines(table: ChartTable, scene: Scene, axes: Axes, legend: Legend, page: int | None = None) -> ChartTable:
    """The bars' table with one more column for each data line over it, matched by the rows' labels.

    Lines are read against the second value axis where there is one. The table comes back as it is when the scene has
    no line with a piece of three points or more that passes most of its rows, save along the bars' own edges and in the
    grid's ink.
    """
    drawn = [line for line in scene.lines if not in_grid_ink(line.colour, scene)]
    inks = {line.colour for line in drawn if len(line.points) >= 3 and not _is_edge(line, scene)}
    long = tuple(
        x for x in drawn if (len(x.points) >= 3 or (x.colour in inks and is_steep(x))) and not _is_edge(x, scene)
    )
    if not long or axes.x is None:
        return table
    over = Axes(axes.x, axes.y2 or axes.y, None, axes.plot_box)
    lines = read_lines(replace(scene, lines=long), over, legend, page)
    if lines is None:
        return table
    by_label = {str(row[0].value): row for row in lines.rows}
    rows = [by_label.get(str(row[0].value)) for row in table.rows]
    if sum(row is not None for row in rows) < max(2, SHARED * len(rows)):
        return table
    used = {c.name for c in table.columns}
    named = lines.columns[1:]
    added = tuple(c.model_copy(update={"name": f"{c.name} (line)"}) if c.name in used else c for c in named)
    empty = tuple(Cell(value=None, basis=Basis.MEASURED) for _ in added)
    merged = tuple((*bars, *(row[1:] if row else empty)) for bars, row in zip(table.rows, rows, strict=True))
    known = {(a.direction, a.name, a.low, a.high) for a in table.axes}
    more = tuple(a for a in lines.axes if (a.direction, a.name, a.low, a.high) not in known)
    return table.model_copy(
        update={
            "chart_type": f"{table.chart_type} and line",
            "columns": (*table.columns, *added),
            "rows": merged,
            "axes": (*table.axes, *more),
            "confidence": min(table.confidence, lines.confidence),
            "warnings": (*table.warnings, *lines.warnings),
        }
    )


def _is_edge(line: Line, scene: Scene) -> bool:
    """True for the base line and for the bars' outlines: along the bars' bottoms, in their own colour along their tops,
    or in any colour level with a top over all of its width."""
    passed, along = 0, 0
    for bar in scene.bars:
        x0, y0, x1, y1 = bar.box
        level = _level(line, (x0 + x1) / 2)
        if level is None:
            continue
        passed += 1
        inked = distance(line.colour, bar.colour) <= SAME_INK
        reach = EDGE_PT + line.width / 2
        sides = [_level(line, x0 + share * (x1 - x0)) for share in ACROSS]
        level_with_top = all(side is not None and abs(side - y0) <= reach for side in sides)
        along += abs(level - y1) <= reach or level_with_top or (inked and abs(level - y0) <= reach)
    return along >= max(1.0, ALONG * passed) and (passed > 1 or len(line.points) > 2)


def _level(line: Line, x: float) -> float | None:
    for a, b in itertools.pairwise(sorted(line.points)):
        if a[0] <= x <= b[0]:
            return a[1] + (b[1] - a[1]) * ((x - a[0]) / (b[0] - a[0]) if b[0] > a[0] else 0.0)
    return None
