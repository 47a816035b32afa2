"""From tokens to a frozen `Intent`: cues by the language's lexicon, then what kind of answer is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gbi_agents.calendar_names import MONTH_NUMBERS
from gbi_agents.dispatchers.grammar import asks_en, asks_zh, lexicon_en, lexicon_zh
from gbi_agents.dispatchers.grammar.intent import Cue, Intent
from gbi_agents.language import CHINESE_DIGITS, ORDINALS, Language, Token, fold, small_number

_BLANK = "\x00"


def parse(question: str, tokens: Sequence[Token], language: Language, masked: frozenset[int] = frozenset()) -> Intent:
    """The intent of a question; `masked` tokens belong to labels of a table and are no cues."""
    text = _mask(fold(question), tokens, masked)
    cues, rest = _cues(text, tokens, lexicon_zh.CUES if language == "zh" else lexicon_en.CUES)
    ranks, rest = _ranks(rest, tokens, language)
    cues = sorted([*cues, *ranks], key=lambda cue: cue.start)
    years, numbers = _numbers(rest, tokens, language)
    asks = asks_zh if language == "zh" else asks_en
    ask, noun, spent = asks.what_is_asked(text, tokens, cues)
    spent_all = {at for cue in cues for at in range(cue.start, cue.end)} | set(spent)
    return Intent(
        question=question,
        language=language,
        ask=ask,
        noun=noun,
        cues=tuple(cues),
        numbers=tuple(numbers),
        years=tuple(years),
        spent=tuple(sorted(spent_all)),
    )


def _mask(text: str, tokens: Sequence[Token], masked: frozenset[int]) -> str:
    for at in masked:
        token = tokens[at]
        text = text[: token.start] + _BLANK * (token.end - token.start) + text[token.end :]
    return text


def _span(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int] | None:
    inside = [i for i, token in enumerate(tokens) if token.start < end and token.end > start]
    if inside:
        return inside[0], inside[-1] + 1
    at = next((i for i, token in enumerate(tokens) if token.start >= start), len(tokens))
    return at, at  # punctuation: a comma between two tokens


def _cues(text: str, tokens: Sequence[Token], lexicon: Sequence[tuple[str, str]]) -> tuple[list[Cue], str]:
    found: list[Cue] = []
    for kind, pattern in lexicon:
        for match in re.finditer(pattern, text):
            span = _span(tokens, *match.span())
            if span is not None:
                found.append(Cue(kind=kind, start=span[0], end=span[1]))
                text = text[: match.start()] + _BLANK * len(match.group()) + text[match.end() :]
    return sorted(found, key=lambda cue: cue.start), text


def _ranks(text: str, tokens: Sequence[Token], language: Language) -> tuple[list[Cue], str]:
    """ "third", "2nd", "第二": the cue "rank" with its number."""
    found: list[Cue] = []
    pattern = lexicon_zh.RANKS if language == "zh" else lexicon_en.RANKS
    for match in re.finditer(pattern, text):
        word = next(group for group in match.groups() if group)
        number = ORDINALS.get(word) or small_number(word) or CHINESE_DIGITS.get(word)
        span = _span(tokens, *match.span())
        if number and span:
            found.append(Cue(kind="rank", start=span[0], end=span[1], number=number))
            text = text[: match.start()] + _BLANK * len(match.group()) + text[match.end() :]
    return found, text


def _numbers(text: str, tokens: Sequence[Token], language: Language) -> tuple[list[Cue], list[Cue]]:
    years: list[Cue] = []
    numbers: list[Cue] = []
    for at, token in enumerate(tokens):
        if text[token.start] == _BLANK:
            continue
        if re.fullmatch(r"(?:1[5-9]|20)\d\d", token.text) and not _counted(tokens, at):
            years.append(Cue(kind="year", start=at, end=at + 1, number=float(token.text)))
        elif _of_a_name(text, token) or _of_a_date(tokens, at):
            continue
        elif re.fullmatch(r"\d+(?:\.\d+)?", token.text):
            percent = at + 1 < len(tokens) and tokens[at + 1].text == "%"
            negative = text[max(0, token.start - 2) : token.start].endswith(" -")
            value = -float(token.text) if negative else float(token.text)
            numbers.append(
                Cue(kind="percent" if percent else "number", start=at, end=at + 1, number=value * _tail(tokens, at))
            )
        elif (number := small_number(token.text)) is not None and (language == "en" or _counts_chinese(tokens, at)):
            numbers.append(Cue(kind="word", start=at, end=at + 1, number=float(number)))
    return years, numbers


def _of_a_name(text: str, token: Token) -> bool:
    """ "COVID-19", "3M": digits that a hyphen or nothing at all ties to a word are no number."""
    glued = re.match(r"[a-z](?![a-z%])", text[token.end :]) is not None and token.text.isdigit()
    return glued or re.search(r"[^\W\d_]-$", text[: token.start]) is not None


def _of_a_date(tokens: Sequence[Token], at: int) -> bool:
    """ "December 31" before a year, or at the end: the day is no number to count or compare by."""
    month = at > 0 and tokens[at - 1].text in MONTH_NUMBERS
    after = tokens[at + 1].text if at + 1 < len(tokens) else ""
    dated = not after or re.fullmatch(r"(?:1[5-9]|20)\d\d", after) is not None
    return month and dated and re.fullmatch(r"[12]?\d|3[01]", tokens[at].text) is not None


def _counted(tokens: Sequence[Token], at: int) -> bool:
    """True where a four-digit number is an amount, not a year: a unit follows, or a money sign stands before."""
    after = tokens[at + 1].text if at + 1 < len(tokens) else ""
    before = tokens[at - 1].text if at else ""
    return after in ("million", "billion", "thousand", "%", "万", "亿", "dollars", "usd") or before in (
        "$",
        "€",
        "£",
        "¥",
    )


def _tail(tokens: Sequence[Token], at: int) -> float:
    """万 and 亿 right behind a number; English "million" is left to the column's scale."""
    after = tokens[at + 1].text if at + 1 < len(tokens) else ""
    return {"万": 1e4, "亿": 1e8}.get(after, 1.0)


def _counts_chinese(tokens: Sequence[Token], at: int) -> bool:
    before = tokens[at - 1].text if at else ""
    after = tokens[at + 1].text if at + 1 < len(tokens) else ""
    return before in ("前", "后", "近", "数", "大", "小", "高", "低") or after in (
        "个",
        "家",
        "年",
        "种",
        "名",
        "项",
        "倍",
    )
