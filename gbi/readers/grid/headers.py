"""The columns' names as paths through the header rows: "Year ended December 31 / 2018"."""

from __future__ import annotations

import re

from gbi.numbers import parse_unit
from gbi.readers.grid.grid import Grid, GridCell

Slots = list[list[GridCell | None]]

OFF_CENTRE = 0.35  # of a column's width: how far from a group's middle a header over it may stand


def header_rows(grid: Grid) -> int:
    """How many rows at the top are marked as headers; 0 when the first row holds values already."""
    count = 0
    for row in grid.matrix():
        if not any(cell is not None and cell.header for cell in row):
            break
        count += 1
    return min(count, max(grid.rows - 1, 0))


def column_names(grid: Grid, count: int) -> tuple[list[str], list[str]]:
    """One name per column from the first `count` rows, and the titles: headers that reach over the whole table, and
    notes on units that stand alone in their row.

    Names are unique; a column without a header is "label" when it is the first, else "column N".
    """
    slots = grid.matrix()[:count]
    titles: list[str] = []
    paths: list[list[str]] = [[] for _ in range(grid.cols)]
    for r in range(count):
        heads = _spread(slots, r)
        texts = {id(cell): clean_label(cell.text) for cell in heads if cell is not None and cell.text}
        alone = len(texts) == 1
        for c, cell in enumerate(heads):
            text = texts.get(id(cell), "")
            whole = cell is not None and cell.colspan == grid.cols > 1
            if text and (whole or (alone and c and is_unit_note(text))):
                titles += [text] if text not in titles else []
            elif text and text not in paths[c][-1:]:
                paths[c].append(text)
    return _unique(without_notes([" / ".join(path) for path in paths])), titles


def is_unit_note(text: str) -> bool:
    """Whether a text names a scale or unit and nothing else: "(in millions, except per share data)"."""
    return re.match(r"(?i)[(（\[]?\s*(?:in\s|\$|€|£|单位|dollars|amounts|thousands|millions)", text) is not None and (
        parse_unit(text).scale != 1.0 or parse_unit(text).unit is not None
    )


def _spread(slots: Slots, r: int) -> list[GridCell | None]:
    """Row r with each header in all the columns that it is printed over: its own and the empty ones beside it that
    have headers below and among which it is centred."""
    heads = [cell if cell is not None and cell.text else None for cell in slots[r]]
    if r == len(slots) - 1:
        return heads
    free = [c > 0 and head is None and any(_text(row[c]) for row in slots[r + 1 :]) for c, head in enumerate(heads)]
    cells = [cell for cell in dict.fromkeys(head for head in heads if head is not None) if cell.col > 0]
    extents = {id(cell): _extent(slots, r, cells, cell, free) for cell in cells}
    alike = len({b - a for a, b in extents.values()}) == 1
    for cell in cells:
        if cell.colspan == 1 or alike:
            a, b = extents[id(cell)]
            heads[a : b + 1] = [cell] * (b + 1 - a)
    return heads


def _extent(slots: Slots, r: int, cells: list[GridCell], cell: GridCell, free: list[bool]) -> tuple[int, int]:
    """First and last column of the widest group around a header that is nearest to it and that it is centred on."""
    left, right = first, last = cell.col, cell.col + cell.colspan - 1
    if _wraps(slots, r, cell):
        return first, last
    while left > 0 and free[left - 1] and _nearest(slots, r, cells, left - 1) is cell:
        left -= 1
    while right + 1 < len(free) and free[right + 1] and _nearest(slots, r, cells, right + 1) is cell:
        right += 1
    groups = [(b - a, a, b) for a in range(left, first + 1) for b in range(last, right + 1)]
    centred = [(size, a, b) for size, a, b in groups if size > last - first and _centred(slots, r, cell, a, b)]
    _, a, b = max(centred, default=(0, first, last))
    return a, b


def _nearest(slots: Slots, r: int, cells: list[GridCell], c: int) -> GridCell | None:
    """The header of row r whose text is nearest to column c."""
    below = _below(slots, r, c)
    if below is None:
        return None
    x = (below.box[0] + below.box[2]) / 2
    return min(cells, key=lambda cell: abs((cell.box[0] + cell.box[2]) / 2 - x))


def _centred(slots: Slots, r: int, cell: GridCell, a: int, b: int) -> bool:
    """Whether a header's text stands in the middle of columns a to b, told by the headers below it or by the slots."""
    middle = (cell.box[0] + cell.box[2]) / 2
    first, last = _below(slots, r, a), _below(slots, r, b)
    if first is None or last is None:
        return False
    by_text = abs((first.box[0] + first.box[2] + last.box[0] + last.box[2]) / 4 - middle)
    by_slot = abs((first.slot[0] + last.slot[2]) / 2 - middle)
    return min(by_text, by_slot) <= OFF_CENTRE * (last.slot[2] - first.slot[0]) / (b - a + 1) + 1.0


def _below(slots: Slots, r: int, c: int) -> GridCell | None:
    """The nearest header below row r that column c has to itself."""
    cells = (row[c] for row in slots[r + 1 :])
    return next((cell for cell in cells if cell is not None and cell.text and cell.colspan == 1), None)


def _wraps(slots: Slots, r: int, cell: GridCell) -> bool:
    """Whether a header is but the upper line of the one below it: narrow, and close above it."""
    below = slots[r + 1][cell.col]
    if below is None or not below.text or cell.colspan > 1:
        return False
    narrow = cell.box[2] - cell.box[0] < 0.9 * (cell.slot[2] - cell.slot[0])
    return narrow and below.box[1] - cell.box[3] < 0.5 * (cell.box[3] - cell.box[1])


def _text(cell: GridCell | None) -> str:
    return cell.text if cell else ""


def clean_label(text: str) -> str:
    """A label without footnote marks and dot leaders: "Revenue¹ ......" becomes "Revenue"."""
    text = re.sub(r"[\s.·…_]{4,}$|(?:\s\.){2,}\s*$|…+$", "", text)
    text = re.sub(r"(?<=[^\s\d¹²³])(?<!\bm)(?<!\b[kcm]m)[¹²³⁴-⁹⁰ᵃ-ᶻ*†‡]+(?=\s|$|:)", "", text)
    return re.sub(r"\s+", " ", text).strip()


def without_notes(labels: list[str]) -> list[str]:
    """The labels without a closing "(1)" or "[a]" that points to a note; all stay where that would make two alike."""
    bare = [re.sub(r"(?<=\S)\s*(?:\(\d\)|\[\w\]|\(\d\)\s*,?\s*\(\d\))$", "", label) for label in labels]
    return bare if len(set(bare)) == len(set(labels)) else labels


def _unique(names: list[str]) -> list[str]:
    named: list[str] = []
    for index, name in enumerate(names):
        name = name or ("label" if index == 0 else f"column {index + 1}")
        base, number = name, 2
        while name in named:
            name = f"{base} ({number})"
            number += 1
        named.append(name)
    return named
