"""Repairs of a grid before it is understood: split-off currency signs, spacer columns, empty rows, implied spans."""

from __future__ import annotations

import re
from dataclasses import replace

from gbi.boxes import union
from gbi.numbers import is_missing, parse_number
from gbi.readers.grid.grid import Grid, GridCell, grid_of
from gbi.readers.grid.text import RAISED_MARKS

Slots = list[list[GridCell | None]]

_BEFORE = re.compile(r"(?:US|A|C|HK|NT|S|R)?[$€£¥₹₩]\s*\(?|\(|[-–—−+]|[A-Z]{3}|Rs\.?")
_AFTER = re.compile(r"\)\s*%?|%|\)?\s*pp|[*†‡§]+|\([a-z\d]{1,2}\)|\)?\s*\([a-z\d]\)|[a-z]")


def tidy(grid: Grid) -> Grid:
    """The same table with signs joined to their numbers and without empty rows and columns."""
    slots = _without_empty(grid.matrix())
    merged = True
    while merged:
        merged = False
        for c in range(_width(slots) - 1):
            if _joins(slots, c):
                slots = _merge(slots, c)
                merged = True
                break
    return grid_of(_without_empty(slots), ocr=grid.ocr)


def _width(slots: Slots) -> int:
    return len(slots[0]) if slots else 0


def _without_empty(slots: Slots) -> Slots:
    """Without the rows and columns in which no cell that starts or ends there has text."""
    rows = [row for r, row in enumerate(slots) if any(_own(slots, r, c, by_row=True) for c in range(len(row)))]
    if not rows:
        return []
    keep = [c for c in range(len(rows[0])) if any(_own(rows, r, c, by_row=False) for r in range(len(rows)))]
    return [[row[c] for c in keep] for row in rows]


def _own(slots: Slots, r: int, c: int, *, by_row: bool) -> bool:
    """Whether the cell at (r, c) has text that would be lost without this row (column)."""
    cell = slots[r][c]
    if cell is None or not cell.text:
        return False
    if by_row:
        return r == 0 or slots[r - 1][c] is not cell
    return not ((c > 0 and slots[r][c - 1] is cell) or (c + 1 < len(slots[r]) and slots[r][c + 1] is cell))


def _joins(slots: Slots, c: int) -> bool:
    """True when columns c and c + 1 are one: signs or marks in the one, their numbers in the other."""
    pairs = [(row[c], row[c + 1]) for row in slots]
    apart = [(a.text if a else "", b.text if b else "") for a, b in pairs if a is not b]
    left = [a for a, _ in apart if a]
    right = [b for _, b in apart if b]
    signs = [a for a, b in apart if a and _BEFORE.fullmatch(a)]
    if signs and sum(_numeric(b) for b in right) and len(signs) >= len(left) - _labels(pairs, 0):
        return all(not a or _BEFORE.fullmatch(a) or not b or _is_head(x) for (a, b), x in _with(apart, pairs))
    marks = [b for a, b in apart if b and (_AFTER.fullmatch(b) or RAISED_MARKS.fullmatch(b))]
    if marks and sum(_numeric(a) for a in left):
        return all(not b or (_mark(b) and bool(a)) or (not a and _is_head(x)) for (a, b), x in _with(apart, pairs))
    return False


def _with(
    apart: list[tuple[str, str]], pairs: list[tuple[GridCell | None, GridCell | None]]
) -> list[tuple[tuple[str, str], GridCell | None]]:
    return list(zip(apart, [a or b for a, b in pairs if a is not b], strict=True))


def _labels(pairs: list[tuple[GridCell | None, GridCell | None]], side: int) -> int:
    return sum(1 for pair in pairs if (cell := pair[side]) is not None and cell.header and cell.text)


def _is_head(cell: GridCell | None) -> bool:
    return cell is not None and cell.header


def _mark(text: str) -> bool:
    return _AFTER.fullmatch(text) is not None or RAISED_MARKS.fullmatch(text) is not None


def _numeric(text: str) -> bool:
    return parse_number(text.strip("() %")) is not None or (bool(text) and is_missing(text))


def _merge(slots: Slots, c: int) -> Slots:
    """Columns c and c + 1 made one; a spanning cell just loses a slot."""
    known: dict[tuple[int, int], GridCell] = {}
    merged: Slots = []
    for row in slots:
        a, b = row[c], row[c + 1]
        if a is None or b is None or a is b or not a.text or not b.text:
            cell = a if (a and a.text) or b is None else b
        else:
            key = (id(a), id(b))
            known.setdefault(key, _joined(a, b))
            cell = known[key]
        merged.append([*row[:c], cell, *row[c + 2 :]])
    return merged


def _joined(a: GridCell, b: GridCell) -> GridCell:
    tight = a.text.endswith(("(", "$", "-", "–", "−")) or b.text.startswith((")", "%")) or _mark(b.text)
    return replace(
        a,
        text=a.text + ("" if tight else " ") + b.text,
        box=union([a.box, b.box]),
        slot=union([a.slot, b.slot]),
        confidence=min(a.confidence, b.confidence),
    )
