"""Where in a question a label stands: its words in a row, its letters cut into words elsewhere, its parts apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gbi_agents.language import Token, year_of
from gbi_agents.tables import forms_of


def in_a_row(tokens: Sequence[Token], form: tuple[str, ...]) -> tuple[int, int] | None:
    """Where all words of the form stand in a row; "the", "of", "to", "-" may stand between them."""
    skip = ("the", "of", "and", "a", "an", "to", "or")
    for start in range(len(tokens)):
        at, matched = start, 0
        while at < len(tokens) and matched < len(form):
            if tokens[at].stem == form[matched]:
                matched += 1
            elif not matched or tokens[at].stem not in skip:
                break
            at += 1
        if matched == len(form) and not (start and tokens[start - 1].text == "十" and form[-1] == "月"):
            return start, at
    return None


def run_together(tokens: Sequence[Token], form: tuple[str, ...]) -> tuple[int, int] | None:
    """Where the question has the form's letters cut into words elsewhere: OCR joins words and splits them."""
    target = "".join(form)
    if len(target) < 6 or not target.isalnum():
        return None
    for start in range(len(tokens)):
        letters = ""
        for end in range(start, len(tokens)):
            letters += tokens[end].stem
            if letters == target:
                return start, end + 1
            if len(letters) >= len(target):
                break
    return None


def by_parts(tokens: Sequence[Token], text: str) -> frozenset[int] | None:
    """The tokens of a label under headings ("2021 / Total revenue") whose every part is said, in any order and apart:
    "the total revenue of the north in 2021". A part with a year is said by the year."""
    used: set[int] = set()
    for part in re.split(r"\s/\s", text):
        year, form = year_of(part), (forms_of(part) or ((),))[0]
        span = in_a_row(tokens, form) if form else None
        if span is None and year is not None:
            at = next((at for at, token in enumerate(tokens) if token.text == str(year)), None)
            span = None if at is None else (at, at + 1)
        if span is None or used & set(range(*span)):
            return None
        used |= set(range(*span))
    return frozenset(used) or None
