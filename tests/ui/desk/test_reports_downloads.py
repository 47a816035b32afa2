"""What the Reports page hands out: an Excel file with links, Parquet, one HTML page, a ZIP; pictures among it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pyarrow.parquet as pq
import pymupdf
import pytest

import gbi
from gbi import settings
from gbi_ui.batch.report import MOST_ROWS, write_report
from gbi_ui.desk.reports import downloads
from support.desk_batch import finished, own_desk, page
from support.documents_made import bar_page, table_page

QUESTION = "Which region has the highest sales?"
ROOM = "My reports"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gbi.Workspace]:
    """A workspace of a one-page PDF with a chart and a table, asked one question."""
    with pytest.MonkeyPatch.context() as patch:
        ws = own_desk(tmp_path_factory.mktemp("desk"), patch)
        with pymupdf.open() as pdf:
            sheet = pdf.new_page()
            bar_page(sheet)
            table_page(sheet, 60, 420, 5)
            content = pdf.tobytes()
        app = page("reports")
        app.file_uploader[0].set_value([("sales.pdf", content, "application/pdf")])
        app.text_area[0].set_value(QUESTION)
        app.button(key="reports.start").click().run()
        finished(ws)
        yield ws
        settings.current.cache_clear()


def test_the_links_of_the_workbook_open_the_answer_on_the_desk(asked: gbi.Workspace) -> None:
    book = openpyxl.load_workbook(io.BytesIO(downloads.workbook(asked, "http://localhost:8501/reports?x=1", ROOM)))
    head, row = book["Answers"].iter_rows()
    at = {cell.value: number for number, cell in enumerate(head)}
    assert row[at["Report"]].value == "sales.pdf"
    assert "South" in row[at["Answer"]].value
    assert "sales.pdf, page 1, box" in row[at["Source"]].value
    link = urlsplit(row[at["Evidence"]].hyperlink.target)
    assert link.netloc + link.path == "localhost:8501/reports"
    query = {name: values[0] for name, values in parse_qs(link.query).items()}
    assert query == {"room": ROOM, "report": asked.documents()[0].id, "question": QUESTION}
    app = page("reports")
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    assert app.selectbox(key="reports.open").value == query["report"]
    assert app.selectbox(key="reports.question").value == QUESTION
    assert "report" not in app.query_params


def test_a_link_to_what_is_not_there_opens_nothing(asked: gbi.Workspace) -> None:
    app = page("reports")
    app.query_params["report"], app.query_params["room"] = "0" * 64, "../../etc"
    app.run()
    assert not app.exception
    assert app.selectbox(key="reports.open").value is None


def test_the_html_report_holds_each_page_once_and_links_inside_itself(asked: gbi.Workspace, tmp_path: Path) -> None:
    write_report(asked, asked.jobs.all(), tmp_path / "r.html")
    text = (tmp_path / "r.html").read_text("utf-8")
    assert text.count("data:image/jpeg;base64,") == 1
    uses = re.findall(r'<use href="#([^"]+)"', text)
    assert len(uses) >= 3  # the evidence, the chart, the table
    assert set(uses) == set(re.findall(r'<image id="([^"]+)"', text))
    anchors = set(re.findall(r'<a href="#([^"]+)"', text))
    assert anchors
    assert anchors <= set(re.findall(r'id="([^"]+)"', text))
    assert 'class="value"' in text
    assert "<h2>2 charts and tables</h2>" in text


def test_the_archive_is_what_the_command_leaves_with_links_that_lead_inside(asked: gbi.Workspace) -> None:
    with zipfile.ZipFile(io.BytesIO(downloads.archive(asked))) as archive:
        names = set(archive.namelist())
        assert {"answers.parquet", "readings.parquet", "answers.xlsx", "index.html"} <= names
        links = re.findall(r'href="([^"]+)"', archive.read("index.html").decode())
        assert any(link.startswith("evidence/") for link in links)
        assert set(links) <= names
        answers = pq.read_table(io.BytesIO(archive.read("answers.parquet"))).to_pylist()
    assert [row["question"] for row in answers] == [QUESTION]


def test_the_buttons_are_there_with_the_names_of_the_files(asked: gbi.Workspace) -> None:
    labels = [button.label for button in page("reports").get("download_button")]
    assert labels == ["Excel", "Answers (Parquet)", "Figures (Parquet)", "HTML report", "All as ZIP"]


def test_every_figure_stands_with_its_picture_and_its_table(asked: gbi.Workspace) -> None:
    app = page("reports", reports__open=asked.documents()[0].id, reports__part="figures")
    assert not app.exception
    assert len(app.image) == 2
    assert list(app.dataframe[1].value.iloc[:, 1]) == [30, 90, 60]
    app.button_group(key="reports.kind").set_value("table").run()
    assert len(app.image) == 1
    assert list(app.dataframe[1].value.columns)[:2] == ["Item", "2019"]


def test_key_figures_stand_with_their_year_and_page(asked: gbi.Workspace) -> None:
    app = page("reports", reports__open=asked.documents()[0].id, reports__part="key figures")
    assert {metric.label for metric in app.metric} == {"Row 1, 2021", "Row 2, 2021", "Row 3, 2021"}
    assert all(not metric.delta for metric in app.metric)  # 2020 is no share: there is nothing to compare
    assert any("page 1" in caption.value for caption in app.caption)


def test_a_report_that_came_by_the_chat_is_in_the_exports_too(tmp_path: Path) -> None:
    (tmp_path / "chat.csv").write_text("Year,Revenue\n2020,90\n", "utf-8")
    with gbi.Workspace(tmp_path / "w.gbi") as ws:
        ws.add(tmp_path / "chat.csv")
        book = openpyxl.load_workbook(io.BytesIO(downloads.workbook(ws, None, ROOM)))
        write_report(ws, ws.jobs.all(), tmp_path / "r.html")
    assert [row[0].value for row in book["Reports"].iter_rows(min_row=2)] == ["chat.csv"]
    assert "<strong>chat.csv</strong>" in (tmp_path / "r.html").read_text("utf-8")


def test_beyond_so_many_pages_the_html_report_has_the_numbers_without_pictures(
    asked: gbi.Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gbi_ui.batch.report.MOST_PAGES", 0)
    write_report(asked, asked.jobs.all(), tmp_path / "r.html")
    text = (tmp_path / "r.html").read_text("utf-8")
    assert "data:image" not in text
    assert "<use" not in text
    assert "<td>South</td><td>90</td>" in text


def test_long_tables_are_cut_and_say_so(tmp_path: Path) -> None:
    lines = "".join(f"{2000 + n},{n}\n" for n in range(MOST_ROWS + 50))
    (tmp_path / "long.csv").write_text(f"Number,Value\n{lines}", "utf-8")
    with gbi.Workspace(tmp_path / "w.gbi") as ws:
        ws.add(tmp_path / "long.csv")
        write_report(ws, (), tmp_path / "r.html")
    text = (tmp_path / "r.html").read_text("utf-8")
    assert f"the first {MOST_ROWS} of {MOST_ROWS + 50} rows" in text
    assert f"<td>{MOST_ROWS - 1}</td>" in text
    assert f"<td>{MOST_ROWS + 1}</td>" not in text


def test_the_html_report_of_one_holds_no_other(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.csv").write_text(f"Year,{name}\n2020,90\n", "utf-8")
    with gbi.Workspace(tmp_path / "w.gbi") as ws:
        ws.add(tmp_path / "one.csv", tmp_path / "two.csv")
        write_report(ws, ws.jobs.all(), tmp_path / "r.html", ws.documents()[1].id)
    text = (tmp_path / "r.html").read_text("utf-8")
    assert "1 report, 0 questions, 0 answers" in text
    assert "<h1>two.csv</h1>" in text
    assert "one" not in text.partition("<main>")[2]
