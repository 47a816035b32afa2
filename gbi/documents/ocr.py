"""Words with boxes from pixels: detection, upright crops, recognition, and a second look at what was missed."""

from __future__ import annotations

import threading

import cv2
import numpy as np

from gbi.documents.ocr_lines import runs
from gbi.documents.ocr_models import Found, Pixels, Read, detect, networks, recognise
from gbi.types import Box, Word

SHORT_SIDE = 960  # px: an image whose short side is less is enlarged before detection
LONG_SIDE = 2400  # px: the detector sees no more than this
MOST = 2.0  # the most an image is enlarged
SURE = 0.5  # mean character probability under which a word is dropped


def read_words(image: Pixels) -> tuple[Word, ...]:
    """Text of an H x W x 3 RGB image in reading order, boxes in px of that image.

    Text that stands on its side has angle 90 (reads upwards) or 270 (downwards). Raises `PageError` when the
    recogniser's models are not installed.
    """
    height, width = image.shape[:2]
    if min(height, width) < 4:
        return ()
    found = [run for line in detect(image, _scale(height, width)) for run in runs(image, line)]
    tries: list[tuple[int, int, Pixels]] = []
    for index, line in enumerate(found):
        tries += [(index, angle, crop) for angle, crop in _views(image, line)]
    best: dict[int, tuple[int, Read]] = {}
    for (index, angle, _), read in zip(tries, recognise([crop for _, _, crop in tries]), strict=True):
        if index not in best or read.score > best[index][1].score:
            best[index] = (angle, read)
    words = [
        Word(text=read.text.strip(), box=_box(found[i], width, height), angle=angle, confidence=round(read.score, 4))
        for i, (angle, read) in best.items()
        if read.text.strip() and read.score >= SURE
    ]
    return tuple(_in_reading_order(_once(words)))


def warm_up() -> threading.Thread:
    """Loads the networks in a background thread (daemon), which is returned started; errors show at first use."""
    thread = threading.Thread(target=networks, daemon=True, name="gbi-ocr-warm-up")
    thread.start()
    return thread


def _scale(height: int, width: int) -> float:
    grow = min(MOST, max(1.0, SHORT_SIDE / min(height, width)))
    return min(grow, LONG_SIDE / max(height, width))


def _views(image: Pixels, line: Found) -> list[tuple[int, Pixels]]:
    along, across = line.size
    crop = _cut(image, line)
    if across <= 1.5 * along:
        return [(0, crop)]
    turned = [(90, np.rot90(crop, -1)), (270, np.rot90(crop, 1))]
    return turned if across > 2.5 * along else [(0, crop), *turned]


def _cut(image: Pixels, line: Found) -> Pixels:
    along, across = (max(2, round(side)) for side in line.size)
    if abs(line.angle) < 3:
        x0, y0 = round(line.centre[0] - along / 2), round(line.centre[1] - across / 2)
        crop = image[max(0, y0) : y0 + across, max(0, x0) : x0 + along]
        if crop.size:
            return crop
    turn = cv2.getRotationMatrix2D(line.centre, line.angle, 1.0)
    turn[0, 2] += along / 2 - line.centre[0]
    turn[1, 2] += across / 2 - line.centre[1]
    cut: Pixels = cv2.warpAffine(image, turn, (along, across), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return cut


def _box(line: Found, width: int, height: int) -> Box:
    if line.ink:
        return line.ink
    corners = cv2.boxPoints((line.centre, line.size, line.angle if abs(line.angle) >= 3 else 0.0))
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    return (max(0.0, float(x0)), max(0.0, float(y0)), min(float(width), float(x1)), min(float(height), float(y1)))


def _once(words: list[Word]) -> list[Word]:
    """The words without those that lie in another: the longer text stays, of two equally long the surer one."""
    kept: list[Word] = []
    for word in sorted(words, key=lambda word: (-len(word.text), -word.confidence)):
        if not any(_covered(word.box, other.box) > 0.6 for other in kept):
            kept.append(word)
    return kept


def _covered(box: Box, other: Box) -> float:
    """Share of `box` that lies in `other`."""
    wide = min(box[2], other[2]) - max(box[0], other[0])
    high = min(box[3], other[3]) - max(box[1], other[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    return wide * high / area if wide > 0 and high > 0 and area > 0 else 0.0


def _in_reading_order(words: list[Word]) -> list[Word]:
    words = sorted(words, key=lambda word: (word.box[1] + word.box[3]) / 2)
    rows: list[list[Word]] = []
    for word in words:
        last = rows[-1][-1] if rows else None
        if last and (word.box[1] + word.box[3]) / 2 < (last.box[1] + 3 * last.box[3]) / 4 and word.angle == last.angle:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [word for row in rows for word in sorted(row, key=lambda word: word.box[0])]
