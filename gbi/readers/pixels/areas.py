"""Outlines of filled areas: their upper and lower edges column by column, as few vertices as the data had."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gbi.readers.chart.scene import Point
from gbi.readers.pixels.canvas import MIXED, Mask
from gbi.readers.pixels.joins import Track, vertices


def outline(mask: Mask, labels: NDArray[np.int16]) -> tuple[Point, ...]:
    """The polygon of an area in px: its upper edge from left to right, then its lower edge back.

    An edge runs in the middle of the mixed pixels along it.
    """
    columns = np.flatnonzero(mask.any(axis=0))
    top = mask[:, columns].argmax(axis=0)
    bottom = mask.shape[0] - mask[::-1, columns].argmax(axis=0)
    upper = [float(y) - _mixed(labels[:y, x][::-1]) / 2 for x, y in zip(columns, top, strict=True)]
    lower = [float(y) + _mixed(labels[y:, x]) / 2 for x, y in zip(columns, bottom, strict=True)]
    return (*vertices(_track(columns, upper)), *reversed(vertices(_track(columns, lower))))


def _mixed(column: NDArray[np.int16]) -> int:
    """How many pixels at the start of a column are mixed, at most 3."""
    count = 0
    while count < min(3, len(column)) and column[count] == MIXED:
        count += 1
    return count


def _track(columns: NDArray[np.intp], edge: list[float]) -> Track:
    return np.column_stack([columns + 0.5, edge, np.ones(len(edge))])
