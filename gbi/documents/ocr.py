"""Words with boxes from pixels: detection, upright crops, recognition, and a second look at what was missed."""

from __future__ import annotations

import threading

import cv2
import numpy as np

from gbi.documents.ocr_crowds import parted
from gbi.documents.ocr_lines import runs
from gbi.documents.ocr_marks import bullet_end, is_shape, of_one_script
from gbi.documents.ocr_missed import missed
from gbi.documents.ocr_models import Found, Pixels, Read, detect, networks, recognise
from gbi.documents.ocr_slanted import find_strip, is_read, is_sloped, put_back
from gbi.documents.ocr_spaces import pieces, spaced
from gbi.documents.skew import turn_of
from gbi.types import Box, Word

SHORT_SIDE = 960  # px: an image whose short side is less is enlarged before detection
LONG_SIDE = 2400  # px: the detector sees no more than this
MOST = 2.0  # the most an image is enlarged
SURE = 0.5  # mean character probability under which a word is dropped
SURER = 0.85  # the same for what only the second look found


def read_words(image: Pixels) -> tuple[Word, ...]:
    """Text of an H x W x 3 RGB image in reading order, boxes in px of that image.

    Text that stands on its side has angle 90 (reads upwards) or 270 (downwards). A picture that lies a few degrees
    askew is read level, and the boxes are the upright ones round the askew words. Raises `PageError` when the
    recogniser's models are not installed.
    """
    turn = turn_of(image)
    if turn is None:
        return _read(image)
    words = _read(turn.levelled(image))
    return tuple(word.model_copy(update={"box": _within(turn.back(word.box), turn.size)}) for word in words)


def _within(box: Box, size: tuple[int, int]) -> Box:
    return (max(0.0, box[0]), max(0.0, box[1]), min(float(size[0]), box[2]), min(float(size[1]), box[3]))


def _read(image: Pixels) -> tuple[Word, ...]:
    height, width = image.shape[:2]
    if min(height, width) < 4:
        return ()
    scale = _scale(height, width)
    lines = detect(image, scale)
    strip = find_strip(lines, image.shape)
    sloping = put_back(_read(strip.level(image)), strip) if strip is not None else []
    if sloping:
        lines = [line for line in lines if not (is_sloped(line) and is_read(_box(line, width, height), sloping))]
    found = [run for line in parted(image, lines, scale) for run in runs(image, line)]
    words = _recognised(image, found, SURE)
    lacking = missed(image, [_box(line, width, height) for line in found])
    words += _recognised(image, [f for f in lacking if not is_read(_box(f, width, height), sloping)], SURER)
    words += sloping
    return tuple(_in_reading_order(of_one_script(_once(words))))


def _recognised(image: Pixels, found: list[Found], least: float) -> list[Word]:
    """The words of the places found, standing ones read both ways; those read with less than `least` are left out."""
    tries: list[tuple[int, int, Pixels]] = []
    for index, line in enumerate(found):
        tries += [(index, angle, crop) for angle, crop in _views(image, line)]
    best: dict[int, tuple[int, Read]] = {}
    for (index, angle, _), read in zip(tries, recognise([crop for _, _, crop in tries]), strict=True):
        if index not in best or read.score > best[index][1].score:
            best[index] = (angle, read)
    size = (image.shape[1], image.shape[0])
    good = [
        (found[i], angle, read) for i, (angle, read) in best.items() if read.score >= least and not is_shape(read.text)
    ]
    return [word for line, angle, read in good for word in _words(line, angle, read, size)]


def _words(line: Found, angle: int, read: Read, size: tuple[int, int]) -> list[Word]:
    box, sure = _box(line, *size), round(read.score, 4)
    length = line.size[1] if angle else line.size[0]
    tall = box[2] - box[0] if angle else box[3] - box[1]
    gaps = tuple((length - b, length - a) for a, b in reversed(line.gaps)) if angle == 90 else line.gaps
    cuts = pieces(read, gaps, length, tall) if angle == 0 else [(0, len(read.text))]
    left = line.centre[0] - line.size[0] / 2
    out = []
    for start, stop in cuts:
        start += bullet_end(read.text[start:stop]) if angle == 0 else 0
        part = Read(read.text[start:stop], read.score, read.at[start:stop])
        text = spaced(part, gaps, length, tall).strip()
        x0 = box[0] if start == 0 else left + (read.at[start - 1] + read.at[start]) / 2 * length
        x1 = box[2] if stop == len(read.text) else left + (read.at[stop - 1] + read.at[stop]) / 2 * length
        if text:
            out.append(Word(text=text, box=(x0, box[1], x1, box[3]), angle=angle, confidence=sure))
    return out


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
    if across <= 1.5 * along or (line.ink is not None and not line.gaps):
        return [(0, crop)]
    turned = [(90, np.rot90(crop, -1)), (270, np.rot90(crop, 1))]
    return turned if across > 2.5 * along else [(0, crop), *turned]


def _cut(image: Pixels, line: Found) -> Pixels:
    along, across = (max(2, round(side)) for side in line.size)
    if abs(line.angle) < 3:
        x0, y0 = round(line.centre[0] - along / 2), round(line.centre[1] - across / 2)
        crop = image[max(0, y0) : y0 + across, max(0, x0) : x0 + along]
        if crop.size:
            return _alone(crop, line, max(0, x0), max(0, y0))
    turn = cv2.getRotationMatrix2D(line.centre, line.angle, 1.0)
    turn[0, 2] += along / 2 - line.centre[0]
    turn[1, 2] += across / 2 - line.centre[1]
    cut: Pixels = cv2.warpAffine(image, turn, (along, across), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return cut


def _alone(crop: Pixels, line: Found, x0: int, y0: int) -> Pixels:
    """The crop with its ground put over what stands outside the line's ink: tick marks, neighbours, grid lines."""
    if line.ink is None:
        return crop
    rim = np.concatenate([crop[0], crop[-1], crop[:, 0], crop[:, -1]])
    codes = (rim >> 4).astype(np.int32) @ np.array([256, 16, 1])
    ground = np.median(rim[codes == np.bincount(codes).argmax()], axis=0).astype(np.uint8)
    left, top = max(0, int(line.ink[0]) - 2 - x0), max(0, int(line.ink[1]) - 1 - y0)
    right, bottom = int(line.ink[2]) + 2 - x0, int(line.ink[3]) + 1 - y0
    clean = np.empty_like(crop)
    clean[:] = ground
    clean[top:bottom, left:right] = crop[top:bottom, left:right]
    return clean


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
