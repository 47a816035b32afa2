"""What the eye sees and the file says are joined here: words of text, cleaned, in lines, checked for garbage."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from gbi.types import Word

LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}


def clean(text: str) -> str:
    """The text without soft hyphens, zero-width and control characters, ligatures as letters."""
    for ligature, letters in LIGATURES.items():
        text = text.replace(ligature, letters)
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf"))


def is_garbage(words: Sequence[Word]) -> bool:
    """True when the file's text is not what the eye sees: glyph numbers, private-use or replacement characters."""
    text = "".join(word.text for word in words)
    if not text:
        return False
    bad = sum(1 for c in text if c == "\ufffd" or unicodedata.category(c) in ("Co", "Cn"))
    bad += 5 * text.count("(cid:")
    return bad > 0.2 * len(text)


def lines_of(words: Sequence[Word]) -> list[list[Word]]:
    """The level words as lines: those whose middles lie within half a height, each from left to right."""
    lines: list[list[Word]] = []
    for word in sorted((w for w in words if w.angle == 0), key=lambda w: (w.box[1] + w.box[3]) / 2):
        middle = (word.box[1] + word.box[3]) / 2
        height = word.box[3] - word.box[1]
        last = lines[-1] if lines else None
        if last is not None:
            anchor = last[0]
            if abs((anchor.box[1] + anchor.box[3]) / 2 - middle) < 0.5 * min(height, anchor.box[3] - anchor.box[1]):
                last.append(word)
                continue
        lines.append([word])
    return [sorted(line, key=lambda w: w.box[0]) for line in lines]


def page_text(words: Sequence[Word]) -> str:
    """The words as text, line by line; turned words stand at the end, one a line."""
    lines = [" ".join(word.text for word in line) for line in lines_of(words)]
    return "\n".join([*lines, *(word.text for word in words if word.angle != 0)])
