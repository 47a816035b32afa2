"""Matplotlib's words of a scene: ticks, titles, legend, printed numbers, with where each came to stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from gbi_sft.sample import GoldBox, Part
from gbi_sft.synth.colours import readable_on
from gbi_sft.synth.layout import Layout, legend_names
from gbi_sft.synth.measure import text_px
from gbi_sft.synth.renderers.mpl_marks import Marks, Spot
from gbi_sft.synth.scene import Scene
from gbi_sft.synth.style import Style
from gbi_sft.synth.ticks import Ticks


@dataclass
class Words:
    """Texts as drawn, with what each is and whose."""

    texts: list[tuple[Part, Text, int | None, int | None]] = field(default_factory=list)

    def add(self, part: Part, text: Text, row: int | None = None, column: int | None = None) -> None:
        """Keeps a text for its box."""
        self.texts.append((part, text, row, column))


def write(figure: Figure, axes: Axes, scene: Scene, style: Style, where: Layout, marks: Marks) -> Words:
    """Writes everything that is text."""
    words = Words()
    for number, line in enumerate(where.title):
        x = 0.5 if style.centred else where.plot[0] / style.width
        y = 1 - (style.font_px * 0.5 + number * style.title_px * 1.35) / style.height
        placed = figure.text(
            x, y, line, ha="center" if style.centred else "left", va="top", fontsize=style.title_px * 0.72
        )
        words.add("title", placed)
    if scene.what.mark == "wedge":
        axes.set_axis_off()
        _pie_words(axes, scene, style, marks, words)
    else:
        _axes_words(axes, scene, style, where, marks, words)
        if scene.printed:
            for spot in marks.spots:
                _number(figure, scene, style, spot, words)
    if where.legend_columns:
        _legend(figure, scene, style, where, marks, words)
    return words


def boxes(words: Words, canvas: FigureCanvasAgg, style: Style) -> list[GoldBox]:
    """The texts' boxes, after drawing; those without ink are left out."""
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    found = []
    for part, text, row, column in words.texts:
        if not text.get_text():
            continue
        extent = text.get_window_extent(renderer)
        box = (extent.x0, style.height - extent.y1, extent.x1, style.height - extent.y0)
        rounded = tuple(round(float(v), 1) for v in box)
        found.append(GoldBox(part=part, box=rounded, text=text.get_text(), row=row, column=column))
    return found


def _ticks(axes: Axes, name: str, ticks: Ticks, words: Words) -> None:
    axis = axes.xaxis if name == "x" else axes.yaxis
    axis.set_ticks(ticks.values, ticks.texts)
    for label in axis.get_ticklabels():
        words.add("tick", label)


def _axes_words(axes: Axes, scene: Scene, style: Style, where: Layout, marks: Marks, words: Words) -> None:
    along, across = ("x", "y") if scene.what.lying else ("y", "x")
    if where.y:
        _ticks(axes, along, where.y, words)
    if where.y2 and marks.second:
        _ticks(marks.second, "y", where.y2, words)
        marks.second.grid(visible=False)
    if where.x:
        _ticks(axes, "x", where.x, words)
    else:
        axis = axes.yaxis if scene.what.lying else axes.xaxis
        turned = {"rotation": style.label_angle, "rotation_mode": "anchor", "ha": "right", "va": "center"}
        extra: dict[str, Any] = turned if style.label_angle and not scene.what.lying else {}
        axis.set_ticks(range(len(scene.labels)), scene.labels, **extra)
        for row, label in enumerate(axis.get_ticklabels()):
            words.add("row label", label, row, 0)
    if style.grid:
        sides: Any = "both" if where.x else along
        axes.grid(visible=True, axis=sides, zorder=0, linewidth=0.6, color=style.grid_colour)
    axes.set_axisbelow(True)
    for one in (axes.xaxis, axes.yaxis):
        one.set_tick_params(length=style.font_px * 0.2, pad=style.font_px * 0.2)
    if scene.axis_titles:
        _axis_titles(axes, scene, marks, (along, across), words)


def _axis_titles(axes: Axes, scene: Scene, marks: Marks, sides: tuple[str, str], words: Words) -> None:
    names = {sides[0]: scene.y.label, sides[1]: scene.x.label if scene.x else scene.label_name}
    words.add("axis title", axes.set_xlabel(names["x"], labelpad=2))
    words.add("axis title", axes.set_ylabel(names["y"], labelpad=2))
    if marks.second:
        words.add("axis title", marks.second.set_ylabel(scene.quantity(1).label, labelpad=2))


def _number(figure: Figure, scene: Scene, style: Style, spot: Spot, words: Words) -> None:
    """The printed number of a mark: inside a stacked one, inside or beyond the end of another."""
    text = scene.number(spot.series, spot.row)
    if not text:
        return
    x0, y0, x1, y1 = spot.box
    inside = scene.what.stacked
    if style.labels_inside and scene.what.mark == "bar":
        inside = x1 - x0 > text_px(text, style.font_px) + 6 * scene.what.lying and y1 - y0 > style.font_px * 1.4
    if inside:
        x, y, ha, va = (x0 + x1) / 2, (y0 + y1) / 2, "center", "center_baseline"
        varied = style.vary and len(scene.series) == 1
        colour = readable_on(style.colour(spot.row if varied else spot.series))
    else:
        x, y = spot.end[0] + 3 * spot.away[0], spot.end[1] + 2 * spot.away[1]
        ha = {1: "left", -1: "right", 0: "center"}[spot.away[0]]
        va = {1: "top", -1: "bottom", 0: "center"}[spot.away[1]]
        colour = style.ink
    placed = figure.text(
        x / style.width, 1 - y / style.height, text, ha=ha, va=va, color=colour, fontsize=style.font_px * 0.68
    )
    words.add("value label", placed, spot.row, spot.series + 1)


def _pie_words(axes: Axes, scene: Scene, style: Style, marks: Marks, words: Words) -> None:
    """Numbers inside the wedges; names outside where no legend names them."""
    named = style.legend == "none"
    for spot in marks.spots:
        value = scene.series[0].values[spot.row]
        px, py = axes.transData.inverted().transform((spot.end[0], style.height - spot.end[1]))
        if named:
            placed = axes.text(
                px * 1.08, py * 1.1, scene.labels[spot.row], ha={1: "left", -1: "right"}[spot.away[0]], va="center"
            )
            words.add("row label", placed, spot.row, 0)
        if scene.printed and value is not None:
            share = 0.78 if scene.what.name == "donut" else 0.66
            placed = axes.text(
                px * share, py * share, scene.y.text(value), ha="center", va="center",
                color=readable_on(style.colour(spot.row)), fontsize=style.font_px * 0.68,
            )  # fmt: skip
            words.add("value label", placed, spot.row, 1)


def _legend(figure: Figure, scene: Scene, style: Style, where: Layout, marks: Marks, words: Words) -> None:
    x0, y0, x1, _ = where.legend
    names = legend_names(scene)
    beside = where.legend_columns == 1 and style.legend == "right"
    anchor = (x0 if beside else (x0 + x1) / 2) / style.width, 1 - y0 / style.height
    legend = figure.legend(
        marks.handles, names, loc="upper left" if beside else "upper center", bbox_to_anchor=anchor,
        ncols=where.legend_columns, borderaxespad=0, borderpad=0.3, handlelength=1.4, columnspacing=1.2,
    )  # fmt: skip
    if scene.size:
        for handle in legend.legend_handles:
            if isinstance(handle, PathCollection):  # else as large as the series' bubbles
                handle.set_sizes([(style.font_px * 0.5) ** 2])
    wedges = scene.what.mark == "wedge"
    for number, text in enumerate(legend.get_texts()):
        if wedges:
            words.add("row label", text, number, 0)
        else:
            words.add("legend", text, None, number + 1)
