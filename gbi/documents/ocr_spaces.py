"""Sets the spaces of recognised text right by the gaps between its letters: the recogniser guesses at them."""

from __future__ import annotations

import re
import statistics

from gbi.documents.ocr_models import Read

Gaps = tuple[tuple[float, float], ...]
"""Blank stretches between glyphs, px from the start of a crop."""

CLOSED = 0.14  # gap, in heights of the line's ink, under which there is no space
OPEN = 0.33  # gap from which there is one
CAPITAL = 0.16  # gap from which a small letter and a capital belong to two labels
WIDER = 1.6  # how many times the usual gap of the line such gaps must be
MANY = 8  # as many gaps tell between letters and words by themselves
PARTED = 1.8  # how many times wider the gaps between words then are
TICKS = 1.35  # how many times wider the gap between two numbers is than the one between a number's thousands
RUN_ON = re.compile(r"(?<=%)\s*(?=[-+−]?\d)|(?<=\d[.,]\d)\s+(?=[-+−]?\d+[.,]\d)|(?<=[.,]\d\d)\s+(?=[-+−]?\d+[.,]\d\d)")
YEARS = re.compile(r"\d\d(?: \d\d){2,}|\d{4}(?: \d{4}){2,}")  # no digits of one number are grouped so
THOUSANDS = re.compile(r"[1-9]\d{0,2}(?: ?\d{3})*")


def pieces(read: Read, gaps: Gaps, width: float, tall: float) -> list[tuple[int, int]]:
    """(start, stop) of the labels that a text holds: it is cut where a small letter meets a capital over a gap, after
    a per cent sign, between decimals, and between numbers that stand further apart than their thousands.

    `gaps` lie in a crop `width` px wide, `tall` is the height of its ink in px.
    """
    usual = _usual(gaps)
    cuts = {
        0,
        *(match.end() for match in RUN_ON.finditer(read.text)),
        *_ticks(read, gaps, width),
        *_touching(read.text),
    }
    for i in range(1, len(read.text)):
        if read.text[i - 1].islower() and read.text[i].isupper():
            gap = _gap(read, gaps, width, i - 1, i)
            if gap >= CAPITAL * tall and gap >= WIDER * usual:
                cuts.add(i)
    starts = sorted(cuts)
    return list(zip(starts, [*starts[1:], len(read.text)], strict=True))


def spaced(read: Read, gaps: Gaps, width: float, tall: float) -> str:
    """The text without spaces where letters follow each other closely, and with them where they do not.

    Between digits nothing is changed: a space there may part thousands.
    """
    usual, words = _usual(gaps), _between_words(gaps)
    out: list[str] = []
    for i, char in enumerate(read.text):
        before, after = read.text[i - 1 : i], read.text[i + 1 : i + 2]
        if char == " " and before.isalpha() and after.isalpha():
            if not gaps or _gap(read, gaps, width, i - 1, i + 1) >= max(CLOSED * tall, words):
                out.append(char)
            continue
        if _parts(before, char):
            gap = _gap(read, gaps, width, i - 1, i)
            if gap >= OPEN * tall and gap >= WIDER * usual:
                out.append(" ")
        out.append(char)
    return "".join(out)


def _ticks(read: Read, gaps: Gaps, width: float) -> list[int]:
    """Where the numbers of an axis begin that were read as one: "100 000 150 000" has gaps of two widths."""
    text = read.text
    spaces = [i for i, char in enumerate(text) if char == " " and 0 < i < len(text) - 1]
    if len(spaces) < 2 or not text.replace(" ", "").isdigit():
        return []
    if YEARS.fullmatch(text):
        return [i + 1 for i in spaces]
    wide = {i: _gap(read, gaps, width, i - 1, i + 1) for i in spaces}
    narrow = min(wide.values())
    cuts = [i + 1 for i in spaces if wide[i] >= TICKS * narrow]
    parts = [text[a:b].strip() for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    alike = len({part.count(" ") for part in parts}) == 1 and " " in parts[0]
    return cuts if narrow > 0 and alike and all(THOUSANDS.fullmatch(part) for part in parts) else []


def _touching(text: str) -> list[int]:
    """Where decimals begin that were read without a space: "4.044.084.13" holds three of two places each."""
    if text.count(".") < 2 or not text.replace(".", "").isdigit():
        return []
    places = len(text) - 1 - text.rindex(".")
    found = list(re.finditer(rf"\d{{1,3}}?\.\d{{{places}}}", text)) if places in (1, 2) else []
    return [match.start() for match in found] if "".join(match.group() for match in found) == text else []


def _between_words(gaps: Gaps) -> float:
    """The least gap between two words of the line in px, where its gaps fall into two kinds; else 0."""
    sizes = sorted(end - start for start, end in gaps)
    if len(sizes) < MANY:
        return 0.0
    best, limit = 0.0, 0.0
    for i in range(1, len(sizes)):
        apart = statistics.fmean(sizes[i:]) - statistics.fmean(sizes[:i])
        split = i * (len(sizes) - i) * apart * apart  # Otsu's variance between the two kinds
        if split > best:
            best, limit = split, (sizes[i - 1] + sizes[i]) / 2
    low = statistics.fmean(size for size in sizes if size < limit) if limit > sizes[0] else 0.0
    high = statistics.fmean(size for size in sizes if size >= limit)
    return min(limit, PARTED * low) if low and high >= PARTED * low else 0.0


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
