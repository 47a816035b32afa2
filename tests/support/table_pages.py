"""Pages with one table each, drawn with PyMuPDF, for the tests of the table reader."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pymupdf

from gbi.types import Box, PageBox, Region

LEFT, TOP, ROW = 60.0, 120.0, 18.0

Rows = Sequence[Sequence[str]]


def draw_table(
    page: Any, rows: Rows, widths: Sequence[float], *, top: float = TOP, ruled: bool = False, font: str = "helv"
) -> Box:
    """Writes the rows and returns the table's box. The first column is set left, the others right; a text that begins
    with "^" spans to the right over the following cells that are "<" and is centred; "    " at its start indents."""
    edges = [LEFT]
    for width in widths:
        edges.append(edges[-1] + width)
    for r, row in enumerate(rows):
        y = top + r * ROW
        for c, text in enumerate(row):
            last = c
            while text.startswith("^") and last + 1 < len(row) and row[last + 1] == "<":
                last += 1
            _write(page, text, (edges[c], edges[last + 1]), y, c == 0, font)
    box = (LEFT, top, edges[-1], top + ROW * len(rows))
    if ruled:
        for r in range(len(rows) + 1):
            page.draw_line((box[0], top + r * ROW), (box[2], top + r * ROW), width=0.7)
        for x in edges:
            page.draw_line((x, box[1]), (x, box[3]), width=0.7)
    return box


def _write(page: Any, text: str, room: tuple[float, float], y: float, left: bool, font: str) -> None:
    if text in ("", "<"):
        return
    body = text.removeprefix("^").strip()
    width = pymupdf.get_text_length(body, fontname=font, fontsize=9)
    x = room[1] - width - 4
    if text.startswith("^"):
        x = (room[0] + room[1] - width) / 2
    elif left:
        x = room[0] + 4 + (12 if text.startswith("    ") else 0)
    page.insert_text((x, y + 12.5), body, fontsize=9, fontname=font)


def save(document: Any, folder: Path, name: str = "made.pdf") -> Path:
    """The document written to a file."""
    path = folder / name
    document.save(path)
    return path


def scan_of(document: Any, folder: Path, dpi: int = 170) -> Path:
    """The document's first page as a picture on a page of its own."""
    page = document[0]
    made = pymupdf.open()
    copy = made.new_page(width=page.rect.width, height=page.rect.height)
    copy.insert_image(copy.rect, pixmap=page.get_pixmap(dpi=dpi))
    return save(made, folder, "scan.pdf")


def region_at(document: str, *places: tuple[int, Box], caption: str = "", kind: str = "table") -> Region:
    """A region at (page, box) with its further places."""
    made = [PageBox(page=page, box=box) for page, box in places]
    return Region.at(document, made[0].page, made[0], kind, caption=caption, more=made[1:])  # type: ignore[arg-type]
