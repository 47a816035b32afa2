"""Filled areas of hand-made scenes: single, stacked, hanging."""

from __future__ import annotations

from gbi.readers.chart.areas import read_areas, span_at
from gbi.readers.chart.axis import FittedAxis
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.scene import Area
from support.scenes import BLUE, RED, axes, legend, scene

LOW = Area(((0, 80), (50, 60), (100, 70), (100, 100), (0, 100)), RED)
HIGH = Area(((0, 60), (50, 20), (100, 60), (100, 70), (50, 60), (0, 80)), BLUE)


def test_an_area_on_the_base_line_reads_at_its_top() -> None:
    table = read_areas(scene(areas=(LOW,)), axes(), Legend(), 1)
    assert table is not None and table.chart_type == "area"
    assert [[c.value for c in row] for row in table.rows] == [[0, 10], [5, 20], [10, 15]]


def test_a_band_of_a_stack_is_its_height() -> None:
    table = read_areas(scene(areas=(LOW, HIGH)), axes(), legend(low=RED, high=BLUE))
    assert table is not None and table.chart_type == "stacked area"
    assert [c.name for c in table.columns] == ["time", "low", "high"]
    assert [row[2].value for row in table.rows] == [10, 20, 5]


def test_a_band_that_starts_and_ends_on_the_base_line_is_still_a_band() -> None:
    lower = Area(((0, 100), (50, 60), (100, 100)), RED)
    upper = Area(((0, 100), (50, 30), (100, 100), (50, 60)), BLUE)
    table = read_areas(scene(areas=(lower, upper)), axes(), legend(low=RED, high=BLUE))
    assert table is not None
    assert [row[2].value for row in table.rows] == [0, 15, 0]


def test_an_area_that_hangs_is_negative() -> None:
    below = FittedAxis("y", "linear", -0.5, 25.0, -25.0, 25.0, ticks=axes().y.ticks)  # type: ignore[union-attr]
    hanging = Area(((0, 50), (100, 50), (100, 90), (50, 70), (0, 60)), RED)
    table = read_areas(scene(areas=(hanging,)), axes(y=below), Legend())
    assert table is not None
    assert [row[1].value for row in table.rows] == [-5, -10, -20]


def test_span_of_a_polygon() -> None:
    assert span_at(LOW.points, 25) == (70, 100)
    assert span_at(LOW.points, 101) is None


def test_no_areas_no_table() -> None:
    assert read_areas(scene(), axes(), Legend()) is None
