"""A native chart's data as a figure: a category column and a column a series, or x and y of a scatter."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from gbi.dates import parse_date
from gbi.documents.chartxml import ChartAxis, ChartData, Plot, Points, Series, format_of, shown
from gbi.documents.columns import unique_names
from gbi.documents.numfmt import NumberFormat
from gbi.documents.source import NativeFigure
from gbi.types import Axis, Basis, Cell, Column, ColumnType, Place, Value
from gbi.units import parse_unit

TOLD = re.compile(
    r"(?i)\bin\s+(?:US\s?)?[$€£¥]?\s?(?:thousands|millions|billions|trillions|percent|%)(?:\s+of\s+[\w.$€£¥]+(?:\s+dollars)?)?"
    r"|单位\s*[:：]\s*\S+|[(（](?:千|万|百万|亿)?(?:元|美元|欧元|吨|人)[)）]|[(（]%[)）]"
)
PlaceOf = Callable[[str, int], Place | None]
"""Where point `i` of a formula's range stands; the figure's own place where the formula leads nowhere."""


def figure_of(chart: ChartData, place_of: PlaceOf, around: str = "") -> NativeFigure | None:
    """The chart's table; None for a chart without values.

    `around`, the title of the slide or the caption, counts for unit and scale only where it says "in millions of ...".
    """
    told = TOLD.search(around)
    around = told[0] if told is not None else ""
    series = [s for plot in chart.plots for s in plot.series]
    if not any(s.values.values for s in series):
        return None
    if all(plot.kind in ("scatter", "bubble") for plot in chart.plots):
        columns, rows = _points_table(chart, series, place_of, around)
    else:
        columns, rows = _category_table(chart, place_of, around)
    return NativeFigure(
        chart_type=_type_of(chart),
        title=chart.title,
        columns=tuple(columns),
        rows=tuple(rows),
        axes=tuple(_axes(chart)),
        warnings=_warnings(series),
    )


def _category_table(chart: ChartData, place_of: PlaceOf, around: str) -> tuple[list[Column], list[tuple[Cell, ...]]]:
    pairs = [(plot, s) for plot in chart.plots for s in plot.series]
    length = max(len(s.values.values) for _, s in pairs)
    labels = max((s.categories for _, s in pairs), key=lambda c: len(c.values))
    length = max(length, len(labels.values))
    name_axis = next((a for a in chart.plots[0].axes if a.kind != "valAx"), None)
    names = unique_names([(name_axis.title if name_axis else "") or "category", *(s.name for _, s in pairs)])
    category, first = _categories(names[0], labels, name_axis, length, chart.base_1904, place_of)
    columns, cells = [category], [first]
    for name, (plot, series) in zip(names[1:], pairs, strict=True):
        axis = next((a for a in plot.axes if a.kind == "valAx"), None)
        column, own = _values(name, series.values, axis, length, chart, place_of, around)
        columns.append(column)
        cells.append(own)
    return columns, list(zip(*cells, strict=True))


def _categories(
    name: str, points: Points, axis: ChartAxis | None, length: int, base_1904: bool, place_of: PlaceOf
) -> tuple[Column, list[Cell]]:
    form = format_of(points, axis if axis is not None and axis.kind == "dateAx" else None)
    raw = [points.values[i] if i < len(points.values) else None for i in range(length)]
    if not points.values:
        raw = [str(i + 1) for i in range(length)]
    pairs = [shown(value, form, 1.0, base_1904) for value in raw]
    cells = [_cell(value, text, place_of(points.formula, i)) for i, (value, text) in enumerate(pairs)]
    if not points.numeric:
        return Column(name=name, type=_kind_of([cell.value for cell in cells])), cells
    return Column(name=name, type="date" if form.date else "number", unit=form.unit, scale=form.scale), cells


def _values(
    name: str,
    points: Points,
    axis: ChartAxis | None,
    length: int,
    chart: ChartData,
    place_of: PlaceOf,
    around: str,
) -> tuple[Column, list[Cell]]:
    form = format_of(points, axis)
    unit = axis.unit if axis is not None else 1.0
    cells = []
    for i in range(length):
        raw = points.values[i] if i < len(points.values) else None
        value, text = shown(None if isinstance(raw, str) else raw, form, unit, chart.base_1904)
        cells.append(_cell(value, text, place_of(points.formula, i)))
    return _number_column(name, form, unit, axis, chart.title, around), cells


def _number_column(name: str, form: NumberFormat, unit: float, axis: ChartAxis | None, *titles: str) -> Column:
    """Unit and scale from the number format, else from the series' name, the axis' title, the titles above."""
    found, scale = form.unit, form.scale * unit
    for text in (name, axis.title if axis is not None else "", *titles):
        told = parse_unit(text)
        if found is None and told.unit is not None:
            found = told.unit
        if scale == 1.0 and told.scale != 1.0 and (found == told.unit or told.unit is None):
            scale = told.scale
    return Column(name=name, type="date" if form.date else "number", unit=found, scale=scale)


def _points_table(
    chart: ChartData, series: Sequence[Series], place_of: PlaceOf, around: str
) -> tuple[list[Column], list[tuple[Cell, ...]]]:
    axes = list(chart.plots[0].axes)
    x_axis = next((a for a in axes if a.position in ("b", "t")), axes[0] if axes else None)
    y_axis = next((a for a in axes if a is not x_axis), None)
    sized = any(s.sizes.values for s in series)
    rows = []
    for s in series:
        forms = (format_of(s.categories, x_axis), format_of(s.values, y_axis), format_of(s.sizes, None))
        for i, y in enumerate(s.values.values):
            x: Value = s.categories.values[i] if i < len(s.categories.values) else float(i + 1)
            size = s.sizes.values[i] if i < len(s.sizes.values) else None
            row = [_cell(s.name, s.name, place_of(s.values.formula, i))] if len(series) > 1 else []
            for raw, form, points in ((x, forms[0], s.categories), (y, forms[1], s.values), (size, forms[2], s.sizes)):
                value, text = shown(raw, form, 1.0, chart.base_1904)
                row.append(_cell(value, text, place_of(points.formula, i)))
            rows.append(tuple(row if sized else row[:-1]))
    x_form, y_form = format_of(series[0].categories, x_axis), format_of(series[0].values, y_axis)
    y_name = series[0].name if len(series) == 1 else "y"
    names = unique_names([(x_axis.title if x_axis else "") or "x", (y_axis.title if y_axis else "") or y_name, "size"])
    columns = [
        _number_column(names[0], x_form, 1.0, x_axis, ""),
        _number_column(names[1], y_form, 1.0, y_axis, chart.title, around),
    ]
    kind = _kind_of([row[-3 if sized else -2].value for row in rows])
    if kind != "number":
        columns[0] = Column(name=names[0], type=kind)
    if len(series) > 1:
        columns.insert(0, Column(name="series"))
    return [*columns, *([Column(name=names[2], type="number")] if sized else [])], rows


def _cell(value: Value, text: str, place: Place | None) -> Cell:
    return Cell(value=value, text=text, basis=Basis.NATIVE, error=0.0, place=place)


def _kind_of(values: Sequence[Value]) -> ColumnType:
    """What x values are: numbers, dates (ISO 8601 as they come from cells), or text."""
    texts = [value for value in values if isinstance(value, str)]
    if not texts:
        return "number"
    return "date" if all(parse_date(text) == text for text in texts) else "text"


def _type_of(chart: ChartData) -> str:
    kinds = {_plot_type(plot) for plot in chart.plots}
    return kinds.pop() if len(kinds) == 1 else "combination"


def _plot_type(plot: Plot) -> str:
    if plot.kind in ("bar", "area", "line") and plot.grouping in ("stacked", "percentStacked"):
        return f"stacked {plot.kind}"
    if plot.kind == "bar" and len(plot.series) > 1:
        return "grouped bar"
    return plot.kind


def _axes(chart: ChartData) -> list[Axis]:
    found: list[Axis] = []
    for axis in dict.fromkeys(axis for plot in chart.plots for axis in plot.axes):
        if axis.kind == "serAx":
            continue
        form = None if axis.kind == "catAx" else axis.code
        unit = parse_unit(axis.title)
        kind = {"catAx": "category", "dateAx": "date"}.get(axis.kind, "log" if axis.log else "linear")
        found.append(
            Axis.model_validate(
                {
                    "name": axis.title,
                    "direction": "x" if axis.position in ("b", "t") else "y",
                    "kind": kind,
                    "low": axis.low,
                    "high": axis.high,
                    "unit": unit.unit if form is not None else None,
                    "scale": unit.scale if form is not None else 1.0,
                }
            )
        )
    return found


def _warnings(series: Sequence[Series]) -> tuple[str, ...]:
    empty = [s.name for s in series if not any(v is not None for v in s.values.values)]
    return (f"no values are stored for {', '.join(empty)}; open the file and save it again",) if empty else ()
