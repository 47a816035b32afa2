"""A picture that was laid on the scanner a little askew: how far it is turned, and the way there and back.

Rows of text, grid lines and bars' ends gather in few rows of pixels only when the picture is level, and the sides of
letters and bars in few columns. Neither may speak against the other. Quarter turns are not covered.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from gbi.documents.ocr_models import Pixels
from gbi.types import Box

MOST = 7.0  # degrees looked for either way
LEAST = 0.35  # degrees under which a picture counts as level
COARSE, FINE = 0.5, 0.1  # degrees: steps of the two searches
SIDE = 1000  # px: the longest side of the copy that is measured
POINTS = 60_000  # edge pixels measured at most
SURE = 1.2  # how many times better than level the best angle must be
AGREE = 0.8  # the least of the same for the columns at the rows' angle
EDGE = 24  # channel steps over one pixel from which it is an edge


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn by `angle` degrees clockwise about the middle of a picture whose (width, height) in px is `size`."""

    angle: float
    size: tuple[int, int]

    def levelled(self, image: Pixels) -> Pixels:
        """The picture turned back by the angle, on a canvas that holds all of it, filled with the rim's colour."""
        rim = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
        fill = tuple(int(value) for value in np.median(rim, axis=0))
        out: Pixels = cv2.warpAffine(
            image,
            self._matrix(),
            self.level_size,
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=fill,
        )
        return out

    @property
    def level_size(self) -> tuple[int, int]:
        """Width and height in px of the levelled picture."""
        sine, cosine = self._sides()
        width, height = self.size
        return math.ceil(width * cosine + height * sine), math.ceil(width * sine + height * cosine)

    def back(self, box: Box) -> Box:
        """The upright box round what stands in `box` of the levelled picture, in px of the picture as it is."""
        sine, cosine = self._sides()
        wide, high = box[2] - box[0], box[3] - box[1]
        inverse = cv2.invertAffineTransform(self._matrix())
        return _around(_moved(inverse, box), wide * cosine + high * sine, wide * sine + high * cosine)

    def forth(self, box: Box) -> Box:
        """What `back` undoes: the box in the levelled picture."""
        sine, cosine = self._sides()
        wide, high = box[2] - box[0], box[3] - box[1]
        square = cosine * cosine - sine * sine
        level = ((wide * cosine - high * sine) / square, (high * cosine - wide * sine) / square)
        return _around(_moved(self._matrix(), box), max(1.0, level[0]), max(1.0, level[1]))

    def _sides(self) -> tuple[float, float]:
        return abs(math.sin(math.radians(self.angle))), math.cos(math.radians(self.angle))

    def _matrix(self) -> NDArray[np.float64]:
        width, height = self.size
        matrix: NDArray[np.float64] = cv2.getRotationMatrix2D((width / 2, height / 2), self.angle, 1.0)
        wide, high = self.level_size
        matrix[:, 2] += ((wide - width) / 2, (high - height) / 2)
        return matrix


def turn_of(image: Pixels) -> Turn | None:
    """How an H x W x 3 RGB picture is turned; None for one that is level, or of which that is not plain."""
    height, width = image.shape[:2]
    if min(height, width) < 64:
        return None
    rows, columns = _edges(image)
    angle = _best(rows)
    if abs(angle) < LEAST or abs(angle) > MOST - COARSE:
        return None
    if _gathered(columns, angle) <= AGREE * _gathered(columns, 0.0):
        return None  # a slope in the chart: what stands upright says that the picture is level
    return Turn(angle, (width, height))


_Points = tuple[NDArray[np.float32], NDArray[np.float32]]
"""How far along and how far across a direction each edge pixel stands, px."""


def _edges(image: Pixels) -> tuple[_Points, _Points]:
    """Edge pixels of rows as (x, y) and of columns as (y, -x), so that one angle turns both alike."""
    height, width = image.shape[:2]
    share = min(1.0, SIDE / max(height, width))
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    if share < 1:
        grey = cv2.resize(grey, (round(width * share), round(height * share)), interpolation=cv2.INTER_AREA)
    grey = grey.astype(np.int16)
    y, x = _some(np.nonzero(np.abs(np.diff(grey, axis=0)) > EDGE))
    v, u = _some(np.nonzero(np.abs(np.diff(grey, axis=1)) > EDGE))
    return (x, y), (v, -u)


def _some(found: tuple[NDArray[np.intp], ...]) -> _Points:
    step = max(1, len(found[0]) // POINTS)
    return found[0][::step].astype(np.float32), found[1][::step].astype(np.float32)


def _best(points: _Points) -> float:
    """The angle at which the points fall into the fewest rows; 0 where it is not plainly better than level."""
    if len(points[0]) < 200:
        return 0.0
    level = _gathered(points, 0.0)
    coarse = max(np.arange(-MOST, MOST + COARSE / 2, COARSE), key=lambda angle: _gathered(points, float(angle)))
    angle = _near(points, float(coarse))
    return angle if _gathered(points, angle) > SURE * level else 0.0


def _near(points: _Points, middle: float) -> float:
    steps = np.arange(middle - COARSE, middle + COARSE + FINE / 2, FINE)
    return float(max(steps, key=lambda angle: _gathered(points, float(angle))))


def _gathered(points: _Points, angle: float) -> float:
    """Sum of squares of the rows' counts when the points are turned back by `angle` degrees."""
    across = points[1] - points[0] * np.float32(math.tan(math.radians(angle)))
    counts = np.bincount((across - across.min()).astype(np.int32))
    return float((counts.astype(np.float64) ** 2).sum())


def _moved(matrix: NDArray[np.float64], box: Box) -> tuple[float, float]:
    x, y = matrix @ np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2, 1.0])
    return float(x), float(y)


def _around(centre: tuple[float, float], wide: float, high: float) -> Box:
    return centre[0] - wide / 2, centre[1] - high / 2, centre[0] + wide / 2, centre[1] + high / 2
