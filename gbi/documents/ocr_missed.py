"""A second look for what the detector overlooks: lone digits and letters, such as tick labels of one character.

Candidates are small blobs of ink that stand alone on the ground and in line with text that was found.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from gbi.documents.ocr_models import Found, Pixels
from gbi.types import Box

INK = 70  # channel steps from the ground from which a pixel is ink
MOST = 60  # candidates of one picture
ALIGNED = 2.5  # px: how far a label may stand off the line of its neighbours


def missed(image: Pixels, inks: Sequence[Box]) -> list[Found]:
    """Places that look like a short label and that none of the found texts (`inks`, tight boxes in px) covers."""
    level = [box for box in inks if box[2] - box[0] > 0.4 * (box[3] - box[1])]
    if len(level) < 3:
        return []
    tall = float(np.median([box[3] - box[1] for box in level]))
    runs = [run for run in _runs(_ink(image, inks), tall) if _in_line(run, level)]
    out = []
    for x0, y0, x1, y1 in runs[:MOST]:
        margin = 0.3 * (y1 - y0)
        size = (x1 - x0 + 2 * margin, y1 - y0 + 2 * margin)
        out.append(Found(((x0 + x1) / 2, (y0 + y1) / 2), size, 0.0, 0.0, (x0, y0, x1, y1)))
    return out


def _ink(image: Pixels, inks: Sequence[Box]) -> NDArray[np.uint8]:
    codes = (image >> 4).astype(np.int32)
    codes = codes[..., 0] << 8 | codes[..., 1] << 4 | codes[..., 2]
    ground = np.median(image[codes == np.bincount(codes.ravel()).argmax()], axis=0).astype(np.int16)
    mask = np.zeros(image.shape[:2], np.uint8)
    for channel in range(3):
        mask |= (np.abs(image[..., channel].astype(np.int16) - ground[channel]) > INK).astype(np.uint8)
    for x0, y0, x1, y1 in inks:
        mask[max(0, int(y0) - 2) : int(y1) + 3, max(0, int(x0) - 2) : int(x1) + 3] = 0
    return mask


def _runs(mask: NDArray[np.uint8], tall: float) -> list[Box]:
    """Boxes of one to three glyphs side by side with nothing else near."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    boxes = [(x, y, x + w, y + h, area) for x, y, w, h, area in stats[1:].tolist() if area >= 4]
    glyphs = [b for b in boxes if 0.7 * tall <= b[3] - b[1] <= 1.5 * tall and b[2] - b[0] <= 1.5 * tall]
    runs: list[list[float]] = []
    for x0, y0, x1, y1, _ in sorted(glyphs):
        run = next((r for r in runs if x0 - r[2] < 0.5 * tall and abs(y1 - r[3]) <= 2 and x0 >= r[0]), None)
        if run is None:
            runs.append([x0, y0, x1, y1, 1])
        else:
            run[1], run[2], run[3], run[4] = min(run[1], y0), max(run[2], x1), max(run[3], y1), run[4] + 1
    return [(r[0], r[1], r[2], r[3]) for r in runs if r[4] <= 3 and not _crowded(r, boxes)]


def _crowded(run: list[float], boxes: list[tuple[int, int, int, int, int]]) -> bool:
    """True when ink that is no glyph of the run comes within 2 px of it on its left, right or lower side."""
    return any(
        x0 < run[2] + 2 and run[0] - 2 < x1 and y0 < run[3] + 2 and run[1] < y1 and not _part(run, (x0, y0, x1, y1))
        for x0, y0, x1, y1, _ in boxes
    )


def _part(run: list[float], box: tuple[int, int, int, int]) -> bool:
    return run[0] <= box[0] and run[1] - 2 <= box[1] and box[2] <= run[2] and box[3] <= run[3] + 2


def _in_line(run: Box, others: Sequence[Box]) -> bool:
    """True when at least two of the found texts stand on the run's height, or above each other with it."""
    middle = (run[1] + run[3]) / 2
    row = sum(abs((box[1] + box[3]) / 2 - middle) <= ALIGNED for box in others)
    right = sum(abs(box[2] - run[2]) <= ALIGNED for box in others)
    centre = sum(abs((box[0] + box[2]) / 2 - (run[0] + run[2]) / 2) <= ALIGNED for box in others)
    return max(row, right, centre) >= 2
