"""What is no mark: outlines of touching points, bits of a grid, outlines of bars. Each was once read as data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gbi.readers.chart.axis import FittedAxis
from gbi.readers.chart.crumbs import TOUCHING, heaped, in_grid_ink, without_crumbs
from gbi.readers.chart.interpret import interpret
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.lines import read_lines
from gbi.readers.chart.overlays import with_lines
from gbi.readers.chart.points import read_points
from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.scene import Bar, Line, Rule, Scene, Symbol
from gbi.types import Basis, Cell, Column
from support.scenes import BLUE, GREEN, RED, axes, category_axis, legend, scene

GRID = (221, 221, 221)
NAVY = (0, 0, 128)


def picture(**marks: object) -> Scene:
    return replace(scene(**marks), source="raster", tolerance=0.5)


def outlines(count: int, colour: tuple[int, int, int] = RED, apart: float = 5.0) -> tuple[Line, ...]:
    """Crooked runs of 20 pt, one under another and each a little further right."""
    return tuple(
        Line(((30 + i, 10 + apart * i), (38 + i, 14 + apart * i), (50 + i, 12 + apart * i)), colour)
        for i in range(count)
    )


def grid() -> tuple[Rule, ...]:
    return tuple(Rule((0.0, y), (100.0, y), GRID) for y in (0.0, 25.0, 50.0, 75.0))


def test_outlines_of_touching_points_are_no_lines() -> None:
    assert read_lines(picture(lines=outlines(8)), axes(), Legend()) is None
    assert read_lines(scene(lines=outlines(8)), axes(), Legend()) is not None  # drawn lines are lines


def test_short_lines_of_another_colour_beside_a_heap_are_none_either() -> None:
    other = Line(((60, 50), (70, 40), (85, 45)), BLUE)
    assert read_lines(picture(lines=(*outlines(8), other)), axes(), Legend()) is None


def test_a_long_line_over_a_heap_is_read_alone() -> None:
    trend = Line(((0, 90), (50, 50), (100, 10)), BLUE)
    table = read_lines(picture(lines=(*outlines(8), trend)), axes(), legend(cars=RED, trend=BLUE))
    assert table is not None
    assert [column.name for column in table.columns] == ["time", "trend"]


@pytest.mark.parametrize("rows", [1, 2, 3, 4])
def test_panels_keep_their_lines(rows: int) -> None:
    panels = tuple(
        Line(((x, 10 + 20 * row), (x + 18, 14 + 20 * row), (x + 30, 8 + 20 * row)), RED)
        for row in range(rows)
        for x in (2.0, 35.0, 68.0)
    )
    assert read_lines(picture(lines=panels), axes(), Legend()) is not None


def test_a_scatter_with_heaps_says_that_points_are_missing() -> None:
    dots = tuple(Symbol((10.0 * i, 90.0 - i), 4.0, RED) for i in range(1, 7))
    heap = picture(symbols=dots, lines=outlines(6))
    assert heaped(heap) and not heaped(picture(symbols=dots)) and not heaped(scene(symbols=dots, lines=outlines(6)))
    table = read_points(heap, axes(), Legend())
    assert table is not None and table.chart_type == "scatter"
    assert table.warnings == (TOUCHING,) and len(table.rows) == 6
    clear = read_points(picture(symbols=dots), axes(), Legend())
    assert clear is not None and clear.warnings == ()


def test_shades_of_overlapping_points_are_no_series() -> None:
    light = tuple(Symbol((9.0 * i, 90.0 - i), 4.0, (129, 160, 194)) for i in range(1, 10))
    dark = (Symbol((50.0, 30.0), 4.0, (77, 121, 169)),)
    table = read_points(picture(symbols=(*light, *dark), lines=outlines(6, (129, 160, 194))), axes(), Legend())
    assert table is not None
    assert [column.name for column in table.columns] == ["time", "level"]
    assert len(table.rows) == 10


def test_bits_of_the_grid_are_no_points() -> None:
    dots = (Symbol((20.0, 30.0), 4.0, RED), Symbol((60.0, 50.0), 4.0, RED))
    crumbs = tuple(Symbol((40.0 + i, 25.0), 4.0, GRID) for i in range(5))
    gridded = picture(symbols=(*dots, *crumbs), rules=grid())
    assert without_crumbs(gridded.symbols, gridded) == list(dots)
    beside = Symbol((40.0, 37.0), 4.0, GRID)
    assert without_crumbs((*dots, beside), gridded) == [*dots, beside]  # pale, but on no line of the grid
    assert without_crumbs(crumbs, gridded) == list(crumbs)  # a chart of pale points on a pale grid
    assert in_grid_ink(GRID, gridded) and not in_grid_ink(RED, gridded)
    assert not in_grid_ink(GRID, replace(gridded, source="vector"))
    assert not in_grid_ink((0, 0, 0), picture(rules=tuple(replace(rule, colour=(0, 0, 0)) for rule in grid())))


TOPS = (40.0, 60.0, 20.0, 80.0)
NAMES = ("North", "South", "East", "West")


def bars(width: float = 24.0) -> tuple[Bar, ...]:
    return tuple(
        Bar((12.5 + 25 * i - width / 2, top, 12.5 + 25 * i + width / 2, 100.0), GREEN) for i, top in enumerate(TOPS)
    )


def bar_table() -> ChartTable:
    rows = [
        (Cell(value=n, basis=Basis.PRINTED), Cell(value=100 - t, basis=Basis.MEASURED))
        for n, t in zip(NAMES, TOPS, strict=True)
    ]
    columns = (Column(name="Category"), Column(name="value", type="number"))
    return ChartTable(chart_type="bar", columns=columns, rows=tuple(rows))


def outline(colour: tuple[int, int, int]) -> Line:
    """One run up, along and down every bar."""
    points = [(0.0, 100.0)]
    for bar in bars():
        points += [(bar.box[0], bar.box[1]), (bar.box[2], bar.box[1])]
    return Line((*points, (100.0, 100.0)), colour, width=2.0)


def base() -> FittedAxis:
    return category_axis(*NAMES)


@pytest.mark.parametrize("colour", [NAVY, GREEN, (0, 0, 0)])
def test_outlines_of_bars_are_no_series(colour: tuple[int, int, int]) -> None:
    table = bar_table()
    drawn = picture(bars=bars(), lines=(outline(colour),))
    assert with_lines(table, drawn, axes(base()), Legend()) is table


def test_the_outline_of_a_single_bar_is_no_series() -> None:
    table = bar_table()
    box = bars()[1].box
    around = Line(((box[0], 100.0), (box[0], box[1]), (box[2], box[1]), (box[2], 100.0)), NAVY)
    assert with_lines(table, picture(bars=bars(), lines=(around,)), axes(base()), Legend()) is table


def test_debris_of_the_grid_is_no_series_over_bars() -> None:
    table = bar_table()
    debris = Line(((2.0, 10.0), (40.0, 10.2), (98.0, 10.0)), GRID)
    drawn = picture(bars=bars(), lines=(debris,), rules=grid())
    assert with_lines(table, drawn, axes(base()), Legend()) is table


def test_a_line_through_the_tops_of_the_bars_stays_a_series() -> None:
    through = Line(tuple((12.5 + 25 * i, top) for i, top in enumerate(TOPS)), NAVY)
    table = with_lines(bar_table(), picture(bars=bars(), lines=(through,)), axes(base()), Legend())
    assert table.chart_type == "bar and line"
    assert [row[2].value for row in table.rows] == pytest.approx([30, 20, 40, 10], abs=1)


def test_a_picture_of_nothing_but_heaps_is_no_chart() -> None:
    assert interpret(picture(lines=outlines(8))) is None
