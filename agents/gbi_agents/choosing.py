"""What a person says who was asked which one is meant: one of the choices, or something else.

A new question must never be answered as though it were a choice: the number would be right, and of another question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gbi_agents.language import CHINESE_DIGITS, ORDINALS, tokenize

_ASKS = re.compile(
    r"[?？]\s*$"
    r"|^\W*(?:what|which|who|whose|when|where|why|how|is|are|was|were|do|does|did|has|have|and|show|list|compare)\b"
    r"|多少|哪|什么|几|谁|吗|呢|怎",
    re.I,
)
_ORDINAL = re.compile(r"\W*(?:the )?([a-z]+|\d+)(?: one)?\W*|\W*第?([一二两三四五六七八九十]|\d+)[个张项]?表?\W*", re.I)
_BESIDE = frozenset(re.findall(r"\w+", "i mean meant the a one table file in of from please it s")) | frozenset(
    "我指说的是那个张这表里中选"
)
"""Words beside those of the choice."""


def choice_of(reply: str, choices: Sequence[str]) -> int | None:
    """Place of the choice that is named: by its number or its words, as far as they stand in one choice alone."""
    said = reply.strip().casefold()
    if not said:
        return None
    exact = [at for at, choice in enumerate(choices) if choice.strip().casefold() == said]
    if exact:
        return exact[0]
    number = _number(said)
    if number is not None and 0 < number <= len(choices):
        return number - 1
    words = {token.stem for token in tokenize(said)} - _BESIDE
    if not words:
        return None
    named = [at for at, choice in enumerate(choices) if words <= {token.stem for token in tokenize(choice)}]
    return named[0] if len(named) == 1 else None


def _number(said: str) -> int | None:
    found = _ORDINAL.fullmatch(said)
    if found is None:
        return None
    word = found[1] or found[2]
    return int(word) if word.isdigit() else ORDINALS.get(word) or CHINESE_DIGITS.get(word)


def asks(reply: str) -> bool:
    """Whether it reads as a question of its own."""
    return _ASKS.search(reply) is not None
