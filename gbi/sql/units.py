"""Units through arithmetic: what unit and scale a computed value has, from those of its parts.

Only what is sure is said. Multiplying or dividing by a power of ten is taken for a change of scale and ends in
"unknown", but for the two cases that are certain: by a column's own scale, and a ratio times 100, a percentage.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from gbi.types import Column

Kind = Literal["measure", "ratio", "count", "constant", "unknown"]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a value measures.

    `shift` is the power of ten it was multiplied by, `origin` the column it comes from, `number` a constant's value.
    `date` is for ISO text from a date column, `time` for all that says when (a year is a number, but ranks nothing).
    """

    kind: Kind = "unknown"
    unit: str | None = None
    scale: float = 1.0
    origin: str = ""
    shift: float = 1.0
    number: float | None = None
    date: bool = False
    time: bool = False

    def same(self, other: Measure) -> bool:
        """Whether both are sure to count the same thing in the same unit, scale aside."""
        if self.kind != other.kind or self.kind not in ("measure", "ratio", "count"):
            return False
        return self.unit == other.unit and (
            self.unit is not None or self.kind != "measure" or self.origin == other.origin
        )


_WHEN = re.compile(
    r"((fiscal|calendar|financial|reporting) )?(years?|date|month|quarter|week|day|period|time)( (ended|ending|end))?"
    r"|(会计|财政|报告)?(年|年份|年度|月|月份|日|日期|季度|时间|期间|期)",
    re.IGNORECASE,
)
"""Headers of columns that say when. "2021" or "net income 2021" are not among them: those hold what was then."""

UNKNOWN = Measure()
COUNT = Measure("count")


def of_column(table: str, column: Column) -> Measure:
    """A stored column's measure."""
    date = column.type == "date"
    time = date or (column.unit is None and _WHEN.fullmatch(column.name.strip()) is not None)
    return Measure("measure", column.unit, column.scale, f"{table}.{column.name}", date=date, time=time)


def constant(number: float | None) -> Measure:
    """A number or another constant (None) that stands in the query."""
    return Measure("constant", number=number)


def together(parts: Sequence[Measure]) -> Measure:
    """The measure of a value that is one of `parts`, or their sum, difference or mean."""
    rest = [part for part in parts if part.kind != "constant"]
    if not rest:
        return constant(None)
    first = rest[0]
    for other in rest[1:]:
        ours, theirs = ((part.unit, part.scale, part.shift) for part in (first, other))
        if not (first.kind == other.kind != "unknown" and ours == theirs):
            return replace(UNKNOWN, date=first.date and other.date, time=first.time and other.time)
        if first.origin != other.origin:
            first = replace(first, origin="")
    return first


def times(left: Measure, right: Measure) -> Measure:
    """The measure of a product."""
    if left.kind == "constant":
        left, right = right, left
    if right.kind == "constant":
        return _times_number(left, right.number)
    for one, other in ((left, right), (right, left)):
        if "unknown" not in (one.kind, other.kind) and (one.kind in ("ratio", "count") or one.unit == "%"):
            return replace(other, shift=other.shift * one.shift / one.scale)
    return UNKNOWN


def over(left: Measure, right: Measure) -> Measure:
    """The measure of a quotient."""
    if right.kind == "constant":
        return _times_number(left, 1 / right.number if right.number else None)
    if left.same(right):
        return Measure("ratio", None, left.scale / right.scale, shift=left.shift / right.shift)
    if right.kind in ("count", "ratio") and left.kind != "unknown":
        return replace(left, shift=left.shift / right.shift * right.scale)
    return UNKNOWN


def shown(measure: Measure) -> Measure:
    """What can be said of it to a person: a shift that ends at a column's own scale, or at a percentage, is resolved;
    any other leaves unit and scale unknown."""
    if math.isclose(measure.shift, 1.0):
        return measure
    if measure.kind == "ratio" and math.isclose(measure.shift * measure.scale, 100 * measure.scale**2):
        return Measure("measure", "%", 0.01)
    if math.isclose(measure.shift, measure.scale):
        return Measure("measure", None if measure.unit == "%" else measure.unit)
    return UNKNOWN


def _times_number(measure: Measure, number: float | None) -> Measure:
    if measure.kind == "constant":
        return constant(None)
    if not number or not math.isfinite(number):
        return UNKNOWN
    return replace(measure, shift=measure.shift * abs(number)) if _power_of_ten(number) else measure


def _power_of_ten(number: float) -> bool:
    exponent = math.log10(abs(number))
    return abs(exponent - round(exponent)) < 1e-9
