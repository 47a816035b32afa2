"""What touching points and a grid leave in a picture: outlines and crumbs, which are no marks of their own.

Not covered: telling touching points apart.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence

from gbi.boxes import hull
from gbi.readers.chart.colours import distance
from gbi.readers.chart.frame import Frame
from gbi.readers.chart.scene import Area, Colour, Line, Rule, Scene, Symbol
from gbi.types import Box

TOUCHING = "points that touch each other could not be told apart; those are missing"
SAME_COLOUR = 4.0  # CIE76
PALE = 20.0  # CIE76: how far from the ground the colour of a grid lies at most
GRID = 3  # rules of one colour make a grid
SHORT = 0.6  # of the width: a longer line is no outline of a heap
FEWEST = 3  # outlines of heaps, and pairs of them that lie over each other
OVERLAID = 0.3  # of the shorter one's reach
ALIKE = 0.2  # of the usual size: how far a whole point's may be off
MOSTLY = 0.6  # of the points
FEWEST_POINTS = 12
COVERED, EDGE = 0.97, 0.01  # of the plot's sides
LEVEL = 4.0  # px: a bit of a grid rises by no more
CROWDED = 2  # pairs an outline: panels in up to four rows have fewer


def heaped(scene: Scene) -> bool:
    """True when a picture's points lie in heaps, of which only crooked short outlines were seen, in the points' own
    colours."""
    if scene.source != "raster":
        return False
    inks = {symbol.colour for symbol in scene.symbols}
    reach = SHORT * (scene.box[2] - scene.box[0])
    boxes = [
        hull(line.points)
        for line in scene.lines
        if len(line.points) > 2 and any(distance(ink, line.colour) <= SAME_COLOUR for ink in inks)
    ]
    return sum(box[2] - box[0] < reach and box[3] > box[1] for box in boxes) >= FEWEST


def without_heaps(groups: Sequence[list[Line]], scene: Scene, frame: Frame) -> list[list[Line]]:
    """The groups of lines without those in a colour of which the plot holds short lines alone, most over each other:
    outlines of touching points. Panels side by side have short lines too, but those do not share their places. Beside
    heaps nothing short is a line."""
    reach = SHORT * (frame.box[2] - frame.box[0])
    found = [(line, hull(line.points)) for line in scene.lines]
    drawn = [(line, box) for line, box in found if frame.holds(box)]
    kept: list[list[Line]] = []
    heaps = False
    for group in groups:
        own = [box for line, box in drawn if distance(line.colour, group[0].colour) <= SAME_COLOUR]
        if any(box[2] - box[0] >= reach for box in own):
            kept.append(group)
        else:
            heaps = heaps or _overlaid(own)
    return kept if heaps else list(groups)


def _overlaid(boxes: Sequence[Box]) -> bool:
    over = 0
    for a, b in itertools.combinations(boxes, 2):
        shorter = min(a[2] - a[0], b[2] - b[0])
        over += shorter > 0 and min(a[2], b[2]) - max(a[0], b[0]) > OVERLAID * shorter
    return over >= max(FEWEST, CROWDED * len(boxes))


def without_crumbs(marks: Sequence[Symbol], scene: Scene) -> list[Symbol]:
    """The marks without the bits of a picture's grid that show between points: on its lines, and as pale as they are.

    All marks where nothing else is left.
    """
    kept = [m for m in marks if not (in_grid_ink(m.colour, scene) and any(_on(m, rule) for rule in scene.rules))]
    return kept or list(marks)


def without_parts(marks: Sequence[Symbol], scene: Scene) -> tuple[list[Symbol], bool]:
    """A picture's marks without those that are clearly smaller or larger than nearly all others, which are parts of
    points that touch or lie over each other, and whether there were such. Marks of many sizes are bubbles: all stay."""
    if scene.source != "raster" or len(marks) < FEWEST_POINTS:
        return list(marks), False
    usual = statistics.median(mark.size for mark in marks)
    kept = [m for m in marks if abs(m.size - usual) <= max(ALIKE * usual, 2 * scene.tolerance)]
    if len(kept) == len(marks) or len(kept) < MOSTLY * len(marks):
        return list(marks), False
    return kept, True


def _on(mark: Symbol, rule: Rule) -> bool:
    (x, y), (x0, y0, x1, y1) = mark.centre, hull((rule.start, rule.end))
    return x0 - mark.size <= x <= x1 + mark.size and y0 - mark.size <= y <= y1 + mark.size


def is_panel(area: Area, plot: Box) -> bool:
    """True for what covers nearly all of the plot, from edge to edge both ways: its ground, with holes at the marks."""
    x0, y0, x1, y1 = hull(area.points)
    wide, high = plot[2] - plot[0], plot[3] - plot[1]
    level = sum(abs(y - y0) <= EDGE * high for _, y in area.points)  # the tops of areas are no straight edge
    across = min(x1, plot[2]) - max(x0, plot[0]) >= COVERED * wide
    return across and min(y1, plot[3]) - max(y0, plot[1]) >= COVERED * high and level >= 2


def of_grid(line: Line, scene: Scene) -> bool:
    """True for a level line in the ink of a picture's grid: a bit of it, or of what stands beside the plot's frame."""
    box = hull(line.points)
    return box[3] - box[1] <= LEVEL * 2 * scene.tolerance and in_grid_ink(line.colour, scene)


def in_grid_ink(colour: Colour, scene: Scene) -> bool:
    """True for the colour of a picture's grid: several pale rules have it. False in a drawing, whose grid is exact."""
    if scene.source != "raster" or distance(colour, scene.background) > PALE + SAME_COLOUR:
        return False
    pale = [rule.colour for rule in scene.rules if distance(rule.colour, scene.background) <= PALE]
    return sum(distance(colour, ink) <= SAME_COLOUR for ink in pale) >= GRID
