"""Bar charts: plain, grouped, stacked, diverging, lying or standing, with or without a value axis.

Printed labels are matched to bars one to one and checked against lengths; unlabelled bars are measured. Not
covered: waterfalls (read as floating bars, with a warning) and bars in perspective.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gbi.readers.chart.axes import Axes, Category, FittedAxis
from gbi.readers.chart.barrows import category_lines, category_rows
from gbi.readers.chart.colours import distance
from gbi.readers.chart.gaps import with_missing
from gbi.readers.chart.labels import Target, ValueLabel, match_labels, value_labels
from gbi.readers.chart.layout import Layout, Mark, lay_out
from gbi.readers.chart.legend import Legend
from gbi.readers.chart.naming import first_column, unit_of, value_column
from gbi.readers.chart.phrases import Phrase, line_height, phrases_of
from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.scene import Bar, Line, Scene
from gbi.readers.chart.series import axis_noun
from gbi.readers.chart.titles import Titles, find_titles, is_note
from gbi.readers.chart.values import (
    Measure,
    agreement,
    decide,
    place,
    ratio_from_labels,
    scale_from_labels,
)
from gbi.types import Basis, Box, Cell, Column


@dataclass(frozen=True, slots=True)
class _Scale:
    """How lengths become values: an axis, or for stacks without one a value per point; None when neither is known."""

    axis: FittedAxis | None
    ratio: float | None = None
    reliable: bool = False


def read_bars(scene: Scene, axes: Axes, legend: Legend, page: int | None) -> ChartTable | None:
    """The table of a bar chart, one row a category; None when the scene's bars are no chart."""
    bars = data_bars(scene, axes, legend)
    if not bars:
        return None
    line = line_height(scene.words) if scene.source == "raster" else 0.0
    layout = lay_out(bars, axes, scene.tolerance, line)
    value_axis = axes.y if layout.value == "y" else axes.x
    base_axis = axes.x if layout.value == "y" else axes.y
    if value_axis is not None and value_axis.kind not in ("linear", "log"):
        value_axis = None
    phrases = [p for p in phrases_of(scene.words) if not is_note(p.text) and not legend.covers(p.box)]
    lines = category_lines(layout, base_axis, _free(phrases, value_axis), axes.plot_box)
    layout = with_missing(layout, lines, axes.plot_box)
    rows = category_rows(layout, base_axis, lines)
    used = [c.box for c in rows if c.printed]
    numbers = _value_labels(phrases, value_axis, used, axes.plot_box)
    matched = match_labels(numbers, [_target(mark, layout) for mark in layout.marks])
    scale = _scale(layout, matched, value_axis, scene)
    matched |= _orphans(layout, numbers, matched, scale)
    if scale.axis is None and scale.ratio is None and not matched:
        return None
    titles = find_titles(phrases, axes.plot_box, [*used, *legend.boxes])
    return _table(scene, layout, legend, rows, matched, scale, titles, base_axis, page)


def data_bars(scene: Scene, axes: Axes, legend: Legend) -> list[Bar]:
    """The bars that are data: no legend keys, no backgrounds, no bands behind the plot."""
    x0, y0, x1, y1 = axes.plot_box
    found = []
    for bar in scene.bars:
        width, height = bar.box[2] - bar.box[0], bar.box[3] - bar.box[1]
        whole = width > 0.97 * (x1 - x0) and height > 0.97 * (y1 - y0) and len(scene.bars) > 1
        pale = distance(bar.colour, scene.background) < 4.0
        if not (legend.covers(bar.box) or whole or pale):
            found.append(bar)
    traced = any(_span(line) > 0.3 * (x1 - x0) for line in scene.lines) or bool(scene.areas)
    return [] if traced and not _share_baseline(found, scene.tolerance) else found


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


def _free(phrases: Sequence[Phrase], value_axis: FittedAxis | None) -> list[Phrase]:
    """Phrases that are no tick of the value axis."""
    ticks = {id(tick.word) for tick in value_axis.ticks} if value_axis else set()
    return [p for p in phrases if id(p.words[0]) not in ticks]


def _value_labels(
    phrases: Sequence[Phrase], value_axis: FittedAxis | None, used: Sequence[Box], plot: Box
) -> tuple[ValueLabel, ...]:
    """Numbers on the plot that are neither ticks nor categories."""
    free = []
    for phrase in _free(phrases, value_axis):
        x, y = phrase.centre
        inside = (
            plot[0] - 6 * phrase.size < x < plot[2] + 8 * phrase.size
            and plot[1] - 3 * phrase.size < y < plot[3] + 3 * phrase.size
        )
        if inside and not any(b[0] - 0.5 <= x <= b[2] + 0.5 and b[1] - 0.5 <= y <= b[3] + 0.5 for b in used):
            free.append(phrase)
    return value_labels(free)


def _orphans(
    layout: Layout, numbers: Sequence[ValueLabel], matched: dict[int, ValueLabel], scale: _Scale
) -> dict[int, ValueLabel]:
    """Labels left over that stand where the bar that they name would end, had it been seen."""
    if layout.stacked:
        return {}
    if scale.axis is None:
        return {}
    used = {id(label) for label in matched.values()}
    found: dict[int, ValueLabel] = {}
    for index, mark in enumerate(layout.marks):
        if mark.drawn or index in matched:
            continue
        for label in numbers:
            end = scale.axis.to_position(label.full)
            if end is None or id(label) in used:
                continue
            x0, y0, x1, y1 = mark.box
            box = (x0, min(y0, end), x1, max(y1, end)) if layout.value == "y" else (min(x0, end), y0, max(x1, end), y1)
            if match_labels([label], [Target(box, layout.value, mark.start, end)]):
                found[index] = label
                used.add(id(label))
                break
    return found


def _target(mark: Mark, layout: Layout) -> Target:
    return Target(mark.box, layout.value, mark.start, mark.end, layout.stacked)


def _scale(layout: Layout, matched: dict[int, ValueLabel], axis: FittedAxis | None, scene: Scene) -> _Scale:
    """The axis when the labels do not contradict it; else a scale that the labels themselves make."""
    given = _Scale(axis)
    pairs = _pairs(layout, matched, given, scene.tolerance)
    agreeing = agreement(pairs)
    if axis is not None and (len(pairs) < 3 or agreeing >= 0.5):
        return _Scale(axis, None, len(pairs) >= 3 and agreeing >= 0.7)
    if layout.stacked:
        lengths = [(abs(layout.marks[i].end - layout.marks[i].start), abs(label.full)) for i, label in matched.items()]
        ratio = ratio_from_labels(lengths)
        made = _Scale(None, ratio)
    else:
        points = [(layout.marks[i].end, label.full) for i, label in matched.items()]
        units = {label.parsed.unit for label in matched.values()}
        unit = units.pop() if len(units) == 1 else None
        inferred = scale_from_labels(points, layout.value, scene.tolerance, unit=unit)
        made = _Scale(inferred)
    better = agreement(_pairs(layout, matched, made, scene.tolerance))
    if better > agreeing:
        return _Scale(made.axis, made.ratio, better >= 0.7)
    sound = axis is not None and axis.ruled and len(axis.ticks) >= 4
    return _Scale(axis, None, sound)


def _pairs(
    layout: Layout, matched: dict[int, ValueLabel], scale: _Scale, tolerance_pt: float
) -> list[tuple[ValueLabel, Measure]]:
    pairs = []
    for index, label in matched.items():
        measure = _measure(layout.marks[index], layout, scale, tolerance_pt)
        if measure is not None:
            pairs.append((label, measure))
    return pairs


def _measure(mark: Mark, layout: Layout, scale: _Scale, tolerance_pt: float) -> Measure | None:
    """A bar's value: where it ends; for a segment of a stack how long it is, negative below the axis's zero."""
    length = abs(mark.end - mark.start)
    if scale.axis is None:
        if scale.ratio is None:
            return None
        return Measure(length * scale.ratio, 2 * tolerance_pt * scale.ratio, 0.8)
    axis = scale.axis
    end, start = axis.to_value(mark.end), axis.to_value(mark.start)
    if end is None or start is None:
        return None
    confidence = axis.confidence
    if not (layout.stacked or layout.floating):
        return Measure(end, axis.error(tolerance_pt, mark.end), confidence)
    size = abs(end - start)
    below = max(end, start) <= axis.error(2 * tolerance_pt, mark.end) and (axis.low or 0.0) < 0
    return Measure(-size if below else size, 2 * axis.error(tolerance_pt, mark.end), 0.95 * confidence)


def _table(
    scene: Scene,
    layout: Layout,
    legend: Legend,
    rows: Sequence[Category],
    matched: dict[int, ValueLabel],
    scale: _Scale,
    titles: Titles,
    base_axis: FittedAxis | None,
    page: int | None,
) -> ChartTable:
    names, warnings = _series_names(layout, legend)
    order = _series_order(layout, legend, names)
    factor = _common_factor(list(matched.values()))
    by_place = {(mark.group, mark.series): index for index, mark in enumerate(layout.marks)}
    labelled = len(matched) > 0.7 * len(layout.marks)
    grid = []
    for group, row in enumerate(rows):
        cells = [_category_cell(row, page)]
        for series in order:
            index = by_place.get((group, series))
            if index is None or not (layout.marks[index].drawn or index in matched):
                cells.append(_missing(layout, scale, row, scene.tolerance, page, labelled=labelled))
                continue
            mark = layout.marks[index]
            measure = _measure(mark, layout, scale, scene.tolerance) if mark.drawn else None
            cells.append(
                decide(matched.get(index), measure, page=page, box=mark.box, factor=factor, reliable=scale.reliable)
            )
        grid.append(tuple(cells))
    columns = [first_column([row.text for row in rows], base_axis)]
    printed_units = {label.parsed.unit for label in matched.values()}
    printed = printed_units.pop() if len(printed_units) == 1 else None
    for series in order:
        name, said = value_column(names[series], scale.axis, titles)
        unit, shown = unit_of(said, printed, scale.axis)
        columns.append(Column(name=name, type="number", unit=unit, scale=shown if factor == 1.0 else factor))
    warnings += [f"{sum(not r.printed for r in rows)} category labels are not printed; inferred"] * any(
        not r.printed for r in rows
    )
    nouns = tuple(axis_noun(axis) for axis in (base_axis, scale.axis) if axis)
    return ChartTable(
        chart_type=_chart_type(layout, len(order)),
        title=titles.title,
        columns=tuple(columns),
        rows=tuple(grid),
        axes=nouns,
        confidence=_overall(grid),
        warnings=tuple(warnings) + scene.warnings,
    )


def _overall(grid: Sequence[Sequence[Cell]]) -> float:
    found = [cell.confidence for row in grid for cell in row[1:] if cell.value is not None]
    return round(sum(found) / len(found), 3) if found else 0.0


def _category_cell(row: Category, page: int | None) -> Cell:
    basis = Basis.PRINTED if row.printed else Basis.MEASURED
    where = place(page, row.box)
    return Cell(value=row.text or None, text=row.text, basis=basis, error=0.0, confidence=row.confidence, place=where)


def _missing(
    layout: Layout, scale: _Scale, row: Category, tolerance_pt: float, page: int | None, *, labelled: bool
) -> Cell:
    """A bar that is not there: zero when the axis has a zero at the baseline, else unknown. Where the others are
    `labelled`, a zero would be too."""
    axis = scale.axis
    zero = axis.to_position(0.0) if axis and not labelled else None
    if axis is not None and zero is not None and abs(zero - layout.baseline) < 3 * tolerance_pt + 1.0:
        error = axis.error(2 * tolerance_pt + 0.5, zero)
        return Cell(value=0, text="", basis=Basis.MEASURED, error=error, confidence=0.4, place=place(page, row.box))
    return Cell(value=None, basis=Basis.MEASURED, confidence=0.3)


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
