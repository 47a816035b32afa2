"""What stands on a PDF page: its words, by OCR where it or one of its figures has none, and whether it is a scan."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gbi.boxes import area, grown, inside, shared
from gbi.documents.limits import Deadline, check_pixels
from gbi.documents.marks import Mark, clusters, marks_of
from gbi.documents.ocr import read_words
from gbi.documents.pdf_pixels import picture_boxes, pixels_of
from gbi.documents.pdf_words import pdf_words
from gbi.documents.pixels import looks_drawn
from gbi.documents.words import clean, is_garbage, page_text
from gbi.settings import Settings
from gbi.types import Box, Page, Word

SCAN_COVER = 0.6  # of the page: an image at least this large makes a page without visible text a scan
SCAN_SCALE = (2.0, 4.0)  # px per pt for the OCR of a whole page
FIGURE_SCALE, MOST_SCALE = 3.0, 6.0  # px per pt for the OCR of a figure, the least and the most that is of use
MOST_PX = 2000.0  # of a figure's longer side for its OCR
OCR_SUREST = 0.999  # 1 is for text that stands in the file
GLYPH_PT = 14.0  # curved drawings no larger may be letters drawn as outlines
GLYPHS = 20  # that many of them near each other are text


@dataclass(frozen=True, slots=True)
class PageContent:
    """A page with what was learnt on the way: its marks, `scanned` when it is a picture of a page."""

    page: Page
    scanned: bool
    marks: tuple[Mark, ...] = ()
    warnings: tuple[str, ...] = ()


def read_page(page: Any, number: int, settings: Settings, deadline: Deadline) -> PageContent:
    """The words of an upright `pymupdf.Page`, with OCR of the page or of its figures where it is needed.

    Raises `LimitError` when the OCR of a whole page would take too many pixels or too much time.
    """
    words = pdf_words(page)
    pictures = picture_boxes(page)
    cover = max(map(area, pictures), default=0.0) / max(area(tuple(page.rect)), 1.0)
    garbage = is_garbage(words)
    scanned = cover >= SCAN_COVER and (garbage or len(words) < 4 or _invisible(page))
    if garbage or (scanned and len(words) < 4):
        return _read_by_ocr(page, number, scanned, settings, deadline)
    marks = [] if scanned else marks_of(page)
    warnings: list[str] = []
    text = "\n".join(clean(line) for line in page.get_text("text").splitlines())
    if not scanned:
        boxes = [box for box in pictures if sum(inside(w.box, box) for w in words) <= 3]
        boxes += [box for box in outlined_text(page, marks, words) if not any(shared(box, b) > 0.5 for b in boxes)]
        found, complete = _figure_words(page, boxes, deadline)
        words += found
        text += "\n" + page_text(found) if found else ""
        if not complete:
            warnings.append(f"page {number}: time was up before all its pictures were read")
    content = Page(number=number, width=page.rect.width, height=page.rect.height, words=words, text=text)
    return PageContent(content, scanned, tuple(marks), tuple(warnings))


def _read_by_ocr(page: Any, number: int, scanned: bool, settings: Settings, deadline: Deadline) -> PageContent:
    scale = _ocr_scale(page)
    check_pixels(f"page {number}", page.rect.width * scale, page.rect.height * scale, settings)
    pixels = pixels_of(page, None, scale)
    deadline.check()
    words = shifted(read_words(pixels), scale, (0.0, 0.0))
    width, height = page.rect.width, page.rect.height
    content = Page(number=number, width=width, height=height, words=words, text=page_text(words), ocr=True)
    if scanned:
        return PageContent(content, True)
    warning = f"page {number}: its text is unreadable in the file, it was read by OCR"
    return PageContent(content, False, tuple(marks_of(page)), (warning,))


def outlined_text(page: Any, marks: Sequence[Mark], words: Sequence[Word]) -> list[Box]:
    """Boxes of figures whose labels were drawn as outlines: many small curved marks where the file has no words."""
    glyphs = [mark.box for mark in marks if mark.curved and max(_size(mark.box)) <= GLYPH_PT]
    glyphs = [g for g in glyphs if not any(inside(g, grown(w.box, 1.0)) for w in words)] if len(glyphs) < 4000 else []
    if len(glyphs) < GLYPHS:
        return []
    found = []
    for box in clusters(page, marks, tolerance=GLYPH_PT):
        own = sum(inside(g, box) for g in glyphs)
        if own >= GLYPHS and sum(inside(w.box, box) for w in words) < own / 10:
            found.append(grown(box, 2.0))
    return found


def _figure_words(page: Any, boxes: Sequence[Box], deadline: Deadline) -> tuple[tuple[Word, ...], bool]:
    """OCR of the boxes that look drawn, until the time is up (then the second result is False)."""
    found: list[Word] = []
    for box in boxes:
        if deadline.passed:
            return tuple(found), False
        scale = picture_scale(page, box)
        pixels = pixels_of(page, box, scale)
        if looks_drawn(pixels):
            corner = (math.floor(max(box[0], 0.0) * scale), math.floor(max(box[1], 0.0) * scale))
            found.extend(shifted(read_words(pixels), scale, corner))
    return tuple(found), True


def picture_scale(page: Any, box: Box) -> float:
    """Px per pt for the OCR of a figure: 3, or what its image has where that is more, within limits."""
    own: list[float] = [
        info["width"] / max(1.0, info["bbox"][2] - info["bbox"][0])
        for info in page.get_image_info()
        if shared(tuple(info["bbox"]), box) > 0.5
    ]
    return max(1.0, min(max([*own, FIGURE_SCALE]), MOST_SCALE, MOST_PX / max(_size(box))))


def shifted(words: tuple[Word, ...], scale: float, corner_px: tuple[float, float]) -> tuple[Word, ...]:
    """Words of a picture as words of its page: boxes from px to pt; `corner_px` is where the picture begins."""
    x, y = corner_px
    return tuple(
        word.model_copy(
            update={
                "confidence": min(word.confidence, OCR_SUREST),
                "box": (
                    (word.box[0] + x) / scale,
                    (word.box[1] + y) / scale,
                    (word.box[2] + x) / scale,
                    (word.box[3] + y) / scale,
                ),
            }
        )
        for word in words
    )


def _ocr_scale(page: Any) -> float:
    """Px per pt for the OCR of a scanned page: what its largest image has, within 144 to 288 dpi."""
    sizes = [info["width"] / max(1.0, info["bbox"][2] - info["bbox"][0]) for info in page.get_image_info()]
    return float(min(max([*sizes, SCAN_SCALE[0]]), SCAN_SCALE[1]))


def _invisible(page: Any) -> bool:
    """True when all the page's text is drawn invisibly, as the text layer of a scan is."""
    return all(span["type"] == 3 for span in page.get_texttrace())


def _size(box: Box) -> tuple[float, float]:
    return box[2] - box[0], box[3] - box[1]
