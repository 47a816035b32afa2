"""What is made: a `SynthConfig`, from a preset's name or a YAML file that names what differs from one."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from gbi.errors import GbiError
from gbi_sft.in_yaml import checked, read
from gbi_sft.sample import Language
from gbi_sft.synth.renderers import RENDERERS
from gbi_sft.synth.scene import KINDS

Share = float
Range = tuple[int, int]


class ConfigError(GbiError):
    """A configuration that cannot be used; the message says what and what to write."""


class SynthConfig(BaseModel):
    """What may be sampled. Weights need not sum to 1; shares are 0 to 1; ranges include both ends.

    `themes`, `palettes`, `fonts` restrict how figures look to these names (empty: whatever the renderer has);
    `digits` makes values whole numbers of so many digits; `label_chars` is the longest label of a category.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: dict[str, float] = {
        "bar": 1.2, "horizontal bar": 1, "grouped bar": 1.2, "horizontal grouped bar": 0.6, "stacked bar": 1,
        "horizontal stacked bar": 0.6, "line": 1.4, "area": 0.5, "stacked area": 0.5, "pie": 0.8, "donut": 0.6,
        "scatter": 0.6, "bubble": 0.4, "bar and line": 0.6, "table": 1.2,
    }  # fmt: skip
    renderers: dict[str, float] = {"matplotlib": 2, "vega-lite": 1.5, "pygal": 2}
    """Tables are set by a renderer of their own and are not counted here."""
    languages: dict[Language, float] = {"en": 0.5, "zh": 0.5}
    printed: Share = Field(default=0.5, ge=0, le=1)
    titles: Share = Field(default=0.85, ge=0, le=1)
    axis_titles: Share = Field(default=0.7, ge=0, le=1)
    width: Range = (460, 860)
    height: Range = (300, 560)
    series: Range = (1, 12)
    categories: Range = (2, 14)
    label_chars: int = 48
    digits: Range | None = None
    negatives: Share = Field(default=0.08, ge=0, le=1)
    missing: Share = Field(default=0.08, ge=0, le=1)
    themes: tuple[str, ...] = ()
    palettes: tuple[str, ...] = ()
    fonts: tuple[str, ...] = ()
    font_px: tuple[float, float] = (10.0, 14.0)
    worn: Share = Field(default=0.5, ge=0, le=1)
    """How many pictures are blurred, resized, scanned or shown in a window."""
    jpeg: Share = Field(default=0.4, ge=0, le=1)
    hints: dict[str, float] = {"none": 0.4, "true": 0.2, "noisy": 0.4}
    """Which words of the picture are given with the task: none, all as they are, or as a faulty OCR finds them."""
    questions: int = Field(default=3, ge=0)
    """Question samples a figure, besides its table sample."""
    places: bool = False
    """Whether a figure has a sample of where its marks stand too."""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        for name, weights in (("kinds", self.kinds), ("renderers", self.renderers), ("languages", self.languages)):
            if not weights or min(weights.values()) < 0 or sum(weights.values()) <= 0:
                raise ValueError(f"{name}: at least one weight must be above 0, none below")
        for what, named, known in (("kind", self.kinds, KINDS), ("renderer", self.renderers, RENDERERS)):
            for name in named:
                if name not in known:
                    raise ValueError(f"no {what} {name!r}{nearest(name, known)}; there are {', '.join(known)}")
        for name, (low, high) in (("width", self.width), ("height", self.height), ("series", self.series)):
            if not 0 < low <= high:
                raise ValueError(f"{name}: {low} to {high} is no range of counts")
        if not 2 <= self.categories[0] <= self.categories[1]:
            raise ValueError("categories: at least 2, and the first no more than the second")
        return self


PRESETS: dict[str, SynthConfig] = {
    "mix": SynthConfig(),
    "narrow": SynthConfig(
        kinds={"bar": 1}, renderers={"matplotlib": 1}, languages={"en": 1}, printed=1, titles=0, axis_titles=0,
        width=(256, 256), height=(160, 160), series=(1, 1), categories=(2, 5), label_chars=6, digits=(1, 3),
        negatives=0, missing=0, themes=("default",), fonts=("sans",), font_px=(11.0, 11.0), worn=0, jpeg=0,
        hints={"none": 1}, questions=0,
    ),
}  # fmt: skip
"""By name: the mix that is shipped, and few bars with printed numbers in small pictures."""


def nearest(name: str, names: Any) -> str:
    """ " (did you mean X?)" for the nearest of the known names, "" where none is near."""
    close = difflib.get_close_matches(name, list(names), 1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def config_of(name: str) -> SynthConfig:
    """The preset, or that of a YAML file, whose key `preset` names what its other keys change ("mix" by default).

    Raises `ConfigError` for an unknown preset, a file that is no YAML mapping, an unknown key or a wrong value.
    """
    if name in PRESETS:
        return PRESETS[name]
    path = Path(name)
    if not path.is_file():
        raise ConfigError(
            f"{name} is neither a preset ({', '.join(PRESETS)}) nor a file; write a YAML file with what differs"
        )
    found = read(path, ConfigError)
    if not isinstance(found, dict):
        raise ConfigError(f"{name} holds no mapping; write keys such as 'kinds:' and 'renderers:'")
    preset = found.pop("preset", "mix")
    if preset not in PRESETS:
        raise ConfigError(
            f"{name}: no preset {preset!r}{nearest(str(preset), PRESETS)}; there are {', '.join(PRESETS)}"
        )
    return changed(PRESETS[preset], found, name)


def changed(config: SynthConfig, changes: dict[str, Any], where: str) -> SynthConfig:
    """The configuration with other values for some keys; raises `ConfigError`, which names `where` they stand."""
    for key in changes:
        if key not in SynthConfig.model_fields:
            raise ConfigError(f"{where}: no key {key!r}{nearest(str(key), SynthConfig.model_fields)}")
    return checked(SynthConfig, {**config.model_dump(), **changes}, where, ConfigError)


def reweighted(config: SynthConfig, mix: str, kinds: str) -> SynthConfig:
    """The configuration with other weights, as written on a command line ("pygal=1,matplotlib=2"); "" changes nothing.

    Raises `ConfigError` for what is no name or no weight.
    """
    changes = {key: _weights(text, key) for key, text in (("renderers", mix), ("kinds", kinds)) if text}
    return changed(config, changes, "the command line") if changes else config


def _weights(text: str, key: str) -> dict[str, float]:
    found = {}
    for piece in text.split(","):
        name, _, weight = piece.partition("=")
        try:
            found[name.strip()] = float(weight or 1)
        except ValueError as error:
            raise ConfigError(f"{key}: {piece!r} is no weight; write name=number, separated by commas") from error
    return found
