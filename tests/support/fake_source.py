"""A document format for tests: JSON that says what each page holds and how it fails.

`{"pages": [{"text": "...", "figures": [{"title": "...", "columns": [...], "rows": [[...]]}], "fault": "hang"}]}`.
Faults: "hang" never returns, "crash" kills its process, "raise" is a programming fault, "error" a `PageError`;
"reader" on a page makes its readings fail with a programming fault. `seconds` is what the page or figure takes;
`prints` goes to standard output; a figure that `runs_on` goes on at the top of the next page, one with a `sheet` stands
in a spreadsheet.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gbi.documents.source import Image
from gbi.errors import DocumentError, PageError
from gbi.types import Basis, Box, Cell, Column, Document, Page, PageBox, Reading, Region, SheetRange


def make_reading(
    region: Region, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, title: str = "", reader: str = "fake"
) -> Reading:
    """A reading of these values; each cell's box depends on its row and column alone."""
    kinds = ["number" if all(isinstance(row[c], int | float) for row in rows) else "text" for c in range(len(columns))]
    return Reading.build(
        region,
        reader=reader,
        reader_version="1",
        title=title,
        columns=[Column(name=name, type=kind) for name, kind in zip(columns, kinds, strict=True)],
        rows=[
            [
                Cell(value=value, text=str(value), basis=Basis.PRINTED, error=0.0, place=cell_box(region.page, r, c))
                for c, value in enumerate(row)
            ]
            for r, row in enumerate(rows)
        ],
    )


def cell_box(page: int, row: int, column: int) -> PageBox:
    """The box of a cell of `make_reading`."""
    return PageBox(page=page, box=(column * 50.0, row * 20.0, column * 50.0 + 40, row * 20.0 + 15))


def make_region(document: str = "d" * 64, page: int = 1, index: int = 0, **rest: str) -> Region:
    """A table region; `index` counts the regions of a page."""
    return Region.at(
        document, page, PageBox(page=page, box=(0, index * 100.0, 400, index * 100.0 + 90)), "table", **rest
    )


def write_fake(path: Path, pages: Sequence[dict[str, Any]]) -> Path:
    """A fake document on disk."""
    path.write_text(json.dumps({"pages": pages}), encoding="utf-8")
    return path


class FakeSource:
    """Implements `gbi.documents.source.Source`."""

    def __init__(self, path: Path) -> None:
        body = path.read_bytes()
        self.pages = json.loads(body)["pages"]
        self.document = Document(
            id=hashlib.sha256(body).hexdigest(), name=path.name, kind="fake", pages=len(self.pages)
        )

    def page(self, number: int) -> Page:
        spec = self.pages[number - 1]
        fault = spec.get("fault")
        if fault == "hang":
            time.sleep(3600)
        if fault == "crash":
            os.kill(os.getpid(), signal.SIGKILL)
        if fault == "raise":
            raise ZeroDivisionError("a fault of the format")
        if fault == "error":
            raise PageError("the page's content is broken")
        time.sleep(spec.get("seconds", 0))
        os.write(1, spec.get("prints", "").encode())
        return Page(number=number, width=400, height=600, text=spec.get("text", f"text of page {number}"))

    def regions(self, number: int) -> tuple[Region, ...]:
        if self.pages[number - 1].get("fault") == "regions":
            raise PageError("the layout is broken")
        figures = self.pages[number - 1].get("figures", [])
        return tuple(self._region(number, index, figure) for index, figure in enumerate(figures))

    def _region(self, number: int, index: int, figure: dict[str, Any]) -> Region:
        region = make_region(self.document.id, number, index, caption=figure.get("caption", ""))
        if "sheet" in figure:
            return Region.at(region.document, number, SheetRange(sheet=figure["sheet"], ref="A1:B3"), "table")
        more = (PageBox(page=number + 1, box=(0, 0, 400, 50)),) if figure.get("runs_on") else ()
        return region.model_copy(update={"more": more})

    def image(self, number: int, box: Box | None = None, scale: float | None = None) -> Image:
        factor = self.scale_of(number, box) if scale is None else scale
        x0, y0, x1, y1 = box or (0, 0, 400, 600)
        return np.full((int((y1 - y0) * factor), int((x1 - x0) * factor), 3), (255, 0, 0), dtype=np.uint8)

    def scale_of(self, number: int, box: Box | None = None) -> float:
        return 1.0

    def vector_page(self, number: int) -> None:
        return None

    def native(self, region: Region) -> None:
        return None

    def close(self) -> None:
        pass


def open_fake(path: str | Path, settings: object = None) -> FakeSource:
    """Stands in for `gbi.documents.open_source`."""
    path = Path(path)
    if not path.exists():
        raise DocumentError(f"{path} does not exist; check the path")
    try:
        return FakeSource(path)
    except (json.JSONDecodeError, UnicodeDecodeError, IsADirectoryError) as error:
        raise DocumentError(f"{path.name} is broken: {error}") from error


def read_fake(
    source: FakeSource, region: Region, names: Sequence[str] | None = None, settings: object = None
) -> list[Reading]:
    """Stands in for `gbi.readers.read_region`."""
    page = source.pages[region.page - 1]
    if page.get("fault") == "reader":
        raise IndexError("a fault of the reader")
    figure = page["figures"][source.regions(region.page).index(region)]
    time.sleep(figure.get("seconds", 0))
    if figure.get("columns") is None:
        return []
    return [
        make_reading(region, figure["columns"], figure["rows"], title=figure.get("title", ""), reader=name)
        for name in names or ("fake",)
    ]
