"""Sub-figures: a figure of several charts side by side or in a grid is cut into one box per chart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gbi.boxes import along, area, gaps, inside, overlap, union
from gbi.documents.chart_boxes import Parts
from gbi.documents.layout import is_numeric
from gbi.documents.marks import Mark, is_round
from gbi.documents.words import lines_of
from gbi.types import Box, Word

SMALLEST = 0.08  # of the figure: smaller clusters are legends or labels
ALIKE = 1.4  # how much the sides of small multiples may differ
LONG = 0.7  # of a panel's side: as long as that are its axes and the line of labels under it
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|^['’]\d\d$")
FOOT_PT = 60.0  # from a panel down to its labels, and how far they stick out at its sides
SAME_EDGE_PT = 4.0


def split_panels(figure: Box, parts: Parts) -> list[Box]:
    """The figure's panels with their labels; the figure itself where it is one chart.

    A panel is a cluster of drawings with axes of its own, or a round one; each word goes to the nearest panel.
    """
    large = [c for c in parts.clusters if inside(c, figure) and area(c) >= SMALLEST * area(figure)]
    cores = [c for c in large if _has_axes(c, parts.marks) or is_round(c, parts.marks)]
    cores += [c for c in large if c not in cores and any(_is_twin(c, core) for core in cores)]
    cores = [c for c in cores if not any(o != c and overlap(c, o) > 0.5 * area(c) for o in cores)]
    cores = _on_one_axis(cores, parts.words)
    if len(cores) < 2 or max(map(area, cores)) > 6 * min(map(area, cores)):
        return [figure]
    boxes: list[list[Box]] = [[core] for core in cores]
    numbers = [0] * len(cores)
    for word in parts.words:
        if inside(word.box, figure):
            nearest = min(range(len(cores)), key=lambda i: _reach(cores[i], word))
            boxes[nearest].append(word.box)
            numbers[nearest] += is_numeric(word.text)
    if min(numbers) < 2:
        return [figure]
    for cluster in parts.clusters:
        if inside(cluster, figure) and cluster not in cores:
            boxes[min(range(len(cores)), key=lambda i: _distance(cores[i], cluster))].append(cluster)
    panels = [union(own) for own in boxes]
    if any(overlap(a, b) > 0.25 * min(area(a), area(b)) for i, a in enumerate(panels) for b in panels[:i]):
        return [figure]
    return panels


def _on_one_axis(cores: Sequence[Box], words: Sequence[Word]) -> list[Box]:
    """Clusters one above the other made one where only the lower has labels along its foot: lines of one chart that run
    far apart stand over the same axis."""
    joined: list[Box] = []
    for core in sorted(cores, key=lambda box: box[1]):
        above = joined[-1] if joined else None
        if above is not None and _same_width(above, core) and not _has_foot(above, core[1], words):
            lowest = core[3] + FOOT_PT
            if _has_foot(core, min([lowest, *(c[1] for c in cores if c[1] > core[3])]), words):
                joined[-1] = union((above, core))
                continue
        joined.append(core)
    return joined


def _same_width(a: Box, b: Box) -> bool:
    return b[1] > a[3] and abs(a[0] - b[0]) < SAME_EDGE_PT and abs(a[2] - b[2]) < SAME_EDGE_PT


def _has_foot(core: Box, lowest: float, words: Sequence[Word]) -> bool:
    """Whether a line of two labels or more, years or words, runs along the foot of a cluster, above `lowest`."""
    width = core[2] - core[0]
    under = [w for w in words if core[3] - 2 < w.box[1] and w.box[3] < min(lowest, core[3] + FOOT_PT) + 2]
    for line in lines_of([w for w in under if core[0] - FOOT_PT < w.box[0] and w.box[2] < core[2] + FOOT_PT]):
        values = [word for word in line if is_numeric(word.text) and not YEAR.search(word.text)]
        if len(line) >= 2 and line[-1].box[2] - line[0].box[0] > LONG * width and len(values) < 0.5 * len(line):
            return True
    return False


def _reach(core: Box, word: Word) -> float:
    """The distance to a panel; a turned word is an axis title, which stands left of its panel."""
    distance = _distance(core, word.box)
    return 3 * distance if word.angle in (90, 270) and core[0] < word.box[0] else distance


def _distance(core: Box, box: Box) -> float:
    x_gap, y_gap = gaps(core, box)
    return max(x_gap, 0.0) + max(y_gap, 0.0)


def _has_axes(core: Box, marks: Sequence[Mark]) -> bool:
    """True when a straight line as long as the panel runs along both of its sides, or a frame does."""
    width, height = core[2] - core[0], core[3] - core[1]
    inner = [m.box for m in marks if inside(m.box, core)]
    wide = any(b[2] - b[0] > LONG * width for b in inner)
    tall = any(b[3] - b[1] > LONG * height for b in inner)
    return wide and tall and len(inner) >= 4


def _is_twin(a: Box, b: Box) -> bool:
    """True for boxes of one size in one row or column: small multiples, of which not each shows its axes."""
    sides = [(box[2] - box[0], box[3] - box[1]) for box in (a, b)]
    same = all(max(pair) < ALIKE * max(min(pair), 1.0) for pair in zip(*sides, strict=True))
    return same and max(along(a, b, 0), along(a, b, 1)) > LONG
