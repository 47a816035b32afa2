"""A PDF page's words, made from its characters, with their direction."""

from __future__ import annotations

import math
from typing import Any

from gbi.boxes import union
from gbi.documents.words import clean
from gbi.types import Box, Word

JOIN_GAP = 0.18  # of the font size: a wider gap between two characters starts a new word
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
