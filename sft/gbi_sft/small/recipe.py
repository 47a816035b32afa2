"""What makes a small model, as YAML: two styles of charts, the stages in which the base learns the first, the adapter.

`recipes/full.yaml` is what the kept model was made with; `recipes/quick.yaml` does all of it in minutes, too small to
read well.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field

from gbi.errors import GbiError
from gbi.types import Frozen
from gbi_sft.in_yaml import shipped
from gbi_sft.sample import Task
from gbi_sft.small.architecture import Shape
from gbi_sft.small.sight import Lesson
from gbi_sft.synth.config import PRESETS, SynthConfig, changed

RECIPES = Path(__file__).parent / "recipes"


class RecipeError(GbiError):
    """A recipe that cannot be used; the message says what to change."""


class Part(Frozen):
    """Charts of one configuration: `charts` to train on, `held_out` that no training sees."""

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    charts: int = Field(gt=0)
    held_out: int = Field(gt=0)
    config: dict[str, Any] = Field(default_factory=dict)

    def synth(self, shared: dict[str, Any]) -> SynthConfig:
        """Its configuration: the preset "narrow" with what all parts of the style and then this one change.

        Raises `ConfigError`.
        """
        return changed(PRESETS["narrow"], {**shared, **self.config}, f"part {self.name}")


class Style(Frozen):
    """Charts that look alike; `config` is what all parts change of the preset "narrow"."""

    seed: int = 0
    config: dict[str, Any] = Field(default_factory=dict)
    parts: tuple[Part, ...] = Field(min_length=1)

    def configs(self) -> list[tuple[Part, SynthConfig]]:
        """The parts with their configurations. Raises `ConfigError`."""
        return [(part, part.synth(self.config)) for part in self.parts]


class Stage(Frozen):
    """A training of so many `minutes`; `train` are further settings, as in a YAML file of `gbi-sft train`.

    `tasks` says how often a sample of each task is shown, against the others.
    """

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    minutes: float = Field(gt=0)
    tasks: dict[Task, float] = Field({"table": 1.0}, min_length=1)
    train: dict[str, Any] = Field(default_factory=dict)


class Selection(Frozen):
    """The comparison of a `share` of the second style's charts chosen, by chance, and all: `steps` of training each."""

    share: float = Field(0.5, gt=0, lt=1)
    seeds: int = Field(3, gt=0)
    steps: int = Field(gt=0)


class Recipe(Frozen):
    """A whole small model. `minutes` of all stages may be scaled together."""

    seed: int = 0
    shape: Shape = Shape()
    first: Style
    second: Style
    sight: Lesson
    base: tuple[Stage, ...] = Field(min_length=1)
    adapter: Stage
    selection: Selection

    def within(self, minutes: float) -> Recipe:
        """The same with all trainings together as long as that."""
        factor = minutes / self.minutes

        def longer(said: float) -> dict[str, float]:
            return {"minutes": said * factor}

        return self.model_copy(
            update={
                "sight": self.sight.model_copy(update=longer(self.sight.minutes)),
                "base": tuple(stage.model_copy(update=longer(stage.minutes)) for stage in self.base),
                "adapter": self.adapter.model_copy(update=longer(self.adapter.minutes)),
            }
        )

    @property
    def minutes(self) -> float:
        """Of all trainings together."""
        return self.sight.minutes + sum(stage.minutes for stage in (*self.base, self.adapter))


def load(name: str) -> Recipe:
    """The recipe of that name among those that come along, or of a YAML file. Raises `RecipeError`."""
    return shipped(name, Recipe, RECIPES, RecipeError, lambda said: (said.first.configs(), said.second.configs()))
