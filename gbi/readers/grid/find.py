"""The tables of a page as bare cells: PyMuPDF's layout and grid models united with the page's ruled lines.

`find_tables(use_layout, union, refine)` is the best open extractor we measured on ICDAR-2013. It is asked once a page.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gbi.boxes import union
from gbi.documents.layout_model import use_quick_models
from gbi.types import Box

_LOCK = threading.Lock()
"""PyMuPDF's table finder and layout model keep state of their own and must not run twice at once."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A bare cell: its place in the grid, its room in points, and whether the finder calls it a header."""

    row: int
    col: int
    rowspan: int
    colspan: int
    box: Box
    header: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A table on a page, without its text."""

    box: Box
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Inner grid lines relative to a table's top left corner, as the grid model gives them."""

    h_lines: Sequence[float]
    v_lines: Sequence[float]


def find_all(page: Any) -> tuple[Found, ...]:
    """The tables of an upright `pymupdf.Page`, in reading order; `()` where MuPDF cannot analyse the page."""
    use_quick_models()
    with _LOCK:
        before = page.layout_information
        try:
            if not before or not isinstance(before[0], dict):
                page.layout_information = None
                page.get_layout(return_raw=True)
            return _found(page)
        except (RuntimeError, ValueError, IndexError, TypeError, ZeroDivisionError, AttributeError):
            return ()
        finally:
            page.layout_information = before


def find_in(page: Any, box: Box, rows: Sequence[float], cols: Sequence[float]) -> Found | None:
    """The table in `box`, cut at the inner lines `rows` (y) and `cols` (x) in points; spans by the page's text.

    None where MuPDF cannot make a table of it.
    """
    with _LOCK:
        before = page.layout_information
        lines = Lines([y - box[1] for y in rows], [x - box[0] for x in cols])
        page.layout_information = [{"class_name": "table", "group_bbox": list(box), "table_grid": lines}]
        try:
            found = _found(page)
        except (RuntimeError, ValueError, IndexError, TypeError, ZeroDivisionError, AttributeError):
            return None
        finally:
            page.layout_information = before
    return found[0] if found else None


def _found(page: Any) -> tuple[Found, ...]:
    tables = page.find_tables(use_layout=True, union=True, refine=True).tables
    return tuple(_as_found(table) for table in tables if table.placements)


def _as_found(table: Any) -> Found:
    slots: list[Slot] = []
    covered: set[tuple[int, int]] = set()
    for r, row in enumerate(table.placements):
        c = 0
        for cell in row:
            while (r, c) in covered:
                c += 1
            covered |= {(r + dr, c + dc) for dr in range(cell.rowspan) for dc in range(cell.colspan)}
            if cell.bbox is not None:
                box = (float(cell.bbox[0]), float(cell.bbox[1]), float(cell.bbox[2]), float(cell.bbox[3]))
                slots.append(Slot(r, c, cell.rowspan, cell.colspan, box, cell.tag == "th"))
            c += cell.colspan
    x0, y0, x1, y1 = table.bbox  # the layout's box; a grid of rules may reach beyond it
    return Found(union([(float(x0), float(y0), float(x1), float(y1)), *(slot.box for slot in slots)]), tuple(slots))
