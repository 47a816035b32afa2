"""Small hand-made scenes: a plot of 100 x 100 points whose x runs 0 to 10 and whose y runs 0 to 50, upwards."""

from __future__ import annotations

from typing import Any

from gbi.readers.chart.axis import Axes, Category, FittedAxis, Tick
from gbi.readers.chart.legend import Entry, Legend
from gbi.readers.chart.scene import Scene
from gbi.types import Box, Word

RED, GREEN, BLUE = (214, 39, 40), (44, 160, 44), (31, 119, 180)
PLOT: Box = (0.0, 0.0, 100.0, 100.0)


def word(text: str, x: float, y: float, size: float = 6.0) -> Word:
    """A word centred at (x, y)."""
    half = 0.3 * size * len(text)
    return Word(text=text, box=(x - half, y - size / 2, x + half, y + size / 2))


def value_axis() -> FittedAxis:
    """y: 0 at 100 pt, 50 at 0 pt."""
    ticks = tuple(Tick(100.0 - 2 * v, str(v), float(v), word(str(v), -10, 100 - 2 * v)) for v in (0, 25, 50))
    return FittedAxis("y", "linear", -0.5, 50.0, 0.0, 50.0, title="level", ticks=ticks)


def number_axis() -> FittedAxis:
    """x: 0 at 0 pt, 10 at 100 pt."""
    ticks = tuple(Tick(10.0 * v, str(v), float(v), word(str(v), 10 * v, 110)) for v in (0, 5, 10))
    return FittedAxis("x", "linear", 0.1, 0.0, 0.0, 10.0, title="time", ticks=ticks)


def category_axis(*names: str) -> FittedAxis:
    """x: the names at equal distances, the first and last a half step inside the plot."""
    step = 100.0 / len(names)
    centres = [(i + 0.5) * step for i in range(len(names))]
    found = tuple(Category(c, n, word(n, c, 110).box) for c, n in zip(centres, names, strict=True))
    return FittedAxis("x", "category", categories=found)


def axes(x: FittedAxis | None = None, y: FittedAxis | None = None, y2: FittedAxis | None = None) -> Axes:
    """Axes of the plot; numbers along x and values along y unless others are given."""
    return Axes(x or number_axis(), y or value_axis(), y2, PLOT)


def legend(**colours: tuple[int, int, int]) -> Legend:
    """A legend below the plot with one entry a keyword."""
    entries = tuple(Entry(n, c, (10.0 + 20 * i, 120, 20.0 + 20 * i, 128)) for i, (n, c) in enumerate(colours.items()))
    return Legend(entries, tuple(e.box for e in entries))


def scene(**marks: Any) -> Scene:
    """A vector scene of the plot and its surroundings."""
    marks.setdefault("words", ())
    return Scene(box=(-20.0, -10.0, 120.0, 130.0), tolerance=0.05, source="vector", **marks)
