"""Colours of legends and bars come to the table's columns and cells."""

from __future__ import annotations

from gbi.readers.chart.legend import Entry, Legend
from gbi.readers.chart.paint import as_hex, painted
from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.scene import Bar, Scene
from gbi.types import Basis, Cell, Column, PageBox


def _table(*places: PageBox) -> ChartTable:
    rows = tuple(
        (Cell(value=f"r{i}", basis=Basis.PRINTED), Cell(value=i, basis=Basis.MEASURED, place=place))
        for i, place in enumerate(places)
    )
    return ChartTable(chart_type="bar", columns=(Column(name="Year"), Column(name="Men", type="number")), rows=rows)


def test_a_legend_paints_its_column() -> None:
    legend = Legend((Entry("Men", (255, 0, 16), (0, 0, 1, 1)),))
    table = painted(_table(), Scene((0, 0, 9, 9), ()), legend)
    assert [column.colour for column in table.columns] == [None, "#ff0010"]


def test_bars_of_one_series_that_differ_paint_their_cells() -> None:
    bars = (Bar((0, 0, 10, 90), (200, 0, 0)), Bar((40, 0, 50, 90), (0, 0, 200)))
    places = [
        PageBox(page=1, box=(0, 95, 10, 99)),
        PageBox(page=1, box=(40, 20, 50, 30)),
        PageBox(page=1, box=(300, 0, 301, 1)),
    ]
    table = painted(_table(*places), Scene((0, 0, 400, 100), (), bars=bars), Legend())
    assert [row[1].colour for row in table.rows] == [as_hex((200, 0, 0)), as_hex((0, 0, 200)), None]


def test_bars_all_alike_paint_nothing() -> None:
    bars = (Bar((0, 0, 10, 90), (200, 0, 0)), Bar((40, 0, 50, 90), (200, 0, 0)))
    table = painted(_table(PageBox(page=1, box=(0, 0, 9, 9))), Scene((0, 0, 400, 100), (), bars=bars), Legend())
    assert table.rows[0][1].colour is None
