"""Pies and donuts: a slice's name from the legend or the label beside it, its value printed or its share by angle.

Not covered: rose charts, whose slices differ in radius; a pie that lacks slices is refused.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gbi.readers.chart.frame import in_legend
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.scene import Scene, Wedge
from gbi.readers.chart.slice_labels import SliceLabel, label_slices
from gbi.readers.chart.values import place, round_to
from gbi.types import Basis, Box, Cell, Column

CLOSED_DEG = 4.0  # by how much the slices' angles may miss the full circle
SHARE_OFF = 2.0  # percentage points by which a printed share may differ from its angle


@dataclass(frozen=True, slots=True)
class Slice:
    """A wedge with its name and labels; `share` in percent by its angle, `error` its half-width."""

    wedge: Wedge
    name: Cell
    share: float
    error: float
    label: SliceLabel | None


def read_pies(scene: Scene, legend: Legend, page: int | None = None) -> ChartTable | None:
    """One row a slice with its share, and its printed amount where the slices have one; several pies side by side
    make one column each. None when there are no closed pies of one radius."""
    pies = [sorted(pie, key=lambda w: w.start) for pie in _pies(scene, legend)]
    if not pies:
        return None
    slices = [_slices(pie, scene, legend, page) for pie in pies]
    kind = "donut" if all(w.inner > 0.15 * w.outer for pie in pies for w in pie) else "pie"
    if len(slices) == 1:
        return _single(kind, slices[0], page)
    return _several(kind, slices, page)


def _pies(scene: Scene, legend: Legend) -> list[list[Wedge]]:
    groups: list[list[Wedge]] = []
    for wedge in scene.wedges:
        if in_legend(_hull(wedge), legend):
            continue
        reach = 0.35 * wedge.outer  # an exploded slice has its centre off the pie's
        home = next((g for g in groups if math.dist(g[0].centre, wedge.centre) < reach), None)
        if home is None:
            groups.append([wedge])
        else:
            home.append(wedge)
    return [g for g in groups if _closed(g)]


def _closed(pie: Sequence[Wedge]) -> bool:
    outer = max(w.outer for w in pie)
    whole = sum(w.sweep for w in pie)
    half = abs(whole - 180.0) < CLOSED_DEG and len(pie) > 1
    return (abs(whole - 360.0) < CLOSED_DEG or half) and all(w.outer > 0.9 * outer for w in pie) and outer > 8.0


def _slices(pie: Sequence[Wedge], scene: Scene, legend: Legend, page: int | None) -> list[Slice]:
    labels = label_slices(pie, scene, legend)
    whole = sum(w.sweep for w in pie)
    out = []
    for index, (wedge, label) in enumerate(zip(pie, labels, strict=True)):
        entry = legend.name_of(wedge.colour)
        if entry is not None:
            name, box, sure = entry.name, entry.box, entry.confidence
        elif label is not None and label.name:
            name, box, sure = label.name, label.box, label.confidence
        else:
            name, box, sure = f"slice {index + 1}", _hull(wedge), 0.4
        error = 100.0 / whole * 2 * math.degrees(scene.tolerance / wedge.outer)
        cell = Cell(value=name, text=name, basis=Basis.PRINTED, error=0.0, confidence=sure, place=place(page, box))
        out.append(Slice(wedge, cell, 100.0 * wedge.sweep / whole, error, label))
    return out


def _single(kind: str, slices: Sequence[Slice], page: int | None) -> ChartTable:
    amounts = _agree([s.label.amount if s.label else None for s in slices], slices)
    rows = []
    for piece in slices:
        row = [piece.name]
        if amounts is not None:
            row.append(_printed(piece, "amount", page))
        row.append(_share(piece, page))
        rows.append(tuple(row))
    columns = [Column(name="category")]
    if amounts is not None:
        units = {s.label.amount.unit for s in slices if s.label and s.label.amount}
        scales = {s.label.amount.scale for s in slices if s.label and s.label.amount}
        unit = units.pop() if len(units) == 1 else None
        columns.append(Column(name="value", type="number", unit=unit, scale=scales.pop() if len(scales) == 1 else 1.0))
    columns.append(Column(name="share", type="number", unit="%", scale=0.01))
    named = [s.name.confidence for s in slices]
    return ChartTable(chart_type=kind, columns=tuple(columns), rows=tuple(rows), confidence=min(0.95, min(named) + 0.3))


def _several(kind: str, pies: Sequence[Sequence[Slice]], page: int | None) -> ChartTable:
    names: dict[str, Cell] = {}
    for pie in pies:
        for piece in pie:
            names.setdefault(str(piece.name.value), piece.name)
    rows = []
    for name, cell in names.items():
        row = [cell]
        for pie in pies:
            found = next((s for s in pie if s.name.value == name), None)
            row.append(_share(found, page) if found else Cell(value=None, basis=Basis.MEASURED))
        rows.append(tuple(row))
    shares = [Column(name=f"share {i + 1}", type="number", unit="%", scale=0.01) for i in range(len(pies))]
    return ChartTable(
        chart_type=kind,
        columns=(Column(name="category"), *shares),
        rows=tuple(rows),
        confidence=0.7,
        warnings=("the figure holds several pies: their columns are numbered from the left",),
    )


def _share(piece: Slice, page: int | None) -> Cell:
    printed = piece.label.share if piece.label else None
    if printed is not None and abs(printed.value - piece.share) <= SHARE_OFF:
        return _printed(piece, "share", page)
    value = round_to(piece.share, piece.error)
    return Cell(
        value=value,
        text=f"{value:g}",
        basis=Basis.MEASURED,
        error=piece.error,
        confidence=0.9,
        place=place(page, _hull(piece.wedge)),
    )


def _printed(piece: Slice, what: Literal["amount", "share"], page: int | None) -> Cell:
    label = piece.label
    number = None if label is None else (label.amount if what == "amount" else label.share)
    if label is None or number is None:
        return Cell(value=None, basis=Basis.PRINTED, confidence=0.5)
    return Cell(
        value=number.value,
        text=number.text or f"{number.value:g}",
        basis=Basis.PRINTED,
        error=0.0,
        confidence=label.confidence,
        place=place(page, label.number_box),
    )


def _agree(amounts: Sequence[object], slices: Sequence[Slice]) -> Sequence[float] | None:
    """The printed amounts when nearly all slices have one and they stand in the proportion of the angles."""
    found = [(s.label.amount.value, s.share) for s in slices if s.label and s.label.amount]
    if len(found) < max(2, 0.8 * len(amounts)):
        return None
    total, share = sum(v for v, _ in found), sum(s for _, s in found)
    if total <= 0 or any(abs(100.0 * v / total - 100.0 * s / share) > SHARE_OFF for v, s in found):
        return None
    return [v for v, _ in found]


def _hull(wedge: Wedge) -> Box:
    """The box of a wedge: its corners, and the extremes of its arc that it passes."""
    angles = [wedge.start, wedge.start + wedge.sweep]
    angles += [q for q in range(0, 721, 90) if wedge.start < q < wedge.start + wedge.sweep]
    points = [wedge.centre] if wedge.inner == 0.0 else []
    for degrees in angles:
        sin, cos = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
        for radius in {wedge.inner, wedge.outer}:
            points.append((wedge.centre[0] + radius * sin, wedge.centre[1] - radius * cos))
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)
