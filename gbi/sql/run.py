"""A query from anybody's hand to a `Result`: checked, run in the engine, with units and the way back to cells."""

from __future__ import annotations

import re

from gbi.errors import QueryLimitError, SqlError
from gbi.sql.annotate import Annotated, annotate
from gbi.sql.checked import Checked
from gbi.sql.engine import Engine, Fetched
from gbi.sql.guard import check, missing_column
from gbi.sql.mixed import mixtures
from gbi.sql.note import Unfollowed
from gbi.sql.relations import Relations
from gbi.sql.result import Result
from gbi.sql.trace import Trace
from gbi.sql.units import UNKNOWN
from gbi.sql.units import shown as said
from gbi.sql.values import column_type, shown
from gbi.types import Column


def run(
    relations: Relations, engine: Engine, sql: str, *, limit: int | None = None, seconds: float | None = None
) -> Result:
    """The result of `sql` over the current revision of `relations`, at most `limit` rows (default: the settings').

    Raises `SqlError` when the guard or DuckDB refuses it, `QueryLimitError` when it was stopped at a limit.
    """
    checked = check(sql, relations.tables())
    try:
        fetched = engine.query(checked, limit=limit, seconds=seconds)
    except QueryLimitError:
        raise
    except SqlError as error:
        raise _clearer(error, checked) from error
    annotated = _annotated(checked)
    columns = _columns(fetched, annotated)
    shown_columns = [[shown(item) for item in column.to_pylist()] for column in fetched.table.columns]
    rows = list(zip(*shown_columns, strict=True))
    return Result(
        columns=columns,
        rows=rows,
        sql=checked.sql,
        tables=checked.names,
        revisions=tuple(relations.revision_of(info.name) for info in checked.tables),
        truncated=fetched.truncated,
        arrow=fetched.table,
        tracer=Trace(relations, engine, checked, annotated, columns, rows),
        warnings=mixtures(checked),
    )


def _annotated(checked: Checked) -> Annotated | None:
    try:
        return annotate(checked)
    except Unfollowed:
        return None


def _columns(fetched: Fetched, annotated: Annotated | None) -> tuple[Column, ...]:
    """The result's columns; unit and scale of numbers as far as the annotated query could follow them."""
    described = []
    names = annotated.shape.names if annotated is not None else ()
    for position, part in enumerate(fetched.table.schema):
        kind = column_type(part.type)
        measure = UNKNOWN
        if annotated is not None and len(names) == len(fetched.table.schema):
            measure = said(annotated.shape.notes[names[position]].measure)
        if kind == "number":
            described.append(Column(name=part.name, type=kind, unit=measure.unit, scale=measure.scale))
        else:
            described.append(Column(name=part.name, type="date" if kind == "text" and measure.date else kind))
    return tuple(described)


def _clearer(error: SqlError, checked: Checked) -> SqlError:
    """DuckDB's message with our names in it, its first lines alone."""
    text = str(error)
    unknown = re.search(r'(?:column|named) "([^"]+)" not found|does not have a column named "([^"]+)"', text)
    if unknown:
        existing = [name for info in checked.tables for name in info.sql_columns]
        return SqlError(missing_column(next(part for part in unknown.groups() if part), existing))
    lines = [line.strip() for line in text.splitlines() if line.strip() and "Candidate functions" not in line]
    return SqlError(f"The query cannot run. {' '.join(lines[:2])}")
