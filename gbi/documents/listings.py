"""What stands in rows and columns and is no data: tables of contents and lists of references."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from gbi.boxes import inside
from gbi.documents.layout import FURNITURE, Block, is_numeric
from gbi.documents.words import lines_of
from gbi.types import Box, Word

CONTENTS = re.compile(
    r"(?i)^\s*(?:(?:table\s+of\s+)?contents(?:\s*\(continued\))?|index(?:\s+to\b.*)?|list\s+of\s+(?:figures|tables|charts))\s*:?\s*$|^\s*目\s*[录錄次]"
)
REFERENCES = re.compile(
    r"(?i)^\s*(?:\d+\.?\s+)?(?:references|bibliography|works cited|literature cited)\s*$|^\s*参考文献"
)
PAGE_HEAD = re.compile(r"(?i)^(?:pages?(?:\s*no\.?)?|页码|页次|页)$")
LEADER = re.compile(r"(?:[.…·․‥]\s?){4,}")
PAGE_NUMBER = re.compile(r"^(?:[A-Z]{1,2}-?)?(\d{1,4})$|^[ivxl]{1,6}$")
ENTRY = re.compile(r"^(?:\[\d{1,3}\]|\[[A-Z][A-Za-z+]{1,6}\d{2}[a-z]?\])$")
YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\b")
LEAST = 3  # entries
LEAST_UNTOLD = 5  # entries, where no title says what they are


def is_listing(box: Box, words: Sequence[Word], blocks: Sequence[Block]) -> bool:
    """True for a table that lists where things stand (pages) or what was cited; `blocks` are those of the page."""
    lines = lines_of([word for word in words if inside(word.box, box)])
    titles = [b.text for b in blocks if b.kind not in FURNITURE and b.box[1] < box[1] + 20 and len(b.text) < 60]
    titles += [" ".join(word.text for word in line) for line in lines[:3]]
    return _is_contents(lines, titles) or _is_references(lines, titles)


def _is_contents(lines: Sequence[Sequence[Word]], titles: Sequence[str]) -> bool:
    """Lines that end with one number each, which never fall, under "Contents" or "Page" or after dot leaders.

    Leaders alone are not enough: statements have them too.
    """
    ends = [PAGE_NUMBER.match(LEADER.split(line[-1].text)[-1]) for line in lines]
    numbers = [end.group(1) for end in ends if end is not None]
    pages = [int(number) for number in numbers if number is not None]
    leaders = sum(LEADER.search(" ".join(word.text for word in line)) is not None for line in lines)
    told = any(CONTENTS.match(title) for title in titles) or any(PAGE_HEAD.match(line[-1].text) for line in lines[:3])
    if not told and (leaders < 0.4 * len(lines) or len(numbers) < LEAST_UNTOLD):
        return False
    rising = sum(a <= b for a, b in pairwise(pages))
    amounts = sum(_is_amount(word) for line in lines for word in line[:-1])
    return (
        len(numbers) >= max(LEAST, 0.4 * len(lines))
        and rising >= 0.9 * (len(pages) - 1)
        and (not pages or pages[-1] > pages[0])
        and amounts <= 0.2 * len(numbers)
    )


def _is_references(lines: Sequence[Sequence[Word]], titles: Sequence[str]) -> bool:
    """Entries that begin with "[7]"; or, under "References", lines of words with years and few other numbers."""
    if sum(ENTRY.match(line[0].text) is not None for line in lines) >= LEAST:
        return not any(_is_amount(line[-1]) and len(line) <= 4 for line in lines)
    if not any(REFERENCES.match(title) for title in titles):
        return False
    text = [" ".join(word.text for word in line) for line in lines]
    words = [word for line in lines for word in line]
    numbers = sum(is_numeric(word.text) and not YEAR.search(word.text) for word in words)
    return sum(YEAR.search(line) is not None for line in text) >= LEAST and numbers < 0.15 * len(words)


def _is_amount(word: Word) -> bool:
    """True for what a contents list does not print before its page numbers: 1,234 or 12.5% or $7."""
    return is_numeric(word.text) and any(mark in word.text for mark in ",%$€£¥") and word.text[-1] not in ",."
