"""Tick and category labels that are dates: years, quarters, months, days, in English and Chinese."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from gbi.readers.chart.axis import Grain, date_text

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = "january|february|march|april|may|june|july|august|september|october|november|december"
_MONTH = rf"(?P<month>{_LONG}|{'|'.join(MONTHS)}|sept)\.?"
_YEAR = r"(?P<year>(?:1[5-9]|20|21)\d\d|['’‘`´]\s?\d\d)"
_MARKS = r"(?:\s*[*†‡]+|\s*\([ef]\)|(?<=\d)[EFef])?"


@dataclass(frozen=True, slots=True)
class Dated:
    """A date read from a label: its first day as an ordinal, and how fine the label is."""

    ordinal: int
    grain: Grain


_PATTERNS: tuple[tuple[str, Grain], ...] = (
    (rf"(?:FY\s?)?{_YEAR}(?:\s*[/–-]\s*(?P<until>\d\d|\d{{4}}))?", "year"),
    (rf"{_YEAR}\s*(?:年度?|财年)", "year"),
    (rf"[QＱ](?P<quarter>[1-4])[\s,/-]*{_YEAR}", "quarter"),
    (r"(?P<quarter>[1-4])Q[\s,/-]*(?P<year>\d{4}|'?\d\d)", "quarter"),
    (rf"{_YEAR}\s*[\s/-]?\s*(?:[QＱ]|年第?)(?P<quarter>[1-4一二三四])(?:季度?)?", "quarter"),
    (rf"{_MONTH}[\s,/-]*{_YEAR}", "month"),
    (rf"{_YEAR}[\s,/-]*{_MONTH}", "month"),
    (rf"{_MONTH}[\s-](?P<year>[0129]\d)", "month"),
    (rf"{_YEAR}\s*(?:[-/.]|年)\s*(?P<number>0?[1-9]|1[0-2])月?", "month"),
    (rf"(?P<number>0?[1-9]|1[0-2])/{_YEAR}", "month"),
    (rf"{_MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s*{_YEAR}", "day"),
    (rf"(?P<day>\d{{1,2}})\.?[\s-]*{_MONTH},?[\s-]*{_YEAR}", "day"),
    (rf"{_YEAR}\s*[-/.年]\s*(?P<number>0?[1-9]|1[0-2])\s*[-/.月]\s*(?P<day>\d{{1,2}})日?", "day"),
)
_COMPILED = tuple((re.compile(pattern + _MARKS, re.IGNORECASE), grain) for pattern, grain in _PATTERNS)
_CJK_DIGIT = {"一": 1, "二": 2, "三": 3, "四": 4}
_MONTH_ONLY = re.compile(rf"{_MONTH}|(?P<number>0?[1-9]|1[0-2])月", re.IGNORECASE)


def read_date(text: str) -> Dated | None:
    """The date that the whole of `text` is, footnote marks and estimate marks aside; None when it is none.

    A year range like "2010/11" counts as its first year. A month or quarter without a year is not a date.
    """
    cleaned = text.strip()
    for pattern, grain in _COMPILED:
        match = pattern.fullmatch(cleaned)
        if match and _is_range(match.groupdict()):
            return _dated(match.groupdict(), grain)
    return None


def restyled(sample: str, ordinal: float, grain: Grain) -> str:
    """A date written the way `sample` writes its own: "Jul 16", "Q3 2012", "2010/11"; `date_text` for other samples."""
    date = dt.date.fromordinal(int(ordinal) + {"year": 182, "quarter": 45, "month": 15, "day": 0}[grain])
    text = sample.strip().rstrip("*†‡ ")
    month = re.search(_MONTH, text, re.IGNORECASE)
    if grain == "day" or (grain == "month" and not month):
        return date_text(ordinal, grain)
    span = re.fullmatch(r"(\d{4})([/–-])(\d\d)", text)
    if span:
        return f"{date.year}{span[2]}{(date.year + 1) % 100:02d}"
    if month and grain == "month":
        long = len(month["month"]) > 4 or month["month"].lower() == "june"
        text = text.replace(month[0], date.strftime("%B" if long else "%b"), 1)
    text = re.sub(r"(?<=[QＱ])[1-4]|\b[1-4](?=Q)", str((date.month + 2) // 3), text)
    text = re.sub(r"(?<!\d)\d{4}(?!\d)", str(date.year), text)
    return re.sub(r"(?<![\dQ])\d\d(?!\d)", f"{date.year % 100:02d}", text)


def is_month(text: str) -> bool:
    """True for a month's name without a year ("Jan", "3月")."""
    return month_of(text) is not None


def month_of(text: str) -> int | None:
    """The month, 1 to 12, of a month's name without a year; None for any other text."""
    match = _MONTH_ONLY.fullmatch(text.strip())
    if match is None:
        return None
    return int(match["number"]) if match["number"] else MONTHS.index(match["month"][:3].lower()) + 1


def _is_range(parts: dict[str, str | None]) -> bool:
    """False for "2020-03", which is a month: a range of years ends the year after it began."""
    until = parts.get("until")
    if until is None or len(until) == 4:
        return True
    return int(until) % 100 == (_year(parts["year"] or "") + 1) % 100


def _dated(parts: dict[str, str | None], grain: Grain) -> Dated | None:
    year = _year(parts["year"] or "")
    month = 1
    if quarter := parts.get("quarter"):
        month = 3 * (_CJK_DIGIT.get(quarter) or int(quarter)) - 2
    elif name := parts.get("month"):
        month = MONTHS.index(name[:3].lower()) + 1
    elif number := parts.get("number"):
        month = int(number)
    try:
        return Dated(dt.date(year, month, int(parts.get("day") or 1)).toordinal(), grain)
    except ValueError:  # "31 Feb 2020"
        return None


def _year(text: str) -> int:
    digits = int(re.sub(r"\D", "", text))
    if digits >= 100:
        return digits
    return 2000 + digits if digits < 50 else 1900 + digits
