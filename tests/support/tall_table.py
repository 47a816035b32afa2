"""A tall table drawn pixel by pixel, and a model that reads truly what stands in the slice it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from gbi.documents.source import Image
from gbi.models import Picture, Request
from gbi.types import Box, Document, Page, PageBox, Region, Word
from support.scripted_vlm import table_json

HEAD = ("Item", "Amount", "Share")
LEFTS = (60, 330, 470)
LINE, TOP = 24, 70
ABOVE, BELOW = 5, 4  # px of a row over its text and under it


@dataclass(frozen=True)
class Drawn:
    """The picture, its words, and each row's texts with its upper and lower edge in px."""

    image: Image
    words: tuple[Word, ...]
    rows: tuple[tuple[tuple[str, ...], int, int], ...]


def draw_table(rows: Sequence[tuple[str, ...]], tall: frozenset[int] = frozenset()) -> Drawn:
    """One line a row, two for those in `tall`; a grey edge that changes from top to bottom tells slices apart."""
    heights = [LINE * (2 if n in tall else 1) for n in range(len(rows))]
    height = TOP + sum(heights) + 40
    image = np.full((height, 620, 3), 255, np.uint8)
    image[:, :12] = (np.linspace(0, 250, height)[:, None, None]).astype(np.uint8)
    words: list[Word] = []
    placed = []
    _line(image, words, HEAD, TOP - 14)
    top = TOP
    for row, high in zip(rows, heights, strict=True):
        _line(image, words, row, top + 17)
        if high > LINE:
            _line(image, words, ("and more",), top + 17 + LINE)
        placed.append((row, top, top + high))
        top += high
    return Drawn(image, tuple(words), tuple(placed))


def _line(image: Image, words: list[Word], texts: Sequence[str], baseline: int) -> None:
    for text, left in zip(texts, LEFTS, strict=False):
        if text:
            cv2.putText(image, text, (left, baseline), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 1, cv2.LINE_AA)
            box = (float(left), baseline - 12.0, left + 9.0 * len(text), baseline + 3.0)
            words.append(Word(text=text, box=box))


class DrawnSource:
    """A `Source` of one picture whose words are known."""

    def __init__(self, drawn: Drawn) -> None:
        self.drawn = drawn
        self.document = Document(id="e" * 64, name="tall.png", kind="image", pages=1)

    def page(self, number: int) -> Page:
        height, width = self.drawn.image.shape[:2]
        return Page(number=1, width=width, height=height, words=self.drawn.words, ocr=True)

    def image(self, number: int, box: Box | None = None, scale: float | None = None) -> Image:
        return self.drawn.image

    def scale_of(self, number: int, box: Box | None = None) -> float:
        return 1.0

    def vector_page(self, number: int) -> None:
        return None

    def regions(self, number: int) -> tuple[Region, ...]:
        height, width = self.drawn.image.shape[:2]
        return (Region.at(self.document.id, 1, PageBox(page=1, box=(0, 0, width, height)), "table"),)

    def native(self, region: Region) -> None:
        return None

    def close(self) -> None:
        return None


class TrueReader:
    """Finds the slice in the picture and says the rows that stand whole in it; `slips` are (row, text) it misreads
    where the row is the first or last one of a slice."""

    def __init__(self, drawn: Drawn) -> None:
        self.drawn = drawn
        self.slices: list[tuple[float, float]] = []

    def __call__(self, request: Request) -> str:
        pictures = [part for part in request.turns[0].parts if isinstance(part, Picture)]
        start, end = found_in(self.drawn.image, pictures[-1].png)
        self.slices.append((start, end))
        rows = [row for row, top, bottom in self.drawn.rows if top + ABOVE >= start and bottom - BELOW <= end]
        return table_json(HEAD, rows, chart_type="table")


def found_in(image: Image, png: bytes) -> tuple[float, float]:
    """The upper and lower edge of a full-width slice, in px of the picture."""
    part: Any = cv2.cvtColor(cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2GRAY)
    grey: Any = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    share = part.shape[1] / grey.shape[1]
    if share != 1.0:
        grey = cv2.resize(grey, (part.shape[1], round(grey.shape[0] * share)), interpolation=cv2.INTER_AREA)
    fit = cv2.matchTemplate(grey, part[: grey.shape[0]], cv2.TM_SQDIFF)
    at = int(np.argmin(fit[:, 0]))
    return at / share, (at + part.shape[0]) / share
