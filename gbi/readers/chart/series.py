"""From points on the page to a table of series: what lines, areas and points share.

A series is a name and its points, each with the place along x that it belongs to and a measured value. Series
that share their places make a wide table (one row a place); the cells know the box of their mark.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gbi.readers.chart.axis import FittedAxis, Grain, date_text
from gbi.readers.chart.labels import ValueLabel
from gbi.readers.chart.naming import first_column
from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.values import Measure, agreement, decide, place, round_to
from gbi.types import Axis, Basis, Box, Cell, Column

SAME_PLACE_PT = 0.4  # places nearer than this (or twice the scene's tolerance) are one


@dataclass(frozen=True, slots=True)
class Measured:
    """One data point: where it stands along the base axis, its measure (None where the figure has no scale), its
    mark's box and the number that is printed at it."""

    at: float
    measure: Measure | None
    box: Box
    label: ValueLabel | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A named run of data points."""

    name: str
    points: tuple[Measured, ...]
    axis: FittedAxis


@dataclass(frozen=True, slots=True)
class Slot:
    """One row of a wide table: a place along the base axis and its label."""

    at: float
    label: Cell


def label_cell(axis: FittedAxis, at: float, page: int | None, tolerance: float, *, ticks: bool = True) -> Cell:
    """The cell of a place on an axis: a category's text, a date, or a number; a tick's own value with `ticks`."""
    if axis.kind == "category":
        near = axis.nearest(at)
        if near is None:
            return Cell(value=None, basis=Basis.MEASURED, confidence=0.0)
        return Cell(
            value=near.text,
            text=near.text,
            basis=Basis.PRINTED if near.printed else Basis.MEASURED,
            error=0.0,
            confidence=near.confidence,
            place=place(page, near.box),
        )
    near_pt = max(tolerance, SAME_PLACE_PT)
    tick = next((t for t in axis.ticks if ticks and abs(t.position - at) <= near_pt), None)
    where = place(page, tick.word.box) if tick else None
    error = axis.error(tolerance, at)
    if axis.kind == "date":
        text = axis.to_text(at)
        named = next((t for t in axis.ticks if date_text(t.value, axis.grain) == text), None)
        if named is not None:
            where, sure = place(page, named.word.box), named.word.confidence
            return Cell(value=text, text=text, basis=Basis.PRINTED, error=0.0, confidence=sure, place=where)
        return Cell(value=text, text=text, basis=Basis.MEASURED, error=error, place=where)
    value = axis.to_value(at)
    if value is None:
        return Cell(value=None, basis=Basis.MEASURED, confidence=0.0)
    value = tick.value if tick else round_to(value, error)
    return Cell(value=value, text=f"{value:g}", basis=Basis.MEASURED, error=error, place=where)


def slots(axis: FittedAxis, series: Sequence[Series], page: int | None, tolerance: float) -> tuple[Slot, ...]:
    """The rows' places: the points' places of all series, merged where they are one, in order along the axis."""
    found = sorted(p.at for s in series for p in s.points)
    merged: list[list[float]] = []
    for at in found:
        if merged and _same(axis, merged[-1][-1], at, tolerance):
            merged[-1].append(at)
        else:
            merged.append([at])
    centres = [sum(group) / len(group) for group in merged]
    fine = _grained(axis, centres)
    return tuple(Slot(at, label_cell(fine, at, page, tolerance)) for at in centres)


def wide_table(
    chart_type: str,
    base: FittedAxis,
    series: Sequence[Series],
    *,
    page: int | None,
    tolerance: float,
    confidence: float = 1.0,
    warnings: Sequence[str] = (),
) -> ChartTable | None:
    """Rows along `base`, one column a series; None when there is no point. A place that a series has no point at is
    an empty cell."""
    rows_at = slots(base, series, page, tolerance)
    if not rows_at:
        return None
    rows = [[slot.label] for slot in rows_at]
    centres = [slot.at for slot in rows_at]
    pairs = [(p.label, p.measure) for s in series for p in s.points if p.label and p.measure]
    reliable = len(pairs) >= 3 and agreement(pairs) >= 0.6
    for one in series:
        nearest: dict[int, Measured] = {}
        for point in one.points:
            nearest.setdefault(_nearest(centres, point.at), point)
        for index, row in enumerate(rows):
            point_here = nearest.get(index)
            empty = Cell(value=None, basis=Basis.MEASURED, error=None, confidence=confidence)
            row.append(_cell(point_here, page, reliable) if point_here else empty)
    columns = (base_column(base, rows), *(value_column(s.name, s.axis) for s in series))
    values = {id(s.axis): s.axis for s in series}
    return ChartTable(
        chart_type=chart_type,
        columns=columns,
        rows=tuple(tuple(row) for row in rows),
        axes=(axis_noun(base), *(axis_noun(a) for a in values.values())),
        confidence=confidence,
        warnings=tuple(warnings),
    )


def base_column(axis: FittedAxis, rows: Sequence[Sequence[Cell]]) -> Column:
    """The first column of `rows`: named by the base axis's title, typed by its kind."""
    if axis.kind in ("category", "date"):
        return first_column([str(row[0].value) for row in rows], axis)
    return value_column(axis.title or axis.direction, axis)


def value_column(name: str, axis: FittedAxis) -> Column:
    """A series' column, with the unit and scale of its axis."""
    return Column(name=name, type="number", unit=axis.unit, scale=axis.scale)


def axis_noun(axis: FittedAxis) -> Axis:
    """The axis as the reading keeps it."""
    return Axis(
        name=axis.title,
        direction=axis.direction,
        kind=axis.kind,
        low=axis.low,
        high=axis.high,
        unit=axis.unit,
        scale=axis.scale,
    )


def _nearest(centres: Sequence[float], at: float) -> int:
    """The index of the nearest of the ascending centres."""
    after = bisect.bisect_left(centres, at)
    near = [i for i in (after - 1, after) if 0 <= i < len(centres)]
    return min(near, key=lambda i: abs(centres[i] - at))


def _cell(point: Measured, page: int | None, reliable: bool) -> Cell:
    return decide(point.label, point.measure, page=page, box=point.box, factor=1.0, reliable=reliable)


def _same(axis: FittedAxis, a: float, b: float, tolerance: float) -> bool:
    if axis.kind == "category":
        return axis.nearest(a) == axis.nearest(b)
    return b - a <= max(2 * tolerance, SAME_PLACE_PT)


def _grained(axis: FittedAxis, places: Sequence[float]) -> FittedAxis:
    """A date axis with the grain of the data, which may be finer than that of its labels."""
    if axis.kind != "date" or len(places) < 2:
        return axis
    gaps = sorted(b - a for a, b in itertools.pairwise(places))
    gap = gaps[len(gaps) // 4] * abs(axis.slope)  # days; a few places may have been seen a little off
    grain: Grain = "year" if gap > 219 else "quarter" if gap > 75 else "month" if gap > 24 else "day"
    order: tuple[Grain, ...] = ("year", "quarter", "month", "day")
    if grain == "quarter" and axis.grain != "quarter":
        grain = "month"
    return replace(axis, grain=grain) if order.index(grain) > order.index(axis.grain) else axis
