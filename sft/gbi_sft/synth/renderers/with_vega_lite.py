"""Vega-Lite through vl-convert: its scales, ticks, legends and themes. Marks carry their row and series as a label."""

from __future__ import annotations

from functools import cache
from typing import Any

import vl_convert

from gbi_sft.synth.colours import readable_on
from gbi_sft.synth.drawn import Drawn, Span
from gbi_sft.synth.layout import layout
from gbi_sft.synth.renderers import svg
from gbi_sft.synth.renderers.vega_boxes import boxes
from gbi_sft.synth.scene import KINDS as ALL_KINDS
from gbi_sft.synth.scene import Scene
from gbi_sft.synth.style import Style
from gbi_sft.synth.ticks import Ticks, point_axis, value_axis

THEMES = ("", "excel", "fivethirtyeight", "ggplot2", "latimes", "quartz", "urbaninstitute", "vox", "googlecharts",
          "powerbi", "carbonwhite", "carbong10")  # fmt: skip
KINDS = tuple(name for name in ALL_KINDS if name not in ("table", "bar and line"))
Spec = dict[str, Any]
INK: Spec = {"field": "ink", "type": "nominal", "scale": None}
"""The data's own colour for a number that stands on a mark."""


def draw(scene: Scene, style: Style) -> Drawn:
    """The scene as Vega-Lite draws it, at the size that it takes."""
    text = vl_convert.vega_to_svg(vl_convert.vegalite_to_vega(spec(scene, style)))
    points = scene.what.mark == "point"
    found, plot = boxes(text, scene, style)
    wide, high = plot
    y = point_axis(scene, style, across=False) if points else value_axis(scene, style)
    x = point_axis(scene, style, across=True) if points else None
    span = Span(low=y.low, high=y.high, length_px=wide if scene.what.lying else high)
    across = Span(low=x.low, high=x.high, length_px=wide) if x else None
    return Drawn(svg.pixels(text), found, None if scene.what.mark == "wedge" else span, None, across)


def spec(scene: Scene, style: Style) -> Spec:
    """The Vega-Lite specification: the data inline, one layer of marks and one of printed numbers."""
    x0, y0, x1, y1 = layout(scene, style).plot
    made: Spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": round(x1 - x0), "height": round(y1 - y0), "background": style.background,
        "padding": round(style.font_px * 0.8), "config": _config(scene, style), "data": {"values": _rows(scene, style)},
    }  # fmt: skip
    if scene.title:
        made["title"] = {
            "text": list(layout(scene, style).title), "anchor": "middle" if style.centred else "start",
            "fontSize": style.title_px, "fontWeight": "normal",
        }  # fmt: skip
    layers = _wedges(scene, style) if scene.what.mark == "wedge" else _marks(scene, style)
    return {**made, "layer": layers}


@cache
def _theme(name: str) -> Spec:
    """A theme's settings for marks, axes and legends, without its colours and sizes of type."""
    found: Spec = next((theme for known, theme in vl_convert.get_themes().items() if known == name), {})
    return {key: found[key] for key in ("bar", "line", "area", "axisX", "axisY", "symbol", "view") if key in found}


def _config(scene: Scene, style: Style) -> Spec:
    font = svg.FAMILIES[style.font]
    words = {"labelFont": font, "titleFont": font, "labelFontSize": style.font_px, "titleFontSize": style.font_px,
             "labelColor": style.ink, "titleColor": style.ink, "titleFontWeight": "normal",
             "labelLimit": 0}  # fmt: skip
    axis = {**words, "domainColor": style.ink, "tickColor": style.ink, "gridColor": style.grid_colour,
            "domain": True, "labelPadding": 3, "labelOverlap": False}  # fmt: skip
    theme = {key: dict(value) for key, value in _theme(style.theme).items() if isinstance(value, dict)}
    for key in ("axisX", "axisY"):
        theme[key] = {**theme.get(key, {}), **axis}
    for key in ("bar", "line", "area", "symbol"):
        for name in ("fill", "stroke", "color"):
            theme.get(key, {}).pop(name, None)
    return {
        **theme, "axis": axis, "legend": {**words, "symbolSize": 90, "symbolStrokeWidth": 0}, "font": font,
        "title": {"color": style.ink, "font": font}, "view": {"stroke": style.ink if style.frame else None},
    }  # fmt: skip


def _rows(scene: Scene, style: Style) -> list[Spec]:
    """The data, a row for each mark; `k` is its key "row:series", `p` its printed number."""
    rows: list[Spec] = []
    for number, series in enumerate(scene.series):
        for row, value in enumerate(series.values):
            place = row + sum(len(s.xs) for s in scene.series[:number]) if series.xs else row
            one: Spec = {"s": series.name or scene.y.name, "n": number, "v": value, "k": f"{place}:{number}"}
            if series.xs:
                one["x"] = series.xs[row]
                if series.sizes:
                    one |= {"z": series.sizes[row], "p": scene.number(number, place)}
            else:
                text = scene.quantity(number).text(value) if value is not None else ""
                ground = style.colour(row if scene.what.mark == "wedge" else number)
                one |= {"c": scene.labels[row], "i": row, "p": text, "ink": readable_on(ground)}
            if value is not None or series.mark == "line":
                rows.append(one)
    return rows


def _value_axis(ticks: Ticks, title: str | None, grid: bool) -> Spec:
    texts = {f"{value:g}": text for value, text in zip(ticks.values, ticks.texts, strict=True)}
    choice = "".join(f"abs(datum.value - ({value})) < 1e-9 ? {text!r} : " for value, text in texts.items())
    return {"values": list(ticks.values), "labelExpr": choice + "''", "grid": grid, "title": title}


def _legend(scene: Scene, style: Style) -> Spec | None:
    if style.legend == "none" or (len(scene.series) < 2 and scene.what.mark != "wedge"):
        return None
    beside = style.legend in ("right", "inside")
    columns = 1 if beside else max(layout(scene, style).legend_columns, 1)
    return {"orient": "right" if beside else style.legend, "title": None, "columns": columns}


def _colour(scene: Scene, style: Style) -> Spec:
    wedges = scene.what.mark == "wedge"
    names = list(scene.labels) if wedges else [series.name or scene.y.name for series in scene.series]
    varied = style.vary and len(scene.series) == 1 and scene.what.mark == "bar"
    if varied:
        domain = list(range(len(scene.labels)))
        scale = {"domain": domain, "range": [style.colour(n) for n in domain]}
        return {"field": "i", "type": "nominal", "scale": scale, "legend": None}
    colours = [style.colour(n) for n in range(len(names))]
    return {"field": "c" if wedges else "s", "type": "nominal", "scale": {"domain": names, "range": colours},
            "sort": None, "legend": _legend(scene, style)}  # fmt: skip


def _marks(scene: Scene, style: Style) -> list[Spec]:
    points = scene.what.mark == "point"
    along, across = ("x", "y") if scene.what.lying else ("y", "x")
    ticks = point_axis(scene, style, across=False) if points else value_axis(scene, style)
    names = (scene.y.label, scene.x.label if scene.x else scene.label_name) if scene.axis_titles else (None, None)
    value = {"field": "v", "type": "quantitative", "axis": _value_axis(ticks, names[0], style.grid),
             "scale": {"domain": [ticks.low, ticks.high], "nice": False, "zero": False},
             "stack": "zero" if scene.what.stacked else None}  # fmt: skip
    encoding: Spec = {along: value, "color": _colour(scene, style), "description": {"field": "k"}}
    if points:
        encoding[across] = _point_scale(scene, style, names[1])
        if scene.size:
            most = (style.height / 8) ** 2 * 0.7854
            encoding["size"] = {"field": "z", "type": "quantitative", "legend": None,
                                "scale": {"domainMin": 0, "range": [0, most]}}  # fmt: skip
    else:
        encoding[across] = _category(scene, style, names[1])
        if scene.what.stacked:
            encoding["order"] = {"field": "n"}
        elif scene.what.mark == "bar" and len(scene.series) > 1:
            encoding["yOffset" if scene.what.lying else "xOffset"] = {"field": "n", "type": "nominal"}
    drawn = scene.what.mark in ("line", "area")
    whole = {key: value for key, value in encoding.items() if not (drawn and key == "description")}
    layers = [{"mark": _mark(scene, style), "encoding": whole}]
    if drawn:
        wide = 30 if style.markers and scene.what.mark == "line" else 1
        layers.append({"mark": {"type": "point", "filled": True, "size": wide, "opacity": 1}, "encoding": encoding})
    if scene.printed:
        layers.append(_numbers(scene, style, encoding, (along, across)))
    return layers


def _mark(scene: Scene, style: Style) -> Spec:
    if scene.what.mark == "point":
        return {"type": "point", "filled": True, "opacity": style.opacity if scene.size else 1, "size": 45}
    if scene.what.mark == "bar":
        edge = {"stroke": style.edge, "strokeWidth": 0.8} if style.edge else {"strokeWidth": 0}
        return {"type": "bar", **edge}
    if scene.what.mark == "area":
        return {"type": "area", "opacity": style.opacity, "line": False}
    return {"type": "line", "strokeWidth": style.line_px}


def _category(scene: Scene, style: Style, title: str | None) -> Spec:
    angle = {"labelAngle": -style.label_angle} if style.label_angle and not scene.what.lying else {"labelAngle": 0}
    scale: Spec = {"paddingInner": round(1 - style.bar_share, 2), "paddingOuter": 0.2}
    if scene.what.mark != "bar":
        scale = {"padding": 0.3 if scene.what.mark == "line" else 0}
    return {
        "field": "c",
        "type": "ordinal",
        "sort": None,
        "axis": {"title": title, "grid": False, **angle},
        "scale": scale,
    }


def _point_scale(scene: Scene, style: Style, title: str | None) -> Spec:
    ticks = point_axis(scene, style, across=True)
    scale = {"domain": [ticks.low, ticks.high], "nice": False, "zero": False}
    return {"field": "x", "type": "quantitative", "axis": _value_axis(ticks, title, style.grid), "scale": scale}


def _numbers(scene: Scene, style: Style, encoding: Spec, sides: tuple[str, str]) -> Spec:
    """The layer of printed numbers: in the middle of stacked marks, beyond the end of others."""
    kept = {key: value for key, value in encoding.items() if key not in ("color", "size")}
    size = round(style.font_px * 0.92, 1)
    text: Spec = {"type": "text", "fontSize": size, "color": style.ink}
    if scene.what.stacked:
        kept[sides[0]] = {**encoding[sides[0]], "bandPosition": 0.5}
        kept["color"] = INK
        text |= {"align": "center", "baseline": "middle"}
    elif scene.what.lying:
        align = {"expr": "datum.v < 0 ? 'right' : 'left'"}
        text |= {"baseline": "middle", "align": align, "dx": {"expr": "datum.v < 0 ? -3 : 3"}}
    elif scene.size:
        most = max(size for series in scene.series for size in series.sizes)
        lift = f"-2 - {style.height / 16:.1f} * sqrt(datum.z / {most})"
        text |= {"align": "center", "baseline": "bottom", "dy": {"expr": lift}}
    else:
        text |= {"align": "center", "baseline": {"expr": "datum.v < 0 ? 'top' : 'bottom'"},
                 "dy": {"expr": "datum.v < 0 ? 3 : -3"}}  # fmt: skip
    return {"mark": text, "encoding": {**kept, "text": {"field": "p"}}}


def _wedges(scene: Scene, style: Style) -> list[Spec]:
    x0, y0, x1, y1 = layout(scene, style).plot
    radius = min(x1 - x0, y1 - y0) / 2 * (0.72 if style.legend == "none" else 0.92)
    inner = radius * 0.55 if scene.what.name == "donut" else 0
    theta = {"field": "v", "type": "quantitative", "stack": True, "sort": None}
    order = {"field": "i"}
    shared: Spec = {"theta": theta, "order": order, "description": {"field": "k"}}
    arc = {"type": "arc", "outerRadius": radius, "innerRadius": inner, "stroke": style.background, "strokeWidth": 1}
    layers: list[Spec] = [{"mark": arc, "encoding": {**shared, "color": _colour(scene, style)}}]
    if scene.printed:
        middle = (radius + inner) / 2 if inner else radius * 0.66
        text = {"type": "text", "radius": middle, "fontSize": round(style.font_px * 0.92, 1)}
        layers.append({"mark": text, "encoding": {**shared, "text": {"field": "p"}, "color": INK}})
    if style.legend == "none":
        name = {"type": "text", "radius": radius + style.font_px * 1.6, "fontSize": style.font_px, "color": style.ink}
        layers.append({"mark": name, "encoding": {**shared, "text": {"field": "c"}}})
    return layers
