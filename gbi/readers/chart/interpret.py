"""What a chart means, decided once for vector and raster scenes: the family of its marks picks the reader."""

from __future__ import annotations

from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.scene import Scene


def interpret(scene: Scene, *, page: int | None = None) -> ChartTable | None:
    """The table that the scene's marks and labels mean; None when they are no chart that can be read.

    Cells have `PageBox` places on page `page` when it is given.
    """
    return None
