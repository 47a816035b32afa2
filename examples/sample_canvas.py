"""The paper the sample report is set on: pages, text lines, embedded vector charts, and what is true of them."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pymupdf
from matplotlib import font_manager
from matplotlib.axes import Axes

A4 = pymupdf.paper_rect("a4")
LEFT, RIGHT = 56.0, A4.width - 56.0
INK = (0.13, 0.15, 0.2)
Truth = dict[str, Any]


def chart_pdf(draw: Callable[[Axes], None], width: float = 6.4, height: float = 3.6) -> bytes:
    """One figure as PDF bytes, drawn by `draw`; sizes in inches."""
    figure, axes = plt.subplots(figsize=(width, height))
    draw(axes)
    figure.tight_layout()
    buffer = io.BytesIO()
    figure.savefig(buffer, format="pdf", metadata={"CreationDate": None})
    plt.close(figure)
    return buffer.getvalue()


def cjk_font(folder: Path) -> str:
    """Registers PyMuPDF's built-in CJK font with matplotlib; returns its family name."""
    path = folder / "cjk.ttf"
    path.write_bytes(pymupdf.Font("china-s").buffer)
    font_manager.fontManager.addfont(str(path))
    return font_manager.FontProperties(fname=str(path)).get_name()


class Report:
    """The growing PDF and what is true of it."""

    def __init__(self) -> None:
        self.pdf = pymupdf.open()
        self.truth: list[Truth] = []
        self.page = self.new_page()

    def new_page(self) -> pymupdf.Page:
        """A fresh page with a running head and a page number."""
        self.page = self.pdf.new_page(width=A4.width, height=A4.height)
        self.text(LEFT, 34, "Meridian Instruments · Annual review 2023", size=8, colour=(0.45, 0.45, 0.5))
        self.text(RIGHT - 10, A4.height - 28, str(self.page.number + 1), size=8, colour=(0.45, 0.45, 0.5))
        return self.page

    def text(self, x: float, y: float, text: str, size: float = 10, bold: bool = False, colour: Any = INK) -> None:
        """One line with its baseline at (x, y) points; Chinese is set in the built-in CJK font."""
        font = "china-s" if any(ord(c) > 0x2E80 for c in text) else "hebo" if bold else "helv"
        self.page.insert_text((x, y), text, fontsize=size, fontname=font, color=colour)

    def right(self, x: float, y: float, text: str, size: float = 9, bold: bool = False) -> None:
        """One line that ends at x."""
        font = "hebo" if bold else "helv"
        self.text(x - pymupdf.get_text_length(text, fontname=font, fontsize=size), y, text, size, bold)

    def paragraph(self, y: float, text: str) -> None:
        """Running text over the page's width, top at y."""
        cjk = any(ord(c) > 0x2E80 for c in text)
        box = pymupdf.Rect(LEFT, y, RIGHT, y + 90)
        self.page.insert_textbox(box, text, fontsize=10, fontname="china-s" if cjk else "helv", color=INK)

    def chart(self, y: float, height: float, title: str, data: Truth, pdf: bytes) -> None:
        """A vector chart under its caption, over the page's width."""
        self.text(LEFT, y - 8, title, size=10.5, bold=True)
        box = pymupdf.Rect(LEFT, y, RIGHT, y + height)
        with pymupdf.open(stream=pdf, filetype="pdf") as figure:
            self.page.show_pdf_page(box, figure, 0)
        self.truth.append({"page": self.page.number + 1, "kind": "chart", "title": title, **data})

    def table(self, title: str, columns: list[str], rows: list[list[Any]], page: int | None = None) -> None:
        """Notes what is true of a table that starts on `page` (the current one if None)."""
        page = page or self.page.number + 1
        self.truth.append({"page": page, "kind": "table", "title": title, "columns": columns, "rows": rows})
