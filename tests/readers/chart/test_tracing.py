"""Lines and areas traced from pixels: read at markers, at true bends, at the axis's grain; honest about the rest."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from gbi.readers.chart.areas import read_areas
from gbi.readers.chart.axis import FittedAxis, Tick
from gbi.readers.chart.grain import TOO_FINE, bends_of, places_of
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.lines import read_lines
from gbi.readers.chart.overlays import with_lines
from gbi.readers.chart.points import read_points
from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.scene import Area, Bar, Line, Scene, Symbol
from gbi.readers.chart.tints import solid_colours
from gbi.types import Basis, Cell, Column
from support.scenes import BLUE, RED, axes, category_axis, legend, value_axis, word

STEP = 20.0  # px a year


def years(first: int, last: int, every: int) -> FittedAxis:
    """x: whole years from `first` on, `STEP` px each; a label every so many."""
    start = dt.date(first, 1, 1).toordinal()
    slope = 365.25 / STEP
    named = range(first, last + 1, every)
    ticks = tuple(
        Tick(at(y, first), str(y), float(dt.date(y, 1, 1).toordinal()), word(str(y), at(y, first), 110)) for y in named
    )
    return FittedAxis("x", "date", slope, start, ticks=ticks, grain="year")


def at(year: int, first: int) -> float:
    return (dt.date(year, 1, 1).toordinal() - dt.date(first, 1, 1).toordinal()) / 365.25 * STEP


def raster(**marks: object) -> Scene:
    marks.setdefault("words", ())
    return Scene(box=(-20.0, -10.0, 420.0, 130.0), tolerance=0.5, source="raster", **marks)  # type: ignore[arg-type]


def plot(x: FittedAxis) -> object:
    return axes(x).__class__(x, value_axis(), None, (0.0, 0.0, 400.0, 100.0))


def labels(table: ChartTable) -> list[object]:
    return [row[0].value for row in table.rows]


def zigzag(first: int, last: int) -> tuple[tuple[float, float], ...]:
    return tuple((at(y, first) + (0.8 if y % 3 else -0.8), 60.0 - 12 * (y % 2)) for y in range(first, last + 1))


def test_a_line_that_bends_at_whole_years_is_read_yearly_though_labels_are_rare() -> None:
    table = read_lines(raster(lines=(Line(zigzag(2000, 2015), RED, 2.0),)), plot(years(2000, 2015, 5)), Legend(), 1)  # type: ignore[arg-type]
    assert table is not None
    assert labels(table) == [str(y) for y in range(2000, 2016)]
    printed = {row[0].value for row in table.rows if row[0].basis is Basis.PRINTED}
    assert printed == {"2000", "2005", "2010", "2015"}
    assert all(row[0].place is not None for row in table.rows if row[0].value in printed)


def test_a_place_on_a_straight_stretch_is_less_sure_than_a_bend() -> None:
    points = tuple(p for p in zigzag(2000, 2012) if abs(p[0] - at(2006, 2000)) > 2)
    table = read_lines(raster(lines=(Line(points, RED, 2.0),)), plot(years(2000, 2012, 4)), Legend(), 1)  # type: ignore[arg-type]
    assert table is not None
    sure = {row[0].value: row[1].confidence for row in table.rows}
    assert sure["2006"] < sure["2005"]


def test_rare_bends_do_not_make_the_years_between_them_data() -> None:
    points = ((0.0, 90.0), (at(2010, 2000), 60.0), (at(2017, 2000), 20.0))
    found = places_of([x for x, _ in points], years(2000, 2017, 10), 1.0)
    assert [round(x) for x in found.at] == [round(x) for x, _ in points]


def test_jitter_is_no_bend_and_what_remains_of_noise_is_read_at_the_labels() -> None:
    stairs = [(float(x), 50.0 + 0.1 * x + (0.4 if x % 2 else -0.4)) for x in range(200)]
    assert bends_of(stairs, 1.0) == [stairs[0], stairs[-1]]
    found = places_of([4.5 * i for i in range(80)], years(2000, 2018, 5), 1.0)
    assert found.warning == TOO_FINE
    assert len(found.at) == 4


def test_marks_of_an_area_are_its_places_and_tints_name_the_series() -> None:
    low = Area(((1.5, 80), (60, 78), (200, 60), (200, 100), (1.5, 100)), tint(RED))
    high = Area(((0, 40), (57, 35), (200, 20), (200, 60), (60, 78), (0, 80)), tint(BLUE))
    marks = tuple(Symbol(p, 8.0, RED) for p in ((0.0, 80.0), (200.0, 60.0)))
    marks += tuple(Symbol(p, 8.0, BLUE) for p in ((0.0, 40.0), (200.0, 20.0)))
    found = raster(areas=(low, high), symbols=marks)
    table = read_areas(found, plot(years(2000, 2010, 5)), legend(low=RED, high=BLUE), 1)  # type: ignore[arg-type]
    assert table is not None and table.chart_type == "stacked area"
    assert [c.name for c in table.columns[1:]] == ["low", "high"]
    assert labels(table) == ["2000", "2010"]
    assert [row[2].value for row in table.rows] == [pytest.approx(20, abs=0.5), pytest.approx(20, abs=0.5)]


def tint(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    red, green, blue = (round(0.75 * part + 0.25 * 255) for part in colour)
    return red, green, blue


def test_fills_that_are_no_tints_keep_their_colours() -> None:
    strange = [(10, 200, 30), (200, 10, 200)]
    assert solid_colours(strange, legend(low=RED, high=BLUE), (255, 255, 255)) == strange
    assert solid_colours([tint(RED), tint(RED)], legend(low=RED, high=BLUE), (255, 255, 255)) == [tint(RED)] * 2


def test_the_top_band_of_a_full_stack_is_its_height() -> None:
    bottom = Area(((0, 60), (200, 70), (200, 100), (0, 100)), RED)
    top = Area(((0, 0), (200, 0), (200, 70), (0, 60)), BLUE)
    table = read_areas(raster(areas=(bottom, top)), plot(years(2000, 2010, 5)), legend(a=RED, b=BLUE), 1)  # type: ignore[arg-type]
    assert table is not None
    assert table.rows[0][2].value == pytest.approx(30, abs=0.5)


def test_a_shaded_period_behind_lines_is_no_area() -> None:
    band = Area(((50, 0), (80, 0), (80, 100), (50, 100)), (230, 230, 230))
    found = raster(areas=(band,), lines=(Line(zigzag(2000, 2015), RED, 2.0),))
    assert read_areas(found, plot(years(2000, 2015, 5)), Legend(), 1) is None  # type: ignore[arg-type]


def test_a_marker_that_another_hides_is_read_off_its_line_with_less_confidence() -> None:
    xs = [at(y, 2000) for y in range(2000, 2006)]
    first = Line(tuple((x, 50.0) for x in xs), RED, 2.0)
    second = Line(tuple((x, 50.0 if i == 3 else 20.0) for i, x in enumerate(xs)), BLUE, 2.0)
    marks = tuple(Symbol((x, 50.0), 8.0, RED) for i, x in enumerate(xs) if i != 3)
    marks += tuple(Symbol(p, 8.0, BLUE) for p in second.points)
    found = raster(lines=(first, second), symbols=marks)
    table = read_lines(found, plot(years(2000, 2005, 1)), legend(a=RED, b=BLUE), 1)  # type: ignore[arg-type]
    assert table is not None
    hidden = table.rows[3][1]
    assert hidden.value == pytest.approx(25, abs=0.6)
    assert hidden.confidence < 0.8 * table.rows[2][1].confidence
    assert (hidden.error or 0) > (table.rows[2][1].error or 0)


def test_the_rim_of_a_line_is_no_series() -> None:
    points = zigzag(2000, 2010)
    rim = tuple((x, y + 2.0) for x, y in points)
    found = raster(lines=(Line(points, RED, 3.0), Line(rim, (180, 120, 120), 1.0)))
    table = read_lines(found, plot(years(2000, 2010, 5)), Legend(), 1)  # type: ignore[arg-type]
    assert table is not None and len(table.columns) == 2


def test_an_edge_in_pixels_is_known_to_a_pixel() -> None:
    line = Line(((25, 80.0), (75, 60.0)), RED, 2.0)
    table = read_lines(raster(lines=(line,)), axes(category_axis("a", "b")), Legend(), 1)
    assert table is not None
    assert all(0.5 <= (row[1].error or 0) <= 0.8 for row in table.rows)  # 0.5 a pixel, and the slope's share


def test_the_remains_of_the_base_line_are_no_line_over_the_bars() -> None:
    bars = tuple(Bar((10.0 + 30 * i, 40.0, 30.0 + 30 * i, 100.0), BLUE) for i in range(3))
    cells = [(Cell(value=n, text=n, basis=Basis.PRINTED), Cell(value=30, basis=Basis.MEASURED)) for n in "abc"]
    table = ChartTable(chart_type="bar", columns=(Column(name="c"), Column(name="v")), rows=tuple(cells))
    x = category_axis("a", "b", "c")
    base = Line(((5, 100.4), (50, 99.6), (95, 100.2)), (90, 90, 90), 1.0)
    assert with_lines(table, raster(bars=bars, lines=(base,)), axes(x), Legend()) is table
    trend = Line(((5, 80), (50, 30), (95, 20)), RED, 2.0)
    assert with_lines(table, raster(bars=bars, lines=(trend,)), axes(x), Legend()).chart_type == "bar and line"


def test_printed_values_beside_points_are_no_categories() -> None:
    y = FittedAxis("y", "category", categories=category_axis("31", "51%").categories)
    marks = tuple(Symbol((x, y), 4.0, RED) for x, y in itertools.product((10.0, 40.0, 80.0), (25.0, 75.0)))
    assert read_points(raster(symbols=marks), axes(y=y), Legend(), 1) is None
