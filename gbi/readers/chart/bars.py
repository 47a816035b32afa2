"""Bar charts: plain, grouped, stacked, diverging, lying or standing, with or without a value axis.

Printed labels are matched to bars one to one and checked against lengths; unlabelled bars are measured. Not
covered: bars in perspective.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gbi.boxes import grown, inside, union
from gbi.readers.chart.axes import Axes, Category, FittedAxis
from gbi.readers.chart.barrows import between_ticks, category_lines, category_rows
from gbi.readers.chart.barvalues import BarScale, Labelled, find_numbers, label_marks, measure_mark, without_ticks
from gbi.readers.chart.colours import distance
from gbi.readers.chart.gaps import with_missing
from gbi.readers.chart.labels import ValueLabel
from gbi.readers.chart.layout import Layout, Mark, lay_out
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.naming import first_column, unit_of, value_column
from gbi.readers.chart.phrases import line_height, phrases_of
from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.scene import Bar, Line, Scene
from gbi.readers.chart.series import axis_noun
from gbi.readers.chart.shades import in_order
from gbi.readers.chart.titles import Titles, find_titles, is_note
from gbi.readers.chart.values import decide, place
from gbi.readers.chart.waterfall import with_falls
from gbi.types import Basis, Box, Cell, Column

HIDDEN = 0.4  # how sure the length of a bar is whose end a legend may hide
FRAME = 1.0  # of a legend's text height: how far its frame may stand off
FALL_PX = 2.0  # how far the bars of a waterfall may miss each other
WHOLE = 0.02  # of a stack's length: rounded shares make no more or less than this


@dataclass(frozen=True, slots=True)
class _Chart:
    """A bar chart understood: what its table is written from."""

    layout: Layout
    rows: tuple[Category, ...]
    labels: Labelled
    scale: BarScale
    base: FittedAxis | None
    titles: Titles
    legend: Legend
    tolerance: float
    edge: float
    page: int | None


def read_bars(scene: Scene, axes: Axes, legend: Legend, page: int | None) -> ChartTable | None:
    """The table of a bar chart, one row a category; None when the scene's bars are no chart."""
    bars = data_bars(scene, axes, legend)
    if not bars:
        return None
    line = line_height(scene.words) if scene.source == "raster" else 0.0
    layout = in_order(lay_out(bars, axes, scene.tolerance, line))
    measured, base = (axes.y, axes.x) if layout.value == "y" else (axes.x, axes.y)
    axis = measured if measured is not None and measured.kind in ("linear", "log") else None
    phrases = [p for p in phrases_of(scene.words) if not is_note(p.text) and not legend.covers(p.box)]
    lines = category_lines(layout, base, without_ticks(phrases, axis), axes.plot_box)
    if between_ticks(layout, base):
        lines = ()  # the labels say where numbers are, not what the bars are called
    layout = with_missing(layout, lines, axes.plot_box)
    rows = category_rows(layout, base, lines)
    used = [row.box for row in rows if row.printed]
    numbers = find_numbers(phrases, axis, used, axes.plot_box)
    chained = with_falls(layout, FALL_PX * scene.edge + 1.0)
    labels, scale = label_marks(chained, numbers, axis, scene.edge)
    if any(chained.marks[i].falls and label.full > 0 for i, label in labels.matched.items()):
        labels, scale = label_marks(layout, numbers, axis, scene.edge)  # what is printed says no sign
    else:
        layout = chained
    if (scale.axis is None and scale.ratio is None and not labels.matched) or _is_heatmap(layout, legend):
        return None
    titles = find_titles(phrases, axes.plot_box, [*used, *legend.boxes])
    return _table(
        _Chart(layout, rows, labels, scale, base, titles, legend, scene.tolerance, scene.edge, page), scene.warnings
    )


def _is_heatmap(layout: Layout, legend: Legend) -> bool:
    """True when colours stand for values: more shades than a legend could name."""
    return len(layout.colours) > max(12, 2 * len(legend.entries))


def data_bars(scene: Scene, axes: Axes, legend: Legend) -> list[Bar]:
    """The bars that are data: no legend keys, no backgrounds, no bands behind the plot."""
    x0, y0, x1, y1 = axes.plot_box
    found: list[Bar] = []
    hollow: list[Bar] = []
    for bar in scene.bars:
        width, height = bar.box[2] - bar.box[0], bar.box[3] - bar.box[1]
        whole = width > 0.97 * (x1 - x0) and height > 0.97 * (y1 - y0) and len(scene.bars) > 1
        pale = distance(bar.colour, scene.background) < 4.0
        if not (legend.covers(bar.box) or whole):
            (hollow if pale else found).append(bar)
    if scene.source == "vector" and _stand(hollow, axes.plot_box, scene.tolerance):
        found += hollow
    found = _without_dashes(found)
    traced = sum(_span(line) for line in scene.lines) > 0.3 * (x1 - x0) or bool(scene.areas)
    filled = sum((b.box[2] - b.box[0]) * (b.box[3] - b.box[1]) for b in found) > 0.02 * (x1 - x0) * (y1 - y0)
    return [] if traced and not (filled and _share_baseline(found, scene.tolerance)) else found


def _stand(bars: Sequence[Bar], plot: Box, tolerance: float) -> bool:
    """True for bars in the ground's colour, outlined or hatched, that stand in the plot as data do, not all as long."""
    inner = all(inside(bar.box, grown(plot, 1.0)) for bar in bars)
    sizes = {round(bar.box[3] - bar.box[1]) for bar in bars} | {round(bar.box[2] - bar.box[0]) for bar in bars}
    return inner and len(sizes) > 3 and _share_baseline(bars, tolerance)


def _without_dashes(bars: list[Bar]) -> list[Bar]:
    """Without the dashes of grid lines: far smaller in both directions than the larger bars are thick."""
    sides = sorted((min(b.box[2] - b.box[0], b.box[3] - b.box[1]) for b in bars), reverse=True)
    usual = sides[len(sides) // 4] if sides else 0.0
    return [b for b in bars if max(b.box[2] - b.box[0], b.box[3] - b.box[1]) >= 0.3 * usual]


def _span(line: Line) -> float:
    xs = [point[0] for point in line.points]
    return max(xs) - min(xs)


def _alike(bars: Sequence[Bar], low: int, high: int) -> bool:
    """True when most bars are equally thick."""
    thick = [bar.box[high] - bar.box[low] for bar in bars]
    return any(sum(abs(t - other) <= 1.0 + 0.12 * t for other in thick) >= 0.7 * len(thick) for t in thick)


def _share_baseline(bars: Sequence[Bar], tolerance_pt: float) -> bool:
    """True when at least three bars of like thickness start on one line: beside curves, anything less is debris."""
    slack = max(2 * tolerance_pt, 0.6)
    if not any(_alike(bars, low, high) for low, high in ((0, 2), (1, 3))):
        return False
    return any(sum(abs(bar.box[k] - other.box[k]) <= slack for other in bars) >= 3 for bar in bars for k in (0, 3))


def _table(chart: _Chart, doubts: Sequence[str]) -> ChartTable:
    layout, scale = chart.layout, chart.scale
    names, warnings = _series_names(layout, chart.legend)
    order = _series_order(layout, chart.legend, names)
    factor = _common_factor(chart.labels.all)
    by_place = {(mark.group, mark.series): index for index, mark in enumerate(layout.marks)}
    grid = []
    drawn = {m.group for i, m in enumerate(layout.marks) if m.drawn or i in chart.labels.matched}
    for group, row in enumerate(chart.rows):
        if not row.text and group not in drawn:
            continue  # a space between sections, not a category
        cells = [_cell(chart, row, by_place.get((group, s)), chart.labels.thin.get((group, s)), factor) for s in order]
        grid.append((_category_cell(row, chart.page), *cells))
    columns = [first_column([row.text for row in chart.rows], chart.base)]
    units = {label.parsed.unit for label in chart.labels.all}
    for series in order:
        name, said = value_column(names[series], scale.axis, chart.titles)
        unit, shown = unit_of(said, units.copy().pop() if len(units) == 1 else None, scale.axis)
        columns.append(Column(name=name, type="number", unit=unit, scale=shown if factor == 1.0 else factor))
    if inferred := sum(cells[0].basis is not Basis.PRINTED for cells in grid):
        warnings.append(f"{inferred} category labels are not printed; inferred")
    return ChartTable(
        chart_type=_chart_type(layout, len(order)),
        title=chart.titles.title,
        columns=tuple(columns),
        rows=tuple(grid),
        axes=tuple(axis_noun(axis) for axis in (chart.base, scale.axis) if axis),
        confidence=_overall(grid),
        warnings=(*warnings, *doubts),
    )


def _cell(chart: _Chart, row: Category, index: int | None, thin: ValueLabel | None, factor: float) -> Cell:
    """One bar's cell: its label and its length together; what is known of one that was not drawn."""
    if thin is not None:
        return decide(thin, None, page=chart.page, box=row.box, factor=factor, reliable=False)
    matched = chart.labels.matched
    if index is None or not (chart.layout.marks[index].drawn or index in matched):
        return _missing(chart, row)
    mark = chart.layout.marks[index]
    measure = measure_mark(mark, chart.layout, chart.scale, chart.edge) if mark.drawn else None
    if measure is not None and _ends_at_legend(mark, chart):
        measure = replace(measure, confidence=min(measure.confidence, HIDDEN))
    return decide(
        matched.get(index), measure, page=chart.page, box=mark.box, factor=factor, reliable=chart.scale.reliable
    )


def _ends_at_legend(mark: Mark, chart: _Chart) -> bool:
    """True for a bar of a picture that ends at the frame of a legend in the plot, which may hide the rest of it."""
    if not chart.legend.boxes or chart.edge <= chart.tolerance:
        return False
    x0, y0, x1, y1 = grown(union(chart.legend.boxes), FRAME * (chart.legend.boxes[-1][3] - chart.legend.boxes[-1][1]))
    end = mark.end
    if chart.layout.value == "y":
        return mark.box[0] < x1 and x0 < mark.box[2] and y0 <= end <= y1
    return mark.box[1] < y1 and y0 < mark.box[3] and x0 <= end <= x1


def _overall(grid: Sequence[Sequence[Cell]]) -> float:
    found = [cell.confidence for row in grid for cell in row[1:] if cell.value is not None]
    return round(sum(found) / len(found), 3) if found else 0.0


def _category_cell(row: Category, page: int | None) -> Cell:
    basis = Basis.PRINTED if row.printed else Basis.MEASURED
    where = place(page, row.box)
    return Cell(value=row.text or None, text=row.text, basis=basis, error=0.0, confidence=row.confidence, place=where)


def _missing(chart: _Chart, row: Category) -> Cell:
    """A bar that is not there: zero when the axis has a zero at the baseline, else unknown. Where most bars carry a
    label, a zero would too; and a series among several need have no value at every category, save where each stack is
    the same whole, of which nothing is left."""
    axis, layout = chart.scale.axis, chart.layout
    labelled = len(chart.labels.matched) > 0.7 * len(layout.marks)
    certain = len(layout.colours) == 1 or (layout.stacked and _wholes(layout, chart.edge))
    zero = axis.to_position(0.0) if axis and not labelled and certain else None
    if axis is not None and zero is not None and abs(zero - layout.baseline) < 3 * chart.tolerance + 1.0:
        error = axis.error(2 * chart.tolerance + 0.5, zero)
        where = place(chart.page, row.box)
        return Cell(value=0, text="", basis=Basis.MEASURED, error=error, confidence=0.4, place=where)
    return Cell(value=None, basis=Basis.MEASURED, confidence=0.3)


def _wholes(layout: Layout, edge: float) -> bool:
    """Whether the stacks, at least two, are equally long: shares of a whole."""
    lengths: dict[int, float] = {}
    for mark in layout.marks:
        lengths[mark.group] = lengths.get(mark.group, 0.0) + abs(mark.end - mark.start)
    slack = 2 * edge * len(layout.colours) + WHOLE * max(lengths.values(), default=0.0)
    return len(lengths) > 1 and max(lengths.values()) - min(lengths.values()) <= slack


def _series_names(layout: Layout, legend: Legend) -> tuple[list[str | None], list[str]]:
    """A name for each colour: the legend's, None for the only series, else "Series 1", ... with a warning."""
    if len(layout.colours) == 1:
        entry = legend.name_of(layout.colours[0]) if len(legend.entries) == 1 else None
        return [entry.name if entry else None], []
    names: list[str | None] = []
    warnings = []
    for number, colour in enumerate(layout.colours, 1):
        entry = legend.name_of(colour)
        name = entry.name if entry and entry.name not in names else None
        if name is None:
            name = f"Series {number}"
            warnings.append(f"no legend entry for the colour of {name}")
        names.append(name)
    return names, warnings


def _series_order(layout: Layout, legend: Legend, names: Sequence[str | None]) -> list[int]:
    """Legend order, then order of appearance."""
    listed = [entry.name for entry in legend.entries]
    return sorted(range(len(layout.colours)), key=lambda i: (listed.index(names[i]) if names[i] in listed else 99, i))  # type: ignore[arg-type]


def _common_factor(labels: Sequence[ValueLabel]) -> float:
    """The scale that all labels' suffixes share ("$5M", "$12M": 1e6); 1 when they differ."""
    scales = {label.parsed.scale for label in labels if label.parsed.unit != "%" and label.parsed.value != 0}
    return scales.pop() if len(scales) == 1 else 1.0


def _chart_type(layout: Layout, series: int) -> str:
    lying = "horizontal " if layout.value == "x" else ""
    if layout.stacked:
        return f"{lying}stacked bar"
    return f"{lying}grouped bar" if series > 1 else f"{lying}bar"
