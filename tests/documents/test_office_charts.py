"""Office files as people make them, read from end to end by the command: kinds of charts, quirks of sheets, slides."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import docx
import openpyxl
import openpyxl.chart as charts
import pptx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from pptx.chart.data import BubbleChartData, CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE as KIND
from pptx.util import Inches
from typer.testing import CliRunner

from gbi_ui.cli import app

Said = dict[str, Any]


def read(path: Path) -> list[Said]:
    done = CliRunner().invoke(app, ["read", str(path), "--json"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def shown(reading: Said) -> list[list[object]]:
    return [[cell["value"] for cell in row] for row in reading["rows"]]


def data_for(kind: str) -> Any:
    if kind.startswith("XY"):
        points = XyChartData()
        for name in ("A", "B"):
            series = points.add_series(name)
            for i in range(3):
                series.add_data_point(i + 0.5, 2 * i)
        return points
    if kind == "BUBBLE":
        bubbles = BubbleChartData()
        series = bubbles.add_series("A")
        for i in range(3):
            series.add_data_point(i, 2 * i, 10 + i)
        return bubbles
    found = CategoryChartData(number_format="0.0")
    found.categories = ["Ost", "West", "北部"]
    found.add_series("2022", (1.5, None, 3))
    if kind not in ("PIE", "DOUGHNUT"):
        found.add_series("2023", (4, 5, -6.25))
    return found


CATEGORIES = [["Ost", 1.5, 4], ["West", None, 5], ["北部", 3, -6.25]]
POINTS = [[name, i + 0.5, 2 * i] for name in "AB" for i in range(3)]
SLIDES: dict[str, tuple[str, list[list[object]]]] = {
    "COLUMN_CLUSTERED": ("grouped bar", CATEGORIES),
    "COLUMN_STACKED": ("stacked bar", CATEGORIES),
    "BAR_CLUSTERED": ("grouped bar", CATEGORIES),
    "BAR_STACKED_100": ("stacked bar", CATEGORIES),
    "LINE_MARKERS": ("line", CATEGORIES),
    "AREA": ("area", CATEGORIES),
    "AREA_STACKED": ("stacked area", CATEGORIES),
    "RADAR": ("radar", CATEGORIES),
    "PIE": ("pie", [row[:2] for row in CATEGORIES]),
    "DOUGHNUT": ("donut", [row[:2] for row in CATEGORIES]),
    "XY_SCATTER": ("scatter", POINTS),
    "BUBBLE": ("bubble", [[i, 2 * i, 10 + i] for i in range(3)]),
}


@pytest.fixture(scope="module")
def slides(tmp_path_factory: pytest.TempPathFactory) -> list[Said]:
    deck = pptx.Presentation()
    for kind in SLIDES:
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = "Sales by region, in millions of USD"
        slide.shapes.add_chart(getattr(KIND, kind), Inches(1), Inches(1.5), Inches(7), Inches(4), data_for(kind))
    last = deck.slides.add_slide(deck.slide_layouts[5])
    last.shapes.title.text = "A gain of $5 million"
    for x in (0.3, 5):
        last.shapes.add_chart(KIND.LINE, Inches(x), Inches(1), Inches(4.5), Inches(4), data_for("LINE"))
    last._element.set("show", "0")  # hidden slides are read too
    path = tmp_path_factory.mktemp("pptx") / "deck.pptx"
    deck.save(str(path))
    return read(path)


@pytest.mark.parametrize("kind", SLIDES)
def test_every_kind_of_chart_on_a_slide(slides: list[Said], kind: str) -> None:
    reading = slides[list(SLIDES).index(kind)]
    assert (reading["chart_type"], shown(reading)) == SLIDES[kind]


def test_a_slides_title_tells_unit_and_scale_only_where_it_says_in_what(slides: list[Said]) -> None:
    first, last = slides[0], slides[-1]
    assert {(c["unit"], c["scale"]) for c in first["columns"][1:]} == {("USD", 1e6)}
    assert {(c["unit"], c["scale"]) for c in last["columns"][1:]} == {(None, 1.0)}
    assert [r["region"]["page"] for r in slides[-2:]] == [13, 13]


def test_charts_of_sheets_and_of_chart_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "O'Neil & Co"
    rows = [["Month", "Sales", "Cost"], *([dt.date(2023, i, 1), 90 + 10 * i, -5.5 * i] for i in range(1, 5))]
    for row in rows:
        sheet.append(row)
    kinds = {
        "BarChart": "grouped bar",
        "LineChart": "line",
        "AreaChart": "area",
        "RadarChart": "radar",
        "BarChart3D": "grouped bar",
        "PieChart": "pie",
        "DoughnutChart": "donut",
        "StockChart": "stock",
    }
    for number, name in enumerate([*kinds, "BarChart"]):
        chart: Any = getattr(charts, name)()
        chart.title = name
        last = 2 if kinds[name] in ("pie", "donut") else 3
        chart.add_data(charts.Reference(sheet, min_col=2, max_col=last, min_row=1, max_row=5), titles_from_data=True)
        chart.set_categories(charts.Reference(sheet, min_col=1, min_row=2, max_row=5))
        if number < len(kinds):
            sheet.add_chart(chart, f"H{2 + 18 * number}")
        else:
            book.create_chartsheet("Chart alone").add_chart(chart)
    hidden = book.create_sheet("Hidden")
    hidden.sheet_state = "hidden"
    for row in (["k", "v"], ["a", 1], ["b", "=B2*2"], ["c", "#DIV/0!"]):
        hidden.append(row)
    book.save(tmp_path / "book.xlsx")
    table, *found, alone, secret = read(tmp_path / "book.xlsx")
    months = [[f"2023-0{i}-01", 90 + 10 * i, -5.5 * i] for i in range(1, 5)]
    assert shown(table) == months
    assert [(r["title"], r["chart_type"]) for r in found] == list(kinds.items())
    for reading in (*found, alone):
        assert shown(reading) == [row[: len(reading["columns"])] for row in months]
    assert alone["region"]["place"]["sheet"] == "Chart alone"
    assert shown(secret) == [["a", 1], ["b", None], ["c", None]]


def test_a_chart_in_a_word_document(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    shapes: Any = deck.slides.add_slide(deck.slide_layouts[6]).shapes
    frame = shapes.add_chart(KIND.COLUMN_CLUSTERED, 0, 0, Inches(4), Inches(3), data_for("BAR"))
    text = docx.Document()
    text.add_paragraph("Figure 1: Sales in thousands of EUR", style="Caption")
    kind = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
    part = Part(PackURI("/word/charts/chart1.xml"), kind, frame.chart.part.blob, text.part.package)
    link = text.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    drawing = (
        '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        f'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="{link}"/></w:drawing>'
    )
    text.add_paragraph().add_run()._r.append(parse_xml(drawing))
    table = text.add_table(3, 3)
    for r, row in enumerate((("Region", "2022", "2023"), ("Nord", "1.204,5", "2.000,0"), ("Süd", "(33)", "–"))):
        for c, value in enumerate(row):
            table.cell(r, c).text = value
    text.save(str(tmp_path / "text.docx"))
    chart, table_read = read(tmp_path / "text.docx")
    assert (chart["chart_type"], shown(chart)) == ("grouped bar", CATEGORIES)
    assert chart["region"]["place"]["path"] == "word/charts/chart1.xml"
    assert {(c["unit"], c["scale"]) for c in chart["columns"][1:]} == {("EUR", 1000.0)}
    assert shown(table_read) == [["Nord", 1204.5, 2000], ["Süd", -33, None]]
