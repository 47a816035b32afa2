"""What only a model says of a region: told from what a tool has read too, doubted, and pointed out."""

from __future__ import annotations

from collections.abc import Sequence

from gbi.types import Basis, Cell, Column, Reading

UNSEEN = 0.25
"""The most that a model's cell is trusted whose text stands nowhere on the page."""
NAMED = 5
"""Cells that a warning names."""


def is_generated(reading: Reading) -> bool:
    """Whether a model alone made the reading: it has values, and all of them are GENERATED."""
    bases = {cell.basis for row in reading.rows for cell in row if cell.value is not None}
    return bases == {Basis.GENERATED}


def doubted(rows: Sequence[Sequence[Cell]], columns: Sequence[Column]) -> tuple[list[list[Cell]], list[str]]:
    """The rows of a merged table with less trust in what no tool has read and no page shows, and warnings that name
    the cells that a model alone gave: those whose text stands on the page, and those whose does not."""
    seen: list[str] = []
    unseen: list[str] = []
    made: list[list[Cell]] = []
    for row in rows:
        cells = []
        for c, cell in enumerate(row):
            alone = cell.basis is Basis.GENERATED and cell.value is not None
            if alone and cell.place is None:
                cell = cell.model_copy(update={"confidence": min(cell.confidence, UNSEEN)})
            if alone and c:
                told = f'"{row[0].value}", "{columns[c].name}": {cell.text or cell.value}'
                (seen if cell.place is not None else unseen).append(told)
            cells.append(cell)
        made.append(cells)
    warnings = []
    if seen:
        warnings.append(f"read by the model alone: {listed(seen)}")
    if unseen:
        warnings.append(f"the model's own word, read by no tool and printed nowhere on the page: {listed(unseen)}")
    return made, warnings


def listed(cells: Sequence[str]) -> str:
    """The first cells, and how many more there are."""
    more = f" and {len(cells) - NAMED} more" if len(cells) > NAMED else ""
    return "; ".join(cells[:NAMED]) + more
