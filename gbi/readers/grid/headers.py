"""The columns' names as paths through the header rows: "Year ended December 31 / 2018"."""

from __future__ import annotations

import re

from gbi.readers.grid.grid import Grid, GridCell

Slots = list[list[GridCell | None]]


def header_rows(grid: Grid) -> int:
    """How many rows at the top are marked as headers; 0 when the first row holds values already."""
    count = 0
    for row in grid.matrix():
        if not any(cell is not None and cell.header for cell in row):
            break
        count += 1
    return min(count, max(grid.rows - 1, 0))


def column_names(grid: Grid, count: int) -> tuple[list[str], list[str]]:
    """One name per column from the first `count` rows, and the titles: headers that reach over the whole table.

    Names are unique; a column without a header is "label" when it is the first, else "column N".
    """
    slots = grid.matrix()
    titles: list[str] = []
    names: list[str] = []
    for c in range(grid.cols):
        path: list[str] = []
        for r in range(count):
            cell = slots[r][c] or _implied(slots, r, c, count)
            text = clean_label(cell.text) if cell else ""
            if cell and text and cell.colspan == grid.cols and grid.cols > 1:
                if text not in titles:
                    titles.append(text)
            elif text and (not path or path[-1] != text):
                path.append(text)
        names.append(" / ".join(path))
    return _unique(names), titles


def _implied(slots: Slots, r: int, c: int, count: int) -> GridCell | None:
    """The header to the left whose printed text is centred over a group of columns that includes this one."""
    if r == count - 1:
        return None
    left = c - 1
    while left >= 0 and (slots[r][left] is None or not _text(slots[r][left])):
        left -= 1
    cell = slots[r][left] if left > 0 else None
    if cell is None or cell.colspan > 1 or not cell.text:
        return None
    right = c
    while right + 1 < len(slots[r]) and not _text(slots[r][right + 1]):
        right += 1
    own, last = _room(slots, left), _room(slots, c)
    if own is None or last is None:
        return None
    middle = (cell.box[0] + cell.box[2]) / 2
    return cell if abs((own[0] + last[1]) / 2 - middle) < abs((own[0] + own[1]) / 2 - middle) else None


def _text(cell: GridCell | None) -> str:
    return cell.text if cell else ""


def _room(slots: Slots, c: int) -> tuple[float, float] | None:
    """Left and right edge of a column, from its cells that span no other."""
    cells = [row[c] for row in slots]
    single = [cell.slot for cell in cells if cell is not None and cell.colspan == 1]
    return (min(s[0] for s in single), max(s[2] for s in single)) if single else None


def clean_label(text: str) -> str:
    """A label without footnote marks and dot leaders: "Revenue¹ ......" becomes "Revenue"."""
    text = re.sub(r"[\s.·…_]{4,}$|(?:\s\.){2,}\s*$|…+$", "", text)
    text = re.sub(r"(?<=[^\s\d¹²³])[¹²³⁴-⁹⁰ᵃ-ᶻ*†‡]+(?=\s|$|:)", "", text)
    return re.sub(r"\s+", " ", text).strip()


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
