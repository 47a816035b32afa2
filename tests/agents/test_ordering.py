"""Everything in order, and all that rose or fell between two years, in tables of years and in charts of series."""

from __future__ import annotations

import pytest

from gbi_agents.dispatchers.planning.understand import interpret
from gbi_agents.language import Language
from gbi_agents.tables import Grid
from support.grids import database, grid

REGIONS = grid(
    [["Region", "2021", "2022", "2023"], ["North", 100, 120, 130], ["South", 90, 80, 96], ["West", 50, 66, 60],
     ["East", 200, 210, 205]],
    name="regions", title="Revenue by region",
)  # fmt: skip
PLACES = grid(
    [["地区", "2022年（万元）", "2023年（万元）"], ["苏南", 120, 130], ["苏北", 80, 96], ["浙东", 66, 60],
     ["合计", 266, 286]],
    name="places", title="分地区收入",
)  # fmt: skip
SEGMENTS = grid(
    [["Segment", "Revenue 2022", "Revenue 2023", "Staff 2022", "Staff 2023"], ["Mail", 120, 130, 9, 8],
     ["Freight", 90, 80, 7, 9], ["Total", 210, 210, 16, 17]],
    name="segments", title="Segments",
)  # fmt: skip
VENDORS = grid(
    [["x", "Orion", "Vega", "Lyra"], ["2021", 31, 28, 12], ["2022", 33, 27, 14], ["2023", 36, 25, 15]],
    name="vendors", title="Market share by vendor", chart_type="bar",
)  # fmt: skip


def named(question: str, language: Language, table: Grid) -> object:
    """What is answered, after the query gave the same."""
    best = interpret(question, language, [table])[0]
    if best.plan is None or not best.grounded or best.missing:
        return None
    rows = database(table).execute(best.plan.tree.sql(dialect="duckdb")).fetchall()
    labels = tuple(row[0] for row in rows)
    assert best.plan.expected in (labels, labels[0] if labels else ())
    assert not best.plan.warnings
    return best.plan.expected


@pytest.mark.parametrize(
    "question",
    [
        "Rank the regions by revenue in 2023",
        "Please rank regions by 2023 revenue",
        "List the regions in order of revenue in 2023",
        "Sort the regions by revenue in 2023, highest first",
    ],
)
def test_all_in_order_the_highest_first(question: str) -> None:
    assert named(question, "en", REGIONS) == ("East", "North", "South", "West")


@pytest.mark.parametrize("tail", [", lowest first", " in ascending order"])
def test_all_in_order_the_lowest_first(tail: str) -> None:
    assert named(f"Sort the regions by revenue in 2023{tail}", "en", REGIONS) == ("West", "South", "North", "East")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("按2023年收入对地区排名", "苏南"),
        ("2023年各地区收入排名", "苏南"),
        ("将各地区按2023年收入从高到低排序", "苏南"),
        ("将各地区按2023年收入从低到高排序", "浙东"),
    ],
)
def test_all_in_order_in_chinese_without_the_total(question: str, first: str) -> None:
    found = named(question, "zh", PLACES)
    assert isinstance(found, tuple)
    assert found[0] == first
    assert set(found) == {"苏南", "苏北", "浙东"}


def test_series_are_ranked_within_a_year() -> None:
    assert named("Rank the vendors by share in 2022", "en", VENDORS) == ("Orion", "Vega", "Lyra")


def test_equal_values_stand_in_the_order_of_the_table() -> None:
    tied = grid([["City", "Sales"], ["Ulm", 5], ["Bonn", 7], ["Kiel", 5], ["Jena", 5]], name="tied", title="Sales")
    assert named("Rank the cities by sales", "en", tied) == ("Bonn", "Ulm", "Kiel", "Jena")


def test_a_ranking_over_several_years_is_not_guessed() -> None:
    assert named("Rank the regions by revenue", "en", REGIONS) is None


def test_a_place_in_a_ranking_is_no_list() -> None:
    assert named("Which region ranks second in 2023?", "en", REGIONS) == "North"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which regions declined in 2022?", ("South",)),
        ("Which regions grew in 2023?", ("North", "South")),
        ("Which regions fell from 2021 to 2023?", None),
        ("Which region's revenue fell in 2023?", ("West", "East")),
        ("Which regions declined in 2021?", None),
    ],
)
def test_what_fell_from_the_year_before(question: str, expected: object) -> None:
    found = named(question, "en", REGIONS)
    assert (found or None) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [("哪些地区的收入在2023年下降了？", ("浙东",)), ("2023年哪些地区收入增长了？", ("苏南", "苏北"))],
)
def test_what_fell_in_chinese(question: str, expected: object) -> None:
    assert named(question, "zh", PLACES) == expected


def test_of_several_figures_the_one_that_is_named() -> None:
    assert named("Which segment's revenue fell in 2023?", "en", SEGMENTS) == ("Freight",)
    assert named("Which segment's staff fell in 2023?", "en", SEGMENTS) == ("Mail",)


def test_series_that_lost_between_two_years() -> None:
    assert named("Which vendor lost share between 2021 and 2023?", "en", VENDORS) == ("Vega",)
    assert named("Which vendors gained share from 2021 to 2023?", "en", VENDORS) == ("Orion", "Lyra")


@pytest.mark.parametrize(
    "question", ["Which factor drove the increase in 2023?", "Which plan led to the rise in 2023?"]
)
def test_a_cause_is_no_row_that_rose(question: str) -> None:
    assert named(question, "en", REGIONS) is None


def test_the_fastest_in_one_year_is_measured_from_the_year_before() -> None:
    assert named("Which region grew fastest in 2023?", "en", REGIONS) == "South"
    assert named("哪个地区2023年增长最快？", "zh", PLACES) == "苏北"


def test_who_led_in_a_year() -> None:
    assert named("Who was the leader in 2022?", "en", VENDORS) == "Orion"
    assert named("Who led in 2022?", "en", REGIONS) == "East"
