"""A scene from a picture: sorts its colours, takes out text and rules, and collects the marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gbi.boxes import inside
from gbi.readers.chart.outlined import with_outlined
from gbi.readers.chart.scene import Area, Bar, Ink, Line, Point, Rule, Scene, Symbol, Wedge
from gbi.readers.pixels.areas import outline
from gbi.readers.pixels.canvas import BACKGROUND, Mask, Pixels, canvas_of, spread
from gbi.readers.pixels.chrome import banner, button_columns, clear, without_frame
from gbi.readers.pixels.pies import discs_of, find_pies
from gbi.readers.pixels.rules import GREY, find_rules
from gbi.readers.pixels.solids import find_solids
from gbi.readers.pixels.text import ink_of, without_text
from gbi.readers.pixels.traces import trace_lines
from gbi.readers.pixels.worn import without_debris
from gbi.types import Box, Word


def scene_of(image: Pixels, words: Sequence[Word], box: Box, scale: float) -> Scene:
    """The scene of an RGB picture of `box` (page points) at `scale` px per pt; `words` are in page points.

    The scene's coordinates are page points; its tolerance is half a pixel.
    """
    canvas = canvas_of(image)
    inked = [word.model_copy(update={"box": _in_px(word.box, box, scale)}) for word in words]
    buttons = button_columns(canvas, inked)
    kept = [i for i, word in enumerate(inked) if not any(inside(word.box, button) for button in buttons)]
    words, inked = [words[i] for i in kept], [inked[i] for i in kept]
    boxes = [word.box for word in inked]
    labels = without_frame(canvas, without_text(canvas, boxes))
    clear(labels, buttons)
    text = _text_mask(labels.shape, boxes)
    rules, flat, steep = find_rules(canvas, text)
    labels[(flat | steep) & (spread(canvas.image) < GREY)] = BACKGROUND
    shapes = find_solids(canvas, labels, flat, steep)
    wedges, used = find_pies(canvas, labels, shapes.large)
    lines, symbols = trace_lines(canvas, shapes.strokes, text)
    wedges, discs = discs_of(wedges, len(shapes.symbols) + len(symbols))
    marks = [*shapes.symbols, *symbols, *discs]
    areas = [
        Area(outline(canvas, mask, canvas.palette[index], marks), canvas.palette[index])
        for i, (index, mask) in enumerate(shapes.large)
        if i not in used
    ]
    scene = Scene(
        box=(0.0, 0.0, float(image.shape[1]), float(image.shape[0])),
        words=(),
        bars=tuple(bar for bar in shapes.bars if not banner(canvas, bar.box, bar.colour, inked)),
        lines=tuple(lines),
        areas=tuple(areas),
        wedges=tuple(wedges),
        symbols=tuple(marks),
        rules=tuple(rule for rule in rules if not any(inside((*rule.start, *rule.end), b) for b in buttons)),
        background=canvas.background,
        tolerance=0.5,
        source="raster",
    )
    scene = with_outlined(_on_page(without_debris(scene) if canvas.worn else scene, tuple(words), box, scale))
    inks = ((word.box, ink_of(canvas, drawn)) for word, drawn in zip(words, boxes, strict=True))
    return replace(scene, inks=tuple(Ink(place, colour) for place, colour in inks if colour is not None))


def _in_px(box: Box, origin: Box, scale: float) -> Box:
    return (
        (box[0] - origin[0]) * scale,
        (box[1] - origin[1]) * scale,
        (box[2] - origin[0]) * scale,
        (box[3] - origin[1]) * scale,
    )


def _text_mask(shape: tuple[int, ...], boxes: Sequence[Box]) -> Mask:
    mask = np.zeros(shape[:2], bool)
    for x0, y0, x1, y1 in boxes:
        mask[max(0, int(y0)) : int(np.ceil(y1)), max(0, int(x0)) : int(np.ceil(x1))] = True
    return mask


def _on_page(scene: Scene, words: tuple[Word, ...], box: Box, scale: float) -> Scene:
    def point(p: Point) -> Point:
        return (box[0] + p[0] / scale, box[1] + p[1] / scale)

    def bar(b: Bar) -> Bar:
        return Bar((*point(b.box[:2]), *point(b.box[2:])), b.colour)

    def line(item: Line) -> Line:
        return replace(item, points=tuple(point(p) for p in item.points), width=item.width / scale)

    def wedge(w: Wedge) -> Wedge:
        return replace(w, centre=point(w.centre), inner=w.inner / scale, outer=w.outer / scale)

    def symbol(s: Symbol) -> Symbol:
        return replace(s, centre=point(s.centre), size=s.size / scale)

    def rule(r: Rule) -> Rule:
        return replace(r, start=point(r.start), end=point(r.end), width=r.width / scale)

    return replace(
        scene,
        box=box,
        words=words,
        bars=tuple(bar(b) for b in scene.bars),
        lines=tuple(line(item) for item in scene.lines),
        areas=tuple(Area(tuple(point(p) for p in a.points), a.colour) for a in scene.areas),
        wedges=tuple(wedge(w) for w in scene.wedges),
        symbols=tuple(symbol(s) for s in scene.symbols),
        rules=tuple(rule(r) for r in scene.rules),
        tolerance=scene.tolerance / scale,
    )
