"""How many rows at the top of a table of texts are column headers."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
    return count


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
    """True when row r holds years, units or words and no label of its own, while values come below."""
    row = rows[r]
    rest = [t for t in row[1:] if t]
    if not rest or not all(is_year(t) or not _is_value(t) for t in rest):
        return False
    below = [[t for t in other[1:] if t] for other in rows[r + 1 : r + 4]]
    if not any(_is_value(t) and not is_year(t) for texts in below for t in texts):
        return False
    if r == 0:
        return True
    return not row[0] or (len(rest) >= 0.5 * (len(row) - 1) and _is_first_full(rows, r))


def _is_value(text: str) -> bool:
    return parse_number(text) is not None or is_missing(text)


def _is_first_full(rows: Sequence[Sequence[str]], r: int) -> bool:
    """Whether no row above r has text in as many columns: then it is the row that names the columns."""
    width = sum(1 for t in rows[r] if t)
    return all(sum(1 for t in row if t) < width or not row[0] for row in rows[:r])
