"""A closer look where the detector ran labels of several rows together: values at the ends of close bars.

Rows set off sideways look like one tilted label: a tilted line is looked at again unless others have its angle.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import replace

import cv2

from gbi.documents.ocr_models import Found, Pixels, detect

ROWS = 1.7  # usual line heights from which a level line is higher than one row
FLAT = 1.4  # usual line heights that a line of the closer look may have
CLOSER = 3.0  # how many times larger the closer look is
ALIKE = 4.0  # degrees within which tilted lines are an axis' labels
MOST = 16  # crowds of one picture that are looked at


def parted(image: Pixels, lines: Sequence[Found], scale: float) -> list[Found]:
    """The lines found at `scale`, those that hold several rows replaced by what a closer look finds in them."""
    level = [line.size[1] for line in lines if line.angle == 0.0 and line.size[0] > line.size[1]]
    if len(level) < 4:
        return list(lines)
    tall = statistics.median(level)
    tilted = [line.angle for line in lines if line.angle != 0.0]
    crowds = [line for line in lines if _crowd(line, tall, tilted)]
    if len(crowds) > MOST:
        return list(lines)
    out = [line for line in lines if line not in crowds]
    for crowd in crowds:
        rows = _closer(image, crowd, tall, scale)
        out += rows if len(rows) > 1 and all(_row(line, tall) for line in rows) else [crowd]
    return out


def _crowd(line: Found, tall: float, tilted: Sequence[float]) -> bool:
    along, across = line.size
    if line.angle != 0.0:
        alone = sum(abs(line.angle - angle) <= ALIKE for angle in tilted) <= 3
        return alone and across >= tall and along <= 12 * tall
    return across >= ROWS * tall and across <= 3 * along and along <= 12 * tall


def _row(line: Found, tall: float) -> bool:
    return line.angle == 0.0 and line.size[1] < FLAT * tall


def _closer(image: Pixels, crowd: Found, tall: float, scale: float) -> list[Found]:
    """Lines in the crowd's box, which a margin of half a line keeps off the crop's border."""
    margin = tall / 2
    corners = cv2.boxPoints((crowd.centre, crowd.size, crowd.angle))
    x0, y0 = (max(0, round(float(side) - margin)) for side in corners.min(axis=0))
    x1, y1 = (round(float(side) + margin) for side in corners.max(axis=0))
    found = detect(image[y0:y1, x0:x1], scale * CLOSER)
    moved = [replace(line, centre=(line.centre[0] + x0, line.centre[1] + y0)) for line in found]
    return [line for line in moved if cv2.pointPolygonTest(corners, line.centre, False) >= 0]
