"""Pixels of a PDF page, and where its pictures are."""

from __future__ import annotations

from typing import Any

import numpy as np

from gbi.documents.source import Image
from gbi.types import Box

PICTURE_SIZE = (90.0, 60.0)  # pt: smaller pictures hold no chart


def picture_boxes(page: Any) -> list[Box]:
    """Boxes of the page's images, clipped to it; strips that touch are one picture. Small ones are left out."""
    import pymupdf

    boxes = [pymupdf.Rect(info["bbox"]) & page.rect for info in page.get_image_info()]
    merged: list[Any] = []
    for box in sorted((b for b in boxes if not b.is_empty), key=lambda b: (b.y0, b.x0)):
        for other in merged:
            near = pymupdf.Rect(other.x0 - 1, other.y0 - 1, other.x1 + 1, other.y1 + 1)
            if near.intersects(box) and (
                (abs(other.x0 - box.x0) < 2 and abs(other.x1 - box.x1) < 2)
                or (abs(other.y0 - box.y0) < 2 and abs(other.y1 - box.y1) < 2)
            ):
                other |= box
                break
        else:
            merged.append(pymupdf.Rect(box))
    return [tuple(b) for b in merged if b.width >= PICTURE_SIZE[0] and b.height >= PICTURE_SIZE[1]]


def pixels_of(page: Any, box: Box | None, scale: float) -> Image:
    """H x W x 3 RGB of a `pymupdf.Page` or of a box on it, `scale` px per pt."""
    import pymupdf

    pixmap = page.get_pixmap(
        matrix=pymupdf.Matrix(scale, scale),
        clip=None if box is None else pymupdf.Rect(box),
        alpha=False,
        colorspace="rgb",
    )
    flat = np.frombuffer(pixmap.samples, dtype=np.uint8)
    return flat.reshape(pixmap.height, pixmap.stride)[:, : pixmap.width * 3].reshape(-1, pixmap.width, 3).copy()
