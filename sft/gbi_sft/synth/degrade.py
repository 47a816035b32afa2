"""Wear: what happens to a figure between the program that drew it and the one that reads it. Boxes go along."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from gbi.types import Box
from gbi_sft.sample import GoldBox
from gbi_sft.synth.colours import rgb
from gbi_sft.synth.drawn import Pixels

Affine = NDArray[np.float64]
"""2 x 3: where a point (x, y, 1) goes."""

LEAST_LETTER_PX = 8.5
"""Letters are not made smaller than this, or nobody could read them."""


class Worn(NamedTuple):
    """A picture and where its points went."""

    pixels: Pixels
    moved: Affine


def _still() -> Affine:
    return np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def blur(pixels: Pixels, font_px: float, rng: Random) -> Worn:
    """Out of focus a little."""
    return Worn(cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.35, 0.8)), _still())


def resize(pixels: Pixels, font_px: float, rng: Random) -> Worn:
    """Shown at another size: letters stay at least `LEAST_LETTER_PX` high."""
    least = min(LEAST_LETTER_PX / font_px, 1.0)
    zoom = rng.uniform(max(0.7, least), 1.5)
    way = (
        rng.choice((cv2.INTER_AREA, cv2.INTER_LINEAR)) if zoom < 1 else rng.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC))
    )
    high, wide = pixels.shape[:2]
    size = (max(round(wide * zoom), 1), max(round(high * zoom), 1))
    moved = np.array([[size[0] / wide, 0.0, 0.0], [0.0, size[1] / high, 0.0]])
    return Worn(cv2.resize(pixels, size, interpolation=way), moved)


def faded(pixels: Pixels, font_px: float, rng: Random) -> Worn:
    """Less contrast, as copied or projected."""
    low, high = rng.uniform(0, 30), rng.uniform(225, 255)
    table = np.clip(low + np.arange(256) * (high - low) / 255, 0, 255).astype(np.uint8)
    return Worn(cv2.LUT(pixels, table), _still())


def grey(pixels: Pixels, font_px: float, rng: Random) -> Worn:
    """Printed in black and white."""
    return Worn(cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), _still())


def scan(pixels: Pixels, font_px: float, rng: Random) -> Worn:
    """Printed on tinted paper and scanned: turned by up to 1.2 degrees, with a margin, noise and uneven light."""
    high, wide = pixels.shape[:2]
    turn, margin = math.radians(rng.uniform(-1.2, 1.2)), rng.randint(4, 24)
    cos, sin = math.cos(turn), math.sin(turn)
    out = (round(wide * cos + high * abs(sin)) + 2 * margin, round(high * cos + wide * abs(sin)) + 2 * margin)
    x, y = wide / 2, high / 2
    moved = np.array([[cos, -sin, out[0] / 2 - cos * x + sin * y], [sin, cos, out[1] / 2 - sin * x - cos * y]])
    paper = tuple(float(v) for v in rng.choice(((255, 255, 255), (252, 250, 244), (246, 246, 246), (250, 245, 232))))
    laid = cv2.warpAffine(pixels, moved, out, flags=cv2.INTER_LINEAR, borderValue=paper)
    noise = np.random.default_rng(rng.getrandbits(32)).integers(-7, 8, laid.shape[:2], dtype=np.int16)
    light = np.linspace(rng.uniform(-9, 0), rng.uniform(-9, 0), laid.shape[1]).astype(np.int16)
    tinted = np.minimum(laid.astype(np.int16), np.array(paper, np.int16)) + (noise + light)[:, :, None]
    return Worn(np.clip(tinted, 0, 255).astype(np.uint8), moved)


def window(pixels: Pixels, font_px: float, rng: Random) -> Worn:
    """A screenshot: inside a window with its bar and buttons, or on a card on a page."""
    high, wide = pixels.shape[:2]
    bar, side, low = rng.randint(18, 30), rng.choice((1, 6, 12)), rng.choice((1, 6, 14))
    dark = rng.random() < 0.3
    frame, line = ((43, 45, 49), (90, 92, 96)) if dark else ((232, 234, 237), (200, 203, 208))
    canvas = np.empty((high + bar + low, wide + 2 * side, 3), np.uint8)
    canvas[:] = frame
    canvas[bar : bar + high, side : side + wide] = pixels
    cv2.rectangle(canvas, (0, 0), (canvas.shape[1] - 1, canvas.shape[0] - 1), line, 1)
    lights = rng.random() < 0.6
    for n, colour in enumerate(("#ff5f57", "#febc2e", "#28c840")):
        x = 12 + 16 * n if lights else canvas.shape[1] - 14 - 18 * n
        if lights:
            cv2.circle(canvas, (x, bar // 2), 5, rgb(colour), -1, cv2.LINE_AA)
        else:
            cv2.rectangle(canvas, (x - 4, bar // 2 - 4), (x + 4, bar // 2 + 4), line, 1)
    return Worn(canvas, np.array([[1.0, 0.0, side], [0.0, 1.0, bar]]))


WEARS: dict[str, Callable[[Pixels, float, Random], Worn]] = {
    "blur": blur, "resize": resize, "faded": faded, "grey": grey, "scan": scan, "window": window,
}  # fmt: skip
"""By name; each takes the picture, its letters' size in px, and the source of chance."""

WEIGHTS = {"blur": 1.0, "resize": 2.0, "faded": 0.7, "grey": 0.3, "scan": 1.2, "window": 1.0}


def worn(pixels: Pixels, font_px: float, names: list[str], rng: Random) -> Worn:
    """The picture after the named wears, one after the other."""
    moved = _still()
    for name in names:
        step = WEARS[name](pixels, font_px, rng)
        pixels, moved = step.pixels, _after(step.moved, moved)
        font_px *= math.hypot(step.moved[0, 0], step.moved[1, 0])
    return Worn(pixels, moved)


def carried(boxes: tuple[GoldBox, ...], moved: Affine, size: tuple[int, int]) -> tuple[GoldBox, ...]:
    """The boxes where they stand afterwards, cut at the picture's `size` (width, height)."""
    if np.array_equal(moved, _still()):
        return boxes
    return tuple(box.model_copy(update={"box": _box(box.box, moved, size)}) for box in boxes)


def _box(box: Box, moved: Affine, size: tuple[int, int]) -> Box:
    corners = np.array([[x, y, 1.0] for x in (box[0], box[2]) for y in (box[1], box[3])]) @ moved.T
    x0, y0 = np.maximum(corners.min(axis=0), 0.0)
    x1, y1 = np.minimum(corners.max(axis=0), size)
    return (round(float(x0), 1), round(float(y0), 1), round(float(x1), 1), round(float(y1), 1))


def _after(last: Affine, first: Affine) -> Affine:
    whole = np.vstack([first, [0.0, 0.0, 1.0]])
    return np.asarray(last @ whole)


def chosen(share: float, rng: Random) -> list[str]:
    """The wears of a figure: none in 1 - `share` of them, else one, at times two."""
    if rng.random() >= share:
        return []
    names, weights = list(WEIGHTS), list(WEIGHTS.values())
    picked = rng.choices(names, weights)
    if rng.random() < 0.25:
        picked += rng.choices(names, weights)
    return list(dict.fromkeys(picked))
