"""The plan of an embedded model as YAML, and what it comes to by arithmetic alone, before anything is measured.

`recipes/full.yaml` is for a GPU, `recipes/rehearsal.yaml` does the same at a hundredth of the size on a CPU. The sums
follow Kaplan et al., "Scaling Laws for Neural Language Models", 2020 (arXiv 2001.08361), section 2.1: 6 FLOPs a weight
and token for forward and backward, plus attention's own; the embeddings, tied to the head, are counted once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import Field

from gbi.errors import GbiError
from gbi.types import Frozen
from gbi_sft.embed.vary import Vary
from gbi_sft.in_yaml import shipped
from gbi_sft.small.architecture import MERGE, PATCH, Shape
from gbi_sft.small.sight import Lesson
from gbi_sft.synth.config import PRESETS, SynthConfig, changed

RECIPES = Path(__file__).parent / "recipes"
PART_BYTES = 16 * 2**20
"""The most that one file of a checkpoint may have."""


class EmbedError(GbiError):
    """A plan that cannot be used; the message says what to change."""


class Stage(Frozen):
    """A training of `minutes` on figures of the preset "mix" with the changes of `config`.

    Figures come in lots of `figures`, at most `lots` of them; `train` are further settings of `gbi-sft train`, `vary`
    says how a sample looks another way each time it is shown.
    """

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    minutes: float = Field(gt=0)
    figures: int = Field(gt=0)
    lots: int = Field(gt=0)
    config: dict[str, Any] = Field(default_factory=dict)
    train: dict[str, Any] = Field(default_factory=dict)
    vary: Vary | None = None

    def synth(self) -> SynthConfig:
        """What is drawn. Raises `ConfigError`."""
        return changed(PRESETS["mix"], self.config, f"stage {self.name}")


class Assumed(Frozen):
    """What the arithmetic takes for given, until a run measures it.

    `peak` is the device's dense matrix rate in FLOP/s, `share` of it is reached; `figures_s` are drawn a second and
    core, `tokens` are those of a sample's text, hints included.
    """

    peak: float = 7.9e14
    share: float = 0.05
    figures_s: float = 20.0
    cores: int = 16
    tokens: int = 350


class Plan(Frozen):
    """A whole embedded model; `sight` is its vision part's first lesson, on the first stage's place samples."""

    seed: int = 0
    shape: Shape = Shape()
    sight: Lesson | None = None
    stages: tuple[Stage, ...] = Field(min_length=1)
    assumed: Assumed = Assumed()

    @property
    def minutes(self) -> float:
        """Of the lesson and all stages."""
        return (self.sight.minutes if self.sight else 0.0) + sum(stage.minutes for stage in self.stages)


class Sums(Frozen):
    """What a plan comes to. `weights` are the parameters, FLOPs are those of one sample's training step."""

    weights: int
    language: int
    sight: int
    tokens: int
    patches: int
    flops: float
    samples_s: float
    drawn_s: float
    part_files: int

    def lines(self, plan: Plan) -> Iterator[str]:
        """For a person; every figure is arithmetic."""
        assumed, seconds = plan.assumed, 60.0 * plan.minutes
        reached = f"{assumed.share:.0%} of {assumed.peak / 1e12:,.0f} TFLOP/s"
        drawing = f"{assumed.figures_s:g} figures a second and core, {assumed.cores} cores"
        counts = f"{self.samples_s * seconds:,.0f} samples trained on, {self.drawn_s * seconds:,.0f} drawn"
        yield f"parameters       {self.weights:,} (language {self.language:,}, vision {self.sight:,})"
        yield f"a sample         {self.tokens} tokens, {self.patches} patches, {self.flops / 1e9:.1f} GFLOP to train on"
        yield f"trained on       {self.samples_s:,.0f} samples/s at {reached}"
        yield f"drawn            {self.drawn_s:,.0f} samples/s at {drawing}"
        yield f"in {plan.minutes:5.1f} minutes {counts}"
        yield f"weights in bf16  {2 * self.weights / 2**20:.0f} MiB, {self.part_files} files of at most 16 MiB"
        yield f"memory           {16 * self.weights / 2**30:.2f} GiB: weights, gradients and two moments in float32"


def sums(plan: Plan) -> Sums:
    """The arithmetic of a plan; takes torch and transformers, to count the weights without making them."""
    import torch
    from transformers import Qwen3VLForConditionalGeneration

    from gbi_sft.small.architecture import config

    shape, assumed = plan.shape, plan.assumed
    with torch.device("meta"):
        model = Qwen3VLForConditionalGeneration(config(shape))
    weights = sum(weight.numel() for weight in model.parameters())
    sight = sum(weight.numel() for name, weight in model.named_parameters() if ".visual." in name)
    patches = shape.pixels // PATCH**2
    seen = patches // MERGE**2
    tokens = assumed.tokens + seen
    attention = 6 * shape.layers * shape.heads * shape.head_width * tokens**2  # causal: half of all pairs
    looking = 12 * shape.sight_layers * shape.sight_width * patches**2
    flops = 6.0 * ((weights - sight) * tokens + sight * patches) + attention + looking
    each = 1 + plan.stages[-1].synth().questions
    return Sums(
        weights=weights,
        language=weights - sight,
        sight=sight,
        tokens=tokens,
        patches=patches,
        flops=flops,
        samples_s=assumed.share * assumed.peak / flops,
        drawn_s=assumed.figures_s * assumed.cores * each,
        part_files=-(-2 * weights // PART_BYTES),
    )


def load(name: str) -> Plan:
    """The plan of that name among those that come along, or of a YAML file. Raises `EmbedError`."""
    return shipped(name, Plan, RECIPES, EmbedError, lambda plan: [stage.synth() for stage in plan.stages])
