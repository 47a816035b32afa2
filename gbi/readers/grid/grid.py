"""A table as it stands on the page: cells with spans, their text and boxes. What a cell means is decided later."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gbi.types import Box


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell that covers `rowspan` x `colspan` slots from (`row`, `col`), both from 0.

    `box` is around its printed text (its slot where it is empty), `slot` is the room it has; both in points of
    `page`. `header` says that the finder took it for a column header; `confidence` is its least sure word's.
    `bold` is true when all its text is set in bold.
    """

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    box: Box
    slot: Box
    page: int
    header: bool = False
    confidence: float = 1.0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one table in row-major order of their top left slots; slots may stay uncovered.

    `ocr` is true when its words were recognised from pixels.
    """

    cells: tuple[GridCell, ...]
    ocr: bool = False

    @property
    def rows(self) -> int:
        """How many rows of slots there are."""
        return max((cell.row + cell.rowspan for cell in self.cells), default=0)

    @property
    def cols(self) -> int:
        """How many columns of slots there are."""
        return max((cell.col + cell.colspan for cell in self.cells), default=0)

    def matrix(self) -> list[list[GridCell | None]]:
        """R x C slots, each with the cell that covers it; a cell with spans stands in several."""
        slots: list[list[GridCell | None]] = [[None] * self.cols for _ in range(self.rows)]
        for cell in self.cells:
            for r in range(cell.row, cell.row + cell.rowspan):
                for c in range(cell.col, cell.col + cell.colspan):
                    slots[r][c] = cell
        return slots


def grid_of(slots: list[list[GridCell | None]], *, ocr: bool) -> Grid:
    """The grid of a matrix of slots: neighbouring slots that hold the same cell become its span.

    A cell whose slots no longer form one rectangle keeps the first run of them.
    """
    seen: set[int] = set()
    cells: list[GridCell] = []
    for r, row in enumerate(slots):
        for c, cell in enumerate(row):
            if cell is None or id(cell) in seen:
                continue
            seen.add(id(cell))
            wide = 1
            while c + wide < len(row) and row[c + wide] is cell:
                wide += 1
            tall = 1
            while r + tall < len(slots) and all(slots[r + tall][k] is cell for k in range(c, c + wide)):
                tall += 1
            cells.append(replace(cell, row=r, col=c, rowspan=tall, colspan=wide))
    return Grid(tuple(cells), ocr)
