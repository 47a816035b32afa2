"""Where the charts and tables of a PDF page are: the layout model, drawings and pictures, each with its caption."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gbi.documents.boxes import area, overlap
from gbi.documents.captions import caption_of, heading_of
from gbi.documents.chart_boxes import Parts, find_charts
from gbi.documents.layout import Block, blocks_of, is_numeric, scan_blocks
from gbi.documents.marks import Mark, clusters, has_bars
from gbi.documents.page_content import PageContent
from gbi.documents.panels import split_panels
from gbi.documents.pdf_pixels import picture_boxes, pixels_of
from gbi.documents.words import lines_of
from gbi.types import Box, Document, Page, PageBox, Region, RegionKind

SCAN_SCALE = 2.0


def of_pdf_page(document: Document, content: PageContent, pdf_page: Any) -> tuple[Region, ...]:
    """Regions of the page in reading order; pages that plainly hold none are not shown to the layout model."""
    page, marks, scanned = content.page, content.marks, content.scanned
    images = [] if scanned else picture_boxes(pdf_page)
    if not scanned and not images and not any(m.filled or m.curved for m in marks) and not _tabular(page, marks):
        return ()
    if page.ocr:
        blocks = scan_blocks(pixels_of(pdf_page, None, SCAN_SCALE), SCAN_SCALE, page.words)
    else:
        blocks = blocks_of(pdf_page, page.words)
    tables = _tables(blocks, marks)
    parts = Parts(
        bounds=(0.0, 0.0, page.width, page.height),
        blocks=blocks,
        words=page.words,
        marks=marks,
        clusters=clusters(pdf_page, marks) if marks else [],
        images=images if not scanned else [b.box for b in blocks if b.kind == "picture"],
        tables=tables,
    )
    found: list[tuple[Box, RegionKind]] = [(box, "table") for box in tables]
    for chart in find_charts(parts):
        found += [(panel, "chart") for panel in split_panels(chart, parts)]
    return tuple(_region(document, page, box, kind, blocks) for box, kind in sorted(found, key=_reading_order))


def _region(document: Document, page: Page, box: Box, kind: RegionKind, blocks: Sequence[Block]) -> Region:
    caption, title = caption_of(box, kind, blocks)
    rounded = (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))
    return Region.at(
        document.id,
        page.number,
        PageBox(page=page.number, box=rounded),
        kind,
        caption=caption,
        heading=heading_of(box, blocks, title, ""),
    )


def _tables(blocks: Sequence[Block], marks: Sequence[Mark]) -> list[Box]:
    """The layout model's tables, without the charts that it takes for tables and without doubles."""
    boxes = [b.box for b in blocks if b.kind == "table" and len(b.words) >= 4 and not has_bars(marks, b.box)]
    kept: list[Box] = []
    for box in sorted(boxes, key=area, reverse=True):
        if not any(overlap(box, other) > 0.5 * area(box) for other in kept):
            kept.append(box)
    return kept


def _tabular(page: Page, marks: Sequence[Mark]) -> bool:
    """Whether the words may stand in columns: three lines or more of several pieces set apart, or many rules."""
    if sum(mark.rule for mark in marks) >= 4:
        return True
    rows = 0
    for line in lines_of(page.words):
        pieces, end = 1, line[0].box[2]
        for word in line[1:]:
            if word.box[0] - end > 1.2 * (word.box[3] - word.box[1]):
                pieces += 1
            end = max(end, word.box[2])
        rows += pieces >= 3 or (pieces == 2 and is_numeric(line[-1].text))
    return rows >= 3


def _reading_order(item: tuple[Box, RegionKind]) -> tuple[float, float]:
    return round(item[0][1] / 20), item[0][0]
