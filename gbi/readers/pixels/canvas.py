"""A picture sorted into few colours: background, the marks' colours, and the mixed pixels along edges.

A chart is drawn in flat colours; anti-aliasing, scaling and JPEG blur only the seams between them. Colours are found
where the picture is flat or where a thin stroke is darkest, and every pixel is given to the nearest of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from gbi.readers.chart.scene import Colour
from gbi.readers.pixels.grounds import evened

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]

BACKGROUND = -1  # label of the ground, with its bands
MIXED = -2  # label of pixels that are no flat colour
WORN = 0.2  # noise under which a picture was not scaled, compressed or scanned
PLAINLY = 0.5  # noise over which it was: screenshots full of text have less
RINGING = 1.75  # as many faint steps tell it by themselves
FAINT = 1.3  # between the two: how many faint steps between neighbours a worn picture has to each strong one
HALO = 32.0  # RGB distance to the ground under which a worn picture's pixels are the halo of something else
BAND = 14.0  # RGB distance under which a light flat colour is the ground's banding
NEAR = 26.0  # RGB distance under which a pixel belongs to a colour
APART = 20.0  # RGB distance that keeps two flat colours apart
FEWEST = 6  # pixels a colour must have


@dataclass(frozen=True)
class Canvas:
    """`labels[y, x]` is an index into `palette`, `BACKGROUND` or `MIXED`; `ink` is the RGB distance to the ground."""

    image: Pixels
    background: Colour
    palette: tuple[Colour, ...]
    labels: NDArray[np.int16]
    ink: NDArray[np.float32]
    noise: float  # typical RGB deviation of a flat patch (0 for a clean screenshot, 3 to 10 for JPEG)
    worn: bool = False  # whether it was scaled, compressed, turned or scanned since it was drawn


def canvas_of(image: Pixels) -> Canvas:
    """Sorts an H x W x 3 RGB image."""
    noise = _noise(image)
    worn = _worn(image, noise)
    smooth = cv2.bilateralFilter(image, 5, 30, 2) if worn else image
    flat = _flat(smooth, noise)
    background = _background(smooth, flat)
    smooth, background = evened(smooth, background)
    ink = _apart(smooth, background)
    band = max(HALO if worn else 0.0, BAND + 2 * noise)
    palette = _palette(smooth, flat, ink, background, noise, band)
    labels = _labels(smooth, ink, background, palette, noise, band)
    return Canvas(smooth, background, palette, labels, ink, noise, worn)


def coverage(canvas: Canvas, colour: Colour, where: Mask) -> NDArray[np.float32]:
    """How much of each pixel `colour` covers, 0 to 1, were it drawn over the background; 0 outside `where`.

    Pixels that no mix of the two explains (another colour's) are 0.
    """
    base = np.array(canvas.background, np.float32)
    axis = np.array(colour, np.float32) - base
    length = float(axis @ axis) or 1.0
    out = np.zeros(canvas.labels.shape, np.float32)
    delta = canvas.image[where].astype(np.float32) - base
    share = (delta @ axis) / length
    off = np.sqrt(np.maximum((delta * delta) @ np.ones(3, np.float32) - share**2 * length, 0.0))
    share[off > NEAR + 2 * canvas.noise] = 0.0
    out[where] = np.clip(share, 0.0, 1.0)
    return out


def distance(a: Colour, b: Colour) -> float:
    """Euclidean RGB distance, 0 to 442."""
    return float(np.sqrt(sum((p - q) ** 2 for p, q in zip(a, b, strict=True))))


def chroma(colour: Colour) -> int:
    """Spread of the channels: 0 for greys, 255 for pure hues."""
    return max(colour) - min(colour)


def spread(image: Pixels) -> NDArray[np.uint8]:
    """Each pixel's chroma: its largest channel less its smallest."""
    red, green, blue = image[..., 0], image[..., 1], image[..., 2]
    out: NDArray[np.uint8] = np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)
    return out


def _apart(image: Pixels, colour: Colour) -> NDArray[np.float32]:
    """Every pixel's RGB distance to a colour."""
    total = np.zeros(image.shape[:2], np.float32)
    for channel in range(3):
        delta = image[..., channel].astype(np.float32) - colour[channel]
        total += delta * delta
    out: NDArray[np.float32] = np.sqrt(total)
    return out


def _noise(image: Pixels) -> float:
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.int16)
    step = np.abs(np.diff(grey, axis=1))
    small = step[step < 16]
    return float(small.mean()) * 1.5 if small.size else 0.0


def _worn(image: Pixels, noise: float) -> bool:
    """True for a picture whose seams ring: what scaling and JPEG leave round every edge are many faint steps."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.int16)
    step = np.abs(np.diff(grey, axis=1))
    faint = float(((step >= 1) & (step <= 5)).sum()) / max(1.0, float((step >= 12).sum()))
    return noise > PLAINLY or faint > RINGING or (noise > WORN and faint > FAINT)


def _flat(image: Pixels, noise: float) -> Mask:
    kernel = np.ones((3, 3), np.uint8)
    step = cv2.dilate(image, kernel) - cv2.erode(image, kernel)
    most = np.maximum(np.maximum(step[..., 0], step[..., 1]), step[..., 2])
    flat: Mask = most <= 6 + 4 * noise
    return flat


def _background(image: Pixels, flat: Mask) -> Colour:
    """The most frequent flat colour; the picture's rim counts threefold, so that a big pie does not win."""
    weight = flat.astype(np.float64) + 0.01
    rim = max(2, min(image.shape[:2]) // 40)
    weight[:rim] *= 3
    weight[-rim:] *= 3
    weight[:, :rim] *= 3
    weight[:, -rim:] *= 3
    codes = _codes(image)
    top = int(np.bincount(codes.ravel(), weights=weight.ravel(), minlength=32768).argmax())
    middle = np.median(image[codes == top], axis=0)
    return (int(middle[0]), int(middle[1]), int(middle[2]))


def _codes(image: Pixels) -> NDArray[np.int32]:
    bits = image.astype(np.int32) >> 3
    codes: NDArray[np.int32] = (bits[..., 0] << 10) | (bits[..., 1] << 5) | bits[..., 2]
    return codes


def _palette(
    image: Pixels, flat: Mask, ink: NDArray[np.float32], ground: Colour, noise: float, band: float
) -> tuple[Colour, ...]:
    solid = flat & (ink > band)
    ridge = (ink >= cv2.dilate(ink, np.ones((3, 3), np.uint8)) - 4 - noise) & (ink > 2 * band) & ~flat
    chosen: list[tuple[Colour, bool]] = []
    for mask, flats in ((solid, True), (ridge, False)):
        pixels = image[mask]
        if not len(pixels):
            continue
        codes = _codes(pixels[None])[0]
        counts = np.bincount(codes, minlength=32768)
        order = np.argsort(counts)[::-1]
        for code in order[:400]:
            if counts[code] < FEWEST:
                break
            middle = np.median(pixels[codes == code], axis=0)
            colour: Colour = (int(middle[0]), int(middle[1]), int(middle[2]))
            least = (APART if flats else 1.6 * APART) + 2 * noise
            if any(distance(colour, other) < least for other, _ in chosen):
                continue
            if not flats and any(_between(colour, other, ground, noise) for other, _ in chosen):
                continue
            chosen.append((colour, flats))
            if len(chosen) >= 40:
                break
    return tuple(colour for colour, _ in chosen)


def _between(colour: Colour, other: Colour, ground: Colour, noise: float) -> bool:
    """True when `colour` is `other` thinned by the ground."""
    axis = np.array(other, float) - ground
    delta = np.array(colour, float) - ground
    length = float(axis @ axis) or 1.0
    share = float(delta @ axis) / length
    off = float(np.linalg.norm(delta - share * axis))
    return 0.0 < share < 1.05 and off < 14 + 2 * noise


def _labels(
    image: Pixels,
    ink: NDArray[np.float32],
    ground: Colour,
    palette: tuple[Colour, ...],
    noise: float,
    band: float,
) -> NDArray[np.int16]:
    labels = np.full(image.shape[:2], BACKGROUND, np.int16)
    shown = ink > min(band, NEAR / 2)
    pixels = image[shown].astype(np.float32)
    found = np.full(len(pixels), MIXED, np.int16)
    best = np.full(len(pixels), NEAR + 2 * noise, np.float32)
    for index, colour in enumerate(palette):
        delta = pixels - np.array(colour, np.float32)
        apart = np.sqrt((delta * delta) @ np.ones(3, np.float32))
        closer = apart < best
        found[closer] = index
        best[closer] = apart[closer]
    found[(ink[shown] <= band) & (ink[shown] <= best)] = BACKGROUND
    labels[shown] = found
    return labels
