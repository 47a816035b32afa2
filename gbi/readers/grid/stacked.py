"""Headers that the grid models keep in one room though they stand over different columns: cut below the common line.

For the Years Ended December 31,                 one header over all of them
                    Increase/
2019      2018      (Decrease)    % Change       and one for each column
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from gbi.readers.grid.room import Room, Rooms
from gbi.types import Word

TOP = 4  # rows from the top in which such headers are looked for
OFF = 0.15  # of the common line's width: a lower line this far off its middle is no continuation of it

Span = tuple[float, float]


def unstack(rooms: Rooms) -> Rooms:
    """The rooms with such rows cut in two; a lone lower line goes to the header that it stands close above."""
    spans = _column_spans(rooms)
    if spans is None:
        return rooms
    made: Rooms = []
    for r, row in enumerate(rooms):
        cut = _cut(row, spans) if r < TOP and _alone(rooms, r) else None
        if cut is None:
            made.append(row)
            continue
        upper, lower = _upper(row, cut), _lower(row, cut, spans)
        made.append(upper)
        if not (r + 1 < len(rooms) and _handed_down(lower, rooms[r + 1])):
            made.append(lower)
    return made


def _column_spans(rooms: Rooms) -> list[Span] | None:
    """Left and right end of each column from the rooms that stand in it alone; None where a column has none."""
    spans: list[Span] = []
    for c in range(len(rooms[0]) if rooms else 0):
        boxes = [room.box for row in rooms if (room := row[c]) is not None and sum(x is room for x in row) == 1]
        if not boxes:
            return None
        spans.append((median(box[0] for box in boxes), median(box[2] for box in boxes)))
    return spans


def _alone(rooms: Rooms, r: int) -> bool:
    """Whether no room of row r reaches into another row."""
    return not any(
        room is not None and any(room is x for k in (r - 1, r + 1) if 0 <= k < len(rooms) for x in rooms[k])
        for room in rooms[r]
    )


def _cut(row: Sequence[Room | None], spans: Sequence[Span]) -> float | None:
    """Where (y) the lines begin that belong to single columns, of a room that spans several."""
    for room in dict.fromkeys(room for room in row if room is not None and room.words):
        columns = [c for c, x in enumerate(row) if x is room]
        lines = _lines(room.words)
        if len(columns) < 2 or len(lines) < 2 or columns[0] == 0:
            continue
        common = [k for k, line in enumerate(lines) if _column_of(line, spans) is None and not _apart(line, spans)]
        if common != [0]:
            continue
        upper, below = lines[0], [word for line in lines[1:] for word in line]
        if len({_column_of([word], spans) for word in below}) > 1 or _off(upper, lines[1]):
            return (max(w.box[3] for w in upper) + min(w.box[1] for w in below)) / 2
    return None


def _off(upper: Sequence[Word], lower: Sequence[Word]) -> bool:
    """Whether a lower line is neither centred under the upper one nor begins where it begins."""
    a0, a1 = min(w.box[0] for w in upper), max(w.box[2] for w in upper)
    b0, b1 = min(w.box[0] for w in lower), max(w.box[2] for w in lower)
    allowed = OFF * (a1 - a0)
    return abs(a0 + a1 - b0 - b1) / 2 > allowed and abs(a0 - b0) > allowed


def _column_of(words: Sequence[Word], spans: Sequence[Span]) -> int | None:
    """The one column that the words stand in."""
    x0, x1 = min(w.box[0] for w in words), max(w.box[2] for w in words)
    return next((c for c, (a, b) in enumerate(spans) if a - 2 <= x0 and x1 <= b + 2), None)


def _apart(line: Sequence[Word], spans: Sequence[Span]) -> bool:
    """Whether each word of a line stands in a column, and not all in the same."""
    columns = [_column_of([word], spans) for word in line]
    wide = any(b.box[0] - a.box[2] > b.box[3] - b.box[1] for a, b in pairwise(line))
    return None not in columns and len(set(columns)) > 1 and wide


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.box[1] + w.box[3]):
        if lines and word.box[1] + word.box[3] < 2 * lines[-1][0].box[3]:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.box[0]) for line in lines]


def _middle(word: Word) -> float:
    return (word.box[1] + word.box[3]) / 2


def _upper(row: Sequence[Room | None], y: float) -> list[Room | None]:
    halves = {
        id(room): Room((*room.box[:3], y), room.header, [w for w in room.words if _middle(w) < y])
        for room in row
        if room is not None
    }
    return [halves[id(room)] if room is not None else None for room in row]


def _lower(row: Sequence[Room | None], y: float, spans: Sequence[Span]) -> list[Room | None]:
    """A room for each column with the words below y that stand over it."""
    made: list[Room | None] = []
    for c, room in enumerate(row):
        if room is None:
            made.append(None)
            continue
        columns = [k for k, x in enumerate(row) if x is room]
        words = [w for w in room.words if _middle(w) >= y and _nearest(w, columns, spans) == c]
        made.append(Room((spans[c][0], y, spans[c][1], room.box[3]), room.header, words))
    return made


def _nearest(word: Word, columns: Sequence[int], spans: Sequence[Span]) -> int:
    x = (word.box[0] + word.box[2]) / 2
    return min(columns, key=lambda c: abs((spans[c][0] + spans[c][1]) / 2 - x) if len(columns) > 1 else 0.0)


def _handed_down(lower: Sequence[Room | None], below: Sequence[Room | None]) -> bool:
    """Gives a lone text to the header below it in its column; False where there is none close by."""
    filled = [(c, room) for c, room in enumerate(lower) if room is not None and room.words]
    if len(filled) != 1:
        return False
    c, room = filled[0]
    under = below[c]
    if under is None or not under.words or sum(x is under for x in below) > 1:
        return False
    height = max(w.box[3] - w.box[1] for w in room.words)
    if min(w.box[1] for w in under.words) - max(w.box[3] for w in room.words) > height:
        return False
    under.words = [*room.words, *under.words]
    return True
