"""A picture of a table set anew as a vector page: recognised words as text, rules found in the pixels as lines.

The layout and grid models read text and drawings, not pixels; so a scan is given to them as such. Not covered: cells
set apart by background colour alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gbi.readers.grid.find import Found, Slot
from gbi.types import Box, Word

TEXT_HEIGHT = 11.0  # points: words are scaled so that the middle one is this high, as in print
MIDDLE = 128  # of 255
LEAST_RULE = 2.5  # of the words' height: a shorter dark run is part of a letter
_CJK = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Retyped:
    """The made page with what turns its coordinates back: x_original = x / factor + origin[0]."""

    document: Any  # the open pymupdf.Document that owns `page`
    page: Any
    factor: float
    origin: tuple[float, float]

    def box_in(self, box: Box) -> Box:
        """A box of the original in the made page's points."""
        x, y, f = *self.origin, self.factor
        return ((box[0] - x) * f, (box[1] - y) * f, (box[2] - x) * f, (box[3] - y) * f)

    def back(self, found: Found) -> Found:
        """A table of the made page in the original's points."""
        slots = tuple(Slot(s.row, s.col, s.rowspan, s.colspan, self._out(s.box), s.header) for s in found.slots)
        return Found(self._out(found.box), slots)

    def _out(self, box: Box) -> Box:
        x, y, f = *self.origin, self.factor
        return (box[0] / f + x, box[1] / f + y, box[2] / f + x, box[3] / f + y)


def retype(words: Sequence[Word], rules: Sequence[Box], box: Box) -> Retyped:
    """A page that holds the words and rules that lie in `box` (points). Close its document when done."""
    import pymupdf

    heights = [w.box[2] - w.box[0] if w.angle in (90, 270) else w.box[3] - w.box[1] for w in words]
    factor = TEXT_HEIGHT / max(median(heights), 1.0) if heights else 1.0
    document = pymupdf.open()
    page = document.new_page(width=max((box[2] - box[0]) * factor, 20), height=max((box[3] - box[1]) * factor, 20))
    made = Retyped(document, page, factor, (box[0], box[1]))
    for rule in rules:
        x0, y0, x1, y1 = made.box_in(rule)
        page.draw_line((x0, y0), (x1, y1), color=(0, 0, 0), width=0.7)
    for word in words:
        _type(page, word, made.box_in(word.box))
    return made


def _type(page: Any, word: Word, box: Box) -> None:
    """Sets one word so that it fills its box in width."""
    import pymupdf

    name = "china-s" if _CJK.search(word.text) else "helv"
    along = box[3] - box[1] if word.angle in (90, 270) else box[2] - box[0]
    across = box[2] - box[0] if word.angle in (90, 270) else box[3] - box[1]
    size = max(across * 0.78, 2.0)
    natural = pymupdf.get_text_length(word.text, fontname=name, fontsize=size)
    if natural <= 0 or along <= 0:
        return
    start = pymupdf.Point(box[0], box[3] - 0.2 * across)
    if word.angle == 90:
        start = pymupdf.Point(box[2] - 0.2 * across, box[3])
    elif word.angle == 270:
        start = pymupdf.Point(box[0] + 0.2 * across, box[1])
    squeeze = pymupdf.Matrix(along / natural, 1) if word.angle == 0 else pymupdf.Matrix(1, along / natural)
    page.insert_text(start, word.text, fontsize=size, fontname=name, rotate=word.angle, morph=(start, squeeze))


def rules_in(image: NDArray[np.uint8], text_height_px: float) -> tuple[Box, ...]:
    """The horizontal and vertical rules of an H x W x 3 picture as flat boxes in its pixels."""
    import cv2

    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    if np.median(grey) < MIDDLE:
        grey = cv2.bitwise_not(grey)  # light on dark: the ground between letters is no rule
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    least = max(15, round(LEAST_RULE * text_height_px))
    rules: list[Box] = []
    for across in (False, True):
        shape = (1, least) if across else (least, 1)
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, shape)
        lines = cv2.dilate(cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel), np.ones((3, 3), np.uint8))
        count, _, stats, _ = cv2.connectedComponentsWithStats(lines)
        for x, y, width, height, _ in stats[1:count].tolist():
            thick, long = (width, height) if across else (height, width)
            if thick > max(8, 0.6 * text_height_px) or long < least:
                continue
            cx, cy = x + width / 2, y + height / 2
            rules.append((cx, y, cx, y + height) if across else (x, cy, x + width, cy))
    return tuple(rules)
