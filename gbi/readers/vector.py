"""Reads charts from a page's drawings: the geometry is exact, so measured values are too.

Not covered: gradients (PyMuPDF does not report them), and figures of more than
`drawings.paths.MOST_PATHS` drawing operations, which are maps or technical drawings.
"""

from __future__ import annotations

from dataclasses import replace

from gbi.documents.source import Source
from gbi.readers.chart.interpret import interpret
from gbi.readers.chart.scene import Scene
from gbi.readers.drawings.scene import build_scene, glyphs_in, without
from gbi.readers.drawings.words import inks_in, over_any, words_from_pixels, words_in
from gbi.types import PageBox, Reading, Region

FEWEST_MARKS = 1
FEWEST_GLYPHS = 10  # outlined characters from which on OCR is worth its time


class VectorReader:
    """Region -> drawings -> scene -> table. Measured cells carry the error that 0.05 pt mean on their axis."""

    name = "vector"
    version = "4"

    def read(self, source: Source, region: Region) -> Reading | None:
        """The chart's table; None when the page has no drawings, or when they are no chart that can be understood.

        Raises `PageError` when the page cannot be read and `LimitError` when it is too large to render for OCR.
        """
        if not isinstance(region.place, PageBox) or region.kind == "text":
            return None
        scene = scene_of(source, region.place)
        if scene is None or _marks(scene) < FEWEST_MARKS:
            return None
        table = interpret(scene, page=region.place.page)
        if table is None:
            return None
        return table.as_reading(region, self.name, self.version, scene.warnings)


def scene_of(source: Source, place: PageBox) -> Scene | None:
    """The scene inside a page's box; None where the page has no drawings.

    Text that was drawn as outlines is read by OCR, and its outlines are taken out of the marks.
    Raises `PageError`, `LimitError`.
    """
    page = source.vector_page(place.page)
    if page is None:
        return None
    words, marks = words_in(source, place.page, place.box)
    scene = replace(build_scene(page, place.box, words, marks), inks=inks_in(page, place.box))
    typeset = [w for w in words if w.confidence == 1.0]
    letters = sum(len(w.text) for w in typeset)
    if not scene.warnings and glyphs_in(page, place.box) > max(FEWEST_GLYPHS, letters):
        seen = words_from_pixels(source, place.page, place.box)
        words = (*typeset, *(w for w in seen if not over_any(w.box, typeset)))
        note = "the figure's text is drawn as outlines: it was read by OCR"
        scene = replace(without(scene, words), words=words, warnings=(*scene.warnings, note))
    return scene


def _marks(scene: Scene) -> int:
    return len(scene.bars) + len(scene.lines) + len(scene.areas) + len(scene.wedges) + len(scene.symbols)
