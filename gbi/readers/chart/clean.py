"""Takes out of a scene what is no chart: icons beside source notes, remains of letters, runs of joined words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median

from gbi.readers.chart.phrases import Phrase, phrases_of
from gbi.readers.chart.runs import split_runs
from gbi.readers.chart.scene import Bar, Scene, Symbol
from gbi.readers.chart.titles import is_note
from gbi.types import Box, Word


def cleaned(scene: Scene) -> Scene:
    """The scene with joined number labels cut apart and without debris; a scene without words comes back as it is."""
    if not scene.words:
        return scene
    line = median([_thin(word) for word in scene.words])
    words = split_runs(word for word in scene.words if not _absurd(word, line))
    notes = [p for p in phrases_of(words) if is_note(p.text)]
    stray: Callable[[Box], bool] = lambda box: _beside_note(box, notes, line)  # noqa: E731
    return replace(
        scene,
        words=words,
        bars=tuple(b for b in scene.bars if not stray(b.box) and not _shred(b, scene.bars, line)),
        symbols=tuple(s for s in scene.symbols if not stray(_box(s))),
        lines=tuple(x for x in scene.lines if not stray(_around(x.points))),
        areas=tuple(a for a in scene.areas if not stray(_around(a.points))),
    )


def _thin(word: Word) -> float:
    return min(word.box[2] - word.box[0], word.box[3] - word.box[1])


def _absurd(word: Word, line: float) -> bool:
    """A "word" many lines thick with room for far more letters than it has: recognised in a drawing."""
    return _thin(word) > 6 * line and len(word.text) < 0.5 * _thin(word) / line


def _beside_note(box: Box, notes: Sequence[Phrase], line: float) -> bool:
    """True for something small that is level with a source note or a button."""
    if box[2] - box[0] > 3 * line or box[3] - box[1] > 3 * line:
        return False
    middle = (box[1] + box[3]) / 2
    return any(p.box[1] - 0.8 * line <= middle <= p.box[3] + 0.8 * line for p in notes if p.angle == 0)


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


def _around(points: Sequence[tuple[float, float]]) -> Box:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def _box(symbol: Symbol) -> Box:
    (x, y), half = symbol.centre, symbol.size / 2
    return x - half, y - half, x + half, y + half
