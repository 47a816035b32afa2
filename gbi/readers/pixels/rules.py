"""Axis lines, ticks and grid lines: straight thin strokes along x or y, solid or dotted."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from gbi.readers.chart.scene import Colour, Rule
from gbi.readers.pixels.canvas import Canvas, Mask, Pixels, spread

THICK = 4  # px: a rule's most
FAINT = 1.5  # channel steps by which a rule must stand out from its ground
GREY = 40  # chroma under which a stroke is no series' colour


def find_rules(canvas: Canvas, text: Mask) -> tuple[tuple[Rule, ...], Mask, Mask]:
    """Rules of the canvas in px, and the pixels that horizontal and that vertical ones cover. `text` marks pixels of
    words, which are no rules; neither are the gaps between bars that stand close."""
    across = [rule for rule in _along(canvas, text) if not _gap(canvas.labels, rule)]
    turned = _turned(canvas)
    down = [rule for rule in _along(turned, np.ascontiguousarray(text.T)) if not _gap(turned.labels, rule)]
    height, width = text.shape
    flat = [rule for rule in across if 2.5 <= rule.start[1] <= height - 2.5]
    steep = [_flip(rule) for rule in down if 2.5 <= rule.start[1] <= width - 2.5]
    return (*flat, *steep), _covered(flat, text), _covered(steep, text)


def _covered(rules: list[Rule], text: Mask) -> Mask:
    covered = np.zeros(text.shape, np.uint8)
    for rule in rules:
        start, end = (tuple(int(v) for v in point) for point in (rule.start, rule.end))
        cv2.line(covered, start, end, 1, max(1, round(rule.width)))
    out: Mask = (covered > 0) & ~text
    return out


def _gap(labels: NDArray[np.int16], rule: Rule) -> bool:
    """True for a horizontal stroke with marks on both sides nearly all along: a seam of bars, not a grid line."""
    x0, x1, y = int(rule.start[0]), int(rule.end[0]), int(rule.start[1])
    above, below = labels[max(0, y - 3), x0:x1], labels[min(len(labels) - 1, y + 3), x0:x1]
    return bool(((above >= 0) & (below >= 0)).mean() > 0.8)


def _along(canvas: Canvas, text: Mask) -> Iterator[Rule]:
    """Horizontal rules: long runs of ink that stay thin. Dots are joined first over gaps of up to 4 px."""
    height, width = text.shape
    relief = _relief(canvas.image)
    vivid = spread(canvas.image) > GREY
    thin = ((relief > FAINT + 2 * canvas.noise) & ~text & ~vivid).astype(np.uint8)
    least = max(16, min(width, height) // 12)
    joined = cv2.morphologyEx(thin, cv2.MORPH_CLOSE, np.ones((1, 7), np.uint8))
    long = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, least), np.uint8))
    count, parts, stats, _ = cv2.connectedComponentsWithStats(long, connectivity=8)
    for part in range(1, count):
        x, y, w, h, _ = (int(v) for v in stats[part])
        mask = parts[y : y + h, x : x + w] == part
        for top, bottom in _straight(mask):
            rows, columns = np.nonzero(mask[top:bottom] & (thin[y + top : y + bottom, x : x + w] > 0))
            rule = _rule(canvas, relief, rows + y + top, columns + x)
            if rule is not None:
                yield rule


def _straight(mask: Mask) -> Iterator[tuple[int, int]]:
    """(first row, last row + 1) of each straight stroke in a component, which may cross others."""
    sums = mask.sum(axis=1).astype(np.int64)
    most = int(sums.max())
    while True:
        peak = int(sums.argmax())
        if sums[peak] < 0.5 * most:
            return
        top = peak - 1 if peak and sums[peak - 1] > 0.3 * sums[peak] else peak
        bottom = peak + 2 if peak + 1 < len(sums) and sums[peak + 1] > 0.3 * sums[peak] else peak + 1
        yield top, bottom
        sums[max(0, top - THICK) : bottom + THICK] = 0


def _rule(
    canvas: Canvas, relief: NDArray[np.float32], rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> Rule | None:
    if not len(rows):
        return None
    x0, x1 = int(columns.min()), int(columns.max()) + 1
    drawn = len(np.unique(columns))
    if drawn < 0.15 * (x1 - x0) or x1 - x0 < 16:
        return None
    weight = relief[rows, columns]
    middle = float((weight * (rows + 0.5)).sum() / weight.sum())
    thick = max(0.5, round(float(weight.sum() / weight.max() / drawn), 2))
    colour = _colour(canvas, rows, columns, weight)
    return Rule((float(x0), middle), (float(x1), middle), colour, thick, drawn < 0.9 * (x1 - x0))


def _relief(image: Pixels) -> NDArray[np.float32]:
    """How far each pixel stands out from what is above and below it: strokes thinner than `THICK`, dark or light,
    on any ground, so that bands and bars behind a grid line do not matter."""
    tall = np.ones((2 * THICK - 1, 1), np.uint8)
    dark = cv2.morphologyEx(image, cv2.MORPH_BLACKHAT, tall)
    light = cv2.morphologyEx(image, cv2.MORPH_TOPHAT, tall)
    both = np.maximum(dark, light)
    best = np.maximum(np.maximum(both[..., 0], both[..., 1]), both[..., 2])
    relief: NDArray[np.float32] = best.astype(np.float32)
    return relief


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
        canvas.worn,
    )


def _flip(rule: Rule) -> Rule:
    return Rule((rule.start[1], rule.start[0]), (rule.end[1], rule.end[0]), rule.colour, rule.width, rule.dashed)
