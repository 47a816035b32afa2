"""What stands behind a result's values, found when first asked by running the witness query.

The witness query gives the original's values beside the cells: rows are matched by them, and where it does not
reproduce the result (an order with ties that fell out otherwise, a construct it follows wrongly) nothing of it is
used, and the scope of the citations is the table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gbi.errors import SqlError
from gbi.sql.annotate import Annotated
from gbi.sql.checked import Checked
from gbi.sql.engine import Engine
from gbi.sql.relations import Relations
from gbi.sql.result import Witness
from gbi.sql.shape import ROW, SPREAD, SUPPORT, VALUE
from gbi.sql.values import shown
from gbi.types import CitedCell, Column, Role, Value

Row = tuple[Value, ...]
Place = tuple[str, int, str]
"""Table, row, column of a cell."""


@dataclass(frozen=True)
class Trace:
    """The witnesses and errors of the result `rows` with `columns`; `annotated` is None where lineage was lost."""

    relations: Relations
    engine: Engine
    checked: Checked
    annotated: Annotated | None
    columns: tuple[Column, ...]
    rows: Sequence[Row]

    def errors(self) -> list[tuple[float | None, ...]]:
        """See `Result.errors`."""
        if self._found is None or self.annotated is None:
            return [tuple(None for _ in row) for row in self.rows]
        table, order = self._found
        hidden = [self._hidden(table, SPREAD + name) for name in self.annotated.shape.names]
        return [tuple(self._error(r, c, hidden[c], at) for c in range(len(hidden))) for r, at in enumerate(order)]

    def witnesses(self, rows: Sequence[int] | None) -> tuple[Witness, ...]:
        """See `Result.witnesses`."""
        wanted = range(len(self.rows)) if rows is None else rows
        if self._found is None or self.annotated is None:
            return self._whole_tables(wanted)
        table, order = self._found
        names = self.annotated.shape.names
        value = [self._hidden(table, VALUE + name) for name in names]
        support = [self._hidden(table, SUPPORT + name) for name in names]
        shared = self._hidden(table, ROW)
        keys: list[tuple[int, int, Role, list[int]]] = []
        for r in wanted:
            at = order[r]
            for c in range(len(names)):
                won = list(dict.fromkeys(_picked(value[c], at)))
                rest = dict.fromkeys([*_picked(support[c], at), *_picked(shared, at)])
                keys += [(r, c, "value", won)] if won else []
                others = [key for key in rest if key not in set(won)]
                keys += [(r, c, "support", others)] if others else []
        return self._cited(keys)

    @cached_property
    def _found(self) -> tuple[Any, list[int]] | None:
        """The witness query's result, and for each row of ours the row of it; None where it does not fit."""
        if self.annotated is None:
            return None
        query = Checked(self.checked.tree, self.checked.runs, self.annotated.sql, *self._reads)
        try:
            table = self.engine.query(query, limit=max(len(self.rows), 1), also=self.annotated.also).table
        except SqlError:  # refused, failed or over its limit: the answer stands, its cells are not known
            return None
        columns = [[shown(item) for item in table.column(c).to_pylist()] for c in range(len(self.columns))]
        order = _matched(list(self.rows), list(zip(*columns, strict=True)))
        return None if order is None else (table, order)

    @property
    def _reads(self) -> tuple[Any, bool]:
        return self.checked.tables, self.checked.uses_cells

    def _hidden(self, table: Any, name: str) -> list[Any] | None:
        return table.column(name).to_pylist() if name in table.column_names else None

    def _error(self, row: int, column: int, widths: list[Any] | None, at: int) -> float | None:
        if self.columns[column].type != "number" or self.rows[row][column] is None:
            return None
        width = 0.0 if widths is None else shown(widths[at])
        return float(width) if isinstance(width, (int, float)) else None

    def _whole_tables(self, rows: Iterable[int]) -> tuple[Witness, ...]:
        names = self.checked.names
        return tuple(
            Witness(row=r, column=c, role="value", scope="table", tables=names)
            for r in rows
            for c in range(len(self.columns))
            if names
        )

    def _cited(self, keys: list[tuple[int, int, Role, list[int]]]) -> tuple[Witness, ...]:
        assert self.annotated is not None
        places = self._places({key for _, _, _, found in keys for key in found})
        cells = self._cells(set(places.values()))
        witnesses = []
        for r, c, role, found in keys:
            here = sorted({places[key] for key in found if key in places and places[key] in cells})
            if here:
                tables = tuple(dict.fromkeys(place[0] for place in here))
                cited = tuple(cells[place] for place in here)
                witnesses.append(Witness(row=r, column=c, role=role, cells=cited, tables=tables))
        return tuple(witnesses)

    def _places(self, keys: set[int]) -> dict[int, Place]:
        assert self.annotated is not None
        places = {key: self.annotated.keys.cell(key) for key in keys}
        listed = {key: row for key, (table, row, column) in places.items() if table == "cells" and not column}
        if listed:
            import pyarrow.parquet as pq

            wanted = ["table_name", "row", "column_name"]
            # ParquetFile, not read_table: that one imports pandas.
            relation = pq.ParquetFile(self.relations.parquet("cells")).read(columns=wanted).take(list(listed.values()))
            found = zip(*(relation[name].to_pylist() for name in wanted), strict=True)
            places.update(zip(listed, found, strict=True))
        return places

    def _cells(self, places: set[Place]) -> dict[Place, CitedCell]:
        rows: dict[tuple[str, str], list[int]] = defaultdict(list)
        for table, row, column in places:
            rows[table, column].append(row)
        found = {}
        for (table, column), numbers in rows.items():
            for cell in self.relations.cells(table, sorted(numbers), [column]):
                found[table, cell.row, column] = cell
        return found


def _picked(lists: list[Any] | None, at: int) -> list[int]:
    return (lists[at] or []) if lists is not None else []


def _matched(ours: list[Row], theirs: list[Row]) -> list[int] | None:
    """For each of our rows the position of an equal row of theirs, each used once; None where one has none."""
    if len(ours) != len(theirs):
        return None
    left, right = [_key(row) for row in ours], [_key(row) for row in theirs]
    if left == right:
        return list(range(len(ours)))
    free: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for position in range(len(theirs) - 1, -1, -1):
        free[right[position]].append(position)
    order = []
    for key in left:
        if not free[key]:
            return None
        order.append(free[key].pop())
    return order


def _key(row: Row) -> tuple[Any, ...]:
    return tuple(float(f"{item:.9g}") if isinstance(item, float) else item for item in row)
