"""Figure number N of a seed: sampled, drawn, worn; the same whatever was made before it and by how many processes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gbi_sft.sample import Gold
from gbi_sft.synth.config import SynthConfig
from gbi_sft.synth.drawn import Pixels
from gbi_sft.synth.scene import Scene
from gbi_sft.synth.style import Style


class Chart(NamedTuple):
    """A finished figure: `pixels` H x W x 3 (red, green, blue) as worn, `gold` with boxes in them.

    `traits` say what was done: renderer, theme, wear, printed.
    """

    pixels: Pixels
    gold: Gold
    scene: Scene
    style: Style
    traits: dict[str, str]


def chart(config: SynthConfig, seed: int, number: int) -> Chart:
    """Figure `number` (from 0) of the seed."""
    raise NotImplementedError


def charts(config: SynthConfig, seed: int, start: int = 0, count: int = 1) -> Iterator[Chart]:
    """Figures `start` to `start + count - 1`, one after the other, without touching a disk."""
    for number in range(start, start + count):
        yield chart(config, seed, number)
