"""Pies and donuts: circles made of large single-colour shapes, and the angles at which the colour changes."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from gbi.readers.chart.scene import Symbol, Wedge
from gbi.readers.pixels.canvas import BACKGROUND, MIXED, Canvas, Mask

STEP = 0.1  # degrees
LEAST = 0.5  # degrees: a narrower sector is a seam
POINTS = 3  # a disc and points, so many together, are a plot of points
ROUND = 0.93  # share of its circle that a pie's outline must fill


def find_pies(canvas: Canvas, labels: NDArray[np.int16], large: list[tuple[int, Mask]]) -> tuple[list[Wedge], set[int]]:
    """Sectors of every pie in px and degrees clockwise from 12 o'clock, and which of `large` they used up."""
    if not large:
        return [], set()
    union = np.zeros(labels.shape, np.uint8)
    for _, mask in large:
        union |= mask
    joined = cv2.morphologyEx(union, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9)))
    count, parts, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    wedges: list[Wedge] = []
    used: set[int] = set()
    for part in range(1, count):
        circle = _circle((parts == part).astype(np.uint8), stats[part])
        if circle is None:
            continue
        sectors = _sectors(canvas, labels, *circle)
        if sectors:
            wedges += sectors
            used |= {i for i, (_, mask) in enumerate(large) if (mask & (parts == part)).any()}
    return wedges, used


def discs_of(wedges: list[Wedge], symbols: int) -> tuple[list[Wedge], list[Symbol]]:
    """The wedges, or none of them and a symbol a circle where the circles are bubbles: whole discs of one colour.

    A pie of one slice is one disc alone. Two discs, or one with so many other circles and points (there are `symbols`)
    that it is no pie, are a plot of points; a circle of several colours is then a bubble with others on it.
    """
    circles: dict[tuple[float, float], list[Wedge]] = {}
    for wedge in wedges:
        circles.setdefault(wedge.centre, []).append(wedge)
    discs = sum(circle[0].sweep >= 360.0 - LEAST and circle[0].inner == 0.0 for circle in circles.values())
    if 2 * discs < len(circles) or discs == 0 or (discs == 1 and len(circles) + symbols < POINTS):
        return wedges, []
    largest = [max(circle, key=lambda wedge: wedge.sweep) for circle in circles.values()]
    return [], [Symbol(disc.centre, round(2.0 * disc.outer, 2), disc.colour) for disc in largest]


def _circle(mask: NDArray[np.uint8], stats: NDArray[np.int32]) -> tuple[float, float, float] | None:
    """(centre x, centre y, radius) of a round outline; None for another shape."""
    width, height = int(stats[cv2.CC_STAT_WIDTH]), int(stats[cv2.CC_STAT_HEIGHT])
    if min(width, height) < 30 or abs(width - height) > 0.06 * max(width, height):
        return None
    outline = max(cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0], key=cv2.contourArea)
    hull = cv2.convexHull(outline).reshape(-1, 2).astype(float) + 0.5
    system = np.column_stack([2 * hull, np.ones(len(hull))])
    (x, y, rest), *_ = np.linalg.lstsq(system, (hull**2).sum(axis=1), rcond=None)
    radius = float(np.sqrt(rest + x * x + y * y))
    off = np.abs(np.hypot(hull[:, 0] - x, hull[:, 1] - y) - radius)
    if cv2.contourArea(outline) < ROUND * np.pi * radius**2 or float(np.quantile(off, 0.9)) > 0.03 * radius:
        return None
    return float(x), float(y), radius + 0.5


def _sectors(canvas: Canvas, labels: NDArray[np.int16], x: float, y: float, radius: float) -> list[Wedge]:
    inner = _hole(labels, x, y, radius)
    angles = np.arange(0.0, 360.0, STEP)
    at = np.radians(angles)
    radii = np.linspace(inner + 0.25 * (radius - inner), radius - max(2.0, 0.06 * radius), 24)
    rows = np.clip((y - radii[:, None] * np.cos(at)).astype(int), 0, labels.shape[0] - 1)
    columns = np.clip((x + radii[:, None] * np.sin(at)).astype(int), 0, labels.shape[1] - 1)
    seen = labels[rows, columns]
    ring = np.array([_most(seen[:, i]) for i in range(len(angles))])
    runs = _cyclic_runs(ring)
    kept = [(start, stop, label) for start, stop, label in runs if label >= 0 and (stop - start) * STEP >= LEAST]
    if not kept:
        return []
    out = []
    for i, (start, stop, label) in enumerate(kept):
        before, after = kept[i - 1], kept[(i + 1) % len(kept)]
        low = _seam(before[1], start, len(ring)) * STEP
        high = _seam(stop, after[0], len(ring)) * STEP
        sweep = (high - low) % 360.0 or 360.0
        out.append(Wedge((x, y), inner, radius, round(low % 360.0, 2), round(sweep, 2), canvas.palette[label]))
    return out


def _most(column: NDArray[np.int16]) -> int:
    values, counts = np.unique(column, return_counts=True)
    top = int(counts.argmax())
    return int(values[top]) if counts[top] >= 0.5 * len(column) else MIXED


def _hole(labels: NDArray[np.int16], x: float, y: float, radius: float) -> float:
    """Radius of a donut's hole in px, 0 for a pie."""
    at = np.radians(np.arange(0.0, 360.0, 3.0))
    for share in np.arange(0.06, 0.9, 0.01):
        rows = np.clip((y - share * radius * np.cos(at)).astype(int), 0, labels.shape[0] - 1)
        columns = np.clip((x + share * radius * np.sin(at)).astype(int), 0, labels.shape[1] - 1)
        if (labels[rows, columns] == BACKGROUND).mean() < 0.5:
            return 0.0 if share <= 0.1 else float(share * radius)
    return 0.0


def _cyclic_runs(ring: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """(start, stop, label) of equal runs round the circle; the first run starts at a change."""
    changes = np.flatnonzero(ring != np.roll(ring, 1))
    if not len(changes):
        return [(0, len(ring), int(ring[0]))]
    stops = [*changes[1:], changes[0] + len(ring)]
    return [(int(a), int(b), int(ring[a])) for a, b in zip(changes, stops, strict=True)]


def _seam(stop: int, start: int, size: int) -> float:
    """The middle between one sector's end and the next one's start, counted round the circle."""
    gap = (start - stop) % size
    return stop + gap / 2.0 if gap < size / 2 else float(start)
