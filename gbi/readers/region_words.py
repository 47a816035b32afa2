"""The words in a box of a page: the page's own, and those that only OCR sees where the box is a picture."""

from __future__ import annotations

from collections.abc import Sequence

from gbi.documents.ocr import read_words
from gbi.documents.pdf_pixels import picture_boxes
from gbi.documents.source import Image, Source
from gbi.types import Box, PageBox, Word

READ_BEFORE = 3  # words of the file on a picture from which on it was not read with its page


def region_words(source: Source, place: PageBox, image: Image, scale: float) -> tuple[Word, ...]:
    """Words in page points; `image` shows the place at `scale` px per pt. A figure that is a picture on a page of
    text is read by OCR as well, unless it was with its page. Raises `PageError`, `LimitError`."""
    page = source.page(place.page)
    own = tuple(word for word in page.words if _inside(word.box, place.box))
    if page.ocr or not _unread_pictures(source, place, own):
        return own
    seen = [_on_page(word, place.box, scale) for word in read_words(image)]
    return own + tuple(word for word in seen if not any(_inside(word.box, other.box, 0.3) for other in own))


def _unread_pictures(source: Source, place: PageBox, own: Sequence[Word]) -> bool:
    """Whether the place holds pictures that were not read with the page: the file has words of its own on them, or
    they showed none. Where a page has no drawings to ask about, there may be some."""
    drawn = source.vector_page(place.page)
    if drawn is None or not own:
        return True
    for picture in picture_boxes(drawn):
        inside = [word for word in own if _inside(word.box, picture)]
        recognised = sum(word.confidence < 1.0 for word in inside)
        if _meet(picture, place.box) and (not inside or len(inside) - recognised > max(READ_BEFORE, recognised)):
            return True
    return False


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _on_page(word: Word, box: Box, scale: float) -> Word:
    x0, y0, x1, y1 = word.box
    moved = (box[0] + x0 / scale, box[1] + y0 / scale, box[0] + x1 / scale, box[1] + y1 / scale)
    return word.model_copy(update={"box": moved})


def _inside(box: Box, other: Box, share: float = 0.5) -> bool:
    """True when more than `share` of `box` lies in `other`."""
    wide = min(box[2], other[2]) - max(box[0], other[0])
    high = min(box[3], other[3]) - max(box[1], other[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    return wide > 0 and high > 0 and wide * high > share * area
