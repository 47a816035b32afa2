"""Joins the pieces of a traced line where other ink hides it, and puts its vertices where its straight parts meet."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from gbi.readers.chart.scene import Point, Symbol
from gbi.readers.pixels.canvas import Mask

OPEN = 16.0  # px: a gap of bare ground that a line of dashes bridges
OVERLAP = 14.0  # px: how far two pieces may run side by side where they meet, round a point mark
HIDDEN = 90.0  # px: a gap that other ink hides
MOST = 80  # pieces of one colour that are put together: the longest
SLACK = 0.45  # px: how far a dropped vertex may lie from the simplified line
NEAR_MARK = 12.0  # px: a turn as near to a point mark is the mark's own outline
BLUNT = 6.0  # px: how wide a stroke's width makes a peak
MOVE = 4.0  # px: how far a vertex may move to where its neighbours' straight parts meet

Track = NDArray[np.float64]
"""Points x 3: x, y and thickness of one line, ordered by x."""


def joined(tracks: list[Track], cover: Mask) -> list[Track]:
    """Tracks of one colour with their pieces put together, best fit first. `cover` is what can hide a line."""
    live = dict(enumerate(sorted(tracks, key=len, reverse=True)[:MOST]))
    costs = {(i, j): cost for i in live for j in live if (cost := _cost(live[i], live[j], cover)) is not None}
    fresh = len(live)
    while costs:
        i, j = min(costs, key=lambda pair: costs[pair])
        first, second = live.pop(i), live.pop(j)
        both = np.concatenate([first[first[:, 0] < second[0, 0]], second])
        costs = {pair: cost for pair, cost in costs.items() if not {i, j} & {*pair}}
        for k, other in live.items():
            for pair, cost in (((k, fresh), _cost(other, both, cover)), ((fresh, k), _cost(both, other, cover))):
                if cost is not None:
                    costs[pair] = cost
        live[fresh] = both
        fresh += 1
    return list(live.values())


def _cost(first: Track, second: Track, cover: Mask) -> float | None:
    """How far `second` lies from where `first` leads; None when it is no continuation."""
    if first is second:
        return None
    gap = float(second[0, 0] - first[-1, 0])
    if gap < -OVERLAP or gap > HIDDEN or second[-1, 0] <= first[-1, 0] or second[0, 0] <= first[0, 0]:
        return None
    if gap < 0:
        apart = abs(float(np.interp(first[-1, 0], second[:, 0], second[:, 1])) - float(first[-1, 1]))
        return apart if apart <= 2.5 * max(float(first[-1, 2]), float(second[0, 2]), 4.0) else None
    rise = float(second[0, 1] - first[-1, 1])
    length = float(np.hypot(gap, rise))
    if length > HIDDEN:
        return None
    if gap <= 3:
        return length if abs(rise) <= 3 * max(float(first[-1, 2]), float(second[0, 2]), 3.0) else None
    lead = min(abs(_slope(first, True) * gap - rise), abs(_slope(second, False) * gap - rise))
    if lead > 3 + 0.35 * gap:
        return None
    if length > OPEN and _hidden(first[-1], second[0], cover) < 0.6:
        return None
    return length + 2 * lead


def _slope(track: Track, end: bool) -> float:
    part = track[-12:] if end else track[:12]
    run = float(part[-1, 0] - part[0, 0])
    return float(part[-1, 1] - part[0, 1]) / run if run >= 2 else 0.0


def _hidden(start: Track, end: Track, cover: Mask) -> float:
    """Share of the straight way between two points that other ink covers."""
    steps = max(2, int(np.hypot(end[0] - start[0], end[1] - start[1])))
    xs = np.clip(np.linspace(start[0], end[0], steps).astype(int), 0, cover.shape[1] - 1)
    ys = np.clip(np.linspace(start[1], end[1], steps).astype(int), 0, cover.shape[0] - 1)
    return float(cover[ys, xs].mean())


def anchored(track: Track, marks: Sequence[Symbol]) -> Track:
    """The track with its course through each point mark, which the mark's own width blurs, replaced by its centre."""
    for mark in marks:
        x, y = mark.centre
        near = np.abs(track[:, 0] - x) <= mark.size / 2 + 1
        if not near.any() or np.abs(track[near, 1] - y).min() > mark.size / 2 or near.all():
            continue
        thick = float(np.median(track[~near, 2]))
        rest = track[~near]
        track = np.insert(rest, int(np.searchsorted(rest[:, 0], x)), (x, y, thick), axis=0)
    return track


def vertices(track: Track, marks: Sequence[Symbol] = (), slack: float = SLACK) -> tuple[Point, ...]:
    """The track as few vertices: Douglas and Peucker's choice, each moved to where the straight parts beside it,
    fitted by least squares, cross; a peak that a stroke's width blunts is so restored. Vertices at the
    centres of `marks` stay."""
    fixed = _fixed(track, marks)
    cuts = [0, *fixed, len(track) - 1]
    kept_at = sorted({*cuts} | {i for a, b in itertools.pairwise(cuts) for i in _turns(track, a, b, slack)})
    plain = [i for i in kept_at if i in fixed or all(abs(track[i, 0] - track[f, 0]) > NEAR_MARK for f in fixed)]
    kept_at = plain if len(plain) > 1 else cuts  # a legend's key is no longer than its mark
    kept = track[kept_at, :2]
    fits = [_fit(track[a : b + 1]) for a, b in itertools.pairwise(kept_at)]
    points = [(float(x), float(y)) for x, y in kept]
    out = points[:1]
    k = 1
    while k < len(points):
        blunt = k + 2 < len(points) and points[k + 1][0] - points[k][0] <= BLUNT and fits[k] is None
        stop = k + 1 if blunt else k  # a blunted peak shows as two vertices side by side
        crossing = _crossing(fits[k - 1], fits[stop]) if stop < len(fits) else None
        near = crossing is not None and all(
            np.hypot(crossing[0] - x, crossing[1] - y) <= MOVE for x, y in points[k : stop + 1]
        )
        if crossing is not None and near and not {*kept_at[k : stop + 1]} & {*fixed}:
            out.append(crossing)
            k = stop + 1
        else:
            out.append(points[k])
            k += 1
    return tuple(out)


def _fixed(track: Track, marks: Sequence[Symbol]) -> list[int]:
    """Where on the track the centres of marks stand."""
    out = []
    for mark in marks:
        i = min(int(np.searchsorted(track[:, 0], mark.centre[0] - 0.05)), len(track) - 1)
        if abs(track[i, 0] - mark.centre[0]) < 0.1 and abs(track[i, 1] - mark.centre[1]) < 0.1:
            out.append(i)
    return sorted({*out})


def _turns(track: Track, start: int, stop: int, slack: float) -> list[int]:
    """Indices between two points at which the track turns, by Douglas and Peucker."""
    if stop - start < 2:
        return []
    curve = track[start : stop + 1, :2].astype(np.float32).reshape(-1, 1, 2)
    kept = cv2.approxPolyDP(curve, slack, False).reshape(-1, 2)
    return [int(i) for i in start + np.searchsorted(track[start : stop + 1, 0], kept[:, 0] - 1e-3)]


def _fit(part: Track) -> tuple[float, float] | None:
    """(slope, intercept) of a straight part without its ends; None when it is too short."""
    inner = part[5:-5] if len(part) >= 16 else part[2:-2]
    if len(inner) < 4:
        return None
    slope, intercept = np.polyfit(inner[:, 0], inner[:, 1], 1)
    return float(slope), float(intercept)


def _crossing(first: tuple[float, float] | None, second: tuple[float, float] | None) -> Point | None:
    if first is None or second is None or abs(first[0] - second[0]) < 0.02:
        return None
    x = (second[1] - first[1]) / (first[0] - second[0])
    return (x, first[0] * x + first[1])
