"""A figure's gold table as SQL sees it, and what a program gives on it, in the guarded process of `gbi.sql`.

The table is called `chart`; its columns are the figure's, named as printed (to be quoted), the first of texts, save for
points, whose two measures are numbers. A mark without a printed number ("~44") is worth what its text says. Not
covered: units and scales; a program takes values as shown.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gbi.numbers import parse_number
from gbi.settings import current
from gbi.store.names import unique
from gbi.types import CitedCell, Column, Frozen, TableInfo, Value
from gbi_eval.metrics.execution import same_result

if TYPE_CHECKING:
    from gbi.sql.engine import Engine

NAME = "chart"
POINTS = ("scatter", "bubble")
ROWS, SECONDS = 1000, 5.0
_ROUNDED = re.compile(r"\bround\(.*,\s*(\d)\)", re.IGNORECASE | re.DOTALL)
Rows = list[tuple[object, ...]]


class GoldTable(Frozen):
    """R rows of C cells under C names: texts, numbers, or None where the figure shows nothing."""

    names: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def sql_names(printed: Sequence[str]) -> tuple[str, ...]:
    """The names of columns in SQL: as printed, `column_<n>` where there is none, each once."""
    taken = {"_row"}
    found = []
    for position, text in enumerate(printed, 1):
        name = unique(" ".join(text.split()) or f"column_{position}", taken)
        taken.add(name.casefold())
        found.append(name)
    return tuple(found)


def gold_table(gold: Mapping[str, Any]) -> GoldTable:
    """The table of a `gold` as `samples.jsonl` has it. Raises `KeyError` where columns, texts or values are missing."""
    names = sql_names([column["name"] for column in gold["columns"]])
    texts = [[str(text) for text in row] for row in gold["texts"]]
    numbered = gold.get("chart_type") in POINTS and any(_number(row[0]) is not None for row in texts)
    rows = []
    for line, values in zip(texts, gold["values"], strict=True):
        first: Value = _number(line[0]) if numbered else line[0].strip()
        rows.append((first, *(_as_said(text, value) for text, value in zip(line[1:], values, strict=True))))
    return GoldTable(names=names, rows=tuple(rows))


def _as_said(text: str, value: float | None) -> float | None:
    said = _number(text) if text.startswith("~") else None
    return value if value is None or said is None else said


def _number(text: str) -> float | None:
    parsed = parse_number(text.removeprefix("~"))
    return None if parsed is None else parsed.value


class _Desk:
    """One table at a time in a folder of its own, for the engine of this process; a `gbi.sql` `Relations`."""

    def __init__(self) -> None:
        self._table: GoldTable | None = None
        self._revision = 0
        self._folder: Path | None = None
        self._engine: Engine | None = None
        self._owner = os.getpid()

    def run(self, table: GoldTable, sql: str) -> Rows:
        """All rows that the program gives, at most `ROWS`. Raises `SqlError` as `gbi.sql.run` does."""
        from gbi.sql.engine import Engine
        from gbi.sql.guard import check

        if self._owner != os.getpid():  # a fork must not write into its parent's folder
            self._owner, self._engine, self._table, self._folder = os.getpid(), None, None, None
        if self._engine is None:
            self._folder = Path(tempfile.mkdtemp(prefix="gbi-gold-"))
            self._engine = Engine(self, current())
        if table != self._table:
            self._put(table)
        fetched = self._engine.query(check(sql, self.tables()), limit=ROWS, seconds=SECONDS)
        return [tuple(row.values()) for row in fetched.table.rename_columns(_apart(fetched.table)).to_pylist()]

    def close(self) -> None:
        """Ends the process and removes the folder; a later program starts anew."""
        if self._owner != os.getpid():
            return
        engine, self._engine, self._table = self._engine, None, None
        if engine is not None:
            engine.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _put(self, table: GoldTable) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._revision += 1
        columns: dict[str, Any] = {"_row": pa.array(range(len(table.rows)), pa.int64())}
        for position, name in enumerate(table.names):
            cells = [row[position] for row in table.rows]
            columns[name] = pa.array(cells, pa.string() if _texts(table, position) else pa.float64())
        pq.write_table(pa.table(columns), self.parquet(NAME))
        self._table = table

    def revision(self) -> int:
        """Counts the tables."""
        return self._revision

    def tables(self) -> tuple[TableInfo, ...]:
        """The one table."""
        table = self._table
        if table is None:
            return ()
        kinds = ("text" if _texts(table, position) else "number" for position in range(len(table.names)))
        columns = tuple(Column.model_validate({"name": n, "type": k}) for n, k in zip(table.names, kinds, strict=True))
        return (
            TableInfo(
                name=NAME, reading="", document="", document_name=NAME, page=1, region="", rows=len(table.rows),
                columns=columns, sql_columns=table.names,
            ),
        )  # fmt: skip

    def revision_of(self, table: str) -> str:
        """The revision as text."""
        return str(self._revision)

    def parquet(self, name: str) -> Path:
        """The file of the table."""
        assert self._folder is not None
        return self._folder / f"{name}-{self._revision}.parquet"

    def half_widths(self, name: str) -> Path:
        """The values' own file: no query here asks for errors."""
        return self.parquet(name)

    def cells(self, table: str, rows: Sequence[int], columns: Sequence[str]) -> tuple[CitedCell, ...]:
        """None: no query here asks for witnesses."""
        return ()


_DESK = _Desk()
atexit.register(_DESK.close)


def _texts(table: GoldTable, position: int) -> bool:
    return any(isinstance(row[position], str) for row in table.rows)


def _apart(table: Any) -> list[str]:
    """Two columns of one name are two columns."""
    return [str(position) for position in range(table.num_columns)]


def results(table: GoldTable, sql: str) -> Rows:
    """The rows that a program gives on the table, at most 1,000 within 5 s.

    Raises `SqlError` for one that the guard or DuckDB refuses or that takes too long.
    """
    return _DESK.run(table, sql)


def same_answer(said: Rows, gold: Rows, program: str) -> bool:
    """Whether two results are alike where `program` gave the gold one: what it rounds need not be rounded by the other.

    Rows count as often as they stand, in any order; numbers must be equal to within 1e-6 of their size.
    """
    rounded = _ROUNDED.search(program)
    if rounded is not None:
        said = [tuple(_rounded(value, int(rounded.group(1))) for value in row) for row in said]
    return same_result(said, gold)


def _rounded(value: object, places: int) -> object:
    return round(value + 0.0, places) if isinstance(value, int | float) and not isinstance(value, bool) else value
