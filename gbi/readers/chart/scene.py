"""A chart as geometry: what the vector reader takes from drawings and the raster reader from pixels.

Both hand a `Scene` to `gbi.readers.chart.interpret`, which finds axes, legend and series and makes the table:
what a chart means is decided once. Coordinates are page points, y downwards. Angles are degrees, clockwise
from 12 o'clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gbi.types import Box, Word

Colour = tuple[int, int, int]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled axis-parallel rectangle. `box` is the fill's extent, without its outline."""

    box: Box
    colour: Colour


@dataclass(frozen=True, slots=True)
class Line:
    """A polyline of a data series: vertices in drawing order; `dashed` when it is."""

    points: tuple[Point, ...]
    colour: Colour
    width: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A filled polygon that is not a rectangle or a wedge: vertices in order."""

    points: tuple[Point, ...]
    colour: Colour


@dataclass(frozen=True, slots=True)
class Wedge:
    """A sector of a pie (inner == 0) or donut: centre, radii in points, from `start` over `sweep` degrees."""

    centre: Point
    inner: float
    outer: float
    start: float
    sweep: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Symbol:
    """A point mark: a dot, square, triangle or cross; `size` is its diameter in points."""

    centre: Point
    size: float
    colour: Colour
    shape: str = "circle"


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight horizontal or vertical segment that may be an axis, a tick, a grid or an error-bar line."""

    start: Point
    end: Point
    colour: Colour
    width: float = 1.0
    dashed: bool = False

    @property
    def horizontal(self) -> bool:
        """True when it runs along x."""
        return abs(self.end[0] - self.start[0]) >= abs(self.end[1] - self.start[1])


@dataclass(frozen=True, slots=True)
class Ink:
    """The colour that the text in `box` is written in."""

    box: Box
    colour: Colour


@dataclass(frozen=True, slots=True)
class Scene:
    """A figure's box, its text and its marks. `tolerance` is the half-width in points to which positions are known:
    about 0.05 for vector drawings, half a pixel for images. `source` names who made it."""

    box: Box
    words: tuple[Word, ...]
    bars: tuple[Bar, ...] = ()
    lines: tuple[Line, ...] = ()
    areas: tuple[Area, ...] = ()
    wedges: tuple[Wedge, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    rules: tuple[Rule, ...] = ()
    background: Colour = (255, 255, 255)
    tolerance: float = 0.5
    source: Literal["vector", "raster"] = "raster"
    inks: tuple[Ink, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def edge(self) -> float:
        """Half-width in points to which a mark's edge or centre stands for its value: renderers put both on whole
        pixels, and so do they with the axis that it is read against; drawings are exact."""
        return 2 * self.tolerance if self.source == "raster" else self.tolerance
