"""Operations beyond lookups, sums and ranks: compound growth, crossings, moments, spans of values, averages as limits,
in both languages: planned value, DuckDB's result of the planned SQL, and the cells that are cited."""

from __future__ import annotations

import pytest

from gbi_agents.dispatchers.planning.understand import Interpretation, interpret
from gbi_agents.language import language_of
from gbi_agents.tables import Grid
from support.grids import database, grid

FRUIT = grid(
    [["Year", "Apples", "Pears"], [2014, 10, 20], [2015, 15, 21], [2016, 22, 21], [2017, 30, 20], [2018, 28, 26]],
    name="fruit", chart_type="line", title="Fruit sales",
)  # fmt: skip
FALLING = grid(
    [["Year", "Sales"], [2020, 50], [2019, 60], [2018, 40], [2017, 45], [2016, 30]], name="falling", title="Sales",
    chart_type="bar",
)  # fmt: skip
STATES = grid(
    [["State", "2018", "2019", "2020"], ["Ohio", 10, 20, 30], ["Utah", 15, 18, 22], ["Iowa", 40, 41, 45]],
    name="states", title="Output by state",
)  # fmt: skip
SHARES = grid(
    [["Country", "Share"], ["Germany", 40], ["France", 50], ["Spain", 20], ["Italy", 60]], name="shares",
    chart_type="bar", title="Share of users", units={"Share": ("%", 0.01)},
)  # fmt: skip
COMPANY = grid(
    [["Year", "Revenue", "Profit"], [2016, 1000, 300], [2018, 1440, 330], [2020, 1300, 360]], name="company",
    units={"Revenue": ("USD", 1e6), "Profit": ("USD", 1e6)},
)  # fmt: skip
SCALES = grid(
    [["Year", "Sales", "Cost"], [2016, 2, 3000], [2017, 4, 3500], [2018, 5, 4000]], name="scales",
    units={"Sales": ("USD", 1e9), "Cost": ("USD", 1e6)},
)  # fmt: skip
REGIONS = grid(
    [["地区", "2019年", "2020年", "2021年"], ["华东", 120, 150, 200], ["华北", 130, 110, 130], ["华南", 90, 140, 160]],
    name="regions", title="各地区营业收入（万元）",
)  # fmt: skip
FRUIT_ZH = grid(
    [["年份", "苹果", "梨"], [2014, 10, 20], [2015, 15, 21], [2016, 22, 21], [2017, 30, 20]], name="fruit_zh",
    chart_type="line", title="水果销量",
)  # fmt: skip
DAYS = grid(
    [["Day", "Visitors"], ["Mon", 100], ["Tue", 200], ["Wed", 300], ["Thu", 400], ["Fri", 500], ["Sat", 690],
     ["Sun", 650]],
    name="days", chart_type="bar", title="Visitors by day",
)  # fmt: skip
MONTHS = grid(
    [["Month", "Rain"], ["Jan", 11], ["Feb", 12], ["Mar", 13], ["Apr", 14], ["May", 15], ["Jun", 16], ["Jul", 17],
     ["Aug", 18], ["Sept", 19], ["Oct", 20], ["Nov", 21], ["Dec", 22]],
    name="months", chart_type="bar", title="Rain",
)  # fmt: skip
MONTHS_ZH = grid(
    [["月份", "降雨量"], ["一月", 11], ["二月", 12], ["十月", 20], ["十一月", 21], ["十二月", 22]], name="months_zh",
    chart_type="bar", title="降雨量",
)  # fmt: skip
DATED = grid(
    [["Month", "Price"], ["Jan 2020", 5], ["Feb 2020", 6], ["Jan 2021", 7], ["Feb 2021", 9]], name="dated",
    chart_type="line", title="Price",
)  # fmt: skip
YEARS_ENDED = grid(
    [["Item", "Year ended 31 December / 2021", "Year ended 31 December / 2022", "Year ended 31 December / 2023"],
     ["Revenue", 100, 110, 125], ["Operating income", 10, 20, 30], ["Net income", 4, 5, 6]],
    name="ended", title="Consolidated income statement",
)  # fmt: skip

CASES: list[tuple[Grid, str, object]] = [
    # compound growth
    (COMPANY, "What is the CAGR of revenue from 2016 to 2018?", pytest.approx(20)),
    (COMPANY, "What was the compound annual growth rate of revenue between 2016 and 2018?", pytest.approx(20)),
    (COMPANY, "What is the compound annual growth rate of profit from 2016 to 2020?", pytest.approx(4.6635, rel=1e-4)),
    (COMPANY, "Compounded annual growth of revenue from 2016 to 2020", pytest.approx(6.7789, rel=1e-4)),
    (STATES, "What was the CAGR of Ohio from 2018 to 2020?", pytest.approx(73.2051, rel=1e-4)),
    (REGIONS, "2019年到2021年华东的复合增长率是多少？", pytest.approx(29.0994, rel=1e-4)),
    (REGIONS, "华南2019年至2021年的年均复合增长率是多少？", pytest.approx(33.3333, rel=1e-4)),
    # one series against another
    (FRUIT, "When did apples overtake pears?", 2016),
    (FRUIT, "In which year did apples overtake pears?", 2016),
    (FRUIT, "In what year did apples first exceed pears?", 2016),
    (FRUIT, "When were pears overtaken by apples?", 2016),
    (FRUIT, "In which years were apples higher than pears?", (2016, 2017, 2018)),
    (FRUIT, "In which years were apples lower than pears?", (2014, 2015)),
    (FRUIT, "In how many years were apples above pears?", 3),
    (STATES, "When did Ohio overtake Utah?", "2019"),
    (STATES, "In which years was Ohio below Utah?", "2018"),
    (SCALES, "In which years were sales below cost?", 2016),
    (SCALES, "When did sales overtake cost?", 2017),
    (FRUIT_ZH, "苹果哪一年超过梨？", 2016),
    (FRUIT_ZH, "苹果什么时候超过了梨？", 2016),
    (FRUIT_ZH, "苹果何时反超梨？", 2016),
    (REGIONS, "华东哪一年超过华北？", "2020年"),
    # moments of one series
    (COMPANY, "When did revenue first exceed 1100?", 2018),
    (COMPANY, "In which year was revenue last above 1100?", 2020),
    (FALLING, "When did sales first exceed 42?", 2017),
    (FALLING, "In which year did sales last exceed 42?", 2020),
    (FRUIT, "In which years did pears fall?", (2017,)),
    (FALLING, "In which years did sales fall?", (2020, 2018)),
    (FALLING, "In which years did sales increase?", (2019, 2017)),
    (FRUIT, "In how many years did pears rise?", 2),
    # limits
    (SHARES, "Which countries have more than 45?", ("France", "Italy")),
    (SHARES, "Which countries have between 30 and 55?", ("Germany", "France")),
    (SHARES, "How many countries have between 30 and 55?", 2),
    (SHARES, "How many countries are above 30%?", 3),
    (SHARES, "How many countries have at least 50%?", 2),
    (SHARES, "How many countries have at most 40%?", 2),
    (SHARES, "How many countries have a share above the average?", 2),
    (SHARES, "Which countries have a share below the average?", ("Germany", "Spain")),
    (SHARES, "Which countries are above average?", ("France", "Italy")),
    (REGIONS, "2021年哪些地区超过150？", ("华东", "华南")),
    (REGIONS, "2021年有几个地区超过150？", 2),
    (REGIONS, "2021年有几个地区低于150？", 1),
    # medians, ranges, times, k of them
    (SHARES, "What is the median share?", 45),
    (SHARES, "How many times larger is Italy than Spain?", 3),
    (SHARES, "How many times the share of Spain is the share of Germany?", 2),
    (SHARES, "What is the sum of the two largest?", 110),
    (SHARES, "What is the average of the three smallest shares?", pytest.approx(110 / 3)),
    (SHARES, "Which two countries have the highest share?", ("Italy", "France")),
    (SHARES, "List the countries from largest to smallest", ("Italy", "France", "Germany", "Spain")),
    (SHARES, "List the countries from smallest to largest", ("Spain", "Germany", "France", "Italy")),
    (SHARES, "What is the total share of Germany and France?", 90),
    (REGIONS, "2021年的中位数是多少？", 160),
    (REGIONS, "华东2021年是2019年的几倍？", pytest.approx(200 / 120)),
    (REGIONS, "2021年华东是华北的几倍？", pytest.approx(200 / 130)),
    (REGIONS, "2021年合计是多少？", 490),
    (REGIONS, "2021年华东的占比是多少？", pytest.approx(200 / 490 * 100)),
    (REGIONS, "2021年华东占比多少？", pytest.approx(200 / 490 * 100)),
    (REGIONS, "2021年最大的两个地区合计是多少？", 360),
    # whether one is the extreme
    (SHARES, "Is Italy the largest?", True),
    (SHARES, "Is Germany the largest?", False),
    (SHARES, "Is Spain the lowest?", True),
    (FALLING, "Was 2019 the highest?", True),
    # days and months by all their names
    (DAYS, "How many visitors came on Saturday?", 690),
    (DAYS, "How many visitors came on saturday?", 690),
    (DAYS, "What was the number of visitors on Tuesday?", 200),
    (DAYS, "How many more visitors came on Sunday than on Monday?", 550),
    (DAYS, "What was the total number of visitors on Saturday and Sunday?", 1340),
    (DAYS, "Which day had the most visitors?", "Sat"),
    (DAYS, "Were there more visitors on Friday than on Thursday?", True),
    (DAYS, "周六有多少游客？", 690),
    (DAYS, "星期三的访客是多少？", 300),
    (DAYS, "星期天比星期一多多少游客？", 550),
    (MONTHS, "How much rain fell in September?", 19),
    (MONTHS, "What was the rain in January?", 11),
    (MONTHS, "What was the rain in may?", 15),
    (MONTHS, "What was the rain in December?", 22),
    (MONTHS, "How much more rain was there in December than in March?", 9),
    (MONTHS_ZH, "一月的降雨量是多少？", 11),
    (MONTHS_ZH, "十一月的降雨量是多少？", 21),
    (MONTHS_ZH, "11月的降雨量是多少？", 21),
    (MONTHS_ZH, "What was the 降雨量 in October?", 20),
    (DATED, "What was the price in January 2021?", 7),
    (DATED, "What was the price in February 2020?", 6),
    # the very year that was asked
    (YEARS_ENDED, "What was the operating income in 2021?", 10),
    (YEARS_ENDED, "What was the operating income in 2022?", 20),
    (YEARS_ENDED, "What was the operating income in 2023?", 30),
    (YEARS_ENDED, "What was the net income for the year ended 31 December 2022?", 5),
    (YEARS_ENDED, "By how much did operating income increase from 2021 to 2023?", 20),
    (YEARS_ENDED, "What was the growth rate of revenue from 2021 to 2023?", 25),
]


def understood(table: Grid, question: str) -> Interpretation:
    return interpret(question, language_of(question) or "en", [table])[0]


@pytest.mark.parametrize(("table", "question", "expected"), CASES, ids=[case[1] for case in CASES])
def test_plan_sql_and_cells_agree(table: Grid, question: str, expected: object) -> None:
    made = understood(table, question)
    assert made.plan is not None and not made.missing and made.grounded, (made.uncovered, made.missing)
    rows = database(table).execute(made.plan.tree.sql(dialect="duckdb")).fetchall()
    got = tuple(row[0] for row in rows) if isinstance(expected, tuple) else rows[0][0]
    assert got == expected
    assert made.plan.expected == expected
    numbers = [table.number(row, column) for _, row, column in made.plan.value_cells]
    assert numbers and None not in numbers


CITED = [
    (COMPANY, "What is the CAGR of revenue from 2016 to 2018?", {1000, 1440}),
    (FRUIT, "When did apples overtake pears?", {22, 21}),
    (STATES, "When did Ohio overtake Utah?", {20, 18}),
    (COMPANY, "When did revenue first exceed 1100?", {1440}),
    (SHARES, "Which countries have between 30 and 55?", {40, 50}),
    (SHARES, "How many countries have a share above the average?", {50, 60}),
    (SHARES, "Is Germany the largest?", {40, 60}),
    (SHARES, "What is the sum of the two largest?", {50, 60}),
    (DAYS, "How many visitors came on Saturday?", {690}),
    (REGIONS, "2021年华东是华北的几倍？", {200, 130}),
]


@pytest.mark.parametrize(("table", "question", "cited"), CITED, ids=[case[1] for case in CITED])
def test_the_cells_behind_a_value_are_those_that_a_person_would_mark(
    table: Grid, question: str, cited: set[float]
) -> None:
    plan = understood(table, question).plan
    assert plan is not None
    assert {table.number(row, column) for _, row, column in plan.value_cells} == cited


SHAPES = [
    (COMPANY, "What is the CAGR of revenue from 2016 to 2018?", ("POWER(", "1.0 / 2")),
    (FRUIT, "When did apples overtake pears?", ('"apples" - "pears"', "LIMIT 1")),
    (SCALES, "When did sales overtake cost?", ('"sales" * 1000000000', '"cost" * 1000000')),
    (SHARES, "Which countries have between 30 and 55?", ('"share" <= 55', '"share" >= 30')),
    (SHARES, "List the countries from largest to smallest", ("ORDER BY", "DESC")),
    (SHARES, "Is Italy the largest?", ("MAX(", ">=")),
]


@pytest.mark.parametrize(("table", "question", "parts"), SHAPES, ids=[case[1] for case in SHAPES])
def test_sql_is_of_the_shape_that_a_person_would_write(table: Grid, question: str, parts: tuple[str, ...]) -> None:
    plan = understood(table, question).plan
    assert plan is not None
    sql = plan.tree.sql(dialect="duckdb")
    assert all(part in sql for part in parts), sql


@pytest.mark.parametrize(
    ("table", "question"),
    [
        (FRUIT, "When did pears overtake apples?"),  # they never did: they were ahead at first
        (COMPANY, "What is the CAGR of revenue?"),  # of which years?
        (SHARES, "When did Germany overtake France?"),  # nothing in time
        (YEARS_ENDED, "What was the operating income in 2020?"),
        (YEARS_ENDED, "What was the operating income in 2024?"),
        (DAYS, "How many visitors came on the 3rd of March?"),
        (MONTHS_ZH, "三月的降雨量是多少？"),
        (SHARES, "Which countries have more than 90?"),
    ],
)
def test_what_has_no_answer_gets_none(table: Grid, question: str) -> None:
    made = understood(table, question)
    assert made.plan is None or made.missing or not made.grounded, made.plan.expected
