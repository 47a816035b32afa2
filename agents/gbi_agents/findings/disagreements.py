"""Cells on which two witnesses differ, as `gbi.readers.agree` left them.

A figure of which many cells differ was misread as a whole: its reading is doubtful (the review shows it first), which
says nothing of the report.
"""

from __future__ import annotations

from gbi.types import Alternative, Basis, Cell
from gbi_agents.findings.finding import Finding, Report, as_shown, rounding
from gbi_agents.tables import Grid

DRAWN = 0.02  # of a chart's range: what is drawn is no truer than that
MOST_DIFFERENT, MISREAD = 0.34, 3
"""Of the cells that have a printed number, the share that may differ; at least so many must for it to count."""


def check(report: Report) -> list[Finding]:
    """One finding for each cell that holds another witness's number and that nobody has corrected."""
    return [finding for grid in report.grids for finding in _check(report, grid)]


def _check(report: Report, grid: Grid) -> list[Finding]:
    info = grid.info
    found = []
    slack = DRAWN * _range(grid)
    for column, named in enumerate(info.columns):
        for row, cells in enumerate(grid.cells):
            cell = cells[column]
            other = _other(cell, slack)
            if other is None or not isinstance(cell.value, int | float):
                continue
            where = ", ".join(filter(None, (grid.row_name(row), named.name)))
            text = f"{where}: read as {as_shown(cell.value)} and as {as_shown(other)}"
            found.append(
                Finding(
                    kind="conflict", document=info.document, page=info.page, table=info.name, text=text,
                    expected=other, found=float(cell.value), cells=report.cited(info, [row], column),
                )
            )  # fmt: skip
    printed = sum(_is_printed(cell) for cells in grid.cells for cell in cells)
    return [] if len(found) >= MISREAD and len(found) > MOST_DIFFERENT * printed else found


def _is_printed(cell: Cell) -> bool:
    """Whether a number is printed there, be it the one that was taken or not."""
    number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    return number and Basis.PRINTED in {cell.basis, *(other.basis for other in cell.alternatives)}


def _range(grid: Grid) -> float:
    """From the least to the greatest number, 0 among them, as the axis of a chart has it."""
    places = ((row, column) for row in range(len(grid.cells)) for column in grid.values)
    numbers = [value for row, column in places if (value := grid.number(row, column)) is not None]
    return max((*numbers, 0.0)) - min((*numbers, 0.0))


def _other(cell: Cell, drawn: float) -> float | None:
    """The number that another witness read, where it lies outside both half-widths; what one of them measured may be
    off by `drawn` more, and by what the printed one was rounded."""
    if cell.corrected_by is not None or not isinstance(cell.value, int | float) or isinstance(cell.value, bool):
        return None
    for other in cell.alternatives:
        value = other.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            slack = (cell.error or 0.0) + (other.error or 0.0)
            if Basis.MEASURED in (cell.basis, other.basis):
                slack += drawn + _rounded(cell, other)
            if abs(value - cell.value) > max(slack, 1e-9 * abs(cell.value)):
                return float(value)
    return None


def _rounded(cell: Cell, other: Alternative) -> float:
    """Half of the last digit of the one that is printed."""
    printed = cell if cell.basis is Basis.PRINTED else other
    return rounding(Cell(value=printed.value, text=printed.text, basis=printed.basis))
