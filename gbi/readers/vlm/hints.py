"""Recognised words as a hint to the model: one a line, with its place in thousandths of the picture."""

from __future__ import annotations

from collections.abc import Sequence

from gbi.boxes import inside
from gbi.documents.words import lines_of
from gbi.readers.vlm.prompts import harmless
from gbi.types import Box, Word

STEPS = 1000
MOST_WORDS = 300
WORD_CHARS = 60


def hint_lines(words: Sequence[Word], box: Box) -> str:
    """The words whose middle lies in `box` in reading order, as "left top right bottom text", 0 to 1000 of its sides.

    At most `MOST_WORDS`; more are left out from the end. "" for a box without words.
    """
    seen = [word for word in words if inside(word.box, box) and word.text.strip()]
    level = [word for line in lines_of(seen) for word in line]
    turned = [word for word in seen if word.angle != 0]
    return "\n".join(hint_line(word, box) for word in (*level, *turned)[:MOST_WORDS])


def hint_line(word: Word, box: Box) -> str:
    """A word as "left top right bottom text", 0 to 1000 of the sides of `box`."""
    wide, high = max(box[2] - box[0], 1e-9), max(box[3] - box[1], 1e-9)
    x0, y0, x1, y1 = word.box
    shares = ((x0 - box[0]) / wide, (y0 - box[1]) / high, (x1 - box[0]) / wide, (y1 - box[1]) / high)
    places = " ".join(str(min(max(round(share * STEPS), 0), STEPS)) for share in shares)
    text = " ".join("".join(c if c.isprintable() else " " for c in word.text).split())
    return f"{places} {harmless(text[:WORD_CHARS])}"
