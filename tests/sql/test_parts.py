"""The small parts: allow-list, second look, frames, values, scales."""

from __future__ import annotations

import datetime
import decimal
import json
import os
import time
from importlib.resources import files

import duckdb
import pyarrow as pa
import pytest
from sqlglot import exp, parse_one

from gbi.sql import frames
from gbi.sql.functions import allowed, from_catalogue
from gbi.sql.scale import scaled
from gbi.sql.second_look import refusal
from gbi.sql.values import column_type, shown
from gbi.types import Column


def test_the_stored_list_is_what_the_script_makes_of_the_installed_duckdb() -> None:
    stored = json.loads(files("gbi.sql").joinpath("functions.json").read_text(encoding="utf-8"))
    assert stored == from_catalogue()


DANGEROUS = [
    "getenv",
    "read_text",
    "read_csv",
    "read_blob",
    "glob",
    "query",
    "query_table",
    "getvariable",
    "current_setting",
    "pg_sleep",
    "sleep_ms",
    "write_log",
    "nextval",
    "random",
    "uuid",
    "setseed",
    "json_execute_serialized_sql",
    "json_serialize_sql",
    "json_serialize_plan",
    "parquet_scan",
    "error",
    "duckdb_settings",
    "version",
    "current_user",
    "current_database",
    "txid_current",
    "parse_path",
    "in_search_path",
    "checkpoint",
]


@pytest.mark.parametrize("name", DANGEROUS)
def test_not_on_the_list(name: str) -> None:
    assert name not in allowed()


NEEDED = [
    "sum",
    "avg",
    "min",
    "max",
    "count",
    "median",
    "mode",
    "stddev",
    "quantile_cont",
    "arg_max",
    "string_agg",
    "list",
    "first",
    "any_value",
    "corr",
    "round",
    "abs",
    "floor",
    "ceil",
    "sqrt",
    "ln",
    "log10",
    "exp",
    "power",
    "greatest",
    "least",
    "nullif",
    "concat",
    "upper",
    "lower",
    "trim",
    "length",
    "replace",
    "substring",
    "regexp_matches",
    "regexp_extract",
    "strftime",
    "strptime",
    "date_trunc",
    "date_part",
    "date_diff",
    "year",
    "month",
    "day",
    "now",
    "rank",
    "dense_rank",
    "row_number",
    "lag",
    "lead",
    "first_value",
    "ntile",
    "unnest",
    "list_sum",
]


@pytest.mark.parametrize("name", [name for name in NEEDED if name != "unnest"])
def test_on_the_list(name: str) -> None:
    assert name in allowed()


def looked_at(sql: str, *tables: str, pivots: bool = False) -> str | None:
    [(serialised,)] = duckdb.connect().execute("SELECT json_serialize_sql(?)", [sql]).fetchall()
    return refusal(str(serialised), tables, pivots)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("SELECT a FROM t", None),
        ("SELECT a FROM T", None),
        ("WITH x AS (SELECT 1) SELECT * FROM x", None),
        ("SELECT a FROM u", "table 'u'"),
        ("SELECT a FROM main.t", "table 't'"),
        ("SELECT getenv('x')", "getenv"),
        ("FROM read_text('x')", "read_text"),
        ("FROM 'x.csv'", "x.csv"),
        ("DESCRIBE t", "SHOW_REF|table"),
        ("WITH x AS (DELETE FROM t RETURNING *) FROM x", "DELETE_QUERY_NODE"),
        ("WITH sqlite_master AS (SELECT 1) FROM sqlite_master", "system table"),
        ("SELECT 1; SELECT 2", "more than one"),
        ("SELECT $1", "PARAMETER"),
        ("DROP TABLE t", "Only SELECT"),
        ("PIVOT t ON a USING sum(b)", "Only SELECT"),
        ("SELECT FROM WHERE", "syntax"),
    ],
)
def test_the_second_look(sql: str, why: str | None) -> None:
    said = looked_at(sql, "t")
    assert said is None if why is None else said is not None
    if why is not None:
        assert any(part.lower() in str(said).lower() for part in why.split("|")), said


def test_a_pivot_is_let_through_only_where_the_guard_saw_one() -> None:
    assert looked_at("PIVOT t ON a USING sum(b)", "t", pivots=True) is None
    assert looked_at("PIVOT t ON a IN (1, 2) USING getenv(b)", "t", pivots=True) is not None


def test_a_frame_comes_out_as_it_went_in() -> None:
    read, write = os.pipe()
    frames.send(write, {"do": "x", "text": "净利润"}, b"body" * 1000)
    header, body = frames.receive(read)
    assert header == {"do": "x", "text": "净利润"}
    assert bytes(body) == b"body" * 1000
    began = time.monotonic()
    with pytest.raises(frames.Late):
        frames.receive(read, deadline=time.monotonic() + 0.1, poll_s=0.02)
    assert time.monotonic() - began < 20
    looks: list[int] = []

    def watch() -> None:
        looks.append(1)
        if len(looks) == 3:
            raise MemoryError

    with pytest.raises(MemoryError):
        frames.receive(read, watch=watch, poll_s=0.01)
    os.close(write)
    with pytest.raises(frames.Ended):
        frames.receive(read)
    os.close(read)


def test_nobody_reads_any_more() -> None:
    read, write = os.pipe()
    os.close(read)
    with pytest.raises(frames.Ended):
        frames.send(write, {}, b"x")
    os.close(write)


@pytest.mark.parametrize(
    ("item", "value"),
    [
        (None, None), (True, True), (3, 3), (2.5, 2.5), ("甲", "甲"),
        (float("nan"), None), (float("inf"), None), (float("-inf"), None),
        (decimal.Decimal("12.50"), 12.5),
        (decimal.Decimal(10**30), 10**30),
        (datetime.date(2024, 1, 31), "2024-01-31"), (datetime.datetime(2024, 1, 31, 5), "2024-01-31T05:00:00"),
        (b"\x01\xff", "01ff"), ([1, None, "a"], '[1, null, "a"]'),
        ({"a": datetime.date(2024, 1, 1)}, '{"a": "2024-01-01"}'),
    ],
)  # fmt: skip
def test_a_value_as_shown(item: object, value: object) -> None:
    assert shown(item) == value
    assert type(shown(item)) is type(value)


@pytest.mark.parametrize(
    ("arrow", "kind"),
    [
        (pa.int64(), "number"), (pa.float32(), "number"), (pa.decimal128(9, 2), "number"), (pa.bool_(), "bool"),
        (pa.string(), "text"), (pa.date32(), "date"), (pa.timestamp("us"), "date"), (pa.list_(pa.int8()), "text"),
        (pa.null(), "text"),
    ],
)  # fmt: skip
def test_a_columns_type(arrow: object, kind: str) -> None:
    assert column_type(arrow) == kind


MILLIONS = Column(name="a", type="number", unit="USD", scale=1e6)
PERCENT = Column(name="p", type="number", unit="%", scale=0.01)


def written(parts: list[exp.Expr]) -> list[str]:
    return [part.sql(dialect="duckdb") for part in parts]


def test_values_as_shown_are_multiplied_by_their_scale() -> None:
    assert written([scaled(PERCENT, parse_one("p - q"))]) == ["(p - q) * 0.01"]
    assert written([scaled(MILLIONS, parse_one("sum(a)"))]) == ["SUM(a) * 1000000"]
