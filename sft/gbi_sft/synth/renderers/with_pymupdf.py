"""Tables as reports set them, drawn by PyMuPDF: ruled, striped or plain, numbers to the right, headers wrapped."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from gbi.types import Box
from gbi_sft.sample import GoldBox, Part
from gbi_sft.synth.colours import readable_on
from gbi_sft.synth.drawn import Drawn
from gbi_sft.synth.layout import wrapped
from gbi_sft.synth.renderers import svg
from gbi_sft.synth.scene import Scene
from gbi_sft.synth.style import Style

THEMES = ("ruled", "striped", "lines", "head", "booktabs")
KINDS = ("table",)
LEAST_FONT_PX = 8.5


class _Grid(NamedTuple):
    """Column edges and row tops in px (the header's first, then R rows and the end), at a size of type."""

    xs: list[float]
    ys: list[float]
    font: float
    heads: list[tuple[str, ...]]


class _Sheet:
    """The SVG's pieces and the boxes of its texts."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.pieces: list[str] = []
        self.boxes: list[GoldBox] = []

    def fill(self, box: Box, colour: str) -> None:
        x0, y0, x1, y1 = box
        self.pieces.append(
            f'<rect x="{x0:.1f}" y="{y0:.1f}" width="{x1 - x0:.1f}" height="{y1 - y0:.1f}" fill="{colour}"/>'
        )

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float = 1.0) -> None:
        self.pieces.append(
            f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" '
            f'stroke="{self.style.ink}" stroke-width="{width}"/>'
        )

    def text(
        self, text: str, x: float, base: float, size: float, anchor: str, part: Part,
        row: int | None, column: int | None, colour: str = "",
    ) -> None:  # fmt: skip
        if not text:
            return
        wide = svg.width_of(text, self.style.font, size)
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[anchor]
        self.pieces.append(
            f'<text x="{left:.1f}" y="{base:.1f}" font-size="{size:.1f}" fill="{colour or self.style.ink}" '
            f'font-family="{svg.FAMILIES[self.style.font]}">{escape(text)}</text>'
        )
        top, low = svg.reach(text)
        box = (round(left, 1), round(base - top * size, 1), round(left + wide, 1), round(base + low * size, 1))
        self.boxes.append(GoldBox(part=part, box=box, text=text, row=row, column=column))


def draw(scene: Scene, style: Style) -> Drawn:
    """The scene as a table; as high as its rows, as wide as its columns."""
    sheet = _Sheet(style)
    pad = style.font_px
    title = wrapped(scene.title, style.width - 2 * pad, style.title_px) if scene.title else ()
    for number, line in enumerate(title):
        sheet.text(line, pad, pad + style.title_px * (0.9 + 1.3 * number), style.title_px, "start", "title", None, None)
    top = pad + len(title) * style.title_px * 1.3 + (pad * 0.4 if title else 0.0)
    grid = _grid(scene, style, (pad, top))
    _ground(sheet, style, grid)
    _head(sheet, style, grid)
    _body(sheet, scene, style, grid)
    wide, high = max(grid.xs[-1] + pad, pad * 2 + max((b.box[2] for b in sheet.boxes), default=0.0)), grid.ys[-1] + pad
    whole = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{high:.0f}">'
        f'<rect width="{wide:.0f}" height="{high:.0f}" fill="{style.background}"/>{"".join(sheet.pieces)}</svg>'
    )
    return Drawn(svg.pixels(whole), tuple(sheet.boxes))


def header(scene: Scene, number: int) -> str:
    """What stands over a column: the series with a unit of its own."""
    series = scene.series[number]
    unit = series.quantity.unit if series.quantity else ""
    return f"{series.name or scene.y.name} ({unit})" if unit else series.name or scene.y.name


def cell_text(scene: Scene, number: int, row: int) -> str:
    """What stands in a cell."""
    value = scene.series[number].values[row]
    return scene.missing if value is None else scene.quantity(number).text(value)


def _grid(scene: Scene, style: Style, corner: tuple[float, float]) -> _Grid:
    """Columns as wide as their numbers and a wrapped header need, in a size of type at which they fit."""
    font = style.font_px
    rows = range(len(scene.labels))
    while True:
        gap = font * 1.3
        numbers = [
            max(svg.width_of(cell_text(scene, n, row), style.font, font) for row in rows)
            for n in range(len(scene.series))
        ]
        wides = [max(wide, font * 6) for wide in numbers]
        first = max(svg.width_of(label, style.font, font) for label in (*scene.labels, scene.label_name))
        total = first + sum(wides) + gap * (len(wides) + 1)
        if total <= style.width * 1.25 or font <= LEAST_FONT_PX:
            break
        font -= 0.5
    heads = [wrapped(header(scene, n), wide * 1.05, font) for n, wide in enumerate(wides)]
    wides = [
        max(wide, *(svg.width_of(line, style.font, font) for line in lines))
        for wide, lines in zip(wides, heads, strict=True)
    ]
    xs = [corner[0]]
    for wide in (first, *wides):
        xs.append(xs[-1] + wide + gap)
    deep = max(len(lines) for lines in heads) * font * 1.25 + font * 0.8
    high = font * (1.5 + 0.5 * style.bar_share)
    ys = [corner[1], *(corner[1] + deep + high * n for n in range(len(scene.labels) + 1))]
    return _Grid(xs, ys, font, [(scene.label_name,), *heads])


def _ground(sheet: _Sheet, style: Style, grid: _Grid) -> None:
    left, right, top, end = grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1]
    if style.theme in ("striped", "head"):
        sheet.fill((left, top, right, grid.ys[1]), style.palette[0])
    if style.theme == "striped":
        for y0, y1 in list(zip(grid.ys[1:], grid.ys[2:], strict=False))[1::2]:
            sheet.fill((left, y0, right, y1), style.grid_colour)
    if style.theme in ("ruled", "lines"):
        for y in grid.ys:
            sheet.rule(left, y, right, y)
    if style.theme == "ruled":
        for x in grid.xs:
            sheet.rule(x, top, x, end)
    if style.theme == "booktabs":
        for y, wide in ((top, 1.6), (grid.ys[1], 0.8), (end, 1.6)):
            sheet.rule(left, y, right, y, wide)


def _head(sheet: _Sheet, style: Style, grid: _Grid) -> None:
    colour = readable_on(style.palette[0]) if style.theme in ("striped", "head") else ""
    for column, lines in enumerate(grid.heads):
        for number, line in enumerate(lines):
            base = grid.ys[1] - grid.font * (0.65 + 1.25 * (len(lines) - 1 - number))
            at = grid.xs[column] + grid.font * 0.6 if column == 0 else grid.xs[column + 1] - grid.font * 0.6
            part: Part = "legend" if column else "axis title"
            sheet.text(line, at, base, grid.font, "end" if column else "start", part, None, column or None, colour)


def _body(sheet: _Sheet, scene: Scene, style: Style, grid: _Grid) -> None:
    for row, label in enumerate(scene.labels):
        base = (grid.ys[row + 1] + grid.ys[row + 2]) / 2 + grid.font * 0.36
        sheet.text(label, grid.xs[0] + grid.font * 0.6, base, grid.font, "start", "row label", row, 0)
        for number in range(len(scene.series)):
            right = grid.xs[number + 2] - grid.font * 0.6
            text = cell_text(scene, number, row)
            sheet.text(text, right, base, grid.font, "end", "value label", row, number + 1)
