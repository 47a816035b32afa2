"""How much room a text takes, near enough to lay a figure out; what was really drawn is measured after drawing."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

NARROW = set("ijlI.,:;|!'()[]ft -1")
WIDE_LATIN = set("mwMWOQ%@&—")


@lru_cache(maxsize=8192)
def _ems(text: str) -> float:
    total = 0.0
    for char in text:
        if ord(char) >= 0x2E80:
            total += 1.0
        elif char in NARROW:
            total += 0.36
        elif char in WIDE_LATIN:
            total += 0.9
        else:
            total += 0.62
    return total


def text_px(text: str, font_px: float) -> float:
    """The width of a line of text in pixels, a little over what a sans font of that size takes."""
    return _ems(text) * font_px


def widest_px(texts: Iterable[str], font_px: float) -> float:
    """The width of the widest of several texts, 0 for none."""
    return max((text_px(text, font_px) for text in texts), default=0.0)
