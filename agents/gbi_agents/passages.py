"""Answers that stand in running text: the sentence that holds the question's words, and the one number it gives.

Only what is clear is taken: a sentence of words rather than figures, which holds what the question says, and gives one
fitting number, or one for each of its years ("$7 million, $6 million and $5 million in 2015, 2014 and 2013"). Things
that are counted stand right behind their number. It does not paraphrase, add up sentences, or answer questions for
names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from gbi.errors import GbiError
from gbi.types import Box, Citation, Page, PageBox, Word
from gbi_agents.dispatchers.grammar.intent import Intent
from gbi_agents.language import Token, is_cjk, stems, tokenize, year_of
from gbi_agents.linking import LIGHT, Synonyms, content_words, words_alike
from gbi_agents.workspace import Workspace

MIN_COVER = 0.75
MOST_NUMBERS = 0.34
"""Share of a sentence's words that may be numbers; a row of figures that was read as text has more."""
MANY_WORDS = 6
"""Content words from which a question may hold one that the sentence lacks."""
BEHIND = 7
"""Words after a number among which the thing stands that it counts: "9,100 full-time and part-time employees"."""
MAX_WORDS = 90
_END = re.compile(r"[.!?:](?:[\"')\]]*)$|[。！？；：]$")
_NUMBER = re.compile(
    r"(?<![A-Za-z\d.,])(?P<sign>(?<!\S)[-−]|\(?)(?P<money>[$€£¥])?\s?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
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
            if cover < MIN_COVER or (best is not None and cover <= best[0]) or not _prose(text):
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


def _prose(text: str) -> bool:
    words = text.split()
    return sum(any(sign.isdigit() for sign in word) for word in words) <= max(3, MOST_NUMBERS * len(words))


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
    hits, lacking = 0, 0
    for at in content_words(tokens, frozenset(intent.spent)):
        token = tokens[at]
        alike = max((words_alike(token.stem, other.stem, synonyms) for other in have), default=0.0)
        light = token.stem in LIGHT or token.text in LIGHT
        own = token.stem in about and (token.capital or at == 0)  # the company's name, not what its report is on
        if alike < 0.75 and (own or light) and not token.text[0].isdigit():
            continue
        must = token.text[0].isdigit() or (token.capital and at > 0)
        if must and alike < 0.75:
            return 0.0
        weight = 2.0 if must else 0.2 if light else 1.0
        total += weight
        gained += weight * alike
        hits += alike >= 0.75
        lacking += alike < 0.75
    enough = hits >= 2 and lacking <= (0 if hits + lacking < MANY_WORDS else 1)
    return gained / total if total and enough else 0.0


def _the_value(text: str, tokens: Sequence[Token], intent: Intent) -> dict[str, Any] | None:
    """The one number that the sentence gives and the question does not; a year only where a time is asked for."""
    if intent.ask not in ("value", "count", "label"):
        return None
    asked = {token.text for token in tokens}
    wants_year = bool(intent.noun) and intent.noun[0] in ("year", "month", "date")
    wants_percent = "%" in asked or "percentage" in asked or bool(asked & {"share", "proportion", "占"})
    if intent.ask == "label" and not wants_year:
        return None
    found = []
    text = _DAY.sub(lambda day: " " * len(day.group()), text)
    for match in _NUMBER.finditer(text):
        digits = match["digits"].replace(",", "")
        measured = match["money"] or match["percent"] or match["scale"]
        year = year_of(match["digits"]) is not None and not measured
        note = match["sign"] == "(" and len(digits) < 3 and not measured  # a footnote's mark
        if digits in asked or note or year != wants_year or (wants_percent and not match["percent"]):
            continue
        found.append(match)
    if intent.ask == "count":
        found = [match for match in found if _counts(text, match, intent, wants_percent)]
    elif "much" in asked:  # money, a share, millions of something: no bare number
        found = [match for match in found if match["money"] or match["percent"] or match["scale"]]
    if len({match["digits"] for match in found}) != 1:
        found = _of_year(text, found, asked)
    return _valued(found[0]) if found else None


def _counts(text: str, match: re.Match[str], intent: Intent, wants_percent: bool) -> bool:
    """Whether what the question counts stands right behind the number."""
    if match["money"] or (match["percent"] and not wants_percent) or not intent.noun:
        return False
    if is_cjk(text):
        return True
    behind = re.split(r"[;:.!?](?:\s|$)|[\d—–]", text[match.end() :], maxsplit=1)[0]
    near = tokenize(behind)[:BEHIND]
    return any(words_alike(token.stem, intent.noun[-1]) >= 0.9 for token in near)


def _of_year(text: str, found: Sequence[re.Match[str]], asked: set[str]) -> list[re.Match[str]]:
    """Of as many amounts of one kind as the sentence has years, the one of the year that is asked for."""
    years = list(dict.fromkeys(re.findall(r"(?<![\d$,.])(?:19|20)\d\d(?![\d,]*\d|%)", text)))
    wanted = [year for year in years if year in asked]
    kinds = {(match["money"], bool(match["percent"])) for match in found}
    if len(wanted) != 1 or len(kinds) != 1 or len(found) != len(years) or len(years) < 2:
        return []
    return [found[years.index(wanted[0])]]


def _valued(match: re.Match[str]) -> dict[str, Any]:
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
