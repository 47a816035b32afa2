"""Whether a plot's marks are a cloud of points: a scatter, whose heaps and trend lines must not be read as series.

Not covered: clouds of so few points, or so dense a one, that no point stands alone.
"""

from __future__ import annotations

from dataclasses import replace

from gbi.boxes import hull
from gbi.readers.chart.axis import Axes
from gbi.readers.chart.colours import distance
from gbi.readers.chart.crumbs import in_grid_ink, is_panel, of_grid
from gbi.readers.chart.frame import in_legend
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.scene import Line, Point, Scene, Symbol
from gbi.readers.chart.strands import LEAST_SPAN, off_line
from gbi.types import Box

FEWEST = 12  # points
FEW_BARS = 2  # a colour legend's ramp, a frame
STRAY = 0.5  # of the points: from so many that stand on no line on, lines do not join them
ON = 0.5  # of a point's size
TWIN = 4.0  # CIE76
SMALL = 0.04  # of the plot's shorter side: the largest point that may look like a bar
SCATTERED = 6  # places along x and along y
LEAST_RUN = 0.25  # of the plot's width: shorter strokes alone are scraps, where they lie over each other
SCRAPS = 6  # short pieces of one colour over each other's places


def is_cloud(scene: Scene, axes: Axes, legend: Legend) -> bool:
    """True when the plot holds many points and most of them stand on no long line."""
    plot = axes.plot_box
    reach = LEAST_SPAN * min(plot[2] - plot[0], plot[3] - plot[1])
    large = [max(b[2] - b[0], b[3] - b[1]) for b in (m.box for m in scene.bars)]
    if scene.wedges or _areas(scene, axes) or sum(side > reach for side in large) > FEW_BARS:
        return False
    points = [s for s in scene.symbols if _counts(s, scene, axes, legend)]
    lines = [line for line in scene.lines if _long(line, axes) and not of_grid(line, scene)]
    return len(points) >= FEWEST and sum(not any(_on(p, x) for x in lines) for p in points) >= STRAY * len(points)


def scrappy(scene: Scene, axes: Axes) -> bool:
    """True for a picture whose plot holds no long line and no large mark, but `SCRAPS` short lines of one colour, most
    of them above or below others: rims of points that touch, whiskers of boxes, letters."""
    lines = [line for line in scene.lines if not of_grid(line, scene)]
    if scene.source != "raster" or scene.bars or _areas(scene, axes) or scene.wedges:
        return False
    if any(_long(line, axes, LEAST_RUN) for line in lines):
        return False
    for ink in {line.colour for line in lines}:
        boxes = [hull(x.points) for x in lines if distance(x.colour, ink) <= TWIN]
        over = [sum(min(a[2], b[2]) > max(a[0], b[0]) for b in boxes) - 1 for a in boxes]
        if len(boxes) >= SCRAPS and sum(n > 0 for n in over) >= STRAY * len(boxes):
            return True
    return False


def _counts(symbol: Symbol, scene: Scene, axes: Axes, legend: Legend) -> bool:
    (x, y), (x0, y0, x1, y1) = symbol.centre, axes.plot_box
    if not (x0 - 1 <= x <= x1 + 1 and y0 - 1 <= y <= y1 + 1) or in_grid_ink(symbol.colour, scene):
        return False
    return not in_legend((x, y, x, y), legend)


def _areas(scene: Scene, axes: Axes) -> bool:
    """Whether there are areas, save a picture's panel: what covers the plot and all around."""
    return any(not is_panel(area, axes.plot_box) for area in scene.areas)


def _long(line: Line, axes: Axes, share: float = LEAST_SPAN) -> bool:
    box, plot = hull(line.points), axes.plot_box
    return box[2] - box[0] >= share * (plot[2] - plot[0])


def _on(symbol: Symbol, line: Line) -> bool:
    return off_line(symbol.centre, line.points) <= max(1.0, ON * symbol.size)


def with_small_squares(scene: Scene, axes: Axes) -> Scene:
    """The scene with its bars as square points, where they are many, small, as wide as high and stand all over the
    plot: dots of a few pixels look like that."""
    plot = axes.plot_box
    most = SMALL * min(plot[2] - plot[0], plot[3] - plot[1])
    square = [b for b in scene.bars if _square(b.box, most, scene.tolerance)]
    places = [{round(b.box[side], 1) for b in square} for side in (0, 1)]
    if len(square) < max(FEWEST, STRAY * len(scene.bars)) or min(map(len, places)) < SCATTERED:
        return scene
    dots = tuple(Symbol(_middle(b.box), b.box[2] - b.box[0], b.colour, "square") for b in square)
    known = {id(b) for b in square}
    return replace(scene, bars=tuple(b for b in scene.bars if id(b) not in known), symbols=(*scene.symbols, *dots))


def _square(box: Box, most: float, tolerance: float) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return max(width, height) <= most and abs(width - height) <= max(4 * tolerance, 0.25 * max(width, height))


def _middle(box: Box) -> Point:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
