"""A report's key figures: what its surest tables and charts give for their latest year, beside the year before.

Only cells that were read surely are taken; nothing is summed up or estimated, the change alone is computed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gbi.types import Cell, CitedCell
from gbi.workspace import Workspace
from gbi_agents.tables import Grid, load_grids

SURE = 0.85
"""Confidence from which a cell is taken."""
MOST, MOST_OF_ONE = 12, 3
"""Key figures of a report, and of one of its tables or charts."""
MOST_LABEL = 80


@dataclass(frozen=True)
class KeyFigure:
    """A value as shown. `before` is the same of the year before it in the table, None where it is not sure."""

    label: str
    title: str  # of the table or chart
    page: int
    year: int
    value: float
    unit: str | None
    scale: float
    year_before: int | None
    before: float | None
    cells: tuple[CitedCell, ...]

    @property
    def change(self) -> float | None:
        """By which share of the value before it has changed; None where that has no meaning."""
        return None if self.before is None or self.before <= 0 else (self.value - self.before) / self.before


def key_figures(ws: Workspace, document: str) -> tuple[KeyFigure, ...]:
    """At most `MOST`, those of the surest tables first, in the order of pages among equals."""
    found = []
    for grid in load_grids(ws, [document]):
        mine = list(_of(ws, grid))[:MOST_OF_ONE]
        sureness = min((cell.confidence for figure in mine for cell in figure.cells), default=0.0)
        found += [(-round(sureness, 2), figure.page, number, figure) for number, figure in enumerate(mine)]
    best = sorted(found, key=lambda item: item[:3])[:MOST]
    return tuple(item[3] for item in best)


def _of(ws: Workspace, grid: Grid) -> Iterator[KeyFigure]:
    """Those of one table: its last year down the rows, or across the columns."""
    rows, columns = _latest(grid.row_years), _latest(grid.column_years)
    if rows is not None and len(grid.row_years) == len(grid.cells):
        now, before = rows
        for column in grid.values:
            year = grid.row_years[now]
            yield from _figure(ws, grid, (now, column), (before, column), grid.info.columns[column].name, year)
    elif columns is not None:
        now, before = columns
        for row in range(len(grid.cells)):
            yield from _figure(ws, grid, (row, now), (row, before), grid.row_name(row), grid.column_years[now])


def _latest(years: dict[int, int]) -> tuple[int, int] | None:
    """Where the last year stands, and the one before; None where they are not two, or a year is there twice."""
    order = sorted(years, key=years.__getitem__)
    return (order[-1], order[-2]) if len(order) > 1 and len(set(years.values())) == len(years) else None


def _figure(
    ws: Workspace, grid: Grid, at: tuple[int, int], earlier: tuple[int, int], label: str, year: int
) -> Iterator[KeyFigure]:
    cell, old = grid.cells[at[0]][at[1]], grid.cells[earlier[0]][earlier[1]]
    column, info = grid.info.columns[at[1]], grid.info
    value, before = _sure(grid, at), _sure(grid, earlier)
    if value is None or not label.strip() or len(label) > MOST_LABEL:
        return
    unit, scale = _measure(cell, column.unit, column.scale)
    other = grid.info.columns[earlier[1]]
    if _measure(old, other.unit, other.scale) != (unit, scale):
        before = None
    years = grid.row_years if at[1] == earlier[1] else grid.column_years
    yield KeyFigure(
        label=label.strip(), title=info.title or info.caption or info.heading, page=info.page, year=year, value=value,
        unit=unit, scale=scale, before=before,
        year_before=None if before is None else years[earlier[0] if at[1] == earlier[1] else earlier[1]],
        cells=ws.cells(info.name, [at[0]], [info.sql_columns[at[1]]]),
    )  # fmt: skip


def _sure(grid: Grid, at: tuple[int, int]) -> float | None:
    """The number at a row and column, None unless it and the label of its row were read surely."""
    row = grid.cells[at[0]]
    label = 1.0 if grid.key is None else row[grid.key].confidence
    return grid.number(*at) if min(row[at[1]].confidence, label) >= SURE else None


def _measure(cell: Cell, unit: str | None, scale: float) -> tuple[str | None, float]:
    return (unit if cell.unit is None else cell.unit) or None, scale if cell.scale is None else cell.scale
