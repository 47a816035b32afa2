"""What a screenshot shows besides the chart: the card's frame and shadow, a column of buttons, a banner of text."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from gbi.readers.pixels.canvas import BACKGROUND, Canvas, Mask, chroma, distance, spread
from gbi.types import Box, Word

PALE = 100.0  # RGB distance to the ground within which a neutral colour may be a frame's or shadow's
NEUTRAL = 26  # chroma of such a colour at most
ICON = (7, 34)  # px: smallest and largest side of a button's icon
ICONS = 4  # as many make a column of buttons
BANNER = 60.0  # RGB distance to the ground of a banner's fill at most


def without_frame(canvas: Canvas, labels: NDArray[np.int16]) -> NDArray[np.int16]:
    """The labels without pale neutral parts that lie mostly along the picture's rim: a card's border or shadow."""
    height, width = labels.shape
    margin = max(3, round(0.022 * min(height, width)))
    rim = np.ones(labels.shape, bool)
    rim[margin:-margin, margin:-margin] = False
    out = labels.copy()
    for index, colour in enumerate(canvas.palette):
        if chroma(colour) > NEUTRAL or distance(colour, canvas.background) > PALE:
            continue
        mask = (labels == index).astype(np.uint8)
        count, parts, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        within = np.bincount(parts[rim], minlength=count)
        framing = within >= 0.6 * stats[:, cv2.CC_STAT_AREA]
        framing[0] = False
        out[framing[parts]] = BACKGROUND
    return out


def button_columns(canvas: Canvas, words: Sequence[Word]) -> list[Box]:
    """Boxes in px of evenly spaced neutral icons at the left or right rim: share and print buttons. A column of
    tick labels is none: `words` (boxes in px) covers most of it with letters and digits read with confidence."""
    sure = [word for word in words if word.confidence >= 0.9 and any(char.isalnum() for char in word.text)]
    height, width = canvas.labels.shape
    ink = ((canvas.ink > 30) & _neutral(canvas)).astype(np.uint8)
    boxes = []
    for low, high in ((0, round(0.13 * width)), (round(0.87 * width), width)):
        strip = cv2.dilate(ink[:, low:high], np.ones((5, 5), np.uint8))
        _, _, stats, _ = cv2.connectedComponentsWithStats(strip, connectivity=8)
        icons = [
            (low + x + w / 2, y + h / 2, w, h)
            for x, y, w, h, _ in stats[1:].tolist()
            if ICON[0] <= min(w, h) and max(w, h) <= ICON[1]
        ]
        boxes += _even_columns(icons)
    return [
        (x0, max(0.0, y0), x1, min(float(height), y1))
        for x0, y0, x1, y1 in boxes
        if sum(x0 <= (w.box[0] + w.box[2]) / 2 <= x1 and y0 <= w.box[1] <= y1 for w in sure) <= ICONS // 2
    ]


def clear(labels: NDArray[np.int16], boxes: Sequence[Box]) -> None:
    """Gives the boxes' pixels to the background, in place."""
    for x0, y0, x1, y1 in boxes:
        labels[max(0, int(y0)) : int(y1) + 1, max(0, int(x0)) : int(x1) + 1] = BACKGROUND


def banner(canvas: Canvas, box: Box, colour: tuple[int, int, int], words: Sequence[Word]) -> bool:
    """True for a wide pale box whose width is mostly a sentence. Boxes in px."""
    width = box[2] - box[0]
    if distance(colour, canvas.background) > BANNER or width < 0.12 * canvas.labels.shape[1]:
        return False
    held = [w for w in words if box[0] <= w.box[0] and w.box[2] <= box[2] and box[1] <= w.box[1] and w.box[3] <= box[3]]
    letters = sum(char.isalpha() for word in held for char in word.text)
    covered = sum(word.box[2] - word.box[0] for word in held)
    return letters >= 10 and covered >= 0.4 * width


def _neutral(canvas: Canvas) -> Mask:
    out: Mask = spread(canvas.image) < 36
    return out


def _even_columns(icons: list[tuple[float, float, int, int]]) -> list[Box]:
    boxes: list[Box] = []
    rest = sorted(icons, key=lambda icon: icon[1])
    while len(rest) >= ICONS:
        column = [icon for icon in rest if abs(icon[0] - rest[0][0]) <= 4]
        rest = [icon for icon in rest if icon not in column]
        run = _even_run([icon[1] for icon in column])
        if len(run) < ICONS:
            continue
        reach = (run[1] - run[0]) / 2 + 8
        middle = float(np.median([icon[0] for icon in column]))
        boxes.append((middle - reach, run[0] - reach, middle + reach, run[-1] + reach))
    return boxes


def _even_run(heights: list[float]) -> list[float]:
    """The longest run of evenly spaced heights, at least 24 px apart; one may be missing between two."""
    best: list[float] = []
    for start in range(len(heights) - 1):
        step = heights[start + 1] - heights[start]
        run = heights[start : start + 2]
        for height in heights[start + 2 :]:
            ahead = round((height - run[-1]) / step) if step >= 24 else 0
            if ahead not in (1, 2) or abs(height - run[-1] - ahead * step) > 5:
                continue
            run.append(height)
        if step >= 24 and len(run) > len(best):
            best = run
    return best
