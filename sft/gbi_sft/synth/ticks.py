"""Round ticks of value axes, and what an axis has to span so that every mark and number is inside."""

from __future__ import annotations

import math
from typing import NamedTuple

from gbi_sft.synth.scene import Quantity, Scene, Side
from gbi_sft.synth.style import Style

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


class Ticks(NamedTuple):
    """An axis from `low` to `high` with ticks at `values`, printed as `texts`."""

    low: float
    high: float
    values: tuple[float, ...]
    texts: tuple[str, ...]


def round_step(span: float, want: int) -> float:
    """The smallest round step that leaves at most `want` ticks on a span."""
    raw = span / max(want, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(step * power for step in STEPS if step * power >= raw * 0.999)


def tick_texts(values: tuple[float, ...], step: float, quantity: Quantity) -> tuple[str, ...]:
    """The values as an axis prints them: as many decimals as the step needs, no brackets."""
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    if places == 0 and step % 1 > 1e-9:
        places = 1
    if round(step * 10**places, 6) % 1 > 1e-6:
        places += 1
    plain = quantity.model_copy(update={"brackets": False})
    return tuple(plain.text(value, min(places, 4)) for value in values)


def axis(low: float, high: float, quantity: Quantity, want: int = 5, *, closed: bool = True) -> Ticks:
    """Ticks over [low, high]; `closed` lengthens the axis to ticks at both ends."""
    if high <= low:
        low, high = low - 1.0, high + 1.0
    step = round_step(high - low, want)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    values = tuple(round(n * step, 9) + 0.0 for n in range(first, last + 1))
    if closed:
        return Ticks(values[0], values[-1], values, tick_texts(values, step, quantity))
    inside = tuple(value for value in values if low - 1e-9 <= value <= high + 1e-9)
    return Ticks(low, high, inside, tick_texts(inside, step, quantity))


def extent(scene: Scene, style: Style, side: Side = "left") -> tuple[float, float]:
    """Lowest and highest value to show on that side, with room for printed numbers; from zero for bars and areas."""
    mine = [series for series in scene.series if series.side == side]
    if scene.what.stacked:
        columns = zip(*(series.values for series in mine), strict=True)
        tops = [sum(value or 0.0 for value in column) for column in columns]
        low, high = 0.0, max(tops)
    else:
        values = [value for series in mine for value in series.values if value is not None]
        low, high = min(values), max(values)
    filled = any(series.mark in ("bar", "area") for series in mine)
    if filled or (style.from_zero and low > 0 and low < 0.7 * high):
        low, high = min(low, 0.0), max(high, 0.0)
    room = (high - low or abs(high) or 1.0) * (0.1 if scene.printed else 0.04)
    return (low - room if low < 0 or low > 0 else low), (high + room if high > 0 else high)


def value_axis(scene: Scene, style: Style, side: Side = "left", *, closed: bool = True) -> Ticks:
    """The axis of the values on that side."""
    quantity = next(scene.quantity(n) for n, series in enumerate(scene.series) if series.side == side)
    room = style.width if scene.what.lying else style.height
    want = max(3, min(8, int(room / (style.font_px * (7 if scene.what.lying else 4)))))
    low, high = extent(scene, style, side)
    return axis(low, high, quantity, want, closed=closed)


def point_axis(scene: Scene, style: Style, across: bool) -> Ticks:
    """The axis of a scatter's or bubble's x (`across`) or y, with room around the outermost points."""
    quantity = (scene.x or scene.y) if across else scene.y
    values = [v for s in scene.series for v in (s.xs if across else s.values) if v is not None]
    low, high = min(values), max(values)
    room = (high - low or 1.0) * (0.12 if scene.size else 0.06)
    want = max(3, int((style.width if across else style.height) / (style.font_px * (7 if across else 4))))
    return axis(low - room, high + room, quantity, min(want, 8), closed=False)
