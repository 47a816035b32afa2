"""Scales from tick labels: every notation, misread labels, grid lines, categories."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbi.readers.chart.axes import FittedAxis, find_axes
from gbi.readers.chart.axis import Category
from gbi.readers.chart.fit import fit_scale
from gbi.readers.chart.scene import Rule, Scene
from support.drawn import Canvas, word


def y_axis(
    texts: list[str], values: list[float], low: float = 0.0, high: float = 100.0, grid: bool = True
) -> FittedAxis:
    canvas = Canvas(low=low, high=high).ticks(values, texts, grid).categories(["A", "B", "C"])
    canvas.series([[low + (high - low) * share for share in (0.3, 0.6, 0.9)]])
    axis = find_axes(canvas.scene()).y
    assert axis is not None
    return axis


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["0", "25", "50", "75", "100"], [0, 25, 50, 75, 100]),
        (["0%", "20%", "40%", "60%", "80%", "100%"], [0, 20, 40, 60, 80, 100]),
        (["0", "2 000", "4 000", "6 000"], [0, 2000, 4000, 6000]),
        (["$0", "$5M", "$10M", "$15M"], [0, 5e6, 10e6, 15e6]),
        (["0", "500k", "1M", "1.5M"], [0, 5e5, 1e6, 1.5e6]),
        (["−2,000", "−1,000", "0", "1,000"], [-2000, -1000, 0, 1000]),
        (["(20)", "(10)", "0", "10", "20"], [-20, -10, 0, 10, 20]),
        (["0", "1亿", "2亿", "3亿"], [0, 1e8, 2e8, 3e8]),
        (["1500", "2000", "2500", "3000"], [1500, 2000, 2500, 3000]),
    ],
)
def test_notations(texts: list[str], values: list[float]) -> None:
    axis = y_axis(texts, values, min(values), max(values))
    assert axis.kind == "linear"
    span = max(values) - min(values)
    assert axis.to_value(200.0) == pytest.approx(min(values) + span / 2, abs=0.002 * span)
    assert len(axis.ticks) == len(texts)


def test_lost_minus_signs_come_back_with_the_zero() -> None:
    axis = y_axis(["20", "10", "0", "10", "20"], [-20, -10, 0, 10, 20], -20, 20)
    assert axis.low == -20 and axis.high == 20


@pytest.mark.parametrize("texts", [["9%", "-10%", "11%", "-12%", "- 13%"], ["9%", "-10%", "-11%", "-12%", "13%"]])
def test_a_tick_mark_that_was_read_as_a_minus_is_none(texts: list[str]) -> None:
    axis = y_axis(texts, [9, 10, 11, 12, 13], 9, 13)
    assert (axis.low, axis.high, len(axis.ticks)) == (9, 13, 5)
    assert axis.to_value(200.0) == pytest.approx(11, abs=0.02)


def test_minus_signs_that_fit_stay_though_one_is_lost() -> None:
    axis = y_axis(["-30", "20", "-10", "0", "10"], [-30, -20, -10, 0, 10], -30, 10)
    assert axis.low == -30 and axis.high == 10
    below = y_axis(["-40", "-30", "-20", "-10"], [-40, -30, -20, -10], -40, -10)
    assert (below.low, below.high) == (-40, -10)


def test_misread_tick_is_left_out_and_lowers_confidence() -> None:
    clean = y_axis(["0", "25", "50", "75", "100"], [0, 25, 50, 75, 100])
    axis = y_axis(["0", "25", "80", "75", "100"], [0, 25, 50, 75, 100])
    assert axis.to_value(200.0) == pytest.approx(50, abs=0.2)
    assert [tick.text for tick in axis.ticks] == ["100", "75", "25", "0"]
    assert axis.confidence < clean.confidence


def test_positions_come_from_grid_lines_not_from_text() -> None:
    canvas = Canvas().ticks([0, 25, 50, 75, 100], grid=False).categories(["A", "B"]).series([[30, 60]])
    for value in (0, 25, 50, 75, 100):
        p = canvas.at(value) + 1.5  # the text stands 1.5 pt too high
        canvas.rules.append(Rule((100, p), (500, p), (200, 200, 200)))
    axis = find_axes(canvas.scene()).y
    assert axis is not None and axis.ruled
    assert axis.to_position(50) == pytest.approx(201.5, abs=0.01)


def test_log_axis_and_its_error() -> None:
    axis = y_axis(["1", "10", "100", "1,000"], [0, 1, 2, 3], 0, 3)
    assert axis.kind == "log"
    assert axis.to_value(250.0) == pytest.approx(10, rel=0.01)
    low, high = axis.error(1.0, 350.0), axis.error(1.0, 50.0)
    assert high == pytest.approx(1000 * low, rel=0.05)
    assert axis.to_position(-1.0) is None


def test_year_axis_is_dates() -> None:
    canvas = Canvas().ticks([0, 50, 100])
    for index, year in enumerate(range(2000, 2012, 2)):
        canvas.words.append(word(str(year), 100 + 80 * index, 365))
    axis = find_axes(canvas.scene()).x
    assert axis is not None
    assert (axis.kind, axis.grain) == ("date", "year")
    assert axis.to_text(140.0) == "2001"
    assert axis.to_value(100.0) == pytest.approx(dt.date(2000, 1, 1).toordinal(), abs=5)


def test_quarters_and_months() -> None:
    for texts, grain, there in (
        (["Q1 2019", "Q2 2019", "Q3 2019", "Q4 2019"], "quarter", "Q3 2019"),
        (["Jan 2020", "Feb 2020", "Mar 2020", "Apr 2020"], "month", "2020-03"),
        (["2020年1月", "2020年2月", "2020年3月"], "month", "2020-03"),
    ):
        canvas = Canvas().ticks([0, 50, 100])
        for index, text in enumerate(texts):
            canvas.words.append(word(text, 120 + 100 * index, 365))
        axis = find_axes(canvas.scene()).x
        assert axis is not None and (axis.kind, axis.grain) == ("date", grain)
        assert axis.to_text(320.0) == there


def test_second_value_axis_on_the_other_side() -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(["A", "B", "C"]).series([[30, 60, 90]])
    for value, text in ((0, "0%"), (50, "5%"), (100, "10%")):
        canvas.words.append(word(text, 520, canvas.at(value)))
    axes = find_axes(canvas.scene())
    assert axes.y is not None and axes.y2 is not None
    assert (axes.y.high, axes.y2.high) == (100, 10)
    assert axes.y2.unit == "%"


def test_value_labels_in_a_row_are_no_axis() -> None:
    canvas = Canvas().categories(["A", "B", "C", "D"]).series([[70, 71, 72, 73]], labels=True)
    axes = find_axes(canvas.scene())
    assert axes.x is not None and axes.x.kind == "category"
    assert axes.y is None


def test_wrapped_and_slanted_categories() -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(["Strongly", "Somewhat", "Hardly"]).series([[30, 60, 90]])
    for index in range(3):
        canvas.words.append(word("agree with all", canvas.place(index, 3), 376))
    axis = find_axes(canvas.scene()).x
    assert axis is not None
    assert [c.text for c in axis.categories] == [f"{w} agree with all" for w in ("Strongly", "Somewhat", "Hardly")]


def test_category_axis_has_no_scale() -> None:
    axis = FittedAxis("x", "category", categories=(Category(10, "A", (0, 0, 1, 1)), Category(20, "B", (0, 0, 1, 1))))
    assert axis.to_value(10) is None and axis.to_position(3) is None
    assert axis.to_text(17) == "B"


def test_empty_scene_has_no_axes() -> None:
    axes = find_axes(Scene((0, 0, 10, 10), ()))
    assert (axes.x, axes.y, axes.y2) == (None, None, None)


@given(
    slope=st.floats(0.01, 1000),
    start=st.floats(-1e4, 1e4),
    wrong=st.integers(0, 5),
    off=st.floats(30, 200),
)
def test_one_wrong_label_of_six_never_moves_the_scale(slope: float, start: float, wrong: int, off: float) -> None:
    positions = [50.0 * i for i in range(6)]
    values = [start + slope * p for p in positions]
    values[wrong] += off * slope
    fit = fit_scale(positions, values, 2.0)
    assert fit is not None and fit.kind == "linear"
    assert fit.slope == pytest.approx(slope, rel=0.02)
    assert wrong not in fit.inliers
