"""Dates as printed, to ISO 8601; partial dates stay partial ("2020-01", "2020-Q1"), bare years are numbers.

Not covered: fiscal years ("FY2020"), and day/month order where both are at most 12 (the reader of the column decides).
"""

from __future__ import annotations

import calendar
import re

from gbi.unit_terms import WIDE

_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name} | {
    name.lower(): i for i, name in enumerate(calendar.month_abbr) if name
} | {"sept": 9}  # fmt: skip
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<year>(?:1[5-9]|20|21)\d\d)"
_SHORT = r"(?P<year>(?:1[5-9]|20|21)\d\d|'\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}[-/.](?P<m>\d{{1,2}})[-/.](?P<day>\d{{1,2}})"
        r"(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?",
        rf"{_YEAR}[-/](?P<m>\d{{1,2}})",
        rf"{_YEAR}\s*年\s*(?P<m>\d{{1,2}})\s*月(?:份)?(?:\s*(?P<day>\d{{1,2}})\s*[日号])?",
        rf"{_MONTH}[\s,-]+{_SHORT}",
        rf"{_SHORT}[\s,-]+{_MONTH}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_DAY}[\s.-]*(?:of\s+)?{_MONTH},?[\s-]+{_YEAR}",
        rf"(?P<a>\d{{1,2}})[/.](?P<b>\d{{1,2}})[/.]{_YEAR}",
    )
)
_QUARTERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"Q(?P<q>[1-4])[\s,/'-]*{_SHORT}",
        rf"(?P<q>[1-4])Q[\s,/'-]*{_SHORT}",
        rf"{_YEAR}[\s,/:-]*Q(?P<q>[1-4])",
        rf"{_YEAR}\s*年?\s*第?\s*(?P<q>[一二三四1-4])\s*季度?",
    )
)
_HAN = {"一": "1", "二": "2", "三": "3", "四": "4"}


def parse_date(text: str) -> str | None:
    """ISO 8601 ("2020-01-05", "2020-01") or "2020-Q1"; None for anything else, a bare year included.

    Of "3/4/2020" the first number is the month unless it is over 12.
    """
    plain = text.translate(WIDE).strip().rstrip("*†")
    if not 5 <= len(plain) <= 40:
        return None
    for pattern in _QUARTERS:
        match = pattern.fullmatch(plain)
        if match:
            quarter = match["q"]
            return f"{_full_year(match['year'])}-Q{_HAN.get(quarter, quarter)}"
    for pattern in _PATTERNS:
        match = pattern.fullmatch(plain)
        if match:
            return _iso(match.groupdict())
    return None


def _full_year(text: str) -> int:
    if text.startswith("'"):
        short = int(text[1:])
        return 2000 + short if short < 70 else 1900 + short
    return int(text)


def _iso(found: dict[str, str | None]) -> str | None:
    year = _full_year(str(found["year"]))
    day = int(str(found["day"])) if found.get("day") else None
    if found.get("a"):
        first, second = int(str(found["a"])), int(str(found["b"]))
        month, day = (second, first) if first > 12 else (first, second)
    elif found.get("month"):
        month = _MONTHS[str(found["month"]).lower()]
    else:
        month = int(str(found["m"]))
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day is not None else "")
