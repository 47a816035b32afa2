"""Takes out of a scene what is no chart: icons beside source notes, remains of letters, runs of joined words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from gbi.boxes import hull
from gbi.readers.chart.phrases import Phrase, line_height, phrases_of
from gbi.readers.chart.runs import split_runs
from gbi.readers.chart.scene import Bar, Line, Point, Scene, Symbol
from gbi.readers.chart.titles import is_note
from gbi.types import Box, Word

RINGS = frozenset("oO0Q°○◯〇")
"""What a recogniser makes of a hollow marker."""
DASHES = frozenset("-–—")
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
ALIGNED = 3  # labels that end where another ends make a column
_LABEL_VALUE = re.compile(r"(\D*(?:[^\W\d_](?=\s)|[\u2e80-\uffff]))\s*([-+]?[\d.,]+%?)")
IDEOGRAPHS = 0x2E80
"""The first code point of the blocks of Chinese characters."""


def cleaned(scene: Scene) -> Scene:
    """The scene with joined number labels cut apart and without debris; a scene without words comes back as it is."""
    if not scene.words:
        return scene
    line = line_height(scene.words)
    plain = [_power(_without_tick(word)) for word in scene.words if not _absurd(word, line)]
    words = _of_one_script(split_runs(part for word in plain for part in _label_and_value(word, plain)))
    notes = [p for p in phrases_of(words) if is_note(p.text)]
    scene = replace(scene, lines=tuple(x for x in scene.lines if not _frame(x, scene.box)))
    words, rings = _rings(_above_notes(words, notes, scene), scene)
    stray: Callable[[Box], bool] = lambda box: _beside_note(box, notes, line)  # noqa: E731
    return replace(
        scene,
        words=words,
        bars=tuple(b for b in scene.bars if not stray(b.box) and not _shred(b, scene.bars, line)),
        symbols=tuple(s for s in (*scene.symbols, *rings) if not stray(_box(s)) and not _speck(s, scene, line)),
        lines=_single(tuple(x for x in scene.lines if not stray(hull(x.points))), line),
        areas=tuple(a for a in scene.areas if not stray(hull(a.points))),
    )


def _frame(line: Line, box: Box) -> bool:
    """True for a straight level or upright line from edge to edge of the figure, or along an edge: a frame or a
    separator."""
    x0, y0, x1, y1 = hull(line.points)
    wide, high = box[2] - box[0], box[3] - box[1]
    along = min(y0 - box[1], box[3] - y1) < 2 and y1 - y0 < 2 and x1 - x0 > 0.5 * wide
    return along or (y1 - y0 < 2 and x1 - x0 > 0.95 * wide) or (x1 - x0 < 2 and y1 - y0 > 0.95 * high)


def _above_notes(words: tuple[Word, ...], notes: Sequence[Phrase], scene: Scene) -> tuple[Word, ...]:
    """Without the small print: the first source note and what stands below it, when all marks stand above it."""
    boxes = [bar.box for bar in scene.bars if bar.box[3] - bar.box[1] > 2] + [hull(a.points) for a in scene.areas]
    boxes += [hull(x.points) for x in scene.lines] + [_box(s) for s in scene.symbols]
    boxes += [(w.centre[0], w.centre[1], w.centre[0], w.centre[1] + w.outer) for w in scene.wedges]
    size = scene.box[3] - scene.box[1]
    for note in sorted(notes, key=lambda p: p.box[1]):
        low = note.box[1] > scene.box[1] + 0.5 * size
        if low and not any(box[3] > note.box[1] for box in boxes if box[3] - box[1] > 0.05 * size):
            return tuple(w for w in words if w.box[1] < note.box[1] - 1)
    return words


def _thin(word: Word) -> float:
    return min(word.box[2] - word.box[0], word.box[3] - word.box[1])


def _without_tick(word: Word) -> Word:
    """A number without the tick mark after it, which the recogniser took for a minus: "20 -"."""
    text = word.text.rstrip()
    bare = text[:-1].rstrip()
    if text[-1:] not in DASHES or bare == text[:-1] or not bare[-1:].isdigit() or word.angle or word.confidence == 1.0:
        return word
    x0, y0, x1, y1 = word.box
    return word.model_copy(update={"text": bare, "box": (x0, y0, x0 + (x1 - x0) * len(bare) / len(text), y1)})


def _power(word: Word) -> Word:
    """A power of ten, as scales of logarithms have them, worked out: "10⁴"."""
    raised = word.text[2:].translate(RAISED)
    if not word.text.startswith("10") or raised == word.text[2:] or not raised.lstrip("-").isdigit():
        return word
    power = int(raised)
    return word.model_copy(update={"text": f"{10**power}" if power >= 0 else f"{10.0**power:f}".rstrip("0")})


def _label_and_value(word: Word, words: Sequence[Word]) -> tuple[Word, ...]:
    """A category's label that was read as one with the number at its short bar, cut where the labels above and below
    end: "North 0.1"."""
    found = _LABEL_VALUE.fullmatch(word.text)
    if found is None or word.angle:
        return (word,)
    x0, y0, x1, y1 = word.box
    end = x0 + (x1 - x0) * len(found[1]) / len(word.text)
    edges = [w.box[2] for w in words if w is not word and not w.angle and abs(w.box[2] - end) <= (y1 - y0) / 2]
    if len(edges) < ALIGNED or max(edges) - min(edges) > (y1 - y0) / 3:
        return (word,)
    label = word.model_copy(update={"text": found[1], "box": (x0, y0, max(edges), y1)})
    start = max(x1 - (x1 - x0) * len(found[2]) / len(word.text), max(edges) + 1.0)
    return label, word.model_copy(update={"text": found[2], "box": (start, y0, x1, y1)})


def _absurd(word: Word, line: float) -> bool:
    """A "word" many lines thick with room for far more letters than it has: recognised in a drawing."""
    return _thin(word) > 6 * line and len(word.text) < 0.5 * _thin(word) / line


def _of_one_script(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Without a lone ideograph among words of letters: a legend's key that was taken for a character."""
    foreign = [w for w in words if any(ord(c) >= IDEOGRAPHS for c in w.text)]
    if len(foreign) == 1 and len(words) > 5 and len(foreign[0].text.strip()) == 1:
        return tuple(w for w in words if w is not foreign[0])
    return words


def _rings(words: tuple[Word, ...], scene: Scene) -> tuple[tuple[Word, ...], tuple[Symbol, ...]]:
    """Hollow markers that were read as a letter "o": a round letter that sits on a line is a symbol of that line."""
    kept, rings = [], []
    for word in words:
        x0, y0, x1, y1 = word.box
        centre, size = ((x0 + x1) / 2, (y0 + y1) / 2), max(x1 - x0, y1 - y0)
        line = _line_at(centre, size, scene) if word.text.strip() in RINGS and scene.source == "raster" else None
        if line is None:
            kept.append(word)
        else:
            rings.append(Symbol(centre, size, line.colour))
    return tuple(kept), tuple(rings)


def _line_at(centre: Point, size: float, scene: Scene) -> Line | None:
    for line in scene.lines:
        xs = [p[0] for p in line.points]
        long = max(xs) - min(xs) > 0.25 * (scene.box[2] - scene.box[0])
        if long and any(_off(centre, a, b) < 0.6 * size for a, b in pairwise(line.points)):
            return line
    return None


def _off(point: Point, a: Point, b: Point) -> float:
    """Distance of a point from a segment."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    share = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length if length else 0.0
    share = min(max(share, 0.0), 1.0)
    return math.dist(point, (a[0] + share * dx, a[1] + share * dy))


def _single(lines: tuple[Line, ...], line_height: float) -> tuple[Line, ...]:
    """Without the second edge of a line that was traced on both sides."""
    kept: list[Line] = []
    for line in sorted(lines, key=lambda x: -len(x.points)):
        twin = any(
            other.colour == line.colour
            and len(other.points) > 2
            and all(any(_off(p, a, b) < 0.5 * line_height for a, b in pairwise(other.points)) for p in line.points)
            for other in kept
        )
        if not twin or len(line.points) < 3:
            kept.append(line)
    return tuple(x for x in lines if x in kept)


def _beside_note(box: Box, notes: Sequence[Phrase], line: float) -> bool:
    """True for something small that is level with a source note or a button."""
    if box[2] - box[0] > 3 * line or box[3] - box[1] > 3 * line:
        return False
    middle = (box[1] + box[3]) / 2
    return any(p.box[1] - 0.8 * line <= middle <= p.box[3] + 0.8 * line for p in notes if p.angle == 0)


def _speck(symbol: Symbol, scene: Scene, line: float) -> bool:
    """True for the only dot of its colour in a picture, and no larger than a comma: what is left of a letter."""
    alike = [s for s in scene.symbols if s is not symbol and s.colour == symbol.colour]
    return scene.source == "raster" and not alike and symbol.size < 0.5 * line


def _shred(bar: Bar, bars: Sequence[Bar], line: float) -> bool:
    """True for a sliver of at most a letter's size that shares neither edge and thickness with another bar."""
    x0, y0, x1, y1 = bar.box
    if min(x1 - x0, y1 - y0) > 0.4 * line or max(x1 - x0, y1 - y0) > 2 * line:
        return False
    for other in bars:
        if other is bar:
            continue
        u0, v0, u1, v1 = other.box
        stands = abs((u1 - u0) - (x1 - x0)) < 1.0 and min(abs(v0 - y0), abs(v1 - y1), abs(v0 - y1), abs(v1 - y0)) < 1.0
        lies = abs((v1 - v0) - (y1 - y0)) < 1.0 and min(abs(u0 - x0), abs(u1 - x1), abs(u0 - x1), abs(u1 - x0)) < 1.0
        if stands or lies:
            return False
    return True


def _box(symbol: Symbol) -> Box:
    (x, y), half = symbol.centre, symbol.size / 2
    return x - half, y - half, x + half, y + half
