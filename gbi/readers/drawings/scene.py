"""A page's drawings and words inside a box as a `Scene`; the same nouns as the raster reader's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gbi.boxes import grown, hull
from gbi.readers.chart.scene import Bar, Rule, Scene, Symbol
from gbi.readers.drawings.boxes import inside
from gbi.readers.drawings.fills import sort_fills
from gbi.readers.drawings.paths import Path, paths_in
from gbi.readers.drawings.shapes import polygon_area
from gbi.readers.drawings.snap import unsnapped
from gbi.readers.drawings.strokes import sort_strokes
from gbi.readers.drawings.words import over_any
from gbi.types import Box, Word

TOLERANCE_PT = 0.05


def build_scene(page: Any, box: Box, words: Sequence[Word], typeset: Sequence[Symbol] = ()) -> Scene:
    """The marks of a `pymupdf.Page` inside `box` (displayed points), with `words` and the point marks set in type.

    A region with too many drawings gives a scene without marks and a warning that says so.
    """
    found = paths_in(page, box)
    if found.too_many:
        note = (
            f"the figure is drawn with {found.too_many} strokes or vertices, too many for a chart: it was not measured"
        )
        return Scene(box=box, words=tuple(words), tolerance=TOLERANCE_PT, source="vector", warnings=(note,))
    fills = sort_fills([p for p in found.paths if not _flat(p)], box)
    strokes = sort_strokes([p for p in found.paths if p.fill is None or _flat(p)])
    bars, framed = _framed_bars((*strokes.frames, *fills.frames), fills.bars)
    window = grown(box, 1.0)
    scene = Scene(
        box=box,
        words=tuple(words),
        bars=tuple(b for b in (*fills.bars, *bars) if inside(b.box, window)),
        lines=tuple(x for x in strokes.lines if inside(hull(x.points), window)),
        areas=tuple(a for a in fills.areas if inside(hull(a.points), window)),
        wedges=fills.wedges,
        symbols=tuple(s for s in (*fills.symbols, *strokes.symbols, *typeset) if _within(s, window)),
        rules=tuple(r for r in (*strokes.rules, *fills.rules, *framed) if inside(hull((r.start, r.end)), window)),
        background=fills.background,
        tolerance=TOLERANCE_PT,
        source="vector",
    )
    return unsnapped(scene)


def _flat(path: Path) -> bool:
    """True for a stroke that was also told to fill: it encloses nothing."""
    return path.stroke is not None and all(polygon_area(s.points) < 1e-3 for s in path.subpaths)


def _framed_bars(frames: Sequence[tuple[Box, Any]], filled: Sequence[Bar]) -> tuple[list[Bar], list[Rule]]:
    """Rectangles that are only outlined: bars when several stand on one line, else the four sides of a frame."""
    bars: list[Bar] = []
    rules: list[Rule] = []
    for box, colour in frames:
        alike = [b for b, c in frames if c == colour and _on_one_line(b, box)]
        if any(inside(b.box, box, 1.0) and inside(box, b.box, 1.0) for b in filled):
            continue
        if len(alike) >= 3:
            bars.append(Bar(box, colour))
            continue
        x0, y0, x1, y1 = box
        corners = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
        rules += [Rule(a, b, colour) for a, b in zip(corners, (*corners[1:], corners[0]), strict=True)]
    return bars, rules


def _on_one_line(a: Box, b: Box) -> bool:
    breadth = abs((a[2] - a[0]) - (b[2] - b[0])) < 0.1 and (abs(a[3] - b[3]) < 0.1 or abs(a[1] - b[1]) < 0.1)
    height = abs((a[3] - a[1]) - (b[3] - b[1])) < 0.1 and (abs(a[0] - b[0]) < 0.1 or abs(a[2] - b[2]) < 0.1)
    return breadth or height


def _within(symbol: Symbol, window: Box) -> bool:
    return window[0] <= symbol.centre[0] <= window[2] and window[1] <= symbol.centre[1] <= window[3]


def glyphs_in(page: Any, box: Box) -> int:
    """How many small curved scraps are filled in the box: what text that was drawn as outlines leaves."""
    return sort_fills([p for p in paths_in(page, box).paths if not _flat(p)], box).glyphs


def without(scene: Scene, words: Sequence[Word]) -> Scene:
    """The scene less the marks that lie inside words: a letter "l" is no bar, an "o" no point."""
    return replace(
        scene,
        bars=tuple(b for b in scene.bars if not over_any(b.box, words)),
        areas=tuple(a for a in scene.areas if not over_any(hull(a.points), words)),
        symbols=tuple(s for s in scene.symbols if not over_any(_round_box(s), words)),
        lines=tuple(x for x in scene.lines if not over_any(hull(x.points), words)),
        rules=tuple(r for r in scene.rules if not over_any(hull((r.start, r.end)), words)),
    )


def _round_box(symbol: Symbol) -> Box:
    (x, y), half = symbol.centre, symbol.size / 2
    return x - half, y - half, x + half, y + half
