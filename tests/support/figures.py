"""Figures made with matplotlib for reader tests: a drawing function in, an opened one-page PDF and its region out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from gbi.documents import open_source
from gbi.documents.source import Source
from gbi.types import PageBox, Region


def pdf_figure(path: Path, draw: Callable[[Any], None], size: tuple[float, float] = (6.4, 4.0), **style: Any) -> Path:
    """Writes a PDF of one matplotlib axes that `draw` filled; `style` goes into matplotlib's rcParams."""
    import matplotlib

    matplotlib.use("pdf")
    import matplotlib.pyplot as plt

    with plt.rc_context(style):
        figure, axes = plt.subplots(figsize=size)
        draw(axes)
        figure.tight_layout()
        figure.savefig(path)
        plt.close(figure)
    return path


def whole_page(source: Source, number: int = 1) -> Region:
    """The region of a whole page as a chart."""
    page = source.page(number)
    box = (0.0, 0.0, page.width, page.height)
    return Region.at(source.document.id, number, PageBox(page=number, box=box), "chart")


def opened(path: Path) -> tuple[Source, Region]:
    """The opened file and the region of its first page."""
    source = open_source(path)
    return source, whole_page(source)
