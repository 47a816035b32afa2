"""A report of 200 pages is asked about while it is being read; the page does not freeze meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pymupdf
import pytest

from support.desk_server import WAIT_MS, DeskServer, ask, free_port, go, has, running_desk, shows, upload
from support.documents_made import bar_page, table_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
PAGES = 200


@pytest.fixture
def own_desk(tmp_path: Path) -> Iterator[DeskServer]:
    """A desk of its own, which is ended before the report is read to its end."""
    folder = tmp_path / "desk"
    folder.mkdir()
    with running_desk(folder, free_port()) as server:
        yield server


def long_report(path: Path) -> Path:
    """Each page with a chart and a table."""
    with pymupdf.open() as pdf:
        for number in range(1, PAGES + 1):
            page = pdf.new_page(width=595, height=842)
            bar_page(page, title=f"Sales of Harbour {number} by region, in millions")
            table_page(page, 60, 320, 8)
        pdf.save(path)
    return path


def test_the_first_pages_are_asked_about_while_the_others_are_read(
    own_desk: DeskServer, browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 960}).new_page()
    page.context.set_default_timeout(WAIT_MS)
    page.goto(own_desk.url)
    upload(page, long_report(tmp_path / "long.pdf"))
    progress = page.get_by_text(re.compile(rf"Reading .*page \d+ of {PAGES}"))
    page.get_by_text("You could ask").wait_for()
    has(progress, 1)
    ask(page, "What were the sales of Harbour 1 in South?")
    shows(page, "90")
    read = re.search(r"page (\d+) of", progress.inner_text())
    assert read is not None
    assert 1 <= int(read[1]) < PAGES, "it is still being read"
    go(page, "Data")
    page.get_by_test_id("stDataFrame").first.wait_for()
    go(page, "Chat")
    page.wait_for_function(  # and it goes on
        "([words, seen]) => [...document.querySelectorAll('p')].some(p =>"
        " { const m = p.innerText.match(words); return m && +m[1] > seen; })",
        arg=[r"page (\d+) of", int(read[1])],
    )
    page.context.close()
