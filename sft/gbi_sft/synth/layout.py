"""Where plot, title and legend stand, for the libraries that leave that to their caller. Pixels, origin top left."""

from __future__ import annotations

from typing import NamedTuple

from gbi.types import Box
from gbi_sft.synth.measure import text_px, widest_px
from gbi_sft.synth.scene import Scene
from gbi_sft.synth.style import Style
from gbi_sft.synth.ticks import Ticks, point_axis, value_axis


class Layout(NamedTuple):
    """The plot's box, the title's lines, the legend's box with its columns (0: no legend), and the value axes."""

    plot: Box
    title: tuple[str, ...]
    legend: Box
    legend_columns: int
    y: Ticks | None = None
    y2: Ticks | None = None
    x: Ticks | None = None


def wrapped(text: str, width_px: float, font_px: float) -> tuple[str, ...]:
    """The text in lines of at most that width, broken at blanks, or anywhere between Chinese characters."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and text_px(line + piece.rstrip(), font_px) > width_px:
            lines.append(line.strip())
            line = ""
        line += piece
    return (*lines, line.strip()) if line.strip() else tuple(lines)


def _pieces(text: str) -> list[str]:
    pieces = [""]
    for char in text:
        pieces[-1] += char
        if char == " " or ord(char) >= 0x2E80:
            pieces.append("")
    return [piece for piece in pieces if piece]


def legend_names(scene: Scene) -> tuple[str, ...]:
    """What a legend lists: the series where there are several, a pie's labels."""
    if scene.what.mark == "wedge":
        return scene.labels
    return tuple(series.name for series in scene.series) if len(scene.series) > 1 else ()


def layout(scene: Scene, style: Style) -> Layout:
    """The layout of a scene with axes or wedges in a style."""
    font, w, h = style.font_px, float(style.width), float(style.height)
    pad = font * 0.8
    title = wrapped(scene.title, w - 2 * pad, style.title_px) if scene.title else ()
    top = pad * 0.6 + len(title) * style.title_px * 1.35
    left, right, bottom = pad, w - pad, h - pad
    names = legend_names(scene)
    legend, columns = (0.0, 0.0, 0.0, 0.0), 0
    if names and style.legend in ("top", "bottom"):
        columns, rows = _grid(names, font, w - 2 * pad)
        deep = rows * font * 1.6
        if style.legend == "top":
            legend, top = (left, top + 2, right, top + 2 + deep), top + deep + 4
        else:
            legend, bottom = (left, bottom - deep, right, bottom), bottom - deep - font * 0.3
    elif names and style.legend != "none":
        wide = widest_px(names, font) + font * 3.4
        legend, right, columns = (right - wide, top + font, right, bottom), right - wide - font * 0.4, 1
    if scene.what.mark == "wedge":
        return Layout((left, top + font, right, bottom), title, legend, columns)
    return _with_axes(scene, style, (left, top, right, bottom), Layout((0, 0, 0, 0), title, legend, columns))


def _grid(names: tuple[str, ...], font: float, width: float) -> tuple[int, int]:
    each = widest_px(names, font) + font * 3.2
    columns = max(1, min(len(names), int(width / each)))
    return columns, -(-len(names) // columns)


def _with_axes(scene: Scene, style: Style, inner: Box, found: Layout) -> Layout:
    """The plot inside `inner` after tick labels and axis titles took their room."""
    font, (left, top, right, bottom) = style.font_px, inner
    two = any(series.side == "right" for series in scene.series)
    points = scene.what.mark == "point"
    y = point_axis(scene, style, across=False) if points else value_axis(scene, style)
    x = point_axis(scene, style, across=True) if points else None
    y2 = value_axis(scene, style, "right") if two else None
    titled = font * 1.6 if scene.axis_titles else 0.0
    widest_label = widest_px(scene.labels, font)
    tick = font * 0.6
    if scene.what.lying:
        left += widest_label + tick + titled
        bottom -= font * 1.5 + tick + titled
        right -= text_px(y.texts[-1], font) / 2
    else:
        left += widest_px(y.texts, font) + tick + titled
        right -= (widest_px(y2.texts, font) + tick + titled) if y2 else font * 0.8
        bottom -= tick + titled + _below(widest_label, style) if not points else tick + titled + font * 1.4
    return found._replace(plot=(left, top + font * 0.9, right, bottom), y=y, y2=y2, x=x)


def _below(widest_label: float, style: Style) -> float:
    if style.label_angle == 0:
        return style.font_px * 1.4
    turn = {90: 1.0, 45: 0.75, 30: 0.55}.get(abs(style.label_angle), 1.0)
    return widest_label * turn + style.font_px
