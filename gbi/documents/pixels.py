"""Cutting and scaling of pixel pages, and the cheap test whether a picture was drawn (a chart) or taken (a photo)."""

from __future__ import annotations

import math

import numpy as np

from gbi.documents.limits import check_pixels
from gbi.documents.source import Image
from gbi.errors import PageError
from gbi.settings import Settings
from gbi.types import Box


def crop(pixels: Image, box: Box | None, scale: float, settings: Settings) -> Image:
    """The part of an H x W x 3 image inside `box` (pixels, clipped to the image), scaled.

    Raises `PageError` for a box outside the image, `LimitError` for a result over `settings.max_pixels`.
    """
    height, width = pixels.shape[:2]
    if box is not None:
        x0, y0 = max(0, math.floor(box[0])), max(0, math.floor(box[1]))
        x1, y1 = min(width, math.ceil(box[2])), min(height, math.ceil(box[3]))
        if x1 <= x0 or y1 <= y0:
            raise PageError(f"the box {box} is outside the page of {width} x {height} px")
        pixels = pixels[y0:y1, x0:x1]
    if scale == 1.0:
        return np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    check_pixels("the scaled picture", width * scale, height * scale, settings)
    import cv2

    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled: Image = cv2.resize(pixels, size, interpolation=method)
    return scaled


def looks_drawn(pixels: Image) -> bool:
    """True for charts, diagrams and tables: few flat colours cover most of the picture. Photos have none."""
    step = max(1, min(pixels.shape[:2]) // 200)
    sample = pixels[::step, ::step].astype(np.uint16) // 16
    codes = (sample[..., 0] << 8) | (sample[..., 1] << 4) | sample[..., 2]
    counts = np.sort(np.bincount(codes.ravel(), minlength=1))[::-1]
    return bool(counts[:6].sum() >= 0.6 * codes.size)
