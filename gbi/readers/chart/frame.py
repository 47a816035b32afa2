"""The plain questions that lines, areas and points ask of a figure: which axis is the base, what lies in the plot."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gbi.numbers import parse_number
from gbi.readers.chart.axis import Axes, Category, FittedAxis
from gbi.readers.chart.colours import distance
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.phrases import Phrase, phrases_of
from gbi.readers.chart.scene import Colour, Point, Scene
from gbi.types import Box

CLEARLY = 5.0  # CIE76: colours that differ by as much are not one series
GRID_PX = 0.45
"""How much lower than their values renderers put grid lines, which they move to whole pixels, while lines and areas
stay in between: measured where whole numbers told the true places."""
REACH_PT = 3.0  # how far beyond the plot box a mark may reach: half a marker


@dataclass(frozen=True, slots=True)
class Frame:
    """A base axis that says where a point belongs and a value axis that says how much; `upright` when base is x."""

    base: FittedAxis
    value: FittedAxis
    upright: bool
    box: Box

    def at(self, point: Point) -> float:
        """The point's position along the base axis in points."""
        return point[0] if self.upright else point[1]

    def level(self, point: Point) -> float:
        """The point's position along the value axis in points."""
        return point[1] if self.upright else point[0]

    def holds(self, box: Box) -> bool:
        """True when a mark's box lies in the plot, give or take half a marker."""
        x0, y0, x1, y1 = self.box
        return (
            box[0] >= x0 - REACH_PT and box[1] >= y0 - REACH_PT and box[2] <= x1 + REACH_PT and box[3] <= y1 + REACH_PT
        )


def frame_of(axes: Axes, scene: Scene) -> Frame | None:
    """The frame for series along one axis; None unless one axis measures. The base is x save over y categories."""
    x, y = axes.x, axes.y or axes.y2
    if x is None or y is None:
        return None
    if y.kind != "category":
        return Frame(x, between_pixels(y, scene), True, axes.plot_box)
    return Frame(y, x, False, axes.plot_box) if x.kind != "category" else None


def between_pixels(axis: FittedAxis, scene: Scene) -> FittedAxis:
    """A picture's upright axis whose scale was read off grid lines, as it is for marks that are not moved to whole
    pixels; any other axis as it is."""
    if scene.source != "raster" or not axis.ruled or axis.direction != "y":
        return axis
    return replace(axis, intercept=axis.intercept + axis.slope * GRID_PX * 2 * scene.tolerance)


def upright_frame(axes: Axes, value: FittedAxis | None, scene: Scene) -> Frame | None:
    """The frame of a line chart: along x, against `value`, which may be a scale found without tick labels; None
    without an x axis. A `value` of None measures nothing: only printed numbers have values then."""
    if axes.x is None:
        return None
    base = _as_categories(axes.x, scene) or axes.x
    scale = between_pixels(value, scene) if value else FittedAxis(direction="y", kind="linear")
    return Frame(base, scale, True, axes.plot_box)


def _as_categories(axis: FittedAxis, scene: Scene) -> FittedAxis | None:
    """The labels of a logarithmic x axis as categories when one of them contradicts the scale: "80M, 250M, 780M, 3B" at
    equal steps only look like a logarithm. None when all fit."""
    if axis.kind != "log" or not axis.ticks:
        return None
    top, bottom = min(t.word.box[1] for t in axis.ticks), max(t.word.box[3] for t in axis.ticks)
    row = [p for p in phrases_of(scene.words) if p.angle == 0 and top - 1 <= p.centre[1] <= bottom + 1]
    numbers = [(p, n) for p in row if (n := parse_number(p.text)) is not None]
    known = {id(t.word) for t in axis.ticks}
    if all(id(p.words[0]) in known for p, _ in numbers):
        return None
    found = tuple(
        Category(p.centre[0], p.text, p.box, p.confidence) for p in sorted((p for p, _ in numbers), key=_left)
    )
    return FittedAxis("x", "category", title=axis.title, categories=found, confidence=axis.confidence)


def _left(phrase: Phrase) -> float:
    return phrase.box[0]


def in_legend(box: Box, legend: Legend) -> bool:
    """True when a mark's middle lies in a box of the legend."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(b[0] - 1 <= x <= b[2] + 1 and b[1] - 1 <= y <= b[3] + 1 for b in legend.boxes)


def series_names(colours: list[Colour], legend: Legend, only: str) -> list[str]:
    """One name a series: the legend's; `only` where a single series has none; else "series 1", "series 2", ...

    Of several colours that are nearest to one entry, those clearly further off than the best have no name.
    """
    names: list[str] = []
    entries = [legend.name_of(colour) for colour in colours]
    for index, colour in enumerate(colours):
        entry = entries[index]
        rivals = (
            [distance(entry.colour, c) for c, e in zip(colours, entries, strict=True) if e == entry] if entry else []
        )
        if entry and distance(entry.colour, colour) > min(rivals) + CLEARLY:
            entry = None
        name = entry.name if entry else (only if len(colours) == 1 else f"series {index + 1}")
        copy = 2
        plain = name
        while name in names:
            name = f"{plain} ({copy})"
            copy += 1
        names.append(name)
    return names
