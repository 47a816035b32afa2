"""Regions of an image: the whole of it as one chart, its panels, one table, or the figures of a scanned page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gbi.documents.image_panels import split_image
from gbi.documents.source import Image
from gbi.documents.words import lines_of
from gbi.types import Box, Page, PageBox, Region, RegionKind, Word

PROSE_LINES = 10  # that many long lines of text make a page of a document
LONG_LINE = 40  # characters


def of_image(document: str, page: Page, pixels: Image) -> tuple[Region, ...]:
    """The image's regions in reading order; boxes in px."""
    if is_text_page(page.words):
        return _of_scan(document, page, pixels)
    whole: Box = (0.0, 0.0, page.width, page.height)
    if is_table(page.words, pixels):
        return (_region(document, page, whole, "table"),)
    return tuple(_region(document, page, box, "chart") for box in split_image(whole, page.words, pixels))


def is_text_page(words: Sequence[Word]) -> bool:
    """True for a page of running text: many long lines."""
    return sum(len(word.text) >= LONG_LINE for word in words) >= PROSE_LINES


def is_table(words: Sequence[Word], pixels: Image) -> bool:
    """True for a picture of a table: words in rows and columns, and nothing solid but rules and full rows of shade."""
    rows = [line for line in lines_of(words) if len(line) >= 3]
    if len(rows) < 3 or sum(map(len, rows)) < 0.5 * len(words):
        return False
    tolerance = float(np.median([w.box[3] - w.box[1] for w in words]))
    edges = [sorted(word.box[side] for line in rows for word in line) for side in (0, 2)]
    aligned = max(_largest_groups(side, tolerance) for side in edges)
    return aligned >= 0.6 * sum(map(len, rows)) and not _has_solids(words, pixels)


def _largest_groups(edges: list[float], tolerance: float) -> int:
    """How many edges stand in groups of three or more within `tolerance`."""
    total, group = 0, [edges[0]]
    for edge in [*edges[1:], float("inf")]:
        if edge - group[-1] < 0.5 * tolerance:
            group.append(edge)
            continue
        total += len(group) if len(group) >= 3 else 0
        group = [edge]
    return total


def _has_solids(words: Sequence[Word], pixels: Image) -> bool:
    """True when there are filled shapes, such as bars, that are neither words nor wide bands of shade."""
    import cv2

    codes = (pixels // 32).astype(np.int32) @ np.array([64, 8, 1])
    background = np.bincount(codes.ravel()).argmax()
    solid = (codes != background).astype(np.uint8)
    for word in words:
        x0, y0, x1, y1 = (round(v) for v in word.box)
        solid[max(0, y0 - 2) : y1 + 2, max(0, x0 - 2) : x1 + 2] = 0
    solid = cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones((6, 6), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(solid)
    height, width = solid.shape
    shapes = [s for s in stats[1:] if s[4] > 0.0008 * height * width and s[2] < 0.6 * width]
    return len(shapes) >= 2


def _of_scan(document: str, page: Page, pixels: Image) -> tuple[Region, ...]:
    """Charts and tables of a picture of a page of text, found as on a scanned PDF page."""
    from gbi.documents.layout import scan_blocks
    from gbi.documents.regions import assemble, regions_of

    blocks = scan_blocks(pixels, 1.0, page.words)
    found = assemble(page, blocks, (), (), [b.box for b in blocks if b.kind == "picture"])
    return regions_of(document, page.number, page.number, lambda number: found)


def _region(document: str, page: Page, box: Box, kind: RegionKind) -> Region:
    return Region.at(document, page.number, PageBox(page=page.number, box=box), kind)
