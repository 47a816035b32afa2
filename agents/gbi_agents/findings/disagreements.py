"""Cells on which two witnesses differ, as `gbi.readers.agree` left them."""

from __future__ import annotations

from gbi.types import Cell
from gbi_agents.findings.finding import Finding, Report, as_shown


def check(report: Report) -> list[Finding]:
    """One finding for each cell that holds another witness's number and that nobody has corrected."""
    found = []
    for grid in report.grids:
        info = grid.info
        for row, cells in enumerate(grid.cells):
            for column, cell in enumerate(cells):
                other = _other(cell)
                if other is None or not isinstance(cell.value, int | float):
                    continue
                where = ", ".join(filter(None, (grid.row_name(row), info.columns[column].name)))
                text = f"{where}: read as {as_shown(cell.value)} and as {as_shown(other)}"
                found.append(
                    Finding(
                        kind="conflict", document=info.document, page=info.page, table=info.name, text=text,
                        expected=other, found=float(cell.value), cells=report.cited(info, [row], column),
                    )
                )  # fmt: skip
    return found


def _other(cell: Cell) -> float | None:
    """The number that another witness read, where it lies outside both half-widths."""
    if cell.corrected_by is not None or not isinstance(cell.value, int | float) or isinstance(cell.value, bool):
        return None
    for other in cell.alternatives:
        value = other.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            slack = (cell.error or 0.0) + (other.error or 0.0)
            if abs(value - cell.value) > max(slack, 1e-9 * abs(cell.value)):
                return float(value)
    return None
