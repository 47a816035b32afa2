"""Whether what was drawn can be read: words inside the picture, apart and on one ground, every printed number there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gbi.types import Box
from gbi_sft.sample import GoldBox
from gbi_sft.synth.drawn import Drawn, Pixels
from gbi_sft.synth.scene import Scene

OVERLAP = 0.12
"""The share of the smaller of two texts' boxes that the other may cover; boxes have some air."""
EDGE_PX = 1.5
CONTRAST = 48
GROUND = 0.15
"""What a printed number's colour must differ from its ground, in one channel of 0 to 255, and in what share of the
pixels at either of its ends at least."""
HIDDEN = 0.75
"""The share of a point's box past which another covers it."""
SLANTS = (30, 45)
"""Labels turned so far lie side by side although the boxes around them do not."""


def faults(scene: Scene, drawn: Drawn, angle: int = 0) -> list[str]:
    """What is wrong with the figure, in words; [] for nothing. `angle`: the turn of category labels, degrees."""
    high, wide = drawn.pixels.shape[:2]
    texts = [box for box in drawn.boxes if box.part != "mark"]
    found = [f"{box.text!r} leaves the picture" for box in texts if _outside(box.box, wide, high)]
    found = found or _crossed(texts) or _overlaps(texts, angle) or _missing(scene, drawn.boxes)
    found = found or (_hidden(drawn.boxes) if scene.what.mark == "point" else [])
    return found or [
        f"{box.text!r} runs off its ground" for box in texts if box.part == "value label" and drowned(drawn.pixels, box)
    ]


def _outside(box: Box, wide: int, high: int) -> bool:
    return box[0] < -EDGE_PX or box[1] < -EDGE_PX or box[2] > wide + EDGE_PX or box[3] > high + EDGE_PX


def _crossed(texts: Sequence[GoldBox]) -> list[str]:
    """An upright title that touches a legend: the one's few pixels are the end of the other's word."""
    upright = [text for text in texts if text.part == "axis title" and _high(text.box) > _wide(text.box)]
    return [
        f"{title.text!r} touches {text.text!r}"
        for title in upright
        for text in texts
        if text.part == "legend" and covered(title.box, text.box) > 0
    ]


def _hidden(boxes: Sequence[GoldBox]) -> list[str]:
    """Points that lie under one that was drawn later."""
    marks = [box for box in boxes if box.part == "mark"]
    for n, mark in enumerate(marks):
        for other in marks[n + 1 :]:
            if _wide(other.box) > 0.9 * _wide(mark.box) and covered(mark.box, other.box) > HIDDEN:
                return [f"point {mark.row} lies under another"]
    return []


def drowned(pixels: Pixels, text: GoldBox) -> bool:
    """Whether a text's ink is the colour of what lies behind one of its ends: white that runs off a dark wedge."""
    x0, y0, x1, y1 = (round(side) for side in shrunk(text))
    part = pixels[max(y0, 0) : y1, max(x0, 0) : x1].astype(np.int16)
    end = part.shape[1] // 6
    if part.size == 0 or end < 2 or _high(text.box) > _wide(text.box):
        return False
    spots = part.reshape(-1, 3)
    ink = spots[np.abs(spots - np.median(spots, axis=0)).max(axis=1).argmax()]
    apart = np.abs(part - ink).max(axis=2) >= CONTRAST
    return bool(min(apart[:, :end].mean(), apart[:, -end:].mean()) < GROUND)


def _wide(box: Box) -> float:
    return box[2] - box[0]


def _high(box: Box) -> float:
    return box[3] - box[1]


def _overlaps(texts: Sequence[GoldBox], angle: int) -> list[str]:
    inner = [(shrunk(text), text) for text in texts]
    inner.sort(key=lambda item: item[0][0])
    for n, (box, text) in enumerate(inner):
        for other, what in inner[n + 1 :]:
            if other[0] >= box[2]:
                break
            slanted = angle in SLANTS and text.part == what.part == "row label"
            if covered(box, other) > OVERLAP and not slanted:
                return [f"{text.text!r} and {what.text!r} overlap"]
    return []


def shrunk(text: GoldBox) -> Box:
    """A text's box without the air above and below its letters."""
    x0, y0, x1, y1 = text.box
    dx, dy = min((x1 - x0) * 0.04, 2.0), (y1 - y0) * 0.12
    return (x0 + dx, y0 + dy, x1 - dx, y1 - dy)


def covered(one: Box, other: Box) -> float:
    """The share of the smaller box that both cover."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 0 or high <= 0:
        return 0.0
    areas = ((b[2] - b[0]) * (b[3] - b[1]) for b in (one, other))
    return wide * high / max(min(areas), 1e-9)


def _missing(scene: Scene, boxes: Sequence[GoldBox]) -> list[str]:
    """Cells without their mark or, where numbers are printed, without their number; labels without a place."""
    where = {(box.part, box.row, box.column) for box in boxes}
    rows = range(len(scene.labels))
    for row in rows:
        if ("row label", row, 0) not in where:
            return [f"{scene.labels[row]!r} is not there"]
    for number, series in enumerate(scene.series):
        for row in rows:
            if series.values[row] is None:
                continue
            if scene.what.mark != "cell" and ("mark", row, number + 1) not in where:
                return [f"row {row} of series {number} has no mark"]
            if scene.printed and ("value label", row, number + 1) not in where:
                return [f"row {row} of series {number} has no number"]
    return []
