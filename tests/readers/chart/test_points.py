"""Point marks of hand-made scenes: scatters, dot plots, bubbles with a legend of sizes."""

from __future__ import annotations

import pytest

from gbi.readers.chart.legend import Legend
from gbi.readers.chart.points import read_points
from gbi.readers.chart.scene import Symbol
from support.scenes import BLUE, RED, axes, category_axis, legend, scene, word


def dot(x: float, y: float, colour: tuple[int, int, int] = RED, size: float = 4.0) -> Symbol:
    return Symbol((x, y), size, colour)


def test_a_scatter_is_a_row_a_point() -> None:
    table = read_points(scene(symbols=(dot(10, 80), dot(35, 35), dot(35, 60))), axes(), Legend(), 1)
    assert table is not None and table.chart_type == "scatter"
    assert [[c.value for c in row] for row in table.rows] == [[1, 10], [3.5, 32.5], [3.5, 20]]
    assert [c.name for c in table.columns] == ["time", "level"]
    assert all(c.place is not None and c.error for row in table.rows for c in row)


def test_series_by_colour() -> None:
    table = read_points(scene(symbols=(dot(10, 80), dot(35, 35, BLUE))), axes(), legend(a=RED, b=BLUE))
    assert table is not None
    assert [row[0].value for row in table.rows] == ["a", "b"]
    assert table.columns[0].name == "series"


def test_colours_that_show_a_quantity_are_no_series() -> None:
    shades = tuple(dot(5 + 9 * i, 50 + i, (255, 25 * i, 25 * i)) for i in range(10))
    table = read_points(scene(symbols=shades), axes(), Legend())
    assert table is not None
    assert [c.name for c in table.columns] == ["time", "level"]


def test_a_dot_plot_has_one_row_a_category() -> None:
    marks = (dot(25, 80), dot(75, 60), dot(25, 40, BLUE), dot(75, 20, BLUE))
    table = read_points(scene(symbols=marks), axes(category_axis("x", "y")), legend(a=RED, b=BLUE))
    assert table is not None and table.chart_type == "dot"
    assert [[c.value for c in row] for row in table.rows] == [["x", 10, 30], ["y", 20, 40]]


def test_several_points_at_a_category_stay_rows() -> None:
    table = read_points(scene(symbols=(dot(25, 80), dot(25, 60))), axes(category_axis("x", "y")), Legend())
    assert table is not None
    assert [[c.value for c in row] for row in table.rows] == [["x", 10], ["x", 20]]


def test_bubbles_are_measured_by_the_legend_of_sizes() -> None:
    keys = tuple(dot(110, 10.0 + 12 * i, RED, size) for i, size in enumerate((2.0, 4.0, 8.0)))
    words = tuple(word(t, 126, 10.0 + 12 * i) for i, t in enumerate(("10", "40", "160")))
    data = (dot(10, 80, RED, 6.0), dot(50, 50, RED, 3.0))
    table = read_points(scene(symbols=(*data, *keys), words=words), axes(), Legend())
    assert table is not None and table.chart_type == "bubble"
    assert [row[2].value for row in table.rows] == pytest.approx([90, 22.5], rel=0.05)


def test_marks_outside_the_plot_are_no_data() -> None:
    assert read_points(scene(symbols=(dot(150, 80),)), axes(), Legend()) is None
