"""Category labels: the text that stands along an axis, wrapped lines joined, each at its place along the axis."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from gbi.numbers import parse_number
from gbi.readers.chart.axis import Category, Direction
from gbi.readers.chart.dates import read_date
from gbi.readers.chart.phrases import SLANTED, Phrase, alike_in_size, join, overlap, stack
from gbi.types import Box

ONE_RUN = 0.6  # of the plot's width
REACH = 14.0
"""How many text heights beyond the marks an axis's labels may stand."""

_SPACES = re.compile(r"\S+")
_CAPITALS = re.compile(r".+?(?:(?<=[a-z])(?=[A-Z])|$)")
ANCHORS = {0.5: 0.0, 1.0: 0.15, 0.0: 0.6}
SLANTED_ANCHORS = {1.0: 0.0, 0.5: 0.6, 0.0: 0.6}
"""Where along its box a label hangs, and what choosing it costs: slanted text mostly rises to its place."""


def label_lines(phrases: Sequence[Phrase], direction: Direction, plot: Box) -> tuple[Phrase, ...]:
    """The lines of text that label positions along x (below, else above the marks) or y (left, else right of them)."""
    if direction == "y":
        left = [p for p in phrases if p.angle == 0 and p.box[2] <= plot[0] + 0.8 * p.size and _within(p, plot)]
        right = [p for p in phrases if p.angle == 0 and p.box[0] >= plot[2] - 0.5 * p.size and _within(p, plot)]
        return _without_values(left or right)
    below = [p for p in phrases if -0.6 * p.size <= p.box[1] - plot[3] < REACH * p.size and _over(p, plot)]
    above = [p for p in phrases if -0.6 * p.size <= plot[1] - p.box[3] < 2 * p.size and _over(p, plot)]
    wide = ONE_RUN * (plot[2] - plot[0])
    return _rows(below, wide, down=True) or (_rows(above, wide, down=False) if len(above) > 1 else ())


def _without_values(lines: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """Without the numbers that stand beside a worded label: values at the other end of a bar."""
    worded = [p for p in lines if any(char.isalpha() for char in p.text)]
    return tuple(
        p
        for p in lines
        if p in worded
        or parse_number(p.text) is None
        or not any(overlap(p.box[1], p.box[3], w.box[1], w.box[3]) > 0.5 * p.size for w in worded)
    )


def blocks(lines: Sequence[Phrase], direction: Direction) -> tuple[Category, ...]:
    """The labels by their own geometry: lines close below one another are one label. In order along the axis."""
    whole = stack(lines, 0.45 if direction == "y" else 0.7)
    placed = (_category(b, _position(b, direction, 1.0 if b.angle == SLANTED else 0.5)) for b in whole)
    return tuple(sorted(placed, key=lambda c: c.centre))


def at_centres(lines: Sequence[Phrase], direction: Direction, centres: Sequence[float]) -> list[Category | None]:
    """For each of the known category centres (ascending, in points) the label that stands there, lines joined.

    Labels hang by their middle, or (slanted ones) by an end: the anchor that fits best is taken.
    """
    spacing = median([b - a for a, b in pairwise(centres)]) if len(centres) > 1 else float("inf")
    pieces = [piece for line in lines for piece in _split(line, direction, centres, spacing)]
    slanted = 2 * sum(piece.angle == SLANTED for piece in pieces) > len(pieces)
    costs = SLANTED_ANCHORS if slanted else ANCHORS
    anchor = min(costs, key=lambda a: _misfit(pieces, direction, centres, a) + costs[a])
    homes: list[list[Phrase]] = [[] for _ in centres]
    for piece in pieces:
        here = _position(piece, direction, anchor)
        home = min(range(len(centres)), key=lambda i: abs(centres[i] - here))
        if abs(centres[home] - here) <= 0.5 * spacing or (len(centres) == 1):
            homes[home].append(piece)
    found: list[Category | None] = []
    for centre, members in zip(centres, homes, strict=True):
        ordered = _reading_order(members)
        found.append(_category(join(ordered), centre) if ordered else None)
    return found


def _reading_order(members: Sequence[Phrase]) -> list[Phrase]:
    if members and members[0].angle == 90:
        return sorted(members, key=lambda p: p.box[0])
    rows: list[list[Phrase]] = []
    for phrase in sorted(members, key=lambda p: p.centre[1]):
        if rows and phrase.centre[1] - rows[-1][0].centre[1] < 0.5 * phrase.size:
            rows[-1].append(phrase)
        else:
            rows.append([phrase])
    return [phrase for row in rows for phrase in sorted(row, key=lambda p: p.box[0])]


def _category(phrase: Phrase, centre: float) -> Category:
    return Category(centre, phrase.text, phrase.box, phrase.confidence)


def _position(phrase: Phrase, direction: Direction, anchor: float) -> float:
    x0, y0, x1, y1 = phrase.box
    inset = (0.5 - anchor) * 1.2 * phrase.size if phrase.angle == SLANTED else 0.0
    return x0 + anchor * (x1 - x0) + inset if direction == "x" else (y0 + y1) / 2


def _misfit(pieces: Sequence[Phrase], direction: Direction, centres: Sequence[float], anchor: float) -> float:
    """Mean distance from label to nearest centre in text heights."""
    if not pieces:
        return 0.0
    return sum(min(abs(c - _position(p, direction, anchor)) for c in centres) / p.size for p in pieces) / len(pieces)


def _split(line: Phrase, direction: Direction, centres: Sequence[float], spacing: float) -> list[Phrase]:
    """A level line that runs over several centres, cut at its spaces: neighbours that were read as one."""
    covered = [c for c in centres if line.box[0] < c < line.box[2]]
    if direction == "y" or line.angle or len(covered) < 2 or line.box[2] - line.box[0] < 1.3 * spacing:
        return [line]
    words = [Phrase(w.text, w.box, (w,), line.angle) for w in line.words] if len(line.words) > 1 else [line]
    parts = [part for word in words for part in _pieces(word, centres)]
    if len(parts) < len(covered):
        return [line]  # a label wider than its bar
    homes: dict[float, list[Phrase]] = {}
    for part in parts:
        homes.setdefault(min(centres, key=lambda c: abs(c - part.centre[0])), []).append(part)
    return [join(group) for group in homes.values()]


def _pieces(line: Phrase, centres: Sequence[float]) -> list[Phrase]:
    """One recognised run, cut at its spaces where it runs over several centres, and where a word still does, at its
    capitals: "MarApr"."""
    if _covers(line, centres) < 2:
        return [line]
    words = _cut(line, _SPACES)
    return [part for word in words for part in (_cut(word, _CAPITALS) if _covers(word, centres) > 1 else [word])]


def _covers(line: Phrase, centres: Sequence[float]) -> int:
    return sum(line.box[0] < c < line.box[2] for c in centres)


def _cut(line: Phrase, pattern: re.Pattern[str]) -> list[Phrase]:
    """The parts of one recognised run that `pattern` finds, their boxes by the share of characters."""
    x0, y0, x1, y1 = line.box
    step = (x1 - x0) / max(len(line.text), 1)
    parts = []
    for found in pattern.finditer(line.text):
        box = (x0 + found.start() * step, y0, x0 + found.end() * step, y1)
        word = line.words[0].model_copy(update={"text": found[0], "box": box})
        parts.append(Phrase(found[0], box, (word,), line.angle))
    return parts


def _rows(candidates: Sequence[Phrase], wide: float, *, down: bool) -> tuple[Phrase, ...]:
    """The row of labels next to the marks and the rows that continue its wrapped lines; a run of at least `wide` points
    is a whole row of labels, which wraps nowhere: what stands under its middle is the axis's title."""
    if not candidates:
        return ()
    ordered = sorted(candidates, key=lambda p: p.box[1] if down else -p.box[3])
    lengths = [_row_length(p, ordered) for p in ordered]
    first = next(p for p, length in zip(ordered, lengths, strict=True) if length >= 0.5 * max(lengths))
    row = [
        p
        for p in ordered
        if overlap(p.box[1], p.box[3], first.box[1], first.box[3]) > 0.4 * min(p.size, p.box[3] - p.box[1])
    ]
    if first.angle or not down:
        return tuple(p for p in row if p.angle == first.angle)
    kept, last = list(row), row
    rest = [p for p in ordered if p not in row]
    while rest and not (len(last) == 1 and last[0].box[2] - last[0].box[0] >= wide):
        top = min(p.box[1] for p in rest)
        row = [p for p in rest if p.box[1] < top + 0.5 * p.size]
        centred = sum(any(_centred(above, p) for above in last) for p in row)
        wrapped = sum(any(_wraps(above, p, kept) for above in last) for p in row)
        if 2 * wrapped < len(row) and not 2 <= len(last) == len(row) == centred:
            break
        kept, last = kept + row, row
        rest = [p for p in rest if p not in row]
    return tuple(kept)


def _row_length(phrase: Phrase, ordered: Sequence[Phrase]) -> float:
    """How far the phrases level with this one reach, from the first to the last: letters that stand far apart are a
    row of labels, however little ink they have beside the axis's title."""
    level = [p for p in ordered if overlap(p.box[1], p.box[3], phrase.box[1], phrase.box[3]) > 0.4 * p.size]
    return max(p.box[2] for p in [phrase, *level]) - min(p.box[0] for p in [phrase, *level])


def _centred(above: Phrase, below: Phrase) -> bool:
    """True when a line stands right under another, by its middle or its start."""
    if below.angle or below.box[1] - above.box[3] > 0.7 * above.size:
        return False
    left = abs(above.box[0] - below.box[0]) < 0.3 * above.size
    return left or abs(above.centre[0] - below.centre[0]) < 0.5 * above.size


def _wraps(above: Phrase, below: Phrase, labels: Sequence[Phrase]) -> bool:
    """True when `below` continues the label `above`: it stands under it, and together they are too long for a line."""
    if (
        not alike_in_size(above, below)
        or not _centred(above, below)
        or (read_date(above.text) and not below.text[:1].isdigit())
    ):
        return False
    centres = sorted({round(p.centre[0], 1) for p in labels})
    spacing = min((b - a for a, b in pairwise(centres) if b - a > above.size), default=0.0)
    first_word = below.text.split(" ")[0]
    length = (below.box[2] - below.box[0]) * len(first_word) / max(len(below.text), 1)
    return spacing == 0.0 or above.box[2] - above.box[0] + length > 0.6 * spacing


def _within(phrase: Phrase, plot: Box) -> bool:
    return plot[1] - phrase.size <= phrase.centre[1] <= plot[3] + phrase.size


def _over(phrase: Phrase, plot: Box) -> bool:
    return phrase.box[2] > plot[0] + 0.2 * phrase.size and phrase.box[0] < plot[2] - 0.2 * phrase.size
