"""Forms of questions: choices put as yes or no, slips of the pen, numbers asked for confirmation, open ranges, gaps."""

from __future__ import annotations

import pytest

from gbi_agents.dispatchers.planning.understand import Interpretation, interpret
from gbi_agents.language import language_of
from gbi_agents.spelling import mended
from gbi_agents.tables import Grid, forms_of
from support.grids import database, grid

VOTES = grid(
    [["Group", "Stay", "Leave"], ["Young", 70, 30], ["Old", 40, 60], ["Students", 80, 20]], name="votes",
    chart_type="grouped bar", title="Votes by group", units=dict.fromkeys(("Stay", "Leave"), ("%", 0.01)),
)  # fmt: skip
OWNERS = grid(
    [["Year", "Share of respondents"], [2015, 90], [2016, 95], [2017, 98]], name="owners", chart_type="bar",
    title="Owners of a freezer", units={"Share of respondents": ("%", 0.01)},
)  # fmt: skip
SIZES = grid(
    [["Size", "Number of firms"], ["0-9", 500], ["10-49", 120], ["50-249", 40], ["250+", 25]], name="sizes",
    chart_type="bar", title="Firms by number of people employed",
)  # fmt: skip
LINES = grid(
    [["Year", "Apples", "Pears"], [2014, 10, 20], [2015, 15, 21], [2016, 40, 21]], name="lines", chart_type="line",
    title="Fruit sales",
)  # fmt: skip
REGIONS = grid(
    [["地区", "销售额", "利润"], ["华东", 200, 20], ["华北", 130, 15], ["华南", 160, 10]], name="regions",
    chart_type="grouped bar", title="各地区销售额与利润",
)  # fmt: skip

CASES: list[tuple[Grid, str, object]] = [
    (VOTES, "Did more of the old stay or leave?", "Leave"),
    (VOTES, "In Young which is the highest?", "Stay"),
    (VOTES, "Is the share of stay among students 80?", True),
    (VOTES, "Is the share of stay among students 75%?", False),
    (VOTES, "Which group has the larget leave?", "Old"),
    (VOTES, "What is the differnce between stay and leave for the young?", 40),
    (VOTES, "Can you tell me the avarage of stay?", pytest.approx(190 / 3)),
    (VOTES, "What is the lowest leave among the three?", 20),
    (OWNERS, "What was the share of respondents who own a freezer in 2017?", 98),
    (OWNERS, "What was the record year of the share of respondents?", 2017),
    (SIZES, "How many firms employed 250 or more people?", 25),
    (LINES, "What is the maximum difference between apples and pears?", 19),
    (LINES, "What is the smallest difference between apples and pears?", 6),
    (REGIONS, "华东和华北的销售额哪个更高？", "华东"),
    (REGIONS, "华东的销售额是200吗？", True),
    (REGIONS, "华南的利润是12吗？", False),
    (REGIONS, "利润最低的是哪个地区？", "华南"),
]


def understood(table: Grid, question: str) -> Interpretation:
    return interpret(question, language_of(question) or "en", [table])[0]


@pytest.mark.parametrize(("table", "question", "expected"), CASES, ids=[case[1] for case in CASES])
def test_the_form_is_understood(table: Grid, question: str, expected: object) -> None:
    made = understood(table, question)
    assert made.plan is not None and not made.missing and made.grounded, (made.uncovered, made.missing)
    rows = database(table).execute(made.plan.tree.sql(dialect="duckdb")).fetchall()
    assert rows[0][0] == expected
    assert made.plan.expected == expected


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("250+", ("250", "or", "more")), ("65 and older", ("65", "or", "older")), ("<18", ("under", "18")),
        ("Younger than 65 years", ("under", "65")), (">100", ("more", "than", "100")),
    ],
)  # fmt: skip
def test_open_ranges_are_said_in_many_ways(text: str, way: tuple[str, ...]) -> None:
    assert way in forms_of(text)


def test_only_words_of_operations_are_mended_and_none_that_a_table_holds() -> None:
    assert mended("the higest and the lowst", [VOTES]) == "the highest and the lowest"
    assert mended("the latest county radio of Germeny", [VOTES]) == "the latest county radio of Germeny"
    named = grid([["Name", "Score"], ["Longst Ltd", 3], ["Other", 4]], name="named")
    assert mended("score of Longst", [named]) == "score of Longst"


def test_a_run_of_records_is_not_counted_as_if_it_were_any() -> None:
    made = understood(LINES, "For how many consecutive years were apples above 12?")
    assert made.plan is None or not made.grounded
