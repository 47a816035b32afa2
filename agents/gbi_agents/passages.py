"""Answers that stand in running text: the sentence that holds the question's words, and the one number it gives.

Only what is clear is taken: a sentence that accounts for most of the question and gives one fitting number.
It does not paraphrase, add up sentences, or answer questions for names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from gbi.errors import GbiError
from gbi.types import Box, Citation, Page, PageBox, Word
from gbi_agents.dispatchers.grammar.intent import Intent
from gbi_agents.language import Token, stems, tokenize, year_of
from gbi_agents.linking import Synonyms, content_words, words_alike
from gbi_agents.workspace import Workspace

MIN_COVER = 0.75
MAX_WORDS = 90
_END = re.compile(r"[.!?:](?:[\"')\]]*)$|[。！？；：]$")
_NUMBER = re.compile(
    r"(?P<sign>[-−(]?)(?P<money>[$€£¥])?\s?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"\s?(?P<percent>%|percent\b|per cent\b)?\s?(?P<scale>thousand|million|billion|trillion|万|亿|百万)?",
    re.I,
)
_DAY = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}(?=,? )"
)
"""The day in a date, which is no amount."""
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "万": 1e4, "亿": 1e8, "百万": 1e6}
_MONEY = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY"}


def find_passage(
    ws: Workspace, question: str, intent: Intent, hits: Sequence[dict[str, Any]], synonyms: Synonyms = ()
) -> dict[str, Any] | None:
    """The passage as JSON (document, page, words' span, text, value, unit, scale); None where none is clear."""
    tokens = tokenize(question)
    best: tuple[float, dict[str, Any]] | None = None
    for document, number, name in dict.fromkeys((h["document"], h["page"], h["name"]) for h in hits):
        try:
            page = ws.page(document, number)
        except GbiError:
            continue
        for start, end in sentences(page):
            text = _joined(page.words[start:end])
            cover = _cover(tokens, intent, text, synonyms, _about(name))
            if cover < MIN_COVER or (best is not None and cover <= best[0]):
                continue
            value = _the_value(text, tokens, intent)
            if value is not None:
                found = {"document": document, "page": number, "name": name, "span": [start, end], "text": text[:400]}
                best = cover, {**found, **value, "confidence": round(0.6 * cover, 3)}
    return best[1] if best else None


def sentences(page: Page) -> Iterator[tuple[int, int]]:
    """Spans of word indices, cut where a sentence ends, or after `MAX_WORDS`."""
    start = 0
    for at, word in enumerate(page.words):
        if _END.search(word.text) or at - start >= MAX_WORDS:
            yield start, at + 1
            start = at + 1
    if start < len(page.words):
        yield start, len(page.words)


def _joined(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _about(name: str) -> frozenset[str]:
    """Stems of the document's name: a report says "we" where a question names the company."""
    return frozenset(stems(re.sub(r"[_.\-]+", " ", name)))


def _cover(tokens: Sequence[Token], intent: Intent, text: str, synonyms: Synonyms, about: frozenset[str]) -> float:
    """Share of the question's content words, weighted, that the sentence holds; names and numbers are a must, save
    for what the document is `about`."""
    have = tokenize(text)
    total = gained = 0.0
    hits = 0
    for at in content_words(tokens, frozenset(intent.spent)):
        token = tokens[at]
        alike = max((words_alike(token.stem, other.stem, synonyms) for other in have), default=0.0)
        if alike < 0.75 and token.stem in about and not token.text[0].isdigit():
            continue
        must = token.text[0].isdigit() or (token.capital and at > 0)
        if must and alike < 0.75:
            return 0.0
        weight = 2.0 if must else 1.0
        total += weight
        gained += weight * alike
        hits += alike >= 0.75
    return gained / total if total and hits >= 2 else 0.0


def _the_value(text: str, tokens: Sequence[Token], intent: Intent) -> dict[str, Any] | None:
    """The one number that the sentence gives and the question does not; a year only where a time is asked for."""
    asked = {token.text for token in tokens}
    wants_year = bool(intent.noun) and intent.noun[0] in ("year", "month", "date")
    wants_percent = "%" in asked or "percentage" in asked or bool(asked & {"share", "proportion", "占"})
    found = []
    for match in _NUMBER.finditer(_DAY.sub(lambda day: " " * len(day.group()), text)):
        digits = match["digits"].replace(",", "")
        year = (
            year_of(match["digits"]) is not None and not match["money"] and not match["percent"] and not match["scale"]
        )
        if digits in asked or year != wants_year or (wants_percent and not match["percent"]):
            continue
        found.append(match)
    if len({match["digits"] for match in found}) != 1 or intent.ask not in ("value", "count", "label"):
        return None
    if intent.ask == "label" and not wants_year:
        return None
    match = found[0]
    value = float(match["digits"].replace(",", "")) * (-1 if match["sign"] in ("-", "−") else 1)
    unit = "%" if match["percent"] else _MONEY.get(match["money"] or "")
    scale = 0.01 if match["percent"] else _SCALES.get((match["scale"] or "").lower(), 1.0)
    shown = match.group().strip(" (")
    return {"value": int(value) if value.is_integer() else value, "unit": unit, "scale": scale, "shown": shown}


def cite_passage(ws: Workspace, passage: dict[str, Any]) -> Citation | None:
    """The passage's place: the box around its words, lines of one column taken together. Raises `PageError`."""
    page = ws.page(passage["document"], passage["page"])
    start, end = passage["span"]
    boxes = [word.box for word in page.words[start:end]]
    if not boxes:
        return None
    return Citation(
        document=passage["document"], name=passage["name"], place=PageBox(page=passage["page"], box=_around(boxes)),
        role="value", scope="text", text=passage["text"],
    )  # fmt: skip


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
