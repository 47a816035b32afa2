"""Labels that text recognition ran together ("2012 2013 2014") taken apart again, each with its share of the box.

Only runs whose every piece is a number or a date are cut; what can be read as one number or one date is left whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from gbi.numbers import parse_number
from gbi.readers.chart.dates import is_month, read_date
from gbi.types import Box, Word

MOST_TOKENS = 4
"""A single number or date has at most this many parts ("1 234 567", "5 Jan 2020")."""
_GLUED = re.compile(r"(?<=\d{4}/\d\d)(?=\d{4}/)|(?<![\d.,/])((?:19|20)\d\d)(?=(?:19|20)\d\d(?:\D|$))|(?<=%)(?=[\d.])")


def split_runs(words: Iterable[Word]) -> tuple[Word, ...]:
    """The words, runs of numbers or dates cut into one word each."""
    found: list[Word] = []
    for word in words:
        found += _split(word)
    return tuple(found)


def _split(word: Word) -> list[Word]:
    text = _GLUED.sub(lambda m: f"{m.group(1) or ''} ", word.text.strip())
    if " " not in text or _is_one(text):
        return [word]
    pieces = _pieces(text.split())
    if pieces is None or len(pieces) < 2 or _slanted(word) or len({read_date(p) is None for p in pieces}) > 1:
        return [word]
    total, start, cut = len(" ".join(pieces)), 0, []
    for piece in pieces:
        box = _share(word, start / total, (start + len(piece)) / total)
        cut.append(word.model_copy(update={"text": piece, "box": box}))
        start += len(piece) + 1
    return cut


def _slanted(word: Word) -> bool:
    width, height = word.box[2] - word.box[0], word.box[3] - word.box[1]
    return max(width, height) < 0.3 * len(word.text) * min(width, height)


def _pieces(tokens: list[str]) -> list[str] | None:
    """The fewest numbers and dates that make up all the tokens; None when some token is neither."""
    pieces: list[str] = []
    position = 0
    while position < len(tokens):
        for count in range(min(MOST_TOKENS, len(tokens) - position), 0, -1):
            joined = " ".join(tokens[position : position + count])
            if _is_one(joined):
                pieces.append(joined)
                position += count
                break
        else:
            return None
    return pieces


def _is_one(text: str) -> bool:
    return parse_number(text) is not None or read_date(text) is not None or is_month(text)


def _share(word: Word, start: float, stop: float) -> Box:
    x0, y0, x1, y1 = word.box
    if word.angle == 90:
        return x0, y1 - stop * (y1 - y0), x1, y1 - start * (y1 - y0)
    if word.angle == 270:
        return x0, y0 + start * (y1 - y0), x1, y0 + stop * (y1 - y0)
    return x0 + start * (x1 - x0), y0, x0 + stop * (x1 - x0), y1
