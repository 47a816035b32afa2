"""Employees beside money: neither dollars nor millions of them, in a column or in a row of their own."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from gbi.documents import open_source
from gbi.readers.grid.workforce import is_workforce
from gbi.readers.table import TableReader
from gbi.types import Reading
from support.table_pages import draw_table, region_at, save


def read(rows: list[list[str]], widths: list[float], note: str, folder: Path) -> Reading:
    document = pymupdf.open()
    page = document.new_page()
    box = draw_table(page, rows, widths, ruled=True)
    page.insert_text((60, 110), note, fontsize=9)
    source = open_source(save(document, folder))
    try:
        reading = TableReader().read(source, region_at(source.document.id, (1, box)))
    finally:
        source.close()
    assert reading is not None
    return reading


@pytest.mark.parametrize("note", ["(USD million, except employees)", "(in USD millions)"])
def test_a_column_of_employees_has_no_currency(note: str, tmp_path: Path) -> None:
    rows = [
        ["Segment", "Revenue", "Staff costs", "Employees"],
        ["Cloud", "434", "120", "702"],
        ["Other", "85", "31", "140"],
    ]
    reading = read(rows, [120, 90, 90, 90], note, tmp_path)
    assert [(c.unit, c.scale) for c in reading.columns[1:]] == [("USD", 1e6), ("USD", 1e6), (None, 1.0)]


def test_a_row_of_employees_has_no_currency(tmp_path: Path) -> None:
    rows = [
        ["Item", "2022", "2023"],
        ["Revenue", "861", "944"],
        ["Employees", "1,650", "1,701"],
        ["Net income", "61", "79"],
    ]
    reading = read(rows, [150, 90, 90], "(USD million)", tmp_path)
    assert all((c.unit, c.scale) == ("USD", 1e6) for c in reading.columns[1:])
    units = {row[0].value: {(cell.unit, cell.scale) for cell in row[1:]} for row in reading.rows}
    assert units == {"Revenue": {(None, None)}, "Employees": {("", 1.0)}, "Net income": {(None, None)}}


def test_a_scale_without_currency_may_hold_for_people_too(tmp_path: Path) -> None:
    rows = [["Item", "2022", "2023"], ["Employees", "12", "14"], ["Shops", "3", "4"]]
    reading = read(rows, [150, 90, 90], "(in thousands)", tmp_path)
    assert {(cell.unit, cell.scale) for cell in reading.rows[0][1:]} == {(None, None)}


@pytest.mark.parametrize(
    "name",
    ["Employees", "Number of employees", "Average headcount 2023", "FTEs", "Full-time employees, end of year",
     "员工人数", "年末职工人数", "Headcount at year end"],
)  # fmt: skip
def test_people_are_known(name: str) -> None:
    assert is_workforce(name)


@pytest.mark.parametrize(
    "name",
    ["Staff costs", "Employee benefits", "Due to employees", "Revenue per employee", "Personnel expenses", "员工薪酬",
     "Stock issued to employees", "Employees' withholdings"],
)  # fmt: skip
def test_what_people_cost_is_an_amount(name: str) -> None:
    assert not is_workforce(name)
