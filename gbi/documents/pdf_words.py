"""A PDF page's words: from its characters, with their direction; from OCR where it has none or garbage."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from gbi.documents.limits import Deadline, check_pixels
from gbi.documents.ocr import read_words
from gbi.documents.pixels import looks_drawn
from gbi.documents.source import Image
from gbi.documents.words import clean, inside, is_garbage, page_text, union
from gbi.settings import Settings
from gbi.types import Box, Page, Word

JOIN_GAP = 0.18  # of the font size: a wider gap between two characters starts a new word
SCAN_COVER = 0.6  # of the page: an image at least this large makes a page without visible text a scan
SCAN_SCALE = (2.0, 4.0)  # px per pt for the OCR of a whole page
PICTURE_SIZE = (90.0, 60.0)  # pt: smaller pictures hold no chart
BACK_STEP = 0.25  # of the font size: a character that starts this far back belongs to another label


def pdf_words(page: Any) -> tuple[Word, ...]:
    """The words of a `pymupdf.Page` with rotation 0, in the file's order, boxes in points.

    Built from the characters, since MuPDF's own words run labels together that touch or overlap and do not say
    their direction. Characters outside the page are left out.
    """
    import pymupdf

    flags = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
    words: list[Word] = []
    for block in page.get_text("rawdict", flags=flags)["blocks"]:
        for line in block.get("lines", ()):
            words.extend(_line_words(line, page.rect))
    return tuple(words)


def _line_words(line: dict[str, Any], bounds: Any) -> list[Word]:
    angle = _angle(line["dir"])
    words: list[Word] = []
    run: list[tuple[str, Box]] = []
    end: float | None = None
    for span in line["spans"]:
        size = max(span["size"], 1.0)
        for char in span["chars"]:
            start, stop = _extent(char["bbox"], angle)
            blank = char["c"].isspace() or char["c"] == "\u200b"
            apart = end is not None and (start - end > JOIN_GAP * size or start < end - BACK_STEP * size)
            if run and (blank or apart):
                _flush(run, angle, words, bounds)
            if not blank:
                run.append((char["c"], char["bbox"]))
            end = stop
    if run:
        _flush(run, angle, words, bounds)
    return words


def _angle(direction: tuple[float, float]) -> int:
    """The reading direction in degrees counter-clockwise, to the nearest quarter (y points down)."""
    return round(math.degrees(math.atan2(-direction[1], direction[0])) / 90) * 90 % 360


def _extent(box: Box, angle: int) -> tuple[float, float]:
    """Where a character starts and ends along the reading direction."""
    if angle == 90:
        return -box[3], -box[1]
    if angle == 180:
        return -box[2], -box[0]
    if angle == 270:
        return box[1], box[3]
    return box[0], box[2]


def _flush(run: list[tuple[str, Box]], angle: int, words: list[Word], bounds: Any) -> None:
    text = clean("".join(c for c, _ in run))
    box = union([b for _, b in run])
    run.clear()
    centre = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    if text and bounds.x0 <= centre[0] <= bounds.x1 and bounds.y0 <= centre[1] <= bounds.y1:
        words.append(Word(text=text, box=box, angle=angle))


@dataclass(frozen=True, slots=True)
class PageContent:
    """A page with what was learnt on the way: `scanned` when it is a picture of a page."""

    page: Page
    scanned: bool
    warnings: tuple[str, ...] = ()


def read_page(page: Any, number: int, settings: Settings, deadline: Deadline) -> PageContent:
    """The words of an upright `pymupdf.Page`, with OCR of the page or of its pictures where it is needed.

    Raises `LimitError` when the OCR of a whole page would take too many pixels or too much time.
    """
    words = pdf_words(page)
    pictures = picture_boxes(page)
    cover = max((_area(box) for box in pictures), default=0.0) / max(_area(tuple(page.rect)), 1.0)
    garbage = is_garbage(words)
    scanned = cover >= SCAN_COVER and (garbage or len(words) < 4 or _invisible(page))
    warnings: list[str] = []
    ocr = garbage or (scanned and len(words) < 4)
    if ocr:
        if garbage:
            warnings.append(f"page {number}: its text is unreadable in the file, it was read by OCR")
        scale = _ocr_scale(page)
        check_pixels(f"page {number}", page.rect.width * scale, page.rect.height * scale, settings)
        words = shifted(read_words(pixels_of(page, None, scale)), scale, (0.0, 0.0))
        deadline.check()
    elif not scanned:
        words += _picture_words(page, pictures, words, deadline, warnings, number)
    text = page_text(words) if ocr else clean_text(page)
    return PageContent(
        Page(number=number, width=page.rect.width, height=page.rect.height, words=words, text=text, ocr=ocr),
        scanned,
        tuple(warnings),
    )


def clean_text(page: Any) -> str:
    """The page's text in the file's order, line breaks kept."""
    return "\n".join(clean(line) for line in page.get_text("text").splitlines())


def picture_boxes(page: Any) -> list[Box]:
    """Boxes of the page's images, clipped to it; strips that touch are one picture. Small ones are left out."""
    import pymupdf

    boxes = [pymupdf.Rect(info["bbox"]) & page.rect for info in page.get_image_info()]
    merged: list[Any] = []
    for box in sorted((b for b in boxes if not b.is_empty), key=lambda b: (b.y0, b.x0)):
        for other in merged:
            near = pymupdf.Rect(other.x0 - 1, other.y0 - 1, other.x1 + 1, other.y1 + 1)
            if near.intersects(box) and (
                (abs(other.x0 - box.x0) < 2 and abs(other.x1 - box.x1) < 2)
                or (abs(other.y0 - box.y0) < 2 and abs(other.y1 - box.y1) < 2)
            ):
                other |= box
                break
        else:
            merged.append(pymupdf.Rect(box))
    return [tuple(b) for b in merged if b.width >= PICTURE_SIZE[0] and b.height >= PICTURE_SIZE[1]]


def _picture_words(
    page: Any, pictures: list[Box], words: tuple[Word, ...], deadline: Deadline, warnings: list[str], number: int
) -> tuple[Word, ...]:
    """OCR inside pictures that look drawn and have no text of their own in the file."""
    found: list[Word] = []
    for box in pictures:
        if sum(inside(word.box, box) for word in words) > 3:
            continue
        pixels = pixels_of(page, box, _picture_scale(box))
        if not looks_drawn(pixels):
            continue
        if deadline.passed:
            warnings.append(f"page {number}: time was up before all its pictures were read")
            break
        scale = _picture_scale(box)
        found.extend(shifted(read_words(pixels), scale, (math.floor(box[0] * scale), math.floor(box[1] * scale))))
    return tuple(found)


def pixels_of(page: Any, box: Box | None, scale: float) -> Image:
    """H x W x 3 RGB of a `pymupdf.Page` or of a box on it, `scale` px per pt."""
    import pymupdf

    pixmap = page.get_pixmap(
        matrix=pymupdf.Matrix(scale, scale),
        clip=None if box is None else pymupdf.Rect(box),
        alpha=False,
        colorspace="rgb",
    )
    flat = np.frombuffer(pixmap.samples, dtype=np.uint8)
    return flat.reshape(pixmap.height, pixmap.stride)[:, : pixmap.width * 3].reshape(-1, pixmap.width, 3).copy()


def shifted(words: tuple[Word, ...], scale: float, corner_px: tuple[float, float]) -> tuple[Word, ...]:
    """Words of a picture as words of its page: boxes from px to pt; `corner_px` is where the picture begins."""
    x, y = corner_px
    return tuple(
        word.model_copy(
            update={
                "box": (
                    (word.box[0] + x) / scale,
                    (word.box[1] + y) / scale,
                    (word.box[2] + x) / scale,
                    (word.box[3] + y) / scale,
                )
            }
        )
        for word in words
    )


def _ocr_scale(page: Any) -> float:
    """Px per pt for the OCR of a scanned page: what its largest image has, within 144 to 288 dpi."""
    sizes = [info["width"] / max(1.0, info["bbox"][2] - info["bbox"][0]) for info in page.get_image_info()]
    return float(min(max([*sizes, SCAN_SCALE[0]]), SCAN_SCALE[1]))


def _picture_scale(box: Box) -> float:
    """Px per pt for the OCR of a picture: enough for small labels, no more than 2000 px on a side."""
    return max(1.0, min(3.0, 2000.0 / max(box[2] - box[0], box[3] - box[1])))


def _invisible(page: Any) -> bool:
    """True when all the page's text is drawn invisibly, as the text layer of a scan is."""
    return all(span["type"] == 3 for span in page.get_texttrace())


def _area(box: tuple[float, ...]) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])
