"""The libraries that draw, each a module with `THEMES`, `KINDS` and `draw(scene, style) -> Drawn`, loaded when used."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Protocol, cast

from gbi_sft.synth.drawn import Drawn
from gbi_sft.synth.scene import Scene
from gbi_sft.synth.style import Style

RENDERERS: dict[str, str] = {
    "matplotlib": "gbi_sft.synth.renderers.with_matplotlib",
    "vega-lite": "gbi_sft.synth.renderers.with_vega_lite",
    "pygal": "gbi_sft.synth.renderers.with_pygal",
    "pymupdf": "gbi_sft.synth.renderers.with_pymupdf",
}
"""Name and module; "pymupdf" sets the tables."""

TABLES = "pymupdf"


class Renderer(Protocol):
    """A library that draws: its themes and the kinds of figure that it can draw."""

    THEMES: tuple[str, ...]
    KINDS: tuple[str, ...]

    def draw(self, scene: Scene, style: Style) -> Drawn:
        """The scene in that style; boxes in pixels of the picture."""


@cache
def renderer(name: str) -> Renderer:
    """The renderer of that name."""
    return cast(Renderer, importlib.import_module(RENDERERS[name]))
