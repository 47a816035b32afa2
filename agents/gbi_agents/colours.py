"""Series and bars by their colour: "the light blue bar" against the colours that a chart's marks have.

Colours are compared in HSV: what people call a colour is mostly its hue; "light" and "dark" are the value and the
saturation. A phrase that fits two series about equally names none.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence

from gbi_agents.language import Language, Token
from gbi_agents.linking import Mention
from gbi_agents.tables import Grid, Label

_HUES: dict[str, tuple[float, float]] = {
    "red": (0, 18), "maroon": (0, 18), "orange": (30, 16), "brown": (28, 22), "yellow": (50, 16), "golden": (45, 14),
    "olive": (65, 20), "green": (120, 55), "teal": (180, 22), "cyan": (185, 22), "turquoise": (175, 22),
    "blue": (213, 35), "navy": (218, 30), "purple": (280, 32), "violet": (275, 32), "pink": (335, 28),
    "magenta": (305, 25),
}  # fmt: skip
"""Hue in degrees and how far from it the word still fits."""
_GREYS = ("grey", "gray", "black", "white")
_SHADES = {"light": "light", "pale": "light", "sky": "light", "dark": "dark", "deep": "dark", "navy": "dark"}
_CHINESE = {
    "红": "red", "橙": "orange", "黄": "yellow", "绿": "green", "蓝": "blue", "紫": "purple", "粉": "pink",
    "灰": "grey", "黑": "black", "棕": "brown", "浅": "light", "深": "dark",
}  # fmt: skip
LEAST, MARGIN = 0.35, 0.12
COLOUR_SCORE = 0.93
"""Score of a mention by colour, by which it is told from one by name."""


def colour_mentions(tokens: Sequence[Token], grid: Grid) -> tuple[Mention, ...]:
    """Labels of columns or rows whose marks have a colour that the question names."""
    painted = _painted(grid)
    only = _only_series(grid, painted)
    phrases = _phrases(tokens)
    if only is not None and len({(shade, word) for _, _, shade, word in phrases}) == 1:
        return tuple(Mention(s, e, COLOUR_SCORE, only, (), frozenset(range(s, e))) for s, e, _, _ in phrases)
    out: list[Mention] = []
    for start, end, shade, word in phrases:
        rated = sorted(((_fit(colour, word, shade), label) for colour, label in painted), key=lambda pair: -pair[0])
        if not rated or rated[0][0] < LEAST:
            continue
        best, label = rated[0]
        if any(best - fit < MARGIN and other.text != label.text for fit, other in rated[1:]):
            continue
        out.append(Mention(start, end, COLOUR_SCORE, label, (), frozenset(range(start, end))))
    return tuple(out)


def _only_series(grid: Grid, painted: Sequence[object]) -> Label | None:
    """The one series of a chart whose marks are all alike: any one colour that is spoken of is its."""
    kind = grid.info.chart_type or ""
    if painted or len(grid.values) != 1 or not kind or "pie" in kind or "donut" in kind:
        return None
    return next((label for label in grid.column_labels if label.index == grid.values[0]), None)


def _painted(grid: Grid) -> list[tuple[str, Label]]:
    columns = [
        (grid.info.columns[label.index].colour, label) for label in grid.column_labels if label.index in grid.values
    ]
    found = [(colour, label) for colour, label in columns if colour]
    if found:
        return found
    rows = [label for label in grid.row_labels if label.column == grid.key]
    cells = [(next((c.colour for c in grid.cells[label.index] if c.colour), None), label) for label in rows]
    return [(colour, label) for colour, label in cells if colour]


def _phrases(tokens: Sequence[Token]) -> list[tuple[int, int, str, str]]:
    """(start, end, shade, colour word) of every colour that the question names; "navy blue" is one."""
    out = []
    words = [_CHINESE.get(token.text, token.text) for token in tokens]
    words = [re.sub(r"^(navy|sky)(?:blue)$", r"\1", word) for word in words]
    at = 0
    while at < len(words):
        start, shade = at, ""
        if words[at] in _SHADES and at + 1 < len(words) and words[at + 1] in (*_HUES, *_GREYS):
            shade, at = _SHADES[words[at]], at + 1
        if words[at] in _HUES or words[at] in _GREYS:
            shade = shade or _SHADES.get(words[at], "")
            out.append((start, at + 1, shade, words[at]))
        at += 1
    return out


def _fit(colour: str, word: str, shade: str) -> float:
    """How well a colour is called by the word, 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    if word in _GREYS:
        if word == "black":
            return max(0.0, 1.0 - 2 * value)
        return max(0.0, 1.0 - 4 * saturation) * (1.0 if word == "white" else min(1.0, 1.8 - value))
    centre, width = _HUES[word]
    away = min(abs(hue * 360 - centre), 360 - abs(hue * 360 - centre))
    fit = max(0.0, 1.0 - 0.5 * away / width) if away <= 1.5 * width else 0.0
    fit *= min(1.0, saturation / 0.15)
    if word in ("brown", "maroon", "navy"):
        fit *= 1.3 - value
    lightness = value - 0.6 * saturation
    if shade == "light":
        fit *= 0.5 + 0.5 * max(0.0, min(1.0, 0.5 + lightness))
    elif shade == "dark":
        fit *= 0.5 + 0.5 * max(0.0, min(1.0, 1.0 - value))
    else:
        fit *= 0.4 + 0.6 * min(1.0, value / 0.6)
    return fit


_NAMES_ZH = {
    "red": "红色", "orange": "橙色", "brown": "棕色", "yellow": "黄色", "green": "绿色", "teal": "青色", "blue": "蓝色",
    "purple": "紫色", "pink": "粉色", "magenta": "品红色", "grey": "灰色", "black": "黑色", "white": "白色",
}  # fmt: skip


def name_of(colour: str, language: Language = "en") -> str:
    """The plain name of "#rrggbb" ("dark blue", "grey"): the nearest hue, "light" or "dark" where it clearly is."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    if value < 0.2:
        word, shade = "black", ""
    elif saturation < 0.12:
        word, shade = (
            ("white", "") if value > 0.95 else ("grey", "light" if value > 0.8 else "dark" if value < 0.4 else "")
        )
    else:
        plain = ("red", "orange", "yellow", "green", "teal", "blue", "purple", "magenta", "pink")
        word = min(plain, key=lambda w: _away(hue * 360, _HUES[w][0]) / _HUES[w][1])
        shade = "light" if value > 0.75 and saturation < 0.45 else "dark" if value < 0.5 else ""
        if word == "orange" and value < 0.65:
            word, shade = "brown", ""
    if language == "zh":
        return {"light": "浅", "dark": "深"}.get(shade, "") + _NAMES_ZH[word]
    return f"{shade} {word}".strip()


def _away(a: float, b: float) -> float:
    return min(abs(a - b), 360 - abs(a - b))
