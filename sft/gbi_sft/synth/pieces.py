"""A piece of a run: a few figures in a row, made by one process and kept as one file when all are done."""

from __future__ import annotations

import gc
import json
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from gbi.errors import GbiError
from gbi.files import replacing
from gbi.types import Frozen
from gbi_sft.synth.config import SynthConfig

PIECE = 12
"""Figures a piece; what a stop may cost."""
FAULTS = (GbiError, ValueError, ArithmeticError, LookupError, RuntimeError)
"""What a figure may fail with (a library that refuses a drawing); it is left out, counted and named."""


QUESTIONS = "questions"
"""What the seconds are counted under that questions take; those of a renderer reach from the seed to the picture's
file and its table sample."""


class Tally(Frozen):
    """What was made: counts by renderer, kind, language; processor seconds by renderer, all steps together."""

    figures: int = 0
    samples: int = 0
    tries: int = 0
    by: dict[str, int] = Field(default_factory=dict)
    """ "renderer:pygal", "kind:bar", "language:zh" ... to how many figures."""
    seconds: dict[str, float] = Field(default_factory=dict)
    skipped: tuple[str, ...] = ()

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(
            figures=self.figures + other.figures,
            samples=self.samples + other.samples,
            tries=self.tries + other.tries,
            by=dict(Counter(self.by) + Counter(other.by)),
            seconds={
                key: self.seconds.get(key, 0.0) + other.seconds.get(key, 0.0)
                for key in {**self.seconds, **other.seconds}
            },
            skipped=self.skipped + other.skipped,
        )


class Job(NamedTuple):
    """Figures `start` to `stop` - 1 of a seed, for the data set's folder `out`."""

    config: SynthConfig
    seed: int
    start: int
    stop: int
    out: Path

    @property
    def path(self) -> Path:
        """Where the piece is kept until the data set is put together."""
        return self.out / "pieces" / f"{self.start:08d}.jsonl"

    @property
    def tally_path(self) -> Path:
        """What the piece holds, counted; it stands there when the piece is whole."""
        return self.path.with_suffix(".json")


def calm() -> None:
    """A worker's start: one processor is enough."""
    import cv2

    cv2.setNumThreads(1)


def work(job: Job) -> Tally:
    """Makes the piece and keeps it; what it holds.

    Garbage is left lying until the piece is whole: sweeping while figures are made, each of which leaves thousands of
    objects that hold each other, took a fifth of matplotlib's time.
    """
    sweeping = gc.isenabled()
    gc.disable()
    try:
        return _work(job)
    finally:
        if sweeping:
            gc.enable()


def _work(job: Job) -> Tally:
    from gbi_sft.synth.make import chart
    from gbi_sft.synth.samples import place_samples, question_samples, table_sample

    tally, lines = Tally(), []
    for number in range(job.start, job.stop):
        began = time.process_time()
        try:
            made = chart(job.config, job.seed, number)
            table = table_sample(job.config, job.seed, number, made, job.out)
            drawn = time.process_time()
            rows = [
                table.sample,
                *place_samples(job.config, table, made.gold),
                *question_samples(job.config, table, made.gold),
            ]
        except FAULTS as error:
            tally = tally.plus(Tally(skipped=(f"figure {number}: {error}",)))
            continue
        lines += [row.model_dump_json() for row in rows]
        name = made.traits["renderer"]
        keys = (f"renderer:{name}", f"kind:{made.scene.kind}", f"language:{made.scene.language}",
                f"printed:{made.traits['printed']}", f"wear:{made.traits['wear'] or 'none'}")  # fmt: skip
        seconds = {name: drawn - began, QUESTIONS: time.process_time() - drawn}
        tally = tally.plus(
            Tally(
                figures=1, samples=len(rows), tries=int(made.traits["tries"]), by=dict.fromkeys(keys, 1),
                seconds=seconds,
            )
        )  # fmt: skip
    for path, text in ((job.path, "".join(f"{line}\n" for line in lines)), (job.tally_path, tally.model_dump_json())):
        with replacing(path) as part:
            part.write_text(text, encoding="utf-8")
    return tally


def kept(job: Job) -> Tally | None:
    """What an earlier run made of the piece; None where it is still to do."""
    if not job.tally_path.is_file():
        return None
    return Tally.model_validate(json.loads(job.tally_path.read_text(encoding="utf-8")))
