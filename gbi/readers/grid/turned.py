"""A scanned table that lies on its side or its head: read as if turned upright, its boxes put back on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from gbi.documents.source import Image
from gbi.readers.grid.grid import Grid
from gbi.types import Box, Word

UNSURE = 0.9  # mean confidence of words under which a picture may stand on its head: such text is read, but badly
SURER = 0.05  # how much surer it must be read the other way up
MOSTLY = 0.75  # share of the words' letters that stand on their side in a picture that was put in sideways


@dataclass(frozen=True, slots=True)
class Turn:
    """The upright frame of a box on a page whose text reads upwards (90), downwards (270) or stands on its head (180).

    Points, origin top left. What reads upwards is laid level by a quarter clockwise, and the other way round.
    """

    angle: Literal[90, 180, 270]
    box: Box

    def upright(self, image: Image) -> Image:
        """The pixels of the box, H x W x 3, with level text: W x H x 3 by a quarter."""
        return np.ascontiguousarray(np.rot90(image, {90: -1, 180: 2, 270: 1}[self.angle]))

    def back(self, box: Box) -> Box:
        """A box of the upright frame as it lies on the page."""
        left, top, right, bottom = self.box
        x0, y0, x1, y1 = box
        if self.angle == 90:
            return (left + y0, bottom - x1, left + y1, bottom - x0)
        if self.angle == 180:
            return (right - x1, bottom - y1, right - x0, bottom - y0)
        return (right - y1, top + x0, right - y0, top + x1)

    @property
    def frame(self) -> Box:
        """The box in its own upright frame."""
        left, top, right, bottom = self.box
        size = (right - left, bottom - top)
        return (0.0, 0.0, *size) if self.angle == 180 else (0.0, 0.0, *size[::-1])

    def put_back(self, grid: Grid) -> Grid:
        """The upright frame's grid with its boxes on the page."""
        cells = (replace(cell, box=self.back(cell.box), slot=self.back(cell.slot)) for cell in grid.cells)
        return replace(grid, cells=tuple(cells))


def turn_of(words: Sequence[Word], box: Box) -> Turn | None:
    """How a picture's text lies, where nearly all of it stands on its side; None where it is level or mixed, as in a
    chart whose labels alone stand."""
    letters = {0: 0, 90: 0, 270: 0}
    for word in words:
        letters[word.angle] = letters.get(word.angle, 0) + len(word.text)
    total = sum(letters.values())
    if total and letters[90] + letters[270] >= MOSTLY * total and letters[90] != letters[270]:
        return Turn(90 if letters[90] > letters[270] else 270, box)
    return None


def sureness(words: Sequence[Word]) -> float:
    """Mean confidence of the words' letters, 0 to 1; 0 without words."""
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0
