"""The workspace over real files: a chart image, a PDF with tables on two pages, a part of a Chinese annual report."""

from __future__ import annotations

from pathlib import Path

import pytest

from gbi.ingest import DocumentDone, PageFailed, PageRead
from gbi.workspace import Workspace

pytestmark = pytest.mark.data


def test_a_chart_image_is_kept_and_found_again(data: Path, tmp_path: Path) -> None:
    image = sorted((data / "charts" / "statista" / "png").glob("two_col*.png"))[0]
    with Workspace(tmp_path / "w.gbi") as ws:
        (document,) = ws.add(image)
        (reading,) = ws.readings(document)
        assert len(reading.rows) >= 2
        (table,) = ws.tables()
        total = ws.sql(f"SELECT count(*) FROM {table}").rows[0][0]
        assert total == len(reading.rows)
        assert ws.region_image(reading.region.id).startswith(b"\x89PNG")
    again = Workspace(tmp_path / "w.gbi")
    assert again.readings() == (reading,)
    assert [type(event) for event in again.ingest(image)][-1] is DocumentDone
    assert not any(isinstance(event, PageRead) for event in again.ingest(image))


def test_a_pdf_of_several_pages(data: Path, tmp_path: Path) -> None:
    pdf = data / "tables" / "icdar2013" / "eu-005.pdf"
    ws = Workspace(tmp_path / "w.gbi")
    events = list(ws.ingest(pdf))
    pages = [event for event in events if isinstance(event, PageRead)]
    assert sorted(event.number for event in pages) == list(range(1, pages[0].of + 1))
    assert not any(isinstance(event, PageFailed) for event in events)
    assert len(ws.tables()) == sum(event.readings for event in pages) >= 2
    for info in ws.table_infos():
        cells = ws.cells(info.name, range(info.rows), info.sql_columns)
        assert len(cells) == info.rows * len(info.columns)
        assert all(cell.place is not None for cell in cells if cell.value is not None)


def test_words_of_two_characters_are_found_in_a_chinese_report(data: Path, tmp_path: Path) -> None:
    report = next((data / "reports_zh").glob("*.pdf"))
    ws = Workspace(tmp_path / "w.gbi")
    (document,) = ws.add(report, pages="1-3")
    texts = {number: ws.page(document, number).text.replace("\n", "") for number in (1, 2, 3)}
    for word in ("公司", "报告", "年度", "董事"):
        holders = {number for number, text in texts.items() if word in text}
        assert {hit.page for hit in ws.search(word) if hit.region is None} >= holders
    assert any("董事" in text for text in texts.values())
