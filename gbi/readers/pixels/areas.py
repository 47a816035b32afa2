"""Outlines of filled areas: their upper and lower edges column by column, as few vertices as the data had."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gbi.readers.chart.scene import Colour, Point, Symbol
from gbi.readers.pixels.canvas import Canvas, Mask, Pixels
from gbi.readers.pixels.joins import Track, anchored, vertices

REACH = 3  # px: how wide the mixed seam between two areas may be
ENDS = 7.0  # px: how far a mark may reach beyond the end of an area's edge
SLACK = 0.8  # px: how far an edge may stray from its vertices' lines


def outline(canvas: Canvas, mask: Mask, colour: Colour, marks: Sequence[Symbol]) -> tuple[Point, ...]:
    """The polygon of an area in px: its upper edge from left to right, then its lower edge back.

    `marks` are the picture's point marks: where one sits on an edge, the edge goes through its centre.
    """
    columns = np.flatnonzero(mask.any(axis=0))
    top = mask[:, columns].argmax(axis=0)
    bottom = mask.shape[0] - mask[::-1, columns].argmax(axis=0)
    upper = top - _beyond(canvas.image, columns, top, -1, colour)
    lower = bottom + _beyond(canvas.image, columns, bottom - 1, 1, colour)
    edges = [list(vertices(anchored(_track(columns, edge), marks), marks, SLACK)) for edge in (upper, lower)]
    for end in (0, -1):  # both edges end where a mark says that the data end
        far = max((edge[end][0] for edge in edges), key=lambda x: x if end == 0 else -x)
        for edge in edges:
            if abs(edge[end][0] - far) <= ENDS:
                edge[end] = (far, edge[end][1])
    return (*edges[0], *reversed(edges[1]))


def _beyond(
    image: Pixels, columns: NDArray[np.intp], rows: NDArray[np.intp], step: int, colour: Colour
) -> NDArray[np.float64]:
    """Px by which the edge lies beyond each column's last whole pixel, from how the next pixels are mixed of the
    area's colour and of what stands `REACH` px beyond."""
    last = image.shape[0] - 1
    other = image[np.clip(rows + step * REACH, 0, last), columns].astype(float)
    axis = np.array(colour, float) - other
    length = np.maximum((axis * axis).sum(axis=1), 1.0)
    out = np.zeros(len(rows))
    for k in range(1, REACH):
        mixed = image[np.clip(rows + step * k, 0, last), columns].astype(float) - other
        out += np.clip((mixed * axis).sum(axis=1) / length, 0.0, 1.0)
    return np.where(length < 400.0, 0.5, out)


def _track(columns: NDArray[np.intp], edge: NDArray[np.float64]) -> Track:
    return np.column_stack([columns + 0.5, edge, np.ones(len(edge))])
