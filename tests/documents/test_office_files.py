"""XLSX, DOCX and PPTX: tables and native charts are exact, with places, units, merged cells and several levels."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from openpyxl.chart import BarChart, Reference, ScatterChart, Series
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE as KIND
from pptx.util import Inches

from gbi.documents import open_source
from gbi.documents.source import NativeFigure, Source
from gbi.errors import PageError
from gbi.types import DocPart, PageBox, SheetRange
from support.documents_made import png_bytes, put


def figures(source: Source, number: int) -> list[NativeFigure | None]:
    return [source.native(region) for region in source.regions(number)]


def values(found: NativeFigure | None) -> list[list[object]]:
    assert found is not None
    return [[cell.value for cell in row] for row in found.rows]


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Source:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Sales 表"
    sheet["A1"] = "Quarterly sales (in thousands of USD)"
    for cell, text in {"A3": "Region", "B3": "2020", "D3": "Growth", "B4": "Q1", "C4": "Q2"}.items():
        sheet[cell] = text
    for merged in ("B3:C3", "A3:A4", "D3:D4"):
        sheet.merge_cells(merged)
    for i, row in enumerate((("North", 1234.5, 1500, 0.125), ("South", -20, 33, -0.05), ("East", None, 5, 0.0))):
        for j, value in enumerate(row):
            sheet.cell(5 + i, 1 + j, value)
        sheet.cell(5 + i, 4).number_format = "0.0%"
    sheet["H3"], sheet["I3"] = "Date", "Price"
    for i in range(4):
        sheet.cell(4 + i, 8, dt.date(2020, 1, 1 + i))
        sheet.cell(4 + i, 9, 10.5 + i).number_format = "$#,##0.00"
    sheet["K1"] = "=SUM(I4:I7)"
    bars = BarChart()
    bars.title = "Sales, in thousands of USD"
    bars.add_data(Reference(sheet, min_col=2, max_col=3, min_row=4, max_row=7), titles_from_data=True)
    bars.set_categories(Reference(sheet, min_col=1, min_row=5, max_row=7))
    sheet.add_chart(bars, "A12")
    points = ScatterChart()
    xs, ys = (Reference(sheet, min_col=c, min_row=r, max_row=7) for c, r in ((8, 4), (9, 3)))
    points.series.append(Series(ys, xs, title_from_data=True))
    sheet.add_chart(points, "H12")
    book.create_sheet("Empty")
    path = tmp_path_factory.mktemp("xlsx") / "a.xlsx"
    book.save(path)
    return open_source(path)


def test_each_block_of_a_sheet_is_a_table(workbook: Source) -> None:
    sales, prices, *_ = workbook.regions(1)
    assert sales.place == SheetRange(sheet="Sales 表", ref="A3:D7")
    assert sales.caption == "Quarterly sales (in thousands of USD)"
    assert prices.place == SheetRange(sheet="Sales 表", ref="H3:I7")
    assert prices.caption == ""
    assert workbook.regions(2) == ()


def test_merged_headers_formats_and_places_of_a_sheet(workbook: Source) -> None:
    sales, prices, *_ = figures(workbook, 1)
    assert sales is not None
    assert [(c.name, c.unit, c.scale) for c in sales.columns] == [
        ("Region", None, 1.0),
        ("2020 Q1", "USD", 1000.0),
        ("2020 Q2", "USD", 1000.0),
        ("Growth", "%", 0.01),
    ]
    assert values(sales) == [["North", 1234.5, 1500, 12.5], ["South", -20, 33, -5], ["East", None, 5, 0]]
    assert sales.rows[0][3].text == "12.5%"
    assert sales.rows[0][3].place == SheetRange(sheet="Sales 表", ref="D5")
    assert prices is not None
    assert [(c.type, c.unit) for c in prices.columns] == [("date", None), ("number", "USD")]
    assert values(prices)[0] == ["2020-01-01", 10.5]


def test_charts_of_a_sheet_without_stored_values_read_its_cells(workbook: Source) -> None:
    bars, points = figures(workbook, 1)[2:]
    assert bars is not None
    assert bars.chart_type == "grouped bar"
    assert values(bars) == [["North", 1234.5, 1500], ["South", -20, 33], ["East", None, 5]]
    assert bars.rows[1][2].place == SheetRange(sheet="Sales 表", ref="C6")
    assert (bars.columns[1].unit, bars.columns[1].scale) == ("USD", 1000.0)
    assert points is not None
    assert points.chart_type == "scatter"
    assert values(points)[1] == ["2020-01-02", 11.5]
    assert points.columns[0].type == "date"


def test_formulas_without_a_stored_value_are_told(workbook: Source) -> None:
    assert "1 formulas have no stored value" in workbook.document.warnings[0]
    assert "North\t1,234.5" in workbook.page(1).text.replace("1234.5", "1,234.5")
    assert workbook.image(1).shape[2] == 3
    with pytest.raises(PageError, match="no sheet 3"):
        workbook.page(3)


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Source:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "Revenue by region 营收"
    data = CategoryChartData(number_format="0.0%")
    data.categories = ["2019", "2020"]
    data.add_series("North", (0.1, 0.2))
    data.add_series("South", (0.3, None))
    slide.shapes.add_chart(KIND.COLUMN_STACKED, Inches(1), Inches(2), Inches(4), Inches(3), data)
    table = slide.shapes.add_table(3, 3, Inches(5.5), Inches(2), Inches(4), Inches(2)).table
    for r, row in enumerate((("Item", "2019", "2020"), ("A", "1,234", "$5"), ("B", "(3)", "$6"))):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    picture = put(tmp_path_factory.mktemp("picture"), "a.png", png_bytes())
    slide.shapes.add_picture(str(picture), Inches(1), Inches(5.5), Inches(1.5), Inches(1))
    slide.notes_slide.notes_text_frame.text = "Said aloud"
    second = show.slides.add_slide(show.slide_layouts[6])
    levels = CategoryChartData()
    for year in ("2019", "2020"):
        category = levels.add_category(year)
        for quarter in ("Q1", "Q2"):
            category.add_sub_category(quarter)
    levels.add_series("Sales", (1, 2, 3, 4))
    second.shapes.add_chart(KIND.PIE, Inches(0.5), Inches(1), Inches(4), Inches(3), levels)
    xy = XyChartData()
    for name, pairs in (("m", ((1, 2), (2, 3.5))), ("n", ((5, 6),))):
        series = xy.add_series(name)
        for pair in pairs:
            series.add_data_point(*pair)
    second.shapes.add_chart(KIND.XY_SCATTER, Inches(5), Inches(1), Inches(4), Inches(3), xy)
    dates = CategoryChartData()
    dates.categories = [dt.date(2020, 1, 1), dt.date(2020, 2, 1)]
    dates.add_series("Price", (1.5, 2.5))
    second.shapes.add_chart(KIND.LINE, Inches(0.5), Inches(4.2), Inches(4), Inches(3), dates)
    path = tmp_path_factory.mktemp("pptx") / "a.pptx"
    show.save(path)
    return open_source(path)


def test_a_slides_chart_and_table_are_exact(deck: Source) -> None:
    chart, table = figures(deck, 1)
    assert chart is not None
    assert chart.chart_type == "stacked bar"
    assert values(chart) == [["2019", 10, 30], ["2020", 20, None]]
    assert {(c.unit, c.scale) for c in chart.columns[1:]} == {("%", 0.01)}
    assert chart.rows[0][1].text == "10.0%"
    assert values(table) == [["A", 1234, 5], ["B", -3, 6]]
    place = deck.regions(1)[0].place
    assert isinstance(place, PageBox)
    assert place.box == (72.0, 144.0, 360.0, 360.0)


def test_a_slides_words_stand_in_their_shapes(deck: Source) -> None:
    page = deck.page(1)
    assert "营收" in page.text
    assert "Said aloud" in page.text
    item = next(w for w in page.words if w.text == "1,234")
    assert 396 + 96 < item.box[0] < 396 + 192
    assert 190 < item.box[1] < 240
    assert deck.image(1).shape == (1080, 1440, 3)
    assert [r.heading for r in deck.regions(1)] == ["Revenue by region 营收"] * 2


def test_levels_dates_and_scatters(deck: Source) -> None:
    pie, scatter, line = figures(deck, 2)
    assert pie is not None
    assert (pie.chart_type, pie.title) == ("pie", "Sales")
    assert values(pie) == [["2019 Q1", 1], ["2019 Q2", 2], ["2020 Q1", 3], ["2020 Q2", 4]]
    assert values(scatter) == [["m", 1, 2], ["m", 2, 3.5], ["n", 5, 6]]
    assert line is not None
    assert line.columns[0].type == "date"
    assert values(line) == [["2020-01-01", 1.5], ["2020-02-01", 2.5]]


def test_a_word_documents_tables(tmp_path: Path) -> None:
    text = docx.Document()
    text.add_heading("Results", 1)
    text.add_paragraph("Some words. 中文")
    text.add_paragraph("Table 1: Sales in millions of EUR", style="Caption")
    table = text.add_table(rows=4, cols=3)
    for r, row in enumerate((("Item", "FY", ""), ("", "2019", "2020"), ("A", "1,5", "2,5"), ("B", "3", "4,25"))):
        for c, value in enumerate(row):
            table.cell(r, c).text = value
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    text.save(str(tmp_path / "a.docx"))
    source = open_source(tmp_path / "a.docx")
    (region,) = source.regions(1)
    assert (region.caption, region.heading) == ("Table 1: Sales in millions of EUR", "Results")
    assert region.place == DocPart(path="table/1")
    (found,) = figures(source, 1)
    assert found is not None
    assert [(c.name, c.unit, c.scale) for c in found.columns[1:]] == [("FY 2019", "EUR", 1e6), ("FY 2020", "EUR", 1e6)]
    assert values(found) == [["A", 1.5, 2.5], ["B", 3, 4.25]]
    assert found.rows[1][2].place == DocPart(path="table/1/row/4/col/3")
    assert "中文" in source.page(1).text
