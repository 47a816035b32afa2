"""A chart and a table of the same document that show the same figures, and differ in some of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gbi_agents.findings.finding import Finding, Report, as_shown, rounding
from gbi_agents.tables import Grid

LEAST_SHARED = 4  # labels that a chart and a table must have in common
MOST_DIFFERENT = 0.34  # of those: more, and they show different things
CLOSE = 0.005  # of a value: rounding of another printed form

Series = dict[str, tuple[float, float, int]]
"""Label to its value in base units, half-width, and row."""


def check(report: Report) -> list[Finding]:
    """One finding for each figure that a chart and a table show differently.

    They are taken to show the same when at least `LEAST_SHARED` labels are shared and two of three values are equal.
    """
    charts = [grid for grid in report.grids if grid.info.chart_type]
    tables = [grid for grid in report.grids if not grid.info.chart_type]
    found = []
    for chart in charts:
        for table in tables:
            for column, series in _series(chart):
                for other_column, other in _series(table):
                    found += _compared(report, (chart, column, series), (table, other_column, other))
    return found


def _series(grid: Grid) -> Iterator[tuple[int, Series]]:
    if grid.key is None:
        return
    for column in grid.values:
        scale = grid.info.columns[column].scale
        series = {
            label: (value * scale, rounding(grid.cells[row][column]) * scale, row)
            for row in range(len(grid.cells))
            if (value := grid.number(row, column)) is not None and (label := _label(grid.row_name(row)))
        }
        if len(series) >= LEAST_SHARED:
            yield column, series


def _label(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()


def _compared(report: Report, ours: tuple[Grid, int, Series], theirs: tuple[Grid, int, Series]) -> list[Finding]:
    (chart, column, series), (table, other_column, other) = ours, theirs
    shared = [label for label in series if label in other]
    if len(shared) < LEAST_SHARED:
        return []
    different = [label for label in shared if not _same(series[label], other[label])]
    if not different or len(different) > MOST_DIFFERENT * len(shared):
        return []
    found = []
    for label in different:
        (mine, _, row), (its, _, other_row) = series[label], other[label]
        info = chart.info
        named = info.title or info.caption or info.name
        shown = f"the chart {named!r} shows {as_shown(mine)}, the table on page {table.info.page} {as_shown(its)}"
        text = f"{chart.row_name(row)}: {shown}"
        cells = report.cited(info, [row], column) + report.cited(table.info, [other_row], other_column)
        found.append(
            Finding(
                kind="chart and table", document=info.document, page=info.page, table=info.name, text=text,
                expected=its, found=mine, cells=cells,
            )
        )  # fmt: skip
    return found


def _same(one: tuple[float, float, int], other: tuple[float, float, int]) -> bool:
    slack = one[1] + other[1] + CLOSE * max(abs(one[0]), abs(other[0]))
    return abs(one[0] - other[0]) <= slack
