"""What a renderer hands back: the picture, where everything stands, and what the axes span."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbi.errors import GbiError
from gbi.types import Frozen
from gbi_sft.sample import GoldBox

Pixels = NDArray[np.uint8]


class CrampedError(GbiError):
    """A figure that the library cannot lay out in a picture of that size."""


class Span(Frozen):
    """A numeric axis as drawn: the values at its two ends and its length in pixels."""

    low: float
    high: float
    length_px: float


class Drawn(NamedTuple):
    """A figure as drawn: `pixels` H x W x 3 (red, green, blue), boxes in its pixels, spans of the numeric axes.

    `y` is the axis of the values (also of lying bars), `y2` the second one, `x` a scatter's and a bubble's.
    """

    pixels: Pixels
    boxes: tuple[GoldBox, ...]
    y: Span | None = None
    y2: Span | None = None
    x: Span | None = None
