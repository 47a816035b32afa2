"""Units, currencies and scales as printed: "in million U.S. dollars", "(%)", "单位：万元", "$bn".

A scale is what a shown value must be multiplied by: 1e6 for "in millions", 0.01 for "%". A denominator ("per 1,000
inhabitants") is part of the unit and never a scale. Not covered: conversion between units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gbi.unit_terms import WIDE, Kind, lookup, term_at


@dataclass(frozen=True, slots=True)
class Unit:
    """`unit` such as "USD", "%" or "tonnes" (None when none is named), `scale`, and `name`: the text without the
    phrase that named them (the whole text when nothing else is left)."""

    unit: str | None = None
    scale: float = 1.0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a run of unit terms says: unit, scale, the text left after it, and how sure a term it has."""

    unit: str | None
    scale: float
    rest: str
    strong: bool
    percent: bool = False


_FILLER = re.compile(
    r"(?i)(?:[\s.·]+|(?:of|in|de|d'|the|u\.?s\.?(?=\s)|constant|current|nominal|real|metric(?=\s*$)|(?:19|20)\d\d)(?![a-z\d]))+"
)
_PER = re.compile(
    r"(?i)\bper\s+(?:[\d][\d,. ]*|hundred|thousand|million)\b(?:\s*[^\W\d_][\w-]*){0,3}"
    r"|每\s*[\d,]*[百千万亿]+[^\W\d_]{0,3}"
)
_PER_TAIL = re.compile(r"(?i)^\s*(?:/|per\s+)\s*([^\W\d_][\w ]{0,24})$")
_EXCEPT = re.compile(r"(?i)[\s,;(]*\bexcept\b.*$")
_LABEL = re.compile(
    r"(?i)[（(【\[]?\s*(?:金额单位|货币单位|计量单位|单位|金额|币种|unit|units|currency)\s*[:：]\s*([^\s,，;；）)】\]]+(?:\s(?=million|billion|thousand|U\.?S|dollar|euro)[^\s,;)]+)*)\s*[）)】\]]?"
)
_BRACKET = re.compile(r"[(\[（【]([^()\[\]（）【】]{1,60})[)\]）】]")
_IN = re.compile(r"(?i)(?:^|[\s,;(])in\s+([^,;()]{1,60})")
_TAIL = re.compile(r"(?:[,:;]\s*|\s[–—-]\s+)([^,:;]{1,40})$")


def read_terms(text: str) -> Terms:
    """Reads unit terms from the start of `text` up to the first thing that is none; `rest` is what was left."""
    unit: str | None = None
    scale, strong, percent, wide_mm = 1.0, False, False, False
    position = 0
    while position < len(text):
        gap = _FILLER.match(text, position)
        start = gap.end() if gap else position
        term = term_at(text, start)
        if not term:
            break
        kind, value, factor, sure = lookup(term)
        if kind is Kind.SCALE:
            scale *= factor
        elif unit is None:
            unit, percent = value, kind is Kind.PERCENT
            scale *= factor
        elif term.lower() != "mm" and value != unit:
            break
        wide_mm = wide_mm or term.lower() == "mm"
        strong = strong or sure
        position = start + len(term)
    if wide_mm and unit not in (None, "mm"):
        scale *= 1e6
    rest = text[position:]
    gap = _FILLER.match(rest)
    return Terms(unit, scale, "" if gap and gap.end() == len(rest) else rest, strong, percent)


def parse_unit(text: str) -> Unit:
    """The unit and scale that a caption, header or note names; `Unit(None, 1.0, text)` when it names none."""
    text = text.translate(WIDE)
    body = _EXCEPT.sub("", text)
    per = _PER.search(body)
    if per:
        before = read_terms(body[: per.start()].strip(" ([")).unit
        name = _without(body, per.span()) or text.strip()
        return Unit(f"{before} {per.group()}" if before else per.group().strip(), 1.0, name)
    whole = read_terms(body.strip(" ()[]"))
    if whole.strong and not whole.rest:
        return Unit(whole.unit, whole.scale, text.strip())
    unit: str | None = None
    scale = 1.0
    spans: list[tuple[int, int]] = []
    for span, found in _candidates(body):
        if any(a < span[1] and span[0] < b for a, b in spans):
            continue
        if (unit and found.unit and found.unit != unit) or (scale != 1.0 and found.scale not in (1.0, scale)):
            continue
        unit, scale = unit or found.unit, found.scale if scale == 1.0 else scale
        spans.append(span)
    name = body
    for span in sorted(spans, reverse=True):
        name = _without(name, span)
    return Unit(unit, scale, name or text.strip()) if spans else Unit(None, 1.0, text.strip())


def _candidates(text: str) -> list[tuple[tuple[int, int], Unit]]:
    """Spans of `text` that name a unit, the surest first."""
    found: list[tuple[tuple[int, int], Unit]] = []
    for pattern, weak in ((_LABEL, True), (_BRACKET, True), (_IN, False), (_TAIL, False)):
        for match in pattern.finditer(text):
            unit = _phrase(match.group(1), weak=weak, name=text[: match.start()])
            if unit:
                found.append((match.span(), unit))
    for start in [0, *(m.end() for m in re.finditer(r"\s", text))][::-1]:
        terms = read_terms(text[start:])
        if not terms.strong or (start and terms.rest):
            continue
        if not terms.rest or terms.percent or re.match(r"(?i)\s*(?:of|per|in|,|;|/|\()", terms.rest):
            found.append(((start, len(text) if start else 0), _as_unit(terms)))
    return found


def _phrase(phrase: str, *, weak: bool, name: str) -> Unit | None:
    """The unit that a whole phrase names: terms, then at most three words that say of what."""
    phrase = re.sub(
        r"(?i)^\s*(?:all\s+)?(?:(?:amounts?|figures?|data|values?|dollars)\s+)?(?:are\s+|expressed\s+)?in\s+",
        "",
        phrase,
    )
    if phrase.strip() == "m" and re.search(r"(?i)height|length|depth|width|distance|altitude|elevation", name):
        return Unit("m", 1.0)
    terms = read_terms(phrase)
    if (terms.unit is None and terms.scale == 1.0) or not (terms.strong or weak):
        return None
    if terms.rest and not terms.strong:
        return None
    return _as_unit(terms)


def _as_unit(terms: Terms) -> Unit:
    rest = terms.rest.strip()
    per = _PER_TAIL.match(terms.rest)
    if terms.unit and per and not terms.percent:
        return Unit(f"{terms.unit} per {per.group(1).strip()}", terms.scale)
    if terms.unit is None and rest and re.fullmatch(r"(?:of\s+)?[^\W\d_][\w-]*(?:\s+[\w-]+){0,2}", rest):
        return Unit(rest.removeprefix("of "), terms.scale)
    return Unit(terms.unit, terms.scale)


def _without(text: str, span: tuple[int, int]) -> str:
    """`text` with the span cut out and the punctuation that it leaves behind tidied."""
    joined = f"{text[: span[0]].rstrip()} {text[span[1] :].lstrip()}"
    joined = re.sub(r"[（(\[【]\s*[）)\]】]", "", joined)
    return re.sub(r"\s+", " ", joined).strip(" ,;:–—-/·")
