"""The grids of one table's parts, page after page, as one grid: repeated headers dropped, columns aligned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from gbi.readers.grid.grid import Grid, GridCell
from gbi.readers.grid.headers import header_rows

ALIKE = 88.0  # of 100: two header rows with this likeness are the same row

Slots = list[list[GridCell | None]]


def join_pages(grids: Sequence[Grid]) -> Grid:
    """One grid of all parts. A part's columns go to the first part's columns by their place on the page when the
    counts differ; headers that repeat the first part's are left out."""
    first, *others = grids
    cells = list(first.cells)
    rows = first.rows
    heads = _head_texts(first)
    for other in others:
        slots = other.matrix()
        skip = _repeated(slots, heads)
        columns = _columns(first, other)
        for cell in other.cells:
            if cell.row < skip:
                continue
            start, end = columns[cell.col], columns[cell.col + cell.colspan - 1]
            cells.append(
                replace(cell, row=cell.row - skip + rows, col=start, colspan=max(1, end - start + 1), header=False)
            )
        rows += other.rows - skip
    return Grid(tuple(_without_clashes(cells)), any(grid.ocr for grid in grids))


def _head_texts(grid: Grid) -> list[str]:
    return [_row_text(row) for row in grid.matrix()[: max(1, header_rows(grid))]]


def _row_text(row: Sequence[GridCell | None]) -> str:
    unique = {id(cell): cell.text for cell in row if cell is not None}
    return "".join(unique.values()).replace(" ", "")


def _repeated(slots: Slots, heads: Sequence[str]) -> int:
    """How many rows at the top repeat the first part's headers."""
    skip = 0
    while skip < min(len(heads), len(slots)) and fuzz.ratio(_row_text(slots[skip]), heads[skip]) >= ALIKE:
        skip += 1
    return skip


def _columns(first: Grid, other: Grid) -> list[int]:
    """For each column of `other` the column of `first` that it continues."""
    if first.cols == other.cols:
        return list(range(other.cols))
    rooms = [_room(first, c) for c in range(first.cols)]
    mapped: list[int] = []
    for c in range(other.cols):
        a, b = _room(other, c)
        shared = [min(b, y) - max(a, x) for x, y in rooms]
        best = max(range(len(rooms)), key=lambda k: shared[k]) if rooms else 0
        mapped.append(max(best, mapped[-1] if mapped else 0))
    return mapped


def _room(grid: Grid, c: int) -> tuple[float, float]:
    slots = [cell.slot for cell in grid.cells if cell.col == c and cell.colspan == 1] or [
        cell.slot for cell in grid.cells if cell.col <= c < cell.col + cell.colspan
    ]
    return (min(s[0] for s in slots), max(s[2] for s in slots)) if slots else (0.0, 0.0)


def _without_clashes(cells: Sequence[GridCell]) -> list[GridCell]:
    """Cells that came to the same slot are joined, in the order in which they stood."""
    placed: dict[tuple[int, int], GridCell] = {}
    for cell in cells:
        key = (cell.row, cell.col)
        before = placed.get(key)
        placed[key] = (
            cell if before is None or not before.text else replace(before, text=f"{before.text} {cell.text}".strip())
        )
    return list(placed.values())
