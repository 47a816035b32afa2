"""Bars of a picture that are outlines alone: three thin strokes over the base line.

Not covered: outlines that lie, and hatched ones, whose strokes hide each other.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from statistics import median

from gbi.readers.chart.scene import Bar, Rule, Scene

FEWEST = 3  # bars: fewer may be a frame or a table
ALIKE = 0.1  # of their thickness
OFF_PX = 4.0  # how far strokes that meet may miss each other
HATCHING = 5  # strokes of one colour
LEAST_PX = 6.0  # a lower outline is none


def with_outlined(scene: Scene) -> Scene:
    """A picture's scene without filled bars, with those that pairs of upright rules and a level one at their tops make;
    itself where those are not several, as thick as each other, on one base line. Many strokes of one
    colour hatch them."""
    if scene.source != "raster" or scene.bars:
        return scene
    px = 2 * scene.tolerance
    upright = sorted((r for r in scene.rules if not r.horizontal), key=lambda r: r.start[0])
    level = [rule for rule in scene.rules if rule.horizontal]
    bars = [bar for a, b in pairwise(upright) if (bar := _between(a, b, level, px)) is not None]
    if len(bars) < FEWEST:
        return scene
    thick, base = median([b.box[2] - b.box[0] for b in bars]), median([b.box[3] for b in bars])
    kept = [
        b
        for b in bars
        if abs(b.box[2] - b.box[0] - thick) <= ALIKE * thick + px and abs(b.box[3] - base) <= OFF_PX * px
    ]
    tops = {round(bar.box[1] / px) for bar in kept}
    if len(kept) < FEWEST or len(tops) < 2:
        return scene
    strokes = Counter(line.colour for line in scene.lines)
    plain = tuple(line for line in scene.lines if strokes[line.colour] < HATCHING)
    return replace(scene, bars=tuple(kept), lines=plain)


def _between(left: Rule, right: Rule, level: list[Rule], px: float) -> Bar | None:
    """The bar between two upright strokes that are equally long, with a third over both; None for any others."""
    (x0, top, bottom), (x1, other, foot) = (
        (r.start[0], min(r.start[1], r.end[1]), max(r.start[1], r.end[1])) for r in (left, right)
    )
    reach = OFF_PX * px
    if abs(top - other) > reach or abs(bottom - foot) > reach or bottom - top < LEAST_PX * px:
        return None
    for rule in level:
        y, (start, end) = rule.start[1], sorted((rule.start[0], rule.end[0]))
        if abs(y - min(top, other)) <= reach and abs(start - x0) <= reach and abs(end - x1) <= reach:
            return Bar((x0, y, x1, max(bottom, foot)), left.colour)
    return None
