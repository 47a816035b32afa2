"""How a figure looks, in words that every renderer understands; what one cannot do it leaves aside."""

from __future__ import annotations

from typing import Literal

from gbi.types import Frozen

Place = Literal["top", "bottom", "right", "inside", "none"]


class Style(Frozen):
    """A look. Lengths in pixels of the picture; colours "#rrggbb", one a series (or one a wedge).

    `theme` is the library's own style sheet or theme, "" for its default.
    """

    width: int = 640
    height: int = 400
    font: str = "sans"
    font_px: float = 11.0
    title_px: float = 14.0
    palette: tuple[str, ...] = ("#4e79a7", "#f28e2b", "#e15759", "#76b7b2", "#59a14f", "#edc948")
    background: str = "#ffffff"
    ink: str = "#222222"
    theme: str = ""
    grid: bool = True
    frame: bool = False
    legend: Place = "right"
    label_angle: int = 0
    bar_share: float = 0.7
    """How much of its slot a bar (or a group of bars) fills, 0 to 1."""
    line_px: float = 2.0
    markers: bool = True
    labels_inside: bool = False
    vary: bool = False
    """Whether a lone series' bars have a colour each."""
    edge: str = ""
    """The colour of bars' outlines, "" for none."""
    opacity: float = 1.0
    """Of areas and bubbles, 0 to 1."""
    centred: bool = True
    """Whether the title stands in the middle, else at the left."""
    grid_colour: str = "#dddddd"
    from_zero: bool = True
    """Whether a value axis starts at zero where values allow it; bars and areas always do."""

    def colour(self, number: int) -> str:
        """The colour of series (or wedge) number `number`, from 0; the palette starts anew at its end."""
        return self.palette[number % len(self.palette)]
