"""The gold table in DuckDB: every answer is what a program gives on it.

The table is called `chart`; beside the figure's columns it has `_row` (from 0), as every table has that gbi's engine
runs SQL over. One connection a thread serves all charts: what costs is the planning, so the optimiser is off.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any

from gbi.types import Value
from gbi_sft.folder import DataError
from gbi_sft.synth.questions.facts import Facts
from gbi_sft.synth.questions.points import PointFacts

if TYPE_CHECKING:
    import duckdb

_LOCAL = threading.local()
_SETTINGS: dict[str, Any] = {"threads": 1, "memory_limit": "200MB", "enable_external_access": False}


def load(facts: Facts) -> duckdb.DuckDBPyConnection:
    """The thread's connection with the figure's table in it; valid until the next call."""
    names = ["_row INTEGER", f"{facts.label_sql} VARCHAR", *(f"{series.sql} DOUBLE" for series in facts.series)]
    rows = [
        f"({n}, {text_literal(label)}, {', '.join(_number(value) for value in row)})"
        for n, (label, row) in enumerate(zip(facts.labels, facts.values, strict=True))
    ]
    return _filled(names, rows)


def load_points(facts: PointFacts) -> duckdb.DuckDBPyConnection:
    """The same for a table of points: the series' name, where there are several, and a number for each measure."""
    series = [f"{facts.group_sql} VARCHAR"] if facts.groups else []
    names = ["_row INTEGER", *series, *(f"{column.sql} DOUBLE" for column in facts.columns.values())]
    rows = []
    for n, (owner, *values) in enumerate(zip(facts.owners, *facts.values.values(), strict=True)):
        named = [text_literal(facts.groups[int(owner)])] if facts.groups else []
        rows.append(f"({', '.join([str(n), *named, *(_number(value) for value in values)])})")
    return _filled(names, rows)


def _filled(names: list[str], rows: list[str]) -> duckdb.DuckDBPyConnection:
    connection = _connection()
    connection.execute(f"CREATE OR REPLACE TABLE chart({', '.join(names)}); INSERT INTO chart VALUES {', '.join(rows)}")
    return connection


def result(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Value, ...]:
    """The first column of what a program gives, in its order. Raises `DataError` where DuckDB refuses the program."""
    import duckdb

    try:
        return tuple(row[0] for row in connection.execute(sql).fetchall())
    except duckdb.Error as error:
        raise DataError(f"the program {sql!r} cannot run on its figure: {error}; mend its operation") from error


def text_literal(text: str) -> str:
    """A text between single quotes, as SQL wants it."""
    return "'" + text.replace("'", "''") + "'"


def _number(value: float | None) -> str:
    return "NULL" if value is None else f"{float(value)!r}::DOUBLE"


def _connection() -> duckdb.DuckDBPyConnection:
    held = getattr(_LOCAL, "held", None)
    if held is None or held[0] != os.getpid():  # a forked process must not use its parent's
        import duckdb

        connection = duckdb.connect(":memory:", config=_SETTINGS)
        connection.execute("PRAGMA disable_optimizer")
        held = _LOCAL.held = (os.getpid(), connection)
    found: duckdb.DuckDBPyConnection = held[1]
    return found
