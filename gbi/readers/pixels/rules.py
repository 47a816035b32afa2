"""Axis lines, ticks and grid lines: straight thin strokes along x or y, solid or dotted."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from gbi.readers.chart.scene import Colour, Rule
from gbi.readers.pixels.canvas import Canvas, Mask, Pixels, chroma

THICK = 4  # px: a rule's most
FAINT = 3.0  # channel steps by which a rule must stand out from its ground
GREY = 40  # chroma under which a stroke is no series' colour


def find_rules(canvas: Canvas, text: Mask) -> tuple[tuple[Rule, ...], Mask]:
    """Rules of the canvas in px, and the pixels that they cover. `text` marks pixels of words, which are no rules."""
    across = list(_along(canvas, text))
    down = [_flip(rule) for rule in _along(_turned(canvas), np.ascontiguousarray(text.T))]
    height, width = text.shape
    rules = [rule for rule in across + down if not _on_rim(rule, width, height)]
    covered = np.zeros(text.shape, np.uint8)
    for rule in rules:
        start, end = (tuple(int(v) for v in point) for point in (rule.start, rule.end))
        cv2.line(covered, start, end, 1, max(1, round(rule.width)))
    return tuple(rules), covered.astype(bool) & ~text


def _along(canvas: Canvas, text: Mask) -> Iterator[Rule]:
    """Horizontal rules: long runs of ink that stay thin. Dots are joined first over gaps of up to 4 px."""
    height, width = text.shape
    relief = _relief(canvas.image)
    thin = ((relief > FAINT + 2 * canvas.noise) & ~text).astype(np.uint8)
    least = max(16, min(width, height) // 12)
    joined = cv2.morphologyEx(thin, cv2.MORPH_CLOSE, np.ones((1, 6), np.uint8))
    long = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, least), np.uint8))
    count, parts, stats, _ = cv2.connectedComponentsWithStats(long, connectivity=8)
    for part in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[part])
        if h > THICK or area < 0.8 * w:
            continue
        rows, columns = np.nonzero((parts[y : y + h, x : x + w] == part) & (thin[y : y + h, x : x + w] > 0))
        if len(rows) < 0.25 * w:
            continue
        rows, columns = rows + y, columns + x
        weight = relief[rows, columns]
        colour = _colour(canvas, rows, columns, weight)
        if chroma(colour) > GREY and w < 0.5 * width:
            continue
        middle = float((weight * (rows + 0.5)).sum() / weight.sum())
        drawn = len(np.unique(columns))
        thick = max(0.5, round(float(weight.sum() / weight.max() / drawn), 2))
        yield Rule((float(x), middle), (float(x + w), middle), colour, thick, drawn < 0.9 * w)


def _relief(image: Pixels) -> NDArray[np.float32]:
    """How far each pixel stands out from what is above and below it: strokes thinner than `THICK`, dark or light,
    on any ground, so that bands and bars behind a grid line do not matter."""
    tall = np.ones((2 * THICK - 1, 1), np.uint8)
    dark = cv2.morphologyEx(image, cv2.MORPH_BLACKHAT, tall)
    light = cv2.morphologyEx(image, cv2.MORPH_TOPHAT, tall)
    best: NDArray[np.float32] = np.maximum(dark, light).max(axis=2).astype(np.float32)
    return best


def _colour(canvas: Canvas, rows: NDArray[np.intp], columns: NDArray[np.intp], weight: NDArray[np.float32]) -> Colour:
    strong = weight >= np.quantile(weight, 0.6)
    middle = np.median(canvas.image[rows[strong], columns[strong]], axis=0)
    return (int(middle[0]), int(middle[1]), int(middle[2]))


def _turned(canvas: Canvas) -> Canvas:
    return Canvas(
        np.ascontiguousarray(canvas.image.transpose(1, 0, 2)),
        canvas.background,
        canvas.palette,
        canvas.labels.T,
        np.ascontiguousarray(canvas.ink.T),
        canvas.noise,
    )


def _flip(rule: Rule) -> Rule:
    return Rule((rule.start[1], rule.start[0]), (rule.end[1], rule.end[0]), rule.colour, rule.width, rule.dashed)


def _on_rim(rule: Rule, width: int, height: int) -> bool:
    if rule.horizontal:
        return rule.start[1] < 2.5 or rule.start[1] > height - 2.5
    return rule.start[0] < 2.5 or rule.start[0] > width - 2.5
