"""Names for SQL: readable, lasting, and usable without quotes.

Latin letters lose their accents; letters and digits of every script stay; all else becomes "_". A name never is a
reserved word, never starts with a digit and never is `cells` or `_row`, which the program uses itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from pathlib import PurePath

from gbi.types import PageBox, Reading, SheetRange

LONGEST = 48
"""Characters of a name before its number; cut at a word's end where there is one."""

# every keyword of DuckDB 2.0 that fails as a bare table or column name in DuckDB or sqlglot (each was tried),
# and the names that the program keeps
_RESERVED = """
    all alter analyse analyze and anti any array as asc asof asymmetric at authorization between binary both by
    case cast check collate collation column concurrently constraint create cross cube default deferrable desc
    describe distinct do drop else end except false fetch for force foreign freeze from full glob grant group
    having if ilike in initially inner insert install intersect into is isnull join lambda lateral leading left
    like limit lock map natural not notnull null offset on only or order outer overlaps pivot pivot_longer
    pivot_wider placing positional primary qualify references returning revoke right rollback rollup select semi
    show similar some summarize symmetric table tablesample then to trailing true union unique unpack unpivot
    using values variadic verbose when where window with cells _row"""
RESERVED = frozenset(_RESERVED.split())
"""Names that nothing is given."""

_LABEL = re.compile(
    r"^\s*(?:(?:figure|fig|table|tab|chart|exhibit|graph)\b\.?\s*(?:[A-Z]?\d+(?:[.\-–]\d+)*[a-z]?|[IVX]+\b)"
    r"|(?:附?[图圖表])\s*[一二三四五六七八九十\d]+(?:[.\-–]\d+)*)\s*[:.,\-–—：、．]*\s*",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"^\s*(?:\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}[.)、])\s*(?!(?:thousand|million|billion|trillion|percent|times)\b)"
    r"(?=[^\W\d])|^\s*[(（]?[一二三四五六七八九十]+[)）、]\s*",
    re.IGNORECASE,
)
_UNIT = re.compile(r"(?:单位|單位|\bunits?|\bin)\s*[:：].*$", re.IGNORECASE)
_BRACKETED = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")


def table_name(reading: Reading, document_name: str, taken: Container[str]) -> str:
    """A name for the reading's table from its title, else its caption, heading, sheet or file; `taken` holds names
    in lower case."""
    region = reading.region
    stem = PurePath(document_name).stem
    place = region.place
    fallback = stem
    if isinstance(place, SheetRange):
        fallback = f"{stem} {place.sheet}" if clean(place.sheet) not in clean(stem) else stem
    elif isinstance(place, PageBox) and region.page > 1:
        fallback = f"{stem} p{region.page}"
    for text in (reading.title, region.caption, region.heading, fallback):
        name = clean(_subject(text))
        if sum(letter.isalpha() for letter in name) >= 2:
            return unique(name, taken)
    return unique(clean(f"table {fallback}"), taken)


def column_names(names: Iterable[str]) -> tuple[str, ...]:
    """SQL names for a table's columns, in order; an empty name becomes `column_<position from 1>`."""
    taken: set[str] = set()
    found = []
    for position, name in enumerate(names, start=1):
        chosen = unique(clean(name) or f"column_{position}", taken)
        taken.add(chosen.lower())
        found.append(chosen)
    return tuple(found)


def clean(text: str) -> str:
    """`text` as a bare SQL identifier in lower case, "" where it has no letter or digit. "%" is spelled out."""
    text = text.replace("%", " pct ").replace("％", " pct ")
    letters = unicodedata.normalize("NFC", _without_accents(unicodedata.normalize("NFKC", text)).lower())
    name = re.sub(r"_+", "_", "".join(letter if letter.isalnum() else "_" for letter in letters)).strip("_")
    if len(name) > LONGEST:
        cut = name[: LONGEST + 1].rpartition("_")[0]
        name = cut if len(cut) > LONGEST // 2 else name[:LONGEST]
    if name and name[0].isdigit():
        return f"_{name}"
    return f"{name}_" if name in RESERVED else name


def unique(name: str, taken: Container[str]) -> str:
    """`name`, or the first of `name_2`, `name_3`, ... that is not in `taken` (names in lower case)."""
    candidate, number = name, 1
    while candidate.lower() in taken:
        number += 1
        candidate = f"{name}_{number}"
    return candidate


def _subject(text: str) -> str:
    """A title without its "Figure 3:" or "4.2", its unit and bracketed remarks and what follows the first line;
    "" where that is all it has."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    rest = _SECTION.sub("", _LABEL.sub("", line))
    return _UNIT.sub(" ", _BRACKETED.sub(" ", rest))


def _without_accents(text: str) -> str:
    kept: list[str] = []
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.category(letter) == "Mn" and kept and kept[-1].isascii():
            continue
        kept.append(letter)
    return "".join(kept)
