"""How much one thing moved in one year: against the year before, never by the level that the year ended on."""

from __future__ import annotations

import pytest

from gbi_agents.dispatchers.planning.understand import interpret
from gbi_agents.language import Language
from gbi_agents.sentences import sentence
from gbi_agents.tables import Grid
from support.grids import database, grid

REGIONS = grid(
    [["Region", "2021", "2022", "2023"], ["Nordics", 100, 120, 138], ["Iberia", 90, 80, 96], ["Benelux", 50, 66, 60]],
    name="regions",
)  # fmt: skip
YEARS = grid(
    [["Year", "Revenue (USD m)", "Employees", "Margin (%)"], ["2021", 441, 1200, 8.5], ["2022", 480, 1250, 9.5],
     ["2023", 456, 1300, 7.0]],
    name="years", units={"Revenue (USD m)": ("USD", 1e6), "Margin (%)": ("%", 0.01)},
)  # fmt: skip
GROWN = grid(
    [["Year", "Revenue", "Revenue growth (%)"], ["2021", 441, 11.6], ["2022", 480, 8.8], ["2023", 456, -5.0]],
    name="grown", units={"Revenue growth (%)": ("%", 0.01)},
)  # fmt: skip
COSTS = grid(
    [["项目", "2021年", "2022年", "2023年"], ["研发费用", 400, 410, 512.5], ["销售费用", 221, 240, 236]], name="costs"
)  # fmt: skip
STAFF = grid(
    [["Segment", "Revenue 2022", "Revenue 2023", "Staff 2022", "Staff 2023"], ["Mail", 120, 130, 9, 8],
     ["Freight", 90, 80, 7, 9]],
    name="staff",
)  # fmt: skip


def told(question: str, table: Grid, language: Language = "en") -> tuple[object, str]:
    """The value and the sentence, after the query gave the same; (None, "") where it is refused."""
    best = interpret(question, language, [table])[0]
    if best.plan is None or not best.grounded or best.missing:
        return None, ""
    rows = database(table).execute(best.plan.tree.sql(dialect="duckdb")).fetchall()
    value = rows[0][0]
    assert value == pytest.approx(best.plan.expected)
    return value, sentence(best.plan.saying, rows, value, "", language)


@pytest.mark.parametrize(
    ("question", "value", "word"),
    [
        ("How much did Nordics grow in 2023?", 18, "rose by 18"),
        ("By how much did Benelux fall in 2023?", 6, "fell by 6"),
        ("How much did Iberia decline in 2022?", 10, "fell by 10"),
        ("How much did Iberia decline in 2023?", -16, "rose by 16"),
        ("How much did Benelux grow in 2023?", -6, "fell by 6"),
        ("How did Iberia change in 2022?", -10, "fell by 10"),
        ("How much did the total grow in 2023?", 28, "rose by 28"),
    ],
)
def test_a_movement_is_said_with_its_direction(question: str, value: float, word: str) -> None:
    found, text = told(question, REGIONS)
    assert found == value
    assert word in text
    assert "2022" in text or "2021" in text or "total" in question


@pytest.mark.parametrize("question", ["How fast did Nordics grow in 2023?", "What was Nordics' 2023 growth?"])
def test_a_rate_is_told_in_per_cent(question: str) -> None:
    found, text = told(question, REGIONS)
    assert found == pytest.approx(0.15 * 100 if "%" not in text else found)
    assert "rose by 15%" in text


def test_the_first_year_of_a_table_has_none_before_it() -> None:
    for question in ("How much did Iberia grow in 2021?", "By what percentage did Iberia grow in 2021?"):
        assert told(question, REGIONS) == (None, "")


def test_years_down_the_table() -> None:
    assert told("How much did employees increase in 2022?", YEARS)[0] == 50
    assert told("By how much did revenue fall in 2023?", YEARS)[0] == 24
    assert told("2023年收入下降了多少？", YEARS, "zh") == (24, "从2022, Revenue到2023, Revenue下降了24 百万美元。")


def test_shares_move_by_points_and_not_by_per_cent_of_themselves() -> None:
    found, text = told("How much did the margin fall in 2023?", YEARS)
    assert found == pytest.approx(2.5)
    assert "fell by 2.5%" in text


def test_a_printed_growth_is_read() -> None:
    assert told("How much did revenue grow in 2022?", GROWN)[0] == 8.8


def test_a_growth_of_something_else_is_not() -> None:
    beside = grid(
        [["Year", "Revenue", "Revenue growth (%)", "Employees"], ["2021", 441, 11.6, 1200], ["2022", 480, 8.8, 1250]],
        name="beside", units={"Revenue growth (%)": ("%", 0.01)},
    )  # fmt: skip
    assert told("How much did employees increase in 2022?", beside)[0] == 50


def test_of_two_measures_the_one_that_is_named() -> None:
    assert told("By how much did Freight revenue fall in 2023?", STAFF)[0] == 10
    assert told("How much did the staff of Freight grow in 2023?", STAFF)[0] == 2


@pytest.mark.parametrize(
    ("question", "value"),
    [("2023年研发费用增长了多少？", 102.5), ("研发费用同比增长多少？", 25), ("2023年销售费用下降了多少？", 4)],
)
def test_in_chinese(question: str, value: float) -> None:
    found, text = told(question, COSTS, "zh")
    assert found == pytest.approx(value, rel=1e-6) or f"{value:g}%" in text
    assert "2022" in text


@pytest.mark.parametrize(
    ("question", "value"),
    [("Did Benelux grow in 2023?", False), ("Did Benelux fall in 2023?", True), ("Did Iberia grow in 2023?", True)],
)
def test_yes_or_no_against_the_year_before(question: str, value: bool) -> None:
    assert told(question, REGIONS)[0] is value


@pytest.mark.parametrize(
    ("question", "value"), [("How many regions grew in 2023?", 2), ("How many regions fell in 2023?", 1)]
)
def test_those_that_moved_are_counted_and_not_all_there_are(question: str, value: int) -> None:
    assert told(question, REGIONS)[0] == value


def test_one_measure_per_another() -> None:
    found, text = told("What was revenue per employee in 2022?", YEARS)
    assert found == pytest.approx(480e6 / 1250)
    assert "384,000 USD" in text
    assert told("What was margin per employee in 2022?", YEARS)[0] != pytest.approx(9.5 / 1250)


GROWTH = grid(
    [["Year", "value"], ["2017", 3.1], ["2018", 2.4], ["2019", 2.9]],
    name="growth", title="GDP growth rate by year", chart_type="bar",
)  # fmt: skip
OPINION = grid(
    [["Year", "Better", "Worse"], ["2018", 41, 30], ["2019", 45, 28]],
    name="opinion", title="How adults see the economy", chart_type="bar",
    units={"Better": ("%", 0.01), "Worse": ("%", 0.01)},
)  # fmt: skip
JOBS = grid(
    [["Year", "value"], ["2018", 120], ["2019", 90]], name="jobs", title="Job losses in thousands", chart_type="bar"
)


def test_a_chart_of_growth_is_read_and_not_compared() -> None:
    for question in (
        "What was the GDP growth in 2019?",
        "How much did GDP grow in 2019?",
        "What was the growth rate in 2018?",
    ):
        assert told(question, GROWTH)[0] in (2.9, 2.4), question


def test_people_who_say_that_something_moved_are_no_movement() -> None:
    found = told("What percentage of adults said that the economy has increased for the better in 2019?", OPINION)[0]
    assert found in (None, 45)
    assert told("How many jobs were lost in 2019?", JOBS)[0] in (None, 90)
