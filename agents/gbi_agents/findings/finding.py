"""A finding, and the report as the checks look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gbi.types import Cell, CitedCell, Frozen, Reading, TableInfo
from gbi_agents.tables import Grid, load_grids
from gbi_agents.workspace import Workspace

Kind = Literal["total", "shares", "conflict", "chart and table"]


class Finding(Frozen):
    """One thing that does not fit. `expected` is what the other cells make it, `found` what stands there, as shown.

    `cells` are the ones that differ first, then those that were added up or compared.
    """

    kind: Kind
    document: str
    page: int
    table: str
    text: str
    expected: float | None = None
    found: float | None = None
    cells: tuple[CitedCell, ...] = ()


@dataclass(frozen=True)
class Report:
    """One document's tables, their readings, and the way to their cells."""

    ws: Workspace
    grids: tuple[Grid, ...]
    readings: dict[str, Reading]  # by table name

    @classmethod
    def of(cls, ws: Workspace, document: str) -> Report:
        """The current tables of a document."""
        readings = {reading.id: reading for reading in ws.readings(document)}
        grids = tuple(grid for grid in load_grids(ws, [document]) if grid.info.reading in readings)
        return cls(ws, grids, {grid.name: readings[grid.info.reading] for grid in grids})

    def cited(self, info: TableInfo, rows: Sequence[int], column: int) -> tuple[CitedCell, ...]:
        """The cells of one column at these rows."""
        return self.ws.cells(info.name, rows, [info.sql_columns[column]])


def rounding(cell: Cell) -> float:
    """How far the shown number may be from the true one: half of its last digit, or the stated error if more."""
    text = "".join(c for c in cell.text if c.isdigit() or c in ".,")
    decimals = len(text.rpartition(".")[2]) if "." in text else 0
    value = cell.value
    if isinstance(value, float) and not text:
        decimals = len(repr(value).partition(".")[2]) if not value.is_integer() else 0
    return max(0.5 * 10.0**-decimals, cell.error or 0.0)


def as_shown(value: float) -> str:
    """A number for a sentence."""
    return f"{round(value, 6):,.15g}" if abs(value) < 1e15 else f"{value:.6g}"
