"""Runs of years, quarters, months, half-years and days as labels, in the ways that reports write them."""

from __future__ import annotations

import datetime
from random import Random
from typing import Literal

from gbi_sft.sample import Language

Grain = Literal["time", "quarter", "month", "half", "day"]
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
QUARTERS: dict[Language, tuple[str, ...]] = {
    "en": ("Q{q} {y}", "{q}Q{yy}", "Q{q} {yy}", "{y} Q{q}", "Q{q}'{yy}"),
    "zh": ("{y}年{q}季度", "{y}Q{q}", "{yy}Q{q}", "{y}年Q{q}"),
}
YEARS: dict[Language, tuple[str, ...]] = {
    "en": ("{y}", "{y}", "{y}", "FY{y}", "FY{yy}", "{y}/{n}"),
    "zh": ("{y}", "{y}", "{y}年", "{y}年"),
}
HALVES: dict[Language, tuple[str, ...]] = {"en": ("H{h} {y}", "{h}H{yy}"), "zh": ("{y}年{h}", "{y}H{d}")}
MONTHLY: dict[Language, tuple[str, ...]] = {
    "en": ("{m}", "{m} {y}", "{m}-{yy}", "{y}-{d:02d}"),
    "zh": ("{d}月", "{y}年{d}月", "{y}-{d:02d}", "{yy}/{d}"),
}
DAILY: dict[Language, tuple[str, ...]] = {
    "en": ("%Y-%m-%d", "%d %b", "%b %d", "%m/%d"),
    "zh": ("%Y-%m-%d", "%m-%d", "%m月%d日"),
}


def labels(language: Language, grain: Grain, count: int, rng: Random) -> tuple[str, ...]:
    """`count` labels one after the other, written alike."""
    year = rng.randint(1995, 2026 - min(count, 20) if grain == "time" else 2024)
    if grain == "day":
        return _days(language, count, year, rng)
    if grain == "time":
        form = rng.choice(YEARS[language])
        step = rng.choice((1, 1, 1, 1, 2, 5)) if count <= 6 else 1
        return tuple(_filled(form, year + step * n - (step - 1) * count, 1) for n in range(count))
    forms = {"quarter": QUARTERS, "month": MONTHLY, "half": HALVES}[grain][language]
    of = {"quarter": 4, "month": 12, "half": 2}[grain]
    form = rng.choice([form for form in forms if "{y" in form or count <= of])
    first = rng.randrange(of)
    return tuple(_filled(form, year + (first + n) // of, (first + n) % of + 1) for n in range(count))


def span(first: str, last: str) -> str:
    """Both ends of a run, as a title says it; "" where they do not tell the year."""
    return f"{first}–{last}" if any(len(p) >= 4 for p in ("".join(filter(str.isdigit, first)),)) else ""


def _filled(form: str, year: int, part: int) -> str:
    half = ("上半年", "下半年")[(part - 1) % 2] if form.startswith("{y}年{h}") else str(part)
    return form.format(
        y=year, yy=f"{year % 100:02d}", n=f"{(year + 1) % 100:02d}", q=part, h=half, d=part, m=MONTHS[(part - 1) % 12]
    )


def _days(language: Language, count: int, year: int, rng: Random) -> tuple[str, ...]:
    form, step = rng.choice(DAILY[language]), rng.choice((1, 1, 7))
    first = datetime.date(year, rng.randint(1, 12), rng.randint(1, 28))
    return tuple((first + datetime.timedelta(days=step * n)).strftime(form) for n in range(count))
