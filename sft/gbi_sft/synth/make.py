"""Figure number N of a seed: sampled, drawn, worn; the same whatever was made before it and by how many processes."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from gbi.errors import GbiError
from gbi_sft.sample import Gold
from gbi_sft.synth import degrade, sampler, styling
from gbi_sft.synth.config import SynthConfig
from gbi_sft.synth.drawn import CrampedError, Drawn, Pixels
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

    `traits` say what was done: renderer, theme, printed, wear, the quality of a JPEG ("" for PNG), and how many tries
    before were not legible.
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
        try:
            drawn = renderer(name).draw(scene, style)
        except CrampedError as error:
            found = [str(error)]
            continue
        found = faults(scene, drawn, style.label_angle)
        if not found:
            return _finished(config, (name, scene, style), drawn, attempt, rng)
    raise SynthError(
        f"figure {number} of seed {seed} came out illegible {TRIES} times (lastly: {found[0]}); "
        "allow larger pictures, fewer categories or shorter labels"
    )


def charts(config: SynthConfig, seed: int, start: int = 0, count: int = 1) -> Iterator[Chart]:
    """Figures `start` to `start + count - 1`, one after the other, without touching a disk."""
    for number in range(start, start + count):
        yield chart(config, seed, number)


def able(config: SynthConfig, kind: str) -> dict[str, float]:
    """The configuration's renderers that can draw the kind, with their weights; {} for none."""
    if kind == "table":
        return {TABLES: 1.0}
    return {name: weight for name, weight in config.renderers.items() if weight and kind in renderer(name).KINDS}


def _cast(config: SynthConfig, rng: Random) -> tuple[str, Scene, Style]:
    """Renderer, scene and style of a figure."""
    kind = sampler.weighted({kind: weight for kind, weight in config.kinds.items() if able(config, kind)}, rng)
    name = sampler.weighted(able(config, kind), rng)
    room = styling.room(config, rng)
    scene = sampler.scene(config, room, kind, rng)
    return name, scene, styling.style(config, renderer(name).THEMES, room, scene, rng)


def _finished(config: SynthConfig, made: tuple[str, Scene, Style], drawn: Drawn, attempt: int, rng: Random) -> Chart:
    name, scene, style = made
    names = degrade.chosen(config.worn, rng)
    worn = degrade.worn(drawn.pixels, style.font_px, names, rng)
    high, wide = worn.pixels.shape[:2]
    gold = gold_of(scene, drawn)
    gold = gold.model_copy(update={"boxes": degrade.carried(gold.boxes, worn.moved, (wide, high))})
    jpeg = rng.randint(45, 92) if rng.random() < config.jpeg else 0
    traits = {
        "renderer": name,
        "theme": style.theme,
        "topic": scene.topic,
        "printed": "yes" if scene.printed or scene.what.mark == "cell" else "no",
        "wear": "+".join(names),
        "jpeg": str(jpeg) if jpeg else "",
        "tries": str(attempt),
    }
    return Chart(worn.pixels, gold, scene, style, traits)
