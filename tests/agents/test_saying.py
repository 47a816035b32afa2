"""Numbers in words, sentences in both languages, and the check that every number said has a witness."""

from __future__ import annotations

import pytest

from gbi_agents.dispatchers.planning.saying import Saying
from gbi_agents.sentences import sentence
from gbi_agents.verify import check_passage, numbers_are_in
from gbi_agents.wording import bare_measure, listed, number, quantity


@pytest.mark.parametrize(
    ("value", "unit", "scale", "language", "said"),
    [
        (409, "USD", 1e6, "en", "409 million USD"),
        (40, "%", 0.01, "en", "40%"),
        (1234567, None, 1.0, "en", "1,234,567"),
        (200, "CNY", 1e4, "zh", "200 万元"),
        (3.5, None, 1e8, "zh", "3.5 亿"),
        ("France", None, 1.0, "en", "France"),
    ],
)
def test_quantities(value: object, unit: str | None, scale: float, language: str, said: str) -> None:
    assert quantity(value, unit, scale, language) == said  # type: ignore[arg-type]


def test_computed_numbers_keep_their_digits() -> None:
    assert (number(0.27266666), number(359.75), number(-0.004567), number(1e6)) == (
        "0.2727",
        "359.75",
        "-0.004567",
        "1,000,000",
    )


def test_a_unit_is_not_said_twice() -> None:
    assert bare_measure("Net income in million U.S. dollars") == "Net income"
    assert bare_measure("销售额（万元）") == "销售额"


def test_long_lists_are_cut_and_counted() -> None:
    assert listed([str(i) for i in range(15)], "en").endswith("and 3 more")


@pytest.mark.parametrize(
    ("operation", "language", "said"),
    [("lookup", "en", "Net income (2018) is 5 million USD."), ("lookup", "zh", "2018，Net income为5 百万美元。")],
)
def test_sentences(operation: str, language: str, said: str) -> None:
    saying = Saying(
        operation=operation, shape="scalar", measure="Net income", subjects=("2018",), unit="USD", scale=1e6
    )
    assert sentence(saying, [(5,)], 5, "", language) == said  # type: ignore[arg-type]


def test_truth_says_both_sides() -> None:
    saying = Saying(operation="truth", shape="truth", subjects=("A", "B"), test=">")
    assert sentence(saying, [(False, 1.0, 2.0)], False, "", "en") == "No: A is 1, not more than B (2)."


def test_a_number_without_a_witness_is_found() -> None:
    assert numbers_are_in("It was 409 in 2018.", [409.0], "What was it in 2018?").passed
    made_up = numbers_are_in("It was 410 in 2018.", [409.0], "What was it in 2018?")
    assert not made_up.passed and made_up.detail == "410"


def test_a_passage_must_hold_the_value() -> None:
    assert all(check.passed for check in check_passage("1,234", "there were 1,234 people", 1234))
    assert not check_passage("99", "there were 1,234 people", 99)[0].passed
