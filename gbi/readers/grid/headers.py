"""Which rows of a grid are column headers, and the columns' names as paths: "Year ended December 31 / 2018"."""

from __future__ import annotations

import re

from gbi.numbers import is_missing, parse_number
from gbi.readers.grid.grid import Grid, GridCell

Slots = list[list[GridCell | None]]

MOST_HEADER_ROWS = 8
_YEAR = re.compile(r"(?:FY\s*)?(?:19|20)\d\d(?:\s*[-–/]\s*\d{2,4})?\s*[A-Za-z*年末度(E)]{0,4}[¹²³⁴-⁹]*")


def header_rows(grid: Grid) -> int:
    """How many rows at the top are headers; 0 when the first row holds values already."""
    slots = grid.matrix()
    if len(slots) < 2:
        return 0
    tagged = 0
    while tagged < len(slots) and any(cell is not None and cell.header for cell in slots[tagged]):
        tagged += 1
    count = min(tagged, MOST_HEADER_ROWS, len(slots) - 1)
    for r in range(count):
        if _is_data(slots[r]):
            count = r
            break
    while count < min(MOST_HEADER_ROWS, len(slots) - 1) and _is_more_header(slots, count):
        count += 1
    return count


def _texts(row: list[GridCell | None]) -> list[str]:
    return [cell.text if cell else "" for cell in row]


def _is_data(row: list[GridCell | None]) -> bool:
    """A label and then numbers that are no years: a header row in no table we know."""
    texts = _texts(row)
    rest = [t for t in texts[1:] if t]
    values = [t for t in rest if parse_number(t) is not None and not _YEAR.fullmatch(t)]
    small = all(re.fullmatch(r"\(?\d{1,2}\)?", t) for t in values)
    return bool(texts[0]) and len(values) >= max(1, 0.5 * len(rest)) and not small


def _is_more_header(slots: Slots, r: int) -> bool:
    """True when row r has no label and holds years, units or words while numbers come below."""
    texts = _texts(slots[r])
    rest = [t for t in texts[1:] if t]
    if not rest or (texts[0] and r > 0):
        return False
    if r == 0:
        words = [t for t in rest if parse_number(t) is None and not is_missing(t)]
        below = [t for row in slots[1:4] for t in _texts(row)[1:] if parse_number(t) is not None]
        years = all(_YEAR.fullmatch(t) for t in rest)
        return (len(words) == len(rest) and bool(below)) or (years and len(rest) > 1)
    headlike = [t for t in rest if _YEAR.fullmatch(t) or (parse_number(t) is None and not is_missing(t))]
    return len(headlike) == len(rest) and any(parse_number(t) for t in _texts(slots[min(r + 1, len(slots) - 1)])[1:])


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
