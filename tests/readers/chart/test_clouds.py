"""A scatter is points: its heaps, rims, grid and trend line are no series, and scraps of strokes are nothing."""

from __future__ import annotations

from dataclasses import replace

from gbi.readers.chart.areas import read_areas
from gbi.readers.chart.clouds import is_cloud, scrappy, with_small_squares
from gbi.readers.chart.crumbs import is_panel
from gbi.readers.chart.interpret import interpret
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.lines import SEVERAL_PANELS, read_lines
from gbi.readers.chart.points import read_points
from gbi.readers.chart.scene import Area, Bar, Line, Rule, Scene, Symbol
from gbi.readers.chart.sureness import GUESS
from support.scenes import BLUE, GREEN, PLOT, RED, axes, category_axis, scene, word

GRID = (221, 221, 221)
WORDS = (
    *(word(str(v), -10, 100 - 2 * v) for v in (0, 25, 50)),
    *(word(str(v), 10 * v, 110) for v in (0, 5, 10)),
)
AXES = (Rule((0.0, 0.0), (0.0, 100.0), (0, 0, 0)), Rule((0.0, 100.0), (100.0, 100.0), (0, 0, 0)))


def picture(**marks: object) -> Scene:
    return replace(scene(**marks), source="raster", tolerance=0.5)


def spread(count: int, colour: tuple[int, int, int] = BLUE) -> tuple[Symbol, ...]:
    """Points all over the plot: no two share a place."""
    return tuple(Symbol((5 + 90 * i / count, 5 + (37 * i) % 90), 6.0, colour) for i in range(count))


TREND = Line(((2, 90), (98, 8)), RED)


def test_points_off_every_line_are_a_cloud_with_or_without_a_trend_line() -> None:
    assert is_cloud(picture(symbols=spread(14)), axes(), Legend())
    assert is_cloud(scene(symbols=spread(14), lines=(TREND,)), axes(), Legend())
    assert not is_cloud(picture(symbols=spread(8), lines=(TREND,)), axes(), Legend())


def test_markers_of_lines_bars_and_keys_are_no_cloud() -> None:
    points = spread(14)
    joined = Line(tuple(s.centre for s in points), BLUE)
    assert not is_cloud(picture(symbols=points, lines=(joined,)), axes(), Legend())
    bars = tuple(Bar((x, 40.0, x + 10, 100.0), GREEN) for x in (5.0, 35.0, 65.0))
    assert not is_cloud(picture(symbols=points, bars=bars), axes(), Legend())
    covered = Legend((), ((0.0, 0.0, 100.0, 100.0),))
    assert not is_cloud(picture(symbols=points), axes(), covered)


def test_a_scatter_with_a_trend_line_is_read_as_its_points() -> None:
    table = interpret(scene(symbols=spread(14), lines=(TREND,), words=WORDS, rules=AXES))
    assert table is not None and table.chart_type == "scatter" and len(table.rows) == 14
    first = table.rows[0]
    assert isinstance(first[0].value, float) and abs(first[0].value - 0.5) < 0.05


def test_the_grid_of_a_picture_is_no_line() -> None:
    rules = tuple(Rule((0.0, y), (100.0, y), GRID) for y in (0.0, 25.0, 50.0, 75.0))
    frame = Line(((0, 1), (50, 1), (52, 2), (100, 1)), GRID)
    shown = picture(rules=rules, lines=(frame,))
    assert read_lines(shown, axes(), Legend()) is None
    series = Line(((0, 60), (50, 40), (100, 55)), GRID)  # data may be as pale
    assert read_lines(replace(shown, lines=(frame, series)), axes(), Legend()) is not None
    level = Line(((0, 62), (50, 62), (100, 63)), RED)
    assert read_lines(replace(shown, lines=(frame, level)), axes(), Legend()) is not None


def test_rims_over_each_other_are_scraps_and_nothing_is_made_of_them() -> None:
    rims = tuple(Line(((20 + i, 10 + 9 * i), (24 + i, 13 + 9 * i), (28 + i, 10 + 9 * i)), BLUE) for i in range(8))
    shown = picture(lines=rims, words=WORDS, rules=AXES)
    assert scrappy(shown, axes())
    assert interpret(shown) is None
    assert not scrappy(replace(shown, lines=rims[:4]), axes())
    assert not scrappy(replace(shown, lines=(*rims, TREND)), axes())
    assert not scrappy(replace(shown, source="vector"), axes())


def test_dots_of_a_few_pixels_look_like_small_bars() -> None:
    dots = tuple(Bar((x - 1.5, y - 1.5, x + 1.5, y + 1.5), BLUE) for x, y in (s.centre for s in spread(15)))
    found = with_small_squares(picture(bars=dots), axes())
    assert not found.bars and [s.centre for s in found.symbols] == [s.centre for s in spread(15)]
    row = tuple(Bar((6.0 * i, 97.0, 6.0 * i + 3, 100.0), BLUE) for i in range(15))
    assert with_small_squares(picture(bars=row), axes()).bars == row  # on one line they are low bars
    assert with_small_squares(picture(bars=dots[:8]), axes()).bars == dots[:8]


def test_parts_of_points_that_touch_are_left_out_and_told() -> None:
    parts = tuple(Symbol((50.0 + i, 50.0), 2.0, BLUE) for i in range(4))
    table = read_points(picture(symbols=(*spread(14), *parts)), axes(), Legend())
    assert table is not None and len(table.rows) == 14 and "touch" in table.warnings[0]
    bubbles = tuple(Symbol((5.0 + 6 * i, 50.0), 4.0 + i, BLUE) for i in range(14))
    sizes = read_points(picture(symbols=bubbles), axes(), Legend())
    assert sizes is not None and len(sizes.rows) == 14 and not sizes.warnings


def test_strokes_over_little_of_the_plot_or_at_one_place_are_no_line() -> None:
    short = Line(((10, 50), (20, 40), (30, 45)), RED)
    assert read_lines(picture(lines=(short,)), axes(), Legend()) is None
    assert read_lines(scene(lines=(short,)), axes(), Legend()) is not None


def test_five_strands_of_one_colour_are_no_panels_and_two_are_guesses() -> None:
    def strands(count: int) -> tuple[Line, ...]:
        return tuple(Line(((5, 10 + 18 * i), (50, 5 + 18 * i), (95, 12 + 18 * i)), RED) for i in range(count))

    assert read_lines(picture(lines=strands(5)), axes(), Legend()) is None
    table = read_lines(picture(lines=strands(2)), axes(), Legend())
    assert table is not None and SEVERAL_PANELS in table.warnings
    assert all(cell.confidence <= GUESS for row in table.rows for cell in row[1:])


def test_a_panel_with_holes_is_no_area_and_a_full_area_is_one() -> None:
    panel = Area(((0, 0), (40, 0.5), (100, 0), (100, 100), (60, 80), (0, 100)), (230, 230, 240))
    assert is_panel(panel, PLOT) and read_areas(picture(areas=(panel,)), axes(), Legend()) is None
    filled = Area(((0, 40), (50, 0), (100, 20), (100, 100), (0, 100)), BLUE)
    assert not is_panel(filled, PLOT) and read_areas(picture(areas=(filled,)), axes(), Legend()) is not None
    assert is_cloud(picture(symbols=spread(14), areas=(panel,)), axes(), Legend())
    assert not is_cloud(picture(symbols=spread(14), areas=(filled,)), axes(), Legend())


def test_points_between_categories_tell_nothing() -> None:
    names = category_axis("Ash", "Elm", "Fir", "Oak")
    hatching = tuple(Symbol((4.0 + 6.1 * k, 10.0 + (31 * k) % 80), 5.0, BLUE) for k in range(15))
    assert read_points(picture(symbols=hatching), axes(names), Legend()) is None
    strips = tuple(Symbol((12.5 + 25 * (k % 4), 10.0 + 5 * k), 5.0, BLUE) for k in range(15))
    table = read_points(picture(symbols=strips), axes(names), Legend())
    assert table is not None and len(table.rows) == 15
