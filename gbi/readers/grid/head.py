"""How many rows at the top of a table of texts are column headers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from gbi.numbers import is_missing, parse_number

MOST_HEADER_ROWS = 8
_YEAR = re.compile(r"(?:FY\s*|CY\s*)?'?(?:19|20)?\d\d(?:\s*[-–/]\s*\d{2,4})?\s*[A-Za-z*年末度(E)]{0,4}[¹²³⁴-⁹]*")


def count_header_rows(rows: Sequence[Sequence[str]], tagged: int) -> int:
    """The number of header rows of R x C texts, of which a finder called the first `tagged` headers.

    0 when the first row holds values already; the last row is never a header.
    """
    most = min(MOST_HEADER_ROWS, len(rows) - 1)
    count = max(0, min(tagged, most))
    for r in range(count):
        if is_data(rows[r]):
            count = r
            break
    while count < most and _is_more(rows, count):
        count += 1
    while count > 1 and _is_lone_label(rows, count - 1):
        count -= 1
    return count


def _is_lone_label(rows: Sequence[Sequence[str]], r: int) -> bool:
    """Whether row r is the first group of the body: a label alone, where the first column has its header already."""
    return bool(rows[r][0]) and not any(rows[r][1:]) and any(row[0] for row in rows[:r])


def is_year(text: str) -> bool:
    """Whether a text is a year or a span of years ("2018", "2017/18", "FY 2019", "2020年")."""
    return _YEAR.fullmatch(text) is not None and re.search(r"(?:19|20)\d\d|'\d\d", text) is not None


def is_data(row: Sequence[str]) -> bool:
    """A label and then numbers that are no years: a header row in no table we know."""
    rest = [t for t in row[1:] if t]
    values = [t for t in rest if parse_number(t) is not None and not is_year(t)]
    small = all(re.fullmatch(r"\(?\d{1,2}\)?", t) for t in values)
    return bool(row[0]) and len(values) >= max(1, 0.5 * len(rest)) and not small


def _is_more(rows: Sequence[Sequence[str]], r: int) -> bool:
    """True when row r holds years, units or words above columns of values; a label of its own asks for more of them."""
    row = rows[r]
    rest = [c for c in range(1, len(row)) if row[c]]
    if not rest or not (all(is_year(row[c]) or not _is_value(row[c]) for c in rest) or _is_scale(rows, r)):
        return False
    below = [other for other in rows[r + 1 :] if any(_is_value(t) and not is_year(t) for t in other[1:] if t)][:4]
    over = [c for c in rest if any(other[c] and _is_value(other[c]) for other in below)]
    if r == 0 or not row[0]:
        return bool(below)
    return len(rest) >= 0.5 * (len(row) - 1) and len(over) >= 0.8 * len(rest)


def _is_scale(rows: Sequence[Sequence[str]], r: int) -> bool:
    """Whether a row counts up in small numbers (grades, months, ages) over larger ones."""
    steps = [int(t) for t in rows[r][1:] if re.fullmatch(r"\d{1,2}", t)]
    rising = len(steps) >= 3 and all(a < b for a, b in pairwise(steps))
    lines = ([p.value for t in row[1:] if (p := parse_number(t)) is not None] for row in rows[r + 1 :])
    below = next((line for line in lines if line), [])
    return rising and bool(below) and min(below) > max(steps)


def _is_value(text: str) -> bool:
    return parse_number(text) is not None or is_missing(text)
