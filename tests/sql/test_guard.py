"""What the guard lets through, what it writes back, and how it says no."""

from __future__ import annotations

import pytest

from gbi.errors import SqlError
from gbi.sql.guard import MAX_CHARS, check
from support.accepted import ACCEPTED
from support.laboratory import Laboratory


@pytest.mark.parametrize("sql", ACCEPTED)
def test_a_reading_query_passes_and_runs_as_it_is_written_back(lab: Laboratory, sql: str) -> None:
    result = lab.ask(sql)
    assert result.columns
    if "rowid" not in result.sql:
        assert check(result.sql, lab.relations.tables()).sql == result.sql


def test_what_runs_is_written_from_the_tree(lab: Laboratory) -> None:
    checked = check("select /* note */ region -- x\n from Sales;", lab.relations.tables())
    assert checked.sql == "SELECT region FROM Sales"


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT * FROM sale", r"Table 'sale' is not found\. Did you mean 'sales'\? Existing tables: sales, people"),
        ("SELECT revenu FROM sales", r"Column 'revenu' is not found\. Did you mean 'revenue'\? Existing columns: reg"),
        ("SELECT sales.costs FROM sales", "Did you mean 'cost'"),
        ("SELECT inhabitants FROM sales", "Column 'inhabitants' is not found"),
        ("SELECT s.inhabitants FROM sales s, people p", "Column 'inhabitants' is not found"),
        ("SELECT summ(revenue) FROM sales", r"Function summ\(\) is not allowed; did you mean sum"),
        ("DROP TABLE sales", "A query starts with SELECT"),
        ("SELECT 1; SELECT 2", "exactly one query; 2 were found"),
        ("SELECT region FROM sales WHERE", "cannot be parsed"),
        ("", "empty"),
        ("SELECT '" + "x" * MAX_CHARS + "'", f"at most {MAX_CHARS}"),
        ("SELECT " + "(" * 100 + "1" + ")" * 100, "nested 100 levels deep"),
        ("SELECT * FROM main.sales", "without a schema"),
        ("SELECT cost - sum(revenue) FROM sales", "GROUP BY"),
        ("SELECT sum(region) FROM sales", "cannot run"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_to_do(lab: Laboratory, sql: str, said: str) -> None:
    with pytest.raises(SqlError, match=said):
        lab.ask(sql)


def test_row_numbers_are_hidden_but_there(lab: Laboratory) -> None:
    names = [column.name for column in lab.ask("SELECT * FROM sales").columns]
    assert names == ["region", "year", "revenue", "cost"]
    assert lab.ask("SELECT * FROM sales ORDER BY _row DESC LIMIT 1").rows == [("East", 2022.0, 60.0, 61.0)]
    assert lab.ask("SELECT s.* FROM sales s JOIN people p ON s._row = p._row").rows[0] == ("North", 2021.0, 100.0, 80.0)
    assert lab.ask("SELECT _row FROM (SELECT _row, revenue FROM sales) WHERE revenue = 80").rows == [(4,)]
    assert [column.name for column in lab.ask("SELECT * FROM sales s, people p WHERE s._row = p._row").columns] == [
        *names, "region", "inhabitants",
    ]  # fmt: skip


def test_tables_come_in_order_of_use_and_once(lab: Laboratory) -> None:
    checked = check("SELECT 1 FROM people, sales, people AS p", lab.relations.tables())
    assert sorted(info.name for info in checked.tables) == ["people", "sales"]
    assert not checked.uses_cells
    assert check("SELECT * FROM cells", lab.relations.tables()).names == ("cells",)


def test_a_cte_is_seen_where_sql_sees_it(lab: Laboratory) -> None:
    tables = lab.relations.tables()
    assert check("WITH a AS (SELECT 1 AS x) SELECT * FROM (SELECT * FROM (SELECT * FROM a))", tables).tables == ()
    for hidden in (
        "WITH a AS (SELECT * FROM a) SELECT * FROM a",
        "SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM a), a",
        "WITH b AS (SELECT * FROM a), a AS (SELECT 1) SELECT * FROM b",
    ):
        with pytest.raises(SqlError, match="Table 'a' is not found"):
            check(hidden, tables)
