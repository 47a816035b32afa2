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
    curve = track[:, :2].astype(np.float32).reshape(-1, 1, 2)
    kept = cv2.approxPolyDP(curve, slack, False).reshape(-1, 2).astype(float)
    at = np.searchsorted(track[:, 0], kept[:, 0] - 1e-3)
    fits = [_fit(track[a : b + 1]) for a, b in itertools.pairwise(at)]
    points = [(float(x), float(y)) for x, y in kept]
    centres = [mark.centre for mark in marks]
    for k in range(1, len(points) - 1):
        crossing = _crossing(fits[k - 1], fits[k])
        if any(abs(x - points[k][0]) < 0.1 and abs(y - points[k][1]) < 0.1 for x, y in centres):
            continue
        if crossing and np.hypot(crossing[0] - points[k][0], crossing[1] - points[k][1]) <= MOVE:
            points[k] = crossing
    return tuple(points)


def _fit(part: Track) -> tuple[float, float] | None:
    """(slope, intercept) of a straight part without its ends; None when it is too short."""
    inner = part[2:-2]
    if len(inner) < 4:
        return None
    slope, intercept = np.polyfit(inner[:, 0], inner[:, 1], 1)
    return float(slope), float(intercept)


def _crossing(first: tuple[float, float] | None, second: tuple[float, float] | None) -> Point | None:
    if first is None or second is None or abs(first[0] - second[0]) < 0.02:
        return None
    x = (second[1] - first[1]) / (first[0] - second[0])
    return (x, first[0] * x + first[1])
