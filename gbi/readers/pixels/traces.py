"""Lines of data series: every colour's strokes followed from column to column, and the point marks on them."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from gbi.readers.chart.scene import Line, Symbol
from gbi.readers.pixels.canvas import Canvas, Mask, coverage
from gbi.readers.pixels.joins import Track, anchored, joined, vertices
from gbi.readers.pixels.solids import round_blobs

GAP = 14  # px: a dash's or a crossing's gap that a line bridges
SHORT = 8  # px: a shorter line is noise
DRIFT = 2.5  # px: traces that miss a run by as little are equally near to it
HOLLOW = 18  # px: the widest hole of a hollow point mark
STEEP = 1.5  # rows a column beyond which thickness says nothing

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


def trace_lines(canvas: Canvas, strokes: dict[int, Mask], text: Mask) -> tuple[list[Line], list[Symbol]]:
    """Polylines of each colour in px, left to right, and the round marks on them; a legend's dashes come out as
    short lines. `text` is where words stand: they may hide a line as other ink does."""
    lines: list[Line] = []
    symbols: list[Symbol] = []
    for index, mask in strokes.items():
        colour = canvas.palette[index]
        mask = _filled(mask)
        share = coverage(canvas, colour, cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)
        share[mask] = np.maximum(share[mask], 0.9)
        cover = text | ((canvas.labels >= 0) & (canvas.labels != index))
        tracks = [np.array(trace.points) for trace in _follow(share)]
        tracks = joined([track for track in tracks if len(track) >= 3], cover)
        tracks = [track for track in tracks if track[-1, 0] - track[0, 0] >= SHORT]
        tracks = [track for track in tracks if track[-1, 0] - track[0, 0] >= 2 * _width(track)]
        if not tracks:
            continue
        marks = round_blobs(share >= 0.5, float(np.median([_width(track) for track in tracks])), colour)
        symbols += marks
        for track in tracks:
            drawn = len(track) / (track[-1, 0] - track[0, 0] + 1.0)
            lines.append(Line(vertices(anchored(track, marks), marks), colour, round(_width(track), 2), drawn < 0.85))
    return lines, symbols


def _width(track: Track) -> float:
    """Stroke width in px: the lower quartile of the columns' thickness, each corrected for the line's slope."""
    slope = np.gradient(track[:, 1], track[:, 0]) if len(track) > 2 else np.zeros(len(track))
    gentle = np.abs(slope) < STEEP
    thickness = track[:, 2] / np.hypot(1.0, slope)
    return float(np.quantile(thickness[gentle] if gentle.any() else thickness, 0.3))


def _follow(share: NDArray[np.float32]) -> list[_Trace]:
    live: list[_Trace] = []
    done: list[_Trace] = []
    for x, runs in _runs(share).items():
        done += [trace for trace in live if x - trace.x > GAP]
        live = [trace for trace in live if x - trace.x <= GAP]
        pairs = sorted(
            (round(off / DRIFT), -len(trace.points), t, r)
            for t, trace in enumerate(live)
            for r, run in enumerate(runs)
            if (off := _off(trace, x + 0.5, run)) is not None
        )
        taken: set[int] = set()
        fed: set[int] = set()
        for _, _, t, r in pairs:
            if t not in fed and r not in taken:
                live[t].follow(x + 0.5, runs[r])
                fed.add(t)
                taken.add(r)
        for r, run in enumerate(runs):
            if r not in taken:
                live.append(_Trace())
                live[-1].follow(x + 0.5, run)
    return done + live


def _runs(share: NDArray[np.float32]) -> dict[int, list[_Run]]:
    """Each column's runs of coverage, top to bottom; columns without one are left out."""
    left, _, width, _ = cv2.boundingRect((share > 0.15).astype(np.uint8))
    turned = np.ascontiguousarray(share[:, left : left + width].T)
    on = np.zeros((turned.shape[0], turned.shape[1] + 2), np.int8)
    on[:, 1:-1] = turned > 0.15
    step = np.diff(on, axis=1)
    columns, lows = np.nonzero(step == 1)
    highs = np.nonzero(step == -1)[1]
    total = np.zeros((turned.shape[0], turned.shape[1] + 1))
    np.cumsum(turned, axis=1, out=total[:, 1:])
    moment = np.zeros_like(total)
    np.cumsum(turned * (np.arange(turned.shape[1]) + 0.5), axis=1, out=moment[:, 1:])
    weights = total[columns, highs] - total[columns, lows]
    centres = (moment[columns, highs] - moment[columns, lows]) / np.maximum(weights, 1e-9)
    out: dict[int, list[_Run]] = {}
    for column, low, high, centre, weight in zip(
        columns.tolist(), lows.tolist(), highs.tolist(), centres.tolist(), weights.tolist(), strict=True
    ):
        if weight >= 0.4:
            out.setdefault(left + column, []).append((low, high, centre, weight))
    return out


def _off(trace: _Trace, x: float, run: _Run) -> float | None:
    """How far the run lies from where the trace would be, in px; None when it is no continuation. Where two traces
    have met, the older goes on."""
    low, high, centre, _ = run
    apart = x - trace.x
    off = abs(centre - trace.ahead(x))
    touching = apart < 3 and low <= trace.span[1] and trace.span[0] <= high
    return off if touching or off <= 4.0 + 0.8 * apart else None


def _filled(mask: Mask) -> Mask:
    """The mask with the insides of hollow point marks filled."""
    outlines, tree = cv2.findContours(mask.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    out = mask.astype(np.uint8)
    for outline, links in zip(outlines, tree[0] if tree is not None else (), strict=True):
        _, _, w, h = cv2.boundingRect(outline)
        if links[3] >= 0 and max(w, h) <= HOLLOW and abs(w - h) <= 3:
            cv2.drawContours(out, [outline], -1, 1, cv2.FILLED)
    return out > 0
