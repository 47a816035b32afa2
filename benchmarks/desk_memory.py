"""Memory of the desk: `gbi ui` with three users in three browsers, who add ten reports by turns and ask of each.

After each report the resident memory of the desk's process is read, and that of it together with the processes that it
started (one for SQL a workspace). Held to a bar is growth after the fourth report, when all libraries are loaded
and every user has come once; the reports are the same but for their numbers. Needs Playwright and chromium.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.long_report import write_report
from tests.support.desk_server import NAMES, ask, free_port, new_workspace, running_desk, upload

USERS, REPORTS, WARM = 3, 10, 4
PAGES = 3
WAIT_MS = 600_000.0
SETTLE_S = 2.0  # for processes that read pages to end


def resident_bytes(pid: int) -> int:
    """Of one process; 0 when it has ended."""
    try:
        told = re.search(r"VmRSS:\s*(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(told[1]) * 1024 if told else 0


def offspring(pid: int) -> list[int]:
    """The process and all that it and its children have started and that still run."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += offspring(int(child))
    return found


def _user(browser: Any, url: str, name: str) -> Any:
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 960})
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    page.goto(url)
    new_workspace(page, name)
    return page


def _report(page: Any, report: Path, number: int) -> None:
    """A new conversation, a report, a question of it, its figures in the review and its tables."""
    page.get_by_role("button", name="New conversation").click()
    page.wait_for_function("!document.querySelector('[data-testid=stChatMessage]')")
    upload(page, report)
    page.get_by_text("Reading", exact=False).first.wait_for(state="detached")
    page.get_by_text("You could ask").wait_for()
    ask(page, f"What were the sales of Harbour {number} in South?")
    page.get_by_test_id("stMetricValue").last.wait_for()
    for view in ("Review", "Data", "Chat"):
        page.get_by_test_id("stSidebarNav").get_by_text(view, exact=True).click()
        page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")


def run() -> dict[str, float | str]:
    """Megabytes after each report, and growth from the fourth to the last one as a ratio."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise SystemExit("this benchmark needs chromium: apt-get install chromium")
    own: list[float] = []
    every: list[float] = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder, desk = Path(name), Path(name) / "desk"
        desk.mkdir()
        with running_desk(desk, free_port()) as server:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
            pages = [_user(browser, server.url, f"user {user}") for user in range(USERS)]
            for turn in range(REPORTS):
                first = PAGES * turn + 1
                report = folder / f"report-{turn}.pdf"
                write_report(report, PAGES, first)
                _report(pages[turn % USERS], report, first)
                time.sleep(SETTLE_S)
                alive = offspring(server.pid)
                own.append(resident_bytes(server.pid) / 2**20)
                every.append(sum(map(resident_bytes, alive)) / 2**20)
                words = f"{own[-1]:.0f} MB, with {len(alive) - 1} children {every[-1]:.0f} MB"
                print(f"  report {turn + 1}: {words}", flush=True)
            browser.close()
    return figures(own, every)


def figures(own: list[float], every: list[float]) -> dict[str, float | str]:
    """Of the megabytes after each report: of the desk's process, and of it with its children."""
    return {
        "first_report_mb": own[0],
        "fourth_report_mb": own[WARM - 1],
        "last_report_mb": own[-1],
        "reports_mb": ", ".join(f"{size:.0f}" for size in own),
        "reports_with_children_mb": ", ".join(f"{size:.0f}" for size in every),
        "mb_a_report_after_the_fourth": (own[-1] - own[WARM - 1]) / (len(own) - WARM),
        "growth_after_fourth": own[-1] / own[WARM - 1],
        "growth_after_fourth_bar": 1.15,
    }
