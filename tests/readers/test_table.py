"""The table reader on pages made for it: what is read, where each cell stands, what is never invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pymupdf
import pytest

from gbi.documents import open_source
from gbi.readers.table import TableReader, read_grid
from gbi.types import Basis, Box, PageBox, Reading, Value
from support.table_pages import draw_table, region_at, save, scan_of

MONEY = [
    ["", "^Year Ended December 31,", "<", "<"],
    ["", "2016", "2017", "2018"],
    ["Revenue", "$ 1,240", "$ 1,310", "$ 1,402"],
    ["Cost of revenue", "(702)", "(718)", "(741)"],
    ["Other, net", "12", "—", "(3)"],
    ["Net income", "$ 550", "$ 592", "$ 658"],
]
WIDTHS = [150.0, 80.0, 80.0, 80.0]


def read(path: Path, *places: tuple[int, Box], caption: str = "", kind: str = "table") -> Reading | None:
    source = open_source(path)
    try:
        return TableReader().read(source, region_at(source.document.id, *places, caption=caption, kind=kind))
    finally:
        source.close()


def read_one(rows: list[list[str]], widths: list[float], folder: Path, *, note: str = "", **how: Any) -> Reading:
    document = pymupdf.open()
    page = document.new_page()
    box = draw_table(page, rows, widths, **how)
    if note:
        page.insert_text((60, 110), note, fontsize=9, fontname=how.get("font", "helv"))
    reading = read(save(document, folder), (1, box))
    assert reading is not None
    return reading


def values(reading: Reading) -> list[list[Value]]:
    return [[cell.value for cell in row] for row in reading.rows]


def names(reading: Reading) -> list[str]:
    return [column.name for column in reading.columns]


@pytest.mark.parametrize("ruled", [True, False])
def test_a_statement_with_years_under_a_common_header(tmp_path: Path, ruled: bool) -> None:
    reading = read_one(MONEY, WIDTHS, tmp_path, ruled=ruled, note="(in millions)")
    assert names(reading) == ["label", *(f"Year Ended December 31, / {year}" for year in (2016, 2017, 2018))]
    assert values(reading) == [
        ["Revenue", 1240, 1310, 1402],
        ["Cost of revenue", -702, -718, -741],
        ["Other, net", 12, None, -3],
        ["Net income", 550, 592, 658],
    ]
    assert {(c.unit, c.scale) for c in reading.columns[1:]} == {("USD", 1e6)}


def own(reading: Reading) -> dict[Value, tuple[str | None, float | None]]:
    return {row[0].value: (row[1].unit, row[1].scale) for row in reading.rows}


def test_a_statement_keeps_per_share_rows_share_counts_and_percents_apart(tmp_path: Path) -> None:
    rows = [
        ["", "2014", "2015"],
        ["Revenues", "$ 5,504,656", "$ 6,779,511"],
        ["Net income", "266,799", "122,641"],
        ["Net margin", "4.8%", "1.8%"],
        ["Common stock, $0.001 par value per share", "12", "14"],
        ["Dividends paid ($0.20 per share)", "(84,109)", "(85,178)"],
        ["Earnings per share:", "", ""],
        ["    Basic", "$ 0.63", "$ 0.29"],
        ["    Diluted", "$ 0.62", "$ 0.28"],
        ["Weighted-average shares outstanding:", "", ""],
        ["    Basic", "420,544", "425,889"],
        ["    Diluted", "431,894", "436,456"],
    ]
    reading = read_one(rows, [230, 90, 90], tmp_path, ruled=True, note="(in thousands, except per share data)")
    assert {(c.unit, c.scale) for c in reading.columns[1:]} == {("USD", 1e3)}
    assert own(reading) == {
        "Revenues": (None, None),
        "Net income": (None, None),
        "Net margin": ("%", 0.01),
        "Common stock, $0.001 par value per share": (None, None),
        "Dividends paid ($0.20 per share)": (None, None),
        "Earnings per share / Basic": (None, 1.0),
        "Earnings per share / Diluted": (None, 1.0),
        "Weighted-average shares outstanding / Basic": ("shares", None),
        "Weighted-average shares outstanding / Diluted": ("shares", None),
    }
    assert reading.rows[6][2].value == 0.28


def test_amounts_per_share_that_are_too_large_for_it_are_told_and_left(tmp_path: Path) -> None:
    rows = [
        ["", "2017", "2018"],
        ["Net income", "1,550", "1,592"],
        ["Net income used for earnings per share", "1,530", "1,572"],
    ]
    reading = read_one(rows, [210, 80, 80], tmp_path, ruled=True, note="(in millions, except per share data)")
    assert own(reading) == {"Net income": (None, None), "Net income used for earnings per share": (None, None)}
    assert [w for w in reading.warnings if "used for earnings per share" in w]


@pytest.mark.parametrize(
    ("note", "scale"),
    [
        ("(in millions, except share and per share data)", 1.0),
        ("(In millions, except number of shares, which are in thousands)", 1e3),
        ("(in millions, except per share data)", None),
    ],
)
def test_the_scale_of_counts_of_shares_is_in_the_note(tmp_path: Path, note: str, scale: float | None) -> None:
    rows = [["", "2017", "2018"], ["Net income", "1,550", "1,592"], ["Number of shares issued", "8,150", "8,200"]]
    reading = read_one(rows, [210, 80, 80], tmp_path, ruled=True, note=note)
    assert own(reading)["Number of shares issued"] == ("shares", scale)


def test_units_of_rows_in_chinese_by_label_and_by_a_column_of_units(tmp_path: Path) -> None:
    rows = [
        ["项目", "2019年", "2020年"],
        ["营业收入", "1,126.5", "1,563.9"],
        ["毛利率（%）", "58.3", "61.7"],
        ["基本每股收益（元/股）", "0.19", "0.36"],
    ]
    reading = read_one(rows, [180, 80, 80], tmp_path, ruled=True, note="单位：万元", font="china-s")
    assert reading.columns[1].unit == "CNY" and reading.columns[1].scale == 1e4
    assert own(reading) == {"营业收入": (None, None), "毛利率（%）": ("%", 0.01), "基本每股收益（元/股）": (None, 1.0)}
    rows = [["项目", "2020年"], ["基本每股收益（元／股）", "0.36"], ["净资产收益率（%）", "8.37"]]
    reading = read_one(rows, [180, 80], tmp_path, ruled=True, font="china-s")
    assert [(row[1].unit, row[1].scale) for row in reading.rows] == [("CNY", None), ("%", 0.01)]
    rows = [["项目", "单位", "2020年"], ["产量", "吨", "1,500"], ["营业收入", "万元", "2,300"], ["员工", "人", "312"]]
    reading = read_one(rows, [150, 80, 80], tmp_path, ruled=True, font="china-s")
    assert [(row[2].unit, row[2].scale) for row in reading.rows] == [("吨", None), ("CNY", 1e4), ("人", None)]


def test_labels_with_dot_leaders_are_labels_even_where_they_are_numbers(tmp_path: Path) -> None:
    rows = [["Proportion", "Low", "Middle", "High"]]
    rows += [[f"0.{n} ............", str(n), str(n * 11), f"1,{n * 10}"] for n in (90, 80, 70)]
    reading = read_one(rows, [120, 80, 80, 80], tmp_path)
    assert names(reading) == ["Proportion", "Low", "Middle", "High"]
    assert [row[0].value for row in reading.rows] == ["0.90", "0.80", "0.70"]
    assert reading.rows[0][1].value == 90


def test_every_cell_has_its_own_place_and_is_exact(tmp_path: Path) -> None:
    reading = read_one(MONEY, WIDTHS, tmp_path, ruled=True)
    boxes = [cell.place.box for row in reading.rows for cell in row if isinstance(cell.place, PageBox) and cell.text]
    assert len(set(boxes)) == len(boxes) and all(box[3] - box[1] < 16 for box in boxes)
    document = pymupdf.open(tmp_path / "made.pdf")
    for row in reading.rows:
        for cell in row:
            assert (cell.basis, cell.error) == (Basis.PRINTED, 0.0)
            if cell.text:
                assert isinstance(cell.place, PageBox)
                x0, y0, x1, y1 = cell.place.box
                around = pymupdf.Rect(x0 - 1, y0 - 1, x1 + 1, y1 + 1)
                assert document[0].get_textbox(around).split() == cell.text.split()


def test_empty_cells_stay_empty_and_columns_do_not_shift(tmp_path: Path) -> None:
    rows = [
        ["City", "2019", "2020", "2021"],
        ["Oslo", "10", "", "30"],
        ["Rome", "", "21", "31"],
        ["Bern", "12", "22", ""],
    ]
    reading = read_one(rows, WIDTHS, tmp_path, ruled=True)
    assert values(reading) == [["Oslo", 10, None, 30], ["Rome", None, 21, 31], ["Bern", 12, 22, None]]


def test_a_raised_footnote_mark_is_no_digit(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page()
    rows = [["Item", "Value", "Share"], ["Alpha", "12.3", "1.5"], ["Beta", "45.6", "2.5"], ["Gamma", "78.9", "3.5"]]
    box = draw_table(page, rows, [150, 80, 80], ruled=True)
    for row, text in ((1, "1"), (3, "2")):
        page.insert_text((60 + 150 + 80 - 4, 120 + 18 * row + 9), text, fontsize=5, fontname="helv")
    page.insert_text((60 + 4 + pymupdf.get_text_length("Beta", fontsize=9), 120 + 36 + 9), "a", fontsize=5)
    reading = read(save(document, tmp_path), (1, box))
    assert reading is not None
    assert values(reading) == [["Alpha", 12.3, 1.5], ["Beta", 45.6, 2.5], ["Gamma", 78.9, 3.5]]


def test_decimal_commas_are_told_by_the_whole_table(tmp_path: Path) -> None:
    rows = [
        ["Land", "Umsatz in Mio. EUR", "Quote (%)"],
        ["Bayern", "1.234", "12,5"],
        ["Hessen", "2.345", "7,25"],
        ["Berlin", "812", "3,0"],
    ]
    reading = read_one(rows, [120, 120, 80], tmp_path, ruled=True)
    assert values(reading) == [["Bayern", 1234, 12.5], ["Hessen", 2345, 7.25], ["Berlin", 812, 3.0]]
    assert [(c.unit, c.scale) for c in reading.columns[1:]] == [("EUR", 1e6), ("%", 0.01)]


def test_group_rows_make_paths_only_where_labels_repeat(tmp_path: Path) -> None:
    rows = [
        ["Concentration", "Count", "Weight (g)"],
        ["Male:", "", ""],
        ["    Low", "39", "5.8"],
        ["    High", "30", "5.9"],
        ["Female:", "", ""],
        ["    Low", "23", "5.4"],
        ["    Highest", "34", "5.6"],
    ]
    reading = read_one(rows, [150, 80, 80], tmp_path, ruled=True)
    assert values(reading) == [
        ["Male / Low", 39, 5.8],
        ["High", 30, 5.9],
        ["Female / Low", 23, 5.4],
        ["Highest", 34, 5.6],
    ]


def test_a_cell_that_is_no_number_keeps_its_text_and_warns(tmp_path: Path) -> None:
    rows = [
        ["Year", "Births"],
        ["2018", "1,201"],
        ["2019", "not yet known"],
        ["2020", "1,350"],
        ["2021", "n/a"],
        ["2022", "1,377"],
    ]
    reading = read_one(rows, [100, 120], tmp_path, ruled=True)
    assert [row[1].value for row in reading.rows] == [1201, None, 1350, None, 1377]
    assert reading.rows[1][1].text == "not yet known" and len(reading.warnings) == 1
    assert "not yet known" in reading.warnings[0]


def test_chinese_with_a_unit_above(tmp_path: Path) -> None:
    rows = [
        ["项目", "2021年", "2022年"],
        ["营业收入", "2,076.5", "2,254.0"],
        ["营业成本", "1,301.5", "1,398.2"],
        ["净利润", "-215.6", "238.4"],
    ]
    reading = read_one(rows, [150, 100, 100], tmp_path, ruled=True, font="china-s", note="单位：万元")
    assert values(reading)[2] == ["净利润", -215.6, 238.4]
    assert [(c.name, c.unit, c.scale) for c in reading.columns[1:]] == [("2021年", "CNY", 1e4), ("2022年", "CNY", 1e4)]


def test_over_two_pages_with_the_header_again(tmp_path: Path) -> None:
    head = ["Store", "City", "Sales"]
    rows = [[f"S{i}", f"Town {i}", f"{i * 1.5:.1f}"] for i in range(1, 25)]
    document = pymupdf.open()
    widths = [100.0, 120.0, 90.0]
    first = draw_table(document.new_page(), [head, *rows[:14]], widths, ruled=True)
    second = draw_table(document.new_page(), [head, *rows[14:]], widths, top=60, ruled=True)
    reading = read(save(document, tmp_path), (1, first), (2, second))
    assert reading is not None and len(reading.rows) == 24
    assert [row[0].value for row in reading.rows] == [row[0] for row in rows]
    pages = [cell.place.page for row in reading.rows if isinstance((cell := row[2]).place, PageBox)]
    assert pages == [1] * 14 + [2] * 10


def test_a_scan_is_read_like_the_page(tmp_path: Path) -> None:
    document = pymupdf.open()
    box = draw_table(document.new_page(), MONEY, WIDTHS, ruled=True)
    reading = read(scan_of(document, tmp_path), (1, box))
    assert reading is not None
    assert [n.replace(" ", "") for n in names(reading)[1:]] == [f"YearEndedDecember31,/{y}" for y in (2016, 2017, 2018)]
    assert [row[1:] for row in values(reading)] == [
        [1240, 1310, 1402],
        [-702, -718, -741],
        [12, None, -3],
        [550, 592, 658],
    ]
    assert all(cell.confidence <= 0.95 for row in reading.rows for cell in row if cell.text)


def test_the_grid_keeps_spans(tmp_path: Path) -> None:
    document = pymupdf.open()
    box = draw_table(document.new_page(), MONEY, WIDTHS)
    source = open_source(save(document, tmp_path))
    grid = read_grid(source, region_at(source.document.id, (1, box)))
    assert grid is not None and (grid.rows, grid.cols) == (6, 4)
    assert [(c.row, c.col, c.rowspan, c.colspan) for c in grid.cells if c.text == "2017"] == [(1, 2, 1, 1)]


def test_prose_and_lone_words_are_no_table(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page()
    page.insert_textbox((60, 120, 500, 300), "A paragraph of words that runs on and on. " * 12, fontsize=10)
    path = save(document, tmp_path)
    assert read(path, (1, (60, 120, 500, 300)), kind="chart") is None
    assert read(path, (1, (60, 500, 500, 700))) is None
