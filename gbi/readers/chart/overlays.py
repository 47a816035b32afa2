"""Lines drawn over bars: a combined chart is one table, the lines' columns beside the bars'."""

from __future__ import annotations

from dataclasses import replace

from gbi.readers.chart.axis import Axes
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.lines import read_lines
from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.scene import Scene
from gbi.types import Basis, Cell

SHARED = 0.6  # of the bars' rows: a line over fewer is no series of the chart


def with_lines(table: ChartTable, scene: Scene, axes: Axes, legend: Legend, page: int | None = None) -> ChartTable:
    """The bars' table with one more column for each data line over it, matched by the rows' labels.

    Lines are read against the second value axis where there is one. The table comes back as it is when the scene has
    no line of three points or more that passes most of its rows.
    """
    long = tuple(line for line in scene.lines if len(line.points) >= 3)
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
