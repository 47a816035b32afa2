"""A small model from nothing: charts, base, second style, adapter, measurements, and the folder that is kept."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gbi_sft.sample import Sample
from gbi_sft.small import card, choice, curve
from gbi_sft.small.reading import Cells, summary
from gbi_sft.small.recipe import Recipe
from gbi_sft.small.sight import last_errors
from gbi_sft.small.stages import (
    Place,
    Shown,
    Tell,
    draw,
    held_out,
    keep_result,
    keep_unseen,
    loaded,
    measured,
    train_adapter,
    train_base,
)  # fmt: skip
from gbi_sft.wording import table_turns

FILES = (
    "chat_template.jinja", "preprocessor_config.json", "processor_config.json", "tokenizer.json",
    "tokenizer_config.json", "video_preprocessor_config.json",
)  # fmt: skip
"""What serving takes beside the weights and what is written with them."""


def make_small(recipe: Recipe, root: Path, workers: int, tell: Tell) -> Path:
    """Does all of it below `root`, and goes on where it was; the folder to keep (`model`, adapter `chart`, card).

    Raises `DataError` and `TrainingError` for a folder that holds another recipe's work.
    """
    place = Place(root)
    draw(place, "first", recipe.first, workers, tell)
    base = train_base(place, recipe, tell)
    draw(place, "second", recipe.second, workers, tell)
    adapter = train_adapter(place, recipe, base, tell)
    kept = root / "kept"
    keep_model(base, kept / "model")
    keep_adapter(adapter, kept / "chart")
    for name, style in (("first", recipe.first), ("second", recipe.second)):
        keep_unseen(place, name, style)
    results = judge_all(place, recipe, kept)
    results["sight"] = last_errors(place.stage("sight"))
    results["selection"] = choice.compare(place, recipe, base, tell)
    points = curve.curve_of(
        [place.stage(stage.name) for stage in recipe.base], [_per_step(stage.train) for stage in recipe.base]
    )
    curve.write(kept, points, "A small model learns to read bars, words given")
    keep_result(kept / "results.json", results)
    card.write(kept, recipe, results, points)
    return kept


def judge_all(place: Place, recipe: Recipe, kept: Path) -> dict[str, Any]:
    """What the kept model reads of held-out charts: either style, with the adapter and without, and without hints."""
    first = held_out(place, "first", recipe.first)
    second = held_out(place, "second", recipe.second)
    base, processor = loaded(kept / "model")
    found: dict[str, Any] = {
        "parameters": sum(weight.numel() for weight in base.parameters()),
        "first": summary(measured(base, processor, first)),
        "first without hints": summary(measured(base, processor, without_hints(first))),
    }
    before = measured(base, processor, second)
    tuned, _ = loaded(kept / "model", kept / "chart")
    after = measured(tuned, processor, second)
    found["second"] = summary(before)
    found["second with adapter"] = summary(after)
    found["first with adapter"] = summary(measured(tuned, processor, first))
    found["gain on the second style"] = gain(before, after)
    return found


def gain(before: Sequence[Cells], after: Sequence[Cells]) -> dict[str, Any]:
    """Mean difference in relaxed accuracy of the same samples, its 95 % interval, and how likely by chance."""
    from gbi_eval.stats import bootstrap_interval, fall_p_value

    differences = [b.share - a.share for a, b in zip(before, after, strict=True)]
    low, high = bootstrap_interval(differences)
    p = fall_p_value([one.share for one in after], [one.share for one in before])
    mean = sum(differences) / len(differences)
    return {"mean": round(mean, 4), "interval_95": [round(low, 4), round(high, 4)], "p": round(p, 5)}


def without_hints(shown: Shown) -> list[tuple[Sample, Path]]:
    """The same charts asked without the words of another program."""
    bare = []
    for sample, folder in shown:
        assert sample.gold is not None  # drawn here
        bare.append((sample.model_copy(update={"turns": table_turns(sample.gold, sample.language)}), folder))
    return bare


def keep_model(trained: Path, kept: Path) -> None:
    """Writes the model with weights of 16 bits and all files that serving it takes."""
    import torch
    from transformers import AutoModelForImageTextToText

    shutil.rmtree(kept, ignore_errors=True)
    found = AutoModelForImageTextToText.from_pretrained(trained, dtype=torch.bfloat16)
    found.save_pretrained(kept)
    for path in sorted(trained.iterdir()):
        if path.name in FILES and not (kept / path.name).exists():
            shutil.copyfile(path, kept / path.name)


def keep_adapter(trained: Path, kept: Path) -> None:
    """Writes the adapter alone, without the processor that lies beside it."""
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    shutil.copyfile(trained / "adapter_model.safetensors", kept / "adapter_model.safetensors")
    said = json.loads((trained / "adapter_config.json").read_text(encoding="utf-8"))
    said["base_model_name_or_path"] = "model"  # not where it lay on the machine that trained it
    (kept / "adapter_config.json").write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


def _per_step(train: dict[str, Any]) -> int:
    return int(train.get("samples_per_step", 32))
