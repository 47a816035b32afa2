"""Filled paths sorted into bars, areas, wedges, point marks and thin rectangles that are drawn for lines."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gbi.boxes import area, grown
from gbi.readers.chart.scene import Area, Bar, Colour, Point, Rule, Symbol, Wedge
from gbi.readers.drawings.boxes import inside, intersection, meets
from gbi.readers.drawings.paths import Path, Subpath
from gbi.readers.drawings.shapes import circle, marker, polygon_area, rectangle
from gbi.readers.drawings.wedges import Sector, sector, sector_on
from gbi.types import Box

THIN_PT = 1.6  # a rectangle no thicker than this may stand for a stroke
SMALLEST_AREA_PT = 6.0  # the least extent along one side of a data area


@dataclass(frozen=True, slots=True)
class Fills:
    """What the fills of a figure are. `frames` are outlined rectangles of the background's fill; `glyphs` counts
    small curved scraps: text that was drawn as outlines."""

    bars: tuple[Bar, ...]
    areas: tuple[Area, ...]
    wedges: tuple[Wedge, ...]
    symbols: tuple[Symbol, ...]
    rules: tuple[Rule, ...]
    frames: tuple[tuple[Box, Colour], ...]
    background: Colour
    glyphs: int


def sort_fills(paths: Iterable[Path], box: Box) -> Fills:
    """The filled marks of the paths inside `box`; the largest rectangles become the background."""
    sorter = _Sorter(box)
    for path in paths:
        sorter.add(path)
    return sorter.result()


class _Sorter:
    """Takes paths in drawing order; what lies above covers what lies below."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self.background: Colour = (255, 255, 255)
        self.rectangles: list[Bar] = []
        self.frames: list[tuple[Box, Colour]] = []
        self.areas: list[Area] = []
        self.sectors: list[tuple[Sector, Colour]] = []
        self.narrow: list[tuple[Subpath, Colour]] = []
        self.circles: list[Symbol] = []
        self.marks: list[Symbol] = []
        self.glyphs = 0

    def add(self, path: Path) -> None:
        colour = path.fill
        if colour is None:
            return
        if (swatch := _patterned(path)) is not None:
            self._pattern(swatch, colour)
            return
        if path.stroke is not None and _near(colour, self.background) and not _near(path.stroke, self.background):
            colour = path.stroke  # a hollow mark: its outline tells the series
        if (ring := _ring(path)) is not None:
            self.sectors.append((ring, colour))
            return
        for sub in path.subpaths:
            self._outline(sub, colour, path)

    def _outline(self, sub: Subpath, colour: Colour, path: Path) -> None:
        hollow = colour == path.stroke and colour != path.fill
        if (found := rectangle(sub)) is not None:
            self._rectangle(found, colour, path, hollow)
        elif (disc := circle(sub)) is not None:
            self.circles.append(Symbol(disc[0], 2 * disc[1], colour, "circle"))
        elif (name := marker(sub)) is not None:
            x0, y0, x1, y1 = sub.box
            self.marks.append(Symbol(((x0 + x1) / 2, (y0 + y1) / 2), max(x1 - x0, y1 - y0), colour, name))
        elif (piece := sector(sub)) is not None and piece.outer > 4.0:
            self.sectors.append((piece, colour))
        else:
            self._polygon(sub, colour, path)

    def _rectangle(self, found: Box, colour: Colour, path: Path, hollow: bool) -> None:
        shown = intersection(found, path.clip) if path.clip else found
        shown = intersection(shown, grown(self.box, 1.0)) if shown else None
        if shown is None:
            return
        if area(shown) > 0.25 * area(self.box) and (hollow or not self.rectangles) and path.fill is not None:
            self.background = path.fill  # the paper, then the plot's own ground
            return
        if hollow:
            self.frames.append((shown, colour))
        elif not _near(colour, self.background):
            self.rectangles.append(Bar(shown, colour))

    def _polygon(self, sub: Subpath, colour: Colour, path: Path) -> None:
        x0, y0, x1, y1 = sub.box
        small = max(x1 - x0, y1 - y0) < SMALLEST_AREA_PT or polygon_area(sub.points) < 4.0
        if small or (max(x1 - x0, y1 - y0) < 20.0 and len(sub.points) > 8):
            self.glyphs += 1
            self.narrow.append((sub, colour))
            return
        self.narrow.append((sub, colour))
        if not _near(colour, self.background) and len(sub.points) > 2:
            self.areas.append(Area(sub.knots, colour))

    def _pattern(self, swatch: Box, colour: Colour) -> None:
        if self.rectangles and _same_box(self.rectangles[-1].box, swatch):
            return
        self.rectangles.append(Bar(swatch, colour))

    def result(self) -> Fills:
        wedges, used = self._wedges()
        areas = tuple(a for a in self.areas if a.points not in used)
        bars, squares = _squares_apart(self.rectangles)
        bars, rules = _thin_apart(bars)
        holes = [w.centre for w in wedges]
        circles = [c for c in self.circles if not any(math.dist(c.centre, h) < 1.0 for h in holes)]
        symbols = (*circles, *self.marks, *squares)
        kept = tuple(s for s in symbols if not _near(s.colour, self.background))
        return Fills(tuple(bars), areas, wedges, kept, tuple(rules), tuple(self.frames), self.background, self.glyphs)

    def _wedges(self) -> tuple[tuple[Wedge, ...], set[tuple[Point, ...]]]:
        used: set[tuple[Point, ...]] = set()
        found = list(self.sectors)
        for sub, colour in self.narrow:
            for known, _ in self.sectors:
                if (piece := sector_on(sub, known)) is not None:
                    found.append((piece, colour))
                    used.add(sub.knots)
                    break
        out = []
        for piece, colour in found:
            if _near(colour, self.background):
                continue
            hole = self._hole(piece)
            out.append(Wedge(piece.centre, max(piece.inner, hole), piece.outer, piece.start, piece.sweep, colour))
        return tuple(out), used

    def _hole(self, piece: Sector) -> float:
        """Radius of a circle of background colour that was laid over the pie's middle."""
        discs = [c for c in self.circles if _near(c.colour, self.background)]
        over = [c.size / 2 for c in discs if math.dist(c.centre, piece.centre) < 0.02 * piece.outer + 0.5]
        return max((r for r in over if r < 0.97 * piece.outer), default=0.0)


def _ring(path: Path) -> Sector | None:
    """A donut of one slice: two circles around one centre in one path; or a pie of one slice is left to circles."""
    discs = [circle(s) for s in path.subpaths]
    if len(discs) != 2 or discs[0] is None or discs[1] is None or (path.stroke is not None and path.fill is None):
        return None
    (a, ra), (b, rb) = discs[0], discs[1]
    if math.dist(a, b) > 0.02 * max(ra, rb) + 0.1 or max(ra, rb) < 12.0:
        return None
    return Sector(a, min(ra, rb), max(ra, rb), 0.0, 360.0)


def _patterned(path: Path) -> Box | None:
    """The clip that a tile of a hatch pattern fills: the tile lies beyond its clip, wherever the pattern starts."""
    if path.clip is None or path.clip_depth < 2:
        return None
    clip, tile = path.clip, path.box
    apart = not meets(clip, tile)
    beyond = sum((tile[0] < clip[0] - 1, tile[1] < clip[1] - 1, tile[2] > clip[2] + 1, tile[3] > clip[3] + 1))
    return clip if apart or beyond >= 2 else None


def _squares_apart(rectangles: Sequence[Bar]) -> tuple[list[Bar], list[Symbol]]:
    """Small squares of one size that share no side's line with each other are point marks, not bars."""
    sizes = Counter(_size(b.box) for b in rectangles if _square(b.box))
    bars, squares = [], []
    for bar in rectangles:
        size = _size(bar.box)
        if _square(bar.box) and sizes[size] >= 3 and _scattered([b.box for b in rectangles if _size(b.box) == size]):
            x0, y0, x1, y1 = bar.box
            squares.append(Symbol(((x0 + x1) / 2, (y0 + y1) / 2), x1 - x0, bar.colour, "square"))
        else:
            bars.append(bar)
    return bars, squares


def _scattered(boxes: Sequence[Box]) -> bool:
    lefts = Counter(round(b[0], 1) for b in boxes)
    tops = Counter(round(b[1], 1) for b in boxes)
    return max(lefts.values()) <= len(boxes) / 2 and max(tops.values()) <= max(2, len(boxes) / 2)


def _square(box: Box) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return 1.5 < width <= 14.0 and abs(width - height) < 0.05 * width


def _size(box: Box) -> tuple[float, float]:
    return round(box[2] - box[0], 1), round(box[3] - box[1], 1)


def _thin_apart(rectangles: Sequence[Bar]) -> tuple[list[Bar], list[Rule]]:
    """Thin rectangles become rules, unless thick bars of their colour have the same breadth: a bar may be short."""
    thick = [b for b in rectangles if min(b.box[2] - b.box[0], b.box[3] - b.box[1]) > THIN_PT]
    bars, rules = [], []
    for bar in rectangles:
        x0, y0, x1, y1 = bar.box
        width, height = x1 - x0, y1 - y0
        if (
            min(width, height) > THIN_PT
            or max(width, height) < 3 * min(width, height)
            or any(_sibling(bar, other) for other in thick)
        ):
            bars.append(bar)
        elif width >= height:
            middle = (y0 + y1) / 2
            rules.append(Rule((x0, middle), (x1, middle), bar.colour, height))
        else:
            middle = (x0 + x1) / 2
            rules.append(Rule((middle, y0), (middle, y1), bar.colour, width))
    return bars, rules


def _sibling(bar: Bar, other: Bar) -> bool:
    if bar.colour != other.colour:
        return False
    (ax0, ay0, ax1, ay1), (bx0, by0, bx1, by1) = bar.box, other.box
    if ax1 - ax0 >= ay1 - ay0:
        return abs((ax1 - ax0) - (bx1 - bx0)) < 0.1
    return abs((ay1 - ay0) - (by1 - by0)) < 0.1


def _near(a: Colour | None, b: Colour) -> bool:
    return a is not None and max(abs(p - q) for p, q in zip(a, b, strict=True)) <= 6


def _same_box(a: Box, b: Box) -> bool:
    return inside(a, b, 0.1) and inside(b, a, 0.1)
