"""Rows with a unit of their own in a column of another: per share, percent, counts of shares, "(tons)".

Told by the row's label, by the group it is indented under, or by a column that names each row's unit. A mark printed
in the cell itself comes first (`gbi.readers.grid.columns`). Where the label and the values do not fit each other,
nothing is said and the row is named in a warning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gbi.numbers import Unit
from gbi.readers.grid.columns import SHARES, Typed
from gbi.readers.grid.outline import Labelled
from gbi.readers.grid.workforce import is_workforce
from gbi.types import Cell, Column
from gbi.unit_terms import WIDE
from gbi.units import read_terms

MOST_PER_SHARE = 1000.0  # whole numbers from here on are no amounts per share, they are in the table's scale

_PER = re.compile(
    r"(?i)(?<!\d)(?<!\d )\bper\s+(?:[a-z]+[\s-]+){0,3}?"
    r"(?:share|unit|ads|adr|capita|employee|head|barrel|ounce|tonne|ton|member|membership|subscriber|subscription"
    r"|customer|user|account|household|person|passenger|room|store|vehicle|order|transaction)s?\b"
    r"|每\s*[10]*\s*股|/\s*股|人均"
)
_NOMINAL = re.compile(r"(?i)\b(?:par|stated|nominal)\s+value|authori[sz]ed|\d\s*(?:[a-z]+\s+){0,2}per\s|面值")
_SHARES = re.compile(
    r"(?i)\bweighted[\s-]+average\b[^.;]*\bshares\b|\bnumber of (?:[a-z]+[\s-]+){0,3}shares\b"
    r"|\b(?:common |ordinary |diluted |basic |dilutive )*shares\s+(?:used|outstanding)\b|股份?数量?$|股数|[（(]股[)）]"
)
_PERCENT = re.compile(
    r"(?i)[(（\[]\s*(?:in\s+)?(?:%|percent|per cent)\s*[)）\]]|(?<![\d.])\s%\s*$|[a-z,]%\s*$"
    r"|^%\s+\w|\bas an? (?:%|percent(?:age)?) of\b"
    r"|^percent(?:age)?\b|\bin percent\b|(?:率|比例|占比|比重)\s*[(（]?%[)）]?$"
)
_RATIO = re.compile(r"(?i)[(（]\s*(?:times|x|倍)\s*[)）]\s*$|[（(]次[)）]\s*$")
_BRACKET = re.compile(r"[(（\[]\s*([^()（）\[\]]{1,24}?)\s*[)）\]]\s*$|[,，:：]\s*([^,，:：]{1,16})$")
_SPLIT = re.compile(r"(?i)^(?:[-–—•\s]*(?:basic|diluted|基本|稀释)\b.*|.{0,24}(?:basic|diluted)\s*)$")
_UNIT_COLUMN = re.compile(r"(?i)(?:units?|unit of measure(?:ment)?|uom|measure|单位|计量单位|單位)")


@dataclass(frozen=True, slots=True)
class RowUnit:
    """A row's own `unit` (None: the column's, "": none) and `scale` (None: the column's)."""

    unit: str | None
    scale: float | None
    per: bool = False  # an amount per share or head


PEOPLE = RowUnit("", 1.0)
"""Employees in a table of amounts; one that says no currency may count them in its scale."""


def own_units(typed: Sequence[Typed], rows: Sequence[Labelled], shares: float | None) -> tuple[list[Typed], list[str]]:
    """The columns with the cells of such rows marked, and warnings for rows that the scale may not hold for.

    `shares` is what a count of shares is in where the table's own note says so (None: the table's scale).
    """
    named = _named_units(typed)
    told = [named[r] or _of_row(row, shares) for r, row in enumerate(rows)]
    unsure: dict[str, None] = {}
    made: list[Typed] = []
    for c, column in enumerate(typed):
        if c == 0 or column.column.type != "number" or column.column.unit in SHARES:
            made.append(column)
            continue
        cells = list(column.cells)
        for r, own in enumerate(told):
            if own is None or cells[r].value is None or (own is PEOPLE and column.column.unit is None):
                continue
            if own.per and column.column.scale != 1.0 and not _fits_per(typed, r):
                unsure[rows[r].label] = None
                continue
            cells[r] = _marked(cells[r], own, column.column)
        made.append(Typed(column.column, tuple(cells), column.warnings))
    doubt = f"the table's scale may not hold for: {'; '.join(list(unsure)[:5])}"
    return made, [doubt] if unsure else []


def _marked(cell: Cell, own: RowUnit, column: Column) -> Cell:
    """The cell with its row's unit and scale, where they differ from the column's and no printed mark speaks."""
    if cell.unit is not None or (re.search(r"[$€£¥]", cell.text) and own.unit is not None and len(own.unit) != 3):
        return cell
    unit = None if own.unit == column.unit or (own.unit == "" and column.unit is None) else own.unit
    scale = None if own.scale == column.scale else own.scale
    return cell.model_copy(update={"unit": unit, "scale": scale})


def _fits_per(typed: Sequence[Typed], r: int) -> bool:
    """Whether a row's values are small or have decimals, as amounts per share do."""
    values = [column.cells[r].value for column in typed[1:] if column.column.type == "number"]
    numbers = [float(value) for value in values if isinstance(value, int | float)]
    return any(abs(n) < MOST_PER_SHARE or not n.is_integer() for n in numbers)


def _named_units(typed: Sequence[Typed]) -> list[RowUnit | None]:
    """The units of a column that is there to name them ("单位"), row by row."""
    column = next((t for t in typed if t.column.type == "text" and _UNIT_COLUMN.fullmatch(t.column.name)), None)
    if column is None:
        return [None] * (len(typed[0].cells) if typed else 0)
    found = [read_terms(cell.text.strip()) for cell in column.cells]
    return [RowUnit(t.unit, t.scale) if t.unit is not None and not t.rest else None for t in found]


def _of_row(row: Labelled, shares: float | None) -> RowUnit | None:
    """What the row's label says, else the nearest group that it is indented under (or splits: basic, diluted)."""
    own = _of_label(row.label.rsplit(" / ", 1)[-1] if row.groups else row.label, shares)
    if own is not None:
        return own
    for text, indented in reversed(row.groups):
        found = _of_label(text, shares) if indented or _SPLIT.match(row.label.rsplit(" / ", 1)[-1]) else None
        if found is not None:
            return found
    return None


def _of_label(label: str, shares: float | None) -> RowUnit | None:
    label = label.translate(WIDE)
    named = _bracketed(label)
    per = None if _NOMINAL.search(label) else _PER.search(label)
    count = None if _NOMINAL.search(label) else _SHARES.search(label)
    if count and not (per and per.start() < count.start()):
        scale = _thousands(label) or (named.scale if named and named.scale != 1.0 else shares)
        return RowUnit("shares", scale)
    if per:
        money = named.unit.partition(" per ")[0].partition("/")[0] if named and named.unit else None
        return RowUnit(money if money and re.fullmatch(r"[A-Z]{3}", money) else None, 1.0, per=True)
    if _PERCENT.search(label):
        return RowUnit("%", 0.01)
    if is_workforce(label):
        return PEOPLE
    if _RATIO.search(label):
        return RowUnit("", 1.0)
    return RowUnit(named.unit, named.scale) if named else None


def _thousands(label: str) -> float | None:
    """1000 for "(000's)" and "in thousands", 1e6 for "in millions", 1e4 for 万股."""
    for pattern, scale in ((r"000[’']?s|\bthousands\b|千股", 1e3), (r"(?i)\bmillions\b|百万股", 1e6), (r"万股", 1e4)):
        if re.search(pattern, label):
            return scale
    return None


def _bracketed(label: str) -> Unit | None:
    """The unit in a label's last bracket or after its last comma; None for one that is not sure ("(a)", "(k)")."""
    match = _BRACKET.search(label)
    text = (match.group(1) or match.group(2)) if match else ""
    terms = read_terms(text.removeprefix("in ").partition("/")[0].partition(" per ")[0])
    if not text or terms.rest or (terms.unit is None and terms.scale == 1.0):
        return None
    sure = terms.strong or len(text) > 2 or not text.isascii()
    return Unit(terms.unit, terms.scale) if sure else None
