"""Which colour a series, a slice or a bar has, kept with the table so that it can be asked for by its colour."""

from __future__ import annotations

from collections.abc import Sequence

from gbi.readers.chart.colours import distance
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.scene import Bar, Colour, Scene
from gbi.types import Box, Cell, Column, PageBox

NEAR_PT = 12.0
"""A bar's label stands at most this far from it."""
DIFFERENT = 12.0
"""CIE76 distance from which two bars of one series are drawn in different colours."""


def painted(table: ChartTable, scene: Scene, legend: Legend) -> ChartTable:
    """The table with the legend's colours on its columns, else on its rows; bars of one series that differ in colour
    give theirs to their cells. What has no sure colour gets none."""
    named = {entry.name: entry.colour for entry in legend.entries}
    columns = tuple(_with_colour(column, named) for column in table.columns)
    if any(column.colour for column in columns):
        return table.model_copy(update={"columns": columns})
    rows = tuple(_row(row, scene, named) for row in table.rows)
    return table.model_copy(update={"rows": rows})


def _with_colour(column: Column, named: dict[str, Colour]) -> Column:
    colour = named.get(column.name)
    return column if colour is None or column.type != "number" else column.model_copy(update={"colour": as_hex(colour)})


def _row(row: Sequence[Cell], scene: Scene, named: dict[str, Colour]) -> tuple[Cell, ...]:
    """The row's value cells in the colour of its name's legend entry, or of the bar that they stand at."""
    by_name = named.get(str(row[0].value)) if row else None
    out = [*row[:1]]
    for cell in row[1:]:
        colour = by_name or _bar_colour(cell, scene)
        out.append(cell if colour is None else cell.model_copy(update={"colour": as_hex(colour)}))
    return tuple(out)


def _bar_colour(cell: Cell, scene: Scene) -> Colour | None:
    colours = [bar.colour for bar in scene.bars]
    if not isinstance(cell.place, PageBox) or not any(distance(c, colours[0]) > DIFFERENT for c in colours[1:]):
        return None
    box = cell.place.box
    near: Bar = min(scene.bars, key=lambda bar: _gap(bar.box, box))
    return near.colour if _gap(near.box, box) <= NEAR_PT else None


def _gap(a: Box, b: Box) -> float:
    """Distance between two boxes in points; 0 where they overlap."""
    across = max(a[0] - b[2], b[0] - a[2], 0.0)
    down = max(a[1] - b[3], b[1] - a[3], 0.0)
    return float((across**2 + down**2) ** 0.5)


def as_hex(colour: Colour) -> str:
    """ "#rrggbb"."""
    return "#{:02x}{:02x}{:02x}".format(*colour)
