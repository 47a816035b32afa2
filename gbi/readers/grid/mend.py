"""Mends what the grid models get wrong: columns not cut, headers cut through, wrapped lines taken for rows.

Works on rooms (slots with their words) before the text is joined, by where the words stand. Each mend is made only
where the words leave no doubt; the models' grid is right more often than not.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from gbi.boxes import union
from gbi.numbers import is_missing, parse_date, parse_number
from gbi.readers.grid.dashes import without_dashes
from gbi.readers.grid.head import count_header_rows
from gbi.readers.grid.room import Room, Rooms
from gbi.readers.grid.ruled import by_rules
from gbi.readers.grid.signs import hand_on_signs
from gbi.readers.grid.stacked import unstack
from gbi.readers.grid.text import join_words
from gbi.types import Box, Word

WORD_GAP = 0.32  # of the text's height: words closer than this belong together, a space is about 0.25
LINE_GAP = 0.55  # of the text's height: lines closer than this may be one wrapped text


def mend(rooms: Rooms, rules: Sequence[Box] = ()) -> Rooms:
    """The rooms with missing columns cut, cut headers joined, and lines of one wrapped text put together; headers stand
    over the columns that the `rules` under them run over."""
    rooms, ruled = without_dashes(_cut_rows(_cut_columns(rooms)))
    _part_values(rooms)
    hand_on_signs(rooms)
    _mark_header(rooms, ruled)
    _join_cut_text(rooms)
    return by_rules(_join_lines(unstack(rooms)), rules)


def _cut_columns(rooms: Rooms) -> Rooms:
    """Cuts a column in which most rows hold the same number of numbers that stand under each other."""
    c = 0
    while rooms and c < len(rooms[0]):
        cuts = _cuts([row[c] for row in rooms if _single(row, c)])
        if cuts:
            rooms = [_cut_row(row, c, cuts) for row in rooms]
        c += len(cuts) + 1
    return rooms


def _single(row: Sequence[Room | None], c: int) -> bool:
    room = row[c]
    beside = [row[k] for k in (c - 1, c + 1) if 0 <= k < len(row)]
    return room is not None and bool(room.words) and all(other is not room for other in beside)


def _cuts(column: Sequence[Room | None]) -> list[float]:
    """Where to cut (x), from the rows that hold nothing but numbers; [] when fewer than 60 % hold several."""
    filled = [room.words for room in column if room is not None]
    several = [
        words
        for words in filled
        if len(_runs(words)) > 1 and all(_is_value(r) for r in _runs(words)) and not _is_value(words)
    ]
    if len(several) < 3 or len(several) < 0.6 * len(filled):
        return []
    count = round(median(len(_runs(words)) for words in several))
    full = [_runs(words) for words in several if len(_runs(words)) == count]
    if len(full) < 0.8 * len(several):
        return []
    cuts: list[float] = []
    for k in range(count - 1):
        left = max(run[-1].box[2] for runs in full for run in [runs[k]])
        right = min(run[0].box[0] for runs in full for run in [runs[k + 1]])
        if right <= left:
            return []
        cuts.append((left + right) / 2)
    return cuts


def _part_values(rooms: Rooms) -> None:
    """Parts a room that spans several columns and holds numbers or dates, one for each column or each equal group."""
    for r, row in enumerate(rooms):
        for room in dict.fromkeys(room for room in row if room is not None and len(room.words) > 1):
            columns = [c for c, other in enumerate(row) if other is room]
            runs = _runs(room.words)
            elsewhere = any(room in other for k, other in enumerate(rooms) if k != r)
            if len(runs) < 2 or len(columns) % len(runs) or elsewhere or _is_value(room.words):
                continue
            if all(_is_shown(run) for run in runs) and len({round(run[0].box[1] / 4) for run in runs}) == 1:
                x0, y0, x1, y1 = room.box
                cuts = [x0, *((a[-1].box[2] + b[0].box[0]) / 2 for a, b in pairwise(runs)), x1]
                parts = [
                    Room((a, y0, b, y1), room.header, run) for run, (a, b) in zip(runs, pairwise(cuts), strict=True)
                ]
                for k, c in enumerate(columns):
                    row[c] = parts[k * len(parts) // len(columns)]


def _runs(words: Sequence[Word]) -> list[list[Word]]:
    """The words of one line as runs that stand closer than a space and a half."""
    runs: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.box[0]):
        near = runs and word.box[0] - runs[-1][-1].box[2] < 1.2 * WORD_GAP * (word.box[3] - word.box[1])
        if near and not (_is_shown(runs[-1]) and _is_shown([word])):
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _is_value(words: Sequence[Word]) -> bool:
    text = join_words(words)
    return parse_number(text) is not None or is_missing(text)


def _is_shown(words: Sequence[Word]) -> bool:
    """A number, a sign for none, or a date."""
    return _is_value(words) or parse_date(join_words(words)) is not None


def _cut_row(row: list[Room | None], c: int, cuts: Sequence[float]) -> list[Room | None]:
    """The row with slot c cut in several; a room that spans on, or whose words a cut would hit, spans them all."""
    room = row[c]
    if room is None or not _single(row, c) or any(w.box[0] < x < w.box[2] for w in room.words for x in cuts):
        return [*row[:c], *([room] * (len(cuts) + 1)), *row[c + 1 :]]
    if any(_crosses(room.words, x) for x in cuts):
        return [*row[:c], *([room] * (len(cuts) + 1)), *row[c + 1 :]]
    edges = [room.box[0], *cuts, room.box[2]]
    parts: list[Room | None] = []
    for x0, x1 in pairwise(edges):
        words = [w for w in room.words if x0 <= (w.box[0] + w.box[2]) / 2 < x1]
        parts.append(Room((x0, room.box[1], x1, room.box[3]), room.header, words))
    return [*row[:c], *parts, *row[c + 1 :]]


def _crosses(words: Sequence[Word], x: float) -> bool:
    """Whether a text of words that stand close together reaches over x."""
    before = [w for w in words if w.box[2] <= x]
    after = [w for w in words if w.box[0] >= x]
    return any(_close(a, b) and not (_is_value([a]) and _is_value([b])) for a in before for b in after)


def _close(a: Word, b: Word) -> bool:
    """Whether b follows a on the same line with no more than a space between."""
    height = min(a.box[3] - a.box[1], b.box[3] - b.box[1])
    level = min(a.box[3], b.box[3]) - max(a.box[1], b.box[1]) > 0.6 * height
    return a.angle == b.angle == 0 and level and -0.3 * height < b.box[0] - a.box[2] < WORD_GAP * height


def _join_cut_text(rooms: Rooms) -> None:
    """Joins two rooms of a row where one line of text runs over the line between them, numbers never."""
    for r, row in enumerate(rooms):
        for c in range(len(row) - 1):
            a, b = row[c], row[c + 1]
            if a is None or b is None or a is b or not a.words or not b.words:
                continue
            touching = [(x, y) for x in a.words for y in b.words if _close(x, y)]
            if not touching or any(_is_value(room.words) or parse_date(room.text) for room in (a, b)):
                continue
            if not _same_rows(rooms, r, a, b) or not (a.header or len(b.words) == len(touching)):
                continue
            joined = Room(union([a.box, b.box]), a.header or b.header, [*a.words, *b.words])
            _replace(rooms, r, (a, b), joined)


def _same_rows(rooms: Rooms, r: int, a: Room, b: Room) -> bool:
    return [any(x is a for x in row) for row in rooms] == [any(x is b for x in row) for row in rooms] and r >= 0


def _replace(rooms: Rooms, r: int, old: tuple[Room, Room], new: Room) -> None:
    for row in rooms[r:]:
        for c, room in enumerate(row):
            if room is old[0] or room is old[1]:
                row[c] = new


def _mark_header(rooms: Rooms, ruled: int) -> None:
    """Marks the rooms of the header rows as such and no other; `ruled` of them stand above a typed rule."""
    tagged = 0
    while tagged < len(rooms) and any(room is not None and room.header for room in rooms[tagged]):
        tagged += 1
    count = ruled or count_header_rows([[room.text if room else "" for room in row] for row in rooms], tagged)
    for r, row in reversed(list(enumerate(rooms))):
        for room in row:
            if room is not None:
                room.header = r < count


def _cut_rows(rooms: Rooms) -> Rooms:
    """Cuts a row that holds two lines of values, or a header and the first line of values."""
    cut: Rooms = []
    for r, row in enumerate(rooms):
        alone = all(
            room is None or not any(room in other for other in rooms[max(0, r - 1) : r + 2] if other is not row)
            for room in row
        )
        y = _row_cut(row) if alone else None
        while y is not None:
            upper, row = _halves(row, y)
            cut.append(upper)
            y = _row_cut(row)
        cut.append(row)
    return cut


def _row_cut(row: Sequence[Room | None]) -> float | None:
    """Where (y) a line of values begins under other text in most columns; None where there is none."""
    filled = list({id(room): room for room in row if room is not None and room.words}.values())
    lines = sorted({round(w.box[1], 1) for room in filled for w in room.words})
    for y in lines[1:]:
        halves = [([w for w in m.words if _middle(w) < y], [w for w in m.words if _middle(w) >= y]) for m in filled]
        both = [(a, b) for a, b in halves if a and b]
        values = [b for a, b in both if _first_line_is_value(b)]
        apart = all(max(w.box[3] for w in a) <= min(w.box[1] for w in b) + 2 for a, b in both)
        if apart and len(values) >= 2 and len(both) >= 0.6 * len(filled) and len(values) >= 0.6 * len(both):
            return y - 0.01
    return None


def _middle(word: Word) -> float:
    return (word.box[1] + word.box[3]) / 2


def _first_line_is_value(words: Sequence[Word]) -> bool:
    top = min(words, key=lambda w: w.box[1])
    return _is_value([w for w in words if _middle(w) < top.box[3]])


def _halves(row: Sequence[Room | None], y: float) -> tuple[list[Room | None], list[Room | None]]:
    upper: dict[int, Room] = {}
    lower: dict[int, Room] = {}
    for room in row:
        if room is not None:
            x0, y0, x1, y1 = room.box
            upper[id(room)] = Room((x0, y0, x1, y), room.header, [w for w in room.words if _middle(w) < y])
            lower[id(room)] = Room((x0, y, x1, y1), False, [w for w in room.words if _middle(w) >= y])
    return [upper.get(id(room)) for room in row], [lower.get(id(room)) for room in row]


def _join_lines(rooms: Rooms) -> Rooms:
    """Puts a row that only continues the text of the row above into that row."""
    joined: Rooms = []
    for row in rooms:
        if joined and _continues(joined[-1], row):
            _append(joined, row)
        else:
            joined.append(row)
    return joined


def _continues(above: list[Room | None], row: list[Room | None]) -> bool:
    """No value, each text close under a text of the row above that has the same room around it; below the header the
    row must have no label either."""
    first = row[0]
    head = any(b is not None and b.header for b in row)
    if not head and first is not None and first.words:
        return False
    pairs = [(a, b) for a, b in zip(above, row, strict=True) if b is not None and b.words]
    if head:
        pairs = [(a, b) for a, b in pairs if a is not None and a.words]
    if not pairs or len(row) < 2 or (head and len(pairs) < 2):
        return False
    for a, b in pairs:
        if a is None or not a.words or a is b or a.header != b.header or _is_value(b.words) or _is_value(a.words):
            return False
        if abs(a.box[0] - b.box[0]) > 3 or abs(a.box[2] - b.box[2]) > 3 or not _wrapped(a.words, b.words):
            return False
    return not any(a is not None and a is b for a, b in zip(above, row, strict=True))


def _wrapped(above: Sequence[Word], below: Sequence[Word]) -> bool:
    """Whether the lines stand as close as those of one text."""
    height = median(w.box[3] - w.box[1] for w in below)
    gap = min(w.box[1] for w in below) - max(w.box[3] for w in above)
    return gap < LINE_GAP * height


def _append(joined: Rooms, row: list[Room | None]) -> None:
    for a, b in zip(joined[-1], row, strict=True):
        if a is not None and b is not None:
            a.words += [w for w in b.words if w not in a.words]
            a.box = union([a.box, b.box])
