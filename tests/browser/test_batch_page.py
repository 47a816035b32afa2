"""Reports in a real browser: three reports and a broken one, two questions, the table, a failure, evidence, Excel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from support.desk_server import DeskServer, go, settled

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Open = Callable[..., "Page"]
REVENUE = {"alpha": 214, "beta": 377, "gamma": 58}
"""What each company took in 2023, in million USD."""
KNOWN, LACKING = "What was the revenue in 2023?", "How many employees are in Atlantis?"
HEAD_PX, ROW_PX = 35, 35
LONG_MS = 200_000.0  # a process is started for each report


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three reports of a page each, a vector chart with printed values in each, and a file that is no PDF at all."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    folder = tmp_path_factory.mktemp("reports")
    files = [folder / f"{name}.pdf" for name in REVENUE]
    for file, last in zip(files, REVENUE.values(), strict=True):
        figure, axes = plt.subplots(figsize=(6, 4))
        bars = axes.bar(["2021", "2022", "2023"], [last - 20, last - 7, last], width=0.6)
        axes.bar_label(bars)
        axes.set_ylabel("Revenue in million U.S. dollars")
        figure.savefig(file)
        plt.close(figure)
    broken = folder / "delta.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing more")
    return [*files, broken]


def cells(page: Page) -> list[list[str]]:
    """What the table of reports and questions says now, row by row, as a screen reader is told."""
    grid = page.get_by_test_id("stDataFrame").first
    found: list[list[str]] = grid.evaluate(
        "e => [...e.querySelectorAll('tbody tr')].map(r => [...r.querySelectorAll('td')].map(c => c.textContent))"
    )
    return found


def click_cell(page: Page, row: int, from_right_px: int) -> None:
    """Clicks into the table's row, so far from its right edge: it is drawn on a canvas."""
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - from_right_px, box["y"] + HEAD_PX + (row + 0.5) * ROW_PX)


@pytest.mark.timeout(600)
def test_a_batch_fills_its_table_and_leaves_an_excel_file(
    open_desk: Open, desk_server: DeskServer, reports: list[Path], tmp_path: Path
) -> None:
    page = open_desk()
    go(page, "Reports")
    page.get_by_label(KNOWN_LABEL).fill(f"{KNOWN}\n{LACKING}")
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files([str(file) for file in reports])
    page.get_by_test_id("stFileChip").nth(3).wait_for()
    page.get_by_role("button", name="Read and ask").click()
    page.get_by_test_id("stProgress").wait_for()
    page.get_by_text("3 not in the reports · 2 failed").wait_for(timeout=LONG_MS)
    page.get_by_role("button", name="Try all that failed again").wait_for()
    settled(page)
    table = {row[0]: row for row in cells(page)}
    assert {name: row[1] for name, row in table.items()} == {
        **{f"{name}.pdf": "read" for name in REVENUE}, "delta.pdf": "failed",
    }  # fmt: skip
    for name, value in REVENUE.items():
        assert table[f"{name}.pdf"][4].startswith(f"{value} million USD"), "the answer fills its cell"
        assert table[f"{name}.pdf"][5] == "not in the report"
    _failure(page, table)
    _evidence(page)
    _excel(page, tmp_path)


KNOWN_LABEL = "Questions to ask of each report, one a line"


def _failure(page: Page, table: Mapping[str, list[str]]) -> None:
    """The broken file says why, and only it is tried again."""
    assert "delta.pdf" in table["delta.pdf"][4], "a failure names its reason in the cell"
    page.get_by_test_id("stMain").get_by_role("combobox").last.click()
    page.get_by_role("option", name="delta.pdf").click()
    page.get_by_test_id("stButtonGroup").get_by_text("Not read").click()
    page.get_by_test_id("stAlert").get_by_text("Reading the report").wait_for()
    page.get_by_role("button", name="Try again", exact=True).click()
    page.get_by_text("1 of 1 reports").or_(page.get_by_text("0 of 1 reports")).first.wait_for()
    page.get_by_text("3 not in the reports · 2 failed").wait_for(timeout=LONG_MS)
    page.get_by_role("button", name="Try again", exact=True).wait_for()


def _evidence(page: Page) -> None:
    """A click into the table opens the answer with its page; one that falls into a redraw of the table is lost."""
    from playwright.sync_api import expect

    settled(page)
    value = page.get_by_test_id("stMetricValue").get_by_text(str(REVENUE["beta"]), exact=True)

    def opened() -> None:
        click_cell(page, 1, 300)
        expect(value).to_be_visible(timeout=5_000)

    for _ in range(5):
        try:
            opened()
            break
        except AssertionError:
            settled(page)
    expect(value).to_be_visible()
    page.get_by_test_id("stImage").locator("img").first.wait_for()


def _excel(page: Page, tmp_path: Path) -> None:
    """The workbook has values, sources and links; a link leads to the answer's evidence."""
    page.get_by_role("button", name="Download").first.click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Excel").click()
    path = tmp_path / "reports.xlsx"
    waiting.value.save_as(path)
    sheet = openpyxl.load_workbook(path)["Answers"]
    head = [cell.value for cell in sheet[1]]
    rows = [dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=2)]
    answered = {row["Report"].value: row for row in rows if row["Status"].value == "answered"}
    assert {name: row["Value"].value for name, row in answered.items()} == {
        f"{name}.pdf": value for name, value in REVENUE.items()
    }
    for name, row in answered.items():
        assert f"{name}, page 1" in row["Source"].value
        assert (row["Unit"].value, row["Scale"].value) == ("USD", 1e6)
    assert sum(row["Status"].value == "failed" for row in rows) == 2
    link = answered["gamma.pdf"]["Evidence"].hyperlink.target
    page.goto(link)
    page.get_by_test_id("stMetricValue").get_by_text(str(REVENUE["gamma"]), exact=True).wait_for()
