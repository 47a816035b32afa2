"""A table as one of the three statements, or as a note to them: its years and the cell of a line in a year.

Not covered: statements whose columns name no year, and statements with years down their rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from gbi.types import Value
from gbi_agents.dispatchers.planning.expr import Agg, Pick, Where
from gbi_agents.dispatchers.planning.statements.lines import (
    CORE,
    LINES,
    Kind,
    Line,
    heads_of,
    of_a_part,
    plain_label,
    plain_path,
)
from gbi_agents.language import fold
from gbi_agents.tables import Grid

_PART_YEAR = re.compile(r"\b(?:three|six|nine|3|6|9) months|quarter|\bq[1-4]\b|季度|半年|1-[369]月")
_NEW, _OLD = re.compile(r"期末|本期|本年|年末"), re.compile(r"期初|上期|上年|年初")
_REPORT_YEAR = re.compile(r"(20\d\d) ?年 ?(?:12 ?月 ?31|1 ?[-—~至] ?12|度)")
_PER = re.compile(r"\bper\b(?! cent)|每股|人均")
LEAST_CORE = 2
"""Lines of a statement that a table without its title must have."""
LEAST_SHARED = 2
SMALLEST_SHARED = 100.0
"""Numbers of at least this size, so many of them, that a note shares with the statements are no chance."""


@dataclass(frozen=True)
class Statement:
    """A table by years; `rank` orders those of a kind, higher first; `titled`: it bears the statement's name, and not a
    part's of the company."""

    grid: Grid = field(repr=False)
    kind: Kind
    rank: float = 0.0
    titled: bool = False

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Every row's label as the patterns see it."""
        return tuple(plain_label(self.grid.row_name(row)) for row in range(len(self.grid.cells)))

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Every row's label with the headings above it."""
        return tuple(plain_path(self.grid.row_name(row)) for row in range(len(self.grid.cells)))

    @cached_property
    def columns(self) -> dict[int, int]:
        """Year to column, for whole years."""
        grid = self.grid
        named = {c: (fold(grid.info.columns[c].name), year) for c, year in years_of(grid).items()}
        whole = {c: year for c, (name, year) in named.items() if not _PART_YEAR.search(name)}
        whole = whole or {c: year for c, (_, year) in named.items()}
        years = list(whole.values())
        return {year: c for c, year in whole.items() if years.count(year) == 1}

    def cell(self, line: Line, year: int) -> tuple[int, int] | None:
        """Row and column of the line's number; None where no row, or several of different values, fit."""
        column = self.columns.get(year)
        if column is None:
            return None
        for pattern in line.labels:
            shown = self.paths if " / " in pattern or ".*/ " in pattern else self.labels
            fits = [row for row, label in enumerate(shown) if re.fullmatch(pattern, label)]
            rows = [row for row in fits if self.grid.number(row, column) is not None]
            if rows:
                return (rows[0], column) if len({self.grid.number(row, column) for row in rows}) == 1 else None
        return None

    def numbers(self, year: int) -> frozenset[float]:
        """The sizes of the numbers of a year."""
        column = self.columns.get(year)
        found = (self.grid.number(row, column) for row in range(len(self.grid.cells)) if column is not None)
        return frozenset(abs(number) for number in found if number is not None)


def years_of(grid: Grid) -> dict[int, int]:
    """Value column to year: by its name, or, for "期末余额" and "上年同期", by the year that heads the page."""
    if grid.column_years:
        return grid.column_years
    heading = " ".join((grid.info.title, grid.info.caption, grid.info.heading, grid.page_text))
    year = _REPORT_YEAR.search(fold(heading))
    if year is None:
        return {}
    names = {c: grid.info.columns[c].name for c in grid.values}
    new, old = ({c for c, name in names.items() if pattern.search(name)} for pattern in (_NEW, _OLD))
    return {c: int(year.group(1)) for c in new - old} | {c: int(year.group(1)) - 1 for c in old - new}


def statements_in(grid: Grid) -> tuple[Statement, ...]:
    """What a table may be: the statements that it has the lines of, else a note; nothing for charts and texts."""
    if grid.key is None or not grid.values or grid.info.chart_type or not years_of(grid):
        return ()
    titles = (grid.info.title, grid.info.caption, grid.info.heading)
    heads, part, out = heads_of(titles), of_a_part(titles), []
    note = Statement(grid, "note")
    for kind, names in CORE.items():
        core = sum(any(_has(note, pattern) for pattern in LINES[name].labels) for name in names)
        if core >= LEAST_CORE or (core and kind in heads):
            rank = core + 2.0 * (kind in heads) - 5.0 * part + 0.01 * len(grid.cells)
            out.append(Statement(grid, kind, rank, kind in heads and not part))
    return tuple(out) or (note,)


def _has(statement: Statement, pattern: str) -> bool:
    return any(re.fullmatch(pattern, label) for label in statement.labels)


def in_scale(note: Statement, statements: Sequence[Statement]) -> Statement:
    """The note with the statements' unit and scale, where it names no scale of its own and prints several of their
    numbers: a report says "in millions" once, above its first note."""
    scales = {
        (s.grid.info.columns[c].unit, s.grid.info.columns[c].scale) for s in statements for c in s.columns.values()
    }
    bare = all(note.grid.info.columns[c].scale == 1.0 for c in note.columns.values())
    if len(scales) != 1 or not bare or _per_piece(note.grid):
        return note
    unit, scale = scales.pop()
    shared = {n for s in statements for year in note.columns for n in note.numbers(year) & s.numbers(year)}
    if scale == 1.0 or sum(n >= SMALLEST_SHARED for n in shared) < LEAST_SHARED:
        return note
    columns = tuple(
        column.model_copy(update={"unit": unit, "scale": scale}) if at in note.columns.values() else column
        for at, column in enumerate(note.grid.info.columns)
    )
    grid = replace(note.grid, info=note.grid.info.model_copy(update={"columns": columns}))
    return replace(note, grid=grid)


def _per_piece(grid: Grid) -> bool:
    """Whether a row is an amount per share or head that was read in the unit and scale of its column."""
    rows = (row for row in range(len(grid.cells)) if _PER.search(fold(grid.row_name(row))))
    return any(grid.number(r, c) is not None and grid.cells[r][c].unit is None for r in rows for c in grid.values)


def rescaled(grid: Grid, statements: Sequence[Statement]) -> Grid:
    """A table that is not by years, as `in_scale` does: the columns in the statements' unit that name no scale."""
    scales = {
        (s.grid.info.columns[c].unit, s.grid.info.columns[c].scale) for s in statements for c in s.columns.values()
    }
    columns = grid.info.columns
    if (
        len(scales) != 1
        or grid.info.chart_type
        or _per_piece(grid)
        or any(columns[c].scale not in (1.0, 0.01) for c in grid.values)
    ):
        return grid
    unit, scale = scales.pop()
    known = {n for s in statements for year in s.columns for n in s.numbers(year) if n >= SMALLEST_SHARED}
    bare = [c for c in grid.values if columns[c].unit == unit and columns[c].scale == 1.0]
    shown = {abs(grid.number(row, c) or 0.0) for row in range(len(grid.cells)) for c in bare}
    if scale == 1.0 or unit is None or len(shown & known) < LEAST_SHARED:
        return grid
    changed = tuple(
        column.model_copy(update={"scale": scale}) if at in bare else column for at, column in enumerate(columns)
    )
    return replace(grid, info=grid.info.model_copy(update={"columns": changed}))


def amount(statement: Statement, row: int, column: int) -> Agg:
    """The cell as an expression: by its row's label where that is the only one, else by the row's number."""
    grid = statement.grid
    label: Value = grid.value(row, grid.key) if grid.key is not None else None
    same = [r for r in range(len(grid.cells)) if grid.key is not None and grid.value(r, grid.key) == label]
    where = Where(grid.key, "in", (label,)) if grid.key is not None and same == [row] else Where(-1, "in", (row,))
    return Agg("value", Pick(grid, (column,), (where,)))
