"""Data lines of hand-made scenes: vertices, steps, gaps, printed values, what is no series."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gbi.readers.chart.axis import Axes, FittedAxis, Tick
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.lines import is_on_the_right, read_lines
from gbi.readers.chart.scene import Line, Symbol
from gbi.types import Basis
from support.scenes import BLUE, GREEN, PLOT, RED, axes, category_axis, legend, scene, value_axis, word


def values(table: object, index: int = 1) -> list[object]:
    return [row[index].value for row in table.rows]  # type: ignore[attr-defined]


def test_vertices_are_the_data() -> None:
    line = Line(((0, 100), (50, 40), (100, 0)), RED)
    table = read_lines(scene(lines=(line,)), axes(), Legend(), 3)
    assert table is not None
    assert [row[0].value for row in table.rows] == [0, 5, 10]
    assert values(table) == [0, 30, 50]
    cell = table.rows[1][1]
    assert cell.basis == Basis.MEASURED
    assert cell.error == pytest.approx(0.025)
    assert cell.place is not None and cell.place.page == 3  # type: ignore[union-attr]
    assert table.columns[1].name == "level"


def test_series_are_named_by_the_legend_and_share_their_places() -> None:
    lines = (Line(((0, 100), (50, 40), (100, 0)), RED), Line(((0, 50), (50, 60), (100, 70)), BLUE))
    table = read_lines(scene(lines=lines), axes(), legend(up=RED, down=BLUE))
    assert table is not None
    assert [c.name for c in table.columns] == ["time", "up", "down"]
    assert values(table, 2) == [25, 20, 15]


def test_a_line_without_a_legend_entry_gets_a_number_and_names_stay_distinct() -> None:
    lines = (Line(((0, 10), (100, 10.5)), RED), Line(((0, 20), (100, 20.5)), RED), Line(((0, 30), (100, 31)), GREEN))
    table = read_lines(scene(lines=lines), axes(), legend(up=RED))
    assert table is not None
    assert [c.name for c in table.columns[1:]] == ["up", "up (2)", "series 3"]


def test_pieces_of_one_colour_with_a_gap_are_one_series() -> None:
    pieces = (Line(((0, 90), (20, 80)), RED), Line(((60, 50), (100, 40)), RED))
    table = read_lines(scene(lines=pieces), axes(), Legend())
    assert table is not None
    assert len(table.columns) == 2
    assert [row[0].value for row in table.rows] == [0, 2, 6, 10]


def test_points_between_categories_are_left_out() -> None:
    line = Line(((25, 80), (50, 70), (75, 60)), RED)
    table = read_lines(scene(lines=(line,)), axes(category_axis("a", "b")), Legend())
    assert table is not None
    assert [row[0].value for row in table.rows] == ["a", "b"]
    assert values(table) == [10, 20]


def test_places_that_a_writer_left_out_of_a_straight_stretch() -> None:
    full = Line(tuple((10.0 * i, 50.0 + (i % 2)) for i in range(11)), RED)
    thin = Line(tuple((10.0 * i, 100.0 - 5 * i) for i in range(11) if i != 4), BLUE)
    table = read_lines(scene(lines=(full, thin)), axes(), legend(a=RED, b=BLUE))
    assert table is not None
    assert values(table, 2)[4] == pytest.approx(10.0, abs=0.05)


def test_series_of_different_places_are_not_filled() -> None:
    lines = (Line(((0, 90), (30, 80), (100, 70)), RED), Line(((10, 50), (50, 60), (90, 70)), BLUE))
    table = read_lines(scene(lines=lines), axes(), legend(a=RED, b=BLUE))
    assert table is not None
    assert values(table, 2) == [None, 25, None, 20, 15, None]


def test_printed_numbers_are_preferred() -> None:
    line = Line(((10, 80), (50, 40), (90, 20)), RED)
    words = (word("10.02", 10, 74), word("30.01", 50, 34), word("39.97", 90, 14))
    table = read_lines(scene(lines=(line,), words=words), axes(), Legend(), 1)
    assert table is not None
    assert values(table) == [10.02, 30.01, 39.97]
    assert {row[1].basis for row in table.rows} == {Basis.PRINTED}


def test_a_number_about_something_else_is_no_label() -> None:
    line = Line(((10, 80), (50, 40), (90, 20)), RED)
    table = read_lines(scene(lines=(line,), words=(word("111111", 50, 34),)), axes(), Legend())
    assert table is not None
    assert values(table) == [10, 30, 40]


def test_a_chart_without_a_value_axis_is_read_by_its_numbers() -> None:
    line = Line(((10, 80), (50, 40), (70, 30), (90, 20)), RED)
    words = (word("10", 10, 74), word("30", 50, 34), word("40", 90, 14))
    bare = Axes(axes().x, None, None, PLOT)
    table = read_lines(scene(lines=(line,), words=words), bare, Legend())
    assert table is not None
    assert values(table) == [10, 30, pytest.approx(35, abs=0.1), 40]
    assert [row[1].basis for row in table.rows][2] == Basis.MEASURED
    assert read_lines(scene(lines=(line,)), bare, Legend()) is None


def test_leaders_and_verticals_are_no_series() -> None:
    leader, error_bar = Line(((10, 80), (15, 78)), BLUE), Line(((50, 10), (50, 60)), RED)
    assert read_lines(scene(lines=(leader, error_bar)), axes(), Legend()) is None


def test_pixels_are_read_at_their_markers() -> None:
    traced = Line(tuple((float(x), 100.0 - x) for x in range(0, 101, 3)), RED)
    marks = tuple(Symbol((x, 100 - x), 4, RED) for x in (10.0, 40.0, 90.0))
    pixels = replace(scene(lines=(traced,), symbols=marks), source="raster", tolerance=0.5)
    table = read_lines(pixels, axes(), Legend())
    assert table is not None
    assert values(table) == pytest.approx([5, 20, 45], abs=0.3)


def test_the_second_axis_by_name_or_a_warning() -> None:
    right = FittedAxis("y", "linear", -1.0, 100.0, 0.0, 100.0, ticks=value_axis().ticks)
    lines = (Line(((0, 100), (100, 0)), RED), Line(((0, 50), (100, 60)), BLUE))
    told = read_lines(scene(lines=lines), axes(y2=right), legend(**{"sales": RED, "share (rhs)": BLUE}))
    assert told is not None and values(told, 2) == [50, 40] and not told.warnings
    mute = read_lines(scene(lines=lines), axes(y2=right), legend(sales=RED, share=BLUE))
    assert mute is not None and mute.warnings and mute.confidence < 0.7


def test_names_that_point_to_the_right() -> None:
    assert is_on_the_right("Margin (right axis)") and is_on_the_right("利润率（右轴）") and is_on_the_right("GDP, rhs")
    assert not is_on_the_right("Rights issue") and not is_on_the_right("Bright side")


def test_lines_of_one_colour_may_be_panels_and_say_so() -> None:
    lines = (Line(((0, 10), (100, 12)), RED), Line(((0, 60), (100, 70)), RED))
    table = read_lines(scene(lines=lines), axes(), Legend())
    assert table is not None
    assert "panels" in table.warnings[0] and table.confidence < 0.5


def test_a_logarithm_that_one_label_contradicts_is_categories() -> None:
    names = {"80M": 10.0, "250M": 35.0, "780M": 60.0, "3B": 85.0}
    words = {text: word(text, x, 110) for text, x in names.items()}
    ticks = tuple(Tick(names[t], t, v, words[t]) for t, v in (("80M", 8e7), ("250M", 2.5e8), ("780M", 7.8e8)))
    log = FittedAxis("x", "log", 0.0198, 7.705, 8e7, 7.8e8, ticks=ticks)
    line = Line(((10, 80), (35, 60), (60, 50), (85, 40)), RED)
    table = read_lines(scene(lines=(line,), words=tuple(words.values())), axes(x=log), Legend())
    assert table is not None
    assert [row[0].value for row in table.rows] == list(names)
