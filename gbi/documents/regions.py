"""Where the charts and tables of a PDF page are: the layout model, drawings and pictures, each with its caption."""

from __future__ import annotations

from typing import Any

from gbi.types import Document, Page, PageBox, Region


def of_pdf_page(document: Document, page: Page, pdf_page: Any, *, scanned: bool) -> tuple[Region, ...]:
    """Regions of the page in reading order."""
    pdf_page.get_layout()
    found = []
    for x0, y0, x1, y1, kind in pdf_page.layout_information:
        if kind in ("table", "picture"):
            found.append(
                Region.at(
                    document.id,
                    page.number,
                    PageBox(page=page.number, box=(x0, y0, x1, y1)),
                    "table" if kind == "table" else "chart",
                )
            )
    return tuple(found)
