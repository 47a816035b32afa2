"""What surrounds a chart and must not become part of it; shades, thin segments, restyled dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from gbi.readers.chart.axes import Axes
from gbi.readers.chart.clean import cleaned
from gbi.readers.chart.dates import restyled
from gbi.readers.chart.interpret import interpret
from gbi.readers.chart.layout import lay_out
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.scene import Bar, Line, Scene, Symbol
from gbi.readers.chart.shades import in_order
from gbi.types import Word
from support.drawn import BLUE, NAVY, Canvas, values, word

LABELS = ("Alpha", "Beta", "Gamma", "Zeta")
BOX = (0.0, 0.0, 200.0, 150.0)


def test_frame_lines_are_no_data() -> None:
    canvas = Canvas(lying=True).categories(["A one", "B two", "C three"]).series([[10, 20, 30]], labels=True)
    scene = canvas.scene()
    framed = Scene(
        scene.box, scene.words, bars=scene.bars, lines=(Line(((2, 2), (598, 2)), (0, 0, 0)),), tolerance=scene.tolerance
    )
    assert cleaned(framed).lines == ()
    table = interpret(framed)
    assert table is not None and [row[0].value for row in table.rows] == ["A one", "B two", "C three"]


def test_small_print_below_the_marks_goes() -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(["A", "B"]).series([[10, 20]])
    canvas.text("Note: Figures are rounded.", 150, 420).text("because 12 of 30 did not answer", 160, 435)
    texts = [w.text for w in cleaned(canvas.scene()).words]
    assert "Note: Figures are rounded." not in texts and "because 12 of 30 did not answer" not in texts
    assert "A" in texts


def test_row_in_other_shades_joins_by_order() -> None:
    canvas = Canvas(lying=True).stack([[30, 40, 50], [70, 60, 50]])
    dark = [(120, 80, 0), (60, 90, 20)]
    tops = sorted(canvas.bars, key=lambda b: (b.box[1], b.box[0]))[:2]
    canvas.bars = [b for b in canvas.bars if b not in tops]
    canvas.bars += [Bar(b.box, colour) for b, colour in zip(tops, dark, strict=True)]
    layout = lay_out(canvas.bars, no_axes(), 0.05)
    assert len(layout.colours) == 4
    mended = in_order(layout)
    assert mended.colours == (BLUE, NAVY)
    assert {(m.group, m.series) for m in mended.marks} == {(g, s) for g in range(3) for s in range(2)}


def no_axes() -> Axes:
    return Axes(None, None, None, (0, 0, 600, 450))


def test_segment_too_thin_to_see_is_read_by_its_label() -> None:
    rows = [[40.0, 50, 60, 55], [59.0, 49, 39, 44]]
    canvas = Canvas().ticks([0, 25, 50, 75, 100]).categories(["2015", "2016", "2017", "2018"]).stack(rows, labels=True)
    x = canvas.place(0, 4)
    canvas.bars.append(Bar((x - 15, canvas.at(100), x + 15, canvas.at(99)), (186, 186, 186)))
    for index in range(4):
        canvas.words.append(word("1", canvas.place(index, 4), canvas.at(99.5)))
    table = interpret(canvas.legend(["Low", "High", "None"]).scene())
    assert table is not None
    assert values(table)["None"] == [1, 1, 1, 1]


def test_gaps_between_sections_are_no_rows() -> None:
    canvas = Canvas(lying=True)
    for index, value in ((0, 40), (2, 30), (3, 20)):
        canvas.bar(canvas.place(index, 4), 0, value)
        canvas.label(str(value), canvas.place(index, 4), value)
        canvas.text(("Total", "", "Men", "Women")[index], 70, canvas.place(index, 4))
    table = interpret(canvas.scene())
    assert table is not None and [row[0].value for row in table.rows] == ["Total", "Men", "Women"]


def test_values_left_of_diverging_bars_are_no_categories() -> None:
    canvas = Canvas(low=-100, high=100, lying=True)
    for index, (name, left, right) in enumerate([("White men", 38, 56), ("Black men", 12, 76), ("All men", 34, 57)]):
        middle = canvas.place(index, 3)
        canvas.bar(middle, -left, 0, BLUE)
        canvas.bar(middle, 0, right, NAVY)
        canvas.text(name, 60, middle).text(str(left), canvas.at(-left) - 10, middle)
        canvas.text(str(right), canvas.at(right) + 10, middle)
    table = interpret(canvas.legend(["Wrong", "Right"]).scene())
    assert table is not None
    assert values(table) == {
        "Category": ["White men", "Black men", "All men"],
        "Wrong": [38, 12, 34],
        "Right": [56, 76, 57],
    }


@pytest.mark.parametrize(
    ("sample", "date", "grain", "text"),
    [
        ("Jul 16", (2016, 8, 1), "month", "Aug 16"),
        ("January 2019", (2020, 5, 1), "month", "May 2020"),
        ("Nov '19", (2018, 2, 1), "month", "Feb '18"),
        ("Q3 2012", (2013, 1, 1), "quarter", "Q1 2013"),
        ("2010/11", (2013, 1, 1), "year", "2013/14"),
        ("2010*", (2013, 1, 1), "year", "2013"),
        ("2020年", (2021, 1, 1), "year", "2021年"),
    ],
)
def test_inferred_dates_are_written_as_the_figure_writes_them(
    sample: str, date: tuple[int, int, int], grain: str, text: str
) -> None:
    assert restyled(sample, dt.date(*date).toordinal(), grain) == text  # type: ignore[arg-type]


def test_years_equally_spaced_but_not_equally_apart_are_categories() -> None:
    years = ["2007", "2010", "2011", "2012", "2018"]
    table = interpret(Canvas().ticks([0, 50, 100]).categories(years).series([[10, 20, 30, 40, 50]]).scene())
    assert table is not None and [row[0].value for row in table.rows] == years


def test_bar_that_was_not_seen_is_read_by_its_label() -> None:
    canvas = (
        Canvas().ticks([0, 25, 50, 75, 100]).categories(["A", "B", "C", "D"]).series([[20, 90, 60, 80]], labels=True)
    )
    canvas.bars.pop(1)
    table = interpret(canvas.scene())
    assert table is not None and values(table)["value"] == [20, 90, 60, 80]


def test_legend_covers_nothing_when_empty() -> None:
    assert not Legend().covers((0, 0, 1, 1))


def test_a_tick_mark_after_a_number_is_no_minus() -> None:
    canvas = Canvas().categories(["a", "b", "c"]).series([[10, 20, 30]])
    canvas.words += [word("75 -", 80, 125, confidence=0.93), word("2015-", 80, 20, confidence=0.93)]
    kept = [w.text for w in cleaned(canvas.scene()).words]
    assert "75" in kept and "2015-" in kept


def test_a_dash_that_was_set_in_type_stays() -> None:
    canvas = Canvas().categories(["a", "b", "c"]).series([[10, 20, 30]])
    canvas.words.append(word("75 -", 80, 125))
    assert "75 -" in [w.text for w in cleaned(canvas.scene()).words]


def test_the_only_tiny_dot_of_a_picture_is_no_mark() -> None:
    canvas = Canvas().categories(["North", "South", "East"]).series([[10, 20, 30]])
    speck, dots = Symbol((300, 390), 3.0, (190, 199, 209)), [Symbol((150 + 9 * i, 200), 3.0, BLUE) for i in range(4)]
    scene = replace(canvas.scene(), source="raster", symbols=(speck, *dots))
    assert cleaned(scene).symbols == tuple(dots)
    assert speck in cleaned(replace(scene, source="vector")).symbols


def test_powers_of_ten_are_worked_out() -> None:
    words = tuple(word(text, 10, 20.0 * i) for i, text in enumerate(("10⁴", "10²", "10⁻²", "m²", "10")))
    assert [w.text for w in cleaned(Scene(BOX, words)).words] == ["10000", "100", "0.01", "m²", "10"]


def test_a_label_read_as_one_with_the_value_at_its_short_bar_is_cut() -> None:
    labels = [Word(text=t, box=(60 - 6.0 * len(t), 20.0 * i, 60.0, 20.0 * i + 10)) for i, t in enumerate(LABELS)]
    joined = Word(text="Delta 0.1", box=(30.0, 80.0, 84.0, 90.0))
    found = cleaned(Scene(BOX, (*labels, joined))).words
    assert [w.text for w in found][-2:] == ["Delta", "0.1"]
    assert found[-2].box[2] == 60.0 and found[-1].box[0] > 62.0
    alone = cleaned(Scene(BOX, (labels[0], joined))).words
    assert [w.text for w in alone] == ["Alpha", "Delta 0.1"]
    quarters = [Word(text=f"Q1 202{i}", box=(6.0, 20.0 * i, 60.0, 20.0 * i + 10)) for i in range(4)]
    assert [w.text for w in cleaned(Scene(BOX, tuple(quarters))).words] == [f"Q1 202{i}" for i in range(4)]
