"""Review, data and settings in a real browser: a cell is corrected by key and the answer changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.desk_server import ask, go, has, shows, upload

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Open = Callable[..., "Page"]


def test_a_corrected_cell_changes_the_answer(open_desk: Open, chart_png: Path) -> None:
    page = open_desk()
    upload(page, chart_png)
    page.get_by_text("You could ask").wait_for()
    ask(page, "What was the net income in 2018?")
    shows(page, "409")
    page.get_by_role("button", name="Correct 2018").click()
    page.get_by_role("button", name="Accept").first.wait_for()
    field = page.get_by_label("Correct to").first
    assert field.input_value() == "409"
    field.fill("411")
    field.press("Enter")
    page.get_by_text("Asked again: 1; changed: 1").wait_for()
    go(page, "Chat")
    page.get_by_text("411", exact=True).first.wait_for()
    shows(page, "411")
    has(page.get_by_text("Asked again after a correction"), 1)
    go(page, "Review")
    page.get_by_role("button", name="Undo").first.wait_for()
    page.keyboard.press("Alt+z")
    page.get_by_text("Asked again: 2; changed: 2").wait_for()
    go(page, "Chat")
    page.get_by_text("409", exact=True).first.wait_for()


def test_data_and_settings_are_shown(open_desk: Open, tmp_path: Path) -> None:
    page = open_desk(locale="zh-CN", dark=True)
    path = tmp_path / "sales.csv"
    path.write_text("年份,收入\n2020,90\n2021,100\n", encoding="utf-8")
    upload(page, path)
    page.get_by_text("可以这样问").wait_for()
    go(page, "数据")
    page.get_by_role("tab", name="表格（1）").wait_for()
    page.get_by_test_id("stDataFrame").nth(2).wait_for()
    page.get_by_role("tab", name="SQL 查询").click()
    page.get_by_role("button", name="运行").click()
    page.get_by_text("点击一行").wait_for()
    page.get_by_label("查询", exact=True).fill("delete from sales")
    page.get_by_role("button", name="运行").click()
    page.get_by_test_id("stMain").get_by_test_id("stAlert").wait_for()
    page.get_by_text("点击一行").wait_for(state="detached")  # what was refused left nothing to click
    go(page, "设置")
    page.get_by_role("button", name="全部检查").wait_for()
    assert page.get_by_text("GBI_VLM_KEY").count() <= 1
    page.get_by_test_id("stSidebar").get_by_role("combobox").nth(1).click()
    page.get_by_role("option", name="English").click()
    page.get_by_role("button", name="Check everything").wait_for()
    assert page.get_by_test_id("stException").count() == 0
