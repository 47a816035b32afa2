"""What interpreting a scene gives: the parts of a `Reading` before it has a region and an id."""

from __future__ import annotations

from gbi.types import Axis, Cell, Column, Frozen, Reading, Region


class ChartTable(Frozen):
    """A chart's table: C columns, R x C cells (places are `PageBox`es only when `page` was given), axes, doubts."""

    chart_type: str
    title: str = ""
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    axes: tuple[Axis, ...] = ()
    confidence: float = 1.0
    warnings: tuple[str, ...] = ()

    def as_reading(self, region: Region, reader: str, version: str, warnings: tuple[str, ...]) -> Reading:
        """The reading that `reader` made of `region`; `warnings` are those of the scene, which come first."""
        return Reading.build(
            region,
            reader=reader,
            reader_version=version,
            columns=self.columns,
            rows=self.rows,
            chart_type=self.chart_type,
            title=self.title,
            axes=self.axes,
            confidence=self.confidence,
            warnings=tuple(dict.fromkeys((*warnings, *self.warnings))),
        )
