"""Figures in lots, drawn by all processors while the GPU trains on those of the stage before.

A stage trains on the lots that are whole when it begins, written down in `lots.json` so that it goes on with the same;
the next stage's are drawn meanwhile. Lots that were drawn elsewhere before lie there as folders already.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gbi.files import replacing
from gbi_sft import folder
from gbi_sft.embed.carry import WHOLE
from gbi_sft.embed.plan import EmbedError, Plan, Stage
from gbi_sft.synth.config import SynthConfig
from gbi_sft.synth.run import make

CHOSEN = "lots.json"
LEAVE_S = 60.0
"""How long the drawing may take to end a piece under way."""


def whole(figures: Path) -> list[Path]:
    """The lots that are whole, in their order: drawn here, or carried and unpacked."""
    found = (lot for lot in figures.glob("lot-*") if (lot / folder.NAME).is_file() or (lot / WHOLE).is_file())
    return sorted(found)


def chosen(figures: Path, stage: Stage, seed: int, workers: int) -> list[Path]:
    """The lots that the stage trains on, one at least, which is drawn now where there is none.

    Without `workers` nothing is drawn; raises `EmbedError` where there is no lot then.
    """
    path = figures / CHOSEN
    if path.is_file():
        return [figures / name for name in json.loads(path.read_text(encoding="utf-8"))]
    if not whole(figures):
        if not workers:
            raise EmbedError(f"{figures} holds no lots; unpack carries there: gbi-sft carry --unpack FILE")
        _draw(stage.synth(), seed, stage.figures, figures, 0, workers)
    found = whole(figures)
    with replacing(path) as part:
        part.write_text(json.dumps([lot.name for lot in found]), encoding="utf-8")
    return found


@contextmanager
def ahead(plan: Plan, number: int, figures: Path, workers: int) -> Iterator[None]:
    """While it holds, lots of stage `number` are drawn in other processes; nothing for one that has all."""
    if number >= len(plan.stages) or (figures / CHOSEN).is_file():
        yield
        return
    stage = plan.stages[number]
    given = (stage.synth(), seed_of(plan, number), stage.figures, stage.lots, figures, workers)
    drawing = multiprocessing.get_context("spawn").Process(target=draw_lots, args=given)
    drawing.start()
    try:
        yield
    finally:
        if drawing.is_alive() and drawing.pid is not None:
            os.kill(drawing.pid, signal.SIGINT)  # pieces under way are ended and kept
        drawing.join(LEAVE_S)
        drawing.kill()
        drawing.join()


def draw_lots(config: SynthConfig, seed: int, figures: int, most: int, place: Path, workers: int) -> None:
    """Draws lots 0 to `most` - 1 that are not there yet, nor carried, until it is interrupted."""
    try:
        for number in range(most):
            if not any(lot.name.startswith(name_of(number)) for lot in whole(place)):
                _draw(config, seed, figures, place, number, workers)
    except KeyboardInterrupt:
        return


def seed_of(plan: Plan, number: int) -> int:
    """Of a stage's first lot; lots count up from it, stages are far apart."""
    return plan.seed + 1000 * (number + 1)


def _draw(config: SynthConfig, seed: int, figures: int, place: Path, number: int, workers: int) -> None:
    make(config, seed + number, figures, place / name_of(number), workers, lambda done, of: None)


def name_of(number: int) -> str:
    """Of a lot's folder; the carried parts of one add their own numbers."""
    return f"lot-{number:03d}"
