"""Ten aggregate questions and the cells that a person would mark for each: exactly those, no more and no fewer.

Value cells are those the number or the name stands in; support cells are those that had to be looked at to find them.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from gbi.types import Value
from support.laboratory import Laboratory, cells, cited


@dataclass(frozen=True)
class Question:
    asked: str
    sql: str
    answer: Value
    value: str
    support: str


QUESTIONS = (
    Question(
        "What were total sales in 2022?",
        "SELECT sum(revenue) FROM sales WHERE year = 2022",
        260.0,
        value="sales.revenue 3 4 5",
        support="sales.year 3 4 5",
    ),
    Question(
        "What was the average revenue of the North?",
        "SELECT avg(revenue) FROM sales WHERE region = 'North'",
        110.0,
        value="sales.revenue 0 3",
        support="sales.region 0 3",
    ),
    Question(
        "By how much did the South's revenue rise from 2021 to 2022?",
        "SELECT (SELECT revenue FROM sales WHERE region = 'South' AND year = 2022)"
        " - (SELECT revenue FROM sales WHERE region = 'South' AND year = 2021)",
        30.0,
        value="sales.revenue 1 4",
        support="sales.region 1 4; sales.year 1 4",
    ),
    Question(
        "By how many percent did the North grow?",
        "SELECT (max(revenue) FILTER (WHERE year = 2022) / max(revenue) FILTER (WHERE year = 2021) - 1) * 100"
        " FROM sales WHERE region = 'North'",
        20.0,
        value="sales.revenue 0 3",
        support="sales.region 0 3; sales.year 0 3",
    ),
    Question(
        "Which region had the largest revenue in 2022?",
        "SELECT region FROM sales WHERE year = 2022 ORDER BY revenue DESC LIMIT 1",
        "North",
        value="sales.region 3; sales.revenue 3",
        support="sales.year 3; sales.revenue 4 5",
    ),
    Question(
        "What was the smallest cost in 2021?",
        "SELECT min(cost) FROM sales WHERE year = 2021",
        45.0,
        value="sales.cost 1",
        support="sales.cost 0 2; sales.year 0 1 2",
    ),
    Question(
        "What was revenue per inhabitant in the East in 2022?",
        "SELECT s.revenue / p.inhabitants FROM sales s JOIN people p ON s.region = p.region"
        " WHERE s.year = 2022 AND s.region = 'East'",
        2.0,
        value="sales.revenue 5; people.inhabitants 2",
        support="sales.region 5; sales.year 5; people.region 2",
    ),
    Question(
        "What share of 2022's revenue came from regions of more than 15 thousand people?",
        "SELECT sum(CASE WHEN p.inhabitants > 15 THEN s.revenue END) / sum(s.revenue)"
        " FROM sales s JOIN people p ON s.region = p.region WHERE s.year = 2022",
        140 / 260,
        value="sales.revenue 3 4 5",
        support="sales.region 3 4 5; people.region 0 1 2; sales.year 3 4 5; people.inhabitants 1 2",
    ),
    Question(
        "Which region sold most over both years?",
        "WITH totals AS (SELECT region, sum(revenue) AS total FROM sales GROUP BY region)"
        " SELECT region FROM totals ORDER BY total DESC LIMIT 1",
        "North",
        value="sales.region 0 3; sales.revenue 0 3",
        support="sales.revenue 1 2 4 5",
    ),
    Question(
        "In how many cases was revenue above 65?",
        "SELECT count(*) FROM sales WHERE revenue > 65",
        4,
        value="sales.revenue 0 2 3 4",
        support="",
    ),
)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.asked)
def test_exactly_the_cells_that_a_person_would_mark(lab: Laboratory, question: Question) -> None:
    result = lab.ask(question.sql)
    assert len(result.rows) == 1
    assert result.rows[0][0] == pytest.approx(question.answer)
    assert cited(result, 0, 0, "value") == cells(question.value)
    assert cited(result, 0, 0, "support") == cells(question.support)


def test_every_cited_cell_leads_to_its_place(lab: Laboratory) -> None:
    for witness in lab.ask(QUESTIONS[0].sql).witnesses():
        assert witness.tables == ("sales",)
        assert all(cell.place is not None and cell.id for cell in witness.cells)
