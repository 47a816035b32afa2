"""Questions of every operation, English and Chinese: the planned value, and DuckDB's result of the planned SQL."""

from __future__ import annotations

import pytest

from gbi_agents.dispatchers.planning.understand import Interpretation, interpret
from gbi_agents.language import language_of
from support.grids import database, grid

INCOME = grid(
    [["Year", "Net income in million USD", "Revenue in million USD"], [2016, 300, 1000], [2017, 350, 1200],
     [2018, 409, 1500], [2019, 380, 1400]],
    name="income",
    units={"Net income in million USD": ("USD", 1e6), "Revenue in million USD": ("USD", 1e6)},
)  # fmt: skip
OPINION = grid(
    [["Country", "Good", "Bad", "Not too well"], ["Germany", 40, 60, 3], ["United States", 30, 70, 4],
     ["France", 50, 48, 5], ["Spain", 20, 75, 6]],
    name="opinion", chart_type="grouped bar", units=dict.fromkeys(("Good", "Bad", "Not too well"), ("%", 0.01)),
)  # fmt: skip
STATEMENT = grid(
    [["Item", "2017", "2018"], ["Net sales", 100, 200], ["Operating income", 10, 30], ["Net income", 5, 12]],
    name="statement", title="Income statement",
)  # fmt: skip
REGIONS = grid(
    [["地区", "2019年", "2020年", "2021年"], ["华东", 120, 150, 200], ["华北", 100, 110, 130], ["华南", 90, 140, 160]],
    name="regions", title="各地区营业收入（万元）",
)  # fmt: skip
PRODUCTS = grid(
    [["产品", "占比", "销售额"], ["手机", 45, 900], ["电脑", 30, 600], ["平板", 25, 500]],
    name="products", units={"占比": ("%", 0.01)},
)  # fmt: skip
MIXED = grid(
    [["Company", "Revenue", "Profit"], ["Alpha", 2, 300], ["Beta", 5, 400]],
    name="mixed", units={"Revenue": ("USD", 1e9), "Profit": ("USD", 1e6)},
)  # fmt: skip
SALES = grid(
    [["Region", "Sales"], ["North", 10], ["South", 30], ["West", 20], ["Total", 60]], name="sales", title="Sales"
)
LIST = grid(
    [["Player", "Team", "Country"], ["Ann", "Reds", "Ireland"], ["Bob", "Blues", "Wales"], ["Cid", "Reds", "Wales"]],
    name="players",
)

CASES = [
    (INCOME, "What was the net income in 2018?", 409),
    (INCOME, "what was the net incom in 2018", 409),
    (INCOME, "In which year did the net income peak?", 2018),
    (INCOME, "When was revenue the lowest?", 2016),
    (INCOME, "What is the difference between the highest and the lowest revenue?", 500),
    (INCOME, "What was the growth rate of revenue from 2016 to 2018?", 50),
    (INCOME, "How many years had revenue more than 1100?", 3),
    (INCOME, "What is the average net income of the last three years?", pytest.approx(379.6667, rel=1e-5)),
    (INCOME, "What is the sum of the two smallest net income values?", 650),
    (INCOME, "Is the revenue in 2018 more than in 2017?", True),
    (INCOME, "Is the net income in 2016 greater than 400?", False),
    (INCOME, "What's the ratio of net income to revenue in 2018?", pytest.approx(409 / 1500)),
    (INCOME, "How much did revenue increase from 2016 to 2018?", 500),
    (INCOME, "Which year saw the sharpest drop in revenue?", 2019),
    (INCOME, "How many years are shown?", 4),
    (INCOME, "Which year had revenue of 1200?", 2017),
    (INCOME, "What is the average revenue from 2017 to 2019?", pytest.approx(1366.6667, rel=1e-5)),
    (INCOME, "How did revenue develop over time?", 400),
    (INCOME, "What is the total revenue since 2018?", 2900),
    (INCOME, "What is the median revenue?", 1300),
    (OPINION, "Which country has the highest good?", "France"),
    (OPINION, "What percentage of people in Germany say bad?", 60),
    (OPINION, "What is the value of bad in the U.S.?", 70),
    (OPINION, "How much higher is bad in Spain than in Germany?", 15),
    (OPINION, "How many bars are in the chart?", 12),
    (OPINION, "How many countries have good above 25?", 3),
    (OPINION, "What is the average of bad?", 63.25),
    (OPINION, "Is the sum of Germany and Spain good more than France?", True),
    (OPINION, "In France, which opinion has the highest value?", "Good"),
    (OPINION, "Which country has the greatest difference between good and bad?", "Spain"),
    (OPINION, "What is the second highest value of bad?", 70),
    (OPINION, "Which country has the third largest bad?", "Germany"),
    (OPINION, "What is the sum of good in Germany and Spain?", 60),
    (OPINION, "Which country has a bad value of 48?", "France"),
    (OPINION, "Which has a higher good, Germany or Spain?", "Germany"),
    (OPINION, "Which countries have bad above 65?", ("United States", "Spain")),
    (OPINION, "What are the top two countries by good?", ("France", "Germany")),
    (OPINION, "What is the average good except Spain?", 40),
    (OPINION, "What is the average of bad below 65?", 54),
    (STATEMENT, "What were net sales in 2018?", 200),
    (STATEMENT, "What was the turnover in 2017?", 100),
    (STATEMENT, "What is the ratio of operating income to net sales in 2018?", 0.15),
    (STATEMENT, "Which item grew the fastest?", "Operating income"),
    (STATEMENT, "What is the difference in net sales between 2017 and 2018?", 100),
    (STATEMENT, "By what percentage did net income increase from 2017 to 2018?", 140),
    (REGIONS, "哪个地区增长最快？", "华南"),
    (REGIONS, "2020年华东营业收入是多少？", 150),
    (REGIONS, "2021年收入最高的是哪个地区？", "华东"),
    (REGIONS, "华东比华北2021年多多少？", 70),
    (REGIONS, "2021年各地区的平均收入是多少？", pytest.approx(163.3333, rel=1e-5)),
    (REGIONS, "从2019年到2021年华南的增长率是多少？", pytest.approx(77.7778, rel=1e-5)),
    (REGIONS, "2020年有几个地区超过120？", 2),
    (REGIONS, "2021年华东占总收入的比例是多少？", pytest.approx(40.81633, rel=1e-5)),
    (REGIONS, "华东2021年和2020年相差多少？", 50),
    (REGIONS, "2021年收入总和是多少？", 490),
    (REGIONS, "华东2021年的收入是否高于华北？", True),
    (REGIONS, "2021年收入前两名的地区是哪些？", ("华东", "华南")),
    (PRODUCTS, "占比最高的是哪一类？", "手机"),
    (PRODUCTS, "电脑的销售额是多少？", 600),
    (PRODUCTS, "手机和平板的销售额之和是多少？", 1400),
    (MIXED, "What is the ratio of profit to revenue for Alpha?", 0.15),
    (SALES, "Which region has the highest sales?", "South"),
    (SALES, "What is the average sales?", 20),
    (SALES, "What is the total sales?", 60),
    (SALES, "What share of the total is West?", pytest.approx(33.3333, rel=1e-5)),
    (LIST, "Which player is from Ireland?", "Ann"),
    (LIST, "How many players are from Wales?", 2),
    (LIST, "Which team does Bob play for?", "Blues"),
]  # fmt: skip


def understood(table: object, question: str) -> Interpretation:
    return interpret(question, language_of(question) or "en", [table])[0]  # type: ignore[list-item]


@pytest.mark.parametrize(("table", "question", "expected"), CASES, ids=[case[1] for case in CASES])
def test_plan_and_sql_give_the_value(table: object, question: str, expected: object) -> None:
    made = understood(table, question)
    assert made.plan is not None and not made.missing
    rows = database(table).execute(made.plan.tree.sql(dialect="duckdb")).fetchall()  # type: ignore[arg-type]
    got = tuple(row[0] for row in rows) if isinstance(expected, tuple) else rows[0][0]
    assert got == expected
    assert made.plan.expected == expected


@pytest.mark.parametrize(
    ("table", "question"),
    [
        (INCOME, "What was the net income in 2035?"),
        (INCOME, "What is the population of Mars?"),
        (OPINION, "What is the value of good in Italy?"),
        (REGIONS, "2035年华东收入是多少？"),
        (STATEMENT, "What was the inventory in 2018?"),
    ],
)
def test_what_the_table_does_not_hold_is_not_answered(table: object, question: str) -> None:
    made = understood(table, question)
    assert made.plan is None or made.missing or not made.grounded


def test_values_and_names_enter_sql_as_nodes_never_as_text() -> None:
    hostile = grid([['x"; DROP TABLE t; --', "Good"], ["a' OR '1'='1", 4], ["b", 5]], name="hostile")
    made = understood(hostile, "What is the good of a' OR '1'='1?")
    assert made.plan is not None
    sql = made.plan.tree.sql(dialect="duckdb")
    assert database(hostile).execute(sql).fetchall() == [(4.0,)]


def test_cells_of_a_maximum_are_value_and_those_compared_support() -> None:
    plan = understood(INCOME, "In which year did the net income peak?").plan
    assert plan is not None
    assert plan.value_cells == (("income", 2, 1),)
    assert set(plan.support_cells) == {("income", 0, 1), ("income", 1, 1), ("income", 3, 1)}


def test_a_total_row_is_left_out_of_rankings_but_cited_for_a_share() -> None:
    plan = understood(SALES, "What share of the total is West?").plan
    assert plan is not None
    assert set(plan.value_cells) == {("sales", 2, 1), ("sales", 3, 1)}


def test_the_fitting_table_of_several_is_taken() -> None:
    best = interpret("What was the revenue of Beta?", "en", [INCOME, OPINION, MIXED, SALES])[0]
    assert best.grid.name == "mixed" and best.plan is not None and best.plan.expected == 5
