"""A report of 200 pages: how soon its first page can be asked about, against opening and reading one page alone.

Every page has a chart, a table and prose. Each time is that of a fresh process from its first call to the event, with a
workspace of its own: floor and measure pay the same imports. The floor is a report of that one page; beside it stands
what a desk that has read something before pays (`warm`), where nothing is left to import. The last figure asks a
question while the other pages are being read.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PAGES = 200
RUNS = 3

FIRST = """
import json, sys, time
from pathlib import Path
import gbi
from gbi.ingest import DocumentOpened, PageRead
began = time.monotonic()
with gbi.Workspace(sys.argv[2]) as ws:
    events = ws.ingest(sys.argv[1])
    opened = read = 0.0
    for event in events:
        if isinstance(event, DocumentOpened):
            opened = time.monotonic() - began
        elif isinstance(event, PageRead):
            assert event.readings >= 2, event
            read = time.monotonic() - began
            break
    events.close()
print(json.dumps({"opened": opened, "read": read}))
"""

ASKED = """
import json, sys, time
import gbi
from gbi.ingest import PageRead
with gbi.Workspace(sys.argv[2]) as ws:
    events = ws.ingest(sys.argv[1])
    pages = 0
    for event in events:
        pages += isinstance(event, PageRead)
        if pages == 8:
            break
    analyst = gbi.Analyst(ws)
    analyst.ask("What were the sales of Harbour 1 in South?")  # imports, starts the SQL process
    began = time.monotonic()
    answer = analyst.ask("What were the sales of Harbour 2 in East?")
    asked = time.monotonic() - began
    assert answer.value == 62, answer
    events.close()
print(json.dumps({"asked": asked}))
"""

WARM = """
import json, sys, time
import gbi
from gbi.ingest import PageRead
with gbi.Workspace(sys.argv[2] + "-before") as ws:
    ws.add(sys.argv[3])
began = time.monotonic()
with gbi.Workspace(sys.argv[2]) as ws:
    events = ws.ingest(sys.argv[1])
    next(event for event in events if isinstance(event, PageRead))
    read = time.monotonic() - began
    events.close()
print(json.dumps({"read": read}))
"""


def write_report(path: Path, pages: int, first: int = 1) -> None:
    """A PDF of so many pages, each with a bar chart, a ruled table and prose; their numbers, from `first` on, stand in
    the titles and go into the values."""
    import pymupdf

    with pymupdf.open() as pdf:
        for number in range(first, first + pages):
            page = pdf.new_page(width=595, height=842)
            page.insert_text((60, 60), f"{number}. The harbour", fontsize=14)
            page.insert_textbox((60, 75, 530, 160), "What came in went out again, and more of it than before. " * 6)
            _chart(page, number)
            _table(page, number)
        pdf.save(path, deflate=True)


def _chart(page: Any, number: int) -> None:
    left, low = 100, 400
    page.insert_text((left, 230), f"Sales of Harbour {number} by region, in millions", fontsize=11)
    page.draw_line((left, low - 130), (left, low))
    page.draw_line((left, low), (left + 260, low))
    for index, (name, value) in enumerate((("North", 30 + number % 40), ("South", 90), ("East", 60 + number % 30))):
        x = left + 20 + index * 80
        page.draw_rect((x, low - value, x + 44, low), color=None, fill=(0.1, 0.3, 0.8))
        page.insert_text((x + 6, low + 14), name, fontsize=9)
        page.insert_text((x + 14, low - value - 4), str(value), fontsize=9)
    for value in (0, 50, 100):
        page.insert_text((left - 24, low + 3 - value), str(value), fontsize=9)


def _table(page: Any, number: int) -> None:
    page.insert_text((60, 460), f"Table {number}: ships of Harbour {number}", fontsize=11)
    for row in range(13):
        page.draw_line((60, 470 + 18 * row), (500, 470 + 18 * row), width=0.7)
    for column in range(5):
        page.draw_line((60 + 110 * column, 470), (60 + 110 * column, 686), width=0.7)
    for row in range(12):
        cells = ("Ship", "2019", "2020", "2021") if row == 0 else _ship(number, row)
        for column, text in enumerate(cells):
            page.insert_text((64 + 110 * column, 483 + 18 * row), text, fontsize=9)


def _ship(number: int, row: int) -> tuple[str, ...]:
    return f"Ship {number}-{row}", f"{number * row:,}", f"{number * row + 7:,}", f"{number + row}.5"


def _timed(program: str, *arguments: object) -> dict[str, float]:
    """What the program prints, run in a fresh interpreter."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=dict(os.environ))
    return dict(json.loads(done.stdout))


def run() -> dict[str, float | str]:
    """Seconds, and the ratios with their bars. The runs of floor and measure take turns, medians are compared."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        long, single, other = folder / "long.pdf", folder / "single.pdf", folder / "other.pdf"
        write_report(long, PAGES)
        write_report(single, 1)
        write_report(other, 2)
        ones, firsts, warms, warm_ones = [], [], [], []
        for number in range(RUNS):
            ones.append(_timed(FIRST, single, folder / f"one-{number}"))
            firsts.append(_timed(FIRST, long, folder / f"long-{number}"))
            warm_ones.append(_timed(WARM, single, folder / f"warm-one-{number}", other)["read"])
            warms.append(_timed(WARM, long, folder / f"warm-{number}", other)["read"])
        asked = [_timed(ASKED, long, folder / f"asked-{number}")["asked"] for number in range(RUNS)]
    one, first = (statistics.median(times["read"] for times in runs) for runs in (ones, firsts))
    warm_one, warm = statistics.median(warm_ones), statistics.median(warms)
    return {
        "one_page_s": one,
        "first_event_s": statistics.median(times["opened"] for times in firsts),
        "first_page_of_200_s": first,
        "first_page_to_one_page": first / one,
        "first_page_to_one_page_bar": 3.0,
        "warm_one_page_s": warm_one,
        "warm_first_page_of_200_s": warm,
        "warm_first_page_to_one_page": warm / warm_one,
        "warm_first_page_to_one_page_bar": 3.0,
        "question_while_reading_s": statistics.median(asked),
    }
