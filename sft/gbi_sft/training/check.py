"""Whether this model keeps packed samples apart: asked of the model itself before it is trained.

Models differ in what they make of positions that start again. A few samples are read in one pack and each alone by the
library's own attention; where that is not the same, nothing is trained.
"""

from __future__ import annotations

from typing import Any

import torch

from gbi_sft.training.batch import Batcher
from gbi_sft.training.collection import Collection
from gbi_sft.training.config import TrainingError
from gbi_sft.training.loss import loss_sum

SAMPLES = 3
NEAR = {torch.float32: 1e-3}
ROUGH = 5e-2  # for narrow types, whose sums differ with their order


def check_packing(model: Any, bare: Any, batcher: Batcher, samples: Collection, device: Any) -> None:
    """Compares losses of the shortest samples; `bare` is the model itself inside `model`, whose attention is named.

    Raises `TrainingError` where packing changes what the model computes.
    """
    shortest = sorted(range(len(samples)), key=lambda one: samples.lengths[one])[:SAMPLES]
    few = [samples[one] for one in shortest]
    chosen = bare.config._attn_implementation
    model.eval()
    with torch.no_grad():
        together = float(loss_sum(model, batcher.packed(few).to(device)))
        try:
            bare.set_attn_implementation("sdpa")
            alone = sum(float(loss_sum(model, batcher.padded([one]).to(device))) for one in few)
        finally:
            bare.set_attn_implementation(chosen)
    near = NEAR.get(next(bare.parameters()).dtype, ROUGH)
    if abs(together - alone) > near * abs(alone):
        raise TrainingError(
            f"this model does not keep packed samples apart (loss {together:.4f} packed, {alone:.4f} alone); "
            "set packing: false"
        )
