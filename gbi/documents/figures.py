"""Regions of an image: the whole of it as one chart, or the figures of a scanned page."""

from __future__ import annotations

from gbi.documents.source import Image
from gbi.types import Page, PageBox, Region


def of_image(document: str, page: Page, pixels: Image) -> tuple[Region, ...]:
    """The image's regions in reading order; boxes in px."""
    height, width = pixels.shape[:2]
    return (Region.at(document, page.number, PageBox(page=page.number, box=(0, 0, width, height)), "chart"),)
