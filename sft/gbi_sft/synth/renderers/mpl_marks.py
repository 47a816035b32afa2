"""Matplotlib's marks of a scene, with the places where numbers may be printed at them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Wedge

from gbi.types import Box
from gbi_sft.sample import GoldBox
from gbi_sft.synth.layout import Layout
from gbi_sft.synth.scene import Scene
from gbi_sft.synth.style import Style


@dataclass
class Spot:
    """A mark as drawn: `box` in pixels, origin top left; the `end` that its value reaches, and the direction away."""

    row: int
    series: int
    box: Box
    end: tuple[float, float]
    away: tuple[int, int]


@dataclass
class Marks:
    """All marks, what a legend shows for each series, and the axes of the second scale."""

    spots: list[Spot] = field(default_factory=list)
    handles: list[Any] = field(default_factory=list)
    second: Axes | None = None


def draw(axes: Axes, scene: Scene, style: Style, where: Layout) -> Marks:
    """Draws the marks; the axes have their limits afterwards."""
    marks = Marks()
    if scene.what.mark == "wedge":
        _wedges(axes, scene, style, marks)
        return marks
    _limits(axes, scene, where)
    if scene.what.mark == "point":
        _points(axes, scene, style, marks)
    elif scene.what.mark == "area":
        _areas(axes, scene, style, marks)
    else:
        if where.y2:
            marks.second = axes.twinx()
            marks.second.set_ylim(where.y2.low, where.y2.high)
        bars = [n for n, series in enumerate(scene.series) if series.mark == "bar"]
        for place, number in enumerate(bars):
            _bars(axes, scene, style, marks, number, (place, len(bars)))
        for number, series in enumerate(scene.series):
            if series.mark == "line":
                _line(marks.second or axes, scene, style, marks, number)
    return marks


def boxes(marks: Marks, style: Style) -> list[GoldBox]:
    """The marks' boxes as gold, cut at the picture's edges."""
    found = []
    for spot in marks.spots:
        x0, y0, x1, y1 = spot.box
        box = (max(x0, 0.0), max(y0, 0.0), min(x1, float(style.width)), min(y1, float(style.height)))
        found.append(GoldBox(part="mark", box=tuple(round(v, 1) for v in box), row=spot.row, column=spot.series + 1))
    return found


def _limits(axes: Axes, scene: Scene, where: Layout) -> None:
    ends = (-0.5, max(len(scene.labels), 1) - 0.5)
    if scene.what.mark == "area":
        ends = (0.0, len(scene.labels) - 1.0)
    if where.y:
        (axes.set_xlim if scene.what.lying else axes.set_ylim)(where.y.low, where.y.high)
    if where.x:
        axes.set_xlim(where.x.low, where.x.high)
    elif scene.what.lying:
        axes.set_ylim(ends[1], ends[0])
    else:
        axes.set_xlim(*ends)


def _at(axes: Axes, style: Style, x: float, y: float) -> tuple[float, float]:
    px, py = axes.transData.transform((x, y))
    return float(px), style.height - float(py)


def _bars(axes: Axes, scene: Scene, style: Style, marks: Marks, number: int, place: tuple[int, int]) -> None:
    """One series of bars: beside the others, or on them where they are stacked."""
    index, many = (0, 1) if scene.what.stacked else place
    width = style.bar_share / many
    values = [value if value is not None else math.nan for value in scene.series[number].values]
    at = np.arange(len(values)) - style.bar_share / 2 + width * (index + 0.5)
    base = np.zeros(len(values))
    if scene.what.stacked:
        base = np.nansum([[v or 0.0 for v in s.values] for s in scene.series[:number]], axis=0) + base
    varied = len(scene.series) == 1 and style.vary
    colour: Any = [style.colour(n) for n in range(len(values))] if varied else style.colour(number)
    edge = {"edgecolor": style.edge, "linewidth": 0.8} if style.edge else {"linewidth": 0}
    if scene.what.lying:
        drawn = axes.barh(at, values, width, left=base, color=colour, zorder=2, **edge)
    else:
        drawn = axes.bar(at, values, width, bottom=base, color=colour, zorder=2, **edge)
    marks.handles.append(drawn)
    for row, value in enumerate(values):
        if math.isnan(value):
            continue
        low, high = sorted((at[row] - width / 2, at[row] + width / 2))
        ends = (base[row], base[row] + value)
        corners = [
            _at(axes, style, *(end, side) if scene.what.lying else (side, end)) for end in ends for side in (low, high)
        ]
        xs, ys = [p[0] for p in corners], [p[1] for p in corners]
        box = (min(xs), min(ys), max(xs), max(ys))
        sign = -1 if value < 0 else 1
        if scene.what.lying:
            marks.spots.append(Spot(row, number, box, (corners[2][0], (box[1] + box[3]) / 2), (sign, 0)))
        else:
            marks.spots.append(Spot(row, number, box, ((box[0] + box[2]) / 2, corners[2][1]), (0, -sign)))


def _line(axes: Axes, scene: Scene, style: Style, marks: Marks, number: int) -> None:
    values = [value if value is not None else math.nan for value in scene.series[number].values]
    form = "osD^v*PX"[number % 8] if style.markers else ""
    size = max(style.line_px * 2.2, 4.0)
    (drawn,) = axes.plot(
        range(len(values)), values, color=style.colour(number), linewidth=style.line_px * 0.72, marker=form,
        markersize=size * 0.72, zorder=3,
    )  # fmt: skip
    marks.handles.append(drawn)
    reach = (size if style.markers else style.line_px + 1.5) / 2
    for row, value in enumerate(values):
        if not math.isnan(value):
            x, y = _at(axes, style, row, value)
            marks.spots.append(Spot(row, number, (x - reach, y - reach, x + reach, y + reach), (x, y - reach), (0, -1)))


def _areas(axes: Axes, scene: Scene, style: Style, marks: Marks) -> None:
    base = np.zeros(len(scene.labels))
    for number, series in enumerate(scene.series):
        top = base + np.array([value or 0.0 for value in series.values])
        drawn = axes.fill_between(
            range(len(top)), base, top, color=style.colour(number), linewidth=0, zorder=2, alpha=style.opacity
        )
        marks.handles.append(drawn)
        for row, value in enumerate(top):
            x, y = _at(axes, style, row, value)
            marks.spots.append(Spot(row, number, (x - 2, y - 1, x + 2, y + 3), (x, y), (0, -1)))
        base = top


def _wedges(axes: Axes, scene: Scene, style: Style, marks: Marks) -> None:
    values = [value or 0.0 for value in scene.series[0].values]
    ring = {"width": 0.42} if scene.what.name == "donut" else {}
    edge = {"edgecolor": style.background, "linewidth": 1.0, **ring}
    patches = axes.pie(
        values, colors=[style.colour(n) for n in range(len(values))], startangle=90, counterclock=False,
        wedgeprops=edge, radius=1.0,
    )[0]  # fmt: skip
    axes.set_xlim(-1.45, 1.45)
    axes.set_ylim(-1.3, 1.3)
    marks.handles.extend(patches)
    inner = 0.58 if ring else 0.0
    for row, patch in enumerate(patches):
        _wedge(axes, style, marks, patch, row, inner)


def _wedge(axes: Axes, style: Style, marks: Marks, patch: Wedge, row: int, inner: float) -> None:
    """A wedge's box: that of points along its rim and its inner edge."""
    turns = np.radians(np.linspace(patch.theta1, patch.theta2, 24))
    rim = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    spots = np.concatenate([rim, rim * inner])
    placed = axes.transData.transform(spots)
    xs, ys = placed[:, 0], style.height - placed[:, 1]
    middle = math.radians((patch.theta1 + patch.theta2) / 2)
    end = _at(axes, style, math.cos(middle), math.sin(middle))
    box = (float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))
    marks.spots.append(Spot(row, 0, box, end, (1 if math.cos(middle) >= 0 else -1, 0)))


def _points(axes: Axes, scene: Scene, style: Style, marks: Marks) -> None:
    row = 0
    for number, series in enumerate(scene.series):
        across = _diameters(series.sizes, style) or [max(style.line_px * 3.2, 5.0)] * len(series.xs)
        drawn = axes.scatter(
            series.xs, [value or 0.0 for value in series.values], s=[(d * 0.72) ** 2 for d in across],
            color=style.colour(number), alpha=style.opacity if series.sizes else 1.0, linewidths=0, zorder=3,
        )  # fmt: skip
        marks.handles.append(drawn)
        for x, y, wide in zip(series.xs, series.values, across, strict=True):
            cx, cy = _at(axes, style, x, y or 0.0)
            half = wide / 2
            marks.spots.append(
                Spot(row, number, (cx - half, cy - half, cx + half, cy + half), (cx, cy - half), (0, -1))
            )
            row += 1


def _diameters(sizes: tuple[float, ...], style: Style) -> list[float]:
    """Bubbles whose areas are as their values, up to an eighth of the picture's height; [] for no sizes."""
    if not sizes:
        return []
    most = style.height / 8
    return [max(most * math.sqrt(size / max(sizes)), 5.0) for size in sizes]
