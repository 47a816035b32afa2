"""Takes the text out of a picture, so that glyphs are no marks and a label inside a bar is no hole in it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from gbi.readers.chart.scene import Colour
from gbi.readers.pixels.canvas import BACKGROUND, MIXED, Canvas, Mask
from gbi.types import Box

AROUND = 2  # px over and under a word's box that still belong to its glyphs
FEWEST_INK = 4  # px of a word's own colour that tell it
CORE = 0.75  # of the furthest pixel's distance: nearer ones are the letters' soft edges
LEAST_INK = 90.0  # summed over the channels: less is no writing
REACH = 5  # px above and below a word's box that tell what it stands on


def without_text(canvas: Canvas, boxes: Sequence[Box]) -> NDArray[np.int16]:
    """The canvas' labels with glyphs gone: words take the label of what they stand on.

    `boxes` are in px of the canvas. A stroke that passes through a word and goes on outside stays.
    """
    labels = canvas.labels.copy()
    through = _passing(canvas, boxes)
    for box in boxes:
        x0, y0, x1, y1 = _grown(box, labels.shape)
        if x1 - x0 < 2 or y1 - y0 < 2:
            continue
        patch = canvas.labels[y0:y1, x0:x1]
        under = _under(canvas.labels, x0, y0, x1, y1)
        keep = through[y0:y1, x0:x1] & (patch != under)
        labels[y0:y1, x0:x1] = np.where(keep, patch, under)
    return labels


def ink_of(canvas: Canvas, box: Box) -> Colour | None:
    """The colour of a word's letters: of those of its pixels that are furthest from what it stands on, which no edge
    makes lighter. None where the box holds next to nothing.
    """
    x0, y0, x1, y1 = _grown(box, canvas.labels.shape)
    patch = canvas.image[y0:y1, x0:x1].reshape(-1, 3).astype(np.float32)
    if len(patch) < FEWEST_INK:
        return None
    apart = np.abs(patch - np.median(patch, axis=0)).sum(axis=1)
    core = patch[apart >= max(float(apart.max()) * CORE, LEAST_INK)]
    if len(core) < FEWEST_INK:
        return None
    red, green, blue = (int(v) for v in np.median(core, axis=0))
    return red, green, blue


def _grown(box: Box, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    return (
        max(0, int(box[0]) - 1),
        max(0, int(box[1]) - AROUND),
        min(shape[1], int(np.ceil(box[2])) + 1),
        min(shape[0], int(np.ceil(box[3])) + AROUND),
    )


def _under(labels: NDArray[np.int16], x0: int, y0: int, x1: int, y1: int) -> NDArray[np.int16]:
    """What stands under a word's letters, column by column: the label above and below the box where they agree, else
    what each of them reaches from its side, and the background between."""
    patch = labels[y0:y1, x0:x1]
    under = np.full_like(patch, BACKGROUND)
    for column in range(x1 - x0):
        above = _first(labels[max(0, y0 - REACH) : y0, x0 + column][::-1])
        below = _first(labels[y1 : y1 + REACH, x0 + column])
        if above == below:
            under[:, column] = above
            continue
        line = patch[:, column]
        top, bottom = _depth(line, above), _depth(line[::-1], below)
        under[:top, column] = above
        under[len(line) - bottom :, column] = below
    return under


def _first(column: NDArray[np.int16]) -> int:
    """The first flat label of a column; the background when there is none."""
    flat = column[column != MIXED]
    return int(flat[0]) if len(flat) else BACKGROUND


def _depth(line: NDArray[np.int16], label: int) -> int:
    """How many pixels from the start hold the label."""
    other = np.flatnonzero(line != label)
    return int(other[0]) if len(other) else len(line)


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
