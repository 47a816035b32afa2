"""Words to labels: joining, cutting, stacking; dates in all notations; what is swept out."""

from __future__ import annotations

import datetime as dt

import pytest

from gbi.readers.chart.clean import cleaned
from gbi.readers.chart.dates import is_month, read_date
from gbi.readers.chart.phrases import SLANTED, phrases_of, stack
from gbi.readers.chart.runs import split_runs
from gbi.readers.chart.scene import Bar, Line, Scene, Symbol
from gbi.types import Word
from support.drawn import BLUE, word


def test_words_of_a_label_join_and_ticks_do_not() -> None:
    words = [word("6", 10, 10), word("000", 24, 10), word("2019", 80, 10), word("2020", 112, 10)]
    assert [p.text for p in phrases_of(words)] == ["6 000", "2019", "2020"]


def test_rotated_words_join_upwards() -> None:
    words = [word("income", 20, 60, 90), word("Net", 20, 86, 90)]
    assert [p.text for p in phrases_of(words)] == ["Net income"]


def test_chinese_joins_without_space() -> None:
    assert [p.text for p in phrases_of([word("销售", 20, 10), word("额", 29, 10)])] == ["销售额"]


def test_wrapped_lines_stack() -> None:
    lines = phrases_of([word("Strongly", 50, 10), word("agree", 50, 21), word("Other", 200, 10)])
    assert sorted(p.text for p in stack(lines)) == ["Other", "Strongly agree"]


def test_slanted_text_keeps_to_itself() -> None:
    usual = [word("10", 10, y) for y in (10, 50, 90)]
    slanted = [Word(text="August 2012", box=(40 * i, 100, 40 * i + 50, 150), angle=90) for i in range(2)]
    found = [p for p in phrases_of([*usual, *slanted]) if p.angle == SLANTED]
    assert [p.text for p in found] == ["August 2012", "August 2012"]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("2012 2013 2014", ["2012", "2013", "2014"]),
        ("2017/182018/19 2019/20", ["2017/18", "2018/19", "2019/20"]),
        ("3.85 4.2 4.04", ["3.85", "4.2", "4.04"]),
        ("6 000", ["6 000"]),
        ("2 000 4 000", ["2 000", "4 000"]),
        ("2011 52", ["2011 52"]),
        ("18 to 29 years", ["18 to 29 years"]),
        ("Jan 2020", ["Jan 2020"]),
    ],
)
def test_runs_are_cut_only_where_sure(text: str, pieces: list[str]) -> None:
    cut = split_runs([word(text, 100, 10)])
    assert [w.text for w in cut] == pieces
    assert cut[0].box[0] == word(text, 100, 10).box[0]


@pytest.mark.parametrize(
    ("text", "date", "grain"),
    [
        ("2019", (2019, 1, 1), "year"), ("2019*", (2019, 1, 1), "year"), ("2010/11", (2010, 1, 1), "year"),
        ("'19", (2019, 1, 1), "year"), ("FY2019", (2019, 1, 1), "year"), ("Q3 2012", (2012, 7, 1), "quarter"),
        ("Q1 '12", (2012, 1, 1), "quarter"), ("2012 Q4", (2012, 10, 1), "quarter"),
        ("Jan 2020", (2020, 1, 1), "month"),
        ("Nov '19", (2019, 11, 1), "month"), ("August 2012", (2012, 8, 1), "month"),
        ("2020年3月", (2020, 3, 1), "month"),
        ("2020年", (2020, 1, 1), "year"), ("2020-01-05", (2020, 1, 5), "day"), ("5 Jan 2020", (2020, 1, 5), "day"),
        ("Mar 5, 2020", (2020, 3, 5), "day"),
    ],
)  # fmt: skip
def test_dates(text: str, date: tuple[int, int, int], grain: str) -> None:
    dated = read_date(text)
    assert dated is not None
    assert (dated.ordinal, dated.grain) == (dt.date(*date).toordinal(), grain)


@pytest.mark.parametrize("text", ["", "12", "1234567", "31 Feb 2020", "3.5", "18-29", "Q5 2019", "Germany"])
def test_no_dates(text: str) -> None:
    assert read_date(text) is None


def test_months_without_year() -> None:
    assert is_month("Sept") and is_month("3月") and not is_month("Monday")


def test_debris_is_swept_out() -> None:
    words = (word("© Example 2021", 500, 430), word("50", 80, 100), word("100", 80, 50))
    icon = Bar((545, 426, 553, 434), (60, 60, 60))
    shred = Bar((300, 100, 302, 106), (60, 60, 60))
    bars = (Bar((100, 100, 120, 300), BLUE), Bar((140, 80, 160, 300), BLUE))
    scene = cleaned(Scene((0, 0, 600, 450), words, bars=(*bars, icon, shred)))
    assert scene.bars == bars


def test_hollow_markers_read_as_letters_are_symbols() -> None:
    line = Line(((100, 300), (300, 200), (500, 100)), BLUE)
    words = (word("o", 300, 200), word("100", 80, 50), word("o", 300, 60))
    scene = cleaned(Scene((0, 0, 600, 450), words, lines=(line,)))
    assert scene.symbols == (Symbol((300.0, 200.0), 10.0, BLUE),)
    assert [w.text for w in scene.words] == ["100", "o"]
    assert len(cleaned(Scene((0, 0, 600, 450), words, lines=(line,), source="vector")).words) == 3


def test_line_traced_on_both_sides_is_one() -> None:
    upper = Line(((100, 300), (300, 200), (500, 100)), BLUE)
    lower = Line(((100, 303), (200, 253), (300, 203), (500, 103)), BLUE)
    scene = cleaned(Scene((0, 0, 600, 450), (word("100", 80, 50),), lines=(upper, lower)))
    assert scene.lines == (lower,)
