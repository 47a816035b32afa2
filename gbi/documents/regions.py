"""Where the charts and tables of a PDF are: the layout model, drawings and pictures, captions, tables over pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from gbi.boxes import along, area, inside, overlap, shared, union
from gbi.documents.caption_lines import caption_blocks
from gbi.documents.captions import ASIDE, caption_of, caption_side, heading_of
from gbi.documents.chart_boxes import Parts, find_charts
from gbi.documents.layout import FURNITURE, Block, blocks_of, is_numeric, scan_blocks
from gbi.documents.listings import is_listing
from gbi.documents.marks import SMALL_PT2, Mark, clusters, has_bars
from gbi.documents.page_content import PageContent
from gbi.documents.panels import split_panels
from gbi.documents.pdf_pixels import picture_boxes, pixels_of
from gbi.documents.words import lines_of
from gbi.types import Box, Page, PageBox, Region, RegionKind

SCAN_SCALE = 2.0
FEWEST_OUTLINES = 4  # bars without a fill
FEWEST_BARS = 2  # of a page that is one figure: there, few bars are bars all the same
FEWEST_POINTS, SCATTERED = 12, 6  # points, and places along x and along y: a table's icons stand in rows or columns
CURVES = 0.02  # of the page: a smaller curve may be a table's rounded corner or an icon
DRAWN = 0.25  # of the page that a figure's marks extend over
PROSE_WORDS = 14  # a line: a title may be as long, two of them are text
SAME_EDGE = 0.06  # of the page's width: how far the edges of a table's parts on two pages may differ


@dataclass(frozen=True, slots=True)
class Findings:
    """The figures of one page, in reading order, and the blocks around them."""

    page: Page
    figures: tuple[tuple[Box, RegionKind], ...] = ()
    blocks: tuple[Block, ...] = ()


def find(content: PageContent, pdf_page: Any) -> Findings:
    """Figures of a `pymupdf.Page`; pages that plainly hold none are not shown to the layout model."""
    page, marks, scanned = content.page, content.marks, content.scanned
    images = [] if scanned else picture_boxes(pdf_page)
    if not scanned and is_figure(page, marks):
        return find_whole(content, pdf_page)
    if not scanned and not images and not any(m.filled or m.curved for m in marks) and not _tabular(page, marks):
        return Findings(page)
    if page.ocr:
        blocks = scan_blocks(pixels_of(pdf_page, None, SCAN_SCALE), SCAN_SCALE, page.words)
    else:
        blocks = blocks_of(pdf_page, page.words)
    return assemble(
        page,
        blocks,
        marks,
        clusters(pdf_page, marks) if marks else [],
        [b.box for b in blocks if b.kind == "picture"] if scanned else images,
    )


def is_figure(page: Page, marks: Sequence[Mark]) -> bool:
    """True for a page that a plotting program made of one figure: smaller than any page of text, curves or slanted
    edges over much of it, or many points, and no line as long as running text."""
    size = page.width * page.height
    if size > SMALL_PT2:
        return False
    curves = [m.box for m in marks if m.curved and area(m.box) > CURVES * size]
    points = _points([m.box for m in marks if not m.rule and area(m.box) <= CURVES * size])
    whole = (0.0, 0.0, page.width, page.height)
    outlines = [replace(m, filled=True) for m in marks if not (m.filled or m.curved or m.rule)]
    hollow = has_bars(outlines, whole, FEWEST_OUTLINES)
    if not (curves or points or hollow or has_bars(marks, whole, FEWEST_BARS)):
        return False
    drawn = union([*points, *(m.box for m in outlines if hollow), *(m.box for m in marks if m.curved or m.filled)])
    prose = sum(len(line) >= PROSE_WORDS for line in lines_of(page.words))
    return area(drawn) > DRAWN * size and prose <= 2


def _points(small: Sequence[Box]) -> list[Box]:
    """The small marks that are about as wide as high, where they are many and stand all over; else none."""
    points = [b for b in small if 0.8 <= (b[2] - b[0]) / (b[3] - b[1]) <= 1.25]
    places = [{round(b[side]) for b in points} for side in (0, 1)]
    return points if len(points) >= FEWEST_POINTS and min(map(len, places)) >= SCATTERED else []


def find_whole(content: PageContent, pdf_page: Any) -> Findings:
    """The page as one chart, or its panels: for a drawing that is a figure, not a page of text."""
    page, marks = content.page, content.marks
    bounds = (0.0, 0.0, page.width, page.height)
    parts = Parts(bounds, (), page.words, marks, clusters(pdf_page, marks) if marks else (), (), ())
    panels = split_panels(bounds, parts)
    return Findings(page, tuple(sorted(((box, "chart") for box in panels), key=_reading_order)))


def assemble(
    page: Page, blocks: Sequence[Block], marks: Sequence[Mark], groups: Sequence[Box], images: Sequence[Box]
) -> Findings:
    """The page's figures from its layout `blocks`, its drawings (`marks`, in `groups` that touch) and `images`."""
    tables = _tables(blocks, marks, groups)
    bounds = (0.0, 0.0, page.width, page.height)
    captions = caption_blocks(page.words, blocks)
    parts = Parts(bounds, blocks, page.words, marks, groups, images, tables, captions)
    listed = [box for box in tables if is_listing(box, page.words, blocks)]
    found: list[tuple[Box, RegionKind]] = [(box, "table") for box in tables if box not in listed]
    for chart in find_charts(parts):
        found += [(panel, "chart") for panel in split_panels(chart, parts)]
    hidden = [c for c in captions if not any(b.kind != "picture" and shared(b.box, c.box) > 0.5 for b in blocks)]
    return Findings(page, tuple(sorted(found, key=_reading_order)), (*blocks, *hidden))


def regions_of(document: str, number: int, pages: int, found: Callable[[int], Findings]) -> tuple[Region, ...]:
    """The regions that start on page `number` of `pages`; `found` gives any page's findings.

    A table that runs on from the page before is part of the region there; one that runs over the page's end has
    its further places in `more`.
    """
    here = found(number)
    figures = list(here.figures)
    top = first_table(here)
    if top is not None and number > 1 and continues(found(number - 1), here):
        figures.remove((top, "table"))
    last = last_table(here)
    result = []
    for box, kind in figures:
        more = []
        if kind == "table" and box == last:
            page = number
            while page < pages and continues(found(page), found(page + 1)):
                page += 1
                part = first_table(found(page))
                assert part is not None
                more.append(PageBox(page=page, box=_rounded(part)))
                if part != last_table(found(page)):
                    break
        side = caption_side(here.figures, kind, here.blocks)
        caption, title = caption_of(box, kind, here.blocks, side)
        result.append(
            Region.at(
                document,
                number,
                PageBox(page=number, box=_rounded(box)),
                kind,
                caption=caption,
                heading=heading_of(box, here.blocks, title),
                more=more,
            )
        )
    return tuple(result)


def first_table(findings: Findings) -> Box | None:
    """The table with which the page's body begins; None when something else stands above all tables."""
    body = [b for b in findings.blocks if b.kind not in FURNITURE and b.words]
    tables = [box for box, kind in findings.figures if kind == "table"]
    top = min(tables, key=lambda box: box[1], default=None)
    if top is None or any(b.box[3] <= top[1] + 4 for b in body):
        return None
    return top


def last_table(findings: Findings) -> Box | None:
    """The table with which the page's body ends (notes may follow); None when something else stands under it."""
    body = [b for b in findings.blocks if b.kind not in FURNITURE | {"footnote"} and b.words]
    tables = [box for box, kind in findings.figures if kind == "table"]
    last = max(tables, key=lambda box: box[3], default=None)
    if last is None or last[3] < 0.6 * findings.page.height:
        return None
    under = [b for b in body if b.box[1] >= last[3] - 4 and not ASIDE.match(b.text)]
    return None if under else last


def continues(above: Findings, below: Findings) -> bool:
    """True when the table at the end of one page goes on at the top of the next: same edges, nothing between."""
    if not above.figures or not below.figures:
        return False
    end, start = last_table(above), first_table(below)
    if end is None or start is None:
        return False
    slack = SAME_EDGE * max(above.page.width, 1.0)
    return abs(end[0] - start[0]) < slack and abs(end[2] - start[2]) < slack


def _rounded(box: Box) -> Box:
    return (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))


def _tables(blocks: Sequence[Block], marks: Sequence[Mark], groups: Sequence[Box]) -> list[Box]:
    """The layout model's tables, without the charts that it takes for tables and without doubles."""
    boxes = [_to_its_grid(_with_cut_words(b), groups) for b in blocks if b.kind == "table" and len(b.words) >= 4]
    kept: list[Box] = []
    for box in sorted(boxes, key=area, reverse=True):
        if (
            not has_bars(marks, box)
            and not _is_one_bar(box, blocks, marks)
            and not any(overlap(box, other) > 0.5 * area(box) for other in kept)
        ):
            kept.append(box)
    return kept


def _is_one_bar(box: Box, blocks: Sequence[Block], marks: Sequence[Mark]) -> bool:
    """True for one stacked bar with its labels: its pieces touch, differ in length, hold the only line of numbers."""
    words = [word for b in blocks if b.kind == "table" and overlap(b.box, box) > 0.5 * area(box) for word in b.words]
    lines = [line for line in lines_of(words) if sum(is_numeric(word.text) for word in line) >= 2]
    if len(lines) != 1:
        return False
    level = (lines[0][0].box[1] + lines[0][0].box[3]) / 2
    pieces = sorted(m.box for m in marks if m.filled and inside(m.box, box) and m.box[1] < level < m.box[3])
    touching = [
        (a, b) for a, b in pairwise(pieces) if abs(a[2] - b[0]) < 2 and abs(a[1] - b[1]) < 1 and a[3] - a[1] < 60
    ]
    widths = {round((b[2] - b[0]) / 4) for b in pieces}
    return len(touching) >= 2 and len(widths) >= 3


def _with_cut_words(block: Block) -> Box:
    """The block's box with the whole of the words that its edges cut."""
    return union([block.box, *(word.box for word in block.words)])


def _to_its_grid(box: Box, grids: Sequence[Box]) -> Box:
    """The box as wide as the grid of lines around it, which runs on over empty columns."""
    width, height = box[2] - box[0], box[3] - box[1]
    own = [g for g in grids if g[1] > box[1] - 12 and g[3] < box[3] + 12 and g[3] - g[1] > 0.5 * height]
    own = [g for g in own if 0.5 * width < g[2] - g[0] < 2 * width and along(g, box, 0) > 0.8]
    return (min([box[0], *(g[0] for g in own)]), box[1], max([box[2], *(g[2] for g in own)]), box[3])


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
