"""Months, quarters and years in a question: the span of days that is meant, or the unit by which rows are grouped."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from gbi_agents.calendar_names import MONTH_NUMBERS
from gbi_agents.language import CHINESE_DIGITS, Language

Unit = Literal["month", "quarter", "year"]
Span = tuple[int, int]
"""Start and end in the folded question."""
_NAMES = "|".join(sorted((name for name in MONTH_NUMBERS if name != "may"), key=len, reverse=True))
_EN = re.compile(
    rf"\b(?:(?P<month>{_NAMES}|may(?= \d{{4}})|(?<=in )may|(?<=for )may)\b\.?,?\s*"
    r"|q(?P<quarter>[1-4])\b,?\s*(?:of\s+)?)?"
    r"(?P<year>(?:19|20)\d\d)?\b"
)
_ZH = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)\s*年?)?(?:(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?"
    r"|第?(?P<quarter>[1-4一二三四])季度?|q(?P<q>[1-4]))?"
)
_TO = re.compile(r"\s*(?:to|through|until|till|and|-|–|~|到|至|和)\s*")
_BY = r"\b(?:by|per|each|every|which|what)"
_UNITS: dict[Language, tuple[tuple[Unit, str], ...]] = {
    "en": (
        ("month", rf"{_BY} months?\b|\bmonthly\b"),
        ("quarter", rf"{_BY} quarters?\b|\bquarterly\b"),
        ("year", rf"{_BY} years?\b|\byearly\b|\bannual(?:ly)?\b"),
    ),
    "zh": (
        ("month", r"(?:每|各|按|分|哪)(?:一?个)?月(?:份|度)?|月度|逐月"),
        ("quarter", r"(?:每|各|按|分|哪)(?:一?个)?季度?|季度(?=趋势|走势|的?变化)"),
        ("year", r"(?:每|各|按|分|哪)(?:一?个)?年(?:份|度)?|年度|逐年"),
    ),
}


@dataclass(frozen=True)
class Moments:
    """The span that is meant as first and last day (None for all time), how it is said, and the grouping unit."""

    low: str | None
    high: str | None
    name: str
    unit: Unit | None
    spans: tuple[Span, ...]


def moments_of(text: str, language: Language, first: str, last: str) -> Moments | None:
    """What the folded question says of time over data from day `first` to day `last`.

    None where it names several spans, a span outside of the data, or a month alone where the data hold several years.
    """
    unit, spans, rest = None, [], text
    for each, pattern in _UNITS[language]:
        match = re.search(pattern, rest)
        if match is not None:
            unit, rest = each, rest[: match.start()] + " " * len(match.group()) + rest[match.end() :]
            spans.append(match.span())
            break
    found = [match for match in (_ZH if language == "zh" else _EN).finditer(rest) if match.group().strip()]
    found = [match for match in found if any(match.groupdict().values())]
    if not found:
        return Moments(None, None, "", unit, tuple(spans))
    spans.append((found[0].start(), found[-1].end()))
    if len(found) > 2 or (len(found) == 2 and not _TO.fullmatch(rest[found[0].end() : found[1].start()])):
        return None
    said = [{name: value for name, value in match.groupdict().items() if value} for match in found]
    years = [each["year"] for each in said if "year" in each] or ([first[:4]] if first[:4] == last[:4] else [])
    if not years:
        return None
    (low, end, name), (start, high, other) = _days(said[0].get("year", years[0]), said[0]), _days(years[-1], said[-1])
    between = rest[found[0].end() : found[-1].start()].strip() if len(found) == 2 else ""
    apart = between in ("and", "和") and re.search(r"\bbetween\b|之间", text) is None
    if apart and date.fromisoformat(end) + timedelta(days=1) < date.fromisoformat(start):
        return None  # March and June are two months, not four
    inside = low <= high and low <= last and high >= first
    return Moments(low, high, name if name == other else f"{name}–{other}", unit, tuple(spans)) if inside else None


def _days(year: str, said: dict[str, str]) -> tuple[str, str, str]:
    """First and last day as texts that compare as days do, and the span's name."""
    quarter = said.get("quarter", said.get("q"))
    if quarter is not None:
        number = int(quarter) if quarter.isdigit() else CHINESE_DIGITS[quarter]
        return f"{year}-{3 * number - 2:02d}-01", _last_day(year, 3 * number), f"{year}-Q{number}"
    month = said.get("month")
    if month is None:
        return f"{year}-01-01", f"{year}-12-31", year
    number = MONTH_NUMBERS.get(month) or (int(month) if month.isdigit() else _chinese(month))
    return f"{year}-{number:02d}-01", _last_day(year, number), f"{year}-{number:02d}"


def _last_day(year: str, month: int) -> str:
    return f"{year}-{month:02d}-{monthrange(int(year), month)[1]:02d}"


def _chinese(month: str) -> int:
    return sum(CHINESE_DIGITS[digit] for digit in month)


def unit_name(day: str, unit: Unit) -> str:
    """The month ("2023-01"), quarter ("2023-Q1") or year that a day lies in."""
    if unit == "quarter":
        return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"
    return day[:7] if unit == "month" else day[:4]
