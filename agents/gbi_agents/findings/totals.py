"""Totals that do not add up.

Which rows a total adds up is not written in a table, so that the columns vote: a set of rows counts as the parts of
a total only when it adds up in at least half of the columns; those in which it then does not are the finding.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from gbi_agents.findings.finding import Finding, Report, as_shown, rounding
from gbi_agents.tables import Grid

TOTAL = re.compile(r"^(?:grand |sub-?)?totals?\b|^(?:sum|合计|总计|小计|总和|总数)|(?:合计|总计|小计)$", re.I)
LEAST_PARTS = 2
NEAR = 0.1  # of the total: where one column is all there is, only a near miss is told


def check(report: Report) -> list[Finding]:
    """One finding for each total of each column that does not fit its parts."""
    found = []
    for grid in report.grids:
        if grid.key is None or grid.info.rows > len(grid.cells):
            continue
        totals = [row for row in range(len(grid.cells)) if TOTAL.search(grid.row_name(row).strip())]
        for row in totals:
            found += _check(report, grid, row, totals)
    return found


def _check(report: Report, grid: Grid, total: int, totals: Sequence[int]) -> list[Finding]:
    best: tuple[int, list[int], list[int]] | None = None
    for parts in _candidates(grid, total, totals):
        fits = [column for column in grid.values if _off(grid, total, parts, column) is False]
        misses = [column for column in grid.values if _off(grid, total, parts, column) is True]
        if best is None or len(fits) > best[0]:
            best = len(fits), misses, parts
    if best is None:
        return []
    fitting, misses, parts = best
    alone = len(misses) == 1 == len(grid.values)
    if not alone and (not fitting or fitting < len(misses)):
        return []
    most = NEAR if alone else math.inf
    return [f for column in misses if (f := _finding(report, grid, total, parts, column, most))]


def _candidates(grid: Grid, total: int, totals: Sequence[int]) -> list[list[int]]:
    """Rows that may be the parts: those since the total before, all before it, those after it, subtotals."""
    others = [row for row in range(len(grid.cells)) if row not in totals]
    before = max((row for row in totals if row < total), default=-1)
    after = min((row for row in totals if row > total), default=len(grid.cells))
    sets = [
        [row for row in others if before < row < total],
        [row for row in others if row < total],
        [row for row in others if total < row < after],
        [row for row in totals if row < total],
    ]
    return [rows for rows in sets if len(rows) >= LEAST_PARTS]


def _off(grid: Grid, total: int, parts: Sequence[int], column: int) -> bool | None:
    """Whether the total differs from the sum of its parts by more than rounding; None where a number is missing."""
    whole = grid.number(total, column)
    values = [grid.number(row, column) for row in parts]
    if whole is None or sum(value is not None for value in values) < LEAST_PARTS or _is_ratio(grid, column):
        return None
    slack = sum(rounding(grid.cells[row][column]) for row in (total, *parts))
    return abs(whole - sum(value for value in values if value is not None)) > slack * 1.001


def _is_ratio(grid: Grid, column: int) -> bool:
    return grid.info.columns[column].unit == "%" or grid.info.columns[column].type != "number"


def _finding(report: Report, grid: Grid, total: int, parts: Sequence[int], column: int, most: float) -> Finding | None:
    whole = grid.number(total, column)
    expected = sum(value for row in parts if (value := grid.number(row, column)) is not None)
    if whole is None or abs(whole - expected) > most * abs(whole):
        return None
    info = grid.info
    name = f"{grid.row_name(total)}, {info.columns[column].name}"
    text = f"{name}: {as_shown(whole)} stands there, the {len(parts)} rows it sums up make {as_shown(expected)}"
    cells = report.cited(info, [total, *parts], column)
    return Finding(
        kind="total", document=info.document, page=info.page, table=info.name, text=text, expected=expected,
        found=whole, cells=cells,
    )  # fmt: skip
