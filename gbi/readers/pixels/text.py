"""Takes the text out of a picture, so that glyphs are no marks and a label inside a bar is no hole in it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from gbi.readers.pixels.canvas import BACKGROUND, MIXED, Canvas, Mask
from gbi.types import Box

AROUND = 2  # px round a word's box that still belong to its glyphs
MOSTLY = 0.6  # share of a word's frame that one colour must hold for the word to stand on it


def without_text(canvas: Canvas, boxes: Sequence[Box]) -> NDArray[np.int16]:
    """The canvas' labels with glyphs gone: words on a mark take the mark's label, words on the ground the ground's.

    `boxes` are in px of the canvas. A stroke that passes through a word and goes on outside stays.
    """
    labels = canvas.labels.copy()
    through = _passing(canvas, boxes)
    for box in boxes:
        x0, y0, x1, y1 = _grown(box, labels.shape)
        if x1 - x0 < 2 or y1 - y0 < 2:
            continue
        under = _ground_of(labels, x0, y0, x1, y1)
        patch = labels[y0:y1, x0:x1]
        keep = through[y0:y1, x0:x1] & (patch != under)
        patch[~keep] = under
    return labels


def _grown(box: Box, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    return (
        max(0, int(box[0]) - AROUND),
        max(0, int(box[1]) - AROUND),
        min(shape[1], int(np.ceil(box[2])) + AROUND),
        min(shape[0], int(np.ceil(box[3])) + AROUND),
    )


def _ground_of(labels: NDArray[np.int16], x0: int, y0: int, x1: int, y1: int) -> int:
    """The label that frames the box: a mark's when it holds most of the frame, else the background."""
    patch = labels[y0:y1, x0:x1]
    frame = np.concatenate([patch[0], patch[-1], patch[:, 0], patch[:, -1]])
    values, counts = np.unique(frame, return_counts=True)
    top = int(values[counts.argmax()])
    return top if top != MIXED and counts.max() >= MOSTLY * len(frame) else BACKGROUND


def _passing(canvas: Canvas, boxes: Sequence[Box]) -> Mask:
    """Pixels of one-colour components that reach well outside the words they meet."""
    inside = np.zeros(canvas.labels.shape, np.uint8)
    for box in boxes:
        x0, y0, x1, y1 = _grown(box, canvas.labels.shape)
        inside[y0:y1, x0:x1] = 1
    passing = np.zeros(canvas.labels.shape, bool)
    for index in range(len(canvas.palette)):
        mask = (canvas.labels == index).astype(np.uint8)
        if not (mask & inside).any():
            continue
        count, parts, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        within = np.bincount(parts[inside > 0], minlength=count)
        outside = stats[:, cv2.CC_STAT_AREA] - within
        good = (outside >= 12) & (outside >= 0.3 * within)
        good[0] = False
        passing |= good[parts]
    return passing
