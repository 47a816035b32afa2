"""From nothing to a model in parts, stage after stage, figures drawn ahead; a stopped call is gone on with."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gbi.files import replacing, replacing_folder
from gbi_sft.embed import card
from gbi_sft.embed.lots import ahead, chosen, seed_of, whole
from gbi_sft.embed.parts import write_parts
from gbi_sft.embed.plan import EmbedError, Plan, Stage, Sums, sums
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
SIGHT, PARTS, CHECKPOINTS = "sight", "parts", "checkpoints"


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
    back from an earlier machine: `parts`, which it goes on from with the first stage that is not done. With `carried`
    nothing is drawn, and a stage has the lots that were unpacked for it. Raises `EmbedError` for a folder of another
    plan and for a stage without lots, and as `gbi-sft synth` and `gbi-sft train` do.
    """
    _claim(plan, out)
    expected = sums(plan)
    for line in expected.lines(plan):
        tell(line)
    stages, sight, model = _begun(plan, out, start)
    run = _Run(plan, out, expected, ceiling(), 0 if carried else workers, workers, tell, stages, sight, model)
    with _limited(minutes):
        for number, stage in enumerate(plan.stages[len(stages) :], len(stages)):
            run.stage(number, stage)
    return out / PARTS


@dataclass
class _Run:
    """What one call knows and has done so far; `drawing` processes draw, none where lots are carried."""

    plan: Plan
    out: Path
    expected: Sums
    ceiling: float
    drawing: int
    workers: int
    tell: Tell
    stages: list[card.Taught]
    sight: dict[str, float] | None
    model: Path

    def stage(self, number: int, stage: Stage) -> None:
        """Teaches one stage to its end, and leaves its parts; also those of a stage that is stopped."""
        figures, training = self.out / FIGURES, self.out / "training"
        lots = chosen(figures / stage.name, stage, seed_of(self.plan, number), self.drawing)
        self.tell(f"stage {stage.name}: {len(lots)} lots of {stage.figures} figures")
        if number == 0 and self.plan.sight is not None:
            self.model = _sighted(self.plan, self.plan.sight, self.model, lots, training / SIGHT, self.workers)
            self.sight = last_errors(training / SIGHT)
            ended = f"half of the tops within {self.sight['top_error']:.0f} thousandths"
            self.tell(f"sight: {self.sight['steps']:,.0f} steps, {ended}")
        following = self.plan.stages[number + 1].name if number + 1 < len(self.plan.stages) else ""
        draws = ahead(self.plan, number + 1, figures / following, max(self.drawing - 1, 1))
        with draws if self.drawing else nullcontext():
            try:
                model, samples = _trained(stage, self.model, lots, training / stage.name, self.workers)
            except KeyboardInterrupt:
                self._stopped(stage, len(lots))
                raise
        taught = self._taught(stage, samples, len(lots))
        if taught.speed:
            self.tell(f"stage {stage.name}: {taught.speed.words()}")
        self.stages.append(taught)
        self.model = model
        if not self._left():
            self._leave(None)
        self.tell(f"stage {stage.name} is done: {len(list((self.out / PARTS).iterdir()))} files in {self.out / PARTS}")

    def _stopped(self, stage: Stage, lots: int) -> None:
        """What is saved of a stage that is not done, as parts: they can be brought back where checkpoints cannot."""
        from gbi_sft.training.checkpoint import found

        saved = found(self.out / "training" / stage.name / CHECKPOINTS)
        if saved:
            self._leave(self._taught(stage, None, lots), saved[-1])
            self.tell(f"stage {stage.name} is stopped; as far as it came: {self.out / PARTS}")

    def _taught(self, stage: Stage, samples: int | None, lots: int) -> card.Taught:
        training = self.out / "training" / stage.name
        return card.taught(stage.name, training, samples, lots, speed_of(training, self.expected, self.ceiling))

    def _left(self) -> bool:
        """Whether an earlier call has left the parts of these stages, or further ones."""
        if not (self.out / PARTS).is_dir():
            return False
        return len(card.read(self.out / PARTS).stages) >= len(self.stages)

    def _leave(self, under_way: card.Taught | None, checkpoint: Path | None = None) -> None:
        with replacing_folder(self.out / PARTS) as part:  # weights and card go together, or those before stay
            write_parts(self.model, part, checkpoint)
            card.write(part, card.facts(self.plan, self.expected, self.stages, self.sight, under_way))


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
    shutil.rmtree(out / CHECKPOINTS, ignore_errors=True)
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
