"""Cuts a detected text line where it holds more than one word's run: legend entries, tick labels, table columns.

The detector joins neighbours on one height. Here a line's ink is looked at: wide gaps and legend swatches part it,
and each piece gets the tight box of its ink.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from gbi.documents.ocr_models import Found, Pixels
from gbi.types import Box

WIDE = 1.25  # gap, in heights of the line's ink, that parts two runs
HOLED = 0.85  # share of its box under which a block is the ground of a label in it
EVEN = 60  # channel steps within which a row of ink is of one colour: letters with a halo are not
TILTED = 3.0  # degrees from which a line's runs are not on one height
SLANTED = 30.0  # degrees from which a line is truly tilted text


def runs(image: Pixels, line: Found) -> list[Found]:
    """The line's runs of text, left to right (top to bottom for standing text), each with its `ink` box; none for a
    solid block that is no text."""
    if abs(line.angle) >= TILTED:
        return _stairs(image, line) if abs(line.angle) < SLANTED else [line]
    standing = line.size[1] > 1.5 * line.size[0]
    x0, y0, x1, y1 = _whole(line, image.shape)
    crop = image[y0:y1, x0:x1]
    glyphs = _glyphs(crop)
    blocks = [g for g in glyphs if _block(g) and (len(glyphs) == 1 or _area(g) > 0.3 * crop.shape[0] * crop.shape[1])]
    grounds = [b for b in blocks if b[6] < HOLED and b[3] - b[1] >= 9]
    if len(grounds) == 1 and _area(grounds[0]) < 0.97 * crop.shape[0] * crop.shape[1]:
        return runs(image, _inside(line, grounds[0], x0, y0))
    if blocks:
        return _beside(line, [g for g in glyphs if g not in blocks], x0, y0)
    if standing:
        crop, x0, y0 = crop.transpose(1, 0, 2), y0, x0
        glyphs = _glyphs(crop)
    if not standing and _uneven(glyphs):
        return _stairs(image, line)
    groups = _groups(glyphs, crop.shape[0])
    if not groups:
        return [line]
    found = [_piece(line, group, groups, i, crop.shape) for i, group in enumerate(groups)]
    return [_placed(piece, x0, y0, standing) for piece in found]


def _stairs(image: Pixels, line: Found) -> list[Found]:
    """Level labels that climb from one to the next, which the detector took for one tilted line; else the line."""
    corners = cv2.boxPoints((line.centre, line.size, line.angle))
    low, high = np.floor(corners.min(axis=0)).astype(int), np.ceil(corners.max(axis=0)).astype(int)
    x0, y0, x1, y1 = max(0, low[0]), max(0, low[1]), min(image.shape[1], high[0]), min(image.shape[0], high[1])
    turn = np.tan(np.radians(line.angle))
    glyphs = [
        g
        for g in _glyphs(image[y0:y1, x0:x1])
        if abs(y0 + (g[1] + g[3]) / 2 - line.centre[1] - turn * (x0 + (g[0] + g[2]) / 2 - line.centre[0]))
        < line.size[1] / 2
        and g[3] - g[1] >= 0.3 * line.size[1]
    ]
    steps: list[list[_Glyph]] = []
    for glyph in glyphs:
        if steps and abs(glyph[3] - steps[-1][-1][3]) <= 1:
            steps[-1].append(glyph)
        else:
            steps.append([glyph])
    if len(steps) < 2 or len(glyphs) < 2.5 * len(steps):
        return [line]
    return [_level(line, step, x0, y0) for step in steps]


def _block(glyph: _Glyph) -> bool:
    """True for a solid rectangle or a long dash: a bar or a legend's key, which is no letter."""
    wide, high = glyph[2] - glyph[0], glyph[3] - glyph[1]
    key = wide >= 1.3 * high and glyph[4] > 0.3 and (wide >= 14 or (wide >= 9 and glyph[5] > 45))
    return key or (glyph[4] > 0.9 and high >= 6 and wide >= 0.3 * high and wide >= 6)


def _inside(line: Found, ground: _Glyph, x0: int, y0: int) -> Found:
    """The line as far as it stands in a low bar, which the detector took for the text's outline."""
    left, top, right, bottom = x0 + ground[0] + 1, y0 + ground[1] + 1, x0 + ground[2] - 1, y0 + ground[3] - 1
    return replace(line, centre=((left + right) / 2, (top + bottom) / 2), size=(right - left, bottom - top))


def _area(glyph: _Glyph) -> int:
    return (glyph[2] - glyph[0]) * (glyph[3] - glyph[1])


def _beside(line: Found, glyphs: list[_Glyph], x0: int, y0: int) -> list[Found]:
    """The labels over and under a bar that the detector took for one text with it."""
    rows: list[list[_Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g[1]):
        if rows and glyph[1] < rows[-1][0][3]:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [
        _level(line, sorted(group), x0, y0) for row in rows for group in _groups(sorted(row), row[0][3] - row[0][1])
    ]


def _uneven(glyphs: list[_Glyph]) -> bool:
    """True for glyphs of one height (digits) that stand on several heights."""
    if len(glyphs) < 6:
        return False
    high = np.array([g[3] - g[1] for g in glyphs])
    low = np.array([g[3] for g in glyphs])
    return bool(high.max() - high.min() <= 2 and low.max() - low.min() >= 3)


def _level(line: Found, step: list[_Glyph], x0: int, y0: int) -> Found:
    ink = (
        float(x0 + min(g[0] for g in step)),
        float(y0 + min(g[1] for g in step)),
        float(x0 + max(g[2] for g in step)),
        float(y0 + max(g[3] for g in step)),
    )
    margin = 0.25 * (ink[3] - ink[1])
    size = (ink[2] - ink[0] + 2.0, ink[3] - ink[1] + 2 * margin)
    return Found(((ink[0] + ink[2]) / 2, (ink[1] + ink[3]) / 2), size, 0.0, line.score, ink)


_Glyph = tuple[int, int, int, int, float, float, float]
"""x0, y0, x1, y1, share of its rows that are evenly inked from end to end, chroma, share of its box that is inked: of
one connected component."""


def _whole(line: Found, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    x0, y0 = round(line.centre[0] - line.size[0] / 2), round(line.centre[1] - line.size[1] / 2)
    x1, y1 = x0 + max(2, round(line.size[0])), y0 + max(2, round(line.size[1]))
    return max(0, x0), max(0, y0), min(shape[1], x1), min(shape[0], y1)


def _glyphs(crop: Pixels) -> list[_Glyph]:
    """Connected components of what differs from the crop's ground, without strokes that cross the whole crop."""
    height, width = crop.shape[:2]
    rim = np.concatenate([crop[0], crop[-1], crop[:, 0], crop[:, -1]]).astype(np.int32)
    codes = (rim[:, 0] >> 4) << 8 | (rim[:, 1] >> 4) << 4 | rim[:, 2] >> 4
    ground = np.median(rim[codes == np.bincount(codes).argmax()], axis=0)
    apart = np.abs(crop.astype(np.int16) - ground).max(axis=2)
    ink = (apart > max(36.0, 0.35 * float(np.quantile(apart, 0.99)))).astype(np.uint8)
    thin = ink & ~cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((5, 1), np.uint8))
    across = cv2.morphologyEx(thin, cv2.MORPH_OPEN, np.ones((1, min(width, 3 * height)), np.uint8))
    ink &= ~across
    body = _body(ink)
    if body is not None:  # a bar, with the grid lines that end at it
        ink &= ~cv2.dilate(body, np.ones((3, 3), np.uint8)) & ~cv2.morphologyEx(
            thin, cv2.MORPH_OPEN, np.ones((1, 9), np.uint8)
        )
    count, parts, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    out: list[_Glyph] = []
    if body is not None:
        x, y, w, h = cv2.boundingRect(body)
        out.append((x, y, x + w, y + h, 1.0, 0.0, 1.0))
    for part in range(1, count):
        x, y, w, h, _ = (int(v) for v in stats[part])
        inside = parts[y : y + h, x : x + w] == part
        even = np.ptp(apart[y : y + h, x + 1 : x + w - 1], axis=1) < EVEN if w > 2 else np.ones(h, bool)
        solid = float(((inside.mean(axis=1) > 0.98) & even).mean())
        strong = inside & (apart[y : y + h, x : x + w] >= 0.7 * apart[y : y + h, x : x + w][inside].max())
        colour = np.median(crop[y : y + h, x : x + w][strong], axis=0)
        out.append((x, y, x + w, y + h, solid, float(colour.max() - colour.min()), float(inside.mean())))
    return sorted(_without_ticks(out, width, height))


def _body(ink: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """The part of the ink that is thicker than any letter's stroke, where it fills much of the crop."""
    if min(ink.shape) < 40:
        return None
    body: NDArray[np.uint8] = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((15, 15), np.uint8))
    return body if body.mean() > 0.3 else None


def _without_ticks(glyphs: list[_Glyph], width: int, height: int) -> list[_Glyph]:
    """The glyphs without the ends of tick marks that reach into the crop from its border."""
    tall = max((g[3] - g[1] for g in glyphs), default=0)

    def tick(g: _Glyph) -> bool:
        wide, high = g[2] - g[0], g[3] - g[1]
        upright = wide <= 3 and high < 0.6 * tall and (g[1] == 0 or g[3] == height)
        level = high <= 3 and wide < 0.9 * tall and (g[0] == 0 or g[2] == width)
        return upright or level

    return [g for g in glyphs if not tick(g)]


def _groups(glyphs: list[_Glyph], height: int) -> list[list[_Glyph]]:
    if not glyphs:
        return []
    letters = [g for g in glyphs if g[3] - g[1] >= 0.25 * height] or glyphs
    tall = float(np.quantile([g[3] - g[1] for g in letters], 0.8))
    vivid = float(np.median([g[5] for g in letters]))
    groups: list[list[_Glyph]] = [[]]
    end = -1e9
    for i, glyph in enumerate(glyphs):
        alone = i + 1 >= len(glyphs) or glyphs[i + 1][0] - glyph[2] >= 0.25 * tall
        if len(glyphs) > 2 and alone and glyph[0] - end >= 0.25 * tall and _swatch(glyph, tall, vivid):
            groups.append([])
            end = -1e9
            continue
        if groups[-1] and glyph[0] - end > max(3.0, WIDE * tall):
            groups.append([])
        groups[-1].append(glyph)
        end = max(end, float(glyph[2]))
    return [group for group in groups if group and max(g[3] - g[1] for g in group) >= 0.3 * tall]


def _swatch(glyph: _Glyph, tall: float, vivid: float) -> bool:
    """True for a legend's square, dot or dash: inked from end to end, and coloured, long or square."""
    wide, high = glyph[2] - glyph[0], glyph[3] - glyph[1]
    if glyph[4] < 0.3 or wide < 0.5 * tall:
        return False
    dash = wide >= 1.3 * tall and high <= tall
    block = glyph[4] > 0.9 and 0.7 <= wide / high <= 1.5
    return glyph[5] > vivid + 45 or dash or block


def _piece(line: Found, group: list[_Glyph], groups: list[list[_Glyph]], i: int, shape: tuple[int, ...]) -> Found:
    x0, y0 = min(g[0] for g in group), min(g[1] for g in group)
    x1, y1 = max(g[2] for g in group), max(g[3] for g in group)
    ink = (float(x0), float(y0), float(x1), float(y1))
    margin = 0.3 * (y1 - y0)
    if len(groups) == 1 and x1 - x0 > 0.6 * shape[1]:
        low, high = max(0.0, x0 - 2 * margin), min(float(shape[1]), x1 + 2 * margin)
    else:
        before = max((g[2] for g in groups[i - 1]), default=0) if i else -1e9
        after = min(g[0] for g in groups[i + 1]) if i + 1 < len(groups) else 1e9
        low = max(0.0, x0 - margin, (before + x0) / 2)
        high = min(float(shape[1]), x1 + margin, (after + x1) / 2)
    top, bottom = max(0.0, y0 - margin), min(float(shape[0]), y1 + margin)
    return replace(
        line,
        centre=((low + high) / 2, (top + bottom) / 2),
        size=(high - low, bottom - top),
        angle=0.0,
        ink=ink,
        gaps=_blanks(group, low),
    )


def _blanks(group: list[_Glyph], low: float) -> tuple[tuple[float, float], ...]:
    """The blank columns between a group's glyphs, in px from `low`."""
    out = []
    end = float(group[0][2])
    for glyph in group[1:]:
        if glyph[0] > end:
            out.append((end - low, glyph[0] - low))
        end = max(end, float(glyph[2]))
    return tuple(out)


def _placed(piece: Found, x0: int, y0: int, standing: bool) -> Found:
    """From the crop's coordinates (turned when standing) to the image's."""
    centre = (piece.centre[0] + x0, piece.centre[1] + y0)
    ink: Box = piece.ink or (0.0, 0.0, 0.0, 0.0)
    ink = (ink[0] + x0, ink[1] + y0, ink[2] + x0, ink[3] + y0)
    if not standing:
        return replace(piece, centre=centre, ink=ink)
    return replace(piece, centre=centre[::-1], size=piece.size[::-1], ink=(ink[1], ink[0], ink[3], ink[2]))
