"""Charts on a page: pictures and drawings that belong together, with the labels around them.

Not covered: charts of text alone, and drawings of more than 30,000 paths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gbi.boxes import along, area, clipped, gaps, grown, inside, overlap, shared, union
from gbi.documents.caption_lines import cut_at, parted
from gbi.documents.layout import FURNITURE, Block, is_numeric
from gbi.documents.marks import Mark, is_round
from gbi.types import Box, Word

NEAR_PT = 24.0  # parts of one figure stand no farther apart
LABEL_PT = 12.0  # labels stand no farther from what they label
CAPTION_PT = 60.0  # captions stand no farther from their figures
LONG_LABEL = 30  # characters: shorter headings may stand inside a figure
SMALLEST_PT = (50.0, 35.0)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a page offers for charts; boxes in points. `tables` are taken: blocks of that kind elsewhere hold bars.

    No figure goes over one of the `captions`.
    """

    bounds: Box
    blocks: Sequence[Block]
    words: Sequence[Word]
    marks: Sequence[Mark]
    clusters: Sequence[Box]
    images: Sequence[Box]
    tables: Sequence[Box]
    captions: Sequence[Block] = ()


def find_charts(parts: Parts) -> list[Box]:
    """The boxes of the page's charts, labels included, in no order."""
    prose = [*(block for block in parts.blocks if block.prose), *parts.captions]
    seeds = [b.box for b in parts.blocks if b.kind in ("picture", "table")]
    seeds = [
        s for s in seeds if sum(shared(s, image) > 0.8 for image in parts.images if area(image) < 0.7 * area(s)) < 2
    ]
    seeds += [c for c in parts.clusters if not any(shared(c, b.box) > 0.8 and area(c) < 3 * area(b.box) for b in prose)]
    seeds = [s for s in seeds if not any(overlap(s, table) > 0.5 * area(s) for table in parts.tables)]
    images = [i for i in parts.images if not any(overlap(i, table) > 0.5 * area(i) for table in parts.tables)]
    drawn = [*parts.clusters, *images]
    content = [*drawn, *(w.box for w in parts.words)] if drawn else []
    seeds = [piece for seed in seeds for piece in cut_at(seed, parts.captions, content)]
    groups = _merge(seeds, images, prose, parts.captions)
    charts = []
    for group in groups:
        box = with_labels(group, parts, prose, [other for other in groups if other != group])
        if _is_chart(group, box, parts):
            charts.append(box)
    return _distinct(charts)


def _merge(seeds: Sequence[Box], images: Sequence[Box], prose: Sequence[Block], captions: Sequence[Block]) -> list[Box]:
    """Seeds that belong to one figure become one box; an image takes in what lies on it, but no other image."""
    groups: list[tuple[Box, int]] = [(image, 1) for image in images] + [(seed, 0) for seed in seeds]
    merged = True
    while merged:
        merged = False
        for i in range(len(groups)):
            for j in range(i + 1, len(groups)):
                (a, a_images), (b, b_images) = groups[i], groups[j]
                if a_images + b_images > 1 and shared(a, b) < 0.8:
                    continue
                if _belong(a, b, prose, captions):
                    groups[i] = (union((a, b)), max(a_images, b_images))
                    del groups[j]
                    merged = True
                    break
            if merged:
                break
    return [box for box, _ in groups]


def _belong(a: Box, b: Box, prose: Sequence[Block], captions: Sequence[Block]) -> bool:
    if shared(a, b) > 0.1:
        return True
    if parted(a, b, captions):
        return False
    x_gap, y_gap = gaps(a, b)
    beside = y_gap < 0 and x_gap < NEAR_PT and along(a, b, 1) > 0.5
    stacked = x_gap < 0 and y_gap < NEAR_PT and along(a, b, 0) > 0.5
    if not (beside or stacked):
        return False
    both = union((a, b))
    apart = [p for p in prose if overlap(p.box, both) > 0.5 * area(p.box) and len(p.text) >= LONG_LABEL]
    return not any(overlap(p.box, a) < 0.5 * area(p.box) and overlap(p.box, b) < 0.5 * area(p.box) for p in apart)


def with_labels(box: Box, parts: Parts, prose: Sequence[Block], others: Sequence[Box]) -> Box:
    """The box with the words around it that are no running text: axis labels, legends, values.

    Words in tables and in the `others`, the page's further figures, are left to them.
    """
    taken_boxes = [*(p.box for p in prose), *parts.tables, *others]
    free = [w for w in parts.words if not any(inside(w.box, other) for other in taken_boxes)]
    reach = max(LABEL_PT, 0.04 * max(box[2] - box[0], box[3] - box[1]))
    limit = clipped(grown(box, max(60.0, 0.5 * min(box[2] - box[0], box[3] - box[1]))), parts.bounds)
    for _ in range(6):
        taken = [w.box for w in free if _touches(w.box, grown(box, reach)) and _touches(w.box, limit)]
        bigger = clipped(union([box, *taken]), parts.bounds)
        if bigger == box:
            break
        box, reach = bigger, min(reach, 8.0)
    return box


def _touches(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _is_chart(core: Box, box: Box, parts: Parts) -> bool:
    """Whether there are marks and numbers enough: logos, photos, maps, frames and shaded text have none."""
    if box[2] - box[0] < SMALLEST_PT[0] or box[3] - box[1] < SMALLEST_PT[1]:
        return False
    if any(b.kind in FURNITURE and overlap(core, b.box) > 0.5 * area(core) for b in parts.blocks):
        return False
    if any(overlap(table, core) > 0.8 * area(table) > 0.1 * area(core) for table in parts.tables):
        return False
    words = [w for w in parts.words if inside(w.box, box)]
    numbers = sum(is_numeric(w.text) for w in words)
    if (numbers < 3 or numbers < 0.08 * len(words)) and not _is_captioned_pie(box, words, parts):
        return False
    if any(shared(core, image) > 0.5 for image in parts.images):
        return True
    inner = [m for m in parts.marks if inside(m.box, core)]
    solid = [m for m in inner if m.filled]
    curves = [m for m in inner if m.curved]
    texts = [b for b in parts.blocks if b.prose and overlap(b.box, core) > 0.5 * area(b.box)]
    if sum(area(b.box) for b in texts) > 0.4 * area(core):
        return False
    return len(solid) >= 2 or bool(curves) or len(inner) >= 8


def _is_captioned_pie(box: Box, words: Sequence[Word], parts: Parts) -> bool:
    """True for a pie with labels and no numbers under or over a line like "Figure 4: ...": logos have none."""
    if len(words) < 2 or not any(inside(c, box) and is_round(c, parts.marks) for c in parts.clusters):
        return False
    return any(along(c.box, box, 0) > 0.3 and gaps(c.box, box)[1] < CAPTION_PT for c in parts.captions)


def _distinct(boxes: Sequence[Box]) -> list[Box]:
    """The boxes without those that lie mostly in a larger one."""
    kept: list[Box] = []
    for box in sorted(boxes, key=area, reverse=True):
        if not any(overlap(box, other) > 0.6 * area(box) for other in kept):
            kept.append(box)
    return kept
