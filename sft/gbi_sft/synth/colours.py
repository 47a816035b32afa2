"""Palettes by name, and which ink can be read on which ground."""

from __future__ import annotations

import colorsys
import math
from collections.abc import Sequence

PALETTES: dict[str, tuple[str, ...]] = {
    name: tuple(f"#{colour}" for colour in colours.split())
    for name, colours in (
        ("tableau", "4e79a7 f28e2b e15759 76b7b2 59a14f edc948 b07aa1 ff9da7 9c755f bab0ac"),
        ("category10", "1f77b4 ff7f0e 2ca02c d62728 9467bd 8c564b e377c2 7f7f7f bcbd22 17becf"),
        ("office", "4472c4 ed7d31 a5a5a5 ffc000 5b9bd5 70ad47 264478 9e480e 636363 997300"),
        ("report", "1b3a5c 2f7ab8 8fb8de c9a227 7d8491 b5482f 4f9d69 604a7b"),
        ("blues", "08306b 2171b5 6baed6 9ecae1 4292c6 08519c c6dbef 57a0ce"),
        ("greens", "00441b 238b45 74c476 a1d99b 41ab5d 006d2c c7e9c0 8fbf6a"),
        ("warm", "7f0000 d7301f fc8d59 fdbb84 b30000 ef6548 8c510a dfc27d"),
        ("greys", "222222 636363 969696 bdbdbd 404040 808080 a8a8a8 d0d0d0"),
        ("echarts", "5470c6 91cc75 fac858 ee6666 73c0de 3ba272 fc8452 9a60b4 ea7ccc"),
        ("muted", "66c2a5 fc8d62 8da0cb e78ac3 a6d854 ffd92f e5c494 b3b3b3"),
        ("pastel", "8dd3c7 bebada fb8072 80b1d3 fdb462 b3de69 fccde5 bc80bd"),
        ("deep", "264653 2a9d8f e9c46a f4a261 e76f51 8ab17d 6d597a 355070"),
    )
}
"""Colours that stand apart, by name."""


APART = 48.0
"""How far two colours of one figure must be apart, in sRGB steps."""


def rgb(colour: str) -> tuple[int, int, int]:
    """ "#rrggbb" as red, green and blue, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def distance(one: str, other: str) -> float:
    """How far two colours are apart: the Euclidean distance in sRGB steps."""
    return math.dist(rgb(one), rgb(other))


def enough(palette: Sequence[str], ground: str, count: int) -> tuple[str, ...]:
    """At least `count` colours that can be told from each other and from the ground, the palette's first.

    Where the palette has too few, others fill it up; where none is left, hues around the circle.
    """
    kept: list[str] = []
    hues = [_hue(n / 24, light) for light in (0.45, 0.65, 0.3) for n in range(24)]
    for colour in (*palette, *(c for other in PALETTES.values() for c in other), *hues):
        if len(kept) >= max(count, 1):
            break
        if all(distance(colour, other) >= APART for other in (*kept, ground)):
            kept.append(colour)
    return tuple(kept)


def _hue(turn: float, light: float) -> str:
    return "#" + "".join(f"{round(255 * v):02x}" for v in colorsys.hls_to_rgb(turn, light, 0.7))


def luminance(colour: str) -> float:
    """The brightness of "#rrggbb", 0 to 1, weighted as the eye sees it (Rec. 709, without gamma)."""
    red, green, blue = rgb(colour)
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255


def readable_on(colour: str) -> str:
    """Black or white, whichever stands out on the colour."""
    return "#111111" if luminance(colour) > 0.5 else "#ffffff"
