"""Rows of short labels that stand at a slope, as axes have them: the detector takes them for specks of level text.

The strip that they stand in is turned level and read once more; the boxes are the upright ones round the sloping
words. Not covered: slopes of less than 30 degrees, and rows that fall to the right.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from gbi.documents.ocr_models import Found, Pixels
from gbi.types import Box, Word

FEWEST = 5  # pieces at a slope that make a row
SLOPE = 25.0  # degrees off level from which a piece stands at a slope
COMPACT = 1.7  # times as long as thick: longer pieces were found whole
TURN = 45.0  # degrees by which axes turn their labels
SURE = 0.8  # mean character probability under which a word of the turned strip is dropped
MARGIN = 1.2  # heights of a piece around the strip


@dataclass(frozen=True, slots=True)
class Strip:
    """A box of an image, whole px, in which a row of labels rises to the right at `TURN` degrees."""

    box: tuple[int, int, int, int]

    def level(self, image: Pixels) -> Pixels:
        """The strip turned so that its labels are level, on a canvas in the colour of the strip's rim."""
        x0, y0, x1, y1 = self.box
        crop = image[y0:y1, x0:x1]
        rim = np.concatenate([crop[0], crop[-1], crop[:, 0], crop[:, -1]])
        fill = tuple(int(v) for v in np.median(rim, axis=0))
        out: Pixels = cv2.warpAffine(
            crop, self._matrix(), self._size(), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=fill
        )
        return out

    def back(self, box: Box) -> Box:
        """The upright box, in px of the image, round what stands in `box` of the levelled strip."""
        x0, y0, x1, y1 = box
        corners = np.array([[x0, y0, 1.0], [x1, y0, 1.0], [x1, y1, 1.0], [x0, y1, 1.0]])
        moved = corners @ cv2.invertAffineTransform(self._matrix()).T + np.array(self.box[:2])
        low, high = moved.min(axis=0), moved.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def holds(self, box: Box) -> bool:
        """True when the middle of a box of the image lies in the strip."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return self.box[0] <= x <= self.box[2] and self.box[1] <= y <= self.box[3]

    def _size(self) -> tuple[int, int]:
        wide, high = self.box[2] - self.box[0], self.box[3] - self.box[1]
        side = math.ceil((wide + high) * math.sqrt(0.5))
        return side, side

    def _matrix(self) -> NDArray[np.float64]:
        wide, high = self.box[2] - self.box[0], self.box[3] - self.box[1]
        matrix: NDArray[np.float64] = cv2.getRotationMatrix2D((wide / 2, high / 2), -TURN, 1.0)
        side, _ = self._size()
        matrix[:, 2] += ((side - wide) / 2, (side - high) / 2)
        return matrix


def find_strip(lines: Sequence[Found], shape: tuple[int, ...]) -> Strip | None:
    """The strip of a row of labels that the detector found in pieces, in an H x W image; None where there is none."""
    sloped = [line for line in lines if is_sloped(line)]
    pieces = [line for line in sloped if max(line.size) < COMPACT * min(line.size)]
    if len(pieces) < FEWEST:
        return None
    high = float(np.median([min(piece.size) for piece in pieces]))
    middle = float(np.median([piece.centre[1] for piece in pieces]))
    row = [line for line in sloped if abs(line.centre[1] - middle) < 3 * high]
    if sum(piece in row for piece in pieces) < FEWEST:
        return None
    corners = np.concatenate([cv2.boxPoints((line.centre, line.size, line.angle)) for line in row])
    (x0, y0), (x1, y1) = corners.min(axis=0) - MARGIN * high, corners.max(axis=0) + MARGIN * high
    box = (max(0, int(x0)), max(0, int(y0)), min(shape[1], math.ceil(x1)), min(shape[0], math.ceil(y1)))
    return Strip(box) if box[2] - box[0] > 2 * (box[3] - box[1]) else None


def is_sloped(line: Found) -> bool:
    """True for a piece that stands nearer to `TURN` degrees than to level or upright."""
    return SLOPE <= abs(line.angle) <= 90.0 - SLOPE


def put_back(words: Sequence[Word], strip: Strip) -> list[Word]:
    """The words that were read level in the turned strip, where they stand in the image; unsure ones are left out, as
    is what did not stand at a slope."""
    kept = [w for w in words if w.confidence >= SURE and w.angle == 0 and len(w.text) > 1]
    back = [word.model_copy(update={"box": strip.back(word.box)}) for word in kept]
    return [word for word in back if strip.holds(word.box)]


def is_read(box: Box, words: Sequence[Word]) -> bool:
    """True for what stands in the box of one of the words: a piece of a label that was read whole."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(w.box[0] <= x <= w.box[2] and w.box[1] <= y <= w.box[3] for w in words)
