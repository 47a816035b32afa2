"""Sets the spaces of recognised text right by the gaps between its letters: the recogniser guesses at them."""

from __future__ import annotations

import statistics

from gbi.documents.ocr_models import Read

Gaps = tuple[tuple[float, float], ...]
"""Blank stretches between glyphs, px from the start of a crop."""

CLOSED = 0.14  # gap, in heights of the line's ink, under which there is no space
OPEN = 0.33  # gap from which there is one
CAPITAL = 0.16  # gap from which a small letter and a capital belong to two labels
WIDER = 1.6  # how many times the usual gap of the line such gaps must be


def pieces(read: Read, gaps: Gaps, width: float, tall: float) -> list[tuple[int, int]]:
    """(start, stop) of the labels that a text holds: it is cut where a small letter meets a capital over a gap.

    `gaps` lie in a crop `width` px wide, `tall` is the height of its ink in px.
    """
    usual = _usual(gaps)
    cuts = [0]
    for i in range(1, len(read.text)):
        if read.text[i - 1].islower() and read.text[i].isupper():
            gap = _gap(read, gaps, width, i - 1, i)
            if gap >= CAPITAL * tall and gap >= WIDER * usual:
                cuts.append(i)
    return list(zip(cuts, [*cuts[1:], len(read.text)], strict=True))


def spaced(read: Read, gaps: Gaps, width: float, tall: float) -> str:
    """The text without spaces where letters follow each other closely, and with them where they do not.

    Between digits nothing is changed: a space there may part thousands.
    """
    usual = _usual(gaps)
    out: list[str] = []
    for i, char in enumerate(read.text):
        before, after = read.text[i - 1 : i], read.text[i + 1 : i + 2]
        if char == " " and before.isalpha() and after.isalpha():
            if not gaps or _gap(read, gaps, width, i - 1, i + 1) >= CLOSED * tall:
                out.append(char)
            continue
        if _parts(before, char):
            gap = _gap(read, gaps, width, i - 1, i)
            if gap >= OPEN * tall and gap >= WIDER * usual:
                out.append(" ")
        out.append(char)
    return "".join(out)


def _parts(before: str, char: str) -> bool:
    """True for two characters between which a space may have been lost: ASCII letters or digits, not both digits."""
    both = before + char
    return len(both) == 2 and both.isascii() and both.isalnum() and not both.isdigit()


def _usual(gaps: Gaps) -> float:
    return statistics.median([end - start for start, end in gaps]) if gaps else 0.0


def _gap(read: Read, gaps: Gaps, width: float, i: int, j: int) -> float:
    """The widest blank stretch between two characters, in px."""
    low, high = read.at[i] * width, read.at[j] * width
    return max((end - start for start, end in gaps if low - 1 <= (start + end) / 2 <= high + 1), default=0.0)
