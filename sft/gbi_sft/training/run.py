"""A training as a person runs it: told what is going on, ended with where the result is."""

from __future__ import annotations

import os
import time
from pathlib import Path

from rich.console import Console

from gbi_sft.alone import alone
from gbi_sft.training.config import Training, TrainingError

QUIET_S = 1.0


def train(training: Training, console: Console) -> Path | None:
    """Runs the training; the folder of the adapter or model, None in processes that wrote nothing.

    Raises `TrainingError` where torch and its companions are not installed, or another training is at work in `out`.
    """
    if os.environ.get("RANK", "0") != "0":
        return _trained(training, console)
    with alone(training.out, TrainingError):
        console.print(f"loading {training.model}")
        return _trained(training, console)


def _trained(training: Training, console: Console) -> Path | None:
    try:
        from gbi_sft.training.loop import Trainer
    except ImportError as error:
        raise TrainingError(
            f'training needs torch, transformers, peft and accelerate: pip install "gbi[sft]" ({error})'
        ) from error
    from transformers.utils import logging

    logging.disable_progress_bar()
    told = 0.0

    def tell(what: str, done: int, total: int) -> None:
        nonlocal told
        if done == total or time.monotonic() - told > QUIET_S:
            told = time.monotonic()
            console.print(f"{what}: {done} of {total}")

    trainer = Trainer(training, tell)
    if trainer.skipped and trainer.main:
        console.print(f"{len(trainer.skipped)} samples are left out, see {training.out / 'skipped.jsonl'}")
    folder = trainer.run()
    return folder if trainer.main else None
