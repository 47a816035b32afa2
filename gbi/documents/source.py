"""What an opened document can do. One file-format family per file implements it; `open_source` picks it.

Page numbers count from 1. For spreadsheets a "page" is a sheet, for data files there is one page.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gbi.types import Axis, Box, Column, Document, Frozen, Page, Region, Rows

Image = NDArray[np.uint8]
"""Height x width x 3, RGB."""


class NativeFigure(Frozen):
    """The file's own data for a region: what a chart's XML or a sheet's cells hold. R x C cells."""

    chart_type: str | None = None
    title: str = ""
    columns: tuple[Column, ...]
    rows: Rows
    axes: tuple[Axis, ...] = ()
    warnings: tuple[str, ...] = ()


class Source(Protocol):
    """An opened document. Not thread-safe; close it when done. Pages are read lazily and cached."""

    @property
    def document(self) -> Document:
        """Identity, name, kind and page count."""

    def page(self, number: int) -> Page:
        """Words with boxes and text (OCR where there is none). Raises `PageError`, `LimitError`."""

    def regions(self, number: int) -> tuple[Region, ...]:
        """Charts and tables that start on this page, in reading order. Raises `PageError`."""

    def image(self, number: int, box: Box | None = None, scale: float | None = None) -> Image:
        """Pixels of a page or of a box on it. `scale` in px per pt; None: the pixels' own resolution
        (1 for images; the embedded image's for scans; 2 for vector pages). Raises `PageError`, `LimitError`."""

    def scale_of(self, number: int, box: Box | None = None) -> float:
        """The px per pt that `image(number, box)` uses when none is given."""

    def vector_page(self, number: int) -> Any | None:
        """The `pymupdf.Page` whose drawings can be read, in displayed coordinates; None where there is none
        (images, scans, office files)."""

    def native(self, region: Region) -> NativeFigure | None:
        """The file's own data for the region; None where the file has only the picture."""

    def close(self) -> None:
        """Releases the file."""
