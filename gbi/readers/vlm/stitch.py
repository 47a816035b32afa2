"""Rows of overlapping slices put together: none lost, none doubled.

Two slices' rows are laid over each other by the best run of the upper one's last on the lower one's first rows. Rows
that stand once in each are strong evidence; for rows that repeat ("Total" after "Total") it is the geometry that says
how many are the same: how many lines of text stand in both slices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gbi.readers.align import key, similarity

Row = tuple[str, ...]

ALIKE = 80.0  # of 100: labels of one row in two readings
FAR = 0.25  # what a row more or less than the geometry says counts against a match
REPEATED = 0.1  # what a row counts that stands there several times
CUT = 0.3  # what an unlike row counts against a match where the edge may have cut it


@dataclass(frozen=True, slots=True)
class Part:
    """The rows that were read of one slice; `overlap` and `shared` as in `View`."""

    rows: tuple[Row, ...]
    overlap: float = 0.0
    shared: int | None = 0


@dataclass(frozen=True, slots=True)
class Stitched:
    """All rows in order; `seams` are the numbers of rows before which two slices did not fit together."""

    rows: tuple[Row, ...]
    seams: tuple[int, ...] = ()


def stitch(parts: Sequence[Part]) -> Stitched:
    """The rows of all parts, each once. Of a row that was read twice the version further from an edge stands."""
    rows: list[Row] = []
    before: tuple[Row, ...] = ()
    seams: list[int] = []
    for part in parts:
        expected = _expected(part)
        shared = common(before, part.rows, expected) if expected else 0
        if expected and not shared and before and part.rows:
            seams.append(len(rows))
        kept = shared // 2  # the upper slice's version of the rows further from its edge
        cut = len(rows) - (shared - kept)
        rows = [*rows[:cut], *part.rows[kept:]] if shared else [*rows, *part.rows]
        before = part.rows
    return Stitched(tuple(rows), tuple(seams))


def common(upper: Sequence[Row], lower: Sequence[Row], expected: int) -> int:
    """How many of the last rows of `upper` are the first of `lower`: `expected`, where so many are alike, else as many
    as fit best."""
    both = list(zip(upper[len(upper) - expected :], lower[:expected], strict=False))
    if len(both) == expected and all(alike(one, two) == 1.0 for one, two in both):
        return expected
    most = min(len(upper), len(lower), 3 * expected + 3)
    often = Counter(_identity(row) for row in upper[len(upper) - most :])
    often.update(_identity(row) for row in lower[:most])
    named = Counter(row[:1] for row in {*often})
    best, shared = -FAR * expected, 0
    for count in range(1, most + 1):
        score = _score(upper[len(upper) - count :], lower[:count], often, named)
        if score is None:
            continue
        score -= FAR * abs(count - expected)
        if score > best or (score == best and abs(count - expected) < abs(shared - expected)):
            best, shared = score, count
    return shared


def _expected(part: Part) -> int:
    if part.shared is not None:
        return part.shared
    return max(1, round(part.overlap * len(part.rows))) if part.overlap else 0


def _score(upper: Sequence[Row], lower: Sequence[Row], often: Counter[Row], named: Counter[Row]) -> float | None:
    """How well rows fit one to one; None where none does, or one that is not at an edge does not.

    The same label over other values is a row misread once, save where several rows have that label.
    """
    score, fitting, last = 0.0, 0, len(upper) - 1
    for at, (one, two) in enumerate(zip(upper, lower, strict=True)):
        likeness = alike(one, two)
        if likeness == 1.0 or (likeness >= 0.5 and named[_identity(one)[:1]] <= 2):
            fitting += 1
            unique = max(often[_identity(one)], often[_identity(two)]) <= 2
            score += (2 * likeness - 1) * (1.0 if unique else REPEATED)
        elif at in (0, last) and last > 0:
            score -= CUT
        else:
            return None
    return score if fitting > 1 or (fitting and last < 3) else None


def alike(one: Row, two: Row) -> float:
    """0 to 1: half of it the labels, half the share of equal values; labels that differ make it less than 0.5."""
    first, second = one[0] if one else "", two[0] if two else ""
    label = _plain(first) == _plain(second) or similarity(key(first), key(second)) >= ALIKE
    values = list(zip(one[1:], two[1:], strict=False))
    same = sum(_plain(a) == _plain(b) for a, b in values) / len(values) if values else float(label)
    return 0.5 + 0.5 * same if label else min(0.49, 0.5 * same)


def _identity(row: Row) -> Row:
    return tuple(_plain(text) for text in row)


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
