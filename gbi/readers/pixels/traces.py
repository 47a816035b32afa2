"""Lines of data series: every colour's strokes followed from column to column."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from gbi.readers.chart.scene import Line, Point
from gbi.readers.pixels.canvas import Canvas, Mask, coverage

GAP = 14  # px: a dash's or a crossing's gap that a line bridges
SHORT = 14  # px: a shorter line is a swatch's or noise
SLACK = 0.35  # px: how far a dropped vertex may lie from the simplified line


_Run = tuple[int, int, float, float]
"""First row, last row + 1, weighted centre and summed coverage of a column's run of one colour."""


@dataclass
class _Trace:
    """A line that is being followed: one (x, y, thickness) a column, and the rows its last column spans."""

    points: list[tuple[float, float, float]] = field(default_factory=list)
    span: tuple[int, int] = (0, 0)

    @property
    def x(self) -> float:
        return self.points[-1][0]

    def follow(self, x: float, run: _Run) -> None:
        """Goes on to the next column."""
        self.points.append((x, run[2], run[3]))
        self.span = run[:2]

    def ahead(self, x: float) -> float:
        """Where the line would be at x if it went on as it did over its last columns."""
        tail = self.points[-6:]
        if len(tail) < 2 or x - tail[-1][0] > 3 * GAP:
            return tail[-1][1]
        slope = (tail[-1][1] - tail[0][1]) / (tail[-1][0] - tail[0][0])
        return tail[-1][1] + slope * (x - tail[-1][0])


def trace_lines(canvas: Canvas, strokes: dict[int, Mask]) -> tuple[Line, ...]:
    """Polylines of each colour in px, left to right; swatches and short dashes of a legend come out as short lines."""
    lines: list[Line] = []
    for index, mask in strokes.items():
        colour = canvas.palette[index]
        share = coverage(canvas, colour) * cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8))
        for trace in _follow(share, mask):
            xs = [p[0] for p in trace.points]
            if xs[-1] - xs[0] < SHORT:
                continue
            drawn = len(xs) / (xs[-1] - xs[0] + 1.0)
            width = float(np.median([p[2] for p in trace.points]))
            lines.append(Line(_simplified([(p[0], p[1]) for p in trace.points]), colour, round(width, 2), drawn < 0.85))
    return tuple(lines)


def _follow(share: NDArray[np.float32], mask: Mask) -> list[_Trace]:
    live: list[_Trace] = []
    done: list[_Trace] = []
    columns = np.flatnonzero(mask.any(axis=0))
    for x in columns:
        runs = _runs(share[:, x])
        for trace in [t for t in live if x - t.x > GAP]:
            live.remove(trace)
            done.append(trace)
        taken: set[int] = set()
        pairs = sorted(
            (_miss(trace, float(x), run), t, r) for t, trace in enumerate(live) for r, run in enumerate(runs)
        )
        fed: set[int] = set()
        for miss, t, r in pairs:
            if t in fed or r in taken or miss > 0:
                continue
            live[t].follow(x + 0.5, runs[r])
            fed.add(t)
            taken.add(r)
        for r, run in enumerate(runs):
            if r not in taken:
                live.append(_Trace())
                live[-1].follow(x + 0.5, run)
    return done + live


def _runs(column: NDArray[np.float32]) -> list[_Run]:
    on = np.flatnonzero(column > 0.15)
    if not len(on):
        return []
    out = []
    for group in np.split(on, np.flatnonzero(np.diff(on) > 1) + 1):
        weight = column[group]
        total = float(weight.sum())
        if total >= 0.4:
            out.append((int(group[0]), int(group[-1]) + 1, float((weight * (group + 0.5)).sum() / total), total))
    return out


def _miss(trace: _Trace, x: float, run: _Run) -> float:
    """Below or at 0 when the run can continue the trace: the better, the lower."""
    low, high, centre, _ = run
    apart = x + 0.5 - trace.x
    expected = trace.ahead(x + 0.5)
    touching = apart < 3 and low <= trace.span[1] and trace.span[0] <= high
    return (0.0 if touching else abs(centre - expected)) - (4.0 + 0.8 * apart) + 0.001 * abs(centre - expected)


def _simplified(points: list[Point]) -> tuple[Point, ...]:
    """Douglas and Peucker's simplification with `SLACK`."""
    curve = np.array(points, np.float32).reshape(-1, 1, 2)
    kept = cv2.approxPolyDP(curve, SLACK, False).reshape(-1, 2)
    return tuple((float(x), float(y)) for x, y in kept)
