"""Tokens, stems, languages, years and small numbers of both languages."""

from __future__ import annotations

import pytest

from gbi_agents.language import language_of, small_number, stem, stems, tokenize, year_of


def test_words_numbers_and_chinese_characters_are_tokens() -> None:
    assert [t.text for t in tokenize("Sales of U.S. firms: 1,234.5%")] == ["sales", "of", "us", "firms", "1234.5", "%"]
    assert [t.text for t in tokenize("2020年营收")] == ["2020", "年", "营", "收"]


def test_apostrophe_years_and_quarters_become_whole() -> None:
    assert "2018" in stems("in Oct '18")
    assert stems("the third quarter of 2020") == ("the", "q", "3", "2020")


@pytest.mark.parametrize(
    ("word", "folded"),
    [("countries", "country"), ("boxes", "box"), ("glass", "glass"), ("country's", "country"), ("gas", "gas")],
)
def test_plurals_fold(word: str, folded: str) -> None:
    assert stem(word) == folded


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What is it?", "en"),
        ("是多少？", "zh"),
        ("Сколько это стоит?", None),
        ("これはいくらですか", None),
        ("...", None),
    ],
)
def test_languages(text: str, language: str | None) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "year"),
    [("2018*", 2018), ("FY2018", 2018), ("2017/18", 2018), ("2019-03-31", 2019), ("2014-2019", None), ("12,018", None)],
)
def test_years(text: str, year: int | None) -> None:
    assert year_of(text) == year


def test_small_numbers_in_words() -> None:
    assert (small_number("three"), small_number("十二"), small_number("两"), small_number("many")) == (3, 12, 2, None)
