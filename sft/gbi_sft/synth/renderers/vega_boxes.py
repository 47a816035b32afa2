"""Where marks and words of a Vega chart stand, told by the roles of its SVG's groups and the keys of its marks."""

from __future__ import annotations

from gbi.types import Box
from gbi_sft.sample import GoldBox
from gbi_sft.synth.renderers import svg
from gbi_sft.synth.renderers.svg import Node
from gbi_sft.synth.scene import Scene
from gbi_sft.synth.style import Style

PARTS = {"role-title-text": "title", "role-axis-title": "axis title", "role-axis-label": "tick"}


def boxes(text: str, scene: Scene, style: Style) -> tuple[tuple[GoldBox, ...], tuple[float, float]]:
    """The boxes, and the plot's width and height in pixels. The category axis's labels come in their order."""
    found: list[GoldBox] = []
    plot, axis, labels, names = (0.0, 0.0), "", 0, 0
    for node in svg.nodes(text):
        label = node.element.get("aria-label", "")
        if label[1:6] == "-axis":
            axis = label[0].lower()
        if node.tag == "path" and "background" in node.classes and plot == (0.0, 0.0):
            left, top, right, bottom = svg.shape_box(node)
            plot = (right - left, bottom - top)
        elif node.tag == "path" and "role-mark" in node.classes:
            found.extend(_mark(node, label, scene))
        elif node.tag == "text" and node.text:
            if "role-legend-label" in node.classes:
                wedge = scene.what.mark == "wedge"
                found.append(_word(node, style, "row label" if wedge else "legend", names, wedge))
                names += 1
            elif "role-axis-label" in node.classes and scene.labels and axis == ("y" if scene.what.lying else "x"):
                found.append(_word(node, style, "row label", labels, True))
                labels += 1
            else:
                found.extend(_other(node, label, style, scene))
    return tuple(found), plot


def _mark(node: Node, key: str, scene: Scene) -> list[GoldBox]:
    """A bar's, a wedge's or a point's box; a line and an area have none, their points have."""
    if not {"mark-rect", "mark-arc", "mark-symbol"} & set(node.classes) or ":" not in key:
        return []
    row, number = (int(part) for part in key.split(":"))
    box = svg.shape_box(node)
    if scene.what.mark in ("line", "area"):
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        half = max((box[2] - box[0]) / 2, 1.5)
        low = 3.0 if scene.what.mark == "area" else half
        box = (x - half, y - min(half, low), x + half, y + low)
    return [GoldBox(part="mark", box=_rounded(box), row=row, column=number + 1)]


def _rounded(box: Box) -> Box:
    return (round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1))


def _box(node: Node, style: Style) -> Box:
    size = float(node.element.get("font-size", f"{style.font_px}px").removesuffix("px"))
    return svg.text_box(node, node.element.get("text-anchor", "start"), size, style.font)


def _word(node: Node, style: Style, part: str, number: int, row: bool) -> GoldBox:
    at = {"row": number, "column": 0} if row else {"row": None, "column": number + 1}
    return GoldBox.model_validate({"part": part, "box": _box(node, style), "text": node.text, **at})


def _other(node: Node, key: str, style: Style, scene: Scene) -> list[GoldBox]:
    """A title, a tick, a printed number, or a wedge's name."""
    box = _box(node, style)
    if "role-mark" in node.classes and ":" in key:
        row, number = (int(part) for part in key.split(":"))
        if scene.what.mark == "wedge" and node.text == scene.labels[row]:
            return [GoldBox(part="row label", box=box, text=node.text, row=row, column=0)]
        return [GoldBox(part="value label", box=box, text=node.text, row=row, column=number + 1)]
    part = next((part for role, part in PARTS.items() if role in node.classes), None)
    return [GoldBox.model_validate({"part": part, "box": box, "text": node.text})] if part else []
