"""Currency signs that the grid models leave at the end of the column before: "$ 650,788 $ | 472,321"."""

from __future__ import annotations

import re
from itertools import pairwise

from gbi.numbers import is_missing, parse_number
from gbi.readers.grid.room import Rooms
from gbi.readers.grid.text import join_words

_SIGN = re.compile(r"(?:US|A|C|HK|NT|S|R)?[$€£¥₹₩]")


def hand_on_signs(rooms: Rooms) -> None:
    """Gives a sign that stands behind a value to the value in the next room of its row that has none."""
    for row in rooms:
        for a, b in pairwise(row):
            if a is None or b is None or a is b or len(a.words) < 2 or not b.words:
                continue
            *rest, last = sorted(a.words, key=lambda word: word.box[0])
            signed = any(_SIGN.search(word.text) for word in b.words)
            level = min(last.box[3], b.words[0].box[3]) > max(last.box[1], b.words[0].box[1])
            before, after = join_words(rest), b.text
            shown = parse_number(before) is not None or is_missing(before)
            if _SIGN.fullmatch(last.text) and level and shown and not signed and parse_number(after) is not None:
                a.words = rest
                b.words = [last, *b.words]
