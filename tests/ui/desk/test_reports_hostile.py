"""Names, columns and captions that would like to be HTML or Markdown are text, on the page and in its exports."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pymupdf
import pytest

import gbi
from gbi import settings
from gbi_ui.batch.report import write_report
from gbi_ui.desk.reports import downloads
from support.desk_batch import finished, own_desk, page
from support.documents_made import bar_page

QUESTION = "What was the revenue in 2021?"
NAME = "<script>alert(1)<script> [x](javascript:y) ![p](https:evil).csv"
COLUMN = "<img src=x onerror=alert(2)>"
CELL = "![beacon](https://evil.example/p.png) :material/info: $x$"
CHART, BROKEN = "[a](https:evil) **b**.pdf", "![c](https:evil) :red[d].pdf"
TITLE = "Sales [click](https://evil.example) ![p](https://evil.example/p.png)"
FILE = f'Year,Revenue,{COLUMN},Note\n2020,90,1,"{CELL}"\n2021,100,2,"=1+1"\n'.encode()


@pytest.fixture(scope="module")
def patched() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, patched: pytest.MonkeyPatch) -> Iterator[gbi.Workspace]:
    ws = own_desk(tmp_path_factory.mktemp("desk"), patched)
    app = page("reports")
    with pymupdf.open() as pdf:
        bar_page(pdf.new_page(), title=TITLE)
        chart = pdf.tobytes()
    app.file_uploader[0].set_value(
        [(NAME, FILE, "text/csv"), (CHART, chart, "application/pdf"), (BROKEN, b"%PDF-1.7 nothing", "application/pdf")]
    )
    app.text_area[0].set_value(QUESTION)
    app.button(key="reports.start").click().run()
    finished(ws)
    yield ws
    settings.current.cache_clear()


def test_a_name_is_a_name_and_not_a_path(asked: gbi.Workspace) -> None:
    names = {document.name for document in asked.documents()}
    assert len(names) == 2
    assert all(not {"<", ">", ":", "/"} & set(name) for name in names)


@pytest.mark.parametrize("part", ["answers", "figures", "key figures", "findings", "problems"])
@pytest.mark.parametrize("start", ["script", "[a]", "![c]"])
def test_nothing_of_a_document_is_markdown(asked: gbi.Workspace, start: str, part: str) -> None:
    (document,) = {job.document for job in asked.jobs.all() if job.name.startswith(start)}
    app = page("reports", reports__open=document, reports__part=part)
    assert not app.exception
    assert app.selectbox(key="reports.open").value == document
    taken = [element.value for kind in ("markdown", "caption", "error", "warning", "info") for element in app.get(kind)]
    taken += [text for metric in app.metric for text in (metric.label, metric.value, metric.delta)]
    taken += [element.label for kind in ("button", "toggle", "expander") for element in app.get(kind)]
    for text in filter(None, taken):
        assert not re.search(r"(?<!\\)(<img|<script|!\[|\]\(|:red\[)", text), text
    assert all(not markdown.allow_html for markdown in app.markdown)
    shown = {("[a]", "figures"): "evil", ("![c]", "problems"): "evil"}.get((start, part), "")
    assert any(shown in text for text in taken if text)  # it was there to be escaped


def test_the_html_report_holds_them_as_text(asked: gbi.Workspace, tmp_path: Path) -> None:
    write_report(asked, asked.jobs.all(), tmp_path / "r.html")
    text = (tmp_path / "r.html").read_text("utf-8")
    assert "<script" not in text
    assert "<img" not in text
    assert '<a href="http' not in text
    assert "Sales [click](https://evil.example)" in text
    assert "&lt;img src=x onerror=alert(2)&gt;" in text
    assert "default-src 'none'" in text
    assert not re.search(r'(?:href|src)="(?!#|data:image/)', text)


def test_the_workbook_has_no_formula(asked: gbi.Workspace) -> None:
    book = openpyxl.load_workbook(io.BytesIO(downloads.workbook(asked, "http://desk/reports", "My reports")))
    assert "f" not in {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
