"""Headers by the rules under them: in a statement each header has a line under it, as long as what it stands over.

  Year Ended December 31,          Change
---------------------------   ---------------
  2015     2014     2013       2015 vs. 2014      a header stands over the columns under its own rule
-------  -------  -------     ---------------
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any

from gbi.boxes import union
from gbi.readers.grid.headers import is_unit_note
from gbi.readers.grid.room import Room, Rooms
from gbi.readers.grid.text import join_words
from gbi.types import Box, Word

THIN_PT = 2.0
FAINT = 0.9  # lighter lines are not seen
LEVEL_PT = 2.5  # rules no farther apart are on one level
FILLER_PT = 8.0  # shorter pieces close the gap between two rules
TOUCH_PT = 1.0  # pieces of one rule
OVER = 4.0  # of a word's height: so far above its rule may a header begin
GAP = 0.8  # of a word's height: words farther apart are two texts
SIDE_PT = 3.0  # how far a column's middle may stand off its rule


@dataclass(slots=True)
class Rule:
    """A level line in points with the header words over it and the columns under it."""

    x0: float
    x1: float
    y: float
    words: list[Word] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)


def rules_of(page: Any) -> tuple[Box, ...]:
    """The visible level rules of a `pymupdf.Page`: thin rectangles and lines."""
    found: list[Box] = []
    for drawing in page.get_cdrawings():
        colour = drawing.get("color") or drawing.get("fill")
        if colour is None or min(colour) > FAINT:
            continue
        for item in drawing["items"]:
            if item[0] == "re":
                x0, y0, x1, y1 = item[1]
            elif item[0] == "l":
                (x0, y0), (x1, y1) = item[1], item[2]
            else:
                continue
            if abs(y1 - y0) < THIN_PT < abs(x1 - x0):
                found.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return tuple(found)


def by_rules(rooms: Rooms, rules: Sequence[Box]) -> Rooms:
    """The rooms with the headers over the columns that their rules run over; unchanged where a word or a column has no
    rule, so that nothing is guessed."""
    head = next((r for r, row in enumerate(rooms) if not any(room and room.header for room in row)), len(rooms))
    middles = _middles(rooms[head:])
    if not 0 < head < len(rooms) or len(middles) < 2:
        return rooms
    words = _words(rooms[:head])
    left = min(x for x, _ in middles.values()) - max(half for _, half in middles.values())
    own, heads = [w for w in words if w.box[2] < left], [w for w in words if w.box[2] >= left]
    used, rest = _given(_levels(rules, words, left), heads)
    for rule in (rule for level in used for rule in level):
        rule.columns = [c for c, (x, _) in middles.items() if rule.x0 - SIDE_PT <= x <= rule.x1 + SIDE_PT]
    kept = _kept(rooms[:head], used)
    levels = used[: len(used) - bool(kept)]
    if not _is_whole(levels, middles, kept) or not _is_note(rest, used) or any(w.box[3] > _foot(used) for w in own):
        return rooms
    made = [*(_row(rooms[head], level) for level in levels), *kept]
    corner = Room(_first(rooms[head]), True, own)
    spans = rooms[0][0] is not None and all(row[0] is rooms[0][0] for row in rooms[:head])
    for r, row in enumerate(made):
        row[0] = corner if spans or r == (len(levels) if kept else len(made) - 1) else Room(corner.box, True)
    if rest:
        note = Room(union([w.box for w in rest]), True, rest)
        made.append([Room(_first(rooms[head]), True), *([note] * (len(rooms[head]) - 1))])
    return [*made, *rooms[head:]] if len(_words(made)) == len(words) else rooms  # no word is lost


def _foot(levels: Sequence[Sequence[Rule]]) -> float:
    return max((rule.y for level in levels for rule in level), default=0.0) + SIDE_PT


def _kept(head: Rooms, levels: Sequence[Sequence[Rule]]) -> Rooms:
    """The header rows whose words all stand on the last rules, where one of these closes the header of several columns
    instead of belonging to one text; [] elsewhere."""
    if not levels or all(_is_one_text(rule) for rule in levels[-1]):
        return []
    over = {id(word) for rule in levels[-1] for word in rule.words}
    rows = [[room for room in row[1:] if room is not None and room.words] for row in head]
    last = [bool(rooms) and all(id(w) in over for room in rooms for w in room.words) for rooms in rows]
    held = {id(w) for rooms, is_last in zip(rows, last, strict=True) if is_last for room in rooms for w in room.words}
    return [list(row) for row, is_last in zip(head, last, strict=True) if is_last] if held == over else []


def _is_one_text(rule: Rule) -> bool:
    """Whether each line of the words over a rule is one text, without a gap."""
    lines: dict[int, list[Word]] = {}
    for word in rule.words:
        lines.setdefault(round((word.box[1] + word.box[3]) / 8), []).append(word)
    ordered = (sorted(line, key=lambda w: w.box[0]) for line in lines.values())
    return all(b.box[0] - a.box[2] < GAP * (b.box[3] - b.box[1]) for line in ordered for a, b in pairwise(line))


def _first(row: Sequence[Room | None]) -> Box:
    return next(room.box for room in row if room is not None)


def _words(rows: Rooms) -> list[Word]:
    rooms = {id(room): room for row in rows for room in row if room is not None}
    return list({id(word): word for room in rooms.values() for word in room.words}.values())


def _middles(body: Rooms) -> dict[int, tuple[float, float]]:
    """Of each column with values, but the first: where the middle of its words is, and half their width."""
    found = {}
    for c in range(1, len(body[0]) if body else 0):
        boxes = [
            union([w.box for w in room.words])
            for row in body
            if (room := row[c]) is not None and room.words and sum(other is room for other in row) == 1
        ]
        if boxes:
            found[c] = median((b[0] + b[2]) / 2 for b in boxes), median((b[2] - b[0]) / 2 for b in boxes)
    return found


def _levels(rules: Sequence[Box], words: Sequence[Word], left: float) -> list[list[Box]]:
    """The rules among and under the header's words, from the top, but those that begin left of the values."""
    if not words:
        return []
    top, bottom = min(w.box[1] for w in words), max(w.box[3] for w in words)
    tall = median(w.box[3] - w.box[1] for w in words)
    near = sorted((b for b in rules if top < b[1] < bottom + tall and b[0] > left - 4 * tall), key=lambda b: b[1])
    levels: list[list[Box]] = []
    for box in near:
        if levels and box[1] - levels[-1][0][1] < LEVEL_PT:
            levels[-1].append(box)
        else:
            levels.append([box])
    return levels


def _given(levels: Sequence[Sequence[Box]], heads: Sequence[Word]) -> tuple[list[list[Rule]], list[Word]]:
    """Each word given to the nearest rule under it; the rules that have words, and the words that have no rule.

    Where lines of several lengths lie over each other, those count that have a text each: the short ones, else the
    long ones.
    """
    used: list[list[Rule]] = []
    rest = list(heads)
    for level in levels:
        short = _shortest(level)
        for rules in (_joined([b for b in short if b[2] - b[0] > FILLER_PT]), _joined(short), _joined(level)):
            taken = [word for word in rest if any(_stands_on(word, rule) for rule in rules)]
            for rule in rules:
                rule.words = [word for word in taken if _stands_on(word, rule)]
            if taken and all(rule.words and _fits(rule) for rule in rules):
                break
        if taken:
            used.append(rules)
            rest = [word for word in rest if word not in taken]
    return used, rest


def _shortest(level: Sequence[Box]) -> list[Box]:
    """The lines of a level that no shorter one lies in."""
    return [
        a
        for a in level
        if not any(b[2] - b[0] < 0.8 * (a[2] - a[0]) and a[0] - 1 < b[0] < b[2] < a[2] + 1 for b in level)
    ]


def _joined(level: Sequence[Box]) -> list[Rule]:
    made: list[Rule] = []
    for x0, y0, x1, _ in sorted(level):
        if made and x0 - made[-1].x1 < TOUCH_PT:
            made[-1].x1 = max(made[-1].x1, x1)
        else:
            made.append(Rule(x0, x1, y0))
    return made


def _stands_on(word: Word, rule: Rule) -> bool:
    middle, tall = (word.box[0] + word.box[2]) / 2, word.box[3] - word.box[1]
    return 0.5 * tall < rule.y - word.box[1] < OVER * tall and rule.x0 - SIDE_PT <= middle <= rule.x1 + SIDE_PT


def _fits(rule: Rule) -> bool:
    """Whether the words over a rule are no longer than it."""
    over = union([word.box for word in rule.words])
    return rule.x0 - SIDE_PT <= over[0] and over[2] <= rule.x1 + SIDE_PT


def _is_whole(levels: Sequence[Sequence[Rule]], middles: dict[int, tuple[float, float]], kept: Rooms) -> bool:
    """Whether each rule has one text over and columns under it, and each column a rule of its own or a kept header."""
    rules = [rule for level in levels for rule in level]
    if not rules or any(not rule.words or not rule.columns or not _is_one_text(rule) for rule in rules):
        return False
    if any(not _fits(rule) for rule in rules) or any(b - a != 1 for rule in rules for a, b in pairwise(rule.columns)):
        return False
    return bool(kept) or (len(rules) > 1 and {c for rule in levels[-1] for c in rule.columns} == set(middles))


def _is_note(rest: Sequence[Word], levels: Sequence[Sequence[Rule]]) -> bool:
    """Whether the words without a rule are none, or a note on units under all rules."""
    if not rest:
        return True
    return min(w.box[1] for w in rest) > max(r.y for level in levels for r in level) - 2 and is_unit_note(
        join_words(rest)
    )


def _row(body: Sequence[Room | None], level: Sequence[Rule]) -> list[Room | None]:
    """A header row: one room for all columns under a rule, empty ones elsewhere."""
    row: list[Room | None] = [None if room is None else Room(room.box, True) for room in body]
    for rule in level:
        boxes = [room.box for c in rule.columns if (room := body[c]) is not None]
        sides = (min([rule.x0, *(b[0] for b in boxes)]), max([rule.x1, *(b[2] for b in boxes)]))
        room = Room((sides[0], min(w.box[1] for w in rule.words), sides[1], rule.y), True, rule.words)
        for c in rule.columns:
            row[c] = room
    return row
