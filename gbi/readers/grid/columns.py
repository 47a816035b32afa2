"""Columns with a type, a unit and a scale, and their cells with values, from a table's rows of text cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gbi.numbers import Decimal, Parsed, Unit, column_decimal, is_missing, parse_column, parse_date, parse_unit
from gbi.readers.grid.grid import GridCell
from gbi.readers.grid.headers import clean_label
from gbi.readers.grid.workforce import is_workforce
from gbi.types import Basis, Cell, Column, PageBox, Value

MAJORITY = 0.7  # share of a column's printed values that must be numbers (dates) for it to be one
OCR_SHARE = 0.95  # the most that a recognised word is trusted

SHARES = ("%", "pp", "bp", "‰")

_BLANK = re.compile(r"(?i)[\s$€£¥\-–—−.…*]*|n\.?/a\.?|n\.a\.")
_CODE = re.compile(r"0\d+")
_LEADER = re.compile(r"\.{4,}\s*$|(?:\s\.){3,}\s*$|…\s*$")


@dataclass(frozen=True, slots=True)
class Typed:
    """A column and its R cells; `warnings` name cells that do not fit."""

    column: Column
    cells: tuple[Cell, ...]
    warnings: tuple[str, ...] = ()


def text_column(name: str, cells: Sequence[GridCell | None], labels: Sequence[str], *, ocr: bool) -> Typed:
    """A column of text whose values are `labels` (None where empty)."""
    made = [_cell(cell, label or None, ocr=ocr) for cell, label in zip(cells, labels, strict=True)]
    return Typed(Column(name=name), tuple(made))


def type_column(
    name: str, cells: Sequence[GridCell | None], *, table: Unit, hint: Decimal | None, ocr: bool, first: bool = False
) -> Typed:
    """The column that the cells make: numbers when a clear majority are, else dates, else text.

    `table` is the unit that holds for the whole table; the header's own and the cells' own come first. `hint` is the
    table's decimal mark. What is no number in a number column stays as text with value None and a warning; a `first`
    column of labels stays text as soon as one of them is no number.
    """
    texts = [cell.text if cell else "" for cell in cells]
    shown = [t for t in texts if not is_missing(t)]
    dates = [parse_date(t) for t in texts]
    if shown and sum(d is not None for d in dates) >= MAJORITY * len(shown):
        values = [d if d is not None else clean_label(t) or None for d, t in zip(dates, texts, strict=True)]
        made = [_cell(cell, value, ocr=ocr) for cell, value in zip(cells, values, strict=True)]
        return Typed(Column(name=name, type="date"), tuple(made))
    parsed = parse_column(texts, hint)
    numbers = sum(p is not None for p in parsed)
    labels_too = first and (numbers < len(shown) or any(_LEADER.search(t) for t in texts))
    if not numbers or numbers < MAJORITY * len(shown) or labels_too or any(_CODE.fullmatch(t) for t in texts):
        labels = ["" if _BLANK.fullmatch(t) else clean_label(t) for t in texts]
        return text_column(name, cells, labels, ocr=ocr)
    return _number_column(name, cells, parsed, table=table, ocr=ocr, first=first)


def _number_column(
    name: str, cells: Sequence[GridCell | None], parsed: Sequence[Parsed | None], *, table: Unit, ocr: bool, first: bool
) -> Typed:
    own = _header_unit(name)
    years = _are_years(parsed)
    people = table.unit is not None and is_workforce(name)
    inherited = Unit() if years or first or people or _is_count(name) else table
    unit, scale = _unit_of(own, parsed, inherited)
    made: list[Cell] = []
    warnings: list[str] = []
    foreign: Counter[str] = Counter()
    for cell, number in zip(cells, parsed, strict=True):
        text = cell.text if cell else ""
        if number is None:
            made.append(_cell(cell, None, ocr=ocr))
            if not is_missing(text):
                warnings.append(f'column "{name}": "{text}" is no number')
            continue
        value, held = number.value, {}
        if number.unit is not None and number.unit != unit:
            foreign[number.unit] += 1
            held = {"unit": number.unit, "scale": _own_scale(number, unit, scale, table)}
        elif number.scale not in (1.0, scale):
            value = value * number.scale / scale
            warnings.append(f'column "{name}": "{text}" is given in units of {scale:g}')
        if number.relation:
            warnings.append(f'column "{name}": "{text}" is a bound, not a value')
        made.append(_cell(cell, _as_shown(value, text), ocr=ocr).model_copy(update=held))
    shown = unit or "the column's unit"
    warnings += [f'column "{name}": {count} values are in {other}, not in {shown}' for other, count in foreign.items()]
    return Typed(Column(name=name, type="number", unit=unit, scale=scale), tuple(made), tuple(warnings))


def _header_unit(name: str) -> Unit:
    """The unit of the lowest header that names one; of the whole path where none alone does."""
    parts = (parse_unit(part) for part in (*reversed(name.split(" / ")), name))
    return next((unit for unit in parts if unit.unit is not None or unit.scale != 1.0), Unit())


def _own_scale(number: Parsed, unit: str | None, scale: float, table: Unit) -> float | None:
    """The scale of a number that prints another unit than its column's; None where it is the column's."""
    own = number.scale
    if number.unit not in SHARES and own == 1.0:
        own = (table.scale if table.unit in (None, number.unit) else 1.0) if unit in SHARES else scale
        own = own if _money(number.unit or "") else 1.0
    return None if own == scale else own


def _unit_of(own: Unit, parsed: Sequence[Parsed | None], table: Unit) -> tuple[str | None, float]:
    """Unit and scale of a column: the cells' own where most carry one, else the header's, else the table's."""
    numbers = [p for p in parsed if p is not None]
    units = Counter(p.unit for p in numbers)
    scales = Counter(p.scale for p in numbers)
    unit, count = units.most_common(1)[0]
    scale, times = scales.most_common(1)[0]
    if unit in SHARES and count > 0.5 * len(numbers):
        return unit, scale
    amounts = {u for u in units if u is not None and u not in SHARES}
    named = amounts.pop() if len(amounts) == 1 else None
    if own.unit is not None and (own.unit in SHARES or own.scale != 1.0):
        return own.unit, own.scale
    if scale != 1.0 and times > 0.5 * len(numbers) and unit == named:
        return named or own.unit or table.unit, scale
    unit = own.unit or named
    if own.scale != 1.0:
        return unit or (table.unit if table.unit not in SHARES else None), own.scale
    if unit is None or unit == table.unit or table.unit is None:
        return unit or table.unit, table.scale if table.unit or unit is None or _money(unit) else 1.0
    return unit, 1.0


def _money(unit: str) -> bool:
    return re.fullmatch(r"[A-Z]{3}", unit) is not None


def _are_years(parsed: Sequence[Parsed | None]) -> bool:
    numbers = [p for p in parsed if p is not None]
    return bool(numbers) and all(
        p.unit in (None, "年") and p.value.is_integer() and 1800 <= p.value <= 2100 and "," not in p.text
        for p in numbers
    )


def _is_count(name: str) -> bool:
    return re.search(r"(?i)\b(?:no\.|number of|rank|notes?|page)\b|序号|附注|页码", name) is not None


def _as_shown(value: float, text: str) -> int | float:
    whole = float(value).is_integer() and abs(value) < 2**53 and not re.search(r"[.,]\d{1,2}(?!\d)", text)
    return int(value) if whole else value


def _cell(cell: GridCell | None, value: Value, *, ocr: bool) -> Cell:
    if cell is None:
        return Cell(value=None, basis=Basis.PRINTED, error=0.0)
    confidence = min(cell.confidence, OCR_SHARE) if ocr else cell.confidence
    place = PageBox(page=cell.page, box=cell.box)
    return Cell(value=value, text=cell.text, basis=Basis.PRINTED, error=0.0, confidence=confidence, place=place)


def decimal_hint(columns: Sequence[Sequence[GridCell | None]]) -> Decimal | None:
    """The decimal mark that most columns of the table show; None when none tells."""
    marks = Counter(m for cells in columns if (m := column_decimal([c.text for c in cells if c])) is not None)
    return marks.most_common(1)[0][0] if marks else None
