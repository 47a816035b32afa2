"""At which places along its base axis a traced edge has data: where it bends, at the grain that the axis counts in.

A trace of pixels has a vertex wherever the drawing bends or the rendering jitters. Where the bends stand at whole
years (or months) of the axis, those are the places; where they stand anywhere, only as many as a drawing of data
can have are believed, and else the labelled places are read alone.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from gbi.readers.chart.axis import FittedAxis
from gbi.readers.chart.scene import Point

OFF_PX = 3.0
"""How far a gentle bend's vertex may lie from where the data point is."""
SNAPPED = 0.75  # of the bends: from this share on, the axis's grain is the data's
ALL_SNAPPED = 0.9
DENSE = 0.35  # of the grain's places: from this share on, the straight stretches between have data too
LEAST_DENSE = 5  # bends that this takes
CROSSING_PX = 6.0  # how far from where two lines cross their traces may bend
CROWD = 3  # lines: of more, bends that stand nowhere in particular are believed the less
STRAY_PX = 1.0  # how far a rendered line strays from the straight one between two data points
CROWDED_PX = 7.0  # bends that are nearer to each other on average are jitter
TOO_FINE = "the line is drawn too finely for its points to be told apart: it was read at the axis's labels"


@dataclass(frozen=True, slots=True)
class Places:
    """Where to read, ascending, in points along the axis; `warning` says what had to be left out."""

    at: tuple[float, ...]
    warning: str = ""


def places_of(
    bends: Sequence[float],
    axis: FittedAxis,
    px: float,
    fine: Sequence[float] = (),
    crossings: Sequence[float] = (),
    lines: int = 1,
) -> Places:
    """The data's places from the bends of all traces of a figure, ends included; `px` is a pixel in points. `fine` are
    the places of all vertices, slight ones too: where nearly all stand at the grain, all are bends. Traces bend where
    they cross (`crossings`) too: such bends do not count where the others stand at the grain,
    and the more `lines` the more of them there are.

    On a category axis they are the categories. Empty without bends.
    """
    if axis.kind == "category":
        return Places(tuple(c.centre for c in axis.categories))
    merged = _merged(sorted(bends), OFF_PX * px)
    if not merged:
        return Places(())
    labelled = [t.position for t in axis.ticks if merged[0] - OFF_PX * px <= t.position <= merged[-1] + OFF_PX * px]
    for ruler in _rulers(axis, merged[0], merged[-1]):
        slight = _merged(sorted(fine), OFF_PX * px)
        snapped = _snapped(slight, ruler, px, ALL_SNAPPED) if len(slight) > 3 else []
        snapped = snapped or _snapped(merged, ruler, px)
        plain = [at for at in merged if all(abs(at - crossing) > CROSSING_PX * px for crossing in crossings)]
        if not snapped and len(plain) >= LEAST_DENSE and _snapped(plain, ruler, px):
            snapped = _snapped(merged, ruler, px, 0.0)
        if snapped:
            return Places(tuple(sorted({*snapped, *(_nearest(ruler, at) for at in labelled)})))
    if len(merged) > 4 and (merged[-1] - merged[0]) / (len(merged) - 1) < CROWDED_PX * px * max(1.0, lines / CROWD):
        return Places(tuple(sorted(labelled)), TOO_FINE)
    free = [at for at in merged if all(abs(at - tick) > 2 * OFF_PX * px for tick in labelled)]
    return Places(tuple(sorted([*labelled, *free])))


def on_grain(found: Sequence[float], axis: FittedAxis, px: float) -> dict[float, float]:
    """For each of the places at which points were found the one of all series that it is: whole years or months where
    nearly all stand at such, else the middle of those within `OFF_PX`."""
    merged = _merged(sorted(set(found)), OFF_PX * px)
    for ruler in _rulers(axis, merged[0], merged[-1]) if len(merged) > 1 else ():
        if _snapped(merged, ruler, px):
            step = min(b - a for a, b in itertools.pairwise(ruler))
            merged = [n if abs((n := _nearest(ruler, at)) - at) <= min(OFF_PX * px, step / 4) else at for at in merged]
    return {at: _nearest(merged, at) for at in found}


def bends_of(points: Sequence[Point], px: float) -> list[Point]:
    """The vertices at which a trace truly bends, its ends included (Douglas and Peucker's choice, to `STRAY_PX`)."""
    if len(points) < 3:
        return list(points)
    (x0, y0), (x1, y1) = points[0], points[-1]
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    off = [abs((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) / length for x, y in points]
    far = max(range(len(points)), key=off.__getitem__)
    if off[far] <= STRAY_PX * px:
        return [points[0], points[-1]]
    return bends_of(points[: far + 1], px)[:-1] + bends_of(points[far:], px)


def _merged(ascending: Sequence[float], apart: float) -> list[float]:
    """Bends of several traces that are one place, at their middle."""
    groups: list[list[float]] = []
    for at in ascending:
        if groups and at - groups[-1][0] <= apart:
            groups[-1].append(at)
        else:
            groups.append([at])
    return [sum(group) / len(group) for group in groups]


def _rulers(axis: FittedAxis, low: float, high: float) -> list[list[float]]:
    """The positions of whole years, then months, between two positions of a date axis; none on other axes."""
    first, last = axis.to_value(low), axis.to_value(high)
    if axis.kind != "date" or first is None or last is None or not 1 <= first < last <= dt.date.max.toordinal() - 366:
        return []
    start, stop = dt.date.fromordinal(int(first)).year, dt.date.fromordinal(int(last)).year + 1
    if stop - start > 400:
        return []
    years = [dt.date(year, 1, 1).toordinal() for year in range(start, stop + 1)]
    months = [dt.date(year, month, 1).toordinal() for year in range(start, stop + 1) for month in range(1, 13)]
    days = [years] if axis.grain == "year" else [months] if axis.grain != "day" else []
    rulers = [[axis.to_position(float(day)) for day in ruler] for ruler in days]
    return [[at for at in ruler if at is not None] for ruler in rulers]


def _snapped(bends: Sequence[float], ruler: Sequence[float], px: float, share: float = SNAPPED) -> list[float]:
    """The ruler's places that the bends stand at; empty when too few of them do for that to be no chance."""
    step = min((b - a for a, b in itertools.pairwise(ruler)), default=0.0)
    reach = min(OFF_PX * px, 0.25 * step)
    if reach < px:
        return []
    near = [min(ruler, key=lambda at: abs(at - bend)) for bend in bends]
    hits = [at for at, bend in zip(near, bends, strict=True) if abs(at - bend) <= reach]
    if len(hits) < max(2.0, share * len(bends)):
        return []
    found = sorted(set(hits))
    inside = [at for at in ruler if found[0] <= at <= found[-1]]
    if len(found) >= max(LEAST_DENSE, DENSE * len(inside)):
        return inside
    return [at for at in inside if at in found or _between_neighbours(at, found, step)]


def _nearest(ruler: Sequence[float], place: float) -> float:
    return min(ruler, key=lambda at: abs(at - place))


def _between_neighbours(at: float, found: Sequence[float], step: float) -> bool:
    """True for a lone gap within a run of places one step apart."""
    before, after = max(f for f in found if f < at), min(f for f in found if f > at)
    return after - before < 2.5 * step and any(0 < abs(f - before) < 1.5 * step for f in found if f < before)
