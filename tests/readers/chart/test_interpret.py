"""Whole charts from drawn scenes: what is shown is what is read."""

from __future__ import annotations

import pytest

from gbi.readers.chart.interpret import interpret
from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.scene import Bar, Scene
from gbi.types import Basis
from support.drawn import BLUE, Canvas, values


def read(canvas: Canvas, page: int | None = None, source: str = "vector") -> ChartTable:
    table = interpret(canvas.scene(source), page=page)
    assert table is not None
    return table


YEARS = ["2015", "2016", "2017", "2018"]
COUNTRIES = ["France", "Germany", "Italy", "Spain"]


def test_measured_bars_have_value_error_and_place() -> None:
    canvas = Canvas().ticks([0, 25, 50, 75, 100]).categories(COUNTRIES).series([[12.5, 40, 77, 91]])
    table = read(canvas, page=3)
    assert table.chart_type == "bar"
    assert [row[0].value for row in table.rows] == COUNTRIES
    for row, truth in zip(table.rows, [12.5, 40, 77, 91], strict=True):
        cell = row[1]
        assert cell.basis is Basis.MEASURED
        assert cell.value == pytest.approx(truth, abs=0.1)
        assert cell.error is not None and 0 < cell.error < 0.1
        assert cell.place is not None and cell.place.page == 3


def test_printed_labels_win_and_their_box_is_the_place() -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(YEARS).series([[20, 40, 60, 80]], labels=True)
    table = read(canvas, page=1)
    assert values(table) == {"Year": YEARS, "value": [20, 40, 60, 80]}
    label = next(w for w in canvas.words if w.text == "60" and w.box[0] > 100)
    cell = table.rows[2][1]
    assert (cell.basis, cell.error) == (Basis.PRINTED, 0.0)
    assert cell.place is not None and cell.place.box == label.box


def test_no_value_axis_reads_by_labels() -> None:
    canvas = Canvas(lying=True).categories(COUNTRIES).series([[63, 41, 22, 8]])
    for text, index in (("63%", 0), ("41%", 1), ("22%", 2), ("8%", 3)):
        canvas.label(text, canvas.place(index, 4), float(text[:-1]))
    table = read(canvas)
    assert [row[1].value for row in table.rows] == [63, 41, 22, 8]
    assert (table.columns[1].unit, table.columns[1].scale) == ("%", 0.01)
    assert table.chart_type == "horizontal bar"


def test_labelled_bars_give_the_scale_for_the_others() -> None:
    canvas = Canvas(lying=True).categories([*COUNTRIES, "Poland"]).series([[63, 41, 22, 8, 50]])
    for text, index in (("63", 0), ("41", 1), ("22", 2), ("8", 3)):
        canvas.label(text, canvas.place(index, 5), float(text))
    cell = read(canvas).rows[4][1]
    assert cell.basis is Basis.MEASURED
    assert cell.value == pytest.approx(50, abs=0.5)


def test_grouped_bars_follow_the_legend() -> None:
    rows = [[10.0, 20, 30, 40], [15.0, 25, 35, 45], [50.0, 60, 70, 80]]
    canvas = Canvas().ticks([0, 25, 50, 75, 100]).categories(YEARS).series(rows).legend(["Men", "Women", "Total"])
    table = read(canvas)
    assert table.chart_type == "grouped bar"
    assert [c.name for c in table.columns] == ["Year", "Men", "Women", "Total"]
    for column, truth in zip(("Men", "Women", "Total"), rows, strict=True):
        assert values(table)[column] == pytest.approx(truth, abs=0.2)


def test_stacked_bars_are_lengths() -> None:
    rows = [[10.0, 20, 30, 5], [40.0, 35, 20, 50], [30.0, 25, 40, 15]]
    canvas = Canvas().ticks([0, 25, 50, 75, 100]).categories(COUNTRIES).stack(rows).legend(["Low", "Middle", "High"])
    table = read(canvas)
    assert table.chart_type == "stacked bar"
    for column, truth in zip(("Low", "Middle", "High"), rows, strict=True):
        assert values(table)[column] == pytest.approx(truth, abs=0.2)


def test_stacked_labels_without_axis() -> None:
    rows = [[10.0, 20, 30, 5], [40.0, 35, 20, 50]]
    canvas = Canvas(lying=True).categories(COUNTRIES).stack(rows, labels=True).legend(["Low", "High"])
    table = read(canvas)
    assert table.chart_type == "horizontal stacked bar"
    assert values(table)["Low"] == [10, 20, 30, 5]
    assert all(cell.basis is Basis.PRINTED for row in table.rows for cell in row[1:])


def test_negative_bars_and_lost_minus_sign() -> None:
    truth = [30, -20, 45, -44]
    canvas = Canvas(low=-50, high=50).ticks([-50, -25, 0, 25, 50]).categories(YEARS).series([truth])
    for index, text in enumerate(["30", "-20", "45", "44"]):  # the last minus sign was not recognised
        canvas.label(text, canvas.place(index, 4), truth[index])
    table = read(canvas)
    assert values(table)["value"] == [30, -20, 45, -44]
    assert table.rows[3][1].confidence < table.rows[0][1].confidence


def test_lost_decimal_point_is_put_back_by_geometry() -> None:
    canvas = Canvas(high=20).ticks([0, 5, 10, 15, 20]).categories(YEARS).series([[12.5, 17.5, 7.5, 3.5]])
    for index, text in enumerate(["125", "17.5", "7.5", "3.5"]):
        canvas.label(text, canvas.place(index, 4), [12.5, 17.5, 7.5, 3.5][index])
    assert values(read(canvas))["value"] == [12.5, 17.5, 7.5, 3.5]


def test_label_that_contradicts_keeps_both_witnesses() -> None:
    canvas = Canvas().ticks([0, 25, 50, 75, 100]).categories(YEARS).series([[20, 40, 60, 80]])
    for index, text in enumerate(["20", "40", "31", "80"]):
        canvas.label(text, canvas.place(index, 4), [20, 40, 60, 80][index])
    cell = read(canvas).rows[2][1]
    assert cell.alternatives
    assert sorted([cell.value, cell.alternatives[0].value]) == pytest.approx([31, 60], abs=0.2)  # type: ignore[type-var]
    assert cell.confidence < 0.7


def test_axis_that_does_not_start_at_zero() -> None:
    canvas = Canvas(low=20, high=60).ticks([20, 30, 40, 50, 60]).categories(YEARS).series([[25, 33, 48, 58]])
    assert values(read(canvas))["value"] == pytest.approx([25, 33, 48, 58], abs=0.1)


def test_logarithmic_axis() -> None:
    canvas = Canvas(low=0, high=4).ticks([0, 1, 2, 3, 4], ["1", "10", "100", "1,000", "10,000"])
    canvas.categories(YEARS).series([[1.0, 2.0, 3.0, 3.5]])
    table = read(canvas)
    assert [row[1].value for row in table.rows] == pytest.approx([10, 100, 1000, 3162.3], rel=0.01)
    assert any(axis.kind == "log" for axis in table.axes)


def test_missing_bar_is_zero_only_when_unlabelled() -> None:
    measured = Canvas().ticks([0, 50, 100]).categories(COUNTRIES).series([[20, 0, 60, 80]])
    cell = read(measured).rows[1][1]
    assert cell.value == 0 and cell.confidence <= 0.5 and cell.basis is Basis.MEASURED
    labelled = Canvas().ticks([0, 50, 100]).categories(COUNTRIES).series([[20, None, 60, 80]], labels=True)
    assert read(labelled).rows[1][1].value is None
    printed = Canvas().ticks([0, 50, 100]).categories(COUNTRIES).series([[20, 0, 60, 80]], labels=True)
    cell = read(printed).rows[1][1]
    assert (cell.value, cell.basis) == (0, Basis.PRINTED)


def test_skipped_labels_are_inferred_and_marked() -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(["2010", "", "2012", "", "2014"]).series([[20, 30, 40, 50, 60]])
    table = read(canvas)
    assert [row[0].value for row in table.rows] == ["2010", "2011", "2012", "2013", "2014"]
    assert table.rows[1][0].confidence < table.rows[0][0].confidence
    assert any("not printed" in warning for warning in table.warnings)


def test_titles_units_and_source_notes() -> None:
    canvas = Canvas().ticks([0, 50, 100]).categories(YEARS).series([[20, 40, 60, 80]], labels=True)
    canvas.text("Net income in million U.S. dollars", 40, 200, 90)
    canvas.text("Source: Annual report; figures are rounded", 180, 430)
    canvas.text("© Example 2021", 500, 430)
    table = read(canvas)
    column = table.columns[1]
    assert (column.name, column.unit, column.scale) == ("Net income in million U.S. dollars", "USD", 1e6)
    assert not any("Source" in str(row[0].value) for row in table.rows)
    assert len(table.rows) == 4


def test_share_of_respondents_is_a_title_not_a_button() -> None:
    canvas = Canvas().ticks([0, 50, 100], ["0%", "50%", "100%"]).categories(YEARS).series([[20, 40, 60, 80]])
    canvas.text("Share of respondents", 40, 200, 90)
    assert read(canvas).columns[1].name == "Share of respondents"


def test_years_as_legend_names() -> None:
    canvas = Canvas(lying=True).ticks([0, 50, 100]).categories(COUNTRIES)
    canvas.series([[10, 20, 30, 40], [15, 25, 35, 45]]).legend(["2015", "2019"])
    assert [c.name for c in read(canvas).columns] == ["Category", "2015", "2019"]


def test_chinese_chart() -> None:
    canvas = Canvas(high=5).ticks([0, 1, 2, 3, 4, 5], ["0", "1万", "2万", "3万", "4万", "5万"])
    canvas.categories(["2019年", "2020年", "2021年"]).series([[1.2, 3.4, 4.8]])
    canvas.text("资料来源：国家统计局", 150, 430)
    table = read(canvas)
    assert table.columns[0].name == "Year"
    assert [row[1].value for row in table.rows] == pytest.approx([12000, 34000, 48000], abs=100)


def test_no_chart_gives_none() -> None:
    assert interpret(Scene((0, 0, 100, 100), ())) is None
    words = Canvas().text("Name", 100, 100).text("Points", 200, 100).text("Ada", 100, 120).text("12", 200, 120).words
    assert interpret(Scene((0, 0, 600, 450), tuple(words))) is None
    banner = Scene((0, 0, 600, 450), tuple(words), bars=(Bar((0, 90, 600, 110), BLUE),))
    table = interpret(banner)
    assert table is None or all(row[1].value is None for row in table.rows) or table.confidence < 0.9


def test_icons_beside_the_plot_are_no_bars() -> None:
    canvas = Canvas().ticks([0, 25, 50, 75, 100]).categories(YEARS).series([[20, 40, 60, 80]])
    canvas.bars += [Bar((560, 240, 570, 244), (215, 84, 97)), Bar((560, 244, 570, 248), (251, 214, 79))]
    assert values(read(canvas))["value"] == pytest.approx([20, 40, 60, 80], abs=0.2)


def test_bars_cut_by_their_labels_are_mended() -> None:
    canvas = Canvas().ticks([0, 25, 50, 75, 100]).categories(YEARS).series([[20, 40, 60, 80]])
    whole = canvas.bars.pop()
    x0, y0, x1, y1 = whole.box
    canvas.bars += [Bar((x0, y0, x1, y0 + 20), BLUE), Bar((x0, y0 + 32, x1, y1), BLUE)]
    assert values(read(canvas, source="raster"))["value"] == pytest.approx([20, 40, 60, 80], abs=1)
