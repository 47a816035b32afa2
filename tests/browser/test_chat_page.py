"""The chat in a real browser: upload, ask, see the number and the marked page, SQL, follow-up, hostile names."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support.desk_server import DeskServer, ask, free_port, has, running_desk, settled, shows, upload

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Open = Callable[..., "Page"]


LONG_MS = 200_000.0  # for the eleven pages of the sample report


def sales(folder: Path) -> Path:
    """Two years of revenue as a data file."""
    path = folder / "sales.csv"
    path.write_text("Year,Revenue\n2020,90\n2021,100\n", encoding="utf-8")
    return path


def test_a_report_is_uploaded_asked_about_and_shown_where_the_number_stands(
    open_desk: Open, sample_report: tuple[Path, object]
) -> None:
    from playwright.sync_api import expect

    page = open_desk()
    page.get_by_text("Drop in a report and ask").wait_for()
    upload(page, sample_report[0])
    page.get_by_text("Reading sample_report.pdf: page").wait_for()
    page.get_by_text("You could ask").wait_for()
    page.get_by_test_id("stProgress").wait_for(state="hidden", timeout=LONG_MS)
    ask(page, "What was the net income in 2022?")
    shows(page, re.compile("104 ±"))  # measured on the drawing: it says how far it may be off
    for picture in page.get_by_test_id("stImage").locator("img").all():  # the figure, and its page
        page.wait_for_function("img => img.complete && img.naturalWidth > 0", arg=picture.element_handle())
        assert _red(page, picture), "the cited box is marked"
    page.get_by_role("tab", name="SQL").last.click()
    area = page.get_by_test_id("stTextArea").locator("textarea").last
    expect(area).to_have_value(re.compile("select", re.I), timeout=LONG_MS)  # drawn first, filled a moment after
    query = area.input_value()
    area.fill(query.replace("2022", "2023"))
    page.get_by_role("button", name="Run").last.click()
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-testid=stDataFrame] td')].some(e => /^131/.test(e.textContent))"
    )
    ask(page, "and in 2019?")
    shows(page, re.compile("-61 ±"))


def test_an_answer_is_stopped_and_nothing_of_it_is_kept(
    open_desk: Open, desk_server: DeskServer, tmp_path: Path
) -> None:
    page = open_desk()
    upload(page, sales(tmp_path))
    page.get_by_text("You could ask").wait_for()
    settled(page)
    (room,) = (
        path.parent for path in desk_server.folder.glob("*.gbi/name.json") if "stopped" in path.read_text("utf-8")
    )
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill("What was the revenue in 2021?")
    with closing(sqlite3.connect(room / "catalog.sqlite", isolation_level=None)) as lock:
        lock.execute("BEGIN IMMEDIATE")  # the answer waits for its conversation while another one writes
        field.press("Enter")
        page.get_by_test_id("stChatInputStopButton").click()
        lock.execute("ROLLBACK")
    page.get_by_test_id("stChatInputSubmitButton").wait_for()
    settled(page)
    has(page.get_by_test_id("stMetricValue"), 0)
    page.reload()
    page.get_by_text("You could ask").wait_for()
    has(page.get_by_role("button", name="What was the revenue in 2021?"), 0)  # no empty conversation
    ask(page, "What was the revenue in 2020?")
    shows(page, "90")


def _red(page: Page, picture: Any) -> bool:
    """Whether the picture has pixels of the colour in which values are marked."""
    found: bool = picture.evaluate(
        """img => { const c = document.createElement('canvas');
        c.width = img.naturalWidth; c.height = img.naturalHeight;
        const g = c.getContext('2d'); g.drawImage(img, 0, 0); const d = g.getImageData(0, 0, c.width, c.height).data;
        let n = 0; for (let i = 0; i < d.length; i += 4) if (d[i] > 170 && d[i+1] < 90 && d[i+2] < 90) n++;
        return n > 20; }"""
    )
    return found


def test_conversations_are_listed_resumed_and_deleted(open_desk: Open, desk_server: DeskServer, tmp_path: Path) -> None:
    page = open_desk()
    upload(page, sales(tmp_path))
    page.get_by_text("You could ask").wait_for()
    ask(page, "What was the revenue in 2021?")
    page.reload()
    page.get_by_test_id("stMetricValue").get_by_text("100", exact=True).wait_for()
    with running_desk(desk_server.folder, free_port()) as again:  # another process over the same folder
        page.goto(page.url.replace(desk_server.url, again.url))
        page.get_by_test_id("stMetricValue").get_by_text("100", exact=True).wait_for()
        ask(page, "and in 2020?")
        shows(page, "90")  # the conversation keeps its context
        sidebar = page.get_by_test_id("stSidebar")
        sidebar.get_by_test_id("stPopover").last.get_by_role("button").click()
        page.get_by_role("button", name="Delete").click()
        page.get_by_text("You could ask").wait_for()
        has(page.get_by_test_id("stChatMessage"), 0)


def test_names_from_outside_are_shown_as_text(open_desk: Open, tmp_path: Path) -> None:
    page = open_desk()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    column = "<img src=//beacon.invalid/x onerror=alert(1)>![](//y)"
    path = tmp_path / "<script>alert(1)<script>.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["Year", column], ["2020", "90"], ["2021", "100"]])
    upload(page, path)
    page.get_by_text("You could ask").wait_for()
    ask(page, "What was the img src in 2021?")
    assert not [url for url in requests if "beacon.invalid" in url]
    assert page.locator("img[src*=beacon]").count() == 0
    assert "<img src" in page.inner_text("body")


def test_the_desk_speaks_the_browsers_language(open_desk: Open, chart_png: Path) -> None:
    page = open_desk(locale="zh-CN", dark=True)
    page.get_by_text("拖入报告，开始提问").wait_for()
    upload(page, chart_png)
    page.get_by_text("可以这样问").wait_for()
    ask(page, "2018年的净利润是多少？")
    shows(page, "409")
    page.get_by_test_id("stSidebar").get_by_text("对话", exact=True).wait_for()
