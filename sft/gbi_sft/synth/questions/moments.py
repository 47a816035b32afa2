"""Moments among labels: which kind they are, whether they run forwards, whether each follows the one before it.

"Compared with the year before" may only be asked where the year before stands beside it: 2010, 2015, 2020 run
forwards, but not step by step.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

Moment = Literal["", "year", "quarter", "month", "date"]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
CHINESE = "一二三四"
_MONTH = (  # nothing else that begins so: Mars, Mayo, Juneau, Octopus
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
MOMENTS: tuple[tuple[Moment, re.Pattern[str]], ...] = (
    ("year", re.compile(r"(?i)(?:fy\s?)?(?:1[89]|20|21)\d\d(?:\s?[/–-]\s?\d\d(?:\d\d)?)?[ae]?\s?年?度?|fy\s?'?\d\d")),
    ("quarter", re.compile(r"(?i)(?:\d{2,4}\s?年?[\s-]?)?(?:q[1-4]|第?[一二三四1-4]季度?)(?:[\s'/-]*\d{2,4})?")),
    ("month", re.compile(rf"(?i){_MONTH}(?:[\s'-]*\d{{2,4}})?|(?:\d{{4}}年)?(?:1[0-2]|[1-9])月(?:份)?|\d{{4}}-\d\d")),
    (
        "date",
        re.compile(
            r"(?i)\d{4}[-/.]\d\d?[-/.]\d\d?|(?:\d{4}年)?\d\d?月\d\d?日|\d\d?/\d\d?|"
            + rf"{_MONTH}\s\d\d?|\d\d?\s{_MONTH}"
        ),
    ),
)
CYCLE: dict[Moment, int] = {"": 0, "year": 0, "quarter": 4, "month": 12, "date": 0}
"""How many make the round; a quarter or month without a year may start anew."""


def moment_of(texts: Sequence[str]) -> Moment:
    """Which kind of moment all the texts are, "" where they are none."""
    for moment, pattern in MOMENTS:
        if texts and all(pattern.fullmatch(text.strip()) for text in texts):
            return moment
    return ""


def forwards(texts: Sequence[str], moment: Moment) -> bool:
    """Whether the moments run from earlier to later; months without a year may pass one New Year."""
    places = [place(text, moment) for text in texts]
    known = [number for number in places if number is not None]
    if not moment or len(known) < len(places):
        iso = moment == "date" and all(re.match(r"\d{4}-\d\d-", text) for text in texts)
        return iso and all(a < b for a, b in pairwise(texts))
    back = sum(a >= b for a, b in pairwise(known))
    return back == 0 or (back == 1 and bool(CYCLE[moment]) and max(known) <= CYCLE[moment] and known[-1] < known[0])


def step_by_step(texts: Sequence[str], moment: Moment) -> bool:
    """Whether each moment is the one right after the one before it."""
    places = [place(text, moment) for text in texts]
    known = [number for number in places if number is not None]
    if len(known) < len(places) or not forwards(texts, moment):
        return False
    return all(b - a == 1 or (CYCLE[moment] and b - a == 1 - CYCLE[moment]) for a, b in pairwise(known))


def place(text: str, moment: Moment) -> int | None:
    """Where a moment stands on the line of its kind: years, quarters or months counted; None for dates."""
    years = re.findall(r"(?<!\d)\d{4}(?!\d)", text)
    short = re.findall(r"(?<!\d)\d{2}(?!\d)", text)
    if moment == "year":
        return int(years[0]) if years else (2000 + int(short[0]) if short else None)
    if moment == "quarter":
        found = re.search(r"(?i)q([1-4])|([一二三四1-4])季", text)
        part = None if found is None else _quarter(found.group(1) or found.group(2))
    elif moment == "month":
        part = _month(text)
    else:
        return None
    year = int(years[0]) if years else (2000 + int(short[0]) if short and "月" not in text else None)
    if part is None or year is None:
        return part
    return year * CYCLE[moment] + part


def _quarter(text: str) -> int:
    return CHINESE.index(text) + 1 if text in CHINESE else int(text)


def _month(text: str) -> int | None:
    named = text.strip()[:3].casefold()
    if named in MONTHS:
        return MONTHS.index(named) + 1
    found = re.search(r"(\d{1,2})月|\d{4}-(\d\d)", text)
    return None if found is None else int(found.group(1) or found.group(2))
