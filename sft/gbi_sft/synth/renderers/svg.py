"""SVG charts as pixels and boxes: the picture by PyMuPDF, boxes of texts by the very font that it draws.

Only what the chart libraries write is understood: translations and rotations, texts of one line, rectangles, circles
and paths of straight lines; curves count by their end points.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np
import pymupdf

from gbi.types import Box
from gbi_sft.synth.drawn import Pixels

FONTS = {"sans": "helv", "serif": "tiro", "mono": "cour"}
FAMILIES = {"sans": "sans-serif", "serif": "serif", "mono": "monospace"}
"""What PyMuPDF draws for a style's fonts, and how an SVG names them; Chinese comes from its CJK font by itself."""
LOW = set("gjpqy,;()QJ|/")
_TRANSFORM = re.compile(r"(translate|rotate)\(([^)]*)\)")
_NUMBER = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")
_COMMAND = re.compile(r"([MLHVAZCQmlhvazcq])([^MLHVAZCQmlhvazcq]*)")


class Matrix(NamedTuple):
    """x' = a x + c y + e, y' = b x + d y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        """The point moved."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then(self, inner: Matrix) -> Matrix:
        """First `inner`, then this."""
        return Matrix(
            self.a * inner.a + self.c * inner.b, self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d, self.b * inner.c + self.d * inner.d,
            *self.at(inner.e, inner.f),
        )  # fmt: skip


class Node(NamedTuple):
    """An element with where it stands, the classes of all elements around it, and its own tag without namespace."""

    element: ElementTree.Element
    matrix: Matrix
    classes: tuple[str, ...]
    tag: str

    @property
    def text(self) -> str:
        """The text that the element shows."""
        return "".join(self.element.itertext()).strip()

    def number(self, name: str) -> float:
        """An attribute as a number, 0 where it has none."""
        found = _NUMBER.match(self.element.get(name, ""))
        return float(found.group()) if found else 0.0


def pixels(svg: str) -> Pixels:
    """The picture that the SVG draws, H x W x 3.

    By MuPDF's own calls: `pymupdf.open` turns an SVG into a PDF first, which embeds the CJK font anew for each picture.
    """
    mupdf = pymupdf.mupdf
    stream = mupdf.fz_open_buffer(mupdf.fz_new_buffer_from_copied_data(svg.encode()))
    page = mupdf.fz_load_page(mupdf.fz_open_document_with_stream("image/svg+xml", stream), 0)
    shot = mupdf.fz_new_pixmap_from_page(page, mupdf.FzMatrix(), mupdf.fz_device_rgb(), 0)
    samples = np.frombuffer(mupdf.fz_pixmap_samples_memoryview(shot), np.uint8)
    return samples.reshape(shot.h(), shot.w(), 3).copy()


def nodes(svg: str) -> Iterator[Node]:
    """All elements in the order in which they are drawn."""
    stack: list[tuple[ElementTree.Element, Matrix, tuple[str, ...]]] = [(ElementTree.fromstring(svg), Matrix(), ())]
    while stack:
        element, outer, classes = stack.pop()
        matrix = outer.then(moved(element.get("transform", "")))
        mine = (*classes, *element.get("class", "").split())
        yield Node(element, matrix, mine, element.tag.rpartition("}")[2])
        stack.extend((child, matrix, mine) for child in reversed(element))


@lru_cache(maxsize=4096)
def moved(transform: str) -> Matrix:
    """The matrix of a `transform` attribute."""
    matrix = Matrix()
    for name, body in _TRANSFORM.findall(transform):
        numbers = [float(n) for n in _NUMBER.findall(body)]
        if name == "translate":
            matrix = matrix.then(Matrix(e=numbers[0], f=numbers[1] if len(numbers) > 1 else 0.0))
            continue
        turn, *middle = numbers
        x, y = middle or (0.0, 0.0)
        sin, cos = math.sin(math.radians(turn)), math.cos(math.radians(turn))
        matrix = matrix.then(Matrix(e=x, f=y)).then(Matrix(cos, sin, -sin, cos)).then(Matrix(e=-x, f=-y))
    return matrix


@cache
def _font(name: str) -> pymupdf.Font:
    return pymupdf.Font(name)


@lru_cache(maxsize=8192)
def _advance(char: str, font: str) -> float:
    """How far a letter reaches, in ems; of the CJK font where the other has none."""
    face = _font(font) if _font(font).has_glyph(ord(char)) else _font("cjk")
    return float(face.glyph_advance(ord(char)))


def width_of(text: str, font: str, size: float) -> float:
    """The width of a text in the rasteriser's font for a style's font, in px at `size` px."""
    return sum(_advance(char, FONTS.get(font, "helv")) for char in text) * size


def reach(text: str) -> tuple[float, float]:
    """How far a text's letters reach above and below its base line, in ems."""
    if any(ord(c) >= 0x2E80 for c in text):
        return 0.86, 0.14
    return 0.75, 0.22 if LOW & set(text) else 0.02


def text_box(node: Node, anchor: str, size: float, font: str) -> Box:
    """Where the text of a node stands; `size` in px, `anchor` start, middle or end."""
    wide = width_of(node.text, font, size)
    shift = {"middle": -wide / 2, "end": -wide}.get(anchor, 0.0)
    x, y = node.number("x") + shift, node.number("y")
    top, low = (
        (0.86, 0.14) if any(ord(c) >= 0x2E80 for c in node.text) else (0.75, 0.22 if LOW & set(node.text) else 0.02)
    )
    return around(node.matrix.at(x + a, y + b) for a in (0.0, wide) for b in (-top * size, low * size))


def around(points: Iterable[tuple[float, float]]) -> Box:
    """The box around points, to a tenth of a pixel."""
    xs, ys = zip(*points, strict=True)
    return (round(min(xs), 1), round(min(ys), 1), round(max(xs), 1), round(max(ys), 1))


def shape_box(node: Node) -> Box:
    """The box around a rectangle, a circle or a path."""
    if node.tag == "rect":
        x, y, w, h = (node.number(name) for name in ("x", "y", "width", "height"))
        return around(node.matrix.at(a, b) for a in (x, x + w) for b in (y, y + h))
    if node.tag == "circle":
        x, y, r = (node.number(name) for name in ("cx", "cy", "r"))
        return around(node.matrix.at(x + a, y + b) for a in (-r, r) for b in (-r, r))
    return around(node.matrix.at(*point) for point in path_points(node.element.get("d", "")))


def path_points(path: str) -> list[tuple[float, float]]:
    """The points where a path's pieces end; arcs also where they bulge (sampled)."""
    found: list[tuple[float, float]] = []
    x = y = 0.0
    for command, body in _COMMAND.findall(path):
        numbers = [float(n) for n in _NUMBER.findall(body)]
        step = {"H": 1, "V": 1, "A": 7, "C": 6, "Q": 4, "Z": 1}.get(command.upper(), 2)
        for n in range(0, len(numbers) - step + 1, step):
            piece = numbers[n : n + step]
            ox, oy = (x, y) if command.islower() else (0.0, 0.0)
            before = (x, y)
            if command in "Hh":
                x = ox + piece[0]
            elif command in "Vv":
                y = oy + piece[0]
            else:
                x, y = ox + piece[-2], oy + piece[-1]
            if command in "Aa" and piece[0] > 0:
                found.extend(_arc(before, (x, y), piece[0], bool(piece[3]), bool(piece[4])))
            found.append((x, y))
    return found


def _arc(
    start: tuple[float, float], end: tuple[float, float], radius: float, large: bool, sweep: bool
) -> list[tuple[float, float]]:
    """Points on a circular arc (SVG 1.1, appendix F.6.5, for equal radii)."""
    dx, dy = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    half = math.hypot(dx, dy)
    if half == 0:
        return []
    radius = max(radius, half)
    off = math.sqrt(max(radius * radius - half * half, 0.0)) / half * (1 if large != sweep else -1)
    cx, cy = (start[0] + end[0]) / 2 + off * dy, (start[1] + end[1]) / 2 - off * dx
    first, last = math.atan2(start[1] - cy, start[0] - cx), math.atan2(end[1] - cy, end[0] - cx)
    if sweep and last < first:
        last += 2 * math.pi
    if not sweep and last > first:
        last -= 2 * math.pi
    turns = (first + (last - first) * n / 16 for n in range(1, 16))
    return [(cx + radius * math.cos(t), cy + radius * math.sin(t)) for t in turns]
