"""What the guard lets through, what it writes back, and how it says no."""

from __future__ import annotations

import pytest

from gbi.errors import SqlError
from gbi.sql.guard import MAX_CHARS, check
from support.laboratory import Laboratory

ACCEPTED = (
    "SELECT * FROM sales",
    "select Region, REVENUE from SALES where Year = 2022",
    "FROM sales",
    "FROM sales SELECT max(revenue)",
    "TABLE sales",
    "VALUES (1, 'a'), (2, 'b')",
    "(SELECT 1) UNION ALL (SELECT 2) ORDER BY 1",
    "SELECT region FROM sales EXCEPT SELECT region FROM people",
    "SELECT region FROM sales INTERSECT SELECT region FROM people",
    "PIVOT sales ON year USING sum(revenue) GROUP BY region",
    "SELECT * FROM (PIVOT sales ON year USING sum(revenue) GROUP BY region)",
    "UNPIVOT sales ON revenue, cost INTO NAME what VALUE amount",
    "WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT * FROM b, a",
    "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT sum(i) FROM n",
    "WITH sales AS (SELECT 1 AS one) SELECT one FROM sales",
    'SELECT "公司", "2022年" - "2021年" AS "增长" FROM "净利润"',
    'SELECT 公司 FROM 净利润 ORDER BY "2022年" DESC NULLS LAST LIMIT 1',
    "SELECT * EXCLUDE (cost) FROM sales",
    "SELECT * REPLACE (round(revenue) AS revenue) FROM sales",
    "SELECT COLUMNS('re.*') FROM sales",
    "SELECT s.region, p.inhabitants FROM sales s LEFT JOIN people p USING (region)",
    "SELECT a.region FROM sales a, sales b WHERE a.revenue > b.cost",
    "SELECT region FROM sales WHERE region IN (SELECT region FROM people)",
    "SELECT region FROM sales s WHERE EXISTS (SELECT 1 FROM people p WHERE p.region = s.region)",
    "SELECT rank() OVER (PARTITION BY year ORDER BY revenue DESC) AS r FROM sales QUALIFY r = 1",
    "SELECT lag(revenue) OVER w FROM sales WINDOW w AS (PARTITION BY region ORDER BY year)",
    "SELECT sum(revenue) FILTER (WHERE year = 2022) FROM sales",
    "SELECT quantile_cont(revenue, 0.9), median(cost), stddev(revenue), corr(revenue, cost) FROM sales",
    "SELECT arg_max(region, revenue), string_agg(region, ', ' ORDER BY region) FROM sales",
    "SELECT region, count(*) FROM sales GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL",
    "SELECT year, region, sum(revenue) FROM sales GROUP BY GROUPING SETS ((year), (region), ())",
    "SELECT grouping(year), sum(revenue) FROM sales GROUP BY ROLLUP (year)",
    "SELECT coalesce(nullif(cost, 0), 1), greatest(cost, revenue), abs(-cost), cost % 7, cost // 7, 2 ** 3 FROM sales",
    "SELECT CASE WHEN revenue BETWEEN 50 AND 70 THEN 'mid' ELSE 'other' END FROM sales",
    "SELECT if(revenue > 60, 1, 0), CAST(year AS INT), revenue::DECIMAL(10, 2), TRY_CAST(region AS DOUBLE) FROM sales",
    "SELECT region LIKE 'N%', region ILIKE '%o%', region SIMILAR TO 'N.*', regexp_matches(region, 'o') FROM sales",
    "SELECT date '2022-03-01' + INTERVAL 1 MONTH, date_trunc('year', date '2022-03-01'), year(date '2022-03-01')",
    "SELECT strftime(date '2022-03-01', '%Y'), extract(year FROM date '2022-03-01')",
    "SELECT date_diff('day', date '2022-01-01', date '2022-03-01')",
    "SELECT upper(trim(region)) || '!', concat(region, 1), replace(region, 'N', 'n'), length(region) FROM sales",
    "SELECT substring(region, 1, 2), left(region, 1), split_part(region, 'o', 1), position('o' IN region) FROM sales",
    "SELECT list(region), list_sum([1, 2]), {'a': 1}.a, MAP {'k': 1}['k'] FROM sales",
    "SELECT [x * 2 FOR x IN [1, 2, 3] IF x > 1]",
    "SELECT list_transform([1, 2], x -> x + 1), list_filter([1, 2], lambda x: x > 1)",
    "SELECT * FROM range(3), generate_series(1, 2) AS g(n), unnest([1, 2]) AS u(m)",
    "SELECT unnest([1, 2, 3]) AS n",
    "SELECT value FROM cells WHERE table_name = 'sales' AND column_name = 'revenue' AND page = 1",
    "SELECT _row, region FROM sales WHERE _row < 2",
    "SELECT ln(revenue), log10(revenue), log(2, revenue), sqrt(revenue), exp(1), pi(), power(2, 3) FROM sales",
    "SELECT current_date, now() > TIMESTAMP '2020-01-01'",
    "SELECT 1 -- a comment; with a semicolon",
    "SELECT /* hello */ 1;",
    "SELECT 'it''s; DROP TABLE sales', $$a;b$$",
)


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
