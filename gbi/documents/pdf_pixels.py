"""Pixels of a PDF page, and where its pictures are."""

from __future__ import annotations

from typing import Any

import numpy as np

from gbi.boxes import area, clipped, gaps, union
from gbi.documents.source import Image
from gbi.types import Box

STRIP_PT = 60.0  # pictures cut into strips have strips thinner than this
PICTURE_SIZE = (90.0, 60.0)  # pt: smaller pictures hold no chart


def picture_boxes(page: Any) -> list[Box]:
    """Boxes of the page's images, clipped to it; strips that touch are one picture. Small ones are left out."""
    bounds: Box = tuple(page.rect)
    boxes = [clipped(tuple(info["bbox"]), bounds) for info in page.get_image_info()]
    merged: list[Box] = []
    for box in sorted((b for b in boxes if area(b) > 0), key=lambda b: (b[1], b[0])):
        for index, other in enumerate(merged):
            if _same_picture(other, box):
                merged[index] = union((other, box))
                break
        else:
            merged.append(box)
    return [b for b in merged if b[2] - b[0] >= PICTURE_SIZE[0] and b[3] - b[1] >= PICTURE_SIZE[1]]


def _same_picture(a: Box, b: Box) -> bool:
    """True for strips of one picture: thin, touching, with the same extent along the strip."""
    for axis in (0, 1):
        across = 1 - axis
        even = abs(a[axis] - b[axis]) < 2 and abs(a[axis + 2] - b[axis + 2]) < 2
        thin = min(a[across + 2] - a[across], b[across + 2] - b[across]) < STRIP_PT
        if even and thin and gaps(a, b)[across] < 1:
            return True
    return False


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
