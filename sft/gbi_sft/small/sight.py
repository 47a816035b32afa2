"""The first lesson of a model from nothing: each token of a picture says where the mark nearest to it stands.

Taught by its replies alone, a model finds out late, if ever, that a picture tells more than the words beside it: after
13,000 charts of places it still guessed how high a bar stands. So its vision part and connector are taught first, by
themselves and densely: four heads, left behind afterwards, compare a token's feature with the embeddings of the places'
tokens, which is the code that hints are given in. The top's head begins as the identity, so that the language part
finds tops in its own code.
"""

from __future__ import annotations

import itertools
import re
import shutil
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from gbi.readers.vlm.hints import STEPS
from gbi.types import Frozen
from gbi_sft.folder import picture_path, read
from gbi_sft.small import tokenizer as words
from gbi_sft.training.collection import Collection
from gbi_sft.training.encode import opened
from gbi_sft.training.sight import PIXELS, widened
from gbi_sft.training.sight import Sight as Eyes

SIDES = ("left", "top", "right", "bottom")
TOP = 1
SHARP = 20.0
"""What cosines are multiplied by before they are compared."""
SPREAD = 6.0
"""Standard deviation of the places that count as right, in thousandths of the picture's side."""
FLAT = 0.02
"""How much less a distance counts that is up or down: what stands above a bar belongs to that bar."""
HELD_OUT = 64
"""Pictures that the error is measured on."""
SAVE_EVERY = 100
WARM = 50  # steps in which the rate rises
LAST = 0.05  # of the rate, at the end

LINE = re.compile(r"^(\d+) (\d+) (\d+) (\d+) \S", re.MULTILINE)
"""A mark in the reply of a place sample (`gbi_sft.wording.place_reply`)."""

Array = NDArray[np.float64]
Tell = Callable[[str, int, int], None]


class Lesson(Frozen):
    """So many `minutes`, and `pictures` a step."""

    minutes: float = Field(gt=0)
    lr: float = Field(1.5e-3, gt=0)
    weight_decay: float = Field(0.02, ge=0)
    pictures: int = Field(16, gt=0)


class Seen(NamedTuple):
    """A picture's file and its marks, M x 4 sides in thousandths of width and height."""

    path: str
    marks: Array


class Laid(NamedTuple):
    """Pictures as the model takes them, and what their T tokens should say: T x 4."""

    inputs: dict[str, Any]
    right: Any


def nearest_marks(marks: Array, rows: int, columns: int) -> Array:
    """For each of R x C cells of a picture, row by row, the sides of the mark nearest to its middle: RC x 4."""
    y, x = np.meshgrid(
        (np.arange(rows) + 0.5) / rows * STEPS, (np.arange(columns) + 0.5) / columns * STEPS, indexing="ij"
    )
    aside = _outside(x.reshape(-1, 1), marks[:, 0], marks[:, 2])
    above = _outside(y.reshape(-1, 1), marks[:, 1], marks[:, 3])
    nearest: Array = marks[(aside**2 + FLAT * above**2).argmin(axis=1)]
    return nearest


def seen(folders: Sequence[Path]) -> list[Seen]:
    """The folders' pictures that have marks, in order. Raises `DataError`."""
    found = []
    for folder in folders:
        for sample in read(folder):
            if sample.task != "table" or sample.gold is None:
                continue
            picture = sample.pictures[0]
            boxes = [box.box for box in sample.gold.boxes if box.part == "mark"]
            if boxes:
                size = np.array([picture.width, picture.height] * 2)
                found.append(Seen(str(picture_path(folder, picture)), np.array(boxes) / size * STEPS))
    return found


def placed(samples: Collection, tokenizer: Any) -> list[Seen]:
    """The pictures of encoded place samples, their marks as the replies say them."""
    found = []
    for number in range(len(samples)):
        one = samples[number]
        marks = [[float(side) for side in line] for line in LINE.findall(tokenizer.decode(one.ids[one.taught]))]
        if marks:
            found.append(Seen(one.pictures[0], np.array(marks)))
    return found


def teach(
    model: Path,
    pictures: Sequence[Seen],
    held_out: Sequence[Seen],
    lesson: Lesson,
    seed: int,
    out: Path,
    tell: Tell,
    workers: int = 1,
) -> Path:
    """The folder of the model whose vision part has learnt it, below `out`; goes on where it was stopped.

    Threads, so many as `workers`, open pictures ahead. `metrics.jsonl` in `out` has the loss of each step and at times
    the held-out error: the median distance of each side in thousandths. Raises `TrainingError` for a model that is not
    of Qwen's kind.
    """
    import torch
    from transformers import AutoModelForImageTextToText

    from gbi_sft.training import checkpoint
    from gbi_sft.training.light import Plain
    from gbi_sft.training.loop import CHECKPOINTS, FINAL
    from gbi_sft.training.records import Records

    if (out / FINAL).is_dir():
        return out / FINAL
    plain = Plain(model)
    whole = AutoModelForImageTextToText.from_pretrained(model, dtype=torch.float32)
    torch.manual_seed(seed)
    pupil = _pupil(whole).to("cuda" if torch.cuda.is_available() else "cpu")
    optimizer = torch.optim.AdamW(pupil.parameters(), lr=lesson.lr, weight_decay=lesson.weight_decay, fused=True)
    standing = checkpoint.restore(out / CHECKPOINTS, pupil, optimizer)
    others = _laid(plain.sight, held_out[:HELD_OUT])
    with Records(out, True, 0, standing.step, lesson.minutes, standing.seconds) as records:
        for laid in _ahead(plain.sight, pictures, lesson.pictures, seed, standing.step, workers):
            began = time.monotonic()
            rate = _rate(standing.step, standing.seconds / (60 * lesson.minutes), lesson.lr)
            loss = _step(pupil, optimizer, laid, rate)
            standing = checkpoint.Standing(standing.step + 1, standing.seconds + time.monotonic() - began, 0)
            records.add(standing.step, loss=loss, rate=rate, seconds=standing.seconds)
            over = standing.seconds >= 60 * lesson.minutes
            if over or standing.step % SAVE_EVERY == 0:
                records.add(standing.step, **errors(pupil, others))
                checkpoint.save(out / CHECKPOINTS, standing, pupil, optimizer, True, 1)
                tell("training sight", standing.step, 0)
            if over:
                break
    part = out / f"{FINAL}.part"
    shutil.rmtree(part, ignore_errors=True)
    whole.save_pretrained(part)
    plain.save_pretrained(part)
    return part.rename(out / FINAL)


def errors(pupil: Any, laid: Laid) -> dict[str, float]:
    """For each side the median distance of what the tokens say from what is so, in thousandths."""
    import torch

    with torch.inference_mode():
        said = _said(pupil, laid)
        found = (said.argmax(dim=2).cpu() - laid.right).abs().median(dim=0).values
    return {f"{side}_error": float(one) for side, one in zip(SIDES, found, strict=True)}


def last_errors(out: Path) -> dict[str, float]:
    """What `errors` said at the lesson's end, from its folder."""
    from gbi_sft.training.records import metrics

    said = [line for line in metrics(out) if f"{SIDES[TOP]}_error" in line][-1]
    return {"steps": said["step"], **{name: said[name] for name in (f"{side}_error" for side in SIDES)}}


def _pupil(whole: Any) -> Any:
    """The model's vision part with four heads; `places` are the directions of the places' embeddings, STEPS + 1 x D."""
    import torch

    table = whole.get_input_embeddings().weight.detach()
    numbers = words.place_numbers()
    rows = torch.stack([table[numbers[step][1]] for step in range(STEPS + 1)])
    heads = torch.nn.ModuleList([torch.nn.Linear(table.shape[1], table.shape[1]) for _ in SIDES])
    with torch.no_grad():
        heads[TOP].weight.copy_(torch.eye(table.shape[1]))
        heads[TOP].bias.zero_()
    pupil = torch.nn.Module()
    pupil.visual, pupil.heads = whole.model.visual, heads
    pupil.register_buffer("places", torch.nn.functional.normalize(rows - rows.mean(dim=0), dim=1), persistent=False)
    return pupil


def _step(pupil: Any, optimizer: Any, laid: Laid, rate: float) -> float:
    import torch

    for group in optimizer.param_groups:
        group["lr"] = rate
    said = _said(pupil, laid)
    apart = torch.arange(STEPS + 1, device=said.device) - laid.right.to(said.device)[:, :, None]
    wanted = torch.softmax(-(apart**2) / (2 * SPREAD**2), dim=2)
    loss = -(wanted * said.log_softmax(dim=2)).sum(dim=2).mean()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(pupil.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    return float(loss.detach())


def _said(pupil: Any, laid: Laid) -> Any:
    """What T tokens say of each side, T x 4 x places."""
    import torch

    device = pupil.places.device
    with torch.autocast(device.type, torch.bfloat16):
        made = widened({name: one.to(device) for name, one in laid.inputs.items()})
        features = pupil.visual(made[PIXELS].to(torch.bfloat16), grid_thw=made["image_grid_thw"]).pooler_output
    features = (features if isinstance(features, torch.Tensor) else torch.cat(tuple(features))).float()
    heads = [torch.nn.functional.normalize(head(features), dim=1) for head in pupil.heads]
    return SHARP * torch.stack(heads, dim=1) @ pupil.places.T


def _ahead(sight: Eyes, pictures: Sequence[Seen], count: int, seed: int, step: int, workers: int) -> Iterator[Laid]:
    """The batches of this step and all after it, drawn by seed and step alone."""

    def made(number: int) -> Laid:
        return _laid(sight, Random(f"{seed}:{number}").sample(pictures, min(count, len(pictures))))

    with ThreadPoolExecutor(workers, "gbi-sft-sight") as threads:
        waiting: deque[Future[Laid]] = deque()
        for number in itertools.count(step):
            waiting.append(threads.submit(made, number))
            if len(waiting) > workers:
                yield waiting.popleft().result()


def _laid(sight: Eyes, pictures: Sequence[Seen]) -> Laid:
    import torch

    inputs = sight.inputs([opened(one.path) for one in pictures])
    cells = [(int(high) // sight.merge, int(wide) // sight.merge) for _, high, wide in inputs["image_grid_thw"]]
    right = [nearest_marks(one.marks, *cell) for one, cell in zip(pictures, cells, strict=True)]
    return Laid(inputs, torch.tensor(np.concatenate(right)).float())


def _rate(step: int, done: float, lr: float) -> float:
    from gbi_sft.training.loss import rate_at

    return max(rate_at(min(done, 1.0), lr, "cosine", 0.0), LAST * lr) * min(1.0, (step + 1) / WARM)


def _outside(at: Array, low: Array, high: Array) -> Array:
    """How far places are from ranges, 0 inside: N x 1 and M give N x M."""
    return np.maximum(np.maximum(low - at, at - high), 0.0)
