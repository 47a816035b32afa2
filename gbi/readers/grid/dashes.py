"""Rules typed as rows of dashes: they are no values, and the first long one closes the header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from gbi.numbers import parse_number
from gbi.readers.grid.head import is_year
from gbi.readers.grid.room import Room, Rooms

LONG = 0.6  # share of the table's width that the rule under a header runs over
MOST_HEADS = 4  # header rows above such a rule

_DASHES = re.compile(r"[-–—_=\s]{5,}")


def without_dashes(rooms: Rooms) -> tuple[Rooms, int]:
    """The rows that are no typed rules, and how many rows stand above the first long one (0: none closes a header)."""
    kept: Rooms = []
    closed: int | None = None
    for row in rooms:
        texts = {id(room): room.text for room in row if room is not None and room.words}
        if not texts or not all(_DASHES.fullmatch(text) for text in texts.values()):
            kept.append(row)
        elif closed is None:
            closed = len(kept) if _is_long(row) else 0
    heads = [[room.text if room else "" for room in row] for row in kept[: closed or 0]]
    return kept, len(heads) if 0 < len(heads) <= MOST_HEADS and _are_heads(heads) else 0


def _is_long(row: Sequence[Room | None]) -> bool:
    rooms = [room for room in row if room is not None]
    printed = {id(room): sum(w.box[2] - w.box[0] for w in room.words) for room in rooms}
    wide = max(room.box[2] for room in rooms) - min(room.box[0] for room in rooms)
    return sum(printed.values()) >= LONG * wide


def _are_heads(heads: Sequence[Sequence[str]]) -> bool:
    """Whether no row holds values, save years and a last row that counts up in steps ("1.0", "1.1", "1.2")."""
    *upper, last = heads
    if any(len(_numbers(row)) > 1 for row in upper):
        return False
    steps = _numbers(last)
    return len(steps) < 2 or (len(steps) > 2 and all(a < b for a, b in pairwise(steps)))


def _numbers(row: Sequence[str]) -> list[float]:
    return [number.value for t in row[1:] if not is_year(t) and (number := parse_number(t)) is not None]
