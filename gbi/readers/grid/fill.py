"""A found table's slots filled with the page's words: each word goes to one cell, none is copied or invented."""

from __future__ import annotations

from collections.abc import Sequence

from gbi.boxes import area, overlap, union
from gbi.readers.grid.find import Found, Slot
from gbi.readers.grid.grid import Grid, GridCell
from gbi.readers.grid.mend import mend
from gbi.readers.grid.room import Room, Rooms
from gbi.readers.grid.text import Style, join_words, split_at_spaces
from gbi.types import Box, Word

TIGHT = 0.75  # share of a word's area that must lie in one slot for it to go there whole


def fill(
    found: Found,
    words: Sequence[Word],
    page: int,
    *,
    ocr: bool = False,
    style: Style | None = None,
    rules: Sequence[Box] = (),
) -> Grid:
    """The grid of `found` on page number `page`, mended; words outside the table are left out. `rules` are the page's
    level lines."""
    inside = [w for w in words if overlap(w.box, found.box) > 0.5 * area(w.box)]
    inside = [level for word in inside if (level := _without_bars(word)).text] if ocr else inside
    rooms = [Room(slot.box, slot.header) for slot in found.slots]
    for word in inside:
        for part in _parts(word, found.slots):
            index = _slot_of(part.box, found.slots)
            if index is not None:
                rooms[index].words.append(part)
    return _grid(mend(_matrix(found.slots, rooms), rules), page, style.bold if style else (), ocr=ocr)


def _without_bars(word: Word) -> Word:
    """A recognised word without the bars that OCR takes a table's rules for."""
    return word.model_copy(update={"text": word.text.replace("|", " ").strip()}) if "|" in word.text else word


def _matrix(slots: Sequence[Slot], rooms: Sequence[Room]) -> Rooms:
    height = max((s.row + s.rowspan for s in slots), default=0)
    width = max((s.col + s.colspan for s in slots), default=0)
    matrix: Rooms = [[None] * width for _ in range(height)]
    for slot, room in zip(slots, rooms, strict=True):
        for r in range(slot.row, slot.row + slot.rowspan):
            for c in range(slot.col, slot.col + slot.colspan):
                matrix[r][c] = room
    return matrix


def _parts(word: Word, slots: Sequence[Slot]) -> list[Word]:
    """The word, cut at its spaces when it reaches over more than one slot."""
    if " " not in word.text.strip():
        return [word]
    best = max((overlap(word.box, slot.box) for slot in slots), default=0.0)
    return [word] if best > TIGHT * area(word.box) else split_at_spaces(word)


def _slot_of(box: Box, slots: Sequence[Slot]) -> int | None:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for index, slot in enumerate(slots):
        if slot.box[0] <= x <= slot.box[2] and slot.box[1] <= y <= slot.box[3]:
            return index
    shared, index = max(((overlap(box, slot.box), i) for i, slot in enumerate(slots)), default=(0.0, 0))
    return index if shared > 0 else None


def _grid(rooms: Rooms, page: int, bold: Sequence[Box], *, ocr: bool) -> Grid:
    """The matrix as cells: neighbouring slots that hold the same room are its span."""
    cells: list[GridCell] = []
    seen: set[int] = set()
    for r, row in enumerate(rooms):
        for c, room in enumerate(row):
            if room is None or id(room) in seen:
                continue
            seen.add(id(room))
            wide = 1
            while c + wide < len(row) and row[c + wide] is room:
                wide += 1
            tall = 1
            while r + tall < len(rooms) and rooms[r + tall][c] is room:
                tall += 1
            cells.append(_cell(room, (r, c, tall, wide), page, bold))
    return Grid(tuple(cells), ocr)


def _cell(room: Room, span: tuple[int, int, int, int], page: int, bold: Sequence[Box]) -> GridCell:
    words = room.words
    return GridCell(
        *span,
        text=join_words(words),
        box=union([w.box for w in words]) if words else room.box,
        slot=room.box,
        page=page,
        header=room.header,
        confidence=min((w.confidence for w in words), default=1.0),
        bold=bool(words) and all(any(overlap(w.box, b) > 0.5 * area(w.box) for b in bold) for w in words),
    )
