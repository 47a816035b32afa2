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

    `decimal` is the decimal mark that the rest of the table shows, for columns that do not tell.
    """
    filled = [text for text in texts if not is_missing(text)]
    if not filled or any(CODE.fullmatch(text.strip()) for text in filled[:1000]):
        return _as_text(name, texts)
    if all(text.strip().lower() in YES_NO for text in filled):
        return TypedColumn(Column(name=name, type="bool"), tuple(YES_NO.get(t.strip().lower()) for t in texts))
    if all(PLAIN.fullmatch(text.strip()) for text in filled) and not _maybe_grouped(filled):
        return _numbers(name, texts, [_plain(text) for text in texts])
    dates = [parse_date(text) for text in texts[:200]]
    if sum(date is not None for date in dates) >= MOSTLY * max(1, sum(not is_missing(t) for t in texts[:200])):
        return _dates(name, texts)
    parsed = parse_column(texts, decimal)
    if sum(p is not None for p in parsed) >= MOSTLY * len(filled):
        return _numbers(name, texts, parsed)
    return _as_text(name, texts)


def _plain(text: str) -> Parsed | None:
    return None if is_missing(text) else Parsed(float(text))


def _maybe_grouped(texts: Sequence[str]) -> bool:
    """True when every number looks like "1.234": the point may group thousands, which the whole column decides."""
    return all(re.fullmatch(r"[+-]?(?:\d{1,3}\.\d{3}|\d{1,3})", t.strip()) for t in texts) and any(
        "." in t for t in texts
    )


def _numbers(name: str, texts: Sequence[str], parsed: Sequence[Parsed | None]) -> TypedColumn:
    header = parse_unit(name)
    found = [p for p in parsed if p is not None]
    units = Counter((p.unit, p.scale) for p in found)
    (unit, scale), count = units.most_common(1)[0]
    warnings = []
    if count < len(found):
        others = [p for p in found if (p.unit, p.scale) not in ((unit, scale), (None, 1.0))]
        if others and {p.unit for p in found if p.unit} == {unit or others[0].unit}:
            unit = unit or others[0].unit
        if {p.scale for p in found} != {scale}:
            parsed = [_rescaled(p, scale) for p in parsed]
        elif others:
            warnings.append(f"column {name!r} mixes units: {', '.join(sorted({p.unit or 'none' for p in found}))}")
    unit = unit or header.unit
    scale = scale if scale != 1.0 else header.scale
    missed = sum(p is None and not is_missing(text) for p, text in zip(parsed, texts, strict=True))
    if missed:
        warnings.append(f"column {name!r}: {missed} of {len(texts)} cells are not numbers and have no value")
    values: tuple[Value, ...] = tuple(None if p is None else whole(p.value) for p in parsed)
    return TypedColumn(Column(name=name, type="number", unit=unit, scale=scale), values, tuple(warnings))


def _rescaled(parsed: Parsed | None, scale: float) -> Parsed | None:
    """The number in the column's scale: "1.2bn" in a column of millions is 1200."""
    if parsed is None or parsed.scale == scale:
        return parsed
    return Parsed(parsed.value * parsed.scale / scale, parsed.unit, scale, parsed.text)


def _dates(name: str, texts: Sequence[str]) -> TypedColumn:
    values: tuple[Value, ...] = tuple(parse_date(text) for text in texts)
    missed = sum(v is None and not is_missing(t) for v, t in zip(values, texts, strict=True))
    warnings = (f"column {name!r}: {missed} of {len(texts)} cells are not dates and have no value",) if missed else ()
    return TypedColumn(Column(name=name, type="date"), values, warnings)


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
    years = sum(p.value.is_integer() and 1800 <= p.value <= 2200 and p.unit is None for p in numbers)
    if len(numbers) - years > 0.3 * len(filled):
        return False
    if years and years == len(filled) and rest:
        return False
    return bool(rest) or not numbers
