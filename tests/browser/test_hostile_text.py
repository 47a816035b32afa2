"""Names, labels, captions and cells that would like to be HTML, Markdown or an address: text, on every page and in
every file that is handed out. Nothing is loaded from elsewhere, no script runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from gbi.store.jobs import READING, Job
from gbi.types import Answer
from gbi.workspace import Workspace
from gbi_agents.analyst import Analyst
from gbi_ui.batch.exports import write_exports
from gbi_ui.batch.report import write_report
from support.desk_made import desk_with, reading_of, region, report
from support.desk_server import DeskServer, choose_workspace, go, settled, shows

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Open = Callable[..., "Page"]

BEACON = "beacon.invalid"
NAME = f"<script>alert(1)<script> ![n](http:{BEACON}) :red[n].pdf"
TITLE = f"Sales [click](http://{BEACON}/t) ![p](http://{BEACON}/t.png) :red[hot] $x^2$ :streamlit:"
CAPTION = f"see https://{BEACON}/c or www.{BEACON} or me@{BEACON} :material/home:"
LABEL = f"<img src=http://{BEACON}/l.png onerror=alert(2)>"
LINK = f"![b](http://{BEACON}/b.png)[b](javascript:alert(3))"
FORMULA = "=cmd|' /C calc'!A0"
ROWS = ((LABEL, 11.0, 12.0), (LINK, 21.0, 22.0), (FORMULA, 31.0, 32.0))
QUESTION = "Which region had the highest 2020?"
NOTHING = (
    f'a[href*="{BEACON}"], img[src*="{BEACON}"], image[href*="{BEACON}"], a[href^="javascript"], .katex, '
    'img[alt="Streamlit logo"], [data-testid=stMain] script'
)
"""What none of it may have become."""


@pytest.fixture(scope="module")
def hostile(desk_server: DeskServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace on the desk whose one report, conversation and job are full of it."""
    document, source = report(tmp_path_factory.mktemp("report"), NAME)
    where = region(document.id).model_copy(update={"caption": CAPTION})
    made = reading_of(where, ROWS, title=TITLE, warnings=(f"odd: {LINK} {LABEL}",))
    with desk_with(desk_server.folder, made, document=document, source=source) as ws:
        answer = Analyst(ws).ask(QUESTION)
        assert answer.status == "answered"
        assert answer.value == FORMULA
        answer = answer.model_copy(update={"warnings": (f"see {LABEL} {LINK} {TITLE}",)})
        ws.conversations.add(ws.conversations.start(f"{QUESTION} {LINK}").id, f"{QUESTION} {LABEL} {LINK}", answer)
        for question, said in ((READING, None), (f"{QUESTION} {LINK}", answer)):
            ws.jobs.finish(_job(document.id, question, said))
        ws.jobs.finish(Job(document="f" * 64, name=LABEL, path="x", status="failed", error=f"no file: {LABEL} {LINK}"))
        yield ws


def _job(document: str, question: str, answer: Answer | None) -> Job:
    return Job(document=document, question=question, name=NAME, path=NAME, status="done", answer=answer)


def watched(page: Page) -> list[str]:
    """What goes wrong on the page from now on: requests to elsewhere, and dialogs of scripts."""
    wrong: list[str] = []
    page.on("request", lambda request: wrong.append(request.url) if BEACON in request.url else None)
    page.on("dialog", lambda dialog: (wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
    return wrong


def test_on_every_page_of_the_desk(open_desk: Open, hostile: Workspace) -> None:
    page = open_desk(name=None)
    wrong = watched(page)
    choose_workspace(page, "w")
    page.get_by_test_id("stSidebar").get_by_role("button", name=QUESTION).click()
    page.get_by_test_id("stMetricValue").wait_for()
    settled(page)
    _clean(page, "chat")
    shows(page, re.compile(re.escape(FORMULA)))
    warning = page.get_by_test_id("stAlert").last.inner_text().replace("\u2060", "")
    assert f"see {LABEL} {LINK} {TITLE}" in warning
    for tab in page.get_by_role("tab").all():
        tab.click()
        settled(page)
        _clean(page, f"chat, {tab.inner_text()}")
    for name in ("Review", "Data", "Reports"):
        go(page, name)
        settled(page)
        _clean(page, name)
    page.get_by_role("combobox").last.click()
    page.get_by_role("option", name=NAME).click()
    settled(page)
    for part in ("Figures", "Key figures", "Does not fit", "Problems"):
        button = page.get_by_role("button", name=part).or_(page.get_by_role("radio", name=part))
        if button.count():
            button.first.click()
            settled(page)
            _clean(page, f"Reports, {part}")
    assert not wrong


def _clean(page: Page, where: str) -> None:
    assert page.locator(NOTHING).count() == 0, where
    assert page.get_by_test_id("stException").count() == 0, where


def test_in_every_file_that_is_handed_out(browser: object, hostile: Workspace, tmp_path: Path) -> None:
    write_exports(hostile, tmp_path)
    write_report(hostile, hostile.jobs.all(), tmp_path / "report.html")
    pages = sorted(tmp_path.rglob("*.html"))
    assert {path.name for path in pages} >= {"index.html", "report.html"}
    assert len(pages) >= 3
    page: Page = browser.new_page()  # type: ignore[attr-defined]
    wrong = watched(page)
    for path in pages:
        page.goto(path.as_uri())
        assert page.locator(NOTHING.replace("[data-testid=stMain] script", "script")).count() == 0, path.name
        assert FORMULA in page.inner_text("body"), path.name
    assert not wrong
    page.close()
    book = openpyxl.load_workbook(tmp_path / "answers.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert any(cell.value == FORMULA and cell.quotePrefix for cell in cells)
    links = [cell.hyperlink.target for cell in cells if cell.hyperlink is not None]
    assert links
    assert all(link.startswith("evidence/") for link in links)
