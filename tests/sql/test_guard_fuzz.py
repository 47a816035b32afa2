"""Whatever text comes in, the guard answers with `SqlError` or with a query that DuckDB's own parser finds harmless."""

from __future__ import annotations

import json

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from gbi.errors import SqlError
from gbi.sql.guard import check
from gbi.sql.second_look import refusal
from gbi.types import Column, TableInfo
from support import attacks

COLUMNS = tuple(Column(name=name) for name in ("region", "year", "revenue"))
SALES = TableInfo(
    name="sales", reading="r", document="d", document_name="d.pdf", page=1, region="x", columns=COLUMNS,
    sql_columns=("region", "year", "revenue"), rows=3,
)  # fmt: skip
CONNECTION = duckdb.connect()

WORDS = (
    "SELECT|FROM|WHERE|WITH|AS|UNION ALL|JOIN|ON|GROUP BY|ORDER BY|LIMIT|VALUES|INSERT INTO|DELETE FROM|INTO"
    "|RETURNING *|COPY|TO|ATTACH|PRAGMA|SET|RECURSIVE|LATERAL|PIVOT|USING|sales|people|x|a|region|revenue"
    "|read_text|getenv|query|unnest|range|duckdb_settings|sqlite_master|sum|max|(|)|[|]|{|}|,|;|.|*|=|+|->|::|:=|'|\"|''|$$|--|/*|*/"
    "|'a.csv'|'/etc/passwd'|1|1e9|NULL|$1|?|\n|\u00a0|\u2028|；|é|净利润|\x00"
)
PIECES = st.sampled_from(WORDS.split("|"))


def harmless_or_refused(sql: str) -> None:
    try:
        checked = check(sql, [SALES])
    except SqlError:
        return
    [(serialised,)] = CONNECTION.execute("SELECT json_serialize_sql(?)", [checked.sql]).fetchall()
    why = refusal(str(serialised), checked.names, checked.pivots)
    not_sql_to_duckdb = json.loads(serialised).get("error") is True  # it would not run there either
    assert why is None or not_sql_to_duckdb, (sql, checked.sql, why)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=14))
def test_pieces_of_sql(pieces: list[str]) -> None:
    harmless_or_refused(" ".join(pieces))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    harmless_or_refused(text)
    harmless_or_refused("SELECT " + text)


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(attacks.ALL[:180]), st.integers(0, 60), st.integers(0, 4), PIECES)
def test_attacks_with_a_piece_exchanged(attack: str, at: int, cut: int, piece: str) -> None:
    at %= len(attack) + 1
    harmless_or_refused(attack[:at] + piece + attack[at + cut :])


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(attacks.FILES + attacks.CATALOGUE + attacks.FUNCTIONS), st.sampled_from(["x", "sales"]))
def test_attacks_put_into_harmless_queries(attack: str, name: str) -> None:
    for sql in (
        f"WITH {name} AS ({attack}) SELECT * FROM {name}",
        f"SELECT * FROM ({attack}) AS {name}",
        f"SELECT 1 WHERE EXISTS ({attack})",
        f"SELECT 1 UNION ALL ({attack})",
    ):
        harmless_or_refused(sql)


def test_a_round_trip_changes_nothing() -> None:
    for sql in (
        "SELECT 'a''b', \"region\" FROM sales",
        "SELECT -1 - -1",
        "SELECT NOT (1 = 2 AND 3 = 4) OR region IS NULL FROM sales",
    ):
        once = check(sql, [SALES]).sql
        assert check(once, [SALES]).sql == once
