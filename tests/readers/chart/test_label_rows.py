"""Rows of labels below the marks: letters, names of months, runs that were recognised as one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from gbi.readers.chart.axes import find_axes
from gbi.readers.chart.axis import FittedAxis, Tick
from gbi.readers.chart.barrows import category_rows
from gbi.readers.chart.categories import at_centres, label_lines
from gbi.readers.chart.dates import is_month, month_of
from gbi.readers.chart.interpret import interpret
from gbi.readers.chart.layout import Layout, Mark
from gbi.readers.chart.phrases import phrases_of
from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.scene import Rule
from gbi.types import Word
from support.drawn import BLUE, Canvas, values, word

PLOT = (100.0, 50.0, 500.0, 350.0)


def read(canvas: Canvas, source: str = "vector") -> ChartTable:
    table = interpret(canvas.scene(source))
    assert table is not None
    return table


@pytest.mark.parametrize("names", [["A", "B", "C"], ["1", "2", "3"], ["甲", "乙", "丙"]])
def test_letters_are_the_labels_and_the_wide_title_is_not(names: list[str]) -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(names).series([[20, 60, 80]])
    table = read(canvas.text("a title much wider than they", 300, 382))
    assert [row[0].value for row in table.rows] == names
    assert table.columns[0].name == "a title much wider than they"
    assert not table.warnings


def run(text: str, x0: float, x1: float, y: float = 365.0) -> Word:
    return word(text, 0, y).model_copy(update={"box": (x0, y - 5, x1, y + 5), "confidence": 0.9})


MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]


def test_months_that_were_read_as_one_run_are_cut_apart() -> None:
    centres = [100 + 400 * (i + 0.5) / 6 for i in range(6)]
    whole = run("Jan Feb MarApr MayJun", 115, 485)
    lines = label_lines(phrases_of([whole, run("date (month)", 250, 350, 382)]), "x", PLOT)
    assert [line.text for line in lines] == ["Jan Feb MarApr MayJun"]
    found = at_centres(lines, "x", centres)
    assert [label.text if label else None for label in found] == MONTHS


def test_several_runs_of_one_row_are_each_cut() -> None:
    centres = [100 + 400 * (i + 0.5) / 6 for i in range(6)]
    parts = [run("Jan Feb Mar", 120, 278), run("Apr May Jun", 283, 480)]
    found = at_centres(phrases_of(parts), "x", centres)
    assert [label.text if label else None for label in found] == MONTHS


def test_a_label_wider_than_its_bar_is_not_cut() -> None:
    centres = [100 + 8.0 * i for i in range(50)]
    found = at_centres(phrases_of([run("Jan 2012", 80, 120), run("Jan 2013", 176, 216)]), "x", centres)
    assert {i: label.text for i, label in enumerate(found) if label} == {0: "Jan 2012", 12: "Jan 2013"}


@pytest.mark.parametrize("edge", [0.0, 0.5])
def test_months_are_counted_from_ticks_at_the_bars_middles_or_edges(edge: float) -> None:
    """25 monthly bars of 16 pt; January's ticks stand at its bar's middle, or half a bar before it."""
    canvas = Canvas().ticks([0, 50, 100])
    places = [100 + 16 * (i + 0.5) for i in range(25)]
    for i, middle in enumerate(places):
        canvas.bar(middle, 0, 20 + 2 * i, width=14)
    for i, year in ((1, 2019), (13, 2020)):
        at = places[i] - 16 * edge
        canvas.text(f"Jan {year}", at, 365)
        canvas.rules.append(Rule((at, 350.0), (at, 355.0), (90, 90, 90)))
    read_back = [row[0].value for row in read(canvas).rows]
    assert read_back[:4] == ["Dec 2018", "Jan 2019", "Feb 2019", "Mar 2019"]
    assert read_back[13] == "Jan 2020" and read_back[-1] == "Dec 2020"


@pytest.mark.parametrize(("wide", "first"), [(40.0, "2020"), (8.0, "2021")])
def test_only_level_labels_tell_that_ticks_stand_at_edges(wide: float, first: str) -> None:
    """A slanted label ends at its bar, and what was taken for its tick may be the edge of a stripe."""
    year = dt.date(2020, 1, 1).toordinal()
    layout = Layout("y", (), tuple(11.0 + 20 * i for i in range(5)), (BLUE,), 100.0, False)
    ticks = []
    for i in range(2):
        label = word(f"{2020 + 2 * i}", 0, 0).model_copy(update={"box": (0.0, 105.0, wide, 115.0)})
        ticks.append(Tick(40.0 * i, label.text, year + 731.0 * i, label))
    axis = FittedAxis("x", "date", 731.0 / 40, float(year), grain="year", ticks=tuple(ticks), ruled=True)
    bars = tuple(Mark((c - 5, 50, c + 5, 100), i, 0, 100, 50, c, 10) for i, c in enumerate(layout.centres))
    rows = category_rows(replace(layout, marks=bars), axis, ())
    assert rows[0].text == first and not rows[0].printed


def test_a_segment_of_equal_stacks_that_is_not_there_is_none_of_the_whole() -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(["a", "b", "c"]).legend(["x", "y"])
    canvas.stack([[60, 100, 40], [40, 0, 60]])
    canvas.bars = [bar for bar in canvas.bars if bar.box[3] - bar.box[1] > 1]
    assert values(read(canvas))["y"] == pytest.approx([40, 0, 60], abs=0.5)


def test_equal_first_segments_are_no_baseline() -> None:
    canvas = Canvas().stack([[12, 26, 26, 26], [12, 12, 12, 12]], labels=True).categories(["a", "b", "c", "d"])
    table = values(read(canvas.legend(["x", "y"])))
    assert (table["x"], table["y"]) == ([12, 26, 26, 26], [12, 12, 12, 12])


def test_one_long_word_with_capitals_stays_whole_at_its_place() -> None:
    found = at_centres(phrases_of([run("MacBook", 160, 240), run("ThinkPad", 360, 440)]), "x", [200.0, 400.0])
    assert [label.text if label else None for label in found] == ["MacBook", "ThinkPad"]


@pytest.mark.parametrize(
    ("text", "month"), [("8月", 8), ("12月", 12), ("Sept", 9), ("January", 1), ("Q3", None), ("13月", None)]
)
def test_the_month_that_a_text_names(text: str, month: int | None) -> None:
    assert month_of(text) == month
    assert is_month(text) is (month is not None)


@pytest.mark.parametrize(
    "names",
    [
        ["5月", "6月", "7月", "8月"],
        ["11月", "12月", "1月", "2月"],
        ["Q1", "Q2", "Q3", "Q4"],
        ["3月", "4月", "5月", "6月"],
    ],
)
def test_months_and_quarters_are_names_not_numbers(names: list[str]) -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(names).series([[20, 60, 80, 40]])
    axis = find_axes(canvas.scene()).x
    assert axis is not None and axis.kind == "category"
    assert [category.text for category in axis.categories] == names
    assert [row[0].value for row in read(canvas).rows] == names


def test_months_up_the_side_are_names_too() -> None:
    names = ["5月", "6月", "7月", "8月"]
    canvas = Canvas(lying=True).ticks([0, 50, 100]).categories(names).series([[20, 60, 80, 40]])
    axis = find_axes(canvas.scene()).y
    assert axis is not None and axis.kind == "category"


def test_every_third_month_keeps_its_scale() -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(["1月", "4月", "7月", "10月"]).series([[20, 60, 80, 40]])
    axis = find_axes(canvas.scene()).x
    assert axis is not None and axis.kind == "linear"


@pytest.mark.parametrize("source", ["vector", "raster"])
def test_a_bar_that_a_group_lacks_is_missing_not_zero(source: str) -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(["a", "b", "c", "d"]).legend(["x", "y"])
    table = read(canvas.series([[20, 60, 80, 40], [30, None, 50, 70]]), source)
    assert values(table)["y"][1] is None
    assert values(table)["x"] == pytest.approx([20, 60, 80, 40], abs=0.5)


def test_a_segment_that_a_stack_lacks_is_missing_not_zero() -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(["a", "b", "c"]).legend(["x", "y"])
    canvas.stack([[20, 30, 40], [30, 25, 20]])
    canvas.bars = [bar for i, bar in enumerate(canvas.bars) if i != 5]  # the two keys come first: b's segment of y
    table = read(canvas)
    assert [value is None for value in values(table)["y"]] == [False, True, False]
