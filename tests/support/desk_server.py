"""The desk as a user has it: `gbi ui` in a process of its own, and chromium that looks at it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

READY_S = 90.0
WAIT_MS = 90_000.0
NAMES = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class DeskServer:
    """A running desk, the folder of its workspaces, and its process."""

    url: str
    folder: Path
    pid: int


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_desk(folder: Path, port: int, cwd: Path | None = None) -> Iterator[DeskServer]:
    """`gbi ui` over the workspaces of `folder`, started in `cwd` (where Streamlit looks for its secrets)."""
    command = [sys.executable, "-c", "from gbi_ui.cli import main; main()", "ui", "--workspace", f"{folder}"]
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen([*command, "--port", f"{port}", "--no-browser"], stdout=out, stderr=out, cwd=cwd)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, log)
        yield DeskServer(url, folder, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def desk_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    """One desk for all browser tests; each test works in a workspace of its own."""
    with running_desk(tmp_path_factory.mktemp("desk"), free_port()) as server:
        yield server


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + READY_S
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"gbi ui did not get ready:\n{log.read_text('utf-8', 'replace')[-3000:]}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless chromium; skips with the reason where there is none.

    Not kept for the session: while Playwright is open, the thread has a running event loop, which other tests must not.
    """
    playwright = pytest.importorskip("playwright.sync_api")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no chromium here: apt-get install chromium")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def open_desk(desk_server: DeskServer, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Any]:
    """`open_desk(locale=..., dark=...)`: the desk in a new browser, in a workspace of the test's own.

    With `name=None` no workspace is made: the test chooses one.
    """
    contexts = []

    def opened(locale: str = "en-US", dark: bool = False, name: str | None = "") -> Page:
        context = browser.new_context(
            locale=locale, color_scheme="dark" if dark else "light", viewport={"width": 1280, "height": 960},
            accept_downloads=True,
        )  # fmt: skip
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        page = context.new_page()
        page.goto(desk_server.url)
        if name is None:
            page.get_by_test_id("stSidebar").get_by_role("combobox").first.wait_for()
        else:
            new_workspace(page, name or request.node.name[:30])
        return page

    yield opened
    for context in contexts:
        for page in context.pages:
            shot(page, f"end-{request.node.name[:40]}")
        context.close()


def new_workspace(page: Page, name: str) -> None:
    """Makes a workspace in the sidebar and waits until it is the chosen one."""
    sidebar = page.get_by_test_id("stSidebar")
    sidebar.get_by_test_id("stPopover").get_by_role("button").first.click()
    page.get_by_test_id("stForm").locator("input").fill(name)
    page.get_by_test_id("stForm").locator("input").press("Enter")
    chosen = sidebar.get_by_role("combobox").first
    page.wait_for_function("([e, name]) => e.value === name", arg=[chosen.element_handle(), name])
    page.keyboard.press("Escape")


def choose_workspace(page: Page, name: str) -> None:
    """Takes a workspace from the sidebar's list."""
    box = page.get_by_test_id("stSidebar").get_by_role("combobox").first
    box.click()
    page.get_by_role("option", name=name, exact=True).click()
    page.wait_for_function("([e, name]) => e.value === name", arg=[box.element_handle(), name])
    settled(page)


def go(page: Page, name: str) -> None:
    """To another page of the desk, in the same session."""
    page.get_by_test_id("stSidebarNav").get_by_text(name, exact=True).click()


def settled(page: Page) -> None:
    """Waits until the script has run, every picture is there and the tables are drawn."""
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')"
        " && !document.querySelector('[data-testid=stSkeleton]')"
        " && [...document.images].every(img => img.complete)"
    )
    page.wait_for_timeout(400)  # canvases and fonts: nothing tells when they are drawn


def upload(page: Page, *files: Path) -> None:
    """Drops files into the chat and sends them."""
    page.get_by_test_id("stChatInput").locator("input[type=file]").set_input_files([str(file) for file in files])
    page.get_by_test_id("stChatInputSubmitButton").click()


def ask(page: Page, question: str) -> None:
    """Asks and waits until the answer's tabs, or a refusal, stand under the question."""
    before = page.get_by_test_id("stChatMessage").count()
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill(question)
    field.press("Enter")
    page.wait_for_function(
        "n => document.querySelectorAll('[data-testid=stChatMessage]').length >= n + 2"
        " && !document.querySelector('[data-testid=stStatusWidget]')"
        " && !document.querySelector('[data-testid=stChatMessage] [data-testid=stExpander]')",
        arg=before,
    )


def shows(page: Page, value: str | re.Pattern[str]) -> None:
    """Waits until the last answer's large number is this one; a page is drawn bit by bit, so nothing is read once."""
    from playwright.sync_api import expect

    expect(page.get_by_test_id("stMetricValue").last).to_have_text(value, timeout=WAIT_MS)


def has(found: Locator, count: int) -> None:
    """Waits until so many of these stand on the page; what is no longer drawn goes a moment after the new is there."""
    from playwright.sync_api import expect

    expect(found).to_have_count(count, timeout=WAIT_MS)


def shot(page: Page, name: str) -> None:
    """Keeps a picture of the page where `SHOTS` names a folder."""
    if folder := os.environ.get("SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.png")
