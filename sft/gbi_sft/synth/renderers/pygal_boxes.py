"""Where marks and words of a pygal chart stand, told by the classes of its SVG's elements."""

from __future__ import annotations

from collections import defaultdict

from gbi.types import Box
from gbi_sft.sample import GoldBox, Part
from gbi_sft.synth.renderers import svg
from gbi_sft.synth.renderers.svg import Node
from gbi_sft.synth.scene import Scene
from gbi_sft.synth.style import Style


class _Book:
    """Boxes as they are found, with a count of each series' marks and numbers."""

    def __init__(self, scene: Scene, style: Style) -> None:
        self.scene, self.style = scene, style
        self.found: list[GoldBox] = []
        self.seen: dict[tuple[Part, int], int] = defaultdict(int)
        self.rows = [[n for n, value in enumerate(series.values) if value is not None] for series in scene.series]

    def word(self, node: Node, part: Part, anchor: str, size: float, row: int | None, column: int | None) -> None:
        if node.text:
            box = svg.text_box(node, anchor, size, self.style.font)
            self.found.append(GoldBox(part=part, box=box, text=node.text, row=row, column=column))

    def next_row(self, part: Part, series: int) -> int | None:
        """The row of the next mark or number of a series; pygal draws them in the order in which they were given."""
        number = self.seen[part, series]
        self.seen[part, series] += 1
        if self.scene.what.mark == "wedge":
            return series
        rows = self.rows[series]
        if number >= len(rows):
            return None
        if self.scene.what.mark == "point":
            return sum(len(s.xs) for s in self.scene.series[:series]) + number
        return rows[-1 - number] if self.scene.what.lying else rows[number]


def boxes(text: str, scene: Scene, style: Style) -> tuple[tuple[GoldBox, ...], tuple[float, float, float, float]]:
    """The boxes, and the plot's x, y, width and height in pixels."""
    book = _Book(scene, style)
    plot = (0.0, 0.0, float(style.width), float(style.height))
    for node in svg.nodes(text):
        classes = node.classes
        if node.tag == "rect" and classes[-2:] == ("plot", "background"):
            left, top, right, bottom = svg.shape_box(node)
            plot = (left, top, right - left, bottom - top)
        elif node.tag == "text":
            _word(book, node)
        elif "reactive" in classes and node.tag in ("rect", "path", "circle") and "legend" not in classes:
            _mark(book, node)
    return tuple(book.found), plot


def _series(classes: tuple[str, ...]) -> int:
    name = next(name for name in classes if name.startswith("serie-"))
    return int(name.removeprefix("serie-"))


def _mark(book: _Book, node: Node) -> None:
    """A bar, a slice, or a dot; the paths of lines and areas are none, their dots tell where values stand."""
    classes = node.classes
    if not {"bar", "slice", "dot"} & set(classes):
        return
    series = _series(classes)
    row = book.next_row("mark", series)
    if row is None:
        return
    box = svg.shape_box(node)
    if book.scene.what.mark == "area":
        box = (box[0], (box[1] + box[3]) / 2 - 1, box[2], (box[1] + box[3]) / 2 + 3)
    column = 1 if book.scene.what.mark == "wedge" else series + 1
    book.found.append(GoldBox(part="mark", box=_clipped(box, book.style), row=row, column=column))


def _clipped(box: Box, style: Style) -> Box:
    return (max(box[0], 0.0), max(box[1], 0.0), min(box[2], float(style.width)), min(box[3], float(style.height)))


def _word(book: _Book, node: Node) -> None:
    scene, style, classes = book.scene, book.style, node.classes
    size = float(int(style.font_px))
    if "plot_title" in classes:
        book.word(node, "title", "middle", float(int(style.title_px)), None, None)
    elif "titles" in classes:
        book.word(node, "axis title", "middle", float(int(style.title_px)), None, None)
    elif "legend" in classes:
        number = book.seen["legend", 0]
        book.seen["legend", 0] += 1
        wedge = scene.what.mark == "wedge"
        book.word(node, "row label" if wedge else "legend", "start", size, number if wedge else None,
                  0 if wedge else number + 1)  # fmt: skip
    elif "value" in classes:
        series = _series(classes)
        row = book.next_row("value label", series)
        anchor = "middle" if node.element.get("text-anchor") == "middle" else "start"
        book.word(node, "value label", anchor, size, row, 1 if scene.what.mark == "wedge" else series + 1)
    elif "axis" in classes:
        _axis_word(book, node, size)


def _axis_word(book: _Book, node: Node, size: float) -> None:
    scene, style = book.scene, book.style
    upright = "y" in node.classes
    turned = "rotate" in node.element.get("transform", "")
    anchor = "end" if upright else "start" if turned and style.label_angle > 0 else "middle"
    if scene.what.mark == "point" or upright != scene.what.lying:
        book.word(node, "tick", anchor, size, None, None)
        return
    number = book.seen["row label", 0]
    book.seen["row label", 0] += 1
    row = len(scene.labels) - 1 - number if scene.what.lying else number
    book.word(node, "row label", anchor, size, row, 0)
