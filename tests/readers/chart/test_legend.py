"""Legends: keys with names, names at line ends, headers over stacks; what only looks like a key."""

from __future__ import annotations

from gbi.readers.chart.axes import find_axes
from gbi.readers.chart.colours import distance, lab
from gbi.readers.chart.legend import Entry, Legend, find_legend
from gbi.readers.chart.scene import Bar, Line, Scene, Symbol
from support.drawn import BLUE, GREY, NAVY, RED, Canvas, word


def legend_of(scene: Scene) -> Legend:
    return find_legend(scene, find_axes(scene))


def test_square_keys_in_a_row() -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(["A", "B"]).series([[10, 20], [30, 40]]).legend(["Men", "Women"])
    legend = legend_of(canvas.scene())
    assert [(e.name, e.colour) for e in legend.entries] == [("Men", BLUE), ("Women", NAVY)]
    assert legend.covers(canvas.bars[-1].box) and not legend.covers(canvas.bars[0].box)


def test_round_keys_in_a_column_with_title_and_wrapped_name() -> None:
    words = [
        word("Response", 535, 80),
        word("Agree", 540, 100),
        word("Neither one", 555, 120),
        word("nor other", 550, 131),
    ]
    symbols = [Symbol((520, 100), 8, BLUE), Symbol((520, 120), 8, GREY)]
    legend = legend_of(Scene((0, 0, 600, 450), tuple(words), symbols=tuple(symbols)))
    assert [e.name for e in legend.entries] == ["Agree", "Neither one nor other"]
    assert legend.covers(words[0].box)


def test_line_keys() -> None:
    lines = (
        Line(((100, 300), (300, 200), (500, 100)), BLUE),
        Line(((100, 100), (300, 150), (500, 250)), RED),
        Line(((150, 400), (166, 400)), BLUE),
        Line(((300, 400), (316, 400)), RED),
    )
    words = (word("Imports", 190, 400), word("Exports", 340, 400))
    legend = legend_of(Scene((0, 0, 600, 450), words, lines=lines))
    assert [(e.name, e.colour) for e in legend.entries] == [("Imports", BLUE), ("Exports", RED)]


def test_names_at_the_ends_of_lines() -> None:
    lines = (Line(((100, 300), (500, 100)), BLUE), Line(((100, 100), (500, 250)), RED))
    words = (word("Taiwan", 520, 101), word("Morocco", 523, 249))
    legend = legend_of(Scene((0, 0, 600, 450), words, lines=lines))
    assert {e.name: e.colour for e in legend.entries} == {"Taiwan": BLUE, "Morocco": RED}


def test_headers_over_the_first_stack() -> None:
    canvas = Canvas(lying=True).categories(["Men", "Women"]).stack([[40, 30], [60, 70]])
    canvas.text("Yes", 180, 95).text("No", 380, 95)
    assert {e.name: e.colour for e in legend_of(canvas.scene()).entries} == {"Yes": BLUE, "No": NAVY}


def test_short_bars_with_value_labels_are_no_keys() -> None:
    canvas = Canvas(lying=True).ticks([0, 50, 100]).categories(["A", "B", "C", "D"])
    canvas.series([[90, 3, 2, 2]], labels=True)
    assert legend_of(canvas.scene()).entries == ()


def test_name_whose_key_was_not_seen_gets_the_colour_left_over() -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(["A", "B"]).series([[10, 20], [30, 40], [50, 60]])
    canvas.legend(["Low", "Middle", "High"])
    canvas.bars = [bar for bar in canvas.bars if not (bar.box[1] > 390 and bar.colour == GREY)]
    legend = legend_of(canvas.scene())
    assert {e.name: e.colour for e in legend.entries}["High"] == GREY
    assert min(e.confidence for e in legend.entries) < 1


def test_nearest_colour_needs_a_margin() -> None:
    box = (0.0, 0.0, 1.0, 1.0)
    legend = Legend((Entry("dark", (20, 60, 120), box), Entry("light", (60, 110, 180), box)))
    assert legend.name_of((24, 62, 118)) == legend.entries[0]
    assert legend.name_of((40, 85, 150)) is None  # in the middle
    assert legend.name_of((250, 250, 0)) is None  # far from both


def test_lab_of_known_colours() -> None:
    assert [round(v) for v in lab((255, 255, 255))] == [100, 0, 0]
    assert [round(v) for v in lab((255, 0, 0))] == [53, 80, 67]
    assert distance((0, 0, 0), (255, 255, 255)) > 99


def test_empty() -> None:
    assert legend_of(Scene((0, 0, 9, 9), (), bars=(Bar((0, 0, 1, 1), RED),))).entries == ()


def test_numbers_beside_marks_of_one_colour_are_no_legend() -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(["A", "B", "C"])
    canvas.words += [word(text, 140 + 90 * i, 120) for i, text in enumerate(("3.1%", "0.4%", "1.6%"))]
    canvas.symbols += [Symbol((118 + 90 * i, 120), 6, BLUE) for i in range(3)]
    assert legend_of(canvas.scene()).entries == ()


def test_numbers_beside_keys_of_their_own_colours_name_classes() -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(["A", "B"]).series([[10, 20], [30, 40]])
    canvas.legend(["10", "20"])
    assert [(e.name, e.colour) for e in legend_of(canvas.scene()).entries] == [("10", BLUE), ("20", NAVY)]
