"""A worksheet's cells as grids: values as shown, merged cells filled in, and the blocks that blank lines set apart."""

from __future__ import annotations

import datetime as dt
from typing import Any

from openpyxl.utils import get_column_letter

from gbi.documents.grids import GridCell
from gbi.documents.numfmt import parse_format, shown_text, shown_value
from gbi.documents.parquet import plain_value
from gbi.types import SheetRange

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column of a block, all from 1, inclusive."""


def reference(area: Area) -> str:
    """The area in A1 notation: "B7:C9", or "B7" for one cell."""
    first = f"{get_column_letter(area[1])}{area[0]}"
    last = f"{get_column_letter(area[3])}{area[2]}"
    return first if first == last else f"{first}:{last}"


def filled_cells(sheet: Any) -> set[tuple[int, int]]:
    """Row and column (from 1) of every cell that shows something."""
    return {
        (cell.row, cell.column)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and str(cell.value).strip()
    }


def blocks(filled: set[tuple[int, int]]) -> list[Area]:
    """The areas that blank rows and columns set apart, top down; a blank row inside two columns' gap cuts both."""
    found: list[Area] = []
    pending = [filled] if filled else []
    while pending:
        cells = pending.pop()
        parts = _cut(cells, 0)
        if len(parts) == 1:
            parts = _cut(cells, 1)
        if len(parts) > 1:
            pending.extend(parts)
            continue
        rows, columns = [r for r, _ in cells], [c for _, c in cells]
        found.append((min(rows), min(columns), max(rows), max(columns)))
    return sorted(found)


def _cut(cells: set[tuple[int, int]], axis: int) -> list[set[tuple[int, int]]]:
    lines: dict[int, set[tuple[int, int]]] = {}
    for cell in cells:
        lines.setdefault(cell[axis], set()).add(cell)
    parts: list[set[tuple[int, int]]] = []
    last: int | None = None
    for line in sorted(lines):
        if last is None or line > last + 1:
            parts.append(set())
        parts[-1] |= lines[line]
        last = line
    return parts


def with_merges(sheet: Any, filled: set[tuple[int, int]]) -> tuple[set[tuple[int, int]], dict[tuple[int, int], Any]]:
    """The filled cells with all cells of merged ranges that show something, and each such cell's first cell."""
    anchors: dict[tuple[int, int], Any] = {}
    cells = set(filled)
    for merged in sheet.merged_cells.ranges:
        if (merged.min_row, merged.min_col) not in filled or merged.size["rows"] * merged.size["columns"] > 100_000:
            continue
        anchor = sheet.cell(merged.min_row, merged.min_col)
        for row in range(merged.min_row, merged.max_row + 1):
            for column in range(merged.min_col, merged.max_col + 1):
                cells.add((row, column))
                if (row, column) != (merged.min_row, merged.min_col):
                    anchors[(row, column)] = anchor
    return cells, anchors


def grid_of(sheet: Any, area: Area, anchors: dict[tuple[int, int], Any]) -> list[list[GridCell]]:
    """The area's cells, R x C, with their places."""
    return [
        [grid_cell(sheet, r, c, anchors.get((r, c))) for c in range(area[1], area[3] + 1)]
        for r in range(area[0], area[2] + 1)
    ]


def grid_cell(sheet: Any, row: int, column: int, anchor: Any | None = None) -> GridCell:
    """The cell as shown; `anchor` is the first cell of the merged range that it belongs to."""
    cell = anchor if anchor is not None else sheet.cell(row, column)
    place = SheetRange(sheet=sheet.title, ref=f"{get_column_letter(cell.column)}{cell.row}")
    raw, form = cell.value, parse_format(cell.number_format)
    spanned = anchor is not None
    if raw is None:
        return GridCell("", place, spanned=spanned)
    if isinstance(raw, bool):
        return GridCell(str(raw).upper(), place, raw, True, spanned=spanned)
    if isinstance(raw, int | float):
        if form.date:
            form = parse_format(None)
        return GridCell(shown_text(raw, form), place, shown_value(raw, form), True, form, spanned)
    if isinstance(raw, dt.date | dt.datetime | dt.time | dt.timedelta):
        value = plain_value(raw)
        return GridCell(str(value), place, value, True, parse_format("yyyy-mm-dd"), spanned)
    text = str(raw)
    return GridCell("" if text in ERRORS else text, place, spanned=spanned)


ERRORS = frozenset({"#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"})
