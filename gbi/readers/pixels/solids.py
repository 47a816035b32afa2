"""Splits each colour's pixels into bars, round blobs, larger shapes and what is thin enough to be a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from gbi.readers.chart.scene import Bar, Colour, Symbol
from gbi.readers.pixels.canvas import Canvas, Mask
from gbi.readers.pixels.edges import refine

STROKE = 7  # px: what is thinner is a line's stroke
DOT = 26  # px: the largest point mark
FULL = 0.88  # share of its bounding box that a (possibly rounded) rectangle fills
WHOLE = 0.985  # share from which nothing can be bridged by a stray pixel
SPECK = 5  # px: fewer are noise
LEAST_AREA = 100  # px: a narrower shape with a slanted edge is rather a bar that something hides
RISE = 4  # px


@dataclass(frozen=True, slots=True)
class _Part:
    """A connected component: its palette index, whole-pixel bounding box and its pixels within that box."""

    index: int
    x: int
    y: int
    mask: NDArray[np.uint8]

    @property
    def box(self) -> tuple[int, int, int, int]:
        height, width = self.mask.shape
        return (self.x, self.y, self.x + width, self.y + height)


@dataclass
class Shapes:
    """What one picture's colours hold, filled in colour by colour; boxes and points in px."""

    bars: list[Bar] = field(default_factory=list)
    symbols: list[Symbol] = field(default_factory=list)
    large: list[tuple[int, Mask]] = field(default_factory=list)  # (palette index, mask): wedges and areas
    strokes: dict[int, Mask] = field(default_factory=dict)  # palette index: pixels that may be lines
    slim: list[_Part] = field(default_factory=list)  # of one colour: strips that may be low bars


def find_solids(canvas: Canvas, labels: NDArray[np.int16], flat: Mask, steep: Mask) -> Shapes:
    """Sorts the parts of every palette colour in `labels` (text already taken out). Where a rule was drawn over a
    mark, the mark is put together again: under horizontal rules (`flat`) up and down, under `steep` ones sideways."""
    shapes = Shapes()
    image = canvas.image.astype(np.float32)
    for index, colour in enumerate(canvas.palette):
        mask = (labels == index).astype(np.uint8)
        if not mask.any():
            continue
        over = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 1), np.uint8)) & flat
        beside = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8)) & steep
        mask = mask | over | beside
        for part in _parts(mask, index):
            _sort(part, image, colour, shapes, labels.shape)
        _sort_slim(image, colour, shapes, labels.shape)
    return shapes


def _parts(mask: NDArray[np.uint8], index: int, x0: int = 0, y0: int = 0) -> Iterator[_Part]:
    left, top, wide, high = cv2.boundingRect(mask)
    mask, x0, y0 = mask[top : top + high, left : left + wide], x0 + left, y0 + top
    if not mask.size:
        return
    count, parts, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    for part in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[part])
        if area >= SPECK:
            yield _Part(index, x0 + x, y0 + y, (parts[y : y + h, x : x + w] == part).astype(np.uint8))


def _sort(part: _Part, image: NDArray[np.float32], colour: Colour, shapes: Shapes, size: tuple[int, ...]) -> None:
    height, width = part.mask.shape
    fill = float(part.mask.mean())
    tone = np.array(colour, np.float32)
    if max(height, width) <= DOT and min(height, width) >= 3 and (_round(part.mask) or _dot(part, image, tone)):
        shapes.symbols.append(_symbol(part, colour))
    elif max(height, width) <= DOT and min(height, width) >= 2 and fill >= 0.8 and width < 4 * height:
        shapes.bars.append(Bar(refine(image, part.box, tone), colour))
    elif fill >= FULL and min(height, width) >= 2 and not slanted(part.mask):
        if min(height, width) <= 3 and max(height, width) >= 8 * min(height, width):
            shapes.slim.append(part)
        elif min(height, width) > 2 * STROKE and fill < WHOLE and len(list(_parts(_thick(part.mask), 0))) > 1:
            _split(part, image, colour, shapes, size)
        else:
            shapes.bars.append(Bar(refine(image, part.box, tone), colour))
    else:
        _split(part, image, colour, shapes, size)


def _sort_slim(image: NDArray[np.float32], colour: Colour, shapes: Shapes, size: tuple[int, ...]) -> None:
    """A flat strip is a bar of a small value when bars of its colour are as broad, else a piece of a line."""
    same = [bar.box for bar in shapes.bars if bar.colour == colour]
    for part in shapes.slim:
        height, width = part.mask.shape
        side = 0 if width > height else 1
        if any(abs(max(width, height) - (box[side + 2] - box[side])) <= 2 for box in same):
            shapes.bars.append(Bar(refine(image, part.box, np.array(colour, np.float32)), colour))
        else:
            _stroke(part, shapes, size)
    shapes.slim.clear()


def _split(part: _Part, image: NDArray[np.float32], colour: Colour, shapes: Shapes, size: tuple[int, ...]) -> None:
    """A shape that is neither rectangle nor dot: its thick parts are bars, dots, wedges or areas; the rest is line."""
    thick = _thick(part.mask)
    pieces = list(_parts(thick, part.index, part.x, part.y))
    big = [piece for piece in pieces if max(piece.mask.shape) > DOT]
    if not big:
        _stroke(part, shapes, size)
        return
    for piece in big:
        source = part if len(pieces) == 1 and _steps(part.mask) else piece  # thinning rounds the steps' corners
        boxes = [] if slanted(source.mask) else rectangles(source.mask)
        if boxes:
            for x0, y0, x1, y1 in boxes:
                whole = (source.x + x0, source.y + y0, source.x + x1, source.y + y1)
                shapes.bars.append(Bar(refine(image, whole, np.array(colour, np.float32)), colour))
        else:
            whole_part = len(pieces) == 1  # an area's thin ends belong to it
            shapes.large.append((part.index, _placed(part if whole_part else piece, size)))
            if whole_part:
                return
    rest = part.mask & ~cv2.dilate(thick, np.ones((3, 3), np.uint8))
    for left in _parts(rest, part.index, part.x, part.y):
        if max(left.mask.shape) > 2 * STROKE:
            _stroke(left, shapes, size)


def _steps(mask: NDArray[np.uint8]) -> bool:
    """True for a staircase on a level base, as bars that touch are: its top stays or jumps."""
    top, bottom = mask.argmax(axis=0), len(mask) - mask[::-1].argmax(axis=0)
    jumps = np.abs(np.diff(top))
    return bool(
        np.ptp(bottom) <= 1 and mask.any(axis=0).all() and ((jumps > 0) & (jumps <= 2)).sum() <= 0.02 * len(top)
    )


def slanted(mask: NDArray[np.uint8]) -> bool:
    """True for an area whose edge rises so gently that it nearly fills its box: over its width (rounded corners left
    out) one edge is at least `RISE` px off level and goes there without a step."""
    width = mask.shape[1]
    if width < LEAST_AREA or width < mask.shape[0] / 2:
        return False
    inner = mask[:, width // 20 : width - width // 20]
    if not inner.any(axis=0).all():
        return False
    for edge in (inner.argmax(axis=0), inner[::-1].argmax(axis=0)):
        if int(np.ptp(edge)) >= RISE and int(np.abs(np.diff(edge)).max()) <= 2:
            return True
    return False


def _thick(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What stays of a mask when all that is thinner than a stroke is gone."""
    padded = cv2.copyMakeBorder(mask, STROKE, STROKE, STROKE, STROKE, cv2.BORDER_CONSTANT, value=0)
    opened: NDArray[np.uint8] = cv2.morphologyEx(padded, cv2.MORPH_OPEN, _disc(STROKE))[STROKE:-STROKE, STROKE:-STROKE]
    return opened


def rectangles(mask: NDArray[np.uint8]) -> list[tuple[int, int, int, int]]:
    """The upright rectangles that a shape is made of side by side, (x0, y0, x1, y1); empty when it is not."""
    for turned in (False, True):
        boxes = _columns(mask.T if turned else mask)
        if boxes:
            return [(y0, x0, y1, x1) for x0, y0, x1, y1 in boxes] if turned else boxes
    return []


def _columns(mask: NDArray[np.uint8]) -> list[tuple[int, int, int, int]]:
    height, width = mask.shape
    top = mask.argmax(axis=0)
    bottom = height - mask[::-1].argmax(axis=0)
    if mask.sum() < 0.93 * (bottom - top).sum():
        return []
    starts = [0]
    for x in range(1, width):
        if abs(int(top[x]) - int(top[starts[-1]])) > 1 or abs(int(bottom[x]) - int(bottom[starts[-1]])) > 1:
            starts.append(x)
    runs = [(a, b) for a, b in zip(starts, [*starts[1:], width], strict=True)]
    wide = [(a, b) for a, b in runs if b - a >= 4]
    if sum(b - a for a, b in wide) < 0.85 * width or len(wide) > width / 5:
        return []
    boxes = [(a, int(np.median(top[a:b])), b, int(np.median(bottom[a:b]))) for a, b in wide]
    drifting = sum(bool(top[a] != top[b - 1] or bottom[a] != bottom[b - 1]) for a, b in wide)
    if len(wide) > 2 and drifting > 0.5 * len(wide):
        return []  # a slope
    return boxes


def _filled(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    outline = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]
    full = np.zeros_like(mask)
    cv2.drawContours(full, outline, -1, 1, cv2.FILLED)
    return full


def _round(mask: NDArray[np.uint8]) -> bool:
    """True for a disc or ring: about as wide as high, and its corners are empty."""
    height, width = mask.shape
    if abs(height - width) > 1 + 0.15 * max(height, width) or float(_filled(mask).mean()) < 0.6:
        return False
    corner = max(1, round(0.14 * min(height, width)))
    spots = [mask[:corner, :corner], mask[:corner, -corner:], mask[-corner:, :corner], mask[-corner:, -corner:]]
    return sum(float(spot.mean()) < 0.5 for spot in spots) >= 3


def _symbol(part: _Part, colour: Colour) -> Symbol:
    full = _filled(part.mask)
    rows, columns = np.nonzero(full)
    size = 2.0 * float(np.sqrt(len(rows) / np.pi)) + 0.7
    middle = (part.x + float(columns.mean()) + 0.5, part.y + float(rows.mean()) + 0.5)
    return Symbol(middle, round(size, 2), colour)


def _dot(part: _Part, image: NDArray[np.float32], tone: NDArray[np.float32]) -> bool:
    """True for a disc of a few px, whose roundness only shows in how little of its corner pixels it covers."""
    height, width = part.mask.shape
    if max(height, width) > 9 or abs(height - width) > 1:
        return False
    x0, y0, x1, y1 = part.box
    y_out, x_out = max(0, y0 - 2), max(0, x0 - 2)
    far = float(np.linalg.norm(image[y_out, x_out] - tone)) or 1.0
    corners = [image[y0, x0], image[y0, x1 - 1], image[y1 - 1, x0], image[y1 - 1, x1 - 1]]
    return sum(float(np.linalg.norm(corner - tone)) > 0.12 * far for corner in corners) >= 3


def round_blobs(mask: Mask, width: float, colour: Colour) -> list[Symbol]:
    """Round marks that sit on strokes `width` px wide: what stays when everything as thin as the stroke is gone.

    Each is opened once more by a disc of nearly its own size, so that the strokes that leave it do not pull its centre.
    """
    pixels = mask.astype(np.uint8)
    blobs = cv2.morphologyEx(pixels, cv2.MORPH_OPEN, _disc(max(4, round(width) + 3)))
    out = []
    for blob in _parts(blobs, 0):
        if max(blob.mask.shape) > DOT or not _round(blob.mask):
            continue
        padded = cv2.copyMakeBorder(blob.mask, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=0)
        reach = 2.0 * float(cv2.distanceTransform(padded, cv2.DIST_L2, 5).max())
        core = cv2.morphologyEx(padded, cv2.MORPH_OPEN, _disc(max(3, int(reach))))
        if not core.any():
            core = cv2.morphologyEx(padded, cv2.MORPH_OPEN, _disc(max(3, int(reach) - 1)))
        rows, columns = np.nonzero(core if core.any() else padded)
        middle = (blob.x - 2 + float(columns.mean()) + 0.5, blob.y - 2 + float(rows.mean()) + 0.5)
        out.append(Symbol(middle, round(reach, 2), colour))
    return out


def _disc(side: int) -> NDArray[np.uint8]:
    kernel: NDArray[np.uint8] = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return kernel


def _stroke(part: _Part, shapes: Shapes, size: tuple[int, ...]) -> None:
    mask = shapes.strokes.setdefault(part.index, np.zeros(size[:2], bool))
    x0, y0, x1, y1 = part.box
    mask[y0:y1, x0:x1] |= part.mask > 0


def _placed(part: _Part, size: tuple[int, ...]) -> Mask:
    mask = np.zeros(size[:2], bool)
    x0, y0, x1, y1 = part.box
    mask[y0:y1, x0:x1] = part.mask > 0
    return mask
