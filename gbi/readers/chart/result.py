"""What interpreting a scene gives: the parts of a `Reading` before it has a region and an id."""

from __future__ import annotations

from gbi.types import Axis, Cell, Column, Frozen


class ChartTable(Frozen):
    """A chart's table: C columns, R x C cells (places are `PageBox`es only when `page` was given), axes, doubts."""

    chart_type: str
    title: str = ""
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    axes: tuple[Axis, ...] = ()
    confidence: float = 1.0
    warnings: tuple[str, ...] = ()
