"""Figure number N of a seed: sampled, drawn, worn; the same whatever was made before it and by how many processes."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from gbi.errors import GbiError
from gbi_sft.sample import Gold
from gbi_sft.synth import sampler, styling
from gbi_sft.synth.config import SynthConfig
from gbi_sft.synth.drawn import Drawn, Pixels
from gbi_sft.synth.gold import gold_of
from gbi_sft.synth.legible import faults
from gbi_sft.synth.renderers import TABLES, renderer
from gbi_sft.synth.scene import Scene
from gbi_sft.synth.style import Style

TRIES = 12


class SynthError(GbiError):
    """A figure that cannot be made from the configuration; the message says what to change."""


class Chart(NamedTuple):
    """A finished figure: `pixels` H x W x 3 (red, green, blue) as worn, `gold` with boxes in them.

    `traits` say what was done: renderer, theme, printed, and how many tries before were not legible.
    """

    pixels: Pixels
    gold: Gold
    scene: Scene
    style: Style
    traits: dict[str, str]


def chart(config: SynthConfig, seed: int, number: int) -> Chart:
    """Figure `number` (from 0) of the seed. Raises `SynthError` when nothing legible comes of many tries.

    A figure whose words overlap or leave the picture is not kept: its gold would say what nobody can read.
    """
    found: list[str] = []
    for attempt in range(TRIES):
        rng = Random(f"{seed}:{number}:{attempt}")
        name, scene, style = _cast(config, rng)
        drawn = renderer(name).draw(scene, style)
        found = faults(scene, drawn, style.label_angle)
        if not found:
            return _finished(name, scene, style, drawn, attempt)
    raise SynthError(
        f"figure {number} of seed {seed} came out illegible {TRIES} times (lastly: {found[0]}); "
        "allow larger pictures, fewer categories or shorter labels"
    )


def charts(config: SynthConfig, seed: int, start: int = 0, count: int = 1) -> Iterator[Chart]:
    """Figures `start` to `start + count - 1`, one after the other, without touching a disk."""
    for number in range(start, start + count):
        yield chart(config, seed, number)


def _cast(config: SynthConfig, rng: Random) -> tuple[str, Scene, Style]:
    """Renderer, scene and style of a figure."""
    kind = sampler.weighted(config.kinds, rng)
    able = {name: weight for name, weight in config.renderers.items() if kind in renderer(name).KINDS}
    name = TABLES if kind == "table" else sampler.weighted(able, rng)
    room = styling.room(config, rng)
    scene = sampler.scene(config, room, kind, rng)
    return name, scene, styling.style(config, renderer(name).THEMES, room, scene, rng)


def _finished(name: str, scene: Scene, style: Style, drawn: Drawn, attempt: int) -> Chart:
    traits = {
        "renderer": name,
        "theme": style.theme,
        "printed": "yes" if scene.printed else "no",
        "tries": str(attempt),
    }
    return Chart(drawn.pixels, gold_of(scene, drawn), scene, style, traits)
