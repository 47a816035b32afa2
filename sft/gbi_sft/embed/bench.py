"""Tokens a second of training on this device, packed against padded: the same samples and model, one after the other.

Padded is the usual trainer's way: a step's samples as rows as long as the longest, torch's sdpa with a mask. Packed is
`gbi-sft train`'s. Forward and backward, bf16 on a GPU, pictures opened before the clock starts; tokens are those of
samples.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from random import Random
from typing import Any

import torch

from gbi.types import Frozen
from gbi_sft.embed.plan import Stage
from gbi_sft.training import attention
from gbi_sft.training.batch import Batch, Batcher
from gbi_sft.training.collection import collect
from gbi_sft.training.config import Data
from gbi_sft.training.light import LightEncoder
from gbi_sft.training.loss import loss_sum
from gbi_sft.training.packing import fill

ROWS = 32
ROUNDS = 3
"""Times that all batches of a way are gone through; the fastest counts, the first has what is made once."""


class Race(Frozen):
    """Tokens a second either way, of `samples` samples with this share of padding where they are padded."""

    samples: int
    padding: float
    packed: float
    padded: float

    def words(self) -> str:
        """For a person."""
        return (
            f"{self.packed:,.0f} tokens/s packed, {self.padded:,.0f} padded ({self.padding:.0%} of it padding): "
            f"{self.packed / self.padded:.2f} times, over {self.samples} samples"
        )


def race(stage: Stage, model: Path, lots: Sequence[Path], samples: int, seed: int) -> Race:
    """Times both ways on samples of a stage's lots, drawn by the seed. Raises `DataError`, `TrainingError`."""
    from transformers import AutoModelForImageTextToText

    attention.register()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    encoder = LightEncoder.of(str(model))
    most = int(stage.train.get("max_tokens", 2048))
    room = int(stage.train.get("pack_tokens", most))
    found, _ = collect([Data(folder=lot) for lot in lots], encoder, str(model), most, 1, lambda *_: None)
    chosen = [found[one] for one in Random(seed).sample(range(len(found)), min(samples, len(found)))]
    loaded = AutoModelForImageTextToText.from_pretrained(model, attn_implementation=attention.NAME).to(device)
    batcher = Batcher(encoder, loaded, 0)
    rows = [chosen[start : start + ROWS] for start in range(0, len(chosen), ROWS)]
    packs = [[chosen[one] for one in pack] for pack in fill([len(one) for one in chosen], room)]
    loaded.set_attn_implementation("sdpa")
    padded, wide = _speed(loaded, [batcher.padded(some) for some in rows], device)
    loaded.set_attn_implementation(attention.NAME)
    packed, _ = _speed(loaded, [batcher.packed(pack) for pack in packs], device)
    return Race(samples=len(chosen), padding=1.0 - wide, packed=packed, padded=padded)


def _speed(model: Any, batches: Sequence[Batch], device: str) -> tuple[float, float]:
    """Samples' tokens a second, and their share of all that is computed."""
    narrow = torch.autocast("cuda", torch.bfloat16) if device == "cuda" else nullcontext()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for batch in batches:
            with narrow:
                loss = loss_sum(model, batch.to(device))
            loss.backward()
            model.zero_grad()
        if device == "cuda":
            torch.cuda.synchronize()
        taken.append(time.perf_counter() - began)
    tokens, room = sum(one.tokens for one in batches), sum(one.room for one in batches)
    return tokens / min(taken), tokens / room
