"""Marks that stand half a pixel off their axes, because axes and grids were moved to be drawn crisply.

Browser charting libraries draw one-pixel rules at n + 0.5 and marks at their true place: bars then end half a pixel
beside the base line, and every value is off by as much. The shift is seen where bars or areas stand on a base line;
where nothing stands (points, lines), rules that all lie at n + 0.5 with a width of 1 tell it.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from gbi.boxes import hull
from gbi.readers.chart.scene import Point, Rule, Scene
from gbi.types import Box

MOST_PT = 1.0  # half a pixel at 2 pt per pixel
SNAPPED_TOLERANCE_PT = 0.3  # rules moved to whole pixels leave the scale uncertain by as much


def unsnapped(scene: Scene) -> Scene:
    """The scene with its marks moved onto the axes' lattice, and a tolerance that says how sure that leaves them."""
    dx, dy = _shift(scene)
    if dx == 0.0 and dy == 0.0:
        return scene
    return replace(
        scene,
        bars=tuple(replace(b, box=_moved_box(b.box, dx, dy)) for b in scene.bars),
        lines=tuple(replace(x, points=_moved(x.points, dx, dy)) for x in scene.lines),
        areas=tuple(replace(a, points=_moved(a.points, dx, dy)) for a in scene.areas),
        symbols=tuple(replace(s, centre=_moved([s.centre], dx, dy)[0]) for s in scene.symbols),
        wedges=tuple(replace(w, centre=_moved([w.centre], dx, dy)[0]) for w in scene.wedges),
        tolerance=scene.tolerance if _regular(scene.rules) else max(scene.tolerance, SNAPPED_TOLERANCE_PT),
    )


def _shift(scene: Scene) -> Point:
    level = [r for r in scene.rules if r.horizontal]
    upright = [r for r in scene.rules if not r.horizontal]
    boxes = [b.box for b in scene.bars] + [hull(a.points) for a in scene.areas]
    dy = _off_base([(b[1], b[3]) for b in boxes], level, 1)
    dx = _off_base([(b[0], b[2]) for b in boxes], upright, 0)
    if dy and not dx and _on_lattice(upright, 0, 2 * abs(dy)):
        dx = dy
    elif dx and not dy and _on_lattice(level, 1, 2 * abs(dx)):
        dy = dx
    if dx or dy or boxes:
        return dx, dy
    crisp = all(abs(r.width - 1.0) < 0.01 for r in scene.rules) and len(scene.rules) >= 6
    crisp = crisp and _at_halves(level, 1) and _at_halves(upright, 0)
    return (0.5, 0.5) if crisp else (0.0, 0.0)


def _regular(rules: Sequence[Rule]) -> bool:
    """True when ticks and grid lines stand at equal distances: then rounding to whole pixels has moved none."""
    for level in (True, False):
        places = sorted({round(r.start[1 if level else 0], 2) for r in rules if r.horizontal == level})
        gaps = Counter(round(b - a, 1) for a, b in itertools.pairwise(places) if b - a > 4.0)
        if gaps and gaps.most_common(1)[0][1] < 0.7 * sum(gaps.values()):
            return False
    return True


def _off_base(edges: Sequence[tuple[float, float]], rules: Sequence[Rule], axis: int) -> float:
    """How far the edge that most marks share lies from a rule: half the rule's width, or 0 for anything else."""
    ends = Counter(round(v, 2) for pair in edges for v in pair)
    if not ends:
        return 0.0
    edge, count = ends.most_common(1)[0]
    if count < max(2, 0.5 * len(edges)) and len(edges) > 1:
        return 0.0
    if any(abs(r.start[axis] - edge) < 0.1 for r in rules):
        return 0.0
    for rule in rules:
        off = rule.start[axis] - edge
        if abs(off) <= MOST_PT and abs(abs(off) - rule.width / 2) < 0.1 * rule.width + 0.02:
            return off
    return 0.0


def _on_lattice(rules: Sequence[Rule], axis: int, pixel: float) -> bool:
    """True when the rules' places differ by whole pixels."""
    places = [r.start[axis] for r in rules]
    return len(places) >= 2 and all(_whole((p - places[0]) / pixel) for p in places)


def _at_halves(rules: Sequence[Rule], axis: int) -> bool:
    return len(rules) >= 2 and all(_whole(r.start[axis] - 0.5) for r in rules)


def _whole(value: float) -> bool:
    return abs(value - round(value)) < 0.02


def _moved(points: Iterable[Point], dx: float, dy: float) -> tuple[Point, ...]:
    return tuple((x + dx, y + dy) for x, y in points)


def _moved_box(box: Box, dx: float, dy: float) -> Box:
    return box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy
