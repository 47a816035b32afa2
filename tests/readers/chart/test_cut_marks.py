"""What lies over a mark must not change it: bars under lines and markers, areas under lines, lines that cross."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from gbi.readers.chart.areas import read_areas
from gbi.readers.chart.axis import FittedAxis, Tick
from gbi.readers.chart.barrows import between_ticks
from gbi.readers.chart.bars import read_bars
from gbi.readers.chart.fragments import with_crossed
from gbi.readers.chart.frame import Frame
from gbi.readers.chart.grain import places_of
from gbi.readers.chart.layout import lay_out
from gbi.readers.chart.legend import Entry, Legend, find_legend
from gbi.readers.chart.overlays import with_lines
from gbi.readers.chart.scene import Area, Bar, Line, Scene, Symbol
from gbi.readers.chart.strands import Strand, find_strands
from gbi.readers.chart.tracing import crossings
from support.scenes import BLUE, GREEN, PLOT, RED, axes, category_axis, legend, number_axis, scene, value_axis, word


def picture(**marks: object) -> Scene:
    return replace(scene(**marks), source="raster", tolerance=0.5)


def bar(x: float, top: float, bottom: float = 100.0, width: float = 10.0) -> Bar:
    return Bar((x, top, x + width, bottom), BLUE)


def piece(*points: tuple[float, float], colour: tuple[int, int, int] = BLUE) -> Area:
    return Area(points, colour)


WHOLE = (bar(0, 60), bar(20, 50), bar(40, 70))
UPPER = piece((60, 30), (70, 30), (70, 60), (60, 50))
LOWER = piece((60, 56), (70, 66), (70, 100), (60, 100))


def test_a_bar_that_a_line_cuts_is_one_bar() -> None:
    found = with_crossed(picture(bars=WHOLE, areas=(UPPER, LOWER)))
    assert found.areas == () and set(found.bars) == {*WHOLE, bar(60, 30)}


def test_a_bar_whose_foot_lies_under_a_marker_stands_on_the_base_line() -> None:
    found = with_crossed(picture(bars=(*WHOLE, bar(60, 30, 84)), areas=(piece((60, 90), (63, 90), (60, 99)),)))
    assert bar(60, 30) in found.bars and found.areas == ()


def test_a_bar_whose_top_was_cut_off_has_it_back() -> None:
    top = piece((20, 30), (30, 30), (30, 42), (20, 36))
    assert bar(20, 30) in with_crossed(picture(bars=WHOLE, areas=(top,))).bars


def test_pieces_that_are_no_bars_are_left_alone() -> None:
    far = picture(bars=WHOLE, areas=(piece((60, 10), (70, 10), (70, 30), (60, 20)),))
    assert with_crossed(far) == far  # nothing near the base line
    wide = picture(bars=WHOLE, areas=(piece((55, 30), (95, 30), (95, 100), (60, 100)),))
    assert with_crossed(wide) == wide
    other = picture(bars=WHOLE, areas=(replace(UPPER, colour=RED), replace(LOWER, colour=RED)))
    assert with_crossed(other) == other
    few = picture(bars=WHOLE[:2], areas=(UPPER, LOWER))
    assert with_crossed(few) == few
    drawn = scene(bars=WHOLE, areas=(UPPER, LOWER))
    assert with_crossed(drawn) == drawn


def test_steep_pieces_go_on_where_a_marker_hides_the_line() -> None:
    gentle = Line(((5, 50), (30, 40), (50, 44)), RED, 2.0)
    steep = Line(((52, 50), (60, 90)), RED, 6.0)
    frame = Frame(number_axis(), value_axis(), True, PLOT)
    (strand,) = find_strands(picture(lines=(steep, gentle)), frame, Legend())
    assert [p[0] for p in strand.pieces] == [(5, 50), (52, 50)]
    level = Line(((52, 50), (90, 48)), RED, 6.0)
    assert len(find_strands(picture(lines=(level, gentle)), frame, Legend())) == 2


def test_over_bars_steep_pieces_belong_to_the_line_and_caps_of_error_bars_do_not() -> None:
    names = category_axis("Ash", "Elm", "Fir", "Oak")
    bars = tuple(bar(25 * i + 7, 60 + 5 * i) for i in range(4))
    words = tuple(word(c.text, c.centre, 110) for c in names.categories)
    over = Line(((12, 30), (37, 20), (62, 25)), RED, 2.0)
    fall = Line(((63, 30), (87, 90)), RED, 6.0)
    shown = picture(bars=bars, lines=(over, fall), words=words)
    alone = read_bars(shown, axes(names), Legend(), None)
    assert alone is not None
    table = with_lines(alone, shown, axes(names), Legend())
    assert len(table.columns) == 3 and isinstance(table.rows[3][2].value, float)
    caps = tuple(Line(((25 * i + 9, 50 + i), (25 * i + 15, 50 + i)), RED, 1.0) for i in range(4))
    assert with_lines(alone, replace(shown, lines=caps), axes(names), Legend()) == alone


def test_an_area_under_a_line_is_read_off_the_line() -> None:
    top = ((0.0, 40.0), (50.0, 20.0), (100.0, 30.0))
    area = piece(*top, (100.0, 100.0), (0.0, 100.0))
    line = Line(top, RED, 2.0)
    assert read_areas(picture(areas=(area,), lines=(line,)), axes(), Legend()) is None
    assert read_areas(picture(areas=(area,)), axes(), Legend()) is not None
    elsewhere = Line(tuple((x, y + 30) for x, y in top), RED, 2.0)
    assert read_areas(picture(areas=(area,), lines=(elsewhere,)), axes(), Legend()) is not None


def year_axis() -> FittedAxis:
    """x: 2000 at 0 pt, 2020 at 600 pt, a label every five years."""
    first, last = dt.date(2000, 1, 1).toordinal(), dt.date(2020, 1, 1).toordinal()
    slope = (last - first) / 600.0
    ticks = tuple(
        Tick(
            (dt.date(y, 1, 1).toordinal() - first) / slope,
            str(y),
            float(dt.date(y, 1, 1).toordinal()),
            word(str(y), 0, 0),
        )
        for y in range(2000, 2021, 5)
    )
    return FittedAxis("x", "date", slope, float(first), float(first), float(last), ticks=ticks, grain="year")


def test_lines_that_cross_do_not_make_months_of_years() -> None:
    years = [30.0 * k for k in range(21)]
    crossed = [47.0, 103.0, 164.0, 196.0, 225.0, 257.0, 316.0, 344.0, 375.0, 497.0, 553.0]
    bends = sorted([*years, *crossed])
    blind = places_of(bends, year_axis(), 1.0)
    assert len(blind.at) > 21
    seen = places_of(bends, year_axis(), 1.0, (), crossed)
    assert len(seen.at) == 21
    assert max(abs(a - b) for a, b in zip(seen.at, years, strict=True)) < 0.6


def test_where_lines_cross_or_touch() -> None:
    frame = Frame(number_axis(), value_axis(), True, PLOT)
    rising = Strand((((0.0, 80.0), (100.0, 20.0)),), RED, False)
    falling = Strand((((0.0, 20.0), (100.0, 80.0)),), BLUE, False)
    assert crossings([rising, falling], frame, 1.0) == [50.0]
    below = Strand((((0.0, 95.0), (100.0, 95.0)),), GREEN, False)
    assert crossings([rising, below], frame, 1.0) == []
    touching = Strand((((0.0, 95.0), (60.0, 46.0), (100.0, 95.0)),), GREEN, False)
    assert 60.0 in crossings([rising, touching], frame, 1.0)


def test_bars_of_a_histogram_are_named_by_where_they_stand() -> None:
    centres = [6.0 + 11.3 * k for k in range(8)]
    bars = [Bar((c - 5.6, 40.0 + k, c + 5.6, 100.0), BLUE) for k, c in enumerate(centres)]
    layout = lay_out(bars, axes(), 0.05, 0.0)
    ticks = tuple(Tick(p, str(i), float(i), word(str(i), p, 110)) for i, p in enumerate((10.0, 35.0, 60.0, 85.0)))
    assert between_ticks(layout, replace(number_axis(), ticks=ticks))
    fitting = tuple(Tick(c, str(i), float(i), word(str(i), c, 110)) for i, c in enumerate(centres))
    assert not between_ticks(layout, replace(number_axis(), ticks=fitting))
    edges = tuple(Tick(c + 5.65, str(i), float(i), word(str(i), c, 110)) for i, c in enumerate(centres[:-1]))
    assert not between_ticks(layout, replace(number_axis(), ticks=edges))
    assert not between_ticks(layout, None)


def test_the_key_of_a_name_whose_key_was_not_seen_is_hidden_too() -> None:
    words = [word(name, 120, 20 + 12 * i) for i, name in enumerate(("Alpha", "Gamma", "Delta"))]
    words[1] = words[1].model_copy(update={"text": "Beta"})
    keys = [Symbol((100.0, 20.0 + 24 * i), 6.0, c) for i, c in enumerate((RED, GREEN))]
    found = find_legend(picture(words=tuple(words), symbols=tuple(keys)), axes())
    assert [entry.name for entry in found.entries][:2] == ["Alpha", "Delta"]
    assert any(b[0] <= 100 <= b[2] and b[1] <= 32 <= b[3] for b in found.boxes)


def test_rings_beside_many_points_are_no_series_called_o() -> None:
    rings = tuple(word("O", 20.0 + 9 * i, 30.0 + 7 * i) for i in range(3))
    lines = tuple(Line(((0, 20 + 30 * i), (90, 30 + 30 * i)), c) for i, c in enumerate((RED, BLUE)))
    assert find_legend(picture(words=rings, lines=lines), axes()).entries == ()


def test_a_bar_that_ends_at_a_legend_in_the_plot_is_not_sure() -> None:
    names = category_axis("Ash", "Elm", "Fir", "Oak")
    bars = tuple(bar(25 * i + 7, 60 + 5 * i) for i in range(4))
    words = tuple(word(c.text, c.centre, 110) for c in names.categories)
    over = Legend((Entry("cars", BLUE, (52.0, 50.0, 72.0, 58.0)),), ((52.0, 50.0, 72.0, 58.0),))
    shown = picture(
        bars=tuple(replace(b, box=(b.box[0], 66.0, *b.box[2:])) if i == 2 else b for i, b in enumerate(bars))
    )
    table = read_bars(replace(shown, words=words), axes(names), over, None)
    assert table is not None
    sure = [row[1].confidence for row in table.rows]
    assert sure[2] <= 0.4 < min(sure[0], sure[1], sure[3])
    clear = read_bars(replace(shown, words=words), axes(names), legend(cars=BLUE), None)
    assert clear is not None and min(row[1].confidence for row in clear.rows) > 0.4
