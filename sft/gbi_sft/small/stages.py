"""The steps from nothing to a kept model, each skipped where its result is there: one call goes on after a stop."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from gbi.files import replacing
from gbi_sft import folder as data_set
from gbi_sft.sample import Sample
from gbi_sft.small.architecture import build
from gbi_sft.small.reading import ABOUT, Cells, judge, read_all, summary
from gbi_sft.small.recipe import Recipe, Stage, Style
from gbi_sft.small.sight import seen, teach
from gbi_sft.synth.run import make
from gbi_sft.training.config import Data, Training

Tell = Callable[[str, int, int], None]
"""What is being done, how many are done, and of how many."""
Shown = Sequence[tuple[Sample, Path]]
"""Samples, each with the folder that its picture lies in."""
HELD_OUT_SEED = 1_000_000
"""Added to a style's seed for charts that are never trained on."""
CURVE_CHARTS = 96
"""Held-out charts that are read at each point of the curve."""
MANY = 1_000_000
"""Steps of a training that its minutes end."""


class Place:
    """Where everything of a small model lies, below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def charts(self, style: str, part: str, held_out: bool = False) -> Path:
        """A part's data set."""
        return self.root / "charts" / (f"{style}-held-out" if held_out else style) / part

    def stage(self, name: str) -> Path:
        """A training's folder."""
        return self.root / "training" / name

    def unseen(self, style: str, part: str) -> Path:
        """A part's held-out data set without the charts that training has by chance: what a gate may measure on."""
        return self.root / "held-out" / style / part

    @property
    def start(self) -> Path:
        """The model before any training."""
        return self.root / "start"

    def result(self, name: str) -> Path:
        """The file of a measurement."""
        return self.root / "results" / f"{name}.json"


def draw(place: Place, name: str, style: Style, workers: int, tell: Tell) -> None:
    """Makes the style's charts and the held-out ones. Raises `DataError` for a folder of other charts."""
    for number, (part, config) in enumerate(style.configs()):
        for held_out, count in ((False, part.charts), (True, part.held_out)):
            seed = style.seed + number + (HELD_OUT_SEED if held_out else 0)
            what = f"{name} {part.name}{' held out' if held_out else ''}"

            def told(done: int, of: int, what: str = what) -> None:
                tell(f"charts {what}", done, of)

            make(config, seed, count, place.charts(name, part.name, held_out), workers, told)


def held_out(place: Place, name: str, style: Style, most: int | None = None) -> list[tuple[Sample, Path]]:
    """Held-out samples with their folders, the parts taken in turns, at most so many.

    Charts so narrow repeat by chance: what one of the training's charts says too, in whatever look, is left out.
    """
    taught = {shows(sample) for part in style.parts for sample in tables(place.charts(name, part.name))}
    parts = []
    for part in style.parts:
        folder = place.charts(name, part.name, held_out=True)
        parts.append([(sample, folder) for sample in tables(folder) if shows(sample) not in taught])
    longest = max(map(len, parts))
    mixed = [some[n] for n in range(longest) for some in parts if n < len(some)]
    return mixed[:most]


def keep_unseen(place: Place, name: str, style: Style) -> list[Path]:
    """Writes what `held_out` gives as data sets, one a part, for `gbi-sft gate`; their folders."""
    shown = held_out(place, name, style)
    folders = []
    for part in style.parts:
        drawn, out = place.charts(name, part.name, held_out=True), place.unseen(name, part.name)
        samples = [sample for sample, folder in shown if folder == drawn]
        for picture in (picture for sample in samples for picture in sample.pictures):
            kept = data_set.picture_path(out, picture)
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(data_set.picture_path(drawn, picture), kept)
        data_set.write(out, samples)
        folders.append(out)
    return folders


def tables(folder: Path) -> Iterator[Sample]:
    """The samples of a data set that ask for the table. Raises `DataError`."""
    return (sample for sample in data_set.read(folder) if sample.task == "table")


def shows(sample: Sample) -> str:
    """What a sample's chart says, as the reply that is wanted of it, whether its numbers are printed or not."""
    return sample.turns[-1].text.replace(f'"{ABOUT}', '"')


def train_base(place: Place, recipe: Recipe, tell: Tell) -> Path:
    """Trains the model through the recipe's stages, its vision part first; the folder of the last one's model."""
    model = place.start
    if not (model / "config.json").is_file():
        build(model, recipe.shape, recipe.seed)
    parts = [part.name for part in recipe.first.parts]
    charts, others = (seen([place.charts("first", part, apart) for part in parts]) for apart in (False, True))
    model = teach(model, charts, others, recipe.sight, recipe.seed, place.stage("sight"), tell)
    shown = held_out(place, "first", recipe.first, CURVE_CHARTS)
    for stage in recipe.base:
        said = {"full": True, "train": ("language", "connector", "vision"), **stage.train}
        model = trained(place, stage, model, "first", recipe.first, said, shown, tell)
    return model


def train_adapter(place: Place, recipe: Recipe, model: Path, tell: Tell) -> Path:
    """Trains the adapter on the second style; its folder."""
    shown = held_out(place, "second", recipe.second, CURVE_CHARTS)
    return trained(place, recipe.adapter, model, "second", recipe.second, recipe.adapter.train, shown, tell)


def trained(
    place: Place,
    stage: Stage,
    model: Path,
    name: str,
    style: Style,
    said: dict[str, Any],
    shown: Shown,
    tell: Tell,
) -> Path:
    """The folder of what came out of a stage, which is trained on the style's charts where it is not there yet."""
    from gbi_sft.training.loop import FINAL, Trainer

    out = place.stage(stage.name)
    if (out / FINAL / "processor_config.json").is_file() or (out / FINAL / "tokenizer.json").is_file():
        return out / FINAL
    training = Training.model_validate(
        {
            "model": str(model),
            "out": out,
            "data": [
                Data(folder=place.charts(name, part.name), ratio=ratio, tasks=(task,))
                for part in style.parts
                for task, ratio in stage.tasks.items()
            ],
            "eval_data": [
                Data(folder=place.charts(name, part.name, held_out=True), tasks=tuple(stage.tasks))
                for part in style.parts
            ],
            "steps": MANY,
            "minutes": stage.minutes,
            **said,
        }
    )

    def score(bare: Any, processor: Any, step: int) -> dict[str, float]:
        tell(f"training {stage.name}", step, 0)
        return figures(measured(bare, processor, shown))

    return Trainer(training, tell, score).run()


def figures(judged: Sequence[Cells]) -> dict[str, float]:
    """What of a summary stands in a training's metrics."""
    said = summary(judged)
    names = ("relaxed_accuracy", "printed", "measured", "rms_f1")
    return {name: said[name] for name in names if said[name] is not None}


def measured(model: Any, processor: Any, shown: Shown) -> list[Cells]:
    """Each sample read and judged, in order."""
    found: dict[int, Cells] = {}
    for folder in dict.fromkeys(folder for _, folder in shown):
        numbers = [number for number, (_, where) in enumerate(shown) if where == folder]
        some = [shown[number][0] for number in numbers]
        for number, reply in zip(numbers, read_all(model, processor, some, folder), strict=True):
            found[number] = judge(shown[number][0], reply)
    return [found[number] for number in sorted(found)]


def loaded(model: Path, adapter: Path | None = None) -> tuple[Any, Any]:
    """The model in float32, ready to read, and its processor."""
    import torch
    from transformers import AutoModelForImageTextToText, AutoProcessor

    found = AutoModelForImageTextToText.from_pretrained(model, dtype=torch.float32)
    if adapter is not None:
        from peft import PeftModel

        found = PeftModel.from_pretrained(found, adapter)
    return found.eval(), AutoProcessor.from_pretrained(model)


def keep_result(path: Path, said: dict[str, Any]) -> dict[str, Any]:
    """Writes a measurement, under another name first; what was written."""
    with replacing(path) as part:
        part.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    return said
