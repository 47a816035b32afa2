"""Units and scales of results: kept where that is sure, dropped where it is not."""

from __future__ import annotations

import pytest

from gbi.types import Column
from support.laboratory import Laboratory
from support.relations import reading_of

CASES = [
    ("revenue", "USD", 1e6),
    ("sum(revenue)", "USD", 1e6),
    ("avg(revenue)", "USD", 1e6),
    ("max(revenue) - min(cost)", "USD", 1e6),
    ("sum(revenue) / count(*)", "USD", 1e6),
    ("sum(revenue) / 3", "USD", 1e6),
    ("revenue * 1.1", "USD", 1e6),
    ("-revenue", "USD", 1e6),
    ("round(avg(revenue), 1)", "USD", 1e6),
    ("CAST(revenue AS INTEGER)", "USD", 1e6),
    ("coalesce(revenue, 0)", "USD", 1e6),
    ("CASE WHEN revenue > cost THEN revenue ELSE cost END", "USD", 1e6),
    ("greatest(revenue, cost)", "USD", 1e6),
    ("sum(revenue) OVER (ORDER BY year)", "USD", 1e6),
    ("revenue - lag(revenue) OVER (ORDER BY year)", "USD", 1e6),
    ("revenue * 1000000", "USD", 1.0),
    ("revenue * 1e6", "USD", 1.0),
    ("revenue / cost", None, 1.0),
    ("revenue / cost * 100", "%", 0.01),
    ("100 * (revenue - cost) / revenue", "%", 0.01),
    ("(max(revenue) / min(revenue) - 1) * 100", "%", 0.01),
    ("revenue * 1000", None, 1.0),
    ("revenue / 1000", None, 1.0),
    ("revenue * cost", None, 1.0),
    ("revenue / year", None, 1.0),
    ("year / revenue", None, 1.0),
    ("revenue + year", None, 1.0),
    ("sqrt(revenue)", None, 1.0),
    ("var_pop(revenue)", None, 1.0),
    ("count(revenue)", None, 1.0),
    ("rank() OVER (ORDER BY revenue)", None, 1.0),
    ("CASE WHEN revenue > cost THEN revenue ELSE year END", None, 1.0),
    ("(SELECT max(revenue) FROM sales)", "USD", 1e6),
    ("(SELECT inhabitants FROM people LIMIT 1)", "persons", 1e3),
]


@pytest.mark.parametrize(("expression", "unit", "scale"), CASES, ids=lambda case: str(case))
def test_of_an_expression(lab: Laboratory, expression: str, unit: str | None, scale: float) -> None:
    grouped = (
        any(name in expression for name in ("sum(", "avg(", "max(", "count(", "var_pop(")) and "OVER" not in expression
    )
    column = lab.ask(
        f"SELECT {expression} AS x FROM sales"
        + (" GROUP BY year LIMIT 1" if grouped and "SELECT" not in expression else "")
    ).columns[0]
    assert (column.type, column.unit, column.scale) == ("number", unit, scale)


def test_through_ctes_joins_and_unions(lab: Laboratory) -> None:
    sql = (
        "WITH t AS (SELECT region, sum(revenue) AS total FROM sales GROUP BY region)"
        " SELECT t.region, total, p.inhabitants FROM t JOIN people p USING (region)"
    )
    assert [(c.type, c.unit, c.scale) for c in lab.ask(sql).columns] == [
        ("text", None, 1.0), ("number", "USD", 1e6), ("number", "persons", 1e3),
    ]  # fmt: skip
    assert lab.ask("SELECT revenue FROM sales UNION ALL SELECT cost FROM sales").columns[0].unit == "USD"
    assert lab.ask("SELECT revenue FROM sales UNION ALL SELECT inhabitants FROM people").columns[0].unit is None


def test_percentages_and_dates(tmp_path_factory: pytest.TempPathFactory) -> None:
    columns = [
        Column(name="day", type="date"),
        Column(name="share", type="number", unit="%", scale=0.01),
        Column(name="total", type="number", unit="EUR", scale=1e9),
    ]
    laboratory = Laboratory(tmp_path_factory.mktemp("p"), {"t": reading_of("t", columns, [["2024-01-31", 40.0, 5.0]])})
    try:
        ask = laboratory.ask
        result = ask("SELECT day, share, share * 0.01 AS part, total * share / 100 AS slice, max(day) OVER () FROM t")
        assert result.rows == [("2024-01-31", 40.0, pytest.approx(0.4), pytest.approx(2.0), "2024-01-31")]
        assert [(c.type, c.unit, c.scale) for c in result.columns] == [
            ("date", None, 1.0),
            ("number", "%", 0.01),
            ("number", None, 1.0),
            ("number", "EUR", 1e9),
            ("date", None, 1.0),
        ]
        assert ask("SELECT upper(day) FROM t").columns[0].type == "text"
        assert ask("SELECT day::DATE AS d FROM t").columns[0].type == "date"
    finally:
        laboratory.engine.close()
