"""What the model gets to see of a region: one picture, or overlapping slices at full size, cut where nothing stands.

A table is sliced from top to bottom, so that its rows stay whole; a chart along its longer side, which is mostly that
of its categories. One that is about square is not sliced: half a bar says nothing.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from gbi.documents.source import Image, Source
from gbi.documents.words import lines_of
from gbi.errors import ReaderError
from gbi.readers.region_words import region_words
from gbi.settings import Settings
from gbi.types import PageBox, Region, Word

FINE = 3.0  # px per pt at which drawings are shown where there is room for it
MOST_SLICES = 12
LONG = 1.2  # a chart whose longer side is so many times the other is sliced along it
OVERLAP = 0.12  # of a slice's length: what it shares with the one before,
OVERLAP_LINES = 4.0  # and at least so many lines of text
THUMBNAIL = 0.25  # of the pixels of a picture

Ink = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class View:
    """A picture of `place`, and the `words` of the region it is part of (page points).

    A slice has the `whole` region as a small picture beside it; `overlap` is the share of its length that the view
    before also shows, `shared` how many lines of text stand whole in both (None: not known).
    """

    place: PageBox
    png: bytes
    words: tuple[Word, ...]
    whole: bytes | None = None
    overlap: float = 0.0
    shared: int | None = 0


def views_of(source: Source, region: Region, settings: Settings) -> list[View]:
    """The region's pictures in reading order; `[]` where it has no place on a page.

    Raises `PageError`, `LimitError`.
    """
    places = [place for place in (region.place, *region.more) if isinstance(place, PageBox)]
    found: list[View] = []
    for place in places:
        found += _of_place(source, place, region.kind == "table", settings)
    return found


def _of_place(source: Source, place: PageBox, table: bool, settings: Settings) -> list[View]:
    budget, tiles = settings.vlm_pixels, settings.vlm_strategy == "tiles"
    scale = _scale(source, place, None if tiles else budget)
    image = source.image(place.page, place.box, scale)
    words = region_words(source, place, image, scale)
    axis = 0 if table or image.shape[0] >= LONG * image.shape[1] else 1
    sliced = tiles and (table or max(image.shape[:2]) >= LONG * min(image.shape[:2]))
    heights = [(w.box[3] - w.box[1] if axis == 0 else w.box[2] - w.box[0]) * scale for w in words if w.angle == 0]
    spans = cuts(image, axis, budget, statistics.median(heights) if heights else None) if sliced else []
    if len(spans) < 2:
        return [View(place, as_png(image, budget), words)]
    thumbnail = as_png(image, round(THUMBNAIL * budget))
    views: list[View] = []
    for number, (start, end) in enumerate(spans):
        part = image[start:end] if axis == 0 else image[:, start:end]
        shown = _moved(place, axis, start / scale, end / scale)
        if number == 0:
            views.append(View(shown, as_png(part, budget), words, thumbnail))
            continue
        edge = spans[number - 1][1]
        both = _moved(place, axis, start / scale, edge / scale)
        shared = _lines_in(words, both) if axis == 0 and words else None
        views.append(View(shown, as_png(part, budget), words, thumbnail, (edge - start) / (end - start), shared))
    return views


def _scale(source: Source, place: PageBox, budget: int | None) -> float:
    """px per pt: a picture's own; for drawings as fine as `budget` pixels allow."""
    if source.vector_page(place.page) is None:
        return source.scale_of(place.page, place.box)
    x0, y0, x1, y1 = place.box
    room = math.sqrt(budget / max((x1 - x0) * (y1 - y0), 1.0)) if budget else FINE
    return min(FINE, room)


def cuts(image: Image, axis: int, budget: int, text_px: float | None) -> list[tuple[int, int]]:
    """The slices along `axis` as (start, end) in px: as many as `budget` pixels each ask for, and as square as that
    allows; neighbours overlap by some lines of text of `text_px`, and edges stand where the picture is plain.

    One slice where the whole is within the budget.
    """
    length, width = image.shape[axis], image.shape[1 - axis]
    need = math.ceil(length * width / budget)
    if need < 2:
        return [(0, length)]
    count = min(max(need, round(length / width)), MOST_SLICES)
    step = length / count
    lines = OVERLAP_LINES * text_px if text_px and axis == 0 else 0.0
    overlap = min(max(OVERLAP * step, lines), 0.8 * step)
    ink = _ink(image, axis)
    spans = []
    for number in range(count):
        start = 0 if number == 0 else _quiet(ink, number * step - overlap / 2, overlap / 6)
        end = length if number == count - 1 else _quiet(ink, (number + 1) * step + overlap / 2, overlap / 6)
        spans.append((start, end))
    return spans


def _ink(image: Image, axis: int) -> Ink:
    """How much stands in each line across `axis`: the mean distance from the line's median."""
    grey = image.mean(axis=2)
    lines = grey if axis == 0 else grey.T
    ink: Ink = np.abs(lines - np.median(lines, axis=1, keepdims=True)).mean(axis=1)
    beside: Ink = np.maximum(np.roll(ink, 1), np.roll(ink, -1))
    return np.maximum(ink, beside)


def _quiet(ink: Ink, at: float, reach: float) -> int:
    """The plainest line within `reach` of `at`, of equally plain ones the nearest."""
    low, high = max(0, math.floor(at - reach)), min(len(ink) - 1, math.ceil(at + reach))
    return min(range(low, high + 1), key=lambda line: (round(float(ink[line]), 1), abs(line - at)))


def _moved(place: PageBox, axis: int, start: float, end: float) -> PageBox:
    x0, y0, x1, y1 = place.box
    if axis == 0:
        return PageBox(page=place.page, box=(x0, y0 + start, x1, min(y0 + end, y1)))
    return PageBox(page=place.page, box=(x0 + start, y0, min(x0 + end, x1), y1))


def _lines_in(words: Sequence[Word], place: PageBox) -> int:
    """How many lines of text stand whole between the upper and the lower edge of a place."""
    _, top, _, bottom = place.box
    return len(lines_of([w for w in words if w.box[1] >= top and w.box[3] <= bottom]))


def as_png(image: Image, most_pixels: int) -> bytes:
    """An H x W x 3 RGB image as PNG, made smaller where it has more pixels. Raises `ReaderError` when it cannot be."""
    height, width = image.shape[:2]
    share = math.sqrt(most_pixels / (height * width))
    if share < 1.0:
        size = (max(1, math.floor(width * share)), max(1, math.floor(height * share)))
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    made, data = cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    if not made:
        raise ReaderError("the region cannot be made a picture; read it with the tools (vector, raster, table)")
    return bytes(data)
