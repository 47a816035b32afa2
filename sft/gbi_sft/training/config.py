"""What a training is told, as YAML; a key that is not known is refused with the nearest one that is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from gbi.errors import GbiError
from gbi.types import Frozen
from gbi_sft.in_yaml import checked, read
from gbi_sft.sample import Task

Part = Literal["language", "connector", "vision"]
Attention = Literal["auto", "segments", "sdpa", "eager", "flash_attention_2", "flash_attention_3"]


class TrainingError(GbiError):
    """A training cannot start or go on; the message says what to change."""


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"no regular expression: {error}") from error
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]
"""A regular expression, looked for anywhere in a parameter's or layer's dotted name."""


class Data(Frozen):
    """A folder of samples; an epoch takes `ratio` of it: 0.5 another half each time, 2 all of it twice.

    `tasks` are those of its samples that are taken.
    """

    folder: Path
    ratio: float = Field(1.0, gt=0)
    tasks: tuple[Task, ...] = Field(get_args(Task), min_length=1)


class Lora(Frozen):
    """Adapters of rank `rank` on the linear layers of the parts that train whose names have `targets` in them."""

    rank: int = Field(16, gt=0)
    alpha: float = Field(32.0, gt=0)
    targets: Pattern = "."


class Parts(Frozen):
    """How the parts of a model are told apart: a connector's name first, then vision's; the rest is language."""

    connector: Pattern = (
        r"(^|\.)(merger|deepstack_merger_list|multi_modal_projector|connector|image_newline|embed_vision)(\.|$)"
    )
    vision: Pattern = r"(^|\.)(visual|vision_tower|vision_model|vision_encoder|vision_embed_tokens)(\.|$)"


class Training(Frozen):
    """A whole training. Lengths are tokens as the model sees them, pictures' included.

    Exactly one of `lora` and `full`, of `steps` and `epochs`, of `samples_per_step` and `tokens_per_step`. With
    `packing` a forward pass holds up to `pack_tokens` (by default `max_tokens`) of whole samples and padding is none;
    without it holds `rows` samples padded to the longest. `minutes` ends the schedule early, at that time.
    """

    model: str
    out: Path
    data: tuple[Data, ...] = Field(min_length=1)
    eval_data: tuple[Data, ...] = ()
    lora: Lora | None = None
    full: bool = False
    train: tuple[Part, ...] = ("language",)
    parts: Parts = Parts()
    quantise: Literal["4bit"] | None = None

    lr: float = Field(1e-4, gt=0)
    schedule: Literal["cosine", "linear", "constant"] = "cosine"
    warmup: float = Field(0.03, ge=0, lt=1)  # the share of the training in which the rate rises
    weight_decay: float = Field(0.0, ge=0)
    clip: float = Field(1.0, gt=0)  # the most that the norm of all gradients may be

    steps: int | None = Field(None, gt=0)
    epochs: float | None = Field(None, gt=0)
    minutes: float | None = Field(None, gt=0)
    samples_per_step: int | None = Field(None, gt=0)
    tokens_per_step: int | None = Field(None, gt=0)
    max_tokens: int = Field(4096, gt=0)

    packing: bool = True
    pack_tokens: int | None = Field(None, gt=0)
    window: int = Field(1024, gt=0)  # samples that are looked at together to fill packs, with tokens_per_step
    rows: int = Field(4, gt=0)
    attention: Attention = "auto"
    precision: Literal["bf16", "float32"] = "bf16"
    gradient_checkpointing: bool = False

    seed: int = 0
    eval_every: int = Field(200, gt=0)  # steps
    save_every: int = Field(100, gt=0)  # steps
    keep: int = Field(2, gt=0)  # checkpoints, older ones are removed
    workers: int = Field(1, ge=0)  # processes that encode and threads that open pictures; 0: this one, when needed

    @model_validator(mode="after")
    def _one_of_each(self) -> Training:
        if (self.lora is None) != self.full:
            raise ValueError("give either lora: {rank: 16} or full: true")
        if (self.steps is None) == (self.epochs is None):
            raise ValueError("give either steps or epochs")
        if self.samples_per_step and self.tokens_per_step:
            raise ValueError("give samples_per_step or tokens_per_step, not both")
        if self.tokens_per_step and not self.packing:
            raise ValueError("tokens_per_step needs packing: true; else give samples_per_step")
        if self.quantise and self.full:
            raise ValueError("quantise keeps the model's weights as they are: give lora in full's place")
        if self.pack_tokens and self.pack_tokens < self.max_tokens:
            raise ValueError("pack_tokens must hold a sample of max_tokens")
        return self

    @property
    def pack_length(self) -> int:
        """Tokens that a pack may have."""
        return self.pack_tokens or self.max_tokens


def load(path: Path) -> Training:
    """The training in a YAML file; relative folders in it are relative to the file's own.

    Raises `TrainingError` for what cannot be read, for unknown keys (naming the nearest) and values that do not fit.
    """
    try:
        said = read(path, TrainingError)
    except OSError as error:
        raise TrainingError(f"{path} cannot be read ({error.strerror}); give the path of a YAML file") from error
    if not isinstance(said, dict):
        raise TrainingError(f"{path} holds no settings; docs/training.md has examples")
    return _beside(checked(Training, said, str(path), TrainingError), path.parent)


def _beside(training: Training, folder: Path) -> Training:
    def moved(data: tuple[Data, ...]) -> tuple[Data, ...]:
        return tuple(one.model_copy(update={"folder": folder / one.folder}) for one in data)

    model = folder / training.model
    return training.model_copy(
        update={
            "out": folder / training.out,
            "data": moved(training.data),
            "eval_data": moved(training.eval_data),
            "model": str(model) if model.is_dir() else training.model,
        }
    )
