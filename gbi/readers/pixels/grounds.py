"""A plot's own ground: a panel of another colour than the figure's, as many styles have it, put in the figure's colour.

The marks on the panel, and their mixed seams, keep their colours. Not covered: panels whose colour changes.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Colour = tuple[int, int, int]

LEAST = 0.2
"""Of the picture: a smaller patch is a mark."""
BARE = 0.12
"""Of the panel's box: its ground shows in at least as much, whatever is drawn on it."""
NEAR = 10
"""Channel steps within which a pixel is of the panel's colour."""
PALE = 40
"""The panel's largest chroma: vivid patches are data."""
SEEN = 0.05
"""Of a row or column of the picture: as much of the colour makes it one of the panel's."""
PAPER = 250
"""The least channel of white paper."""
FAR = 48
"""Channel steps between the panel and the paper at most: what stands out more is data."""
GRID_PX, WHOLE = 7, 0.6
"""How wide a grid line may be, px, and how much of the panel hangs together over its grid."""
SIDES = 0.6
"""Of three of the panel's sides: along as much, its own colour shows at the very edge."""
COVERED = 0.05
"""The same of the fourth, on which bars may stand."""


def evened(image: Pixels, background: Colour) -> tuple[Pixels, Colour]:
    """An H x W x 3 RGB picture with its plot's panel in the figure's own colour, and that colour: `background`, or the
    paper round a panel that is most of the picture. Both as they are where there is no panel."""
    paper = _paper(image)
    figure = paper if paper is not None else background
    panel = _panel(image, figure)
    if panel is None:
        return image, background
    (x0, y0, x1, y1), colour = panel
    out = image.copy()
    inside = out[y0:y1, x0:x1]
    off = np.abs(inside.astype(np.int16) - np.array(colour)).max(axis=2)
    inside[off <= NEAR] = figure
    return out, figure


def _paper(image: Pixels) -> Colour | None:
    """The colour of the picture's rim where that is white or black nearly all round; None for other rims."""
    rim = np.concatenate([image[:3].reshape(-1, 3), image[-3:].reshape(-1, 3), image[:, :3].reshape(-1, 3),
                          image[:, -3:].reshape(-1, 3)])  # fmt: skip
    middle = np.median(rim, axis=0)
    alike = np.abs(rim.astype(np.int16) - middle).max(axis=1) <= NEAR
    plain = float(middle.min()) >= PAPER or float(middle.max()) <= 255 - PAPER
    return (int(middle[0]), int(middle[1]), int(middle[2])) if plain and float(alike.mean()) > 0.9 else None


def _panel(image: Pixels, background: Colour) -> tuple[tuple[int, int, int, int], Colour] | None:
    """The box and colour of the largest pale patch that shows all along its four sides."""
    codes = image >> 3
    flat = codes[..., 0].astype(np.int32) << 10 | codes[..., 1].astype(np.int32) << 5 | codes[..., 2]
    counts = np.bincount(flat.ravel(), minlength=32768)
    for code in np.argsort(counts)[::-1][:6]:
        if counts[code] < LEAST * BARE * flat.size:
            return None
        middle = np.median(image[flat == code], axis=0)
        colour = (int(middle[0]), int(middle[1]), int(middle[2]))
        off = max(abs(a - b) for a, b in zip(colour, background, strict=True))
        if not NEAR < off <= FAR or max(colour) - min(colour) > PALE:
            continue
        box = _box_of(np.abs(image.astype(np.int16) - np.array(colour)).max(axis=2) <= NEAR)
        if box is not None:
            return box, colour
    return None


def _box_of(mask: NDArray[np.bool_]) -> tuple[int, int, int, int] | None:
    """The box of what the mask covers, when it is a panel: large enough, bare enough, whole along its sides."""
    rows, columns = mask.mean(axis=1), mask.mean(axis=0)
    long, tall = np.flatnonzero(rows > SEEN), np.flatnonzero(columns > SEEN)
    if not len(long) or not len(tall):
        return None
    x0, x1, y0, y1 = int(tall[0]), int(tall[-1]) + 1, int(long[0]), int(long[-1]) + 1
    inner = mask[y0:y1, x0:x1]
    if (x1 - x0) * (y1 - y0) < LEAST * mask.size or inner.mean() < BARE:
        return None
    sides = (inner[:2].any(axis=0), inner[-2:].any(axis=0), inner[:, :2].any(axis=1), inner[:, -2:].any(axis=1))
    shown = sorted(float(side.mean()) for side in sides)
    return (x0, y0, x1, y1) if shown[0] >= COVERED and shown[1] >= SIDES and _is_one(inner) else None


def _is_one(mask: NDArray[np.bool_]) -> bool:
    """True when the patch hangs together over grid lines: bars of one colour stand apart."""
    closed = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((GRID_PX, GRID_PX), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=4)
    return int(stats[1:, cv2.CC_STAT_AREA].max(initial=0)) > WHOLE * int(closed.sum())
