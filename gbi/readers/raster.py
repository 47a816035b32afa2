"""Reads charts from pixels: colours become marks, OCR gives the words, and `interpret` says what they mean.

Not covered: photographs, hatched fills, three-dimensional charts, maps.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2

from gbi.documents.skew import Turn, turn_of
from gbi.documents.source import Image, Source
from gbi.readers.chart.interpret import interpret
from gbi.readers.chart.result import ChartTable
from gbi.readers.chart.scene import Scene
from gbi.readers.pixels.extract import scene_of
from gbi.readers.region_words import region_words
from gbi.types import Box, Cell, PageBox, Reading, Region, Word

FEWEST_MARKS = 1
FEWEST_WORDS = 2
TEXT_PX = 13.0  # px: how tall text is in pictures made for screens
LARGE_PX = 20.0  # px: taller text is a scan's or a large rendering's, which is made smaller
LEAST_SIDE_PX = 700.0  # px: but no smaller than that
LEAST_PX = 24  # a side: a smaller picture is no chart


class RasterReader:
    """Region -> pixels and words -> scene -> table. Measured cells carry the error that half a pixel means."""

    name = "raster"
    version = "4"

    def read(self, source: Source, region: Region) -> Reading | None:
        """The chart's table; None when the region is no chart on a page, or its picture makes no sense as one.

        Raises `PageError` when the page cannot be shown or its text not be recognised, `LimitError` when it is too
        large.
        """
        if not isinstance(region.place, PageBox) or region.kind != "chart":
            return None
        picture = _picture(source, region.place)
        if picture is None:
            return None
        scene, turn = picture
        if len(scene.words) < FEWEST_WORDS or _marks(scene) < FEWEST_MARKS:
            return None
        table = interpret(scene, page=region.place.page)
        if table is None:
            return None
        if turn is not None:
            table = _askew(table, turn, region.place.box, source.scale_of(region.place.page, region.place.box))
        return table.as_reading(region, self.name, self.version, scene.warnings)


def raster_scene(source: Source, place: PageBox) -> Scene | None:
    """The scene of a page's box, in page points; None for a picture too small to be a chart. A picture that lies
    askew gives the scene of the levelled picture, its origin at the box's.

    Raises `PageError`, `LimitError`.
    """
    picture = _picture(source, place)
    return picture[0] if picture else None


def _picture(source: Source, place: PageBox) -> tuple[Scene, Turn | None] | None:
    """The scene, and how the picture was turned before it was levelled."""
    image = source.image(place.page, place.box)
    if min(image.shape[:2]) < LEAST_PX:
        return None
    scale = source.scale_of(place.page, place.box)
    words, turn = region_words(source, place, image, scale), turn_of(image)
    if turn is None:
        return _sized(image, words, place.box, scale), None
    level = [word.model_copy(update={"box": _mapped(word.box, place.box, scale, turn.forth)}) for word in words]
    width, height = turn.level_size
    box = (place.box[0], place.box[1], place.box[0] + width / scale, place.box[1] + height / scale)
    scene = _sized(turn.levelled(image), level, box, scale)
    told = f"the picture lies {abs(turn.angle):.1f} degrees askew and was levelled"
    return replace(scene, warnings=(*scene.warnings, told)), turn


def _sized(image: Image, words: Sequence[Word], box: Box, scale: float) -> Scene:
    """The scene of a picture, which a scan's is made smaller for: what marks are is told by their size in px."""
    tall = statistics.median([word.box[3] - word.box[1] for word in words if word.angle == 0] or [0.0]) * scale
    share = max(TEXT_PX / tall, LEAST_SIDE_PX / max(image.shape[:2])) if tall > LARGE_PX else 1.0
    if share >= 1.0:
        return scene_of(image, words, box, scale)
    width, height = round(image.shape[1] * share), round(image.shape[0] * share)
    small: Image = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
    return scene_of(small, words, box, scale * width / image.shape[1])


def _mapped(box: Box, origin: Box, scale: float, change: Callable[[Box], Box]) -> Box:
    """A box in page points through a change that is told in px of the picture at `origin`."""
    x, y = origin[:2]
    moved = change(((box[0] - x) * scale, (box[1] - y) * scale, (box[2] - x) * scale, (box[3] - y) * scale))
    return (x + moved[0] / scale, y + moved[1] / scale, x + moved[2] / scale, y + moved[3] / scale)


def _askew(table: ChartTable, turn: Turn, origin: Box, scale: float) -> ChartTable:
    """The table with its cells' boxes where they stand in the picture as it is."""

    def back(cell: Cell) -> Cell:
        if not isinstance(cell.place, PageBox):
            return cell
        box = _mapped(cell.place.box, origin, scale, turn.back)
        return cell.model_copy(update={"place": cell.place.model_copy(update={"box": box})})

    return table.model_copy(update={"rows": tuple(tuple(back(cell) for cell in row) for row in table.rows)})


def _marks(scene: Scene) -> int:
    return len(scene.bars) + len(scene.lines) + len(scene.areas) + len(scene.wedges) + len(scene.symbols)
