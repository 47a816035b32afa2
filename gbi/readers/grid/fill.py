"""A found table's slots filled with the page's words: each word goes to one cell, none is copied or invented."""

from __future__ import annotations

from collections.abc import Sequence

from gbi.readers.grid.find import Found, Slot
from gbi.readers.grid.grid import Grid, GridCell, overlap, union
from gbi.readers.grid.text import Style, join_words, split_at_spaces
from gbi.types import Box, Word

TIGHT = 0.75  # share of a word's area that must lie in one slot for it to go there whole


def fill(found: Found, words: Sequence[Word], page: int, *, ocr: bool = False, style: Style | None = None) -> Grid:
    """The grid of `found` on page number `page`; words outside the table are left out."""
    inside = [w for w in words if overlap(w.box, found.box) > 0.5 * _size(w.box)]
    held: dict[int, list[Word]] = {}
    for word in inside:
        for part in _parts(word, found.slots):
            index = _slot_of(part.box, found.slots)
            if index is not None:
                held.setdefault(index, []).append(part)
    bold = style.bold if style else ()
    return Grid(tuple(_cell(slot, held.get(i, []), page, bold) for i, slot in enumerate(found.slots)), ocr)


def _parts(word: Word, slots: Sequence[Slot]) -> list[Word]:
    """The word, cut at its spaces when it reaches over more than one slot."""
    if " " not in word.text.strip():
        return [word]
    best = max((overlap(word.box, slot.box) for slot in slots), default=0.0)
    return [word] if best > TIGHT * _size(word.box) else split_at_spaces(word)


def _slot_of(box: Box, slots: Sequence[Slot]) -> int | None:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for index, slot in enumerate(slots):
        if slot.box[0] <= x <= slot.box[2] and slot.box[1] <= y <= slot.box[3]:
            return index
    shared, index = max(((overlap(box, slot.box), i) for i, slot in enumerate(slots)), default=(0.0, 0))
    return index if shared > 0 else None


def _cell(slot: Slot, words: Sequence[Word], page: int, bold: Sequence[Box]) -> GridCell:
    box = union([w.box for w in words]) if words else slot.box
    return GridCell(
        row=slot.row,
        col=slot.col,
        rowspan=slot.rowspan,
        colspan=slot.colspan,
        text=join_words(words),
        box=box,
        slot=slot.box,
        page=page,
        header=slot.header,
        confidence=min((w.confidence for w in words), default=1.0),
        bold=bool(words) and all(any(overlap(w.box, b) > 0.5 * _size(w.box) for b in bold) for w in words),
    )


def _size(box: Box) -> float:
    return max((box[2] - box[0]) * (box[3] - box[1]), 1e-6)
