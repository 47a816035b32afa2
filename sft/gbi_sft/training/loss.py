"""The loss of a step: the sum over all taught tokens of all processes, divided by how many there are of them.

The number is known from the plan before anything is computed, so that packs, padded rows and processes may hold unequal
shares of a step and still give the gradient of the same mean.
"""

from __future__ import annotations

from typing import Any

import torch

from gbi_sft.training.batch import IGNORED, Batch


def loss_sum(model: Any, batch: Batch) -> torch.Tensor:
    """The cross entropies of the batch's taught tokens, summed in float32; 0 with a gradient where none is taught."""
    logits = model(**batch.inputs).logits.float()
    summed: torch.Tensor = torch.nn.functional.cross_entropy(
        logits.reshape(-1, logits.shape[-1]), batch.labels.reshape(-1), ignore_index=IGNORED, reduction="sum"
    )
    return summed


def rate_at(done: float, top: float, schedule: str, warmup: float) -> float:
    """The learning rate when this share of the training is done: a straight rise, then down to 0 at the end."""
    if done < warmup:
        return top * done / warmup
    left = min(1.0, (done - warmup) / max(1.0 - warmup, 1e-9))
    if schedule == "cosine":
        return top * 0.5 * (1.0 + float(torch.cos(torch.tensor(left * torch.pi))))
    return top * (1.0 - left) if schedule == "linear" else top
