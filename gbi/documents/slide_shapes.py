"""The shapes of a slide with their boxes in points, groups opened up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gbi.types import Box

EMU_PER_PT = 12700.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A shape (python-pptx) and where it stands on its slide."""

    shape: Any
    box: Box


def placed_shapes(shapes: Any, origin: tuple[float, float] = (0.0, 0.0), factor: float = 1.0) -> Iterator[Placed]:
    """Every shape that is no group, in drawing order. Shapes without a place of their own are left out."""
    for shape in shapes:
        left, top, width, height = shape.left, shape.top, shape.width, shape.height
        if None in (left, top, width, height):
            continue
        x, y = origin[0] + left / EMU_PER_PT * factor, origin[1] + top / EMU_PER_PT * factor
        if hasattr(shape, "shapes"):
            yield from _group(shape, x, y, factor)
            continue
        yield Placed(shape, (x, y, x + width / EMU_PER_PT * factor, y + height / EMU_PER_PT * factor))


def _group(group: Any, x: float, y: float, factor: float) -> Iterator[Placed]:
    """A group's shapes stand in its own coordinates, which begin at `chOff` and are scaled to its size."""
    frame = getattr(group._element.grpSpPr, "xfrm", None)
    offset = getattr(frame, "chOff", None) if frame is not None else None
    extent = getattr(frame, "chExt", None) if frame is not None else None
    inner = factor
    if extent is not None and extent.cx:
        inner = factor * group.width / extent.cx
    ox, oy = (offset.x, offset.y) if offset is not None else (group.left, group.top)
    yield from placed_shapes(group.shapes, (x - ox / EMU_PER_PT * inner, y - oy / EMU_PER_PT * inner), inner)
