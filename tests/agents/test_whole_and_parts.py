"""A whole is no part: the year's figure does not answer for a quarter, nor one cell for a movement between two; parts
of one thing may be added where the table says what it is split by."""

from __future__ import annotations

import pytest

from gbi_agents.dispatchers.planning.statements.asked import asked_of
from gbi_agents.dispatchers.planning.understand import interpret
from support.grids import grid

REGIONS = grid(
    [["Region", "2022", "2023"], ["Europe", 200, 300], ["Asia", 100, 250]], name="regions", title="Revenue by region"
)
LINES = grid([["Item", "2022", "2023"], ["Revenue", 200, 300], ["Net income", 100, 250]], name="lines")
QUARTERS = grid(
    [["Quarter", "Revenue"], ["Q1 2023", 212], ["Q4 2023", 263]], name="quarters", chart_type="bar", title="Revenue"
)


@pytest.mark.parametrize("part", ["Q4 2023", "q4 2023", "the fourth quarter of 2023", "H1 2023"])
def test_the_name_of_a_document_makes_no_quarter_of_its_year(part: str) -> None:
    names = "northwind q4 2023 quarterly report fourth quarter h1"
    assert asked_of(f"What was the revenue in {part}?", names) is None
    assert asked_of("What was the revenue in 2023?", names) is not None


def test_a_chinese_quarter_is_no_year_either() -> None:
    assert asked_of("2023年第四季度的营业收入是多少？", "第四季度报告") is None
    assert asked_of("2023年的营业收入是多少？", "第四季度报告") is not None


def test_the_rows_that_a_table_is_split_by_are_added() -> None:
    made = interpret("total revenue in 2023", "en", [REGIONS])[0].plan
    assert made is not None and (made.saying.operation, made.expected) == ("sum", 550)


def test_unlike_lines_of_a_statement_are_not_added() -> None:
    made = interpret("total in 2023", "en", [LINES])[0].plan
    assert made is None or made.saying.operation != "sum"


def test_one_cell_is_no_growth_between_two() -> None:
    best = interpret("What was the growth of revenue from Q1 to Q4 2023?", "en", [QUARTERS])[0]
    assert best.plan is None or best.plan.saying.operation in ("growth", "difference") or not best.grounded


def test_amounts_and_shares_of_a_row_are_not_weighed_against_each_other() -> None:
    table = grid(
        [["产品", "收入", "占比"], ["云服务", 213, 44.16], ["硬件", 26, 5.39]],
        name="products",
        units={"收入": ("CNY", 1e4), "占比": ("%", 0.01)},
    )
    made = interpret("云服务收入占比是多少？", "zh", [table])[0].plan
    assert made is None or made.expected == 44.16
