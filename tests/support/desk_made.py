"""A desk with one workspace and one made report in it, for tests of pages: no reader runs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pymupdf
from streamlit.testing.v1 import AppTest

from gbi.store import PageResult, Store
from gbi.store.files import sha256_of
from gbi.types import Basis, Cell, Column, Document, Page, PageBox, Reading, Region
from gbi.workspace import Workspace

PAGES = Path(__file__).resolve().parents[2] / "ui/gbi_ui/desk/views"
BOX = (40.0, 60.0, 440.0, 200.0)
ROWS = (("North", 11.0, 12.0), ("South", 21.0, 22.0), ("East", 31.0, 32.0))


def region(document: str, number: int = 0) -> Region:
    """A chart on the page; `number` moves it down."""
    x0, y0, x1, y1 = BOX
    return Region.at(document, 1, PageBox(page=1, box=(x0, y0 + number, x1, y1 + number)), "chart", caption="Sales")


def cell_place(row: int, column: int) -> PageBox:
    """Where the cell of a made reading stands."""
    left, top = BOX[0] + 120.0 * column, BOX[1] + 30.0 * row
    return PageBox(page=1, box=(left, top, left + 60, top + 18))


def reading_of(where: Region, rows: Sequence[Sequence[str | float]] = ROWS, **rest: object) -> Reading:
    """Region, 2019 and 2020; the cell of South in 2019 was measured and is doubtful."""
    columns = [Column(name="Region"), Column(name="2019", type="number"), Column(name="2020", type="number")]
    cells = [
        [
            Cell(
                value=value, text="" if (r, c) == (1, 1) else f"{value:g}" if isinstance(value, float) else value,
                basis=Basis.MEASURED if (r, c) == (1, 1) else Basis.PRINTED, error=0.0 if (r, c) != (1, 1) else 1.5,
                confidence=0.55 if (r, c) == (1, 1) else 0.99, place=cell_place(r, c),
            )
            for c, value in enumerate(row)
        ]
        for r, row in enumerate(rows)
    ]  # fmt: skip
    fields = {"title": "Sales by region", "chart_type": "bar", **rest}
    return Reading.build(where, reader="made", reader_version="1", columns=columns, rows=cells, **fields)


def report(folder: Path, name: str = "report.pdf") -> tuple[Document, Path]:
    """A PDF of one page of 480 x 300 pt."""
    path = folder / name
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=480, height=300)
        page.draw_rect(pymupdf.Rect(*BOX), color=(0, 0, 0))
        page.insert_text((50, 40), "Sales by region")
        pdf.save(path)
    return Document(id=sha256_of(path), name=name, kind="pdf", pages=1), path


def desk_with(folder: Path, *readings: Reading, document: Document, source: Path) -> Workspace:
    """The desk at `folder` with the workspace "w" that holds the document and these readings of its page."""
    path = folder / "w.gbi"
    path.mkdir(parents=True)
    (path / "name.json").write_text(json.dumps({"name": "w"}), "utf-8")
    store = Store(path)
    store.documents.add(document, source)
    regions = tuple({reading.region.id: reading.region for reading in readings}.values())
    store.commit_page(
        document,
        "default",
        PageResult(number=1, page=Page(number=1, width=480, height=300), regions=regions, readings=readings),
    )
    store.close()
    return Workspace(path)


def page(name: str, **state: object) -> AppTest:
    """The page by itself, run once, with these values in the session."""
    test = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=60)
    for key, value in state.items():
        test.session_state[key.replace("__", ".")] = value
    return test.run()
