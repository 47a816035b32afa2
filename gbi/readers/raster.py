"""Reads charts from pixels: colours become marks, OCR gives the words, and `interpret` says what they mean.

Not covered: photographs, hatched fills, three-dimensional charts, maps.
"""

from __future__ import annotations

from gbi.documents.ocr import read_words
from gbi.documents.source import Image, Source
from gbi.readers.chart.interpret import interpret
from gbi.readers.chart.scene import Scene
from gbi.readers.pixels.extract import scene_of
from gbi.types import Box, PageBox, Reading, Region, Word

FEWEST_MARKS = 1
FEWEST_WORDS = 2
LEAST_PX = 24  # a side: a smaller picture is no chart


class RasterReader:
    """Region -> pixels and words -> scene -> table. Measured cells carry the error that half a pixel means."""

    name = "raster"
    version = "1"

    def read(self, source: Source, region: Region) -> Reading | None:
        """The chart's table; None when the region is no chart on a page, or its picture makes no sense as one.

        Raises `PageError` when the page cannot be shown or its text not be recognised, `LimitError` when it is too
        large.
        """
        if not isinstance(region.place, PageBox) or region.kind != "chart":
            return None
        scene = raster_scene(source, region.place)
        if scene is None or len(scene.words) < FEWEST_WORDS or _marks(scene) < FEWEST_MARKS:
            return None
        table = interpret(scene, page=region.place.page)
        if table is None:
            return None
        return Reading.build(
            region,
            reader=self.name,
            reader_version=self.version,
            columns=table.columns,
            rows=table.rows,
            chart_type=table.chart_type,
            title=table.title,
            axes=table.axes,
            confidence=table.confidence,
            warnings=(*scene.warnings, *table.warnings),
        )


def raster_scene(source: Source, place: PageBox) -> Scene | None:
    """The scene of a page's box, in page points; None for a picture too small to be a chart.

    Raises `PageError`, `LimitError`.
    """
    image = source.image(place.page, place.box)
    if min(image.shape[:2]) < LEAST_PX:
        return None
    scale = source.scale_of(place.page, place.box)
    return scene_of(image, _words(source, place, image, scale), place.box, scale)


def _words(source: Source, place: PageBox, image: Image, scale: float) -> tuple[Word, ...]:
    """The page's own words in the box; a figure that is a picture on a page of text is read by OCR as well."""
    page = source.page(place.page)
    own = tuple(word for word in page.words if _inside(word.box, place.box))
    if page.ocr:
        return own
    seen = [_on_page(word, place.box, scale) for word in read_words(image)]
    return own + tuple(word for word in seen if not any(_inside(word.box, other.box, 0.3) for other in own))


def _on_page(word: Word, box: Box, scale: float) -> Word:
    x0, y0, x1, y1 = word.box
    moved = (box[0] + x0 / scale, box[1] + y0 / scale, box[0] + x1 / scale, box[1] + y1 / scale)
    return word.model_copy(update={"box": moved})


def _inside(box: Box, other: Box, share: float = 0.5) -> bool:
    """True when more than `share` of `box` lies in `other`."""
    wide = min(box[2], other[2]) - max(box[0], other[0])
    high = min(box[3], other[3]) - max(box[1], other[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    return wide > 0 and high > 0 and wide * high > share * area


def _marks(scene: Scene) -> int:
    return len(scene.bars) + len(scene.lines) + len(scene.areas) + len(scene.wedges) + len(scene.symbols)
