"""Which colour means which series: from swatches beside words, labels at the ends of lines, headers over bars."""

from __future__ import annotations

from dataclasses import dataclass

from gbi.readers.chart.axes import Axes
from gbi.readers.chart.scene import Colour, Scene
from gbi.types import Box


@dataclass(frozen=True, slots=True)
class Entry:
    """A series' name, the colour of its marks and the box of its text; `confidence` 0 to 1."""

    name: str
    colour: Colour
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Legend:
    """Entries in reading order; `boxes` are the swatches and texts, which no reader may take for marks or labels."""

    entries: tuple[Entry, ...] = ()
    boxes: tuple[Box, ...] = ()

    def name_of(self, colour: Colour) -> Entry | None:
        """The entry of the nearest colour in CIE Lab; None when none is near or two are about as near."""
        return None


def find_legend(scene: Scene, axes: Axes) -> Legend:
    """The scene's legend, empty when it has none."""
    return Legend()
