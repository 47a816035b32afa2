"""Every page of the desk after a day's work, in both languages and both themes: whole, in its language, and kept as
a picture where `SHOTS` names a folder (`make shots`)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import gbi
from gbi_ui.desk.words import TABLES
from support.desk_room import EACH, EACH_ZH, TALK, TALK_ZH, day_of_work, room_of
from support.desk_server import DeskServer, choose_workspace, go, settled, shot

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Open = Callable[..., "Page"]
ALL = [(language, dark) for language in ("en", "zh") for dark in (False, True)]
SEEN = ALL if "SHOTS" in os.environ else [ALL[0], ALL[3]]
"""Each language and each theme once is enough for a test; pictures are made of all."""
ROOMS = {"en": ("Annual review", TALK, EACH), "zh": ("年报", TALK_ZH, EACH_ZH)}


@pytest.fixture(scope="module")
def rooms(desk_server: DeskServer, sample_workspace: gbi.Workspace) -> dict[str, Path]:
    """A workspace in each language."""
    made = {}
    for language, (name, talk, each) in ROOMS.items():
        made[language] = room_of(desk_server.folder, name, sample_workspace.path)
        day_of_work(made[language], talk, each)
    return made


@pytest.mark.parametrize(("language", "dark"), SEEN, ids=[f"{a}-{'dark' if b else 'light'}" for a, b in SEEN])
def test_every_page_is_whole_and_in_its_language(
    language: str, dark: bool, open_desk: Open, rooms: dict[str, Path]
) -> None:
    page = open_desk(locale="zh-CN" if language == "zh" else "en-US", dark=dark, name=None)
    choose_workspace(page, ROOMS[language][0])
    words, kind = TABLES[language], f"{'dark' if dark else 'light'}-{language}"
    sidebar = page.get_by_test_id("stSidebar")
    sidebar.get_by_role("button", name=ROOMS[language][1][0][:12]).first.click()
    page.get_by_test_id("stMetricValue").first.wait_for()
    for key in ("chat", "reports", "review", "data", "settings"):
        if key != "chat":
            go(page, words[f"page.{key}"])
        LEADS[key](page, words)
        settled(page)
        shot(page, f"{key}-{kind}")
        _whole(page, language)


def _chat(page: Page, words: dict[str, str]) -> None:
    page.get_by_test_id("stImage").locator("img").last.wait_for()


def _reports(page: Page, words: dict[str, str]) -> None:
    page.get_by_test_id("stDataFrame").first.wait_for()
    settled(page)
    page.get_by_test_id("stMain").get_by_role("combobox").last.click()
    page.get_by_role("option", name="sample_report.pdf").click()
    page.get_by_test_id("stImage").locator("img").first.wait_for()


def _review(page: Page, words: dict[str, str]) -> None:
    page.get_by_role("button", name=words["review.accept"]).first.wait_for()


def _data(page: Page, words: dict[str, str]) -> None:
    page.get_by_test_id("stDataFrame").nth(2).wait_for()


def _settings(page: Page, words: dict[str, str]) -> None:
    page.get_by_role("button", name=words["settings.run"]).wait_for()


LEADS = {"chat": _chat, "reports": _reports, "review": _review, "data": _data, "settings": _settings}


def _whole(page: Page, language: str) -> None:
    """Nothing failed, nothing stands beyond the window's edge, and no label is in the other language."""
    assert page.get_by_test_id("stException").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    labels = page.locator("[data-testid=stWidgetLabel], [data-testid=stTab], [data-testid^=stBaseButton]")
    ours = {text.strip() for text in labels.all_inner_texts() if text.strip()}
    own, other = set(TABLES[language].values()), TABLES["en" if language == "zh" else "zh"]
    assert not ours & {word for word in other.values() if word not in own}
