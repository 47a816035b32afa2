"""How bars are arranged: directions, baselines, groups, stacks, pieces, and bars too short to draw."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbi.readers.chart.axes import Axes, find_axes
from gbi.readers.chart.bars import data_bars
from gbi.readers.chart.fragments import mended
from gbi.readers.chart.gaps import with_missing
from gbi.readers.chart.interpret import interpret
from gbi.readers.chart.layout import lay_out, value_direction
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.scene import Bar, Line, Scene
from support.drawn import BLUE, COLOURS, NAVY, Canvas, values

NONE = Axes(None, None, None, (0, 0, 600, 450))


def test_direction_by_shape_alone() -> None:
    standing = Canvas().series([[10, 20, 30, 40]])
    lying = Canvas(lying=True).series([[10, 20, 30, 40]])
    assert value_direction(standing.bars, NONE) == "y"
    assert value_direction(lying.bars, NONE) == "x"


def test_direction_of_stacks_and_of_one_bar_by_its_axis() -> None:
    stacked = Canvas(lying=True).stack([[10, 20, 30], [30, 40, 10]])
    assert value_direction(stacked.bars, NONE) == "x"
    single = Canvas(lying=True).ticks([0, 50, 100]).categories(["only"]).series([[30]])
    assert value_direction(single.bars, find_axes(single.scene())) == "x"


def test_groups_by_gaps() -> None:
    canvas = Canvas().series([[10, 20, 30], [30, 40, 10]])
    layout = lay_out(canvas.bars, NONE, 0.05)
    assert len(layout.centres) == 3 and len(layout.colours) == 2
    assert {(m.group, m.series) for m in layout.marks} == {(g, s) for g in range(3) for s in range(2)}


def test_coloured_bars_of_one_series_are_one_series() -> None:
    canvas = Canvas()
    for index, colour in enumerate(COLOURS):
        canvas.bar(canvas.place(index, 4), 0, 20 + 10 * index, colour)
    assert len(lay_out(canvas.bars, NONE, 0.05).colours) == 1


def test_stack_and_its_baseline() -> None:
    layout = lay_out(Canvas().stack([[10, 20, 30], [30, 40, 10]]).bars, NONE, 0.05)
    assert layout.stacked and layout.baseline == 350


def test_floating_bars_share_no_baseline() -> None:
    canvas = Canvas(lying=True)
    for index, (start, end) in enumerate([(5, 30), (20, 55), (40, 90), (12, 70)]):
        canvas.bar(canvas.place(index, 4), start, end)
    assert lay_out(canvas.bars, NONE, 0.05).floating


def test_short_bars_get_a_place_in_every_group() -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(["A", "B", "C", "D"]).series([[10, 0, 30, 20], [30, 40, 10, 0]])
    layout = with_missing(lay_out(canvas.bars, find_axes(canvas.scene()), 0.05), [], (100, 50, 500, 350))
    undrawn = {(m.group, m.series) for m in layout.marks if not m.drawn}
    assert undrawn == {(1, 0), (3, 1)}


def test_pieces_of_a_bar_are_joined_but_not_a_stack() -> None:
    pieces = [Bar((0, 100, 20, 150), BLUE), Bar((0, 160, 20, 300), BLUE), Bar((0, 60, 20, 100), NAVY)]
    assert {bar.box for bar in mended(pieces, "y", 10.0)} == {(0, 100, 20, 300), (0, 60, 20, 100)}
    apart = [Bar((0, 100, 20, 150), BLUE), Bar((0, 190, 20, 300), BLUE)]
    assert len(mended(apart, "y", 10.0)) == 2


def test_thin_piece_takes_its_neighbours_thickness() -> None:
    bars = [Bar((100, 0, 200, 20), BLUE), Bar((200, 0, 210, 6), NAVY), Bar((200, 14, 210, 20), NAVY)]
    joined = mended([*bars, Bar((100, 40, 250, 60), BLUE)], "x", 10.0)
    assert (200, 0, 210, 20) in {bar.box for bar in joined}


def test_debris_beside_a_curve_is_no_bar_chart() -> None:
    line = Line(tuple((100.0 + 4 * i, 200.0 + i) for i in range(100)), BLUE)
    scene = Scene((0, 0, 600, 450), (), bars=(Bar((478, 193, 480, 201), NAVY),), lines=(line,))
    assert data_bars(scene, Axes(None, None, None, (100, 50, 500, 350)), Legend()) == []


def test_backgrounds_are_no_bars() -> None:
    canvas = Canvas().series([[10, 20, 30]])
    canvas.bars += [Bar((100, 50, 500, 350), (240, 240, 250)), Bar((100, 50, 200, 350), (254, 254, 254))]
    axes = Axes(None, None, None, (100, 50, 500, 350))
    assert len(data_bars(canvas.scene(), axes, Legend())) == 3


def test_mirrored_pyramid_keeps_both_sides_apart() -> None:
    canvas = Canvas(low=-100, high=100, lying=True).ticks([-100, -50, 0, 50, 100]).categories(["0-14", "15-64", "65+"])
    for index, (left, right) in enumerate([(-30, 28), (-70, 66), (-20, 26)]):
        canvas.bar(canvas.place(index, 3), 0, left, BLUE)
        canvas.bar(canvas.place(index, 3), 0, right, NAVY)
    table = interpret(canvas.legend(["Men", "Women"]).scene())
    assert table is not None
    assert values(table)["Men"] == pytest.approx([-30, -70, -20], abs=0.2)
    assert values(table)["Women"] == pytest.approx([28, 66, 26], abs=0.2)


@settings(max_examples=25, deadline=None)
@given(
    truth=st.lists(st.lists(st.integers(3, 99), min_size=4, max_size=4), min_size=1, max_size=3),
    lying=st.booleans(),
    labels=st.booleans(),
)
def test_any_grouped_chart_reads_back(truth: list[list[int]], lying: bool, labels: bool) -> None:
    canvas = Canvas(lying=lying).ticks([0, 25, 50, 75, 100]).categories(["Alpha", "Beta", "Gamma", "Delta"])
    canvas.series(truth, labels=labels, width=20 if not lying else 16).legend(["One", "Two", "Three"][: len(truth)])
    table = interpret(canvas.scene())
    assert table is not None
    assert [row[0].value for row in table.rows] == ["Alpha", "Beta", "Gamma", "Delta"]
    read = [[row[i + 1].value for row in table.rows] for i in range(len(truth))]
    for got, want in zip(read, truth, strict=True):
        assert got == pytest.approx(want, abs=0.3)
