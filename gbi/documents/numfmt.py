"""Spreadsheet number formats (ECMA-376, 18.8.31): what a raw value is shown as, its unit and its scale."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from gbi.units import parse_unit

QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
BRACKET = re.compile(r"\[([^\]]*)\]")
DATE_PARTS = re.compile(r"[ymdhs]", re.IGNORECASE)
DIGITS = re.compile(r"[0#?](?:[0#?,]*[0#?])?(?:\.[0#?]*)?(,*)(?:E[+-]0+)?")


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a format shows a number: shown = raw * `factor`; `scale` is what one shown unit stands for.

    "0.0%" has factor 100, unit "%", scale 0.01; "#,##0," (thousands) has factor 0.001 and scale 1000.
    """

    unit: str | None = None
    factor: float = 1.0
    scale: float = 1.0
    decimals: int | None = None
    grouped: bool = False
    date: bool = False
    time_only: bool = False
    prefix: str = ""
    suffix: str = ""


@lru_cache(maxsize=512)
def parse_format(code: str | None) -> NumberFormat:
    """The format with this code; the first section decides. None, "General" and "@" say nothing."""
    if not code or code.lower() in ("general", "@", "standard"):
        return NumberFormat()
    section = code.split(";")[0]
    currency = next((b[1:].split("-")[0] for b in BRACKET.findall(section) if b.startswith("$")), "")
    bare = BRACKET.sub("", section)
    literals = [(m.start(), m.group(1) or m.group(2) or "") for m in QUOTED.finditer(bare)]
    core = QUOTED.sub("", bare)
    if DATE_PARTS.search(core) and not DIGITS.search(core.replace("0", "")):
        return NumberFormat(date=True, time_only=not re.search(r"[yd]", core, re.IGNORECASE))
    number = DIGITS.search(core)
    if number is None:
        return NumberFormat()
    first = re.search(r"[0#?]", QUOTED.sub(lambda m: " " * len(m.group()), bare))
    at = first.start() if first else 0
    prefix = currency + "".join(t for p, t in literals if p < at) + core[: number.start()].strip("+- ()")
    suffix = core[number.end() :].strip("+- ()").replace("%", "") + "".join(t for p, t in literals if p >= at)
    decimals = len(number.group().split("E")[0].partition(".")[2].rstrip(","))
    thousands = 1000.0 ** len(number.group(1))
    percent = "%" in core
    unit = parse_unit(f"({(prefix + ' ' + suffix).strip()})") if (prefix + suffix).strip() else None
    scale = thousands if thousands != 1.0 else (unit.scale if unit else 1.0)
    return NumberFormat(
        unit="%" if percent else (unit.unit if unit else None),
        factor=100.0 if percent else 1.0 / thousands,
        scale=0.01 if percent else scale,
        decimals=decimals,
        grouped="," in number.group().rstrip(","),
        prefix=prefix,
        suffix="%" if percent else suffix,
    )


def shown_value(raw: float, form: NumberFormat) -> int | float:
    """The number as shown, before rounding to the format's decimals: 0.125 as "0.0%" is 12.5."""
    if form.factor == 1.0:
        value = float(raw)
    else:
        value = float(f"{raw * form.factor:.14g}")
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def shown_text(raw: float, form: NumberFormat) -> str:
    """The number as a spreadsheet prints it, near enough for evidence: decimals, grouping, prefix and suffix."""
    value = shown_value(raw, form)
    comma = "," if form.grouped else ""
    body = f"{abs(value):{comma}.{form.decimals}f}" if form.decimals is not None else f"{abs(value):{comma}}"
    return f"{'-' if value < 0 else ''}{form.prefix}{body}{form.suffix}"


def excel_date(serial: float, form: NumberFormat, base_1904: bool = False) -> str | None:
    """ISO 8601 for a day number (1 is 1900-01-01, with Excel's leap-year slip); None out of range."""
    epoch = dt.datetime(1904, 1, 1) if base_1904 else dt.datetime(1899, 12, 30)
    try:
        moment = epoch + dt.timedelta(seconds=round(serial * 86400))
    except OverflowError:
        return None
    if form.time_only and serial < 1:
        return moment.time().isoformat()
    at_midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return moment.date().isoformat() if at_midnight else moment.isoformat()
