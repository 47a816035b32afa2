"""What an axis of a chart is once its tick labels are understood: positions in points become values as shown."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Literal

from gbi.types import AxisKind, Box, Word

Direction = Literal["x", "y"]
Grain = Literal["year", "quarter", "month", "day"]


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick label that fits the axis: `position` in points along the axis, `value` as shown (dates: ordinal days)."""

    position: float
    text: str
    value: float
    word: Word


@dataclass(frozen=True, slots=True)
class Category:
    """A category's place along the axis; `printed` is False where the chart skipped the label and it was inferred."""

    centre: float
    text: str
    box: Box
    confidence: float = 1.0
    printed: bool = True


@dataclass(frozen=True, slots=True)
class FittedAxis:
    """An axis: value = intercept + slope * position (of its logarithm to base 10 when `kind` is "log").

    A "date" axis counts ordinal days (`datetime.date.toordinal`); a "category" axis has `categories` in the
    order they stand along the axis and no scale. `low` and `high` are the extent of its ticks in shown units.
    `ruled`: positions were read off tick marks or grid lines, not off the text.
    """

    direction: Direction
    kind: AxisKind
    slope: float = 0.0
    intercept: float = 0.0
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    scale: float = 1.0
    title: str = ""
    grain: Grain = "day"
    ticks: tuple[Tick, ...] = ()
    categories: tuple[Category, ...] = ()
    confidence: float = 1.0
    ruled: bool = False

    def to_value(self, position_pt: float) -> float | None:
        """The value as shown at a position; None on a category axis."""
        if self.kind == "category" or self.slope == 0.0:
            return None
        raw: float = self.intercept + self.slope * position_pt
        if self.kind == "log":
            return float(10.0**raw) if raw < 300 else None
        return raw

    def to_position(self, value: float) -> float | None:
        """Where a value stands in points; None on a category axis or for what a logarithm cannot show."""
        if self.kind == "category" or self.slope == 0.0 or (self.kind == "log" and value <= 0):
            return None
        raw = math.log10(value) if self.kind == "log" else value
        return float((raw - self.intercept) / self.slope)

    def to_text(self, position_pt: float) -> str:
        """What a person would write for a position: a year, "2020-03" or a date at the axis's grain; the nearest
        category's text; a number in the shortest form that the ticks' spacing supports."""
        if self.kind == "category":
            near = self.nearest(position_pt)
            return near.text if near else ""
        value = self.to_value(position_pt)
        if value is None:
            return ""
        return date_text(value, self.grain) if self.kind == "date" else f"{value:.6g}"

    def nearest(self, position_pt: float) -> Category | None:
        """The category whose centre is nearest; None when the axis has none."""
        return min(self.categories, key=lambda c: abs(c.centre - position_pt), default=None)

    def error(self, tolerance_pt: float, position_pt: float | None = None) -> float:
        """Half-width in shown units that a position's `tolerance_pt` means (at `position_pt` on a log axis)."""
        if self.kind != "log":
            return abs(self.slope) * tolerance_pt
        value = self.to_value(position_pt) if position_pt is not None else self.high
        return float(abs(value or 0.0) * (10.0 ** (abs(self.slope) * tolerance_pt) - 1.0))

    @property
    def reversed(self) -> bool:
        """True when values grow against the usual way (downwards on y, leftwards on x)."""
        return self.slope > 0 if self.direction == "y" else self.slope < 0


@dataclass(frozen=True, slots=True)
class Axes:
    """A figure's axes and the box that its marks span. `y2` is a second value axis on the other side."""

    x: FittedAxis | None
    y: FittedAxis | None
    y2: FittedAxis | None
    plot_box: Box


def date_text(ordinal: float, grain: Grain) -> str:
    """The text of an ordinal day rounded to a grain: "2020", "Q1 2020", "2020-03", "2020-03-05"."""
    half = {"year": 182.5, "quarter": 45.0, "month": 15.0, "day": 0.5}[grain]
    day = int(ordinal + half)
    date = dt.date.fromordinal(min(max(day, 1), dt.date.max.toordinal()))
    if grain == "year":
        return str(date.year)
    if grain == "quarter":
        return f"Q{(date.month + 2) // 3} {date.year}"
    return date.strftime("%Y-%m") if grain == "month" else date.isoformat()
