"""Whose cells stand behind a value, construct by construct: value and support of each column of the first row."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from gbi.types import Column, Value
from support.laboratory import Laboratory, business, cells, cited
from support.relations import reading_of

FOLLOWED: list[tuple[str, list[Value], list[tuple[str, str]]]] = [
    (
        "SELECT revenue FROM sales WHERE region = 'East' AND year = 2022",
        [60.0],
        [
            ("sales.revenue 5", "sales.region 5; sales.year 5"),
        ],
    ),
    (
        "SELECT 7 AS seven, region FROM people LIMIT 1",
        [7, "North"],
        [
            ("", ""),
            ("people.region 0", ""),
        ],
    ),
    (
        "SELECT region || '!' FROM people WHERE inhabitants > 25",
        ["East!"],
        [
            ("people.region 2", "people.inhabitants 2"),
        ],
    ),
    (
        "SELECT region, sum(revenue) FROM sales GROUP BY region ORDER BY region",
        ["East", 130.0],
        [
            ("sales.region 2 5", ""),
            ("sales.revenue 2 5", "sales.region 2 5"),
        ],
    ),
    (
        "SELECT region FROM sales GROUP BY region HAVING max(revenue) > 100",
        ["North"],
        [
            ("sales.region 0 3", "sales.revenue 0 3"),
        ],
    ),
    (
        "SELECT max(revenue) FROM sales WHERE year = 2021",
        [100.0],
        [
            ("sales.revenue 0", "sales.revenue 1 2; sales.year 0 1 2"),
        ],
    ),
    (
        "SELECT arg_max(region, revenue), max_by(region, cost) FROM sales WHERE year = 2021",
        ["North", "North"],
        [
            ("sales.region 0; sales.revenue 0", "sales.revenue 1 2; sales.year 0 1 2"),
            ("sales.region 0; sales.cost 0", "sales.cost 1 2; sales.year 0 1 2"),
        ],
    ),
    (
        "SELECT first(region ORDER BY revenue DESC) FROM sales WHERE year = 2021",
        ["North"],
        [
            ("sales.region 0", "sales.year 0 1 2"),
        ],
    ),
    (
        "SELECT count(cost) FROM sales WHERE year = 2021",
        [3],
        [
            ("sales.cost 0 1 2", "sales.year 0 1 2"),
        ],
    ),
    (
        "SELECT count(*) FROM sales WHERE year = 2021",
        [3],
        [
            ("sales.year 0 1 2", ""),
        ],
    ),
    (
        "SELECT count(*) FROM people",
        [3],
        [
            ("people.region 0 1 2", ""),
        ],
    ),
    (
        "SELECT count(DISTINCT region) FROM sales",
        [3],
        [
            ("sales.region 0 1 2 3 4 5", ""),
        ],
    ),
    (
        "SELECT DISTINCT region FROM sales WHERE revenue > 90",
        ["North"],
        [
            ("sales.region 0 3", "sales.revenue 0 3"),
        ],
    ),
    (
        "SELECT DISTINCT ON (region) region, revenue FROM sales ORDER BY region, revenue DESC",
        ["East", 70.0],
        [
            ("sales.region 2", ""),
            ("sales.revenue 2", ""),
        ],
    ),
    (
        "SELECT p.region, p.inhabitants FROM people p LEFT JOIN sales s ON s.region = p.region AND s.revenue > 1000",
        ["North", 10.0],
        [
            ("people.region 0", ""),
            ("people.inhabitants 0", "people.region 0"),
        ],
    ),
    (
        "SELECT s.revenue - t.revenue FROM sales s JOIN sales t USING (region) WHERE s.year = 2022 AND t.year "
        "= 2021 AND region = 'East'",
        [-10.0],
        [
            ("sales.revenue 2 5", "sales.region 2 5; sales.year 2 5"),
        ],
    ),
    (
        "SELECT region FROM people p WHERE EXISTS (SELECT 1 FROM sales s WHERE s.region = p.region AND "
        "s.revenue > 110)",
        ["North"],
        [
            ("people.region 0", "sales.region 3; sales.revenue 3"),
        ],
    ),
    (
        "SELECT region FROM people WHERE region IN (SELECT region FROM sales WHERE revenue > 110)",
        ["North"],
        [
            ("people.region 0", "sales.region 3; sales.revenue 3"),
        ],
    ),
    (
        "SELECT region FROM sales WHERE revenue = (SELECT max(revenue) FROM sales)",
        ["North"],
        [
            ("sales.region 3; sales.revenue 3", "sales.revenue 0 1 2 4 5"),
        ],
    ),
    (
        "SELECT sum(revenue) FROM sales WHERE year = (SELECT max(year) FROM sales)",
        [260.0],
        [
            ("sales.revenue 3 4 5", "sales.year 0 1 2 3 4 5"),
        ],
    ),
    (
        "SELECT region FROM sales WHERE year = 2022 QUALIFY rank() OVER (ORDER BY revenue DESC) = 1",
        ["North"],
        [
            ("sales.region 3; sales.revenue 3", "sales.year 3; sales.revenue 4 5"),
        ],
    ),
    (
        "SELECT region FROM (SELECT region, row_number() OVER (ORDER BY cost) AS n FROM sales WHERE year = "
        "2021) WHERE n = 1",
        ["South"],
        [
            ("sales.region 1; sales.cost 1", "sales.year 1; sales.cost 0 2"),
        ],
    ),
    (
        "SELECT region, cost FROM sales WHERE year = 2021 ORDER BY revenue LIMIT 1",
        ["South", 45.0],
        [
            ("sales.region 1; sales.revenue 1", "sales.year 1; sales.revenue 0 2"),
            ("sales.cost 1", "sales.year 1; sales.revenue 0 1 2"),
        ],
    ),
    (
        "SELECT region FROM people ORDER BY inhabitants LIMIT 100",
        ["North"],
        [
            ("people.region 0", ""),
        ],
    ),
    (
        "SELECT revenue FROM sales WHERE region = 'North' ORDER BY year DESC LIMIT 1",
        [120.0],
        [
            ("sales.revenue 3", "sales.region 3; sales.year 0 3"),
        ],
    ),
    (
        "SELECT revenue - lag(revenue) OVER (PARTITION BY region ORDER BY year) AS change FROM sales WHERE "
        "region = 'South' ORDER BY change",
        [30.0],
        [
            ("sales.revenue 1 4", "sales.region 4"),
        ],
    ),
    (
        "SELECT revenue / sum(revenue) OVER (PARTITION BY year) AS share FROM sales ORDER BY share DESC",
        [pytest.approx(120 / 260)],
        [
            ("sales.revenue 3 4 5", "sales.year 3 4 5"),
        ],
    ),
    (
        "SELECT CASE WHEN revenue > 110 THEN 'high' ELSE 'low' END, CASE WHEN year = 2021 THEN revenue ELSE "
        "cost END FROM sales ORDER BY 1, 2 DESC",
        ["high", 90.0],
        [
            ("sales.revenue 3", ""),
            ("sales.cost 3", "sales.year 3"),
        ],
    ),
    (
        'SELECT coalesce("2022年", "2021年") FROM 净利润 WHERE 公司 = \'乙\'',
        [-2.0],
        [
            ("净利润.2021年 1", "净利润.公司 1"),
        ],
    ),
    (
        "SELECT greatest(revenue, cost) FROM sales WHERE region = 'East' AND year = 2022",
        [61.0],
        [
            ("sales.cost 5", "sales.revenue 5; sales.region 5; sales.year 5"),
        ],
    ),
    (
        'SELECT sum("2022年") FROM 净利润',
        [14.0],
        [
            ("净利润.2022年 0 2", ""),
        ],
    ),
    (
        "SELECT region FROM people UNION SELECT region FROM sales WHERE year = 2021 ORDER BY region",
        ["East"],
        [
            ("people.region 2; sales.region 2", "sales.year 2"),
        ],
    ),
    (
        "SELECT 'total' AS k, sum(revenue) FROM sales UNION ALL SELECT region, revenue FROM sales WHERE "
        "revenue > 110 ORDER BY 1 DESC",
        ["total", 480.0],
        [
            ("", ""),
            ("sales.revenue 0 1 2 3 4 5", ""),
        ],
    ),
    (
        "SELECT region FROM people EXCEPT SELECT region FROM sales WHERE revenue > 75",
        ["East"],
        [
            ("people.region 2", ""),
        ],
    ),
    (
        "SELECT region FROM people INTERSECT SELECT region FROM sales WHERE revenue > 110",
        ["North"],
        [
            ("people.region 0", ""),
        ],
    ),
    (
        "WITH a AS (SELECT region, sum(revenue) AS r FROM sales GROUP BY region), b AS (SELECT max(r) AS best "
        "FROM a) SELECT best FROM b",
        [220.0],
        [
            ("sales.revenue 0 3", "sales.region 0 1 2 3 4 5; sales.revenue 1 2 4 5"),
        ],
    ),
    (
        "SELECT sum(cost) FROM (SELECT cost FROM sales WHERE year = 2022 ORDER BY cost DESC LIMIT 2)",
        [151.0],
        [
            ("sales.cost 3 5", "sales.cost 4; sales.year 3 5"),
        ],
    ),
    (
        "SELECT max(revenue) > 100 FROM sales WHERE year = 2021",
        [False],
        [
            ("sales.revenue 0", "sales.revenue 1 2; sales.year 0 1 2"),
        ],
    ),
    (
        "SELECT value FROM cells WHERE table_name = 'people' AND column_name = 'region' LIMIT 1",
        ["North"],
        [
            ("people.region 0", ""),
        ],
    ),
    (
        "SELECT region FROM sales WHERE _row = 4",
        ["South"],
        [
            ("sales.region 4", ""),
        ],
    ),
    (
        "SELECT s.revenue FROM sales s JOIN (VALUES ('East')) AS wanted(name) ON wanted.name = s.region LIMIT 1",
        [70.0],
        [
            ("sales.revenue 2", "sales.region 2"),
        ],
    ),
    (
        "SELECT region, revenue FROM sales s WHERE revenue = (SELECT max(revenue) FROM sales t WHERE t.region "
        "= s.region) ORDER BY region",
        ["East", 70.0],
        [
            ("sales.region 2; sales.revenue 2", "sales.region 5; sales.revenue 5"),
            ("sales.revenue 2", "sales.region 2 5; sales.revenue 5"),
        ],
    ),
]


@pytest.mark.parametrize(
    ("sql", "row", "expected"), FOLLOWED, ids=lambda part: part[:70] if isinstance(part, str) else ""
)
def test_the_cells_behind_the_first_row(
    lab: Laboratory, sql: str, row: list[Value], expected: list[tuple[str, str]]
) -> None:
    result = lab.ask(sql)
    assert list(result.rows[0]) == row
    for position, (value, support) in enumerate(expected):
        assert cited(result, 0, position, "value") == cells(value), f"value of column {position}"
        assert cited(result, 0, position, "support") == cells(support), f"support of column {position}"


NOT_FOLLOWED = [
    "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT revenue, i FROM n, sales",
    "PIVOT sales ON year USING sum(revenue) GROUP BY region",
    "SELECT s.region, x.profit FROM sales s, LATERAL (SELECT s.revenue - s.cost AS profit) AS x",
]


@pytest.mark.parametrize("sql", NOT_FOLLOWED)
def test_where_lineage_is_lost_the_table_is_cited_and_says_so(lab: Laboratory, sql: str) -> None:
    result = lab.ask(sql)
    found = result.witnesses()
    assert len(found) == len(result.rows) * len(result.columns)
    assert {(witness.scope, witness.cells, witness.tables) for witness in found} == {("table", (), ("sales",))}
    assert all(error is None for row in result.errors for error in row)


def test_a_query_without_tables_has_no_witnesses(lab: Laboratory) -> None:
    assert lab.ask("VALUES (1), (2)").witnesses() == ()
    assert lab.ask("SELECT 1 + 1").witnesses() == ()


def test_witnesses_can_be_asked_for_some_rows(lab: Laboratory) -> None:
    result = lab.ask("SELECT region, revenue FROM sales ORDER BY _row")
    assert {witness.row for witness in result.witnesses(rows=[1, 4])} == {1, 4}
    assert {witness.row for witness in result.witnesses()} == set(range(6))


def test_rows_are_matched_by_value_when_their_order_is_left_open(lab: Laboratory) -> None:
    result = lab.ask("SELECT region, count(*) AS n, sum(revenue) AS total FROM sales GROUP BY region")
    for r, (region, _, total) in enumerate(result.rows):
        found = cited(result, r, 2, "value")
        rows = {"North": (0, 3), "South": (1, 4), "East": (2, 5)}[str(region)]
        assert found == {f"sales.{row}.revenue" for row in rows}
        assert total is not None


def test_a_result_cut_at_its_limit_has_the_witnesses_of_the_rows_that_are_there(lab: Laboratory) -> None:
    result = lab.ask("SELECT region FROM sales ORDER BY _row", limit=2)
    assert result.truncated
    assert cited(result, 1, 0, "value") == {"sales.1.region"}


def test_a_changed_table_between_query_and_witnesses_is_not_cited_wrongly(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    from support.relations import reading_of

    laboratory = Laboratory(tmp_path_factory.mktemp("changed"), business())
    try:
        result = laboratory.ask("SELECT inhabitants FROM people WHERE region = 'North'")
        columns = laboratory.relations.tables()[1].columns
        laboratory.relations.put("people", reading_of("people", columns, [["North", 11.0]]))
        assert [witness.scope for witness in result.witnesses()] == ["table"]
    finally:
        laboratory.engine.close()


def test_totals_of_a_rollup_have_all_their_cells(lab: Laboratory) -> None:
    result = lab.ask("SELECT year, sum(revenue) FROM sales GROUP BY ROLLUP (year) ORDER BY year NULLS FIRST")
    assert result.rows[0] == (None, 480.0)
    assert cited(result, 0, 1, "value") == cells("sales.revenue 0 1 2 3 4 5")
    assert cited(result, 2, 1, "value") == cells("sales.revenue 3 4 5")


def test_many_rows_stay_quick(tmp_path: Path) -> None:
    columns = [Column(name="k"), Column(name="v", type="number")]
    reading = reading_of("big", columns, [[f"k{i % 7}", float(i)] for i in range(5000)])
    laboratory = Laboratory(tmp_path, {"big": reading})
    try:
        result = laboratory.ask("SELECT k, sum(v) FROM big GROUP BY k ORDER BY 2 DESC LIMIT 1")
        began = time.monotonic()
        [top] = [w for w in result.witnesses() if (w.column, w.role) == (1, "value")]
        assert {cell.row % 7 for cell in top.cells} == {int(str(result.rows[0][0])[1:])}
        assert time.monotonic() - began < 20
    finally:
        laboratory.engine.close()
