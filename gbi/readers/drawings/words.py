"""The words of a figure: those of the page inside its box, or OCR where text was drawn as outlines."""

from __future__ import annotations

from collections.abc import Sequence

from gbi.documents.source import Source
from gbi.readers.drawings.boxes import area, grow, intersection
from gbi.types import Box, Word

OCR_SCALE = 3.0  # px per pt: a 7 pt label is then 21 px high, which the recogniser reads well


def words_in(source: Source, page: int, box: Box) -> tuple[Word, ...]:
    """The page's words of which at least half lies in the box. Raises `PageError`."""
    window = grow(box, 1.0)
    return tuple(w for w in source.page(page).words if w.text.strip() and _share(w.box, window) >= 0.5)


def words_from_pixels(source: Source, page: int, box: Box) -> tuple[Word, ...]:
    """Words that OCR finds in the rendered box, in page points. Raises `PageError`, `LimitError`."""
    from gbi.documents.ocr import read_words  # the networks are loaded only for figures that need them

    found = read_words(source.image(page, box, scale=OCR_SCALE))
    x, y = box[0], box[1]
    return tuple(w.model_copy(update={"box": _moved(w.box, x, y)}) for w in found)


def over_any(box: Box, words: Sequence[Word]) -> bool:
    """True when most of the box lies in one of the words' boxes."""
    return any(_share(box, grow(w.box, 1.0)) > 0.8 for w in words)


def _share(box: Box, window: Box) -> float:
    shared = intersection(box, window)
    if shared is None:
        return 0.0
    whole = area(box)
    return area(shared) / whole if whole > 0.0 else 1.0


def _moved(box: Box, x: float, y: float) -> Box:
    x0, y0, x1, y1 = (v / OCR_SCALE for v in box)
    return x0 + x, y0 + y, x1 + x, y1 + y
