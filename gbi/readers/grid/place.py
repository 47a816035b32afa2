"""The grid at a place on a page: the finder's table that lies there, else one cut by white space."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from statistics import median
from typing import Any

from gbi.boxes import area, overlap
from gbi.documents.ocr import read_words
from gbi.documents.page_content import shifted
from gbi.documents.source import Image, Source
from gbi.readers.grid.fill import fill
from gbi.readers.grid.find import Found, find_all, find_in
from gbi.readers.grid.grid import Grid
from gbi.readers.grid.retype import Retyped, retype, rules_in
from gbi.readers.grid.ruled import rules_of
from gbi.readers.grid.text import Style, lift_marks, split_at_spaces, style_of
from gbi.readers.grid.turned import SURER, UNSURE, Turn, sureness, turn_of
from gbi.readers.grid.whitespace import grid_lines
from gbi.types import Box, PageBox, RegionKind, Word

KEPT_PAGES = 16
MATCH = 0.5  # share of the smaller of region and table that must be common


class PageTables:
    """Finds grids; remembers the tables of the last pages, as the finder looks at a whole page at once."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, int], tuple[tuple[Found, ...], Style, tuple[Box, ...]]] = OrderedDict()

    def grid(self, source: Source, place: PageBox, kind: RegionKind) -> Grid | None:
        """The grid at `place`; None where there are no words or nothing like a table. Raises `PageError`."""
        page = source.page(place.page)
        words = [w for w in page.words if overlap(w.box, place.box) > 0.5 * area(w.box)]
        if len(words) < 2:
            return None
        drawn = source.vector_page(place.page)
        if drawn is None or _recognised(words):
            return _from_pixels(source, place, words)
        found, style, rules = self._of_page(source, place.page, drawn)
        table = match(found, place.box)
        if table is None and kind == "table":
            table = find_in(drawn, place.box, *grid_lines(words, place.box))
        if table is None:
            return None
        near = [w for w in page.words if overlap(w.box, table.box) > 0]
        return fill(table, lift_marks(near, style), place.page, style=style, rules=rules)

    def _of_page(self, source: Source, number: int, drawn: Any) -> tuple[tuple[Found, ...], Style, tuple[Box, ...]]:
        key = (source.document.id, number)
        if key not in self._known:
            self._known[key] = (find_all(drawn), style_of(drawn), rules_of(drawn))
            while len(self._known) > KEPT_PAGES:
                self._known.popitem(last=False)
        return self._known[key]


def match(found: Sequence[Found], box: Box) -> Found | None:
    """The table that shares most with `box`; None when it shares less than `MATCH` of the smaller of the two."""
    best = max(found, key=lambda f: overlap(f.box, box), default=None)
    if best is None or overlap(best.box, box) < MATCH * min(area(best.box), area(box)):
        return None
    return best


def _recognised(words: Sequence[Word]) -> bool:
    """Whether most of the words came from OCR: a picture on a page of text."""
    return sum(w.confidence < 1.0 for w in words) > 0.5 * len(words)


def _from_pixels(source: Source, place: PageBox, words: Sequence[Word]) -> Grid | None:
    """The grid of a scan or picture: its region set anew as a vector page with its words and rules.

    A picture that lies on its side, or that is read badly and better when upside down, is read as if it stood upright.
    """
    scale = source.scale_of(place.page, place.box)
    image = source.image(place.page, place.box, scale)
    turn = turn_of(words, place.box)
    if turn is None and sureness(words) >= UNSURE:
        return _of_pixels(image, scale, words, place.box, place.page)
    headlong = turn is None
    turn = turn or Turn(180, place.box)
    again = [word for word in shifted(read_words(turn.upright(image)), scale, (0.0, 0.0)) if not word.angle]
    if headlong and sureness(again) < sureness(words) + SURER:
        return _of_pixels(image, scale, words, place.box, place.page)
    image, words = turn.upright(image), again
    grid = _of_pixels(image, scale, words, turn.frame, place.page) if len(words) >= 2 else None
    return turn.put_back(grid) if grid is not None else None


def _of_pixels(image: Image, scale: float, words: Sequence[Word], box: Box, page: int) -> Grid | None:
    height = median(min(w.box[3] - w.box[1], w.box[2] - w.box[0]) for w in words)
    x, y = box[0], box[1]
    rules = [
        (r[0] / scale + x, r[1] / scale + y, r[2] / scale + x, r[3] / scale + y)
        for r in rules_in(image, height * scale)
    ]
    made = retype(words, rules, box)
    try:
        table = _find_made(made, words, box)
    finally:
        made.document.close()
    return fill(table, words, page, ocr=True) if table else None


def _find_made(made: Retyped, words: Sequence[Word], box: Box) -> Found | None:
    table = match(find_all(made.page), made.box_in(box))
    if table is None:
        apart = [part for word in words for part in split_at_spaces(word)]
        rows, cols = grid_lines(apart, box)
        f, (x, y) = made.factor, made.origin
        table = find_in(made.page, made.box_in(box), [(v - y) * f for v in rows], [(v - x) * f for v in cols])
    return made.back(table) if table else None
