"""The two networks of PP-OCRv6 (they ship in the rapidocr wheel), run by onnxruntime without rapidocr's own pipeline.

rapidocr pads every crop to 320 px, rotates by a third network and logs to stderr; here the crops are batched by
their width, which is both quicker on a chart's short labels and right on long ones.
"""

from __future__ import annotations

import functools
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from gbi.documents.sessions import session, usable_threads
from gbi.errors import PageError
from gbi.types import Box

Pixels = NDArray[np.uint8]
ROW = 48  # px: the recogniser's input height
STEP = 8  # px of a crop at that height per output step
BATCH_PX = 2560  # summed width of one recogniser call
MASK = 0.3  # probability over which a pixel is text (DBNet's default)
KEEP = 0.45  # mean probability over which a box is text
LEVEL = 3.0  # degrees within which a line is level
UNCLIP = 1.6  # how far DBNet's shrunk kernels are grown back: area * UNCLIP / perimeter


@dataclass(frozen=True, slots=True)
class Found:
    """A text line found by the detector: its rotated rectangle as (centre, size, angle) of OpenCV, in image px."""

    centre: tuple[float, float]
    size: tuple[float, float]  # along the text, across it
    angle: float  # degrees clockwise from the x axis, in (-45, 45] for lines and about 90 for standing text
    score: float
    ink: Box | None = None  # the tight box of its glyphs, where they were told from the ground
    gaps: tuple[tuple[float, float], ...] = ()  # blank stretches between glyphs, px from the crop's start


@dataclass(frozen=True, slots=True)
class Read:
    """What the recogniser read in one crop: text, its mean character probability, and where each character stands
    as a fraction of the crop's width."""

    text: str
    score: float
    at: tuple[float, ...]


@dataclass(frozen=True)
class Networks:
    """The loaded sessions and the recogniser's alphabet (index 0 is CTC's blank)."""

    detector: Any
    recogniser: Any
    alphabet: tuple[str, ...]


@functools.lru_cache(maxsize=1)
def networks() -> Networks:
    """Loads both networks once per process (about 0.3 s). Raises `PageError` when they are not installed."""
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise PageError("text recognition needs the package rapidocr: pip install rapidocr")
    folder = Path(spec.origin).parent / "models"
    sessions = []
    for name in ("PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"):
        if not (folder / name).is_file():
            raise PageError(f"rapidocr's model {name} is missing: reinstall rapidocr")
        sessions.append(session(folder / name, usable_threads()))
    letters = sessions[1].get_modelmeta().custom_metadata_map["character"].splitlines()
    return Networks(sessions[0], sessions[1], ("", *letters, " "))


def detect(image: Pixels, scale: float) -> list[Found]:
    """Text lines of an RGB image, looked for at `scale` times its size; coordinates in px of the image given."""
    height, width = image.shape[:2]
    size = (max(32, round(width * scale / 32) * 32), max(32, round(height * scale / 32) * 32))
    sized = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    tensor = (sized[None, :, :, ::-1].transpose(0, 3, 1, 2).astype(np.float32) - 127.5) / 127.5
    nets = networks()
    chance = nets.detector.run(None, {"x": np.ascontiguousarray(tensor)})[0][0, 0]
    mask = cv2.dilate((chance > MASK).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0]
    ratio = (width / size[0], height / size[1])
    return [found for contour in contours if (found := _grown(contour, chance, ratio)) is not None]


def recognise(crops: list[Pixels]) -> list[Read]:
    """The text of each RGB crop (one line each, upright), in the order given; crops are batched by width."""
    if not crops:
        return []
    sized = [_row(crop) for crop in crops]
    order = sorted(range(len(crops)), key=lambda i: sized[i].shape[2])
    out: list[Read] = [Read("", 0.0, ())] * len(crops)
    start = 0
    while start < len(order):
        stop = start + 1
        while stop < len(order) and _fits(sized, order, start, stop):
            stop += 1
        width = -(-sized[order[stop - 1]].shape[2] // 32) * 32
        batch = np.zeros((stop - start, 3, ROW, width), np.float32)
        for slot, index in enumerate(order[start:stop]):
            batch[slot, :, :, : sized[index].shape[2]] = sized[index]
        nets = networks()
        scores = nets.recogniser.run(None, {"x": batch})[0]
        for slot, index in enumerate(order[start:stop]):
            out[index] = _decode(scores[slot], nets.alphabet, sized[index].shape[2] / STEP)
        start = stop
    return out


def _grown(contour: NDArray[np.int32], chance: NDArray[np.float32], ratio: tuple[float, float]) -> Found | None:
    (cx, cy), (across, along), angle = cv2.minAreaRect(contour)
    if min(across, along) < 2.5:
        return None
    x, y, w, h = cv2.boundingRect(contour)
    inside = np.zeros((h, w), np.uint8)
    cv2.fillPoly(inside, [contour - (x, y)], 1)
    score = float(cv2.mean(chance[y : y + h, x : x + w], inside)[0])
    if score < KEEP:
        return None
    grow = across * along * UNCLIP / (across + along)
    across, along = across + grow, along + grow
    while angle > 45:
        across, along, angle = along, across, angle - 90
    while angle <= -45:
        across, along, angle = along, across, angle + 90
    if abs(angle) < LEVEL or (abs(angle) < 4 * LEVEL and across < 4 * along):  # a short line's angle says little
        angle, grow = 0.0, w * h * UNCLIP / (w + h)
        cx, cy, across, along = x + w / 2, y + h / 2, w + grow, h + grow
    return Found((cx * ratio[0], cy * ratio[1]), (across * ratio[0], along * ratio[1]), angle, score)


def _row(crop: Pixels) -> NDArray[np.float32]:
    height, width = crop.shape[:2]
    wide = max(8, int(np.ceil(ROW * width / height)))
    sized = cv2.resize(crop, (wide, ROW), interpolation=cv2.INTER_CUBIC if height < ROW else cv2.INTER_AREA)
    tensor: NDArray[np.float32] = (sized[:, :, ::-1].transpose(2, 0, 1).astype(np.float32) - 127.5) / 127.5
    return tensor


def _fits(sized: list[NDArray[np.float32]], order: list[int], start: int, stop: int) -> bool:
    first, last = sized[order[start]].shape[2], sized[order[stop]].shape[2]
    return bool(last <= 1.25 * first + 32 and last * (stop - start + 1) <= BATCH_PX)


def _decode(scores: NDArray[np.float32], alphabet: tuple[str, ...], steps: float) -> Read:
    scores = scores[: int(np.ceil(steps)) + 1]  # what is read in the padding beyond the crop is made up
    best = scores.argmax(axis=1)
    fresh = np.ones(len(best), bool)
    fresh[1:] = best[1:] != best[:-1]
    fresh &= best != 0
    where = np.flatnonzero(fresh)
    if not len(where):
        return Read("", 0.0, ())
    chances = scores[where, best[where]]
    letters = [alphabet[best[i]] for i in where]
    at = tuple(min(1.0, (float(i) + 0.5) / steps) for i in where)
    return Read("".join(letters), float(chances.mean()), at)
