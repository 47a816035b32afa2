"""Titles, axis titles and what is no part of the data."""

from __future__ import annotations

import pytest

from gbi.readers.chart.axes import find_axes
from gbi.readers.chart.naming import first_column, unit_of, value_column
from gbi.readers.chart.phrases import phrases_of
from gbi.readers.chart.titles import Titles, find_titles, is_note
from support.drawn import Canvas, word


@pytest.mark.parametrize(
    "text",
    [
        "Source: Eurostat",
        "© Statista 2021",
        "Show source",
        "Additional Information",
        "Note: rounded.",
        "www.example.org",
        "资料来源：国家统计局",
        "Details: Spain; 2017",
        "OurWorldInData.org/energy • CC BY",
        "Notes. Figures may not add up",
        "Survey conducted Sept. 3-7",
    ],
)
def test_notes(text: str) -> None:
    assert is_note(text)


@pytest.mark.parametrize(
    "text",
    ["Share of respondents", "Sources of income", "Download speed in Mbps", "Data centres", "By region", "销售额"],
)
def test_axis_titles_are_no_notes(text: str) -> None:
    assert not is_note(text)


def test_title_and_subtitle_above_the_plot() -> None:
    words = [word("Use of social media", 150, 15), word("percent of adults", 142, 32), word("50", 90, 90)]
    titles = find_titles(phrases_of(words), (100, 50, 500, 350), [])
    assert titles.title.startswith("Use of social media")


def test_axis_titles_give_name_unit_and_scale() -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(["2015", "2016", "2017"]).series([[10, 20, 30]])
    canvas.text("Revenue in billion euros", 40, 200, 90).text("Fiscal year", 300, 385)
    axes = find_axes(canvas.scene())
    assert axes.y is not None and axes.x is not None
    assert (axes.y.title, axes.y.unit, axes.y.scale) == ("Revenue in billion euros", "EUR", 1e9)
    assert axes.x.title == "Fiscal year"


def test_rotated_title_of_two_lines_reads_in_order() -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(["A", "B", "C"]).series([[10, 20, 30]])
    canvas.text("Number of players", 30, 200, 90).text("in thousands", 42, 200, 90)
    axis = find_axes(canvas.scene()).y
    assert axis is not None and axis.title == "Number of players in thousands"
    assert axis.scale == 1e3


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (["2010", "2011*", "2012"], "Year"),
        (["Q1 2010", "Q2 2010"], "Quarter"),
        (["Jan 2020", "Feb 2020"], "Month"),
        (["Jan", "Feb", "Mar"], "Month"),
        (["France", "Spain"], "Category"),
        (["2019年", "2020年"], "Year"),
    ],
)
def test_first_column_is_named_by_what_it_holds(texts: list[str], name: str) -> None:
    assert first_column(texts, None).name == name


def test_value_column_names_and_units() -> None:
    assert value_column(None, None, Titles("Sales in million euros"))[0] == "Sales in million euros"
    assert value_column("Men", None, Titles("Sales"))[0] == "Men"
    assert value_column(None, None, Titles())[0] == "value"
    assert unit_of("Sales in million euros", None, None) == ("EUR", 1e6)
    assert unit_of("", "%", None) == ("%", 0.01)


def test_pieces_of_a_standing_title_are_read_upwards_whatever_their_column_says() -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(["a", "b"]).series([[30, 60]])
    canvas.words += [
        word("Disease cases in", 50.0, 260, angle=90),
        word("millions", 48.8, 170, angle=90),
    ]
    axes = find_axes(canvas.scene())
    assert axes.y is not None and axes.y.title == "Disease cases in millions"
