"""Shares of a whole that do not make 100 %."""

from __future__ import annotations

from gbi_agents.findings.finding import Finding, Report, as_shown, rounding
from gbi_agents.findings.totals import TOTAL
from gbi_agents.tables import Grid

LEAST_PARTS = 3
NEAR = 12.0  # percentage points from 100: what is further off was not meant to make 100
WHOLE_CHARTS = ("pie", "donut", "100%")
"""Chart types whose parts make a whole by their nature."""


def check(report: Report) -> list[Finding]:
    """One finding for each column of shares whose sum is near 100 but not within rounding of it.

    A pie's or donut's column is one by its nature, another column in % only when its sum is that near.
    """
    return [f for grid in report.grids for column in grid.values if (f := _check(report, grid, column)) is not None]


def _check(report: Report, grid: Grid, column: int) -> Finding | None:
    info = grid.info
    if info.columns[column].unit != "%" or grid.key is None or grid.row_years:
        return None  # one share a year is no set of parts
    rows = [row for row in range(len(grid.cells)) if not TOTAL.search(grid.row_name(row).strip())]
    values = [grid.number(row, column) for row in rows]
    numbers = [value for value in values if value is not None]
    if len(numbers) < LEAST_PARTS or len(numbers) < len(rows) or min(numbers) < 0 or max(numbers) > 100:
        return None
    total = sum(numbers)
    slack = sum(rounding(grid.cells[row][column]) for row in rows)
    near = abs(total - 100) <= NEAR and (_is_whole(info.chart_type) or len(grid.values) == 1)
    if not near or abs(total - 100) <= slack * 1.001:
        return None
    text = f"{info.columns[column].name}: {len(rows)} shares make {as_shown(round(total, 4))} %, not 100 %"
    return Finding(
        kind="shares", document=info.document, page=info.page, table=info.name, text=text, expected=100.0,
        found=round(total, 6), cells=report.cited(info, rows, column),
    )  # fmt: skip


def _is_whole(chart_type: str | None) -> bool:
    return any(word in (chart_type or "") for word in WHOLE_CHARTS)
