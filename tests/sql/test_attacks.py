"""What must never run does not pass the guard; and were it to pass, the worker would still refuse it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gbi.errors import SqlError
from gbi.sql import worker
from gbi.sql.guard import check
from support import attacks
from support.laboratory import Laboratory, business

TABLES = tuple(business())


@pytest.mark.parametrize("sql", attacks.ALL, ids=lambda sql: repr(sql[:50]))
def test_the_guard_refuses(lab: Laboratory, sql: str) -> None:
    with pytest.raises(SqlError):
        check(sql, lab.relations.tables())


READING = attacks.NESTED + attacks.FILES + attacks.CATALOGUE + attacks.FUNCTIONS


@pytest.fixture(scope="module")
def connection() -> worker.duckdb.DuckDBPyConnection:
    connection = worker.connect(2**28)
    for name in TABLES:
        connection.execute(f'CREATE TABLE "{name}" (region VARCHAR, year DOUBLE, revenue DOUBLE)').fetchall()
    return connection


HARMLESS = {"SELECT current_user"}  # DuckDB's parser sees a column; its answer is "duckdb"


@pytest.mark.parametrize("sql", [sql for sql in READING if sql not in HARMLESS], ids=lambda sql: repr(sql[:50]))
def test_the_worker_refuses_on_its_own(connection: worker.duckdb.DuckDBPyConnection, sql: str) -> None:
    header, body = worker.answer(
        connection, ({"do": "query", "sql": sql, "tables": list(TABLES), "rows": 5}, bytearray())
    )
    assert "error" in header, sql
    assert not body


def test_the_worker_is_locked_even_for_what_its_second_look_cannot_see(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\nhidden,2\n")
    connection = worker.connect(2**28)
    for sql in (
        f"PIVOT '{secret}' ON a USING sum(b)",
        f"SELECT * FROM '{secret}'",
        "SET threads = 4",
        "INSTALL httpfs",
    ):
        with pytest.raises(worker.duckdb.Error):
            connection.execute(sql).fetchall()


def test_callers_frames_are_not_tables(lab: Laboratory) -> None:
    import pandas as pd

    people_private = pd.DataFrame({"a": [1]})
    assert len(people_private) == 1
    with pytest.raises(SqlError, match="not found"):
        lab.ask("SELECT * FROM people_private")


def test_a_payload_in_a_column_name_is_only_a_name(tmp_path: Path) -> None:
    from gbi.types import Column
    from support.relations import reading_of

    evil = 'x"; DROP TABLE t; --'
    reading = reading_of(
        "t", [Column(name=evil, type="number"), Column(name="__import__('os').system('ls')")], [[1.0, "a"]]
    )
    laboratory = Laboratory(tmp_path, {"t": reading})
    try:
        result = laboratory.ask("SELECT * FROM t")
        assert result.rows == [(1.0, "a")]
        assert result.columns[0].name == evil
        assert {cell.column for witness in result.witnesses() for cell in witness.cells} == {
            c.name for c in reading.columns
        }
        assert laboratory.ask("SELECT count(*) FROM t").rows == [(1,)]
    finally:
        laboratory.engine.close()
