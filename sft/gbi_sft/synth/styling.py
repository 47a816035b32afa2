"""A look out of a seed, within what the configuration and the renderer allow."""

from __future__ import annotations

from random import Random

from gbi_sft.synth.colours import PALETTES, enough
from gbi_sft.synth.config import ConfigError, SynthConfig, nearest
from gbi_sft.synth.fonts import FACES
from gbi_sft.synth.layout import legend_names
from gbi_sft.synth.measure import widest_px
from gbi_sft.synth.sampler import Room
from gbi_sft.synth.scene import Scene
from gbi_sft.synth.style import Place, Style

GROUNDS = (("#ffffff", "#222222"), ("#ffffff", "#444444"), ("#ffffff", "#000000"), ("#fafafa", "#333333"),
           ("#fdf6e3", "#3b3b3b"), ("#f2f2f2", "#222222"), ("#eef3f8", "#1b2a3a"))  # fmt: skip
DARK = ("#1c1f26", "#e6e6e6")


def room(config: SynthConfig, rng: Random) -> Room:
    """The picture's size."""
    font = round(rng.uniform(*config.font_px), 1)
    return Room(rng.randint(*config.width), rng.randint(*config.height), font)


def style(config: SynthConfig, themes: tuple[str, ...], room: Room, scene: Scene, rng: Random) -> Style:
    """A look for the scene. Raises `ConfigError` where the configuration names a palette that is none."""
    plain = config.themes == ("default",)
    dark = not plain and rng.random() < 0.06
    ground, ink = DARK if dark else GROUNDS[0] if plain else rng.choice(GROUNDS)
    colours = list(_palette(config, rng))
    turn = 0 if plain else rng.choice((0, rng.randrange(len(colours))))
    palette = enough(colours[turn:] + colours[:turn], ground, max(len(scene.series), len(scene.labels)))
    gaps = any(value is None for series in scene.series for value in series.values)
    chosen = [theme for theme in themes if not config.themes or theme in config.themes]
    wide = _overflows(scene, room)
    return Style(
        width=room.width, height=room.height, font=rng.choice(config.fonts or tuple(FACES)), font_px=room.font_px,
        title_px=round(room.font_px * rng.uniform(1.15, 1.5), 1), palette=palette, background=ground, ink=ink,
        theme=rng.choice(chosen or list(themes) or [""]), grid=rng.random() < 0.6, frame=rng.random() < 0.35,
        legend=_legend(scene, room, rng), label_angle=rng.choice((45, 90, 30)) if wide else 0,
        bar_share=rng.uniform(0.55, 0.85), line_px=rng.uniform(1.2, 3.0), markers=gaps or rng.random() < 0.6,
        labels_inside=rng.random() < 0.25, vary=not plain and rng.random() < 0.15,
        edge=rng.choice(("", "", "", "#333333" if not dark else "")), opacity=rng.choice((1.0, 0.85, 0.7)),
        centred=rng.random() < 0.6, grid_colour="#44484f" if dark else rng.choice(("#dddddd", "#cccccc", "#e8e8e8")),
        from_zero=rng.random() < 0.6,
    )  # fmt: skip


def _palette(config: SynthConfig, rng: Random) -> tuple[str, ...]:
    for name in config.palettes:
        if name not in PALETTES:
            raise ConfigError(f"no palette {name!r}{nearest(name, PALETTES)}; there are {', '.join(PALETTES)}")
    return PALETTES[rng.choice(config.palettes or tuple(PALETTES))]


def _overflows(scene: Scene, room: Room) -> bool:
    """Whether the category labels would touch when written level."""
    if scene.what.lying or not scene.labels:
        return False
    return widest_px(scene.labels, room.font_px) * 1.1 > 0.72 * room.width / len(scene.labels)


def _legend(scene: Scene, room: Room, rng: Random) -> Place:
    places: list[Place] = ["right", "top", "bottom"]
    names = legend_names(scene)
    if scene.what.mark == "wedge":
        places.append("none")
    if len(names) > 6:
        places = ["right"]
    elif widest_px(names, room.font_px) > 0.3 * room.width:
        places = [place for place in places if place != "right"]
    return rng.choice(places)
