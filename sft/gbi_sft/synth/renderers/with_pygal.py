"""pygal: SVG charts whose elements say by class what they are. Bars of lying charts grow from the bottom up."""

from __future__ import annotations

from typing import Any

import pygal
import pygal.style

from gbi_sft.synth.colours import readable_on
from gbi_sft.synth.drawn import CrampedError, Drawn, Span
from gbi_sft.synth.layout import legend_names
from gbi_sft.synth.measure import widest_px
from gbi_sft.synth.renderers import css, svg
from gbi_sft.synth.renderers.pygal_boxes import boxes
from gbi_sft.synth.scene import Scene
from gbi_sft.synth.style import Style
from gbi_sft.synth.ticks import Ticks, point_axis, value_axis

THEMES = (
    "DefaultStyle", "CleanStyle", "LightStyle", "RedBlueStyle", "LightColorizedStyle", "TurquoiseStyle",
    "LightGreenStyle", "BlueStyle",
)  # fmt: skip
CLASSES: dict[str, str] = {
    "bar": "Bar", "horizontal bar": "HorizontalBar", "grouped bar": "Bar", "horizontal grouped bar": "HorizontalBar",
    "stacked bar": "StackedBar", "horizontal stacked bar": "HorizontalStackedBar", "line": "Line", "area": "Line",
    "stacked area": "StackedLine", "pie": "Pie", "donut": "Pie", "scatter": "XY",
}  # fmt: skip
KINDS = tuple(CLASSES)


def draw(scene: Scene, style: Style) -> Drawn:
    """The scene as pygal draws it."""
    if _cramped(scene, style):
        raise CrampedError(f"{style.width} x {style.height} px are too few for pygal")
    points = scene.what.mark == "point"
    y = point_axis(scene, style, across=False) if points else value_axis(scene, style)
    x = point_axis(scene, style, across=True) if points else None
    chart = getattr(pygal, CLASSES[scene.kind])(**_options(scene, style, y, x))
    if scene.title:
        chart.title = scene.title
    _fill(chart, scene, y, x)
    text = css.written_in(chart.render(is_unicode=True))
    found, plot = boxes(text, scene, style)
    span = Span(low=y.low, high=y.high, length_px=_inner(chart, plot[2] if scene.what.lying else plot[3]))
    across = Span(low=x.low, high=x.high, length_px=_inner(chart, plot[2])) if x else None
    return Drawn(svg.pixels(text), found, None if scene.what.mark == "wedge" else span, None, across)


def _cramped(scene: Scene, style: Style) -> bool:
    """Whether words leave too little of the picture: pygal breaks titles in what they leave, and where that is nothing
    it never ends."""
    words = 4 * style.title_px + 6 * style.font_px
    label = widest_px(scene.labels, style.font_px)
    legend = widest_px([*legend_names(scene)], style.font_px)
    beside = words + (label if scene.what.lying else 0.0) + legend * (style.legend != "bottom")
    below = words + (label if style.label_angle else 0.0)
    if style.legend == "bottom":
        below += len(scene.series) * style.font_px * 2
    return beside > 0.8 * style.width or below > 0.8 * style.height


def _inner(chart: Any, plot_px: float) -> float:
    """The length of an axis in pixels without pygal's margin of 2 % at its ends."""
    return float(plot_px / 1.04)


def _options(scene: Scene, style: Style, y: Ticks, x: Ticks | None) -> dict[str, Any]:
    wedges = scene.what.mark == "wedge"
    many = len(scene.series) > 1 or wedges
    options: dict[str, Any] = {
        "width": style.width, "height": style.height, "explicit_size": True, "js": [], "style": _look(scene, style),
        "print_values": scene.printed, "print_values_position": "center" if _within(scene) else "top",
        "show_legend": many, "legend_at_bottom": style.legend == "bottom", "truncate_legend": -1,
        "truncate_label": -1, "legend_box_size": int(style.font_px), "x_label_rotation": style.label_angle,
        "show_y_guides": style.grid, "show_x_guides": style.grid and style.frame, "margin": int(style.font_px * 0.7),
        "dots_size": max(style.line_px * 1.2, 2.5) if style.markers or scene.what.mark == "point" else 1.5,
        "stroke": scene.what.mark != "point", "fill": scene.what.mark == "area", "range": (y.low, y.high),
        "spacing": int(style.font_px * 0.8), "no_data_text": "", "show_minor_x_labels": True,
    }  # fmt: skip
    if many and style.legend != "bottom":
        names = scene.labels if wedges else [series.name for series in scene.series]
        options["margin_left"] = options["margin"] + max(0, max(_beyond(name, style) for name in names))
    if scene.what.name == "donut":
        options["inner_radius"] = 0.5
    if scene.axis_titles and not wedges:
        across = scene.x.label if scene.x else scene.label_name
        options["x_title"], options["y_title"] = (
            (scene.y.label, across) if scene.what.lying else (across, scene.y.label)
        )  # fmt: skip
    if x:
        options["xrange"] = (x.low, x.high)
    return options


def _within(scene: Scene) -> bool:
    """Whether numbers stand on their marks."""
    return scene.what.stacked or scene.what.lying or scene.what.mark == "wedge"


def _beyond(name: str, style: Style) -> int:
    """How far a name reaches beyond what pygal reckons with, which knows letters of 0.6 em alone."""
    return int(svg.width_of(name, style.font, style.font_px) - 0.6 * len(name) * style.font_px)


def _look(scene: Scene, style: Style) -> Any:
    own = {
        "background": style.background, "plot_background": style.background, "foreground": style.ink,
        "foreground_strong": style.ink, "foreground_subtle": style.grid_colour, "opacity": "1", "opacity_hover": "1",
        "guide_stroke_color": style.grid_colour, "major_guide_stroke_color": style.grid_colour,
        "colors": style.palette, "font_family": svg.FAMILIES[style.font],
        "value_font_family": svg.FAMILIES[style.font], "stroke_width": f"{style.line_px:.1f}",
        "title_font_size": int(style.title_px), "guide_stroke_dasharray": "4,3" if style.frame else "0",
        "major_guide_stroke_dasharray": "4,3" if style.frame else "0",
        "value_colors": tuple(readable_on(c) if _within(scene) else style.ink for c in style.palette),
    }  # fmt: skip
    for part in ("label", "major_label", "value", "value_label", "legend"):
        own[f"{part}_font_size"] = int(style.font_px)
    return getattr(pygal.style, style.theme, pygal.style.DefaultStyle)(**own)


def _fill(chart: Any, scene: Scene, y: Ticks, x: Ticks | None) -> None:
    """Gives the chart its labels and values; a lying chart's first row is given last, that it stands on top."""
    if scene.what.mark == "wedge":
        for label, value in zip(scene.labels, scene.series[0].values, strict=True):
            chart.add(label, value, formatter=scene.y.text)
        return
    ticks = [{"label": text, "value": value} for text, value in zip(y.texts, y.values, strict=True)]
    chart.y_labels = ticks
    if x:
        chart.x_labels = [{"label": text, "value": value} for text, value in zip(x.texts, x.values, strict=True)]
        for series in scene.series:
            chart.add(series.name, list(zip(series.xs, series.values, strict=True)))
        return
    turn = -1 if scene.what.lying else 1
    chart.x_labels = list(scene.labels)[::turn]
    for number, series in enumerate(scene.series):
        chart.add(series.name or scene.y.name, list(series.values)[::turn], formatter=_formatter(scene, number))


def _formatter(scene: Scene, number: int) -> Any:
    quantity = scene.quantity(number)
    return lambda value: "" if value is None else quantity.text(float(value))
