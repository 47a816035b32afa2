"""Does choosing charts by their tags beat chance? Half of a style's charts chosen, half by chance, and all of them.

Each way trains the same adapter for the same number of steps and is judged on the same held-out charts, once per seed;
the seed draws the half and orders the training. What comes out is told as it is.
"""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any, Literal, get_args

from gbi_sft.data.dataset import DataSet
from gbi_sft.small.reading import summary
from gbi_sft.small.recipe import Recipe
from gbi_sft.small.stages import Place, Tell, held_out, keep_result, loaded, measured
from gbi_sft.tags.select import selected
from gbi_sft.training.config import Data, Training

Way = Literal["all", "random", "density"]
WAYS: tuple[Way, ...] = get_args(Way)


def compare(place: Place, recipe: Recipe, model: Path, tell: Tell) -> dict[str, Any]:
    """Every way with every seed, from `model`; what is there already is not done again.

    Of each way the accuracies by seed, their mean and standard deviation.
    """
    wanted = recipe.selection
    found: dict[str, Any] = {"share": wanted.share, "steps": wanted.steps, "ways": {}}
    for way in WAYS:
        judged = []
        for seed in range(wanted.seeds):
            tell(f"selection {way}", seed, wanted.seeds)
            judged.append(once(place, recipe, model, way, seed))
        accuracies = [one["relaxed_accuracy"] for one in judged]
        found["ways"][way] = {
            "charts": judged[0]["charts"],
            "relaxed_accuracy": accuracies,
            "mean": round(statistics.mean(accuracies), 4),
            "deviation": round(statistics.stdev(accuracies), 4) if len(accuracies) > 1 else None,
            "rms_f1": round(statistics.mean(one["rms_f1"] for one in judged), 4),
        }
    return keep_result(place.result("selection"), found)


def once(place: Place, recipe: Recipe, model: Path, way: Way, seed: int) -> dict[str, Any]:
    """One training of one way: how many charts it had, and what its adapter reads of held-out ones."""
    from gbi_sft.training.loop import Trainer

    path = place.result(f"selection-{way}-{seed}")
    if path.is_file():
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return told
    folders = chosen(place, recipe, way, seed)
    training = Training.model_validate(
        {
            **recipe.adapter.train,
            "model": str(model),
            "out": place.stage(f"selection-{way}-{seed}"),
            "data": [Data(folder=folder) for folder in folders],
            "steps": recipe.selection.steps,
            "seed": seed,
        }
    )
    trainer = Trainer(training, lambda what, done, of: None)
    charts = len(trainer.samples)
    adapter = trainer.run()
    tuned, processor = loaded(model, adapter)
    judged = measured(tuned, processor, held_out(place, "second", recipe.second))
    return keep_result(path, {"charts": charts, **summary(judged)})


def chosen(place: Place, recipe: Recipe, way: Way, seed: int) -> list[Path]:
    """The folders of the charts that a way trains on."""
    whole = [place.charts("second", part.name) for part in recipe.second.parts]
    if way == "all":
        return whole
    out = place.root / "charts" / f"second-{way}-{seed}"
    if not (out / "samples.jsonl").is_file():
        selected(DataSet.open(*whole), recipe.selection.share, way, seed).data.save(out)
    return [out]


def table(found: dict[str, Any]) -> list[str]:
    """The comparison as lines of Markdown."""
    names = {"all": "all", "random": "by chance", "density": "by tags (`gbi-sft select`)"}
    lines = [
        "| charts of the second style | number | relaxed accuracy by seed | mean | deviation | RMS-F1 |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for way, said in found["ways"].items():
        seeds = ", ".join(str(each) for each in said["relaxed_accuracy"])
        shown = (names[way], said["charts"], seeds, said["mean"], said["deviation"], said["rms_f1"])
        lines.append("| " + " | ".join("" if each is None else str(each) for each in shown) + " |")
    return lines
