"""A figure's picture another way: moved and zoomed within its frame, other colours, blurred, noisy, saved as JPEG.

Nothing that the figure shows leaves the frame, whose size stays, and so does the number of its tokens. Colours may be
exchanged, since neither tables nor questions name any. Turned pages, windows and paper are the drawing's affair.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from gbi.readers.vlm.hints import STEPS

Pixels = NDArray[np.uint8]
NEAR = 24
"""Grey levels by which a pixel differs that is no background."""
ZOOM, TALL = (0.85, 1.15), 1.04
"""How large the figure becomes; how much more it may grow one way than the other."""
SLACK_PX = 2


class Moved(NamedTuple):
    """Where points went: x to `by_x` x + `to_x`, in shares of the picture's width; y the same of its height."""

    by_x: float
    to_x: float
    by_y: float
    to_y: float

    def thousandths(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Left, top, right, bottom (lines, 4) where they are now, as whole thousandths within the picture."""
        by = np.array([self.by_x, self.by_y] * 2)
        to = np.array([self.to_x, self.to_y] * 2) * STEPS
        return np.asarray(np.clip(np.rint(places * by + to), 0, STEPS), np.float64)


def look(pixels: Pixels, rng: Random) -> tuple[Pixels, Moved]:
    """The picture (height, width, 3) in another look of the same size, and where its points went."""
    moved = Moved(1.0, 0.0, 1.0, 0.0)
    if rng.random() < 0.6:
        pixels, moved = shifted(pixels, rng)
    for share, change in CHANGES:
        if rng.random() < share:
            pixels = change(pixels, rng)
    return pixels, moved


def shifted(pixels: Pixels, rng: Random) -> tuple[Pixels, Moved]:
    """The figure zoomed and moved as far as its margins let it."""
    high, wide = pixels.shape[:2]
    ground = _ground(pixels)
    left, top, right, bottom = _content(pixels, ground)
    zoom, tall = rng.uniform(*ZOOM), rng.uniform(1 / TALL, TALL)
    by_x, by_y = min(zoom * tall, wide / (right - left)), min(zoom / tall, high / (bottom - top))
    to_x = rng.uniform(-by_x * left, wide - by_x * right)
    to_y = rng.uniform(-by_y * top, high - by_y * bottom)
    way = np.array([[by_x, 0.0, to_x + (by_x - 1) / 2], [0.0, by_y, to_y + (by_y - 1) / 2]])  # pixels' middles
    laid = cv2.warpAffine(
        pixels, way, (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=ground
    )
    return np.asarray(laid, np.uint8), Moved(by_x, to_x / wide, by_y, to_y / high)


def exchanged(pixels: Pixels, rng: Random) -> Pixels:
    """Red, green and blue take each other's parts."""
    order = [0, 1, 2]
    rng.shuffle(order)
    return np.ascontiguousarray(pixels[:, :, order])


def toned(pixels: Pixels, rng: Random) -> Pixels:
    """Another contrast, brightness and gamma."""
    span, low, gamma = rng.uniform(0.75, 1.0), rng.uniform(0.0, 1.0), rng.uniform(0.8, 1.25)
    table = (np.arange(256) / 255) ** gamma * span + (1 - span) * low
    return np.asarray(cv2.LUT(pixels, np.rint(table * 255).astype(np.uint8)), np.uint8)


def greyed(pixels: Pixels, rng: Random) -> Pixels:
    """Without colours."""
    return np.asarray(cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), np.uint8)


def blurred(pixels: Pixels, rng: Random) -> Pixels:
    """Out of focus by less than a pixel."""
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.3, 0.8)), np.uint8)


def noisy(pixels: Pixels, rng: Random) -> Pixels:
    """Grain, the same in all colours."""
    most = rng.randint(3, 12)
    grain = np.random.default_rng(rng.getrandbits(32)).integers(-most, most + 1, pixels.shape[:2], np.int16)
    return np.asarray(np.clip(pixels + grain[:, :, None], 0, 255), np.uint8)


def packed(pixels: Pixels, rng: Random) -> Pixels:
    """Saved as JPEG and opened again."""
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(40, 92)])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


CHANGES: tuple[tuple[float, Callable[[Pixels, Random], Pixels]], ...] = (
    (0.3, exchanged), (0.35, toned), (0.05, greyed), (0.15, blurred), (0.15, noisy), (0.3, packed),
)  # fmt: skip
"""Shares of the looks that have a change, in the order in which they happen."""


def _ground(pixels: Pixels) -> tuple[float, float, float]:
    """The colour of most of the frame's edge."""
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    red, green, blue = np.median(edge, axis=0)
    return float(red), float(green), float(blue)


def _content(pixels: Pixels, ground: tuple[float, float, float]) -> tuple[int, int, int, int]:
    """What is no background: left, top, right, bottom in px, with some slack; the whole frame where all is."""
    high, wide = pixels.shape[:2]
    least, most = (tuple(side + by for side in ground) for by in (-NEAR, NEAR))
    other = cv2.inRange(pixels, least, most) == 0
    across, down = np.flatnonzero(other.any(axis=0)), np.flatnonzero(other.any(axis=1))
    if not len(across):
        return 0, 0, wide, high
    return (
        max(int(across[0]) - SLACK_PX, 0), max(int(down[0]) - SLACK_PX, 0),
        min(int(across[-1]) + 1 + SLACK_PX, wide), min(int(down[-1]) + 1 + SLACK_PX, high),
    )  # fmt: skip
