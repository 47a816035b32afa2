"""What a chart means, decided once for vector and raster scenes: the family of its marks picks the reader."""

from __future__ import annotations

from collections.abc import Callable

from gbi.readers.chart.areas import read_areas
from gbi.readers.chart.axes import Axes, find_axes
from gbi.readers.chart.bars import read_bars
from gbi.readers.chart.clean import cleaned
from gbi.readers.chart.clouds import FEW_BARS, is_cloud, scrappy, with_small_squares
from gbi.readers.chart.fragments import with_crossed
from gbi.readers.chart.legend import Legend, find_legend
from gbi.readers.chart.lines import read_lines
from gbi.readers.chart.overlays import with_lines
from gbi.readers.chart.paint import painted
from gbi.readers.chart.phrases import phrases_of
from gbi.readers.chart.pies import read_pies
from gbi.readers.chart.points import read_points
from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.scene import Scene
from gbi.readers.chart.steps import on_steps
from gbi.readers.chart.sureness import weighed
from gbi.readers.chart.titles import find_titles

Family = Callable[[Scene, Axes, Legend, int | None], ChartTable | None]

FAMILIES: tuple[tuple[str, Family], ...] = (
    ("pies", lambda scene, _axes, legend, page: read_pies(scene, legend, page)),
    ("bars", read_bars),
    ("areas", read_areas),
    ("lines", read_lines),
    ("points", read_points),
)
"""Chart families in the order they are tried; each returns None for what is not its kind."""


MANY_POINTS = 12
NAMELESS = "value"  # what the families call a series that neither legend nor axis names


def interpret(scene: Scene, *, page: int | None = None) -> ChartTable | None:
    """The table that the scene's marks and labels mean; None when they are no chart that can be read.

    Cells have `PageBox` places on page `page` when it is given.
    """
    scene = cleaned(scene)
    axes = find_axes(scene)
    scene = with_crossed(with_small_squares(scene, axes))
    legend = find_legend(scene, axes)
    for _, read in _in_order(scene, axes, legend):
        table = read(scene, axes, legend, page)
        if table is not None:
            if read is read_bars:
                table = with_lines(table, scene, axes, legend, page)
            return painted(weighed(on_steps(_titled(table, scene, axes, legend))), scene, legend)
    return None


def _in_order(scene: Scene, axes: Axes, legend: Legend) -> tuple[tuple[str, Family], ...]:
    """The families, points first where they abound beside a stray rectangle (a colour legend's ramp, a frame); points
    alone for a cloud of them or their scraps, which are no series."""
    if is_cloud(scene, axes, legend) or scrappy(scene, axes):
        return tuple(family for family in FAMILIES if family[0] == "points")
    if len(scene.bars) <= FEW_BARS and len(scene.symbols) >= MANY_POINTS:
        return tuple(sorted(FAMILIES, key=lambda family: family[0] == "bars"))
    return FAMILIES


def _titled(table: ChartTable, scene: Scene, axes: Axes, legend: Legend) -> ChartTable:
    """The table with the figure's title, which also names the only series where nothing else does."""
    title = table.title or find_titles(phrases_of(scene.words), axes.plot_box, legend.boxes).title
    columns = table.columns
    if title and [c.name for c in columns].count(NAMELESS) == 1:
        columns = tuple(c.model_copy(update={"name": title}) if c.name == NAMELESS else c for c in columns)
    return table.model_copy(update={"title": title, "columns": columns})
