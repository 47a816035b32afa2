"""A workspace of 1,000 readings: opening it and listing its tables, against reading the same rows as plain JSON.

Also `import gbi` against a bare interpreter, and what committing a page of two figures costs. Floors: `sqlite3` and
`json.loads` over the same catalogue in the same process; `python -c pass`. Processor time, so that a busy machine does
not count.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from gbi.store import PageResult, Store
from gbi.types import Basis, Cell, Column, Document, Page, PageBox, Reading, Region
from gbi.workspace import Workspace

RUNS = 7
PAGES = 500
BODY = b"the bytes of a report"
DOCUMENT = Document(id=hashlib.sha256(BODY).hexdigest(), name="report.pdf", kind="pdf", pages=PAGES)


def _page(number: int) -> PageResult:
    boxes = [PageBox(page=number, box=(0.0, top, 400.0, top + 90.0)) for top in (0.0, 100.0)]
    regions = [Region.at(DOCUMENT.id, number, box, "chart", caption=f"Figure {number}: sales") for box in boxes]
    columns = [Column(name="Region"), *(Column(name=str(year), type="number") for year in (2019, 2020, 2021))]
    rows = [
        [Cell(value=f"R{r}", basis=Basis.PRINTED, place=boxes[0])]
        + [
            Cell(value=r * 1.5 + c, text=f"{r * 1.5 + c}", basis=Basis.PRINTED, error=0.0, place=boxes[0])
            for c in range(3)
        ]
        for r in range(12)
    ]
    readings = [
        Reading.build(region, reader="made", reader_version="1", title=f"Sales {number}", columns=columns, rows=rows)
        for region in regions
    ]
    page = Page(number=number, width=400, height=600, text="what a page of a report says " * 60)
    return PageResult(number=number, page=page, regions=tuple(regions), readings=tuple(readings))


def _fill(folder: Path) -> float:
    """Processor seconds that committing a page takes."""
    source = folder / "report.pdf"
    source.write_bytes(BODY)
    pages = [_page(number) for number in range(1, PAGES + 1)]
    store = Store(folder / "w.gbi")
    store.documents.add(DOCUMENT, source)
    began = time.process_time()
    for page in pages:
        store.commit_page(DOCUMENT, "default", page)
    spent = time.process_time() - began
    store.close()
    return spent / PAGES


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return statistics.median(times)


def _started(code: str) -> float:
    """Processor seconds of a fresh interpreter that runs `code`."""
    times = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(times)


def run() -> dict[str, float | str]:
    """Seconds, and the ratios with their bars."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        commit = _fill(folder)
        path = folder / "w.gbi"

        def floor() -> None:
            with sqlite3.connect(path / "catalog.sqlite") as connection:
                for (info,) in connection.execute("SELECT info FROM revisions"):
                    json.loads(info)

        def listed() -> None:
            with Workspace(path) as ws:
                assert len(ws.tables()) == 2 * PAGES

        plain, tables = _median(floor), _median(listed)
        readings = _median(lambda: Workspace(path).readings())
    bare, imported = _started("pass"), _started("import gbi")
    return {
        "commit_page_s": commit,
        "plain_json_s": plain,
        "open_and_tables_s": tables,
        "open_and_tables_to_plain": tables / plain,
        "open_and_tables_to_plain_bar": 6.0,
        "readings_s": readings,
        "interpreter_s": bare,
        "import_gbi_s": imported,
        "import_gbi_to_interpreter": imported / bare,
        "import_gbi_to_interpreter_bar": 3.0,
    }
