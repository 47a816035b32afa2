"""What stands around a table and holds for all of it: its unit and scale ("in thousands", "单位：万元")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gbi.numbers import Unit, parse_unit
from gbi.readers.grid.text import join_words
from gbi.types import Box, Page, Word

ABOVE = 64.0  # points above a table within which a unit note is looked for
BELOW = 20.0

_NOTE = re.compile(
    r"(?i)^[(\[（【]|\bin\s+(?:[a-z.$€£]+\s+)*(?:thousand|million|billion|trillion|percent|mio|us\$|usd|eur|\$|€|£)"
    r"|(?:thousands|millions|billions)\b|单位|币种|^(?:\$|€|£|¥|US\$|%|RMB)|'000|000s?\b"
)

_EXCEPT_SHARES = re.compile(
    r"(?i)\bexcept\b[^()]*?(?<!per )(?<!per-)(?<!per common )(?<!earnings per )\b(?:number of )?shares?\b"
    r"(?:[^()]{0,60}?\b(?:in|to) (thousands|millions))?"
)


def table_unit(titles: Sequence[str], corner: str, page: Page | None, box: Box) -> Unit:
    """The unit of a whole table: of its corner cell, its titles and caption, then of the lines around its box."""
    unit: str | None = None
    scale = 1.0
    for text in _texts(titles, corner, page, box):
        for note in _notes(text):
            found = parse_unit(note)
            if (unit is None and scale == 1.0) or (unit is None and found.unit and found.scale in (1.0, scale)):
                unit, scale = found.unit or unit, found.scale if scale == 1.0 else scale
            elif scale == 1.0 and found.scale != 1.0 and found.unit in (None, unit) and unit != "%":
                scale = found.scale
    return Unit(unit, scale)


def shares_scale(titles: Sequence[str], corner: str, page: Page | None, box: Box) -> float | None:
    """What counts of shares are in where the note on the table's scale makes an exception of them ("in millions,
    except share and per share data": 1); None where the table's scale holds for them too."""
    for text in _texts(titles, corner, page, box):
        match = _EXCEPT_SHARES.search(text)
        if match:
            return {"thousands": 1e3, "millions": 1e6}.get((match.group(1) or "").lower(), 1.0)
    return None


def _texts(titles: Sequence[str], corner: str, page: Page | None, box: Box) -> list[str]:
    return [corner, *titles, *(_lines_near(page, box) if page else [])]


def _notes(text: str) -> list[str]:
    """The parts of a text that may be a note on units: brackets, and the whole where it reads like one."""
    brackets = [m.group() for m in re.finditer(r"[(（\[【][^()（）\[\]【】]{1,80}[)）\]】]", text)]
    return [*brackets, *([text] if len(text) <= 160 and _NOTE.search(text) else [])]


def _lines_near(page: Page, box: Box) -> list[str]:
    """Short lines of text above the table, the nearest first, then those just below it."""
    above = [w for w in page.words if box[1] - ABOVE <= w.box[1] and w.box[3] <= box[1] + 2 and _beside(w, box)]
    below = [w for w in page.words if box[3] - 2 <= w.box[1] <= box[3] + BELOW and _beside(w, box)]
    return [*reversed(_as_lines(above)), *_as_lines(below)]


def _beside(word: Word, box: Box) -> bool:
    return word.box[2] > box[0] - 20 and word.box[0] < box[2] + 20 and word.angle == 0


def _as_lines(words: Sequence[Word]) -> list[str]:
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.box[1] + w.box[3]) / 2):
        if lines and word.box[1] + word.box[3] < 2 * lines[-1][0].box[3]:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [text for line in lines if len(text := join_words(line)) <= 90]
