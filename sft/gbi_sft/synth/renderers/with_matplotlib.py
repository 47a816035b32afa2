"""Matplotlib on Agg without pyplot: its style sheets, its bars, lines, wedges and legends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import matplotlib
import matplotlib.style
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends import backend_agg
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from gbi.types import Box
from gbi_sft.synth.drawn import Drawn, Span
from gbi_sft.synth.fonts import CJK, cjk_file, family
from gbi_sft.synth.layout import Layout, layout
from gbi_sft.synth.renderers import mpl_marks, mpl_words
from gbi_sft.synth.scene import KINDS as ALL_KINDS
from gbi_sft.synth.scene import Scene
from gbi_sft.synth.style import Style

THEMES = (
    "default", "classic", "ggplot", "bmh", "fivethirtyeight", "grayscale", "Solarize_Light2", "dark_background",
    "seaborn-v0_8-whitegrid", "seaborn-v0_8-darkgrid", "seaborn-v0_8-ticks", "seaborn-v0_8-white", "petroff10",
)  # fmt: skip
KINDS = tuple(name for name in ALL_KINDS if name != "table")
DPI = 100


def draw(scene: Scene, style: Style) -> Drawn:
    """The scene as matplotlib draws it."""
    if scene.language == "zh":
        _know_cjk()
    with _set({**_settings(style.theme), **_own(scene, style)}):
        figure = Figure(figsize=(style.width / DPI, style.height / DPI), dpi=DPI)
        canvas = FigureCanvasAgg(figure)
        where = layout(scene, style)
        axes = figure.add_axes(_share(where.plot, style))
        marks = mpl_marks.draw(axes, scene, style, where)
        words = mpl_words.write(figure, axes, scene, style, where, marks)
        canvas.draw()  # type: ignore[no-untyped-call]
        rgba = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        pixels = np.ascontiguousarray(rgba[:, :, :3])
        boxes = (*mpl_marks.boxes(marks, style), *mpl_words.boxes(words, canvas, style))
    return Drawn(pixels, boxes, *_spans(axes, marks.second, scene, where))


@contextmanager
def _set(settings: dict[str, Any]) -> Iterator[None]:
    """Sets matplotlib's parameters for a while, past their checks: these cost a tenth of a figure's time, and what is
    set was checked when the style sheet was loaded."""
    parameters: Any = matplotlib.rcParams
    before = dict(dict.items(parameters))
    dict.update(parameters, settings)
    try:
        yield
    finally:
        dict.update(parameters, before)


def _know_cjk() -> None:
    """Makes the CJK font known, again where matplotlib has listed its fonts anew since: else it draws empty boxes."""
    manager: Any = backend_agg._fontManager  # type: ignore[attr-defined]  # whom Agg asks; the module's may be another
    path = str(cjk_file())
    if not any(entry.fname == path for entry in reversed(manager.ttflist)):
        manager.ttflist = [entry for entry in manager.ttflist if entry.name != CJK]  # its file may be gone
        manager.addfont(path)


@cache
def _settings(theme: str) -> dict[str, Any]:
    """A style sheet's settings, without those that move or scale things."""
    if theme in ("", "default"):
        return {}
    keep = dict(matplotlib.style.library[theme])
    return {
        key: value for key, value in keep.items() if not key.startswith(("figure.", "savefig", "font.", "axes.prop"))
    }


def _own(scene: Scene, style: Style) -> dict[str, Any]:
    points = style.font_px * 72 / DPI
    return {
        "font.family": [family(style.font, scene.language)],
        "font.size": points,
        "axes.labelsize": points,
        "xtick.labelsize": points,
        "ytick.labelsize": points,
        "legend.fontsize": points,
        "axes.titlesize": style.title_px * 72 / DPI,
        "axes.unicode_minus": False,
        "text.parse_math": False,
        "axes.facecolor": style.background,
        "figure.facecolor": style.background,
        "axes.edgecolor": style.ink,
        "text.color": style.ink,
        "axes.labelcolor": style.ink,
        "xtick.color": style.ink,
        "ytick.color": style.ink,
        "axes.spines.top": style.frame,
        "axes.spines.right": style.frame,
        "axes.grid": False,
        "legend.frameon": style.frame,
        "text.hinting": "none",
        "text.hinting_factor": 1,
    }


def _share(box: Box, style: Style) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = box
    return (
        x0 / style.width, 1 - y1 / style.height, max((x1 - x0) / style.width, 0.05), max((y1 - y0) / style.height, 0.05)
    )  # fmt: skip


def _spans(
    axes: Axes, second: Axes | None, scene: Scene, where: Layout
) -> tuple[Span | None, Span | None, Span | None]:
    if scene.what.mark == "wedge":
        return None, None, None
    x0, y0, x1, y1 = where.plot
    along = axes.get_xlim() if scene.what.lying else axes.get_ylim()
    y = Span(low=along[0], high=along[1], length_px=x1 - x0 if scene.what.lying else y1 - y0)
    y2 = Span(low=second.get_ylim()[0], high=second.get_ylim()[1], length_px=y1 - y0) if second else None
    x = None
    if scene.x:
        x = Span(low=axes.get_xlim()[0], high=axes.get_xlim()[1], length_px=x1 - x0)
    return y, y2, x
