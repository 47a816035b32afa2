"""The drawings of a PDF page that may belong to a chart, gathered into clusters; rules and backgrounds set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gbi.boxes import area, clipped, grown, inside, overlap
from gbi.types import Box

MAX_DRAWINGS = 30_000
BACKGROUND = 0.5  # of the page: larger fills are its background
SMALL_PT2 = 210_000.0  # square points: on a smaller page, which may be one figure, a large curve is an area chart's
THIN_PT = 2.0
TOUCH_PT = 4.0
COVERED = 0.7  # of a table: that much is covered by the shades of its cells, never by bars


@dataclass(frozen=True, slots=True)
class Mark:
    """A visible drawing: its box, whether it is filled with a colour, curved, or a thin straight rule."""

    box: Box
    filled: bool
    curved: bool
    rule: bool


def marks_of(page: Any) -> list[Mark]:
    """The page's visible drawings without its background, cut to their clips; none where there are too many to look at.

    A path of several pieces (all bars of a series in one) gives one mark a piece.
    """
    bounds: Box = tuple(page.rect)
    drawings = page.get_cdrawings(extended=True)
    if len(drawings) > MAX_DRAWINGS:
        return []
    found: list[Mark] = []
    clips: list[tuple[int, Box]] = []
    for drawing in drawings:
        while clips and clips[-1][0] >= drawing["level"]:
            clips.pop()
        if drawing["type"] == "clip":
            outer = clips[-1][1] if clips else bounds
            clips.append((drawing["level"], clipped(drawing["scissor"], outer)))
        elif drawing["type"] in ("f", "s", "fs"):
            found += _marks(drawing, clips[-1][1] if clips else bounds, BACKGROUND * area(bounds))
    return found


def _marks(drawing: dict[str, Any], bounds: Box, largest: float) -> list[Mark]:
    fill, stroke = drawing.get("fill"), drawing.get("color")
    filled = fill is not None and min(fill) <= 0.97 and drawing.get("fill_opacity", 1) != 0
    if not (filled or stroke is not None):
        return []
    half = max(0.1, (drawing.get("width") or 0.0) / 2 if stroke is not None else 0.0)
    found = []
    for raw, curved in _pieces(drawing["items"]):
        box = clipped(grown(raw, half), bounds)
        width, height = box[2] - box[0], box[3] - box[1]
        if width <= 0 or height <= 0 or (width * height > largest and not (curved and area(bounds) < SMALL_PT2)):
            continue
        rule = min(width, height) < THIN_PT and not curved
        found.append(Mark(box, filled and not rule, curved, rule))
    return found


def _pieces(items: Sequence[Any]) -> list[tuple[Box, bool]]:
    """The box of each connected piece of a path, and whether it is curved or has five corners or more."""
    pieces: list[tuple[Box, bool]] = []
    run: list[tuple[float, float]] = []
    curves = 0

    def finish() -> None:
        nonlocal curves
        if run:
            xs, ys = zip(*run, strict=True)
            pieces.append(((min(xs), min(ys), max(xs), max(ys)), curves > 0 or len(run) > 6))
        run.clear()
        curves = 0

    for item in items:
        if item[0] == "re":
            finish()
            x0, y0, x1, y1 = item[1]
            pieces.append(((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), False))
        elif item[0] == "qu":
            finish()
            xs, ys = zip(*item[1], strict=True)
            pieces.append(((min(xs), min(ys), max(xs), max(ys)), False))
        else:
            points = [tuple(point) for point in item[1:]]
            if run and max(abs(run[-1][0] - points[0][0]), abs(run[-1][1] - points[0][1])) > 0.01:
                finish()
            run.extend(points if not run else points[1:])
            curves += item[0] == "c"
    finish()
    return pieces


def clusters(page: Any, marks: Sequence[Mark], tolerance: float = TOUCH_PT) -> list[Box]:
    """Boxes around marks that are within `tolerance` points of another; lone rules between paragraphs are left out."""
    import pymupdf

    drawings = [{"rect": pymupdf.Rect(mark.box), "type": "f"} for mark in marks]
    if not drawings:
        return []
    rects = page.cluster_drawings(drawings=drawings, x_tolerance=tolerance, y_tolerance=tolerance)
    boxes: list[Box] = [clipped(tuple(rect), tuple(page.rect)) for rect in rects]
    return [box for box in boxes if min(box[2] - box[0], box[3] - box[1]) >= TOUCH_PT]


def has_bars(marks: Sequence[Mark], box: Box, least: int = 4) -> bool:
    """True when `least` fills or more inside `box` start on one line and differ in length; the shades of a table's
    cells do not, or they cover the table."""
    fills = [m.box for m in marks if m.filled and inside(m.box, box) and area(m.box) < 0.3 * area(box)]
    outer = {f for f in fills if not any(f != o and overlap(f, o) > 0.95 * area(f) for o in fills)}
    if sum(map(area, outer)) > COVERED * area(box):
        return False
    for start, length in ((0, 0), (2, 0), (1, 1), (3, 1)):
        lines: dict[int, list[int]] = {}
        for fill in fills:
            lines.setdefault(round(fill[start] / 1.5), []).append(round((fill[length + 2] - fill[length]) / 2))
        if any(len(set(lengths)) >= max(least, 0.5 * len(lengths)) for lengths in lines.values()):
            return True
    return False


def is_round(core: Box, marks: Sequence[Mark]) -> bool:
    """True for a pie or donut: filled curved pieces in a square."""
    width, height = core[2] - core[0], core[3] - core[1]
    pieces = [m for m in marks if m.curved and m.filled and inside(m.box, core)]
    return 0.8 < width / max(height, 1.0) < 1.25 and len(pieces) >= 2
