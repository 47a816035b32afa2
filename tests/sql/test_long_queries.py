"""Queries whose witnesses would be long: the answer stands, what is not known is said, and nobody waits."""

from __future__ import annotations

import time

import pytest

from support.laboratory import Laboratory

PRODUCT = " * ".join(["revenue"] * 40)
SUM = " + ".join(f"CASE WHEN year = {year} THEN revenue ELSE cost END" for year in range(40))
NESTED_CASE = "CASE WHEN revenue > 0 THEN " * 25 + "cost" + " ELSE revenue END" * 25
NESTED_QUERY = "SELECT max(revenue) FROM sales"
for _ in range(7):
    NESTED_QUERY = f"SELECT max(revenue) FROM sales WHERE revenue <= ({NESTED_QUERY})"
UNION = " UNION ALL ".join(f"SELECT region, {n} AS n FROM sales" for n in range(40))
CTES = "WITH c0 AS (SELECT * FROM sales)" + "".join(
    f", c{n + 1} AS (SELECT region, year, revenue + 1 AS revenue, cost FROM c{n})" for n in range(15)
)


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT {PRODUCT} AS p FROM sales WHERE year = 2021",
        f"SELECT sum({SUM}) FROM sales",
        f"SELECT {NESTED_CASE} FROM sales",
        f"SELECT region FROM sales WHERE revenue = ({NESTED_QUERY})",
        UNION,
        f"{CTES} SELECT sum(revenue) FROM c15",
        "SELECT " + ", ".join(f"sum(revenue * {n}) AS s{n}" for n in range(60)) + " FROM sales",
        "SELECT count(*) FROM sales WHERE " + " OR ".join(f"revenue = {n}" for n in range(200)),
        "SELECT region FROM sales WHERE revenue IN (" + ", ".join(str(n) for n in range(1500)) + ")",
    ],
    ids=["product", "sum of cases", "nested case", "nested query", "union", "ctes", "wide", "or", "in"],
)
def test_it_is_answered_and_traced_in_time(lab: Laboratory, sql: str) -> None:
    began = time.monotonic()
    result = lab.ask(sql)
    witnesses = result.witnesses()
    assert len(result.errors) == len(result.rows)
    assert time.monotonic() - began < 30
    assert witnesses
    assert {witness.tables for witness in witnesses} == {("sales",)}


def test_a_half_width_that_is_too_long_to_write_is_unknown(lab: Laboratory) -> None:
    result = lab.ask(f"SELECT {PRODUCT} AS p FROM sales WHERE region = 'North' AND year = 2021")
    assert result.rows == [(pytest.approx(1e80),)]
    assert result.errors == [(None,)]
    assert {cell.value for witness in result.witnesses() if witness.role == "value" for cell in witness.cells} == {
        100.0
    }


def test_subqueries_are_followed_through_many_levels(lab: Laboratory) -> None:
    result = lab.ask(f"SELECT region FROM sales WHERE revenue = ({NESTED_QUERY})")
    assert result.rows == [("North",)]
    assert {witness.scope for witness in result.witnesses()} == {"cells"}
