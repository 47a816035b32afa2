"""Totals that do not add up.

Which rows a total adds up is not written in a table, so that the columns vote: a set of rows counts as the parts of
a total only when it adds up in at least half of the columns; those in which it then does not are the finding. A
column in which no total adds up (prices, what is left of a budget) is none that totals sum up.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gbi.types import Cell
from gbi_agents.findings.finding import Finding, Report, as_shown, rounding
from gbi_agents.tables import Grid

TOTAL = re.compile(r"^(?:grand |sub-?)?totals?\b|^(?:sum|合计|总计|小计|总和|总数)|(?:合计|总计|小计)$", re.I)
OF_WHICH = re.compile(r"^(?:of which|thereof|including|incl\.)|^其中", re.I)
LEAST_PARTS = 2
ALIKE = 3.0  # times the least part, the most of the greatest one
NEAR = 0.1  # of the total: where one column is all there is, only a near miss is told


@dataclass(frozen=True)
class _Judged:
    """A total with the rows that it sums up, as most columns have it, and the columns where it fits and does not."""

    row: int
    parts: tuple[int, ...]
    fits: list[int]
    misses: list[int]


def check(report: Report) -> list[Finding]:
    """One finding for each total of each column that does not fit its parts."""
    found = []
    for grid in report.grids:
        if grid.key is None or grid.info.rows > len(grid.cells):
            continue
        totals = [row for row in range(len(grid.cells)) if TOTAL.search(grid.row_name(row).strip())]
        judged = [one for row in totals if (one := _judge(grid, row, totals)) is not None]
        for one in judged:
            found += _findings(report, grid, one, judged)
    return found


def _judge(grid: Grid, total: int, totals: Sequence[int]) -> _Judged | None:
    best: _Judged | None = None
    for parts in _candidates(grid, total, totals):
        off = {column: _off(grid, total, parts, column) for column in grid.values}
        fits = [column for column in grid.values if off[column] is False]
        misses = [column for column in grid.values if off[column] is True]
        if best is None or len(fits) > len(best.fits):
            best = _Judged(total, parts, fits, misses)
    return best


def _findings(report: Report, grid: Grid, one: _Judged, judged: Sequence[_Judged]) -> list[Finding]:
    alone = len(one.misses) == 1 == len(grid.values)
    misses = [column for column in one.misses if alone or _is_summed(grid, one, column, judged)]
    if not alone and (not one.fits or len(one.fits) < len(misses)):
        return []
    most = NEAR if alone else math.inf
    return [f for column in misses if (f := _finding(report, grid, one.row, one.parts, column, most))]


def _is_summed(grid: Grid, one: _Judged, column: int, judged: Sequence[_Judged]) -> bool:
    """Whether the column is one that totals sum up: some total does. Where there is no other to tell by, what lies
    between the least and the greatest of parts that are all alike is taken for their average (a price, say)."""
    others = [other for other in judged if other.row != one.row and column in (*other.fits, *other.misses)]
    if others:
        return any(column in other.fits for other in others)
    whole = grid.number(one.row, column)
    parts = [value for row in one.parts if (value := grid.number(row, column)) is not None]
    alike = min(parts) > 0 and max(parts) <= ALIKE * min(parts)
    return whole is not None and not (alike and min(parts) <= whole <= max(parts))


def _candidates(grid: Grid, total: int, totals: Sequence[int]) -> list[tuple[int, ...]]:
    """Rows that may be the parts: those since the total before, all before it, those after it, subtotals; each also
    without the rows that are themselves part of the row above them."""
    others = [row for row in range(len(grid.cells)) if row not in totals]
    before = max((row for row in totals if row < total), default=-1)
    after = min((row for row in totals if row > total), default=len(grid.cells))
    sets = [
        [row for row in others if before < row < total],
        [row for row in others if row < total],
        [row for row in others if total < row < after],
        [row for row in totals if row < total],
    ]
    whole = [[row for row in rows if not OF_WHICH.search(grid.row_name(row).strip())] for rows in sets]
    return [rows for rows in dict.fromkeys(map(tuple, (*sets, *whole))) if len(rows) >= LEAST_PARTS]


def _off(grid: Grid, total: int, parts: Sequence[int], column: int) -> bool | None:
    """Whether the total differs from the sum of its parts by more than rounding; None where that cannot be said: a
    number is missing, or stands there as text."""
    whole = grid.number(total, column)
    values = [grid.number(row, column) for row in parts]
    if whole is None or sum(value is not None for value in values) < LEAST_PARTS or _is_ratio(grid, column):
        return None
    if any(_is_text(grid.cells[row][column]) for row in parts):
        return None
    slack = sum(rounding(grid.cells[row][column]) for row in (total, *parts))
    return abs(whole - sum(value for value in values if value is not None)) > slack * 1.001


def _is_text(cell: Cell) -> bool:
    """Whether something with digits stands there that is no number."""
    return not isinstance(cell.value, int | float) and any(
        char.isdigit() for char in cell.text or str(cell.value or "")
    )


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
