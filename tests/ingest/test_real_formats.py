"""The whole way over files that the tests make: a PDF with tables, a picture, a data file, and broken ones."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

import gbi
from gbi.ingest import DocumentFailed, PageRead
from gbi.workspace import Workspace

ROWS = [("Region", "2019", "2020"), ("North", "120", "131"), ("South", "98", "87"), ("West", "45", "52")]


def table_page(document: pymupdf.Document, title: str, rows: list[tuple[str, ...]]) -> None:
    """A page with a heading, a ruled table and its caption."""
    page = document.new_page(width=400, height=300)
    page.insert_text((40, 40), "Results of the year", fontsize=14)
    page.insert_text((40, 70), title, fontsize=10)
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            box = pymupdf.Rect(40 + c * 100, 80 + r * 22, 140 + c * 100, 102 + r * 22)
            page.draw_rect(box, color=(0, 0, 0))
            page.insert_text((box.x0 + 6, box.y1 - 7), text, fontsize=10)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    document = pymupdf.open()
    table_page(document, "Table 1: Sales by region", ROWS)
    page = document.new_page(width=400, height=300)
    page.insert_text((40, 40), "The auditor found no fault with the accounts.")
    path = tmp_path / "report.pdf"
    document.save(path)
    return path


def test_a_report_is_read_searched_asked_and_shown(tmp_path: Path, report: Path) -> None:
    with gbi.Workspace(tmp_path / "w.gbi") as ws:
        (document,) = ws.add(report)
        assert (document.name, document.kind, document.pages) == ("report.pdf", "pdf", 2)
        (table,) = ws.tables()
        assert list(ws.sql(f"SELECT region FROM {table} ORDER BY _2020 DESC LIMIT 1").rows) == [("North",)]
        (cell,) = ws.cells(table, [1], ["_2020"])
        assert (cell.row_label, cell.value) == ("South", 87)
        assert cell.place is not None and cell.place.kind == "page" and cell.place.page == 1
        assert ws.search("auditor")[0].page == 2
        assert ws.region_image(ws.regions()[0].id).startswith(b"\x89PNG")


def test_a_data_file_and_its_names(tmp_path: Path) -> None:
    path = tmp_path / "Umsätze 2020.csv"
    path.write_text("Region;Umsatz; DROP TABLE x\nNord;1,5;a\nSüd;2,5;b\n", encoding="utf-8")
    with gbi.Workspace(tmp_path / "w.gbi") as ws:
        ws.add(path)
        (info,) = ws.table_infos()
        assert (info.name, info.sql_columns) == ("umsatze_2020", ("region", "umsatz", "drop_table_x"))
        assert list(ws.sql("SELECT sum(umsatz) FROM umsatze_2020").rows) == [(4.0,)]


def test_broken_files_are_named_and_the_rest_is_read(tmp_path: Path, report: Path) -> None:
    empty, text, cut = tmp_path / "empty.png", tmp_path / "text.pdf", tmp_path / "cut.pdf"
    empty.write_bytes(b"")
    text.write_text("this is no PDF")
    cut.write_bytes(report.read_bytes()[:300])
    ws = Workspace(tmp_path / "w.gbi")
    events = list(ws.ingest(empty, text, cut, tmp_path, tmp_path / "missing.xlsx", report, pages=1))
    failed = [event for event in events if isinstance(event, DocumentFailed)]
    assert len(failed) == 5 and all(len(event.error) > 20 for event in failed)
    assert [event.number for event in events if isinstance(event, PageRead)] == [1]
    assert len(ws.tables()) == 1
