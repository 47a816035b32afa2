"""From nothing to a model in parts, stage after stage, figures drawn ahead; a stopped call is gone on with."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gbi.files import replacing, replacing_folder
from gbi_sft.embed import card
from gbi_sft.embed.lots import ahead, chosen, seed_of, whole
from gbi_sft.embed.parts import write_parts
from gbi_sft.embed.plan import EmbedError, Plan, Stage, sums
from gbi_sft.embed.prepare import FIGURES
from gbi_sft.embed.speed import ceiling, speed_of
from gbi_sft.embed.vary import Variation
from gbi_sft.small.architecture import build
from gbi_sft.small.sight import HELD_OUT, Lesson, last_errors, placed, teach
from gbi_sft.training.config import Data, Training, TrainingError

if TYPE_CHECKING:
    from gbi_sft.embed.bench import Race

Tell = Callable[[str], None]
MANY = 1_000_000
"""Steps of a training that its minutes end."""
PLAN = "plan.json"
SIGHT = "sight"


def embed(
    plan: Plan,
    out: Path,
    *,
    minutes: float | None,
    workers: int,
    tell: Tell,
    start: Path | None = None,
    carried: bool = False,
) -> Path:
    """Trains what is not trained yet below `out`; the folder of the model's parts.

    After `minutes` all is saved and `KeyboardInterrupt` raised; the same call goes on. `start` is a model that came
    back from an earlier machine: `parts` of a stage, after which it goes on with the next one. With `carried` nothing
    is drawn, and a stage has the lots that were unpacked for it. Raises `EmbedError` for a folder of another plan and
    for a stage without lots, and as `gbi-sft synth` and `gbi-sft train` do.
    """
    _claim(plan, out)
    expected = sums(plan)
    for line in expected.lines(plan):
        tell(line)
    stages, sight, model = _begun(plan, out, start)
    done = len(stages)
    measured = ceiling()
    with _limited(minutes):
        for number, stage in enumerate(plan.stages[done:], done):
            figures = out / FIGURES
            lots = chosen(figures / stage.name, stage, seed_of(plan, number), 0 if carried else workers)
            tell(f"stage {stage.name}: {len(lots)} lots of {stage.figures} figures")
            if number == 0 and plan.sight is not None:
                model = _sighted(plan, plan.sight, model, lots, out / "training" / SIGHT, workers)
                sight = last_errors(out / "training" / SIGHT)
                tell(
                    f"sight: {sight['steps']:,.0f} steps, half of the tops within {sight['top_error']:.0f} thousandths"
                )
            following = figures / plan.stages[number + 1].name if number + 1 < len(plan.stages) else figures
            with nullcontext() if carried else ahead(plan, number + 1, following, max(workers - 1, 1)):
                model, samples = _trained(stage, model, lots, out / "training" / stage.name, workers)
            if speed := speed_of(out / "training" / stage.name, expected, measured):
                tell(f"stage {stage.name}: {speed.words()}")
            stages.append(card.taught(stage.name, out / "training" / stage.name, samples, len(lots), speed))
            with replacing_folder(out / "parts") as part:  # weights and card go together, or the last stage's stay
                write_parts(model, part)
                card.write(part, card.facts(plan, expected, stages, sight))
            tell(f"stage {stage.name} is done: {len(list((out / 'parts').iterdir()))} files in {out / 'parts'}")
    return out / "parts"


def timed(plan: Plan, out: Path, samples: int) -> Race:
    """Packed against padded training of the untrained model, on lots of the first stage that are there.

    Raises `EmbedError` where there is none.
    """
    from gbi_sft.embed.bench import race

    stage = plan.stages[0]
    lots = whole(out / FIGURES / stage.name)
    if not lots:
        raise EmbedError(f"{out / FIGURES / stage.name} holds no lots; unpack carries there: gbi-sft carry --unpack")
    return race(stage, _begun(plan, out, None)[-1], lots, samples, plan.seed)


def _begun(plan: Plan, out: Path, start: Path | None) -> tuple[list[card.Taught], dict[str, float] | None, Path]:
    """The stages that are done, how the lesson before them ended, and the model to go on from."""
    if start is not None:
        came = card.read(start)
        if [stage.name for stage in came.stages] != [stage.name for stage in plan.stages[: len(came.stages)]]:
            raise EmbedError(f"{start} holds the stages of another plan; name that plan, or leave --start out")
        return list(came.stages), came.sight, start
    model = out / "start"
    if not model.is_dir():
        with replacing_folder(model) as part:
            build(part, plan.shape, plan.seed)
    return [], None, model


def _sighted(plan: Plan, lesson: Lesson, model: Path, lots: list[Path], out: Path, workers: int) -> Path:
    """The folder of the model whose vision part knows where marks stand. Raises `EmbedError` without place samples."""
    from gbi_sft.training.collection import collect
    from gbi_sft.training.light import LightEncoder

    encoder = LightEncoder.of(str(model))
    data = [Data(folder=lot, tasks=("place",)) for lot in lots]
    try:
        samples, _ = collect(data, encoder, str(model), MANY, workers, lambda what, done, of: None)
    except TrainingError as error:
        raise EmbedError("sight is taught on place samples: set places: true in the first stage's config") from error
    pictures = placed(samples, encoder.processor.tokenizer)
    apart = min(HELD_OUT, len(pictures) // 2)
    return teach(
        model, pictures[apart:], pictures[:apart], lesson, plan.seed, out, lambda what, done, of: None, workers
    )


def _trained(stage: Stage, model: Path, lots: list[Path], out: Path, workers: int) -> tuple[Path, int]:
    """The trained model's folder, and how many samples it was trained on."""
    from gbi_sft.training.light import LightEncoder
    from gbi_sft.training.loop import FINAL, Trainer

    finished = out / FINAL / ".whole"
    if finished.is_file():
        return out / FINAL, int(finished.read_text(encoding="utf-8"))
    training = Training.model_validate(
        {
            "model": str(model),
            "out": out,
            "data": [Data(folder=lot) for lot in lots],
            "full": True,
            "train": ("language", "connector", "vision"),
            "steps": MANY,
            "minutes": stage.minutes,
            "workers": workers,
            **stage.train,
        }
    )
    vary = Variation(stage.vary, training.seed) if stage.vary else None
    trainer = Trainer(training, lambda what, done, of: None, encoder=LightEncoder.of(str(model)), vary=vary)
    _compile(trainer)
    folder = trainer.run()
    shutil.rmtree(out / "checkpoints", ignore_errors=True)
    with replacing(finished) as part:
        part.write_text(str(len(trainer.samples)), encoding="utf-8")
    return folder, len(trainer.samples)


def _compile(trainer: Any) -> None:
    """On a GPU, where the minutes that compiling takes come back; lengths change from pack to pack, hence dynamic."""
    import torch

    if torch.cuda.is_available():
        trainer.model.compile(dynamic=True)


def _claim(plan: Plan, out: Path) -> None:
    path, said = out / PLAN, json.loads(plan.model_dump_json())
    if path.is_file():
        if json.loads(path.read_text(encoding="utf-8")) != said:
            raise EmbedError(f"{out} holds the work of another plan; name another --out")
        return
    with replacing(path) as part:
        part.write_text(json.dumps(said, indent=1), encoding="utf-8")


@contextmanager
def _limited(minutes: float | None) -> Iterator[None]:
    """After so many minutes it is as if Ctrl-C was pressed: the step under way ends, and all is saved."""
    if minutes is None:
        yield
        return
    timer = threading.Timer(60.0 * minutes, os.kill, (os.getpid(), signal.SIGINT))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
