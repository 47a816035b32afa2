"""The first lesson of a model from nothing: each token of a picture says where the mark nearest to it stands.

Taught by its replies alone, a model finds out late, if ever, that a picture tells more than the words beside it: after
13,000 charts of places it still guessed how high a bar stands. So its vision part and connector are taught first, by
themselves and densely: four heads, left behind afterwards, compare a token's feature with the embeddings of the places'
tokens, which is the code that hints are given in. The top's head begins as the identity, so that the language part
finds tops in its own code.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbi.readers.vlm.hints import STEPS
from gbi_sft.folder import picture_path, read
from gbi_sft.small import tokenizer as words
from gbi_sft.small.architecture import MERGE
from gbi_sft.small.recipe import Sight

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

Array = NDArray[np.float64]
Tell = Callable[[str, int, int], None]


class Seen(NamedTuple):
    """A picture's file and its marks, M x 4 sides in thousandths of width and height."""

    path: str
    marks: Array


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


def teach(
    model: Path, charts: Sequence[Path], held_out: Sequence[Path], wanted: Sight, seed: int, out: Path, tell: Tell
) -> Path:
    """The folder of the model whose vision part has learnt it, below `out`; goes on where it was stopped.

    `metrics.jsonl` beside it has the loss of each step and at times the held-out error: the median distance of each
    side in thousandths. Raises `DataError` for folders without samples.
    """
    import torch
    from transformers import AutoModelForImageTextToText, AutoProcessor

    from gbi_sft.training import checkpoint
    from gbi_sft.training.loop import CHECKPOINTS, FINAL
    from gbi_sft.training.records import Records

    if (out / FINAL / "processor_config.json").is_file():
        return out / FINAL
    whole = AutoModelForImageTextToText.from_pretrained(model, dtype=torch.float32)
    processor = AutoProcessor.from_pretrained(model)
    torch.manual_seed(seed)
    lesson = _lesson(whole)
    optimizer = torch.optim.AdamW(lesson.parameters(), lr=wanted.lr, weight_decay=wanted.weight_decay, fused=True)
    standing = checkpoint.restore(out / CHECKPOINTS, lesson, optimizer)
    pictures, others = seen(charts), seen(held_out)[:HELD_OUT]
    with Records(out, True, 0, standing.step) as records:
        while standing.seconds < 60 * wanted.minutes:
            began = time.monotonic()
            step = standing.step
            some = Random(f"{seed}:{step}").sample(pictures, min(wanted.pictures, len(pictures)))
            rate = _rate(step, standing.seconds / (60 * wanted.minutes), wanted.lr)
            loss = _step(lesson, optimizer, processor, some, rate)
            standing = checkpoint.Standing(step + 1, standing.seconds + time.monotonic() - began, 0)
            records.add(standing.step, loss=loss, rate=rate, seconds=standing.seconds)
            over = standing.seconds >= 60 * wanted.minutes
            if over or standing.step % SAVE_EVERY == 0:
                records.add(standing.step, **errors(lesson, processor, others))
                tell("training sight", standing.step, 0)
                checkpoint.save(out / CHECKPOINTS, standing, lesson, optimizer, True, 1)
    whole.save_pretrained(out / FINAL)
    processor.save_pretrained(out / FINAL)
    return out / FINAL


def errors(lesson: Any, processor: Any, pictures: Sequence[Seen]) -> dict[str, float]:
    """For each side the median distance of what the tokens say from what is so, in thousandths."""
    import torch

    with torch.inference_mode():
        said, right = _said(lesson, processor, pictures)
        found = (said.argmax(dim=2) - right).abs().median(dim=0).values
    return {f"{side}_error": float(one) for side, one in zip(SIDES, found, strict=True)}


def last_errors(out: Path) -> dict[str, float]:
    """What `errors` said at the lesson's end, from its folder."""
    from gbi_sft.training.records import metrics

    said = [line for line in metrics(out) if f"{SIDES[TOP]}_error" in line][-1]
    return {"steps": said["step"], **{name: said[name] for name in (f"{side}_error" for side in SIDES)}}


def _lesson(whole: Any) -> Any:
    """The model's vision part with four heads; `places` are the directions of the places' embeddings, STEPS + 1 x D."""
    import torch

    table = whole.get_input_embeddings().weight.detach()
    numbers = words.place_numbers()
    rows = torch.stack([table[numbers[step][1]] for step in range(STEPS + 1)])
    heads = torch.nn.ModuleList([torch.nn.Linear(table.shape[1], table.shape[1]) for _ in SIDES])
    with torch.no_grad():
        heads[TOP].weight.copy_(torch.eye(table.shape[1]))
        heads[TOP].bias.zero_()
    lesson = torch.nn.Module()
    lesson.visual, lesson.heads = whole.model.visual, heads
    lesson.register_buffer("places", torch.nn.functional.normalize(rows - rows.mean(dim=0), dim=1), persistent=False)
    return lesson


def _step(lesson: Any, optimizer: Any, processor: Any, pictures: Sequence[Seen], rate: float) -> float:
    import torch

    for group in optimizer.param_groups:
        group["lr"] = rate
    said, right = _said(lesson, processor, pictures)
    apart = torch.arange(STEPS + 1) - right[:, :, None]
    wanted = torch.softmax(-(apart**2) / (2 * SPREAD**2), dim=2)
    loss = -(wanted * said.log_softmax(dim=2)).sum(dim=2).mean()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(lesson.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    return float(loss.detach())


def _said(lesson: Any, processor: Any, pictures: Sequence[Seen]) -> tuple[Any, Any]:
    """What T tokens say of each side, T x 4 x places, and what is so, T x 4."""
    import torch

    from gbi_sft.training.encode import opened

    made = processor.image_processor(images=[opened(one.path) for one in pictures], return_tensors="pt")
    grids = made["image_grid_thw"]
    with torch.autocast("cpu", torch.bfloat16):
        features = lesson.visual(made["pixel_values"].to(torch.bfloat16), grid_thw=grids).pooler_output
    features = (features if isinstance(features, torch.Tensor) else torch.cat(tuple(features))).float()
    heads = [torch.nn.functional.normalize(head(features), dim=1) for head in lesson.heads]
    cells = [(int(high) // MERGE, int(wide) // MERGE) for _, high, wide in grids]
    right = [nearest_marks(one.marks, *cell) for one, cell in zip(pictures, cells, strict=True)]
    return SHARP * torch.stack(heads, dim=1) @ lesson.places.T, torch.tensor(np.concatenate(right)).float()


def _rate(step: int, done: float, lr: float) -> float:
    from gbi_sft.training.loss import rate_at

    return max(rate_at(min(done, 1.0), lr, "cosine", 0.0), LAST * lr) * min(1.0, (step + 1) / WARM)


def _outside(at: Array, low: Array, high: Array) -> Array:
    """How far places are from ranges, 0 inside: N x 1 and M give N x M."""
    return np.maximum(np.maximum(low - at, at - high), 0.0)
