"""Numbers as people print them, in the conventions of several locales; dates; what stands for "no value".

A value is kept as shown: "$5M" is 5 with unit USD and scale 1e6. Not covered: numbers spelled out in words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gbi.dates import parse_date
from gbi.unit_terms import WIDE
from gbi.units import Unit, parse_unit, read_terms

__all__ = ["Decimal", "Parsed", "Unit", "is_missing", "parse_column", "parse_date", "parse_number", "parse_unit"]

Decimal = Literal[".", ","]
"""Which mark a column or document writes before its decimals."""

MAX_CHARS = 80


@dataclass(frozen=True, slots=True)
class Parsed:
    """A printed number: `value` as shown, its `unit` and `scale` (what one shown unit stands for), the `text` it came
    from, footnote `marks` that were set aside, and `relation` for "<1", ">100", "~5"."""

    value: float
    unit: str | None = None
    scale: float = 1.0
    text: str = ""
    marks: str = ""
    relation: Literal["", "<", ">", "~"] = ""


_MISSING = re.compile(
    r"(?i)[-–—―−‒_.…*†‡/\\x×:]{0,1}|[-–—―−‒_.…*]{2,6}|n\.?/?a\.?|n\.?d\.?|n\.?m\.?|nil|null|nan|none"
    r"|not (?:available|applicable|reported|meaningful)"
    r"|不适用|不详|无|暂无|未披露|\(x\)|\(?na\)?|[-–—]\s*%|\(\s*[-–—]\s*\)"
)
_FRACTIONS = dict(
    zip(
        "½¼¾⅓⅔⅕⅖⅗⅘⅙⅛⅜⅝⅞",
        (1 / 2, 1 / 4, 3 / 4, 1 / 3, 2 / 3, 1 / 5, 2 / 5, 3 / 5, 4 / 5, 1 / 6, 1 / 8, 3 / 8, 5 / 8, 7 / 8),
        strict=True,
    )
)
_CORE = re.compile(r"(?:\d(?:[\d.,']|(?<=\d) (?=\d{3}(?!\d)))*|\.\d+)(?:[eE][+−-]?\d{1,3}(?!\d))?")
_SIGNS = "-‐‑−–—‒﹣\u00ad"
_MARKS = re.compile(
    r"[*†‡§¶#¹²³⁰⁴-⁹ᵃ-ᶻ]+|\[\w{1,3}\]|(?<=[\d%])\s*\((?:\d|[a-z]{1,2}|[A-Z]|\*+)\)$|(?<=\d)\s?[acdefiprs](?:,[a-z])*$"
)
_LEAD_MARKS = re.compile(r"^\s*(?:[*†‡§¶#¹²³⁰⁴-⁹]+|[rpe](?=\s?\d))\s*")
_RELATION = re.compile(
    r"(?i)^\s*(<=|>=|[<>≤≥~≈约±]|less than|more than|over|under|about|approx\.?|approximately|circa|ca\.|c\.)\s*"
)
_TREND = re.compile(r"^(?:(减少|下降|降低|下滑)|(?:增加|上升|提高|增长))了?\s*(?=[\d.])")
_GROUPED = re.compile(r"\d{1,3}(?:S\d{3})+|\d{1,2}(?:S\d{2})+S\d{3}|\d{1,3}(?:S\d{4})+")


def is_missing(text: str) -> bool:
    """True for what stands in place of a value: nothing, dashes, "n/a", "*", "…", "不适用"; also "$ -"."""
    plain = text.translate(WIDE).strip()
    plain = re.sub(r"^(?:US)?[$€£¥]\s*(?=[-–—]|$)|[¹²³⁰⁴-⁹]+$", "", plain).strip()
    return len(plain) < 24 and _MISSING.fullmatch(plain) is not None


def parse_number(text: str, locale_hint: Decimal | None = None) -> Parsed | None:
    """The one number that `text` prints; None when it prints none, several, or a missing-value sign.

    `locale_hint` is the decimal mark where "1.234" or "1,234" could be either; without it "." is decimal there
    and "," groups thousands.
    """
    if len(text) > MAX_CHARS or is_missing(text):
        return None
    plain = text.translate(WIDE).strip()
    plain = re.sub(r"(?<=\d)[\s]+(?=[.,]\d)|(?<=\d[.,])\s+(?=\d{3}\b)", "", plain)
    plain = _TREND.sub(lambda m: "-" if m.group(1) else "", plain, count=1)
    plain, relation = _take_relation(plain)
    plain, marks = _take_marks(plain)
    plain, fraction = _take_fraction(plain)
    cores = list(_CORE.finditer(plain))
    if len(cores) > 1 and re.fullmatch(r"[\s'\d]*000'?s?.*", plain[cores[0].end() :]):
        cores = cores[:1]
    if len(cores) != 1:
        return None
    core = cores[0].group().rstrip(".,'")
    before, after = plain[: cores[0].start()], plain[cores[0].start() + len(core) :]
    value = _core_value(core, locale_hint)
    around = _read_around(before, after)
    if value is None or around is None:
        return None
    negative, unit, scale = around
    value = -(value + fraction) if negative else value + fraction
    return Parsed(value, unit, scale, text, marks, relation)


def parse_column(texts: Sequence[str], locale_hint: Decimal | None = None) -> list[Parsed | None]:
    """One `Parsed` or None per text; all together decide what "1.234" means, `locale_hint` where they are mute."""
    mark = column_decimal(texts) or locale_hint
    return [parse_number(text, mark) for text in texts]


def column_decimal(texts: Sequence[str]) -> Decimal | None:
    """The decimal mark that the texts show beyond doubt or by their pattern; None when they do not tell."""
    points = commas = grouped = 0
    dotted: list[str] = []
    whole: list[str] = []
    for text in texts:
        match = _CORE.search(text.translate(WIDE)) if len(text) <= MAX_CHARS else None
        core = match.group().rstrip(".,'") if match else ""
        if re.search(r",\d+\.|^\d*\.\d{1,2}$|\.\d{4,}$|^0?\.\d|(?:,\d{3}){2}|[ ']\d{3}\.\d", core):
            points += 1
        elif re.search(r"\.\d+,|^\d*,\d{1,2}$|^0,\d|(?:\.\d{3}){2}|[ ']\d{3},\d", core):
            commas += 1
        elif re.fullmatch(r"\d{1,3}\.\d{3}", core):
            dotted.append(core)
        elif re.fullmatch(r"\d{1,3},\d{3}", core):
            grouped += 1
        elif core.isdigit():
            whole.append(core)
    if commas > points and grouped > commas:
        return None
    if points != commas:
        return "." if points > commas else ","
    if points == 0 and len(dotted) >= 2 and any(0 < int(w) < 1000 for w in whole) and all(int(w) < 1000 for w in whole):
        return ","
    return None


def _take_relation(text: str) -> tuple[str, Literal["", "<", ">", "~"]]:
    match = _RELATION.match(text)
    if not match:
        return text, ""
    word = match.group(1).lower()
    rest = text[match.end() :]
    if word in ("<", "<=", "≤", "less than", "under"):
        return rest, "<"
    if word in (">", ">=", "≥", "more than", "over"):
        return rest, ">"
    return rest, "~"


def _take_marks(text: str) -> tuple[str, str]:
    """Sets footnote marks aside; superscripts after a letter (m²) are part of a unit and stay."""
    lead = _LEAD_MARKS.match(text)
    marks = lead.group().strip() if lead else ""
    text = text[lead.end() :] if lead else text
    kept, position = "", 0
    for match in _MARKS.finditer(text):
        start = match.start()
        if match.group()[0] in "²³" and start and text[start - 1] in "mM":
            continue
        kept += text[position:start]
        marks += match.group().strip()
        position = match.end()
    return (kept + text[position:]).strip(), marks


def _take_fraction(text: str) -> tuple[str, float]:
    for sign, value in _FRACTIONS.items():
        if sign in text:
            digits = text.replace(sign, "")
            return (digits if any(c.isdigit() for c in digits) else text.replace(sign, "0")), value
    return text, 0.0


def _core_value(core: str, hint: Decimal | None) -> float | None:
    """The digits' value; None when the separators fit no convention (dates, versions, phone numbers)."""
    head, _, exponent = core.replace("E", "e").partition("e")
    power = int(exponent.replace("−", "-")) if exponent else 0
    decimal = _decimal_of(head, hint)
    whole, _, part = head.rpartition(decimal) if decimal and decimal in head else (head, "", "")
    separators = {c for c in whole if not c.isdigit()}
    if len(separators) > 1 or not (part.isdigit() or not part) or (decimal and head.endswith(decimal)):
        return None
    if separators:
        mark = separators.pop()
        if not _GROUPED.fullmatch(whole.replace(mark, "S")):
            return None
        whole = whole.replace(mark, "")
    value = float(f"{whole or '0'}.{part or '0'}e{power}") if abs(power) < 300 else None
    return value if value is not None and value < 1e300 else None


def _decimal_of(head: str, hint: Decimal | None) -> str:
    """Which mark of `head` is the decimal one; "" for none."""
    points, commas = head.count("."), head.count(",")
    if points and commas:
        last = "." if head.rfind(".") > head.rfind(",") else ","
        return last if head.count(last) == 1 else ""
    if points + commas != 1:
        return ""
    mark = "." if points else ","
    before, _, after = head.rpartition(mark)
    if len(after) != 3 or before in ("", "0") or len(before) > 3 or not before.isdigit():
        return mark
    if mark == ",":
        return "," if hint == "," else ""
    return "" if hint == "," else "."


def _read_around(before: str, after: str) -> tuple[bool, str | None, float] | None:
    """Sign, unit and scale from what stands around the digits; None when something else stands there."""
    negative = False
    if "(" in before and ")" in after and before.count("(") == after.count(")") == 1:
        before, after, negative = before.replace("(", ""), after.replace(")", ""), True
    signs = [c for c in before if c in _SIGNS or c in "+▼▽↓▲△↑"]
    if len(signs) > 1:
        return None
    if signs:
        negative = negative or signs[0] in _SIGNS or signs[0] in "▼▽↓"
        before = before.replace(signs[0], "")
    elif after.strip() and after.strip() in _SIGNS:
        negative, after = not negative, ""
    left, right = read_terms(before.strip()), read_terms(after.strip())
    if left.rest.strip() or right.rest.strip():
        return None
    unit = left.unit or right.unit
    if left.unit and right.unit and left.unit != right.unit:
        return None
    scale = left.scale * right.scale
    return negative, unit, scale
