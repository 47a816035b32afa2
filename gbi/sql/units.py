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
    """What a value measures. `origin` names the column it comes from, `number` a constant's value; `date` is for ISO
    text from a date column, `time` for whatever says when (a year is a number, but not one to be ranked by)."""

    kind: Kind = "unknown"
    unit: str | None = None
    scale: float = 1.0
    origin: str = ""
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


_WHEN = re.compile(r"\b(years?|date|months?|quarters?|weeks?|days?|period|time)\b|年|月|日期|季度|时间", re.IGNORECASE)
UNKNOWN = Measure()
COUNT = Measure("count")


def of_column(table: str, column: Column) -> Measure:
    """A stored column's measure."""
    date = column.type == "date"
    time = date or _WHEN.search(column.name) is not None
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
        alike = first.kind == other.kind != "unknown" and (first.unit, first.scale) == (other.unit, other.scale)
        if not alike:
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
        if one.kind in ("ratio", "count") and one.scale == 1.0 and other.kind != "unknown":
            return other
    return UNKNOWN


def over(left: Measure, right: Measure) -> Measure:
    """The measure of a quotient."""
    if right.kind == "constant":
        return left if right.number and not _power_of_ten(right.number) else _times_number(left, _inverse(right.number))
    if left.same(right):
        return Measure("ratio", None, left.scale / right.scale)
    if right.kind in ("count", "ratio") and right.scale == 1.0:
        return left
    return UNKNOWN


def _times_number(measure: Measure, number: float | None) -> Measure:
    if measure.kind == "constant":
        return constant(None)
    if number is None or number == 0:
        return UNKNOWN
    if number == 1:
        return measure
    if measure.scale != 1 and math.isclose(number, measure.scale):
        if measure.unit == "%" or measure.kind == "ratio":
            return Measure("ratio")
        return replace(measure, scale=1.0)
    if measure.kind == "ratio" and math.isclose(number * measure.scale, 100 * measure.scale**2):
        return Measure("measure", "%", 0.01)
    return UNKNOWN if _power_of_ten(number) else measure


def _inverse(number: float | None) -> float | None:
    return 1 / number if number else None


def _power_of_ten(number: float) -> bool:
    exponent = math.log10(abs(number))
    return abs(exponent - round(exponent)) < 1e-9
