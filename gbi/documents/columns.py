"""Columns of text become typed: numbers, dates, yes/no or text, with the unit and scale that header and cells tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gbi.dates import parse_date
from gbi.numbers import Decimal, Parsed, is_missing, parse_column
from gbi.types import Column, Value
from gbi.units import parse_unit

MOSTLY = 0.8  # of a column's filled cells must be numbers (dates) for the column to be numeric (dates)
PLAIN = re.compile(r"[+-]?(?:0|[1-9]\d{0,14}|\d{1,15}\.\d+|\.\d+)(?:[eE][+-]?\d{1,3})?")
CODE = re.compile(r"0\d+|\d{16,}")
YES_NO = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class TypedColumn:
    """A column and its values, one per text; a text that does not fit the type has the value None and a warning."""

    column: Column
    values: tuple[Value, ...]
    warnings: tuple[str, ...] = ()


def type_column(name: str, texts: Sequence[str], decimal: Decimal | None = None) -> TypedColumn:
    """The column with header `name` typed by what most of its `texts` are. Codes with leading zeros stay text.

    `decimal` is the decimal mark that the rest of the table shows, for columns that do not tell. Each different
    text is looked at once.
    """
    counts = Counter(texts)
    filled = [text for text in counts if not is_missing(text)]
    total = sum(counts[text] for text in filled)
    if not filled or any(CODE.fullmatch(text.strip()) for text in filled[:1000]):
        return _as_text(name, texts)
    if all(text.strip().lower() in YES_NO for text in filled):
        return TypedColumn(Column(name=name, type="bool"), tuple(YES_NO.get(t.strip().lower()) for t in texts))
    if all(PLAIN.fullmatch(text.strip()) for text in filled) and not _maybe_grouped(filled):
        return _numbers(name, texts, filled, {text: Parsed(float(text)) for text in filled})
    sample = filled[:200]
    if sum(parse_date(text) is not None for text in sample) >= MOSTLY * len(sample):
        return _dates(name, texts, filled)
    pairs = zip(filled, parse_column(filled, decimal), strict=True)
    parsed = {text: found for text, found in pairs if found is not None}
    if sum(counts[text] for text in parsed) >= MOSTLY * total:
        return _numbers(name, texts, filled, parsed)
    return _as_text(name, texts)


def _maybe_grouped(texts: Sequence[str]) -> bool:
    """True when every number looks like "1.234": the point may group thousands, which the whole column decides."""
    grouped = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})?")
    return any("." in text for text in texts) and all(grouped.fullmatch(text.strip()) for text in texts)


def _numbers(name: str, texts: Sequence[str], filled: Sequence[str], parsed: dict[str, Parsed]) -> TypedColumn:
    header = parse_unit(name)
    unit, scale, warnings = _common_unit(name, filled, parsed)
    if unit is not None or scale != 1.0:
        parsed = {text: _rescaled(found, scale) for text, found in parsed.items()}
    unit = unit or header.unit
    scale = scale if scale != 1.0 else header.scale
    strays = set(filled) - set(parsed)
    missed = sum(text in strays for text in texts) if strays else 0
    if missed:
        warnings.append(f"column {name!r}: {missed} of {len(texts)} cells are not numbers and have no value")
    shown: dict[str, Value] = {text: whole(found.value) for text, found in parsed.items()}
    values = tuple(shown.get(text) for text in texts)
    return TypedColumn(Column(name=name, type="number", unit=unit, scale=scale), values, tuple(warnings))


def _common_unit(name: str, filled: Sequence[str], parsed: dict[str, Parsed]) -> tuple[str | None, float, list[str]]:
    """The unit and scale that the cells print: what most print, or the first one for all under it.

    Where few cells print one (a percentage among amounts), the column has none, and a warning.
    """
    told = Counter((p.unit, p.scale) for p in parsed.values() if p.unit is not None or p.scale != 1.0)
    if not told:
        return None, 1.0, []
    (unit, scale), _ = told.most_common(1)[0]
    first = next(parsed[text] for text in filled if text in parsed)
    units = {one for one, _ in told if one is not None}
    if len(units) > 1 or (sum(told.values()) < 0.5 * len(parsed) and (first.unit, first.scale) != (unit, scale)):
        return None, 1.0, [f"column {name!r} mixes units ({', '.join(sorted(units))} and others): none is given to it"]
    return unit or next(iter(units), None), scale, []


def _rescaled(parsed: Parsed, scale: float) -> Parsed:
    """The number in the column's scale: "1.2bn" in a column of millions is 1200; a plain number stays."""
    if parsed.scale == scale or (parsed.unit is None and parsed.scale == 1.0):
        return parsed
    return Parsed(parsed.value * parsed.scale / scale, parsed.unit, scale, parsed.text)


def _dates(name: str, texts: Sequence[str], filled: Sequence[str]) -> TypedColumn:
    shown: dict[str, Value] = {text: parse_date(text) for text in filled}
    missed = sum(text in shown and shown[text] is None for text in texts)
    warnings = (f"column {name!r}: {missed} of {len(texts)} cells are not dates and have no value",) if missed else ()
    return TypedColumn(Column(name=name, type="date"), tuple(shown.get(text) for text in texts), warnings)


def _as_text(name: str, texts: Sequence[str]) -> TypedColumn:
    return TypedColumn(Column(name=name, type="text"), tuple(text.strip() or None for text in texts))


def whole(value: float) -> int | float:
    """The integer where the number is one (up to 2**53), else the number itself."""
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def unique_names(names: Sequence[str]) -> list[str]:
    """Headers made usable: empty ones become "column 3", repeated ones get " (2)"."""
    seen: Counter[str] = Counter()
    result = []
    for index, raw in enumerate(names):
        name = " ".join(raw.split()) or f"column {index + 1}"
        seen[name] += 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return result


def looks_like_header(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """True when the first row names the columns: it has text (or years) where the rows below have numbers."""
    filled = [text for text in first if text.strip()]
    if not filled:
        return False
    numbers = [parsed for parsed in parse_column(filled) if parsed is not None]
    years = sum(p.value.is_integer() and 1800 <= p.value <= 2200 and p.unit in (None, "年") for p in numbers)
    if len(numbers) - years > 0.3 * len(filled):
        return False
    if years and years == len(filled) and rest:
        return False
    return bool(rest) or not numbers
