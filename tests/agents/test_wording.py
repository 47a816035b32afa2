"""Numbers, units and lists in words, in both languages; a sentence's numbers each have a witness."""

from __future__ import annotations

import pytest

from gbi.types import Check, Value
from gbi_agents.chinese import in_language
from gbi_agents.language import Language
from gbi_agents.verify import check_passage, failure, numbers_are_in
from gbi_agents.wording import bare_measure, listed, number, quantity


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1234567.0, "1,234,567"),
        (-412.0, "-412"),
        (12.5, "12.5"),
        (1234.5678, "1,234.57"),
        (2.0, "2"),
        (0.0123456, "0.01235"),
        (-0.5, "-0.5"),
        (0.333333333, "0.3333"),
        (1e-9, "0.000000001"),
    ],
)
def test_numbers_keep_what_a_reader_needs(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "unit", "scale", "english", "chinese"),
    [
        (409.0, "USD", 1e6, "409 million USD", "409 百万美元"),
        (12.3, "CNY", 1e8, "12.3 hundred million CNY", "12.3 亿元"),
        (40.0, "%", 1.0, "40%", "40%"),
        (7.0, None, 1.0, "7", "7"),
        (7.0, "GWh", 1.0, "7 GWh", "7 GWh"),
        (7.0, None, 1e4, "7 ten thousand", "7 万"),
        ("North", "USD", 1e6, "North", "North"),
        (True, None, 1.0, "True", "True"),
        (None, "USD", 1e6, "", ""),
        (5.0, None, 1e7, "5 crore", "5 千万"),
        (5.0, None, 7.0, "5", "5"),
    ],
)
def test_quantities_are_said_as_shown(value: Value, unit: str | None, scale: float, english: str, chinese: str) -> None:
    assert (quantity(value, unit, scale, "en"), quantity(value, unit, scale, "zh")) == (english, chinese)


@pytest.mark.parametrize(
    ("measure", "bare"),
    [
        ("Revenue in million USD", "Revenue"),
        ("Revenue (million USD)", "Revenue"),
        ("营业收入（亿元）", "营业收入"),
        ("Share in percent of adults", "Share"),
        ("Time in office", "Time in office"),
        ("(in %)", "(in %)"),
        ("Revenue", "Revenue"),
    ],
)
def test_a_measure_is_named_without_the_unit_that_is_said_beside_it(measure: str, bare: str) -> None:
    assert bare_measure(measure) == bare


@pytest.mark.parametrize(
    ("names", "english", "chinese"),
    [
        ((), "", ""),
        (("North",), "North", "North"),
        (("North", "", "South"), "North and South", "North、South"),
        (("a", "b", "c"), "a, b and c", "a、b、c"),
    ],
)
def test_names_are_listed_as_each_language_does(names: tuple[str, ...], english: str, chinese: str) -> None:
    assert (listed(names, "en"), listed(names, "zh")) == (english, chinese)


@pytest.mark.parametrize(("language", "end"), [("en", "n11 and 3 more"), ("zh", "n11等15项")])
def test_a_long_list_tells_how_many_there_are(language: Language, end: str) -> None:
    assert listed([f"n{i}" for i in range(15)], language).endswith(end)


def known(text: str, *values: Value, question: str = "") -> bool:
    return numbers_are_in(text, values, question).passed


def test_a_number_that_nobody_gave_is_found() -> None:
    check = numbers_are_in("North sold 409 and 410 in 2018.", (409.0,), "How much in 2018?")
    assert (check.passed, check.detail) == (False, "410")


def test_numbers_may_be_said_rounded_grouped_or_without_their_sign() -> None:
    assert known("It was 1,234.57.", 1234.5678)
    assert known("It fell by 412.", -412.0)
    assert known("It was 12.3 亿元", 12.34)
    assert not known("It was 12.", 12.34), "a whole number is said only of a whole one"
    assert not known("It was 13.3.", 12.34)


def test_numbers_in_names_and_in_the_question_have_their_witness_there() -> None:
    assert known("G20 countries: 5", "G20 countries", 5.0)
    assert known("In 2018, 5", 5.0, question="What was it in 2018?")
    assert not known("In 2019, 5", 5.0, question="What was it in 2018?")
    assert not known("1", True), "yes and no are no numbers"


@pytest.mark.parametrize(
    ("value", "quoted", "passed"),
    [
        (52, "It has 52 shops.", True),
        (52.0, "It has 52 shops.", True),
        (53, "It has 52 shops.", False),
        (1234.5, "Sales of 1,234.50 million.", True),
        (-5, "Sales fell by −5 %.", True),
        (-5, "Sales rose by 5 %.", False),
        (None, "It has 52 shops.", True),
        ("Harbour", "Harbour has 52 shops.", True),
    ],
)
def test_a_passage_s_value_stands_in_it(value: Value, quoted: str, passed: bool) -> None:
    check = check_passage(quoted, quoted, value)[0]
    assert (check.name, check.passed) == ("the value stands in the passage", passed)


@pytest.mark.parametrize(
    ("detail", "english", "chinese"),
    [
        ("", "check failed: every number has a witness", "未通过检查：每个数字都有出处"),
        ("410", "check failed: every number has a witness (410)", "未通过检查：每个数字都有出处（410）"),
    ],
)
def test_a_failed_check_is_told_in_both_languages(detail: str, english: str, chinese: str) -> None:
    told = failure(Check(name="every number has a witness", passed=False, detail=detail))
    assert (told, in_language(told, "zh")) == (english, chinese)
